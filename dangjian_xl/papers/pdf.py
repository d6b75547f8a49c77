"""Papers as PDF beside the Word files, by a LibreOffice of its own that is ended if it hangs; same papers, same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dangjian_xl import office
from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, Place
from dangjian_xl.papers.measures import BODY_FONT
from dangjian_xl.workspace import printable, write_whole

#: Told (done, all).
Progress = Callable[[int, int], None]
#: So many files go into one start, which takes seconds; so long may a start take, and each file besides.
_TOGETHER, _START_SECONDS, _FILE_SECONDS = 40, 90.0, 20.0
#: A LibreOffice that twice running does nothing at all is given up.
_GIVE_UP = 2
#: By a file's suffix the filters that read it and write its PDF.
_FILTERS = {
    ".docx": ("MS Word 2007 XML", "writer_pdf_Export"),
    ".xlsx": ("Calc MS Excel 2007 XML", "calc_pdf_Export"),
}
_DATE = re.compile(rb"(/CreationDate\(D:)(\d{14})")
#: What LibreOffice makes of the time and of chance: 32 digits each.
_CHANCE = re.compile(rb"(/ID \[ <|> ?\s*<|/DocChecksum /)([0-9A-F]{32})")
_NO_MACROS = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update">
<prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@dataclass(frozen=True, slots=True)
class PdfOutcome:
    """The PDFs that were written, in the order of their Word files, and what is to be told."""

    written: tuple[Path, ...]
    findings: tuple[Finding, ...]


def to_pdf(files: Sequence[Path], progress: Progress = lambda _done, _all: None) -> PdfOutcome:
    """Write a PDF beside each .docx or .xlsx file, over an older one; a file that cannot be converted is a finding."""
    try:
        program = office.soffice()
    except CannotRunError:
        return PdfOutcome((), (Finding.of("paper-pdf-office-missing"),))
    with tempfile.TemporaryDirectory(prefix="dangjian-xl-pdf-", ignore_cleanup_errors=True) as folder:
        run = _Run(program, Path(folder), files, progress)
        return run.outcome()


class _Run:
    """One conversion of many files: they are copied under plain numbers, for names may be long and alike."""

    def __init__(self, program: Path, folder: Path, files: Sequence[Path], progress: Progress) -> None:
        self._program, self._folder, self._files, self._progress = program, folder, files, progress
        self._made: dict[int, bytes] = {}
        self._faults: dict[int, str] = {}
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_NO_MACROS, encoding="utf-8")

    def outcome(self) -> PdfOutcome:
        self._progress(0, len(self._files))
        left, idle = list(range(len(self._files))), 0
        while left and idle < _GIVE_UP:
            # A start of LibreOffice takes files of one kind.
            kind = self._files[left[0]].suffix
            batch = [number for number in left if self._files[number].suffix == kind][:_TOGETHER]
            fault = self._convert(batch)
            idle = 0 if any(number in self._made for number in batch) else idle + bool(fault)
            missing = [number for number in batch if number not in self._made]
            # One that hangs or dies takes those behind it along: they get another start.
            for number in missing[:1] if fault else missing:
                self._faults[number] = fault or "paper-pdf-failed"
            left = [n for n in left if n not in self._made and n not in self._faults]
            self._progress(len(self._files) - len(left), len(self._files))
        self._faults |= dict.fromkeys(left, "paper-pdf-failed")
        return self._written()

    def _convert(self, batch: Sequence[int]) -> str:
        """Convert some files; "" where LibreOffice ended by itself, else the code of what happened to it."""
        out, suffix = self._folder / "out", self._files[batch[0]].suffix
        read_as, written_by = _FILTERS[suffix]
        for number in batch:
            (self._folder / f"{number}{suffix}").write_bytes(self._files[number].read_bytes())
        process = office.launch(
            [
                str(self._program),
                f"-env:UserInstallation={(self._folder / 'profile').as_uri()}",
                *("--headless", "--norestore", "--nologo", "--nodefault", "--nofirststartwizard"),
                # Else it would take a file that is no Word document for plain text.
                f"--infilter={read_as}",
                *("--convert-to", f"pdf:{written_by}", "--outdir", str(out)),
                *(str(self._folder / f"{number}{suffix}") for number in batch),
            ],
            # The date in the file has no other length then; and Chinese names get lost in the C locale.
            {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        )
        fault = ""
        try:
            if process.wait(_START_SECONDS + _FILE_SECONDS * len(batch)):
                fault = "paper-pdf-failed"
        except subprocess.TimeoutExpired:
            fault = "paper-pdf-slow"
        finally:
            office.end(process)
        for number in batch:
            path = out / f"{number}.pdf"
            # Of one that was ended in the midst of writing there is a beginning.
            if path.is_file() and path.read_bytes().rstrip().endswith(b"%%EOF"):
                self._made[number] = same_bytes(path.read_bytes())
        return fault

    def _written(self) -> PdfOutcome:
        written = []
        findings = [
            Finding.of(self._faults[number], _place(self._files[number])) for number in sorted(self._faults)
        ]
        for number, data in sorted(self._made.items()):
            written.append(self._files[number].with_suffix(".pdf"))
            write_whole(written[-1], data)
        papers = (
            (self._files[n], data) for n, data in self._made.items() if self._files[n].suffix == ".docx"
        )
        if any(_other_fonts(path, data) for path, data in papers):
            findings.append(Finding.of("paper-pdf-fonts", font=BODY_FONT))
        return PdfOutcome(tuple(written), tuple(findings))


def same_bytes(data: bytes) -> bytes:
    """A PDF as LibreOffice made it, without the time and chance in it: in their place, at the same length, a digest of the rest."""
    fixed = _DATE.sub(rb"\g<1>20000101000000", data)
    head, mark, tail = fixed.rpartition(b"trailer")
    tail = _CHANCE.sub(rb"\g<1>" + b"0" * 32, tail)
    digest = hashlib.sha256(head + mark + tail).hexdigest()[:32].upper().encode()
    return head + mark + _CHANCE.sub(rb"\g<1>" + digest, tail)


def _other_fonts(word: Path, pdf: bytes) -> bool:
    """Whether the paper wants the usual body font and the PDF has another one in its place."""
    with zipfile.ZipFile(word) as package:
        wants = f'w:eastAsia="{BODY_FONT}"'.encode() in package.read("word/styles.xml")
    return wants and not re.search(rb"/BaseFont/[^/\s>]*fang ?song", pdf, re.IGNORECASE)


def _place(path: Path) -> Place:
    return Place(printable(f"{path.parent.name}/{path.name}"))

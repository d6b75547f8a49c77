"""Papers as PDF by the real LibreOffice: measured on the page, the same bytes again; and what is told where it fails."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import docx
import docx.shared
import pytest

from dangjian_xl import office, papers
from dangjian_xl.outputs.rollup import rollup_workbook
from dangjian_xl.papers import measures as m
from dangjian_xl.papers import pdf
from dangjian_xl.papers.pdf import PdfOutcome, same_bytes, to_pdf
from dangjian_xl.scheme.model import SettingName
from tests.support.approved import SCORES, TARGETS, approval, scheme_for

pytestmark = pytest.mark.long

PT_PER_MM = 72 / 25.4
#: A body of full characters alone, of some three pages.
CLOSING = "\n".join(["整" * 300] * 4)


@dataclass(frozen=True)
class Line:
    """A line of text on a page; lengths in points from the page's upper left corner."""

    page: int
    text: str
    left: float
    top: float
    right: float


@dataclass(frozen=True)
class Made:
    """What one conversion gave: its files, what was told, the progress, and a second conversion's bytes."""

    files: list[Path]
    outcome: PdfOutcome
    progress: list[tuple[int, int]]
    again: bytes


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("结果 目录")
    one = approval(
        scheme_for(TARGETS, {SettingName.CLOSING: CLOSING, SettingName.DATED: "2025-01-08"}), SCORES
    )
    built = dict(papers.build(one, {})[0])
    files = []
    for name in ("通报.docx", "反馈表/A1_A1党总支.docx", "归档表/A1_A1党总支.docx"):
        files.append(folder / name)
        files[-1].parent.mkdir(exist_ok=True)
        files[-1].write_bytes(built[name])
    files.insert(1, folder / "坏.docx")
    files[1].write_bytes(b"no document")
    progress: list[tuple[int, int]] = []
    outcome = to_pdf(files, lambda done, whole: progress.append((done, whole)))
    first = files[0].with_suffix(".pdf").read_bytes()
    # Another second, another profile.
    again = folder / "又一次" / "通报.docx"
    again.parent.mkdir()
    again.write_bytes(files[0].read_bytes())
    to_pdf([again])
    assert first
    return Made(files, outcome, progress, again.with_suffix(".pdf").read_bytes())


@pytest.fixture(scope="module")
def lines(made: Made) -> list[Line]:
    circular = str(made.files[0].with_suffix(".pdf"))
    run = subprocess.run(
        ["pdftotext", "-bbox-layout", circular, "-"], capture_output=True, text=True, check=True
    )
    return list(_lines(run.stdout))


def _lines(told: str) -> Iterator[Line]:
    page = 0
    for part in re.findall(r"<page |<line .*?</line>", told, re.DOTALL):
        if part.startswith("<page"):
            page += 1
            continue
        left, top, right = (
            float(part.partition(f'{side}="')[2].partition('"')[0]) for side in ("xMin", "yMin", "xMax")
        )
        yield Line(page, " ".join(re.findall(r">([^<\n]+)</word>", part)), left, top, right)


def full(lines: list[Line]) -> list[Line]:
    """Lines of the body that are full."""
    return [line for line in lines if set(line.text) == {"整"} and len(line.text) > 26]


def test_every_good_file_has_a_pdf_beside_it(made: Made) -> None:
    good = [path for path in made.files if path.name != "坏.docx"]
    assert made.outcome.written == tuple(path.with_suffix(".pdf") for path in good)
    assert made.progress == [(0, 4), (4, 4)]


def test_a_file_that_is_no_document_is_told(made: Made) -> None:
    failed = [f for f in made.outcome.findings if f.code == "paper-pdf-failed"]
    assert [f.place.file.rpartition("/")[2] for f in failed] == ["坏.docx"]


def test_the_same_paper_gives_the_same_pdf(made: Made) -> None:
    assert made.files[0].with_suffix(".pdf").read_bytes() == made.again


def test_the_text_begins_28_mm_from_the_left_and_ends_26_from_the_right(lines: list[Line]) -> None:
    for line in full(lines)[1:]:
        if len(line.text) == m.CHARACTERS:
            assert line.left / PT_PER_MM == pytest.approx(m.LEFT, abs=0.5)
            assert line.right / PT_PER_MM == pytest.approx(m.LEFT + m.TEXT_WIDTH, abs=0.7)


def test_a_full_line_has_28_characters_and_a_first_one_26(lines: list[Line]) -> None:
    numbers = [len(line.text) for line in lines if set(line.text) == {"整"}]
    assert max(numbers) == m.CHARACTERS
    assert numbers.count(m.CHARACTERS) > 30
    indented = [line for line in lines if set(line.text) == {"整"} and len(line.text) == m.CHARACTERS - 2]
    assert len(indented) >= 4
    for line in indented[:4]:
        assert line.left / PT_PER_MM == pytest.approx(m.LEFT + 2 * m.BODY_SIZE / PT_PER_MM, abs=1)


def test_a_page_has_22_lines_that_begin_37_mm_from_the_top(lines: list[Line]) -> None:
    pages: dict[int, list[float]] = {}
    for line in lines:
        if set(line.text) == {"整"}:
            pages.setdefault(line.page, []).append(line.top)
    whole = sorted(pages[2])
    assert len(whole) == m.LINES
    pitch = (whole[-1] - whole[0]) / (m.LINES - 1)
    assert pitch == pytest.approx(m.line_pitch(m.TEXT_HEIGHT) / m.TWIPS, abs=0.05)
    # a glyph stands in the middle of its line
    assert 0 <= whole[0] - m.TOP * PT_PER_MM <= pitch
    assert whole[-1] < (m.TOP + m.TEXT_HEIGHT) * PT_PER_MM


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(lines: list[Line]) -> None:
    numbers = {line.page: line for line in lines if re.fullmatch(r"— \d+ —", line.text)}
    assert sorted(numbers) == list(range(1, max(line.page for line in lines) + 1))
    one = m.NUMBER_SIZE
    for page, line in numbers.items():
        assert line.text == f"— {page} —"
        if page % 2:
            edge = (m.LEFT + m.TEXT_WIDTH) * PT_PER_MM
            assert edge - line.right == pytest.approx(one, abs=2)
        else:
            assert line.left - m.LEFT * PT_PER_MM == pytest.approx(one, abs=2)
        below = line.top - (m.TOP + m.TEXT_HEIGHT) * PT_PER_MM
        assert 0 < below < 2 * m.NUMBER_BELOW * PT_PER_MM


def test_date_and_signature_stand_where_the_date_ends_four_characters_from_the_edge(
    lines: list[Line],
) -> None:
    dated = next(line for line in lines if re.fullmatch(r"2025 ?年 ?1 ?月 ?8 ?日", line.text))
    signed = next(line for line in lines if line.text == "某某学院组织部")
    character = m.TEXT_WIDTH * PT_PER_MM / m.CHARACTERS
    # Measured at the middle: how wide digits are, and the gaps beside them, differs from font to font.
    for line in (dated, signed):
        away = (m.LEFT + m.TEXT_WIDTH) * PT_PER_MM - (line.left + line.right) / 2
        assert away / character == pytest.approx(m.DATE_FROM_RIGHT + 6 / 2, abs=0.2)


def test_personal_papers_keep_to_their_pages(made: Made) -> None:
    pages = {}
    for path in made.files[2:]:
        run = subprocess.run(
            ["pdfinfo", str(path.with_suffix(".pdf"))], capture_output=True, text=True, check=True
        )
        pages[path.parent.name] = int(re.findall(r"Pages: +(\d+)", run.stdout)[0])
    assert pages["反馈表"] <= 2
    assert pages["归档表"] == 1


def test_without_libreoffice_that_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(office, "folders", lambda: iter([tmp_path]))
    outcome = to_pdf([tmp_path / "通报.docx"])
    assert outcome.written == ()
    assert [f.code for f in outcome.findings] == ["paper-pdf-office-missing"]
    assert "另存为 PDF" in outcome.findings[0].remedy


#: A LibreOffice that hangs, dies or does its work, as the documents before it say.
PRETENDED = f"""#!{sys.executable}
import os, sys, time
out = sys.argv[sys.argv.index("--outdir") + 1]
os.makedirs(out, exist_ok=True)
for path in sys.argv[sys.argv.index("--outdir") + 2:]:
    told = open(path, "rb").read()
    if told.endswith(b"hang"):
        time.sleep(60)
    if told.endswith(b"die"):
        os._exit(1)
    name = os.path.basename(path).replace(".docx", ".pdf")
    open(os.path.join(out, name), "wb").write(b"%PDF trailer /BaseFont/FangSong %%EOF")
"""


@pytest.mark.parametrize(
    ("contents", "written", "codes"),
    [
        (["", "", ""], 3, []),
        (["", "hang", ""], 2, ["paper-pdf-slow"]),
        (["", "die", "", "die"], 2, ["paper-pdf-failed", "paper-pdf-failed"]),
        (["hang", "hang", "hang"], 0, ["paper-pdf-slow", "paper-pdf-slow", "paper-pdf-failed"]),
    ],
)
def test_one_that_hangs_or_dies_takes_no_other_along(
    contents: list[str], written: int, codes: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(PRETENDED, encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(office, "folders", lambda: iter([tmp_path]))
    monkeypatch.setattr(pdf, "_START_SECONDS", 0.6)
    monkeypatch.setattr(pdf, "_FILE_SECONDS", 0.0)
    whole = dict(papers.build(approval(scheme_for(TARGETS), SCORES), {})[0])["通报.docx"]
    files = []
    for index, told in enumerate(contents):
        files.append(tmp_path / f"{index}.docx")
        # what stands behind a package is not part of it
        files[-1].write_bytes(whole + told.encode())
    began = time.monotonic()
    outcome = to_pdf(files)
    assert time.monotonic() - began < 20
    assert len(outcome.written) == written
    assert [f.code for f in outcome.findings] == codes
    assert not list(tmp_path.glob(".写入中*"))


def test_nothing_of_time_and_chance_is_left() -> None:
    one = (
        b"%PDF-1.6 /CreationDate(D:20250108093000Z') xref 0000000123 trailer <</ID [ <" + b"A1" * 16 + b">\n<" + b"A1" * 16
        + b"> ]\n/DocChecksum /" + b"B2" * 16 + b">> startxref 12 %%EOF"
    )  # fmt: skip
    other = one.replace(b"20250108093000", b"20260101000000").replace(b"A1", b"C3").replace(b"B2", b"D4")
    assert same_bytes(one) == same_bytes(other)
    assert len(same_bytes(one)) == len(one)
    assert same_bytes(one) != same_bytes(one.replace(b"123", b"124"))


def test_a_picture_from_elsewhere_is_not_fetched(tmp_path: Path) -> None:
    asked: list[str] = []

    class Asked(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with ThreadingHTTPServer(("127.0.0.1", 0), Asked) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        path = tmp_path / "带链接.docx"
        path.write_bytes(linked(f"http://127.0.0.1:{server.server_port}/pic.png"))
        outcome = to_pdf([path])
        server.shutdown()
    assert [p.name for p in outcome.written] == ["带链接.pdf"]
    assert asked == []


#: One white point.
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg=="
)


def test_workbooks_are_papers_too_and_need_no_fonts_of_papers(tmp_path: Path) -> None:
    one = approval(scheme_for(TARGETS), SCORES)
    files = [tmp_path / name for name in ("一.xlsx", "通报.docx", "二.xlsx")]
    for path in files:
        path.write_bytes(
            rollup_workbook(one) if path.suffix == ".xlsx" else dict(papers.build(one, {})[0])["通报.docx"]
        )
    outcome = to_pdf(files)
    assert [path.name for path in outcome.written] == ["一.pdf", "通报.pdf", "二.pdf"]
    first = [path.read_bytes() for path in outcome.written]
    assert [path.read_bytes() for path in to_pdf(files).written] == first
    told = subprocess.run(["pdftotext", outcome.written[0], "-"], capture_output=True, text=True, check=True)
    assert "考核等次" in told.stdout


def linked(address: str) -> bytes:
    """A document with a picture that lies elsewhere."""
    document = docx.Document()
    document.add_picture(io.BytesIO(_PNG), width=docx.shared.Pt(50))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
    number = document.part.relate_to(address, kind, is_external=True)
    space = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
    for blip in document.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"):
        del blip.attrib[f"{space}embed"]
        blip.set(f"{space}link", number)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()

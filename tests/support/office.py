"""The real LibreOffice, as one function per question a test asks of it."""

import atexit
import functools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

TIMEOUT = 180.0  # seconds for one run; a workbook takes one or two

# 0 stands for "always": without it LibreOffice shows the values stored in the file.
_RECALCULATE = """\
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="ODFRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def soffice() -> str:
    """The LibreOffice on PATH. Its absence fails a test; a skip would hide it."""
    return _program("soffice", "LibreOffice")


def recalculated(files: Sequence[Path], outdir: Path, to: str = "xlsx") -> list[Path]:
    """Copies of the files with every formula calculated anew, in the order given."""
    return _converted(files, outdir, to, recalculate=True)


def resaved(file: Path, outdir: Path) -> Path:
    """The workbook as opened and saved by a LibreOffice with factory settings: stored values stay."""
    return _converted([file], outdir, "xlsx", recalculate=False)[0]


def pdf(file: Path, outdir: Path) -> Path:
    """The file as printed, its formulas calculated anew."""
    return recalculated([file], outdir, "pdf")[0]


def pictures(file: Path, outdir: Path, dpi: int = 70) -> list[Path]:
    """One PNG for each printed page."""
    pdftoppm = _program("pdftoppm", "poppler-utils")
    for stale in _pages(file, outdir):
        stale.unlink()
    _run([pdftoppm, "-png", "-r", str(dpi), str(pdf(file, outdir)), str(outdir / file.stem)])
    found = _pages(file, outdir)
    if not found:
        raise RuntimeError(f"pdftoppm made no picture of {file}.")
    return found


def _pages(file: Path, outdir: Path) -> list[Path]:
    # pdftoppm pads page numbers with zeros, so names sort as pages do.
    return sorted(
        path
        for path in outdir.glob("*.png")
        if path.stem.rpartition("-")[0] == file.stem and path.stem.rpartition("-")[2].isdigit()
    )


def _converted(files: Sequence[Path], outdir: Path, to: str, *, recalculate: bool) -> list[Path]:
    outdir.mkdir(parents=True, exist_ok=True)
    # `to` may name a filter as well: "pdf:calc_pdf_Export"
    targets = [outdir / f"{file.stem}.{to.partition(':')[0]}" for file in files]
    if len(set(targets)) < len(targets):
        raise ValueError("Two of the files would get the same name.")
    for file, target in zip(files, targets, strict=True):
        if not file.is_file():
            raise FileNotFoundError(file)
        if target.resolve() == file.resolve():
            raise ValueError(f"{file} would be overwritten.")
        target.unlink(missing_ok=True)
    if not files:
        return []
    output = _run(
        [
            soffice(),
            f"-env:UserInstallation={_profile(recalculate=recalculate).as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            to,
            "--outdir",
            str(outdir),
            *(str(file) for file in files),
        ]
    )
    # soffice exits with 0 even when it could not read a file
    missing = [target.name for target in targets if not target.is_file()]
    if missing:
        raise RuntimeError(f"LibreOffice made no {', '.join(missing)}. It said:\n{output}")
    return targets


@functools.cache
def _profile(*, recalculate: bool) -> Path:
    # Two LibreOffices cannot share a profile, so each process (a pytest-xdist worker
    # is one) has its own; a new one for each call would cost its first start each time.
    profile = Path(tempfile.mkdtemp(prefix="soffice-profile-"))
    atexit.register(shutil.rmtree, profile, ignore_errors=True)
    if recalculate:
        settings = profile / "user" / "registrymodifications.xcu"
        settings.parent.mkdir()
        settings.write_text(_RECALCULATE, encoding="utf-8")
    return profile


def _run(command: list[str]) -> str:
    # A session of its own, because soffice is a script: killing only that would
    # leave the real program running, holding the pipe open.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        # Chinese file names get lost in the C locale
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    try:
        output, _ = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        _profile.cache_clear()  # the killed one left its lock there
        raise
    text = output.decode(errors="replace")
    if process.returncode:
        raise RuntimeError(f"{Path(command[0]).name} ended with {process.returncode}. It said:\n{text}")
    return text


def _program(name: str, package: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise RuntimeError(f"{name} is not on PATH: install {package}, `make system` does it on Debian.")
    return path

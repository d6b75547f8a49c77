"""LibreOffice as a program: where it lies, how it is started and ended."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from dangjian_xl.errors import CannotRunError

_NO_OFFICE = "没有找到 LibreOffice；请先安装 LibreOffice。"
#: Seconds until a process that was killed must have ended.
_END = 20.0


def soffice() -> Path:
    """The LibreOffice program."""
    for folder in folders():
        for name in ("soffice.exe", "soffice"):
            if (folder / name).is_file():
                return folder / name
    raise CannotRunError(_NO_OFFICE)


def folders() -> Iterator[Path]:
    """Where LibreOffice's program and libraries may lie, most telling first."""
    named = os.environ.get("UNO_PATH")
    if named:
        yield Path(named)
    for name in ("soffice", "libreoffice"):
        found = shutil.which(name)
        if found:
            yield Path(found).resolve().parent
    yield Path("/usr/lib/libreoffice/program")
    yield Path("/usr/lib64/libreoffice/program")
    yield from sorted(Path("/opt").glob("libreoffice*/program"), reverse=True)
    yield Path("/Applications/LibreOffice.app/Contents/MacOS")
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)"):
        if variable in os.environ:
            yield Path(os.environ[variable]) / "LibreOffice" / "program"


def launch(command: list[str], environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own: soffice is a script that starts a program that starts the real one.

    `environment`: in the place of our own.
    """
    return subprocess.Popen(  # noqa: S603 - the program was found by us, the arguments are ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=environment,
    )


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_END)

"""A run that is killed, or finds the disk full, at any moment: old or new, never half; returns untouched; the next run is right."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from typing import IO, Self

import pytest

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import CACHE_NAME
from tests.support.small import BALLOT, MATRIX, SHEET, SMALL
from tests.support.year import scheme_of
from tests.test_collect import change, put

pytestmark = pytest.mark.long
STEPS: Mapping[str, Callable[[Path], object]] = {"collect": pipeline.collect, "assess": pipeline.assess}
#: What lies where the steps write; the rest of a workspace may never change.
OUTPUTS = ("退回", "结果")

#: Slows the writing down, so that kills hit every moment of it: many small writes, each after a pause.
SLOW = """
import os, sys, time
import dangjian_xl.workspace as w
from pathlib import Path
real = os.fdopen
class Slow:
    def __init__(self, file): self.file = file
    def __enter__(self): return self
    def __exit__(self, *a): self.file.close()
    def write(self, data):
        for i in range(0, len(data), 512):
            self.file.write(data[i:i + 512]); self.file.flush(); time.sleep(0.001)
    def flush(self): self.file.flush()
    def fileno(self): return self.file.fileno()
def slow(handle, mode="r", *a, **k):
    file = real(handle, mode, *a, **k)
    return Slow(file) if mode == "wb" else file
w.os.fdopen = slow
from dangjian_xl import pipeline
print("ready", flush=True)
getattr(pipeline, sys.argv[2])(Path(sys.argv[1]))
"""


def contents(folder: Path) -> dict[str, bytes]:
    """All files that people may look at, and the records beside them."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(".写入中-")
    }


def outputs(folder: Path) -> dict[str, bytes]:
    return {name: data for name, data in contents(folder).items() if name.startswith(OUTPUTS)}


def inputs(folder: Path) -> dict[str, bytes]:
    # What is remembered may be lost at any time; tests/test_remembered.py says what holds then.
    others = {n: data for n, data in contents(folder).items() if not n.startswith(OUTPUTS)}
    return {name: data for name, data in others.items() if name != CACHE_NAME}


def prepared(year: tuple[Path, Scheme]) -> tuple[Path, Scheme]:
    """A year with outputs of a first run, and then with other faults and another scheme title, so that all are to change."""
    folder, scheme = year
    change(folder, scheme, BALLOT, put(("t:A1", "i:1"), "优"))
    change(folder, scheme, SHEET, put(("i:1.1", "f:value"), 99))
    for step in STEPS.values():
        step(folder)
    changed = scheme_of(SMALL.replace("小考核", "另一个考核"))
    (folder / "方案.xlsx").write_bytes(write_book(changed))
    change(folder, scheme, BALLOT, put(("t:A1", "i:1"), "好"))
    change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 61))
    return folder, changed


def finished(folder: Path, step: str) -> dict[str, bytes]:
    """What an undisturbed run leaves."""
    copy = folder.parent / "完整"
    shutil.copytree(folder, copy)
    STEPS[step](copy)
    found = outputs(copy)
    shutil.rmtree(copy)
    return found


def is_whole(now: Mapping[str, bytes], *known: Mapping[str, bytes]) -> bool:
    """Whether every file is one of the known ones to the byte; records of hashes may also be in between."""
    return all(
        name.endswith(".json") or any(data == files.get(name) for files in known)
        for name, data in now.items()
    )


@pytest.mark.parametrize("moment", range(3))
@pytest.mark.parametrize("step", list(STEPS))
def test_killed_at_any_moment(year: tuple[Path, Scheme], step: str, moment: int) -> None:
    folder, _ = prepared(year)
    old, given, new = outputs(folder), inputs(folder), finished(folder, step)
    command = [sys.executable, "-c", SLOW, str(folder), step]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    if moment:
        # From the first writing on; the first kill hits the reading.
        while not list(folder.rglob(".写入中-*")) and process.poll() is None:
            time.sleep(0.001)
    time.sleep(Random(f"{step}{moment}").uniform(0, 0.4))
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert is_whole(outputs(folder), old, new)
    for name, data in outputs(folder).items():
        if name.endswith(".xlsx"):
            assert read_grids(data)
    assert inputs(folder) == given
    STEPS[step](folder)
    assert outputs(folder) == new


class FullDisk:
    """A disk that is full from the n-th file on: half of it is still written."""

    def __init__(self, after: int) -> None:
        self.left = after
        self.real = os.fdopen

    def fdopen(self, handle: int, mode: str = "r", encoding: str | None = None) -> object:
        file = self.real(handle, mode, encoding=encoding)
        return _HalfFile(file, self) if mode == "wb" else file


class _HalfFile:
    """A file on that disk."""

    def __init__(self, file: IO[bytes], disk: FullDisk) -> None:
        disk.left -= 1
        self.file, self.full = file, disk.left < 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()

    def write(self, data: bytes) -> int:
        if not self.full:
            return self.file.write(data)
        self.file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    def flush(self) -> None:
        self.file.flush()

    def fileno(self) -> int:
        return self.file.fileno()


@pytest.mark.parametrize("step", list(STEPS))
def test_a_full_disk_at_any_file(
    year: tuple[Path, Scheme], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = prepared(year)
    old, given, new = outputs(folder), inputs(folder), finished(folder, step)
    for after in range(99):
        with monkeypatch.context() as patch:
            patch.setattr("dangjian_xl.workspace.os.fdopen", FullDisk(after).fdopen)
            try:
                STEPS[step](folder)
            except CannotRunError as error:
                assert "磁盘满了" in str(error)  # noqa: PT017 - whether it raises is what ends the loop
            else:
                break
        assert is_whole(outputs(folder), old, new)
        assert inputs(folder) == given
    assert after > 1
    assert outputs(folder) == new
    assert not list(folder.rglob(".写入中-*"))

"""A process killed while it assesses leaves the old result or the new one, never half; and no litter that is read."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from dangjian_xl import pipeline
from dangjian_xl.scheme.book import write_book
from tests.support.small import SMALL, right
from tests.support.year import return_all, scheme_of, workspace

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
            self.file.write(data[i:i + 512]); self.file.flush(); time.sleep(0.002)
    def flush(self): self.file.flush()
    def fileno(self): return self.file.fileno()
w.os.fdopen = lambda *a: Slow(real(*a))
from dangjian_xl import pipeline
print("ready", flush=True)
pipeline.assess(Path(sys.argv[1]))
"""


#: The record of what was written is smaller than this, the workbook larger.
RECORD_BYTES = 2000


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


@pytest.mark.parametrize("moment", range(6))
def test_killed_while_assessing(moment: int, tmp_path: Path) -> None:
    folder = tmp_path / "年度"
    scheme = scheme_of(SMALL)
    workspace(folder, scheme)
    return_all(folder, scheme, right)
    pipeline.assess(folder)
    result = folder / "结果" / pipeline.RESULT_NAME
    old = result.read_bytes()
    # Another scheme title, so that old and new differ.
    changed = scheme_of(SMALL.replace("小考核", "另一个考核"))
    (folder / "方案.xlsx").write_bytes(write_book(changed))
    copy = tmp_path / "完整"
    shutil.copytree(folder, copy)
    pipeline.assess(copy)
    new = (copy / "结果" / pipeline.RESULT_NAME).read_bytes()
    assert new != old
    process = subprocess.Popen([sys.executable, "-c", SLOW, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    while not (litter := [p for p in result.parent.glob(".写入中-*") if _size(p) > RECORD_BYTES]):
        assert process.poll() is None
        time.sleep(0.001)
    time.sleep(0.03 * moment)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    # The first kills hit the middle of the writing: the half file is there, under its own name.
    assert moment > 1 or litter[0].exists()
    assert result.read_bytes() in (old, new)
    CalamineWorkbook.from_path(result)
    # What the killed run left behind does not disturb the next one.
    assert pipeline.collect(folder).findings == ()
    pipeline.assess(folder)
    assert result.read_bytes() == new

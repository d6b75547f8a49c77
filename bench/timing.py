"""How time and memory are taken."""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

HOME = Path(__file__).parent.parent
#: Seconds between looks at a program's memory.
_LOOK = 0.02


def timed(what: Callable[[], object]) -> float:
    """Seconds of one call."""
    gc.collect()
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def least(calls: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, float]:
    """The least seconds of each of several calls, which take turns so that a slow minute of the machine hits all."""
    rounds = [{name: timed(call) for name, call in calls.items()} for _ in range(repeats)]
    return {name: min(one[name] for one in rounds) for name in calls}


def program(*arguments: str | Path) -> list[str]:
    """The command line of our Python with these arguments."""
    return [sys.executable, *map(str, arguments)]


def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """Run a program of ours; CalledProcessError where it fails, with what it said."""
    return subprocess.run(command, cwd=HOME, capture_output=True, text=True, check=True)  # noqa: S603


def with_peak(command: Sequence[str]) -> tuple[str, float]:
    """What a program printed, and the most MiB that it and all its children took at one time.

    Looked up many times a second in /proc (Linux): what a system reports of a program that has ended counts its parent's memory
    as well, and no two children's together.
    """
    process = subprocess.Popen(command, cwd=HOME, stdout=subprocess.PIPE, text=True)  # noqa: S603
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, sum(map(_resident, _family(process.pid))))
        time.sleep(_LOOK)
    said = process.stdout.read() if process.stdout else ""
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, said)
    return said, peak


def _family(pid: int) -> Iterable[int]:
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except OSError:
            # It has ended meanwhile.
            continue
        for child in children:
            yield from _family(int(child))


def _resident(pid: int) -> float:
    """MiB that a process has in memory now; 0 where it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    lines = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(lines[0].split()[1]) / 1024 if lines else 0.0

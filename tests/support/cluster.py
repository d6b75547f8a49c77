"""A Dask cluster of separate processes, started as the manual says, whose workers can be held in the middle of a batch and killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.waiting import wait_until

ROOT = Path(__file__).parent.parent.parent
#: A child that reads as usual, but dies over files of such a name.
DEADLY_CHILD = """
import os, sys
sys.path.insert(0, sys.argv[1])
from dangjian_xl.returns import worker
real = worker.open_task
worker.open_task = lambda task: os.abort() if "dies" in task.shown else real(task)
worker.main(int(sys.argv[2]))
"""
#: Runs in a worker before it begins: each batch leaves a trace, and waits while it is to be held.
_PRELOAD = f"""
import os, time
from pathlib import Path
from dangjian_xl.returns import batches, child
child._PROGRAM = {DEADLY_CHILD!r}
here = Path(os.environ["HOOKS"])
real = getattr(batches.read_all, "real", batches.read_all)  # Dask runs this more than once
def watched(*args, **kwargs):
    (here / f"begun {{os.getpid()}}").touch()
    while (here / "hold").exists():
        time.sleep(0.01)
    return real(*args, **kwargs)
watched.real = real
batches.read_all = watched
"""


class Cluster:
    """A scheduler, and as many workers as are asked for; all end with it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file = folder / "scheduler.json"
        (folder / "preload.py").write_text(_PRELOAD, encoding="utf-8")
        self.workers: list[subprocess.Popen[bytes]] = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        self.address = wait_until(self._told, 60, "the scheduler's address")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.let_go()
        self.end_workers()
        self._end(self.scheduler)

    def work(self, count: int, paths: str = str(ROOT)) -> None:
        """Start workers with this module path; without nannies, so that a worker that was killed stays away."""
        for _ in range(count):
            number = len(self.workers)
            options = [
                "--nthreads",
                "1",
                "--no-nanny",
                "--local-directory",
                str(self._folder / f"worker{number}"),
            ]
            if paths == str(ROOT):
                options += ["--preload", str(self._folder / "preload.py")]
            self.workers.append(self._start("worker", *options, paths=paths))

    def hold(self) -> None:
        """Let every batch wait once it is begun."""
        (self._folder / "hold").touch()

    def let_go(self) -> None:
        """Let them go on."""
        (self._folder / "hold").unlink(missing_ok=True)

    def begun(self) -> list[subprocess.Popen[bytes]]:
        """The workers that have begun a batch."""
        return [w for w in self.workers if (self._folder / f"begun {w.pid}").exists()]

    def end_workers(self) -> None:
        """Kill all of them."""
        while self.workers:
            self._end(self.workers.pop())

    def _told(self) -> str:
        """Where the scheduler says that it is; "" while it has not said it."""
        try:
            return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])
        except (OSError, ValueError):
            return ""

    @staticmethod
    def _end(process: subprocess.Popen[bytes]) -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()

    def _start(self, *command: str, paths: str = str(ROOT)) -> subprocess.Popen[bytes]:
        environment: Mapping[str, str] = {**os.environ, "PYTHONPATH": paths, "HOOKS": str(self._folder)}
        with (self._folder / f"{command[0]}{len(self.workers)}.log").open("wb") as log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "dask",
                    *command,
                    "--scheduler-file",
                    str(self._file),
                    "--dashboard-address",
                    "127.0.0.1:0",
                ],
                cwd=self._folder,
                env=environment,
                stdout=log,
                stderr=log,
            )

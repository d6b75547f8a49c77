"""One child process that reads files from strangers, as its parent sees it: it may crash, hang or swell, and be killed."""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import dangjian_xl
from dangjian_xl.reading import limits
from dangjian_xl.returns.intake import Task
from dangjian_xl.returns.worker import OutOfMemory, Read, Recipe, receive, send

_HOME = str(Path(dangjian_xl.__file__).parent.parent)
#: What a child runs. -P: nothing is imported from the folder that the user happens to stand in, for returned files may
#: lie there.
_PROGRAM = (
    "import sys; home, memory = sys.argv[1:]; home in sys.path or sys.path.insert(0, home); "
    "from dangjian_xl.returns import worker; worker.main(int(memory))"
)
_SLOW, _DIED, _LARGE = "读了 {seconds} 秒还没有读完", "读取程序中途退出", "占用的内存超过了限度"


class LostError(Exception):
    """A child is gone; the text says why, in Chinese. `certain`: no other child would fare better."""

    def __init__(self, reason: str, *, certain: bool = False) -> None:
        """Keep the certainty beside the reason."""
        super().__init__(reason)
        self.certain = certain


class Child:
    """One child process."""

    def __init__(self) -> None:
        """Start it; LostError where it does not answer."""
        flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-c", _PROGRAM, _HOME, str(limits.CHILD_MEMORY)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=flags,
        )
        self._answers: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.served = 0
        self._run = 0
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self._answer(limits.START_SECONDS)
        except LostError:
            self.end()
            raise

    def work(self, run: int, recipe: Recipe, tasks: Sequence[Task]) -> Iterator[Read]:
        """What comes of each task, in order; LostError at the one over which the child is lost.

        `run`: which run of the program it is, from 1 on: `recipe` is sent once in each.
        """
        if self._run != run:
            self._run = run
            self._tell(recipe)
        self._tell(tasks)
        for _ in tasks:
            yield self._answer(limits.CHILD_SECONDS)
            self.served += 1

    def rest(self) -> None:
        """Let it close what it has open: people move and delete files between runs."""
        with contextlib.suppress(LostError):
            self._tell(None)

    def end(self) -> None:
        """Kill it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _tell(self, message: object) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it was asked for
        try:
            send(self._process.stdin, message)
        except OSError:
            raise LostError(_DIED) from None

    def _answer(self, seconds: float) -> Any:  # noqa: ANN401 - of receive
        try:
            answer = self._answers.get(timeout=seconds)
        except queue.Empty:
            raise LostError(_SLOW.format(seconds=round(seconds)), certain=True) from None
        if answer is None:
            raise LostError(_DIED)
        if isinstance(answer, OutOfMemory):
            raise LostError(_LARGE)
        return answer

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - as above
        try:
            while True:
                self._answers.put(receive(self._process.stdout))
        except Exception:  # noqa: BLE001 - half a message is as good as none: the child is gone
            self._answers.put(None)

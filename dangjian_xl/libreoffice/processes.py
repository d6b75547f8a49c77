"""Starting and ending LibreOffice's processes, and waiting for LibreOffice no longer than is sensible."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from dangjian_xl.errors import CannotRunError

_T = TypeVar("_T")
SILENT = "LibreOffice 没有回应，可能正忙，或者有一个对话框在等您回答；请处理后再试。"
#: Seconds until a process that was killed must have ended.
_END = 20.0


def within(seconds: float, action: Callable[[], _T]) -> _T:
    """What an action returns; raises CannotRunError if it takes longer, as calls to a stuck LibreOffice take for ever."""
    answers: queue.SimpleQueue[tuple[bool, Any]] = queue.SimpleQueue()

    def run() -> None:
        try:
            answers.put((True, action()))
        except Exception as error:  # noqa: BLE001 - raised again below, where it belongs
            answers.put((False, error))

    threading.Thread(target=run, daemon=True).start()
    try:
        succeeded, answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise CannotRunError(SILENT) from None
    if not succeeded:
        raise answer
    return answer  # type: ignore[no-any-return]


def launch(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own: soffice is a script that starts a program that starts the real one."""
    return subprocess.Popen(  # noqa: S603 - the program was found by us, the arguments are ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
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

"""Waiting for LibreOffice no longer than is sensible."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from dangjian_xl.errors import CannotRunError

_T = TypeVar("_T")
SILENT = "LibreOffice 没有回应，可能正忙，或者有一个对话框在等您回答；请处理后再试。"


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

"""Waiting for what a click or a key brings about."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE = 10.0  # seconds until it must be there
_PAUSE = 0.02
_T = TypeVar("_T")


class NoAnswerError(Exception):
    """What was waited for did not come."""


def wait_until(predicate: Callable[[], _T | None], seconds: float = PATIENCE, what: str = "") -> _T:
    """The predicate's first true answer."""
    end = time.monotonic() + seconds
    while not (answer := predicate()):
        if time.monotonic() > end:
            raise NoAnswerError(f"Waited {seconds:g} s in vain{what and f' for {what}'}: {answer!r}")
        time.sleep(_PAUSE)
    return answer

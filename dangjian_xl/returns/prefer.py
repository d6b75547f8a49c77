"""How staff may settle, once and for all, which of several differing versions of a form counts. Light: the doors name it."""

from __future__ import annotations

from enum import StrEnum


class Prefer(StrEnum):
    """What `--prefer` takes."""

    NEWEST = "newest"

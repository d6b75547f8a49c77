"""What is worded for one code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Wording of one code; `severity` is error, warning or info."""

    severity: str
    what: str
    remedy: str


def error(what: str, remedy: str) -> Entry:
    """It keeps a form or scheme from being used."""
    return Entry("error", what, remedy)


def warning(what: str, remedy: str) -> Entry:
    """Somebody should look."""
    return Entry("warning", what, remedy)


def info(what: str, remedy: str) -> Entry:
    """Good to know."""
    return Entry("info", what, remedy)

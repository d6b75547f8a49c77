"""What is settled for approval and papers, and what last year left open."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian_xl.scheme.choices import SettingName


@dataclass(frozen=True, slots=True)
class Setting:
    """One fact for approval or papers as it was typed; "" leaves it at its default (`scheme.settings`)."""

    name: SettingName
    value: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PastProblem:
    """A problem that last year's rectification left open; `code` is its number in that year's list."""

    code: str
    target: str
    problem: str
    source: str = ""
    progress: str = ""
    note: str = ""

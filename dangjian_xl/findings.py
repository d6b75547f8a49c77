"""Findings and the catalogue of their wording: where it is, what is wrong with what stands there, how to mend it.

A finding is data; its sentence derives from its code, so every Chinese wording lives in `catalogue`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from dangjian_xl.catalogue import CATALOGUE
from dangjian_xl.catalogue.entry import Effect


def _plain(text: str) -> str:
    """A text from anywhere as a sentence may quote it: nothing in it that a terminal or a reader's eye would obey."""
    return (
        text if text.isprintable() else "".join(c if c.isprintable() or c == "\u3000" else " " for c in text)
    )


class Severity(StrEnum):
    """How a finding is shown and where in a list it stands; what it does is its effect."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """What staff see."""
        return {"error": "错误", "warning": "提醒", "info": "说明"}[self.value]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a workbook: file (relative to the workspace), sheet tab and cell in Excel's letters; "" if unknown."""

    file: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        sheet = f"“{_plain(self.sheet)}”表" if self.sheet else ""
        return f"{self.file}{sheet}{self.cell and ' ' + self.cell + ' 格'}"


@dataclass(frozen=True, slots=True)
class About:
    """Whose form and whom it is about: names of rater and target as people read them, the item's code; "" if none."""

    rater: str = ""
    target: str = ""
    item: str = ""

    def __str__(self) -> str:
        target = f"评{self.target}" if self.rater and self.target else self.target
        return " ".join(part for part in (self.rater, target) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `context` holds the values that the catalogue's sentence names, as (name, text) pairs."""

    code: str
    place: Place = Place()
    about: About = About()
    context: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, place: Place = Place(), about: About = About(), /, **context: object) -> Finding:
        """Build a finding; an unknown code or a missing context value is a bug of ours and raises KeyError."""
        finding = cls(code, place, about, tuple((k, str(v)) for k, v in context.items()))
        CATALOGUE[code].what.format(**dict(finding.context))
        CATALOGUE[code].remedy.format(**dict(finding.context))
        return finding

    @property
    def _words(self) -> dict[str, str]:
        return {name: _plain(text) for name, text in self.context}

    @property
    def severity(self) -> Severity:
        """From the catalogue."""
        return Severity(CATALOGUE[self.code].severity)

    @property
    def effect(self) -> Effect:
        """What it does, from the catalogue."""
        return CATALOGUE[self.code].effect

    @property
    def what(self) -> str:
        """What is wrong, without the place."""
        return CATALOGUE[self.code].what.format(**self._words)

    @property
    def remedy(self) -> str:
        """What to do."""
        return CATALOGUE[self.code].remedy.format(**self._words)

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, without the place."""
        return f"{self.what}。{self.remedy}"

    @property
    def message(self) -> str:
        """The whole sentence: where, what, how to mend."""
        where = "，".join(part for part in (str(self.about), str(self.place)) if part)
        return f"{where}：{self.sentence}" if where else self.sentence


def bars(findings: Iterable[Finding]) -> bool:
    """Whether any finding keeps what it is about from being used: a form out, a step from going on."""
    return any(f.effect.bars for f in findings)


def has_effect(findings: Iterable[Finding], *effects: Effect) -> bool:
    """Whether any finding has one of these effects."""
    return any(f.effect in effects for f in findings)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by file, sheet and row, so that a list reads as one walks through the files."""
    rank = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    return tuple(
        sorted(findings, key=lambda f: (rank[f.severity], f.place.file, f.place.sheet, _cell_order(f)))
    )


def _cell_order(finding: Finding) -> tuple[int, int, str]:
    letters = finding.place.cell.rstrip("0123456789")
    return (int(finding.place.cell[len(letters) :] or 0), len(letters), letters)

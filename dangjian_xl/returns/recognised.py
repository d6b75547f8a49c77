"""What one returned file is: the records that reading makes and judging goes by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dangjian_xl.findings import Finding
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.marking import Value
from dangjian_xl.forms.untouched import Untouched
from dangjian_xl.forms.values import State
from dangjian_xl.grids import Cell
from dangjian_xl.returns.papers import Paper


class Entry(NamedTuple):
    """One answer of one form, as the run's table holds it."""

    form_id: str
    target: str
    item: str
    field: str
    raw: Cell
    state: State
    number: float
    value: Value | None
    score: int | None
    full: int | None
    demanded: bool
    bound: float
    file: str
    sheet: str
    cell: str
    stated: bool = True

    @property
    def address(self) -> Address:
        """Its identity within the form."""
        return (self.target, self.item, self.field)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What one file is. `form_id` is "" where it is no form of this scheme that can be trusted.

    `untouched`: instead of `entries`, tab and answers of each sheet where they all are as issued but for their answers,
    in the form's order; `answers.Answers` makes entries of them.

    `saved`: when the workbook says that it was last saved, None where it does not say; `mends`: SHA-256 of the files
    that it mends, being a send-back; `paper`: it is no workbook but a written report.
    """

    file: str
    sha256: str
    form_id: str
    entries: Sequence[Entry]
    findings: tuple[Finding, ...]
    saved: datetime | None = None
    mends: frozenset[str] = frozenset()
    paper: Paper | None = None
    untouched: tuple[tuple[str, Untouched], ...] = ()

"""One answer as it came back: what was asked, what stands in its cell, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.values import Answer, Reading
from dangjian_xl.grids import Cell, cell_name


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One answer as it came back, at the 0-based (row, column) `at` and under the column key `key`.

    `score` and `full` are ticks, None where there is nothing to mark; `lost`: the row's marks are below its full marks
    (only asked of reasons).
    """

    address: Address
    spec: Answer
    raw: Cell
    reading: Reading
    at: tuple[int, int]
    key: str
    score: int | None = None
    full: int | None = None
    lost: bool = False

    @property
    def cell(self) -> str:
        """Its cell in Excel's letters."""
        return cell_name(*self.at)

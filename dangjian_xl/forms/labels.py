"""Rows and columns by their printed words, for sheets that have lost their hidden keys.

A row or column is taken for one of the layout only if all its words agree, and only one of the sheet and one of the
layout have these words. Anything less is left to be told as missing or as there twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from dangjian_xl.forms.layout import TOTAL_KEY, Column, Layout, Row
from dangjian_xl.grids import Cell, Grid, shown

#: Headings are looked for so far down.
_DEEP = 100
#: Rows are known by one of these; both are never on one sheet.
_WORDS = ("s:text", "s:name")
#: What the row below the table says under `s:text`.
TOTAL = "合计"
_Word = str | float


def folded(text: str) -> str:
    """A text without white space, which programs change when they wrap or re-save."""
    return "".join(text.split())


def at_cell(grid: Grid, row: int, column: int) -> Cell:
    """A cell, "" beyond the grid."""
    cells = grid[row] if row < len(grid) else []
    return cells[column] if column < len(cells) else ""


@dataclass(frozen=True, slots=True)
class Labels:
    """A sheet's words. `head`: 0-based row of its headings, None if no row or more than one has most of them."""

    layout: Layout
    grid: Grid
    first: int
    head: int | None

    @classmethod
    def of(cls, layout: Layout, grid: Grid, first: int | None) -> Labels:
        """Of a sheet; headings stand in row `first` or below."""
        first = first or 0
        wanted = {folded(column.heading) for column in layout.columns}
        counts = {
            at: len(wanted & {folded(shown(cell)) for cell in cells})
            for at, cells in enumerate(grid[first : first + _DEEP], first)
        }
        most = max(counts.values(), default=0)
        best = [at for at, count in counts.items() if count == most]
        return cls(layout, grid, first, best[0] if most >= 2 and len(best) == 1 else None)

    def columns(self, keys: Collection[str], keyed: Collection[int]) -> dict[str, list[int]]:
        """The 0-based columns that have the words of these columns, by key; those that are `keyed` are others."""
        if self.head is None or not keys:
            return {}
        places: dict[tuple[str, str], list[int]] = {}
        for at in range(len(self.grid[self.head])):
            if at not in keyed:
                places.setdefault(self._above(at), []).append(at)
        words = {column.key: _heading(column) for column in self.layout.columns}
        times = Counter(words.values())
        return {key: places[words[key]] for key in keys if times[words[key]] == 1 and words[key] in places}

    def rows(
        self, keys: Collection[str], columns: Mapping[str, int], keyed: Collection[int]
    ) -> dict[str, list[int]]:
        """The 0-based rows that have the words of these rows, by key; `columns`: where the columns are."""
        printed = [c.key for c in self.layout.columns if c.key in columns and _tells(c.key)]
        if not keys or not any(word in printed for word in _WORDS):
            return {}
        places: dict[tuple[_Word, ...], list[int]] = {}
        for at in range(self._first_record, len(self.grid)):
            if at not in keyed:
                said = tuple(_word(at_cell(self.grid, at, columns[key])) for key in printed)
                places.setdefault(said, []).append(at)
        words = {row.key: _printed(row, printed) for row in self.layout.rows}
        times = Counter(words.values())
        return {key: places[words[key]] for key in keys if times[words[key]] == 1 and words[key] in places}

    def total(self, columns: Mapping[str, int]) -> dict[str, list[int]]:
        """The row that adds up, if the sheet has one."""
        if not self.layout.totals or "s:text" not in columns:
            return {}
        rows = range(self._first_record, len(self.grid))
        found = [at for at in rows if at_cell(self.grid, at, columns["s:text"]) == TOTAL]
        return {TOTAL_KEY: found} if len(found) == 1 else {}

    @property
    def _first_record(self) -> int:
        return self.first if self.head is None else self.head + 1

    def _above(self, column: int) -> tuple[str, str]:
        head = self.head or 0
        lines = [folded(shown(at_cell(self.grid, head + line, column))) for line in (0, 1)]
        two = any(c.sub for c in self.layout.columns)
        return lines[0], lines[1] if two else ""


def _heading(column: Column) -> tuple[str, str]:
    return folded(column.heading), folded(column.sub)


def _tells(key: str) -> bool:
    """Whether the texts of a column tell rows apart. The running number may change when rows are sorted."""
    return key[0] == "s" and key != "s:number"


def _printed(row: Row, keys: Sequence[str]) -> tuple[_Word, ...]:
    return tuple(_word(row.texts.get(key, "")) for key in keys)


def _word(cell: Cell | Decimal) -> _Word:
    """A printed text; a number is the same however it is written."""
    text = folded(str(cell) if isinstance(cell, Decimal) else shown(cell))
    try:
        return float(text)
    except ValueError:
        return text

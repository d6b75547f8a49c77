"""What stands right of the paper, for the screen only: which worksheet column holds what, and ranges that stay put.

People cut and paste answer cells, and a formula that names such a cell would follow it to its new place. So formulas
reach answers by their row within a range that begins at a heading and ends below the table: cells that are locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from dangjian_xl.forms.layout import CHECK_KEY, KEY_ROW, TOTAL_KEY, Layout
from dangjian_xl.forms.rules import rules_for
from dangjian_xl.grids import cell_name, column_letters


@dataclass(frozen=True)
class Screen:
    """A layout's worksheet columns, 0-based. Right of the paper: self-check, link to the next problem, hidden helpers.

    Helpers: where the row's first problem is, each answer's own self-check, and what is added up.
    """

    layout: Layout

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column by key, the self-check included."""
        return {column.key: index for index, column in enumerate(self.layout.columns, 1)}

    @property
    def last(self) -> int:
        """The last column of the paper."""
        return len(self.layout.columns) - 1

    @property
    def check(self) -> int:
        """The row's self-check."""
        return self.columns[CHECK_KEY]

    @property
    def next(self) -> int:
        """The link to the next problem."""
        return self.check + 1

    @property
    def where(self) -> int:
        """Hidden: the name of the row's first wrong cell."""
        return self.check + 2

    @property
    def anchor(self) -> int:
        """Hidden: whether the row's words still stand beside its own hidden key; the answers' self-checks follow."""
        return self.check + 3

    @property
    def words(self) -> str:
        """The key of the column whose words a row is known by."""
        return "s:text" if "s:text" in self.columns else "s:name"

    @cached_property
    def checks(self) -> dict[str, int]:
        """Hidden: the self-check of each answer by the answer's column key."""
        asked = {key for (_, key), spec in self.layout.answers.items() if rules_for(spec)}
        keys = [column.key for column in self.layout.columns if column.key in asked]
        return {key: self.anchor + number for number, key in enumerate(keys, 1)}

    @cached_property
    def marks(self) -> dict[str, int]:
        """Hidden: the marks of each answer by its column key, where a row adds up its items."""
        if TOTAL_KEY not in self.columns:
            return {}
        marked = {key for _, key in self.layout.markings}
        keys = [column.key for column in self.layout.columns if column.key in marked]
        first = self.anchor + len(self.checks) + 1
        return {key: first + number for number, key in enumerate(keys)}

    @property
    def applies(self) -> int:
        """Hidden: the row's full marks where its item applies; only where the sheet adds them up."""
        return self.anchor + len(self.checks) + len(self.marks) + 1

    @property
    def stated(self) -> int:
        """Hidden: what an earlier sheet states in this row. The same column, for no sheet both adds up and goes on."""
        return self.applies

    @property
    def spare(self) -> int:
        """The first column that no row uses: from here on the hidden key row holds facts about the sheet."""
        return self.applies + 1

    @property
    def top(self) -> int:
        """0-based row above the first record: the last one of the headings."""
        return self.layout.first_row - 1

    @property
    def bottom(self) -> int:
        """0-based row below the last record."""
        return self.layout.first_row + len(self.layout.rows)

    def whole(self, column: int) -> str:
        """A column from its heading to the row below the table."""
        return f"{cell_name(self.top, column, fixed=True)}:{cell_name(self.bottom, column, fixed=True)}"

    def below(self, row: int, column: int) -> str:
        """A column from below a row to the row below the table."""
        return f"{cell_name(row + 1, column)}:{column_letters(column)}${self.bottom + 1}"

    def own(self, row: int, key: str) -> str:
        """The answer in a column of this row, wherever it was cut from or pasted to."""
        heading = f"$A${self.top + 1}"
        return f"INDEX({self.whole(self.columns[key])},ROWS({heading}:$A{row + 1}))"

    def beside(self, row: int, columns: Sequence[int]) -> str:
        """The neighbouring cells of some helpers in a row."""
        return f"{cell_name(row, columns[0])}:{cell_name(row, columns[-1])}"

    @property
    def judging(self) -> list[int]:
        """The helpers that find problems: the anchor and the answers' self-checks."""
        return [self.anchor, *self.checks.values()]

    def fact(self, number: int) -> str:
        """A cell of the hidden key row that holds a fact about the sheet."""
        return cell_name(KEY_ROW, self.spare + number, fixed=True)

"""What the first reader loses, put back: cells as a second reader sees them, and what stands beside the values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dangjian_xl.grids import Aside, Cell, CellError, Grid

#: From here on the first reader's numbers are no longer exact.
EXACT = 10**15


@dataclass(frozen=True, slots=True)
class Amendments:
    """By tab: cells (0-based) that are more than the first reader says, and asides."""

    cells: Mapping[str, Mapping[tuple[int, int], Cell]] = field(default_factory=dict)
    asides: Mapping[str, Aside] = field(default_factory=dict)

    def apply(self, grids: Mapping[str, Grid]) -> None:
        """Put the cells into the grids."""
        for tab, cells in self.cells.items():
            for (row, column), cell in cells.items():
                if tab in grids:
                    _amend(grids[tab], row, column, cell)


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def _amend(grid: Grid, row: int, column: int, cell: Cell) -> None:
    while len(grid) <= row:
        grid.append([])
    grid[row].extend([""] * (column + 1 - len(grid[row])))
    standing = grid[row][column]
    # An error, a percentage and a long number are truer than what the first reader made of them; else it stands.
    truer = isinstance(cell, CellError) or (isinstance(cell, int) and abs(cell) >= EXACT)
    shown_as_percent = isinstance(cell, str) and cell.endswith("%") and isinstance(standing, (int, float))
    if standing == "" or truer or shown_as_percent:
        grid[row][column] = cell
    elif _is_number(cell) and _is_number(standing) and cell != standing:
        grid[row][column] = CellError("（读不准的数）")

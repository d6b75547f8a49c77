"""The personnel office's list of proposed annual grades: its columns found by their headings, its rows as they stand there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dangjian_xl.findings import Place
from dangjian_xl.grids import Cell, Grid, cell_name, shown
from dangjian_xl.scheme.named import folded

#: What the columns are called; the headings that a list must have are the first of names and of grades.
NAMES = ("姓名", "人员姓名", "述职人")
UNITS = ("党组织", "所在党组织", "单位", "所在单位", "部门", "所在部门")
GRADES = (
    "年度考核等次",
    "年度考核拟定等次",
    "拟定年度考核等次",
    "年度考核结果",
    "拟定等次",
    "考核等次",
    "等次",
)
#: So ends the heading of a grade that has more before it: 述职评议考核等次 is another grade.
_OF_THE_YEAR = tuple(word for word in GRADES if "年度考核" in word)
_BRACKET = re.compile(r"\([^()]*\)$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LAST_YEAR = re.compile("上年|上一年|去年")


@dataclass(frozen=True, slots=True)
class Listed:
    """One row: who and which grade stand there, "" for none; `units`: every unit that is given; `place` of the grade."""

    place: Place
    name: str
    units: tuple[str, ...]
    grade: str


@dataclass(frozen=True, slots=True)
class _Columns:
    """0-based: the row of the headings, and the columns under them."""

    top: int
    name: int
    units: tuple[int, ...]
    grade: int


def listed(grids: Mapping[str, Grid], file: str, year: int) -> tuple[Listed, ...] | None:
    """Every row with a name, in the list's order; None where no sheet has one column of names and one of this year's grades."""
    headed = [(tab, grid, at) for tab, grid in grids.items() if (at := _headed(grid, year))]
    if not headed:
        return None
    return tuple(row for tab, grid, at in headed for row in _rows(grid, at, file, tab))


def _headed(grid: Grid, year: int) -> _Columns | None:
    for number, row in enumerate(grid):
        words = [folded(shown(cell)) for cell in row]
        bare = [_BRACKET.sub("", word) for word in words]
        of_the_year = ["" if _of_another_year(w, year) else b for w, b in zip(words, bare, strict=True)]
        name, grade = _column(bare, NAMES, NAMES), _column(of_the_year, GRADES, _OF_THE_YEAR)
        if name is not None and grade is not None:
            units = tuple(index for index, word in enumerate(bare) if word.endswith(UNITS))
            return _Columns(number, name, units, grade)
    return None


def _column(words: Sequence[str], known: Sequence[str], endings: Sequence[str]) -> int | None:
    """The column that is called so, else the one whose heading ends so, by the first word that fits; None if several do."""
    exact = ([i for i, word in enumerate(words) if word == wanted] for wanted in known)
    ending = ([i for i, word in enumerate(words) if word.endswith(wanted)] for wanted in endings)
    columns = next((found for found in (*exact, *ending) if found), [])
    return columns[0] if len(columns) == 1 else None


def _of_another_year(heading: str, year: int) -> bool:
    years = {int(found) for found in _YEAR.findall(heading)}
    return bool(_LAST_YEAR.search(heading)) or (bool(years) and year not in years)


def _rows(grid: Grid, at: _Columns, file: str, tab: str) -> list[Listed]:
    def cell(row: Sequence[Cell], column: int) -> str:
        return shown(row[column]).strip() if column < len(row) else ""

    return [
        Listed(
            Place(file, tab, cell_name(number, at.grade)),
            name,
            tuple(unit for column in at.units if (unit := cell(row, column))),
            cell(row, at.grade),
        )
        for number, row in enumerate(grid[at.top + 1 :], at.top + 1)
        if (name := cell(row, at.name))
    ]

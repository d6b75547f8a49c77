"""Sheets that came back as they were issued but for their answers: nearly all. Then every answer is where it was asked for.

`read` finds what anybody may have done to a sheet and says so; of a sheet that is untouched it would say nothing, at
twenty times the cost (tests/test_untouched.py). Here any doubt is a no.
"""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_xl.forms.answers import are_exact
from dangjian_xl.forms.layout import KEY_ROW, SIGNATURE, TOTAL_KEY, Layout
from dangjian_xl.forms.marking import TICKS
from dangjian_xl.forms.read import BELOW, SheetReading
from dangjian_xl.forms.sample import Sample, sample
from dangjian_xl.forms.strays import MARGIN
from dangjian_xl.forms.trust import other_subject
from dangjian_xl.grids import Aside, Cell, Grid

_HELPER = "x:helper"
#: How far a shown number may be from the computed one, in ticks: a little less than in `computed`, which counts in points.
_NOISE = 0.49
_Cells = list[Cell]


def untouched(layout: Layout, grid: Grid, stamp: tuple[int, int] | None, aside: Aside) -> SheetReading | None:
    """The answers of a sheet as it was issued, None where there is any doubt; `stamp`: where it was found."""
    issued = sample(layout)
    if issued is None or stamp != (0, 0) or aside.notes:
        return None
    first, bottom = layout.first_row, layout.first_row + len(layout.rows)
    if not (
        _merged_as_issued(issued, aside, first, bottom)
        and len(grid) >= bottom + layout.totals
        and min(map(len, grid)) >= issued.right
        and _has_keys(issued, grid, first, totals=layout.totals)
        and all(grid[at][1 : 1 + len(cells)] == cells for at, cells in issued.headings)
        and other_subject(layout, grid, stamp) is None
    ):
        return None
    below = _written_below(issued, grid, bottom, totals=layout.totals)
    raws = None if below is None else _answers(issued, grid, first, totals=layout.totals)
    if raws is None or below is None:
        return None
    return SheetReading(tuple(raws), signature=_after(layout.signer, below))


def _has_keys(issued: Sample, grid: Grid, first: int, *, totals: bool) -> bool:
    """Whether every hidden key is in its place, and none elsewhere."""
    top = grid[KEY_ROW]
    width = 1 + len(issued.keys)
    beside = [cells[0] for cells in grid]
    below = first + len(issued.row_keys)
    return (
        top[1:width] == issued.keys
        and top[issued.right - 1] == _HELPER
        and set(top[width : issued.right]) <= {_HELPER, top[0]}
        and not any(isinstance(cell, str) and cell[1:2] == ":" for cell in top[issued.right :])
        and set(beside[1:first]) <= {"", top[0]}
        and beside[first:below] == issued.row_keys
        and beside[below:] == ([TOTAL_KEY] if totals else []) + [""] * (len(grid) - below - totals)
    )


def _written_below(issued: Sample, grid: Grid, bottom: int, *, totals: bool) -> list[str] | None:
    """What is printed below the table, which is the line of the signature; None where anything else stands there."""
    if totals and any(grid[bottom][at] != "" for at in (*issued.notes, *_beyond(issued, grid[bottom]))):
        return None
    found = []
    for at, cells in enumerate(grid[bottom + totals :]):
        said = [cell for cell in cells if cell != ""]
        if said and at >= BELOW:
            return None
        if not all(isinstance(cell, str) and SIGNATURE in cell for cell in said):
            return None
        found += [str(cell) for cell in said]
    return found


def _beyond(issued: Sample, cells: _Cells) -> range:
    return range(issued.right, min(len(cells), issued.right + MARGIN))


def _after(signer: str, below: Sequence[str]) -> str:
    return next((text.split(signer, 1)[1].split("日期")[0] for text in below if signer in text), "")


def _answers(issued: Sample, grid: Grid, first: int, *, totals: bool) -> _Cells | None:
    """The answers of all rows, if these are printed as they were and show the marks that their answers have."""
    found: _Cells = []
    blank = [""] * MARGIN
    sum_of_all = 0
    for at, row in enumerate(issued.rows, first):
        cells = grid[at]
        for start, end, printed in row.printed:
            if cells[start:end] != printed:
                return None
        beyond = cells[issued.right : issued.right + MARGIN]
        if beyond != blank[: len(beyond)] or (
            row.numbers and any(isinstance(cells[column], bool) for column in row.numbers)
        ):
            return None
        answers = row.answers(cells)
        marks = 0
        for number, judged in row.judged:
            ticks = judged[answers[number]]
            if ticks is None:
                return None
            marks += ticks
        if not _shows(cells, issued.computed, marks):
            return None
        found += answers
        sum_of_all += marks
    if totals and not _shows(grid[first + len(issued.rows)], issued.computed, sum_of_all):
        return None
    return found if are_exact(found) else None


def _shows(cells: _Cells, column: int | None, ticks: int) -> bool:
    """Whether a row shows these marks, or nothing, which a program that computes no formulas leaves."""
    if column is None:
        return True
    shown = cells[column]
    return shown == "" or (isinstance(shown, float) and abs(shown * TICKS - ticks) <= _NOISE)


def _merged_as_issued(issued: Sample, aside: Aside, first: int, bottom: int) -> bool:
    """Whether no cells of the table are merged but those of answers that reach over several columns."""
    within = (area for area in aside.merged if area[0] < bottom and area[2] >= first)
    return all(
        top == under and top >= first and issued.rows[top - first].taken == (left, right)
        for top, left, under, right in within
    )

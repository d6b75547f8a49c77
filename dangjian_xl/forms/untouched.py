"""Sheets that came back as they were issued but for their answers: nearly all. Then every answer is where it was asked for.

`read` finds what anybody may have done to a sheet and says so; of a sheet that is untouched it would say nothing, at
twenty times the cost (tests/test_untouched.py). Here any doubt is a no.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

from dangjian_xl.forms.layout import (
    HEADING_ROW,
    KEY_ROW,
    SCORE_KEY,
    SIGNATURE,
    TOTAL_KEY,
    Column,
    Layout,
    Row,
)
from dangjian_xl.forms.marking import TICKS, Marking
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.trust import other_subject
from dangjian_xl.forms.values import Answer, State
from dangjian_xl.grids import Aside, Cell, Grid
from dangjian_xl.same import Same

_HELPER = "x:helper"
#: As in `strays` and `read`: farther right of the table a note is one's own, farther below it there is no signature.
_MARGIN = 5
#: How far a shown number may be from the computed one, in ticks: a little less than in `computed`, which counts in points.
_NOISE = 0.49
_Cells = list[Cell]


@dataclass(frozen=True, slots=True)
class Untouched:
    """A sheet's answers as they stand, row by row in the layout's order, and the words on the line of the signature."""

    raws: tuple[Cell, ...]
    signed: str = ""


class _Judged(dict[Cell, int | None]):
    """The marks of one answer in ticks by what stands in its cell, found out as they are met; None for what needs a closer look."""

    def __init__(self, spec: Answer, marking: Marking | None) -> None:
        """Take what is asked, and how it is marked, None where it only must be there."""
        super().__init__()
        self._spec, self._marking = spec, marking

    @property
    def marks(self) -> bool:
        """Whether there are marks for it."""
        return self._marking is not None

    def __missing__(self, raw: Cell) -> int | None:
        if isinstance(raw, bool):
            # Remembered, it would stand for the number that it is equal to.
            return None
        reading = self._spec.read(raw)
        if self._marking is None:
            # Words are many and need no remembering.
            return None if reading.state is State.BLANK else 0
        plain = reading.state in (State.NUMBER, State.CHOICE) and self._spec.markable(reading)
        self[raw] = self._marking.ticks(reading.value) if plain and reading.value is not None else None
        return self[raw]


@dataclass(frozen=True, slots=True)
class _RowSample:
    """One row as issued: what is printed, in pieces with the 0-based columns where each begins and ends; where its answers are.

    `numbers`: the columns of printed numbers that a truth value would be equal to; `judged`: the answers that are marked or must be there, by their number in the row. `taken`: the columns of an answer that
    reaches over several, None for none.
    """

    printed: tuple[tuple[int, int, _Cells], ...]
    numbers: tuple[int, ...]
    answers: Callable[[_Cells], Sequence[Cell]]
    judged: tuple[tuple[int, _Judged], ...]
    taken: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Sample:
    """A table as issued: its rows, its keys, its headings; `right`: the first column right of it, helpers included.

    `notes`: the columns of answers, which the row below the table must leave blank; `computed`: the column in which each row's marks
    are shown, None for none.
    """

    rows: tuple[_RowSample, ...]
    keys: _Cells
    row_keys: _Cells
    headings: tuple[tuple[int, _Cells], ...]
    right: int
    notes: tuple[int, ...]
    computed: int | None


def untouched(layout: Layout, grid: Grid, stamp: tuple[int, int] | None, aside: Aside) -> Untouched | None:
    """The answers of a sheet as it was issued, None where there is any doubt; `stamp`: where it was found."""
    sample = _sample(
        Same(layout.columns), Same(layout.rows), Same(layout.answers), Same(layout.markings), layout.totals
    )
    if sample is None or stamp != (0, 0) or aside.notes:
        return None
    first, bottom = layout.first_row, layout.first_row + len(layout.rows)
    if not (
        _merged_as_issued(sample, aside, first, bottom)
        and len(grid) >= bottom + layout.totals
        and min(map(len, grid)) >= sample.right
        and _has_keys(sample, grid, first, totals=layout.totals)
        and all(grid[at][1 : 1 + len(cells)] == cells for at, cells in sample.headings)
        and other_subject(layout, grid, stamp) is None
    ):
        return None
    below = _written_below(sample, grid, bottom, totals=layout.totals)
    raws = None if below is None else _answers(sample, grid, first, totals=layout.totals)
    return None if raws is None or below is None else Untouched(tuple(raws), _after(layout.signer, below))


def _has_keys(sample: _Sample, grid: Grid, first: int, *, totals: bool) -> bool:
    """Whether every hidden key is in its place, and none elsewhere."""
    top = grid[KEY_ROW]
    width = 1 + len(sample.keys)
    beside = [cells[0] for cells in grid]
    below = first + len(sample.row_keys)
    return (
        top[1:width] == sample.keys
        and top[sample.right - 1] == _HELPER
        and set(top[width : sample.right]) <= {_HELPER, top[0]}
        and not any(isinstance(cell, str) and cell[1:2] == ":" for cell in top[sample.right :])
        and set(beside[1:first]) <= {"", top[0]}
        and beside[first:below] == sample.row_keys
        and beside[below:] == ([TOTAL_KEY] if totals else []) + [""] * (len(grid) - below - totals)
    )


def _written_below(sample: _Sample, grid: Grid, bottom: int, *, totals: bool) -> list[str] | None:
    """What is printed below the table, which is the line of the signature; None where anything else stands there."""
    if totals and any(grid[bottom][at] != "" for at in (*sample.notes, *_beyond(sample, grid[bottom]))):
        return None
    found = []
    for at, cells in enumerate(grid[bottom + totals :]):
        said = [cell for cell in cells if cell != ""]
        if said and at >= _MARGIN:
            return None
        if not all(isinstance(cell, str) and SIGNATURE in cell for cell in said):
            return None
        found += [str(cell) for cell in said]
    return found


def _beyond(sample: _Sample, cells: _Cells) -> range:
    return range(sample.right, min(len(cells), sample.right + _MARGIN))


def _after(signer: str, below: Sequence[str]) -> str:
    return next((text.split(signer, 1)[1].split("日期")[0] for text in below if signer in text), "")


def _answers(sample: _Sample, grid: Grid, first: int, *, totals: bool) -> _Cells | None:
    """The answers of all rows, if these are printed as they were and show the marks that their answers have."""
    found: _Cells = []
    blank = [""] * _MARGIN
    sum_of_all = 0
    for at, row in enumerate(sample.rows, first):
        cells = grid[at]
        for start, end, printed in row.printed:
            if cells[start:end] != printed:
                return None
        beyond = cells[sample.right : sample.right + _MARGIN]
        if beyond != blank[: len(beyond)] or (
            row.numbers and any(isinstance(cells[at], bool) for at in row.numbers)
        ):
            return None
        answers = row.answers(cells)
        marks = 0
        for number, judged in row.judged:
            ticks = judged[answers[number]]
            if ticks is None:
                return None
            marks += ticks
        if not _shows(cells, sample.computed, marks):
            return None
        found += answers
        sum_of_all += marks
    if totals and not _shows(grid[first + len(sample.rows)], sample.computed, sum_of_all):
        return None
    # What is neither text nor number has more than one meaning, and truth values are equal to numbers, as zeros are to each other.
    exact = set(map(type, found)) <= {str, float} and not (0.0 in found and "-0.0" in map(str, found))
    return found if exact else None


def _shows(cells: _Cells, column: int | None, ticks: int) -> bool:
    """Whether a row shows these marks, or nothing, which a program that computes no formulas leaves."""
    if column is None:
        return True
    shown = cells[column]
    return shown == "" or (isinstance(shown, float) and abs(shown * TICKS - ticks) <= _NOISE)


def _merged_as_issued(sample: _Sample, aside: Aside, first: int, bottom: int) -> bool:
    """Whether no cells of the table are merged but those of answers that reach over several columns."""
    within = (area for area in aside.merged if area[0] < bottom and area[2] >= first)
    return all(
        top == under and top >= first and sample.rows[top - first].taken == (left, right)
        for top, left, under, right in within
    )


@lru_cache(maxsize=256)
def _sample(
    columns: Same[tuple[Column, ...]],
    rows: Same[tuple[Row, ...]],
    answers: Same[Mapping[tuple[str, str], Answer]],
    markings: Same[Mapping[tuple[str, str], Marking]],
    totals: bool,  # noqa: FBT001 - as a key
) -> _Sample | None:
    """The table as issued; None for one in which a row depends on other sheets."""
    if any(spec.spare or spec.states for spec in answers.of.values()):
        return None
    layout = Layout(
        "", "", (), (), (), "", columns.of, rows.of, answers.of, markings.of, totals=totals, landscape=False
    )
    at = {column.key: number for number, column in enumerate(columns.of, 1)}
    made = tuple(_row(layout, row, at) for row in rows.of)
    if SCORE_KEY in at and any(len([None for _, j in row.judged if j.marks]) > 1 for row in made):
        return None
    headed = [[column.heading for column in columns.of], [column.sub for column in columns.of]]
    return _Sample(
        made,
        [column.key for column in columns.of],
        [row.key for row in rows.of],
        tuple((HEADING_ROW + line, list[Cell](texts)) for line, texts in enumerate(headed) if any(texts)),
        Screen(layout).spare,
        tuple(number for key, number in at.items() if key[:2] == "f:"),
        at.get(SCORE_KEY) or at.get(TOTAL_KEY),
    )


def _row(layout: Layout, row: Row, at: Mapping[str, int]) -> _RowSample:
    """One row as issued; `at`: the columns by key."""
    asked = [
        (at[column.key], spec, layout.markings.get((row.key, column.key)))
        for column in layout.columns
        if (spec := layout.answers.get((row.key, column.key)))
    ]
    judged = tuple(
        (number, _Judged(spec, marking))
        for number, (_, spec, marking) in enumerate(asked)
        if marking is not None or spec.required
    )
    columns = [column for column, _, _ in asked]
    printed = _printed(layout, row, at)
    numbers = tuple(
        start + n for start, _, cells in printed for n, cell in enumerate(cells) if cell in (0, 1)
    )
    taken = (at["f:value"], at["f:reason"]) if layout.is_text(row.key) else None
    return _RowSample(printed, numbers, _getter(columns), judged, taken)


def _getter(columns: Sequence[int]) -> Callable[[_Cells], Sequence[Cell]]:
    if len(columns) == 1:
        return lambda cells: (cells[columns[0]],)
    return itemgetter(*columns) if columns else lambda _cells: ()


def _printed(layout: Layout, row: Row, at: Mapping[str, int]) -> tuple[tuple[int, int, _Cells], ...]:
    """The printed cells of a row, neighbouring ones together: where they begin and end, and what they hold."""
    # Where nothing is printed, another row's words may not stand either.
    blank = {c.key: "" for c in layout.columns if c.key[0] == "s" and (row.key, c.key) not in layout.answers}
    printed = {**blank, **row.texts}
    texts = {at[key]: text for key, text in printed.items() if key in at and key[0] != "x"}
    pieces: list[tuple[int, int, _Cells]] = []
    for column in sorted(texts):
        text = texts[column]
        cell: Cell = float(text) if isinstance(text, Decimal) else text
        if pieces and pieces[-1][1] == column:
            start, _, cells = pieces.pop()
            pieces.append((start, column + 1, [*cells, cell]))
        else:
            pieces.append((column, column + 1, [cell]))
    return tuple(pieces)

"""A form's table as it was issued, made ready for holding sheets that came back against it: what is printed where, what is asked where."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter

from dangjian_xl.forms.layout import HEADING_ROW, SCORE_KEY, TOTAL_KEY, Column, Layout, Row
from dangjian_xl.forms.marking import Marking
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.values import Answer, State
from dangjian_xl.grids import Cell
from dangjian_xl.same import Same

_Cells = list[Cell]


class Judged(dict[Cell, int | None]):
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
class RowSample:
    """One row as issued: what is printed, in pieces with the 0-based columns where each begins and ends; where its answers are.

    `numbers`: the columns of printed numbers that a truth value would be equal to; `judged`: the answers that are marked or must
    be there, by their number in the row; `taken`: the columns of an answer that reaches over several, None for none.
    """

    printed: tuple[tuple[int, int, _Cells], ...]
    numbers: tuple[int, ...]
    answers: Callable[[_Cells], Sequence[Cell]]
    judged: tuple[tuple[int, Judged], ...]
    taken: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Sample:
    """A table as issued: its rows, its keys, its headings; `right`: the first column right of it, helpers included.

    `notes`: the columns of answers, which the row below the table must leave blank; `computed`: the column in which each row's marks
    are shown, None for none.
    """

    rows: tuple[RowSample, ...]
    keys: _Cells
    row_keys: _Cells
    headings: tuple[tuple[int, _Cells], ...]
    right: int
    notes: tuple[int, ...]
    computed: int | None


def sample(layout: Layout) -> Sample | None:
    """A layout's table as issued, made once for all forms of a kind; None for one in which a row depends on other sheets."""
    parts = (Same(layout.columns), Same(layout.rows), Same(layout.answers), Same(layout.markings))
    return _sample(*parts, layout.totals)


@lru_cache(maxsize=256)
def _sample(
    columns: Same[tuple[Column, ...]],
    rows: Same[tuple[Row, ...]],
    answers: Same[Mapping[tuple[str, str], Answer]],
    markings: Same[Mapping[tuple[str, str], Marking]],
    totals: bool,  # noqa: FBT001 - as a key
) -> Sample | None:
    layout = Layout.of_table(columns.of, rows.of, answers.of, markings.of, totals=totals)
    if layout.linked:
        return None
    at = {column.key: number for number, column in enumerate(columns.of, 1)}
    made = tuple(_row(layout, row, at) for row in rows.of)
    if SCORE_KEY in at and any(len([None for _, j in row.judged if j.marks]) > 1 for row in made):
        return None
    headed = [[column.heading for column in columns.of], [column.sub for column in columns.of]]
    return Sample(
        made,
        [column.key for column in columns.of],
        [row.key for row in rows.of],
        tuple((HEADING_ROW + line, list[Cell](texts)) for line, texts in enumerate(headed) if any(texts)),
        Screen(layout).spare,
        tuple(number for key, number in at.items() if key[:2] == "f:"),
        at.get(SCORE_KEY) or at.get(TOTAL_KEY),
    )


def _row(layout: Layout, row: Row, at: Mapping[str, int]) -> RowSample:
    """One row as issued; `at`: the columns by key."""
    asked = layout.asked(row.key)
    specs = [(layout.answers[row.key, key], layout.markings.get((row.key, key))) for key, _ in asked]
    judged = tuple(
        (number, Judged(spec, marking))
        for number, (spec, marking) in enumerate(specs)
        if marking is not None or spec.required
    )
    columns = [column for _, column in asked]
    printed = _printed(layout, row, at)
    numbers = tuple(
        start + n for start, _, cells in printed for n, cell in enumerate(cells) if cell in (0, 1)
    )
    taken = (at["f:value"], at["f:reason"]) if layout.is_text(row.key) else None
    return RowSample(printed, numbers, _getter(columns), judged, taken)


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

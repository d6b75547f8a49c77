"""A returned sheet -> its answers, found by key, and every difference from the sheet that was issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dangjian_xl.forms.layout import (
    SCORE_KEY,
    TOTAL_KEY,
    Address,
    Layout,
    Located,
    Trouble,
    locate,
)
from dangjian_xl.forms.marking import NOT_APPLICABLE, TICKS, Marking, to_points
from dangjian_xl.forms.trust import at_cell, changed_headings, folded, other_subject, trusted
from dangjian_xl.forms.values import Answer, Reading, State
from dangjian_xl.grids import Cell, Grid, cell_name, clipped, shown

#: How far a shown total may be from the computed one: less than a tick.
_TOTAL_NOISE = 0.5 / TICKS
#: What is written farther from the table than this many columns is a note of one's own.
_MARGIN = 5


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One answer as it came back. `score` and `full` are ticks, None where there is nothing to mark.

    `lost`: the row's marks are below its full marks (only asked of reasons).
    """

    address: Address
    spec: Answer
    raw: Cell
    reading: Reading
    cell: str
    score: int | None = None
    full: int | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True)
class SheetReading:
    """All answers of a sheet, in the layout's order, and its troubles."""

    answers: tuple[AnswerCell, ...]
    troubles: tuple[Trouble, ...]


def read_sheet(layout: Layout, grid: Grid, stamp: tuple[int, int], *, outdated: bool = False) -> SheetReading:
    """Read a sheet whose stamp was found at `stamp`. Lost or doubtful rows and columns have no answers, but a trouble.

    `outdated`: the sheet was issued under other words. Then only what stands under the same words as now is taken, and
    the differences are no trouble of the filler's.
    """
    subject = other_subject(layout, grid, stamp)
    if subject:
        return SheetReading((), () if outdated else (subject,))
    located = trusted(layout, grid, locate(layout, grid, stamp), stamp[0], strict=outdated)
    answers: list[AnswerCell] = []
    for row in layout.rows:
        answers += _row_answers(layout, grid, located, row.key)
    if outdated:
        return SheetReading(tuple(answers), ())
    troubles = [
        *located.troubles,
        *_strays(grid, located, stamp[0]),
        *changed_headings(layout, grid, located, stamp[0]),
        *_changed_texts(layout, grid, located),
        *_totals(layout, grid, located, answers),
    ]
    return SheetReading(tuple(answers), tuple(troubles))


def _strays(grid: Grid, located: Located, key_row: int) -> Iterator[Trouble]:
    """What people wrote outside the table's own cells: in rows that have no key, or right of the last column."""
    if located.troubles:
        # The form goes back anyway, and what lost its place is told by what is missing.
        return
    keyed = set(located.rows.values())
    answers = [at for key, at in located.columns.items() if key[0] in "fi"]
    computed = [c for c, key in enumerate(grid[key_row]) if isinstance(key, str) and key.startswith("x:")]
    last = max([*located.columns.values(), *computed], default=0)
    for at in range(min(keyed, default=len(grid)), len(grid)):
        columns = (
            range(last + 1, min(last + 1 + _MARGIN, len(grid[at])))
            if at in keyed
            else [c for c in answers if c < len(grid[at])]
        )
        written = [(c, grid[at][c]) for c in columns if grid[at][c] != ""]
        if written:
            column, cell = written[0]
            yield Trouble("form-stray", cell_name(at, column), (("value", clipped(shown(cell))),))


def _row_answers(layout: Layout, grid: Grid, located: Located, row_key: str) -> Iterator[AnswerCell]:
    row = located.rows.get(row_key)
    if row is None:
        return
    lost = False
    for column in layout.columns:
        spec = layout.answers.get((row_key, column.key))
        position = located.columns.get(column.key)
        if spec is None or position is None:
            continue
        raw = at_cell(grid, row, position)
        reading = spec.read(raw)
        address, name = layout.address(row_key, column.key), cell_name(row, position)
        marking = layout.markings.get((row_key, column.key))
        if marking is None:
            yield AnswerCell(address, spec, raw, reading, name, lost=lost and spec.when_lost)
            continue
        score, full = _marks(marking, spec, reading)
        # The value's column stands left of the reason's, so the row's marks are known when the reason is read.
        lost = score is not None and full is not None and score < full
        yield AnswerCell(address, spec, raw, reading, name, score, full)


def _marks(marking: Marking, spec: Answer, reading: Reading) -> tuple[int | None, int | None]:
    if reading.value == NOT_APPLICABLE and spec.optional:
        return 0, 0
    if reading.value is not None and spec.markable(reading):
        return marking.ticks(reading.value), marking.full
    return None, None


def _changed_texts(layout: Layout, grid: Grid, located: Located) -> Iterator[Trouble]:
    heads = {column.key: column.heading for column in layout.columns}
    for row in layout.rows:
        at = located.rows.get(row.key)
        for key, expected in row.texts.items():
            position = located.columns.get(key)
            # The running number may change when rows are sorted; it means nothing.
            if at is None or position is None or key == "s:number":
                continue
            found = at_cell(grid, at, position)
            if not _same_text(found, str(expected)):
                context = (
                    ("column", heads[key]),
                    ("value", clipped(shown(found))),
                    ("expected", str(expected)),
                )
                yield Trouble("form-text-changed", cell_name(at, position), context)


def _same_text(found: Cell, expected: str) -> bool:
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        try:
            return float(expected) == float(found)
        except ValueError:
            return False
    return folded(str(found)) == folded(expected)


def _totals(layout: Layout, grid: Grid, located: Located, answers: list[AnswerCell]) -> Iterator[Trouble]:
    """A total typed over its formula shows another sum than the answers give."""
    if TOTAL_KEY in located.rows and SCORE_KEY in located.columns:
        yield from _total(grid, located.rows[TOTAL_KEY], located.columns[SCORE_KEY], answers)
    elif TOTAL_KEY in located.columns:
        by_row: dict[str, list[AnswerCell]] = {}
        for answer in answers:
            by_row.setdefault(answer.address[0], []).append(answer)
        for row in layout.rows:
            if row.key in located.rows:
                of_row = by_row.get(layout.address(row.key, TOTAL_KEY)[0], [])
                yield from _total(grid, located.rows[row.key], located.columns[TOTAL_KEY], of_row)


def _total(grid: Grid, row: int, column: int, answers: list[AnswerCell]) -> Iterator[Trouble]:
    standing = at_cell(grid, row, column)
    marked = [a for a in answers if a.full is not None]
    unmarked = [a for a in answers if a.spec.required and a.full is None]
    repaired = [a for a in marked if a.reading.state in (State.TEXT_NUMBER, State.TEXT_CHOICE)]
    if isinstance(standing, bool) or not isinstance(standing, (int, float)) or unmarked or repaired:
        return
    computed = sum(a.score or 0 for a in marked)
    if abs(standing - computed / TICKS) > _TOTAL_NOISE:
        context = (("shown", shown(standing)), ("computed", str(to_points(computed))))
        yield Trouble("answer-total-overwritten", cell_name(row, column), context)

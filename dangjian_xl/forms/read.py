"""A returned sheet -> its answers, found by key, and every difference from the sheet that was issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dangjian_xl.forms.layout import (
    ABOUT,
    BETWEEN,
    HEADING_ROW,
    SCORE_KEY,
    TOTAL_KEY,
    Address,
    Layout,
    Located,
    Trouble,
    locate,
)
from dangjian_xl.forms.marking import NOT_APPLICABLE, TICKS, Marking, to_points
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


def read_sheet(layout: Layout, grid: Grid, stamp: tuple[int, int]) -> SheetReading:
    """Read a sheet whose stamp was found at `stamp`. Lost rows and columns have no answers, but a trouble."""
    about = _other_subject(layout, grid, stamp)
    if about:
        # Which of the two the answers belong to is not ours to guess.
        return SheetReading((), (about,))
    located = _trusted(layout, grid, locate(layout, grid, stamp))
    answers: list[AnswerCell] = []
    for row in layout.rows:
        answers += _row_answers(layout, grid, located, row.key)
    troubles = [
        *located.troubles,
        *_strays(grid, located),
        *_changed_headings(layout, grid, located, stamp[0]),
        *_changed_texts(layout, grid, located),
        *_totals(layout, grid, located, answers),
    ]
    return SheetReading(tuple(answers), tuple(troubles))


def _other_subject(layout: Layout, grid: Grid, stamp: tuple[int, int]) -> Trouble | None:
    """A sheet that names another organisation than its stamp: something was pasted over it."""
    expected = next((fact for fact in layout.who if fact.startswith(ABOUT)), "")
    for at, cells in enumerate(grid[stamp[0] : stamp[0] + HEADING_ROW], stamp[0]) if expected else ():
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and ABOUT in cell:
                found = ABOUT + cell.split(ABOUT, 1)[1].split(BETWEEN)[0]
                if _folded(found) != _folded(expected):
                    context = (("found", found), ("expected", expected.removeprefix(ABOUT)))
                    return Trouble("form-page-mixed", cell_name(at, column), context)
    return None


def _strays(grid: Grid, located: Located) -> Iterator[Trouble]:
    """What people wrote outside the table's own cells: in rows that have no key, or right of the last column."""
    if located.troubles:
        # The form goes back anyway, and what lost its place is told by what is missing.
        return
    keyed = set(located.rows.values())
    answers = [at for key, at in located.columns.items() if key[0] in "fi"]
    last = max(located.columns.values(), default=0)
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


def _trusted(layout: Layout, grid: Grid, located: Located) -> Located:
    """Without the rows whose key says one thing and whose printed name another row's: sorted without their keys.

    Which of the two the answers belong to is not ours to guess; the rows are left out and told.
    """
    name_key = "s:text" if "s:text" in located.columns else "s:name"
    position = located.columns.get(name_key)
    names = {_folded(str(row.texts.get(name_key, ""))): row.key for row in layout.rows}
    rows, troubles = dict(located.rows), list(located.troubles)
    for row in layout.rows if position is not None else ():
        at = located.rows.get(row.key)
        if at is None or position is None:
            continue
        found, expected = _folded(shown(_at(grid, at, position))), _folded(str(row.texts.get(name_key, "")))
        if found != expected and names.get(found, row.key) != row.key:
            del rows[row.key]
            context = (("found", found), ("expected", expected))
            troubles.append(Trouble("form-row-mixed", cell_name(at, position), context))
    return Located(rows, located.columns, tuple(troubles))


def _folded(text: str) -> str:
    """A text without white space, which programs change when they wrap or re-save."""
    return "".join(text.split())


def _at(grid: Grid, row: int, column: int) -> Cell:
    cells = grid[row] if row < len(grid) else []
    return cells[column] if column < len(cells) else ""


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
        raw = _at(grid, row, position)
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
            found = _at(grid, at, position)
            if not _same_text(found, str(expected)):
                context = (
                    ("column", heads[key]),
                    ("value", clipped(shown(found))),
                    ("expected", str(expected)),
                )
                yield Trouble("form-text-changed", cell_name(at, position), context)


def _changed_headings(layout: Layout, grid: Grid, located: Located, key_row: int) -> Iterator[Trouble]:
    """Headings of answers (items, full marks) that stand no more above their column."""
    first = min((at for key, at in located.rows.items() if key != TOTAL_KEY), default=len(grid))
    for column in layout.columns:
        position = located.columns.get(column.key)
        if position is None or column.key[0] not in "fi":
            continue
        above = [_folded(shown(_at(grid, at, position))) for at in range(key_row + 1, first)]
        for expected in filter(None, (column.heading, column.sub)):
            if _folded(expected) not in above:
                found = next((text for text in reversed(above) if text), "")
                context = (("column", "标题"), ("value", clipped(found)), ("expected", expected))
                yield Trouble("form-text-changed", cell_name(max(first - 1, 0), position), context)


def _same_text(found: Cell, expected: str) -> bool:
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        try:
            return float(expected) == float(found)
        except ValueError:
            return False
    return _folded(str(found)) == _folded(expected)


def _totals(layout: Layout, grid: Grid, located: Located, answers: list[AnswerCell]) -> Iterator[Trouble]:
    """A total typed over its formula shows another sum than the answers give."""
    by_row: dict[str, list[AnswerCell]] = {}
    for answer in answers:
        by_row.setdefault(answer.address[0], []).append(answer)
    if TOTAL_KEY in located.rows and SCORE_KEY in located.columns:
        yield from _total(grid, located.rows[TOTAL_KEY], located.columns[SCORE_KEY], answers)
    elif TOTAL_KEY in located.columns:
        for row in layout.rows:
            if row.key in located.rows:
                of_row = by_row.get(layout.address(row.key, TOTAL_KEY)[0], [])
                yield from _total(grid, located.rows[row.key], located.columns[TOTAL_KEY], of_row)


def _total(grid: Grid, row: int, column: int, answers: list[AnswerCell]) -> Iterator[Trouble]:
    standing = _at(grid, row, column)
    marked = [a for a in answers if a.full is not None]
    unmarked = [a for a in answers if a.spec.required and a.full is None]
    repaired = [a for a in marked if a.reading.state in (State.TEXT_NUMBER, State.TEXT_CHOICE)]
    if isinstance(standing, bool) or not isinstance(standing, (int, float)) or unmarked or repaired:
        return
    computed = sum(a.score or 0 for a in marked)
    if abs(standing - computed / TICKS) > _TOTAL_NOISE:
        context = (("shown", shown(standing)), ("computed", str(to_points(computed))))
        yield Trouble("answer-total-overwritten", cell_name(row, column), context)

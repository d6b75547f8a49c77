"""Answers that stand elsewhere than in their own cell: in merged cells, in notes, in another column. Told, never used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dangjian_xl.forms.answers import PlacedAnswer
from dangjian_xl.forms.labels import at_cell
from dangjian_xl.forms.layout import FULL_KEY, SCORE_KEY, Layout, Located, Trouble
from dangjian_xl.forms.values import Answer, State
from dangjian_xl.grids import Cell, Grid, cell_name, clipped, shown

#: (first row, first column, last row, last column), 0-based, as in `grids.Aside`.
Range = tuple[int, int, int, int]
#: Columns that people take for the answer's, the likeliest first.
_NEIGHBOURS = (SCORE_KEY, "f:reason", "f:remark", FULL_KEY, "s:how")
_READABLE = (State.NUMBER, State.TEXT_NUMBER, State.CHOICE)


@dataclass(frozen=True, slots=True)
class Merges:
    """What merged cells took: answers by their (row, column) that cannot be read, and what is said of it."""

    taken: frozenset[tuple[int, int]]
    troubles: tuple[Trouble, ...]


def merges(layout: Layout, grid: Grid, located: Located, ranges: Sequence[Range]) -> Merges:
    """Merged cells over answers that are not their first cell. Where they leave nothing unanswered and nothing is written, they do not matter."""
    first = min(located.rows.values(), default=len(grid))
    within = [area for area in ranges if area[2] >= first]
    if not within:
        return Merges(frozenset(), ())
    places = {
        (located.rows[row], located.columns[column]): (spec, layout.address(row, column))
        for (row, column), spec in layout.answers.items()
        if row in located.rows and column in located.columns
    }
    taken: set[tuple[int, int]] = set()
    troubles = []
    for top, left, bottom, right in within:
        covered = {at for at in places if top <= at[0] <= bottom and left <= at[1] <= right}
        value = at_cell(grid, top, left)
        # Only the first cell of merged ones is seen; what is hidden beneath must not count.
        hidden = covered - {(top, left)}
        said = value != "" or any(at_cell(grid, *at) != "" for at in hidden)
        if hidden and (said or any(places[at][0].required for at in covered)):
            taken |= covered
            name = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
            context = (("range", name), ("value", clipped(shown(value)) or "空白"))
            first_taken = min(covered)
            address = places[first_taken][1]
            troubles.append(Trouble("answer-merged", cell_name(*first_taken), context, address))
    return Merges(frozenset(taken), tuple(troubles))


def elsewhere(
    layout: Layout,
    grid: Grid,
    located: Located,
    answers: Sequence[PlacedAnswer],
    notes: Mapping[tuple[int, int], str],
) -> Iterator[Trouble]:
    """What was written into notes or other columns. At most one error a blank answer."""
    blank: dict[int, list[PlacedAnswer]] = {}
    for placed in answers:
        note = notes.get(placed.at, "")
        if note:
            yield _noted(placed, note)
        elif placed.answer.reading.state is State.BLANK and placed.answer.spec.required:
            blank.setdefault(placed.at[0], []).append(placed)
    for of_row in blank.values():
        # In a row of several blank answers nobody can say which one a number beside them is.
        if len(of_row) == 1:
            yield from _misplaced(layout, grid, located, of_row[0])
    yield from _other_notes(answers, notes)


def _noted(placed: PlacedAnswer, note: str) -> Trouble:
    spec, reading = placed.answer.spec, placed.answer.reading
    context = (("label", spec.label), ("note", clipped(note)), ("expected", spec.expected))
    missing = reading.state is State.BLANK and spec.field == "value"
    if missing:
        return Trouble("answer-in-note", placed.cell, context, placed.address)
    return Trouble("answer-note-unread", placed.cell, context, placed.address)


def _other_notes(answers: Sequence[PlacedAnswer], notes: Mapping[tuple[int, int], str]) -> Iterator[Trouble]:
    others = sorted(notes.keys() - {placed.at for placed in answers}) if notes else []
    if others:
        context = (("count", str(len(others))), ("note", clipped(notes[others[0]])))
        yield Trouble("form-notes-unread", cell_name(*others[0]), context)


def _misplaced(layout: Layout, grid: Grid, located: Located, placed: PlacedAnswer) -> Iterator[Trouble]:
    row = next(r for r in layout.rows if located.rows.get(r.key) == placed.at[0])
    own = next(key for key, column in located.columns.items() if column == placed.at[1])
    headings = {column.key: column.heading for column in layout.columns}
    for key in _NEIGHBOURS if own == "f:value" else ("f:remark",):
        position = located.columns.get(key)
        if position is None:
            continue
        raw = at_cell(grid, placed.at[0], position)
        if _same(raw, str(row.texts.get(key, ""))) or not _would_do(placed.answer.spec, raw, key):
            continue
        context = (
            ("label", placed.answer.spec.label),
            ("column", headings[key]),
            ("value", clipped(shown(raw))),
            ("answers", headings[own]),
        )
        yield Trouble("answer-misplaced", placed.cell, context, placed.address)
        return


def _would_do(spec: Answer, raw: Cell, key: str) -> bool:
    """Whether a cell's content is just such an answer as is missing. Computed marks are numbers whatever is asked."""
    if key == SCORE_KEY and not isinstance(raw, str):
        return isinstance(raw, (int, float)) and not isinstance(raw, bool)
    reading = spec.read(raw)
    return reading.state in _READABLE and spec.markable(reading)


def _same(raw: Cell, printed: str) -> bool:
    return shown(raw).strip() == printed.strip()

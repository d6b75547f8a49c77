"""What a sheet's computed cells show against what the answers give: a number typed over its formula is told, never used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dangjian_xl.forms.answers import DistinctAnswer, PlacedAnswer
from dangjian_xl.forms.labels import at_cell
from dangjian_xl.forms.layout import SCORE_KEY, TOTAL_KEY, Layout, Located, Trouble
from dangjian_xl.forms.marking import TICKS, to_points
from dangjian_xl.forms.values import State
from dangjian_xl.grids import Grid, cell_name, shown

#: How far a shown number may be from the computed one: less than a tick.
_NOISE = 0.5 / TICKS
#: More marks typed over on a sheet than this are told in one sentence.
_TOLD = 3
#: Answers that the worksheet marks too; what Python repairs has no marks there.
_PLAIN = (State.NUMBER, State.CHOICE)


def typed_over(
    layout: Layout, grid: Grid, located: Located, answers: Sequence[PlacedAnswer]
) -> Iterator[Trouble]:
    """Marks and totals that show another number than the answers give."""
    if SCORE_KEY in located.columns:
        column = located.columns[SCORE_KEY]
        offs = [(placed, off) for placed in answers if abs(off := _score_off(grid, column, placed)) > _NOISE]
        more = sum(off for _, off in offs)
        told = [_score(grid, column, placed) for placed, _ in offs]
        yield from told if len(told) <= _TOLD else (_scores(told),)
        if TOTAL_KEY in located.rows:
            # A total that only follows the marks that were typed over is not told again.
            yield from _total(
                grid, located.rows[TOTAL_KEY], column, [placed.answer for placed in answers], more
            )
    elif TOTAL_KEY in located.columns:
        by_row: dict[str, list[DistinctAnswer]] = {}
        for placed in answers:
            by_row.setdefault(placed.address[0], []).append(placed.answer)
        for row in layout.rows:
            if row.key in located.rows:
                of_row = by_row.get(layout.address(row.key, TOTAL_KEY)[0], [])
                yield from _total(grid, located.rows[row.key], located.columns[TOTAL_KEY], of_row)


def _score_off(grid: Grid, column: int, placed: PlacedAnswer) -> float:
    """By how many points the row's marks differ from the answer's; 0 where nothing can be compared."""
    standing = at_cell(grid, placed.at[0], column)
    score = placed.answer.score
    if score is None or placed.answer.reading.state not in _PLAIN:
        return 0
    if isinstance(standing, bool) or not isinstance(standing, (int, float)):
        return 0
    return standing - score / TICKS


def _scores(told: Sequence[Trouble]) -> Trouble:
    """Many marks typed over, as one: the whole column was."""
    first = told[0]
    context = (("count", str(len(told))), *(pair for pair in first.context if pair[0] != "label"))
    return Trouble("answer-scores-overwritten", first.cell, context, first.address)


def _score(grid: Grid, column: int, placed: PlacedAnswer) -> Trouble:
    context = (
        ("label", placed.answer.spec.label),
        ("shown", shown(at_cell(grid, placed.at[0], column))),
        ("computed", str(to_points(placed.answer.score or 0))),
    )
    return Trouble("answer-score-overwritten", cell_name(placed.at[0], column), context, placed.address)


def _total(
    grid: Grid, row: int, column: int, answers: Sequence[DistinctAnswer], more: float = 0
) -> Iterator[Trouble]:
    standing = at_cell(grid, row, column)
    marked = [a for a in answers if a.full is not None]
    unmarked = [a for a in answers if a.spec.required and a.full is None]
    repaired = [a for a in marked if a.reading.state in (State.TEXT_NUMBER, State.TEXT_CHOICE)]
    if isinstance(standing, bool) or not isinstance(standing, (int, float)) or unmarked or repaired:
        return
    computed = sum(a.score or 0 for a in marked)
    off = standing - computed / TICKS
    if abs(off) > _NOISE and abs(off - more) > _NOISE:
        context = (("shown", shown(standing)), ("computed", str(to_points(computed))))
        yield Trouble("answer-total-overwritten", cell_name(row, column), context)

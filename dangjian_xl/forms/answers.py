"""A row's cells -> its answers: of each what was asked, what stands there, how it reads, and what follows from its row."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import NamedTuple

from dangjian_xl.forms.conditions import Relation, When
from dangjian_xl.forms.layout import Address, Layout
from dangjian_xl.forms.marking import NOT_APPLICABLE, Marking, Value
from dangjian_xl.forms.values import FINENESS, Answer, Reading
from dangjian_xl.grids import Cell, cell_name

_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class DistinctAnswer:
    """One answer as it was read, wherever it stands: those that are the same are kept once (`returns.answers`).

    `score` and `full` are ticks, None where there is nothing to mark; `demanded`: the condition on which it is wanted
    holds; `bound`: the number that its relation to its peers holds it to, NaN for none; `stated`: its row is in use.
    """

    spec: Answer
    raw: Cell
    reading: Reading
    score: int | None = None
    full: int | None = None
    demanded: bool = False
    bound: float = _NAN
    stated: bool = True

    @property
    def meaning(self) -> Value:
        """What it says: a repaired value is the same as the plain one, what cannot be read means what stands there."""
        value = self.reading.value
        return str(self.raw) if value is None else value

    @property
    def states_row(self) -> bool:
        """Whether it puts its row in use on the sheets behind."""
        return self.spec.states and self.reading.value is not None


class PlacedAnswer(NamedTuple):
    """One answer and where it stands: its identity within the form, its 0-based (row, column), its tab ("" where one sheet is looked at)."""

    address: Address
    at: tuple[int, int]
    answer: DistinctAnswer
    sheet: str = ""

    @property
    def cell(self) -> str:
        """Its cell in Excel's letters."""
        return cell_name(*self.at)


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """Where the answers of a row stand: the row's key, and of each, from left to right, the column's key and the 0-based (row, column)."""

    key: str
    columns: tuple[tuple[str, tuple[int, int]], ...]


def are_exact(cells: Sequence[Cell]) -> bool:
    """Whether no other cells are equal to these and yet not the same: truth values are equal to numbers, as zeros are to each other."""
    return set(map(type, cells)) <= {str, float} and not (0.0 in cells and "-0.0" in map(str, cells))


def issued_rows(layout: Layout) -> tuple[AnswerRow, ...]:
    """Where the answers of all rows were issued."""
    return tuple(
        AnswerRow(row.key, tuple((key, (at, column)) for key, column in layout.asked(row.key)))
        for at, row in enumerate(layout.rows, layout.first_row)
    )


def read_row(
    layout: Layout, row: AnswerRow, raws: Sequence[Cell], stated: AbstractSet[str] = frozenset()
) -> list[DistinctAnswer]:
    """The answers of a row by what stands in their cells; `stated`: items that an earlier sheet of the form puts in use."""
    found: list[DistinctAnswer] = []
    # The value's column stands left of what is wanted on its condition, so the marks are known when that is read.
    score: int | None = None
    full: int | None = None
    for (key, _), raw in zip(row.columns, raws, strict=True):
        spec = layout.answers[row.key, key]
        reading = spec.read(raw)
        marking = layout.markings.get((row.key, key))
        if marking is None:
            found.append(DistinctAnswer(spec, raw, reading, demanded=_demanded(spec.when, score, full)))
            continue
        score, full = _marks(marking, spec, reading)
        found.append(DistinctAnswer(spec, raw, reading, score, full))
    keys = [key for key, _ in row.columns]
    chosen = _chosen(_related(found, keys), keys)
    return [
        _in_use(answer, layout.address(row.key, key)[1] in stated) if answer.spec.spare else answer
        for key, answer in zip(keys, chosen, strict=True)
    ]


def _demanded(when: When, score: int | None, full: int | None) -> bool:
    if score is None or full is None:
        return False
    return (when is When.LOST and score < full) or (when is When.SCORED and score > 0)


def _marks(marking: Marking, spec: Answer, reading: Reading) -> tuple[int | None, int | None]:
    if reading.value == NOT_APPLICABLE and spec.optional:
        return 0, 0
    if reading.value is not None and spec.markable(reading):
        return marking.ticks(reading.value), marking.most(reading.value)
    return None, None


def _related(row: Sequence[DistinctAnswer], keys: Sequence[str]) -> Sequence[DistinctAnswer]:
    """The answers of one row, each with the number that its relation holds it to.

    Where one breaks a relation that voids the row, none of them has marks.
    """
    if not any(answer.spec.relation for answer in row):
        return row
    numbers = {key: answer.reading.number for key, answer in zip(keys, row, strict=True)}
    bound = [
        replace(answer, bound=_bound(answer.spec.relation, numbers)) if answer.spec.relation else answer
        for answer in row
    ]
    void = any(
        a.spec.relation is not None and a.spec.relation.voids and a.reading.number > a.bound + FINENESS
        for a in bound
    )
    return [replace(answer, score=None, full=None) for answer in bound] if void else bound


def _bound(relation: Relation, numbers: Mapping[str, float]) -> float:
    first, *others = (numbers.get(peer, _NAN) for peer in relation.peers)
    bound = first - sum(others)
    # One NaN for all, so that equal answers are equal.
    return _NAN if math.isnan(bound) else bound


def _chosen(row: Sequence[DistinctAnswer], keys: Sequence[str]) -> Sequence[DistinctAnswer]:
    """The answers of one row, those demanded that a choice of the row demands."""
    if not any(answer.spec.on for answer in row):
        return row
    values = {key: answer.reading.value for key, answer in zip(keys, row, strict=True)}
    return [
        replace(answer, demanded=values.get(answer.spec.on.peer) in answer.spec.on.choices)
        if answer.spec.on
        else answer
        for answer in row
    ]


def _in_use(answer: DistinctAnswer, stated: bool) -> DistinctAnswer:  # noqa: FBT001 - two words of one thing
    """An answer of a spare row, in use if an earlier sheet states its item."""
    demanded = answer.demanded or (stated and answer.spec.when is When.STATED)
    return replace(answer, stated=stated, demanded=demanded)

"""One answer as it came back: what was asked, what stands in its cell, and what it is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from dangjian_xl.forms.conditions import Relation, When
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.values import FINENESS, Answer, Reading
from dangjian_xl.grids import Cell, cell_name

_NAN = float("nan")


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """One answer as it came back, at the 0-based (row, column) `at` and under the column key `key`.

    `score` and `full` are ticks, None where there is nothing to mark; `demanded`: the condition on which it is wanted
    holds; `bound`: the number that its relation to its peers holds it to, NaN for none; `stated`: its row is in use.
    """

    address: Address
    spec: Answer
    raw: Cell
    reading: Reading
    at: tuple[int, int]
    key: str
    score: int | None = None
    full: int | None = None
    demanded: bool = False
    bound: float = _NAN
    stated: bool = True

    @property
    def cell(self) -> str:
        """Its cell in Excel's letters."""
        return cell_name(*self.at)


def related(row: Sequence[AnswerCell]) -> list[AnswerCell]:
    """The answers of one row, each with the number that its relation holds it to.

    Where one breaks a relation that voids the row, none of them has marks.
    """
    if not any(answer.spec.relation for answer in row):
        return list(row)
    numbers = {answer.key: answer.reading.number for answer in row}
    bound = [
        replace(answer, bound=_bound(answer.spec.relation, numbers)) if answer.spec.relation else answer
        for answer in row
    ]
    void = any(
        a.spec.relation is not None and a.spec.relation.voids and a.reading.number > a.bound + FINENESS
        for a in bound
    )
    return [replace(answer, score=None, full=None) for answer in bound] if void else bound


def chosen(row: Sequence[AnswerCell]) -> list[AnswerCell]:
    """The answers of one row, those demanded that a choice of the row demands."""
    said = {answer.key: answer.reading.value for answer in row}
    return [
        replace(answer, demanded=said.get(answer.spec.on.peer) in answer.spec.on.choices)
        if answer.spec.on
        else answer
        for answer in row
    ]


def used(row: Sequence[AnswerCell], items: AbstractSet[str]) -> list[AnswerCell]:
    """The answers of one row, those of a spare one in use if an earlier sheet states one of these items in it."""
    return [_used(answer, answer.address[1] in items) if answer.spec.spare else answer for answer in row]


def _used(answer: AnswerCell, stated: bool) -> AnswerCell:  # noqa: FBT001 - two words of one thing
    demanded = answer.demanded or (stated and answer.spec.when is When.STATED)
    return replace(answer, stated=stated, demanded=demanded)


def _bound(relation: Relation, numbers: Mapping[str, float]) -> float:
    first, *others = (numbers.get(peer, _NAN) for peer in relation.peers)
    bound = first - sum(others)
    # One NaN for all, so that equal answers are equal.
    return _NAN if math.isnan(bound) else bound

"""What an answer depends on besides itself: marks, choices and numbers of its row, what an earlier sheet states, the whole sheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import chain


class When(StrEnum):
    """On which condition an answer that may else be blank is demanded: of the marks of its row, of what else it says."""

    NEVER = ""
    LOST = "below full marks"
    SCORED = "above nothing"
    CHOSEN = "a choice in the row"
    STATED = "an earlier sheet states the row"


@dataclass(frozen=True, slots=True)
class Relation:
    """What an answer must be to the others of its row, `peers` by column key.

    `code` is the rule's entry in the catalogue. With `sum` the answer and all peers but the first must add up to the
    first, else the answer must not be more than the one peer. With `voids` a row that breaks it counts for nothing.
    """

    code: str
    peers: tuple[str, ...]
    sum: bool = False
    voids: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One column of a sheet as its validity sees it: how it is filled in, and what brings full marks there.

    `kind`, `required`, `optional`: as in an answer; `choices`: what may be chosen, else numbers up to `limit` stand there;
    `best`: a choice or a number, where something is counted the least that brings full marks.
    """

    key: str
    kind: StrEnum
    choices: tuple[str, ...]
    limit: Decimal
    required: bool
    optional: bool
    best: str


@dataclass(frozen=True, slots=True)
class Whole:
    """What makes a whole sheet void, asked at its first answer: all targets judged alike, or all with full marks.

    `runs`: the marked columns; those of a run stand side by side, and may all be left blank or may not.
    """

    runs: tuple[tuple[Asked, ...], ...]
    rows: int
    alike: bool
    full: bool

    @property
    def columns(self) -> tuple[Asked, ...]:
        """The columns of all runs."""
        return tuple(chain.from_iterable(self.runs))


@dataclass(frozen=True, slots=True)
class Demand:
    """That an answer is demanded where the row's answer under the column key `peer` is one of these choices."""

    peer: str
    choices: tuple[str, ...]

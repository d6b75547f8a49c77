"""What an answer depends on besides itself: marks, choices and numbers of its row, what an earlier sheet states, the whole sheet."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """One column of a sheet as its validity sees it: what may be chosen, and what brings full marks there."""

    key: str
    choices: tuple[str, ...]
    best: str


@dataclass(frozen=True, slots=True)
class Whole:
    """What makes a whole sheet void, asked at its first answer: all targets judged alike, or all with full marks."""

    columns: tuple[Asked, ...]
    rows: int
    alike: bool
    full: bool


@dataclass(frozen=True, slots=True)
class Demand:
    """That an answer is demanded where the row's answer under the column key `peer` is one of these choices."""

    peer: str
    choices: tuple[str, ...]

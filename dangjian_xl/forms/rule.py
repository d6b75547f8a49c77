"""What a rule is: one demand with its three executions, and the cells that its worksheet condition may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dangjian_xl.forms.values import Answer, State

if TYPE_CHECKING:  # issuing forms writes the rules' formulas and must not load pandas for them
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Cells:
    """The worksheet cells that a condition may name: the answer's own, and the row's computed score and full marks.

    `peers`: the answers of the row that its relation names; `column`: its own whole column, for an answer of which only
    so many may be the same; `columns`: whole columns by key. Headings and the row below the table are part of a column.
    `chosen`: the choice of the row that may demand it; `stated`: what an earlier sheet states in this row.
    """

    own: str
    score: str = ""
    full: str = ""
    peers: tuple[str, ...] = ()
    column: str = ""
    chosen: str = ""
    stated: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand on an answer; `code` is its entry in the catalogue, `whole`: it looks at other answers of the form."""

    code: str
    applies: Callable[[Answer], bool]
    holds: Callable[[pd.DataFrame], pd.Series[bool]]
    broken: Callable[[Answer, Cells], str]
    label: Callable[[Answer], str]
    whole: bool = False


def blank_cell(cell: str) -> str:
    """Whether nothing stands in a worksheet cell, as `Answer.read` sees it; of a range, cell by cell."""
    # CLEAN and TRIM leave the full-width blank that Chinese input methods type, and the no-break blank of web pages.
    return f'LEN(TRIM(SUBSTITUTE(SUBSTITUTE(CLEAN({cell}),"　",""),"\u00a0","")))=0'


def has_state(frame: pd.DataFrame, *states: State) -> pd.Series[bool]:
    """Which answers are in one of the states."""
    return frame["state"].isin(states)

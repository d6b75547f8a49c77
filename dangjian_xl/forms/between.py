"""Rules between answers: votes that must add up, and what makes a whole form void (docs/sources.md: validity of ballots)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangjian_xl.forms.conditions import Asked, Relation
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.rule import Cells, Rule, has_state
from dangjian_xl.forms.values import FINENESS, Answer, State

if TYPE_CHECKING:  # as in `rule`
    import pandas as pd


def _unrelated(frame: pd.DataFrame, code: str) -> pd.Series[bool]:
    """Whether an answer is what it must be to its peers. NaN, where one of them is no number, breaks nothing."""
    off = frame["number"] - frame["bound"]
    broken = (frame["relation"] == code) & ((off > FINENESS) | (frame["sum"] & (off < -FINENESS)))
    return ~broken


def _broken_relation(answer: Answer, cells: Cells) -> str:
    relation = answer.relation or Relation("", ())
    all_cells = (cells.own, *cells.peers)
    # LibreOffice counts TRUE as a number, Excel does not.
    numbers = ",".join(f"ISNUMBER({cell}),NOT(ISLOGICAL({cell}))" for cell in all_cells)
    first, *others = cells.peers
    if relation.sum:
        wrong = f"ABS({'+'.join((cells.own, *others))}-{first})>{FINENESS:.0E}"
    else:
        wrong = f"{cells.own}>{first}+{FINENESS:.0E}"
    return f"IF(AND({numbers}),{wrong},FALSE)"


def relation(code: str, label: str) -> Rule:
    """The rule that an answer must be what its relation says to its peers."""
    return Rule(
        code,
        lambda a: a.relation is not None and a.relation.code == code,
        lambda f: _unrelated(f, code),
        _broken_relation,
        lambda _a: label,
    )


def _not_too_many(frame: pd.DataFrame, *, voids: bool) -> pd.Series[bool]:
    """Whether the best grade was chosen in a column no more often than it may be; told at each that has it."""
    chosen = frame["best"] & frame["most"].notna() & (frame["most_voids"] == voids)
    if not chosen.any():
        return ~chosen
    many = chosen.groupby([frame["form"], frame["item"]], sort=False).transform("sum")
    return ~(chosen & (many > frame["most"]))


def too_many(code: str, *, voids: bool) -> Rule:
    """The rule that the best grade is chosen in a column no more often than it may be."""
    return Rule(
        code,
        lambda a: a.most is not None and a.most_voids == voids,
        lambda f: _not_too_many(f, voids=voids),
        lambda a, c: f'AND(EXACT({c.own},"{a.choices[0]}"),COUNTIF({c.column},"{a.choices[0]}")>{a.most})',
        lambda a: f"“{a.choices[0]}”至多{a.most}个",
        whole=True,
    )


def _said(frame: pd.DataFrame) -> pd.DataFrame:
    """The marked answers that say something, with what they say."""
    return frame[frame["marked"] & frame["score"].notna() & ~has_state(frame, State.NOT_APPLICABLE)]


def _whole_forms(frame: pd.DataFrame) -> pd.Series[bool]:
    """Whether all marked answers of the answer's form can be read."""
    unread = frame["marked"] & frame["score"].isna()
    return ~unread.groupby(frame["form"], sort=False).transform("any")


def not_alike(frame: pd.DataFrame) -> pd.Series[bool]:
    """Whether a form tells its targets apart in any column; told at its first answer.

    A column of which less than two answers say something neither tells apart nor does not.
    """
    if not frame["alike"].any():
        return ~frame["alike"]
    columns = _said(frame).groupby(["form", "item"], sort=False)["text"].agg(["nunique", "size"])
    of_form = columns.groupby(level="form")
    alike = (of_form["nunique"].max() == 1) & (of_form["size"].max() > 1)
    return ~(frame["alike"] & _whole_forms(frame) & frame["form"].isin(alike[alike].index))


def not_full(frame: pd.DataFrame) -> pd.Series[bool]:
    """Whether a form takes off anything at all; told at its first answer. One answer alone is not judged."""
    if not frame["all_full"].any():
        return ~frame["all_full"]
    said = _said(frame)
    full = (said["score"] == said["full"]).groupby(said["form"], sort=False).agg(["all", "size"])
    forms = full.index[full["all"].astype(bool) & (full["size"] > 1)]
    return ~(frame["all_full"] & _whole_forms(frame) & frame["form"].isin(forms))


def alike_here(answer: Answer, cells: Cells) -> str:
    """Whether the sheet tells its targets apart in no column: the worksheet's half of `not_alike`."""
    whole = answer.whole
    if whole is None:
        return "FALSE"
    columns = [(asked, cells.columns[asked.key]) for asked in whole.columns]
    uniform = ",".join(_uniform(asked, column, whole.rows) for asked, column in columns)
    several = ",".join(f"{_said_in(column, whole.rows)}>1" for _, column in columns)
    return f"AND({uniform},OR({several}))"


def full_here(answer: Answer, cells: Cells) -> str:
    """Whether nothing but full marks stands on the sheet: the worksheet's half of `not_full`."""
    whole = answer.whole
    if whole is None:
        return "FALSE"
    columns = [(asked, cells.columns[asked.key]) for asked in whole.columns]
    full = ",".join(f'COUNTIF({c},"{a.best}")={_said_in(c, whole.rows)}' for a, c in columns)
    number = "+".join(_said_in(column, whole.rows) for _, column in columns)
    return f"AND({full},{number}>1)"


def _said_in(column: str, rows: int) -> str:
    """How many answers of a column say something, where all of them can be read."""
    return f'({rows}-COUNTIF({column},"{NOT_APPLICABLE}"))'


def _uniform(asked: Asked, column: str, rows: int) -> str:
    """Whether all that a column says can be read and is the same."""
    said = _said_in(column, rows)
    if asked.choices:
        return "OR(" + ",".join(f'COUNTIF({column},"{choice}")={said}' for choice in asked.choices) + ")"
    return f"AND(COUNT({column})={said},MAX({column})=MIN({column}))"

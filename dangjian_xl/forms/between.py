"""Rules between answers: votes that must add up, and what makes a whole form void (docs/sources.md: validity of ballots)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.rule import Cells, Rule, has_state
from dangjian_xl.forms.values import FINENESS, Answer, Asked, Relation, State

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
    chosen = frame["best"] & frame["most"].notna() & (frame["voids"] == voids)
    if not chosen.any():
        return ~chosen
    many = chosen.groupby([frame["form"], frame["item"]], sort=False).transform("sum")
    return ~(chosen & (many > frame["most"]))


def too_many(code: str, *, voids: bool) -> Rule:
    """The rule that the best grade is chosen in a column no more often than it may be."""
    return Rule(
        code,
        lambda a: a.most is not None and a.voids == voids,
        lambda f: _not_too_many(f, voids=voids),
        lambda a, c: f'AND(EXACT({c.own},"{a.choices[0]}"),COUNTIF({c.column},"{a.choices[0]}")>{a.most})',
        lambda a: f"“{a.choices[0]}”至多{a.most}个",
    )


def _said(frame: pd.DataFrame) -> pd.DataFrame:
    """The marked answers that say something, with what they say."""
    return frame[frame["marked"] & frame["score"].notna() & ~has_state(frame, State.NOT_APPLICABLE)]


def _whole_forms(frame: pd.DataFrame) -> pd.Series[bool]:
    """Whether all marked answers of the answer's form can be read."""
    unread = frame["marked"] & frame["score"].isna()
    return ~unread.groupby(frame["form"], sort=False).transform("any")


def not_alike(frame: pd.DataFrame) -> pd.Series[bool]:
    """Whether a form tells its targets apart in any column; told at its first answer."""
    if not frame["alike"].any():
        return ~frame["alike"]
    said = _said(frame)
    columns = said.groupby(["form", "item"], sort=False)["said"].agg(["nunique", "size"])
    alike = ((columns["nunique"] == 1) & (columns["size"] > 1)).groupby(level="form").all()
    return ~(frame["alike"] & _whole_forms(frame) & frame["form"].isin(alike[alike].index))


def not_full(frame: pd.DataFrame) -> pd.Series[bool]:
    """Whether a form takes off anything at all; told at its first answer."""
    if not frame["all_full"].any():
        return ~frame["all_full"]
    said = _said(frame)
    full = (said["score"] == said["full"]).groupby(said["form"], sort=False).agg(["all", "size"])
    forms = full.index[full["all"].astype(bool) & (full["size"] > 1)]
    return ~(frame["all_full"] & _whole_forms(frame) & frame["form"].isin(forms))


def column_alike(asked: Asked, column: str, rows: int) -> str:
    """Whether a column says the same of all targets: the worksheet's half of `not_alike`."""
    left_out = f'COUNTIF({column},"{NOT_APPLICABLE}")'
    if asked.choices:
        one = (f'COUNTIF({column},"{choice}")' for choice in asked.choices)
        return "OR(" + ",".join(f"AND({n}>1,{n}+{left_out}={rows})" for n in one) + ")"
    number = f"COUNT({column})"
    return f"AND({number}>1,{number}+{left_out}={rows},MAX({column})=MIN({column}))"


def column_full(asked: Asked, column: str, rows: int) -> str:
    """Whether a column has nothing but full marks: the worksheet's half of `not_full`."""
    best = f'COUNTIF({column},"{asked.best}")'
    return f'AND({best}>1,{best}+COUNTIF({column},"{NOT_APPLICABLE}")={rows})'


def in_all_columns(answer: Answer, cells: Cells, wrong: Callable[[Asked, str, int], str]) -> str:
    """A condition that must be true of every column of the sheet."""
    whole = answer.whole
    if whole is None:
        return "FALSE"
    return "AND(" + ",".join(wrong(a, cells.columns[a.key], whole.rows) for a in whole.columns) + ")"

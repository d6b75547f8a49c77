"""Rules between answers: votes that must add up, and what makes a whole form void (docs/sources.md: validity of ballots)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dangjian_xl.forms.conditions import Asked, Relation, Whole
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.rule import Cells, Rule, blank_cell, has_state
from dangjian_xl.forms.values import FINENESS, Answer, State
from dangjian_xl.scheme.model import ItemKind

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
    """Whether all marked answers of the answer's form can be read; those left blank where they may be are left out."""
    left_out = has_state(frame, State.BLANK) & ~frame["required"]
    unread = frame["marked"] & frame["score"].isna() & ~left_out
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
    """Whether the sheet tells its targets apart in no column: the worksheet's half of `not_alike`.

    No more of a column can be the same than it says, so the sums are equal only where each column is alike.
    """
    whole = answer.whole
    if whole is None:
        return "FALSE"
    same = "+".join(_same_in(asked, cells.columns[asked.key]) for asked in whole.columns)
    most = ",".join(_counted(asked, cells.columns[asked.key]) for asked in whole.columns)
    return f"IFERROR(AND({same}={_said_on(whole, cells)},SUMPRODUCT(MAX({most}))>1),FALSE)"


def full_here(answer: Answer, cells: Cells) -> str:
    """Whether nothing but full marks stands on the sheet: the worksheet's half of `not_full`."""
    whole = answer.whole
    if whole is None:
        return "FALSE"
    full = "+".join(_full_in(asked, cells.columns[asked.key]) for asked in whole.columns)
    said = _said_on(whole, cells)
    # The two are equal then: the shorter one will do.
    return f"IFERROR(AND({full}={said},{min(full, said, key=len)}>1),FALSE)"


def _said_on(whole: Whole, cells: Cells) -> str:
    """How many marked answers of the sheet say something, readable or not; an error value makes it an error."""
    return "+".join(_said_in(run, whole.rows, cells) for run in whole.runs)


def _said_in(run: Sequence[Asked], rows: int, cells: Cells) -> str:
    """The same of neighbouring columns. Blanks are left out only where they are allowed, else nothing is equal to them."""
    first, last = (cells.columns[asked.key] for asked in (run[0], run[-1]))
    block = f"{first.split(':')[0]}:{last.split(':')[1]}"
    # LibreOffice counts TRUE as a number, Excel does not: counted twice, it is never equal to anything.
    if run[0].required:
        said = f"{rows * len(run)}+SUMPRODUCT(--ISLOGICAL({block}))"
    else:
        # Each column begins with a heading, and nothing stands below the table.
        said = f"SUMPRODUCT(1-({blank_cell(block)})+ISLOGICAL({block}))-{len(run)}"
    optional = [cells.columns[asked.key] for asked in run if asked.optional]
    return said + "".join(f'-COUNTIF({column},"{NOT_APPLICABLE}")' for column in optional)


def _counted(asked: Asked, column: str) -> str:
    """How often each choice stands in a column, or how many numbers do."""
    if not asked.choices:
        return f"COUNT({column})"
    choices = ",".join(f'"{choice}"' for choice in asked.choices)
    return f"COUNTIF({column},{{{choices}}})"


def _same_in(asked: Asked, column: str) -> str:
    """How often one and the same thing stands in a column: the most frequent choice, or the greatest number if it may be there."""
    if asked.choices:
        return f"SUMPRODUCT(MAX({_counted(asked, column)}))"
    number = f"MEDIAN(0,{asked.limit},MAX({column}))"
    if asked.kind is not ItemKind.POINTS:
        number = f"ROUND({number},0)"
    return f"COUNTIF({column},{number})"


def _full_in(asked: Asked, column: str) -> str:
    """How many answers of a column have full marks."""
    if asked.kind is not ItemKind.COUNT:
        return f'COUNTIF({column},"{asked.best}")'
    # Texts are greater than any number.
    within = f"({column}>={asked.best})*({column}<={asked.limit})"
    return f'SUMPRODUCT({within}*({column}&""=TEXT({column},"0")))'

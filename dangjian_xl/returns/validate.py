"""The rules over answers, by pandera: those on an answer by itself, over each different one; those on a whole form, over its answers.

The only module that imports pandera. The columns are those of `entries.asked`, with form and item beside them.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pandera.pandas as pa

from dangjian_xl.forms.rule import Rule
from dangjian_xl.forms.rules import RULES

#: The columns that rules look at, with the types that a run must deliver.
_COLUMNS: dict[str, pa.Column] = {
    "state": pa.Column("int8"),
    "number": pa.Column("float64", nullable=True),
    "required": pa.Column(bool),
    "numeric": pa.Column(bool),
    "optional": pa.Column(bool),
    "limit": pa.Column("float64"),
    "digits": pa.Column("int64"),
    "form": pa.Column(object),
    "item": pa.Column(object),
    "said": pa.Column(object),
    "marked": pa.Column(bool),
    "score": pa.Column("Int64", nullable=True),
    "full": pa.Column("Int64", nullable=True),
    "when": pa.Column(object),
    "demanded": pa.Column(bool),
    "relation": pa.Column(object),
    "sum": pa.Column(bool),
    "bound": pa.Column("float64", nullable=True),
    "best": pa.Column(bool),
    "most": pa.Column("float64", nullable=True),
    "voids": pa.Column(bool),
    "alike": pa.Column(bool),
    "all_full": pa.Column(bool),
    "day": pa.Column(bool),
    "latest": pa.Column("float64"),
    "by": pa.Column("float64"),
    "stated": pa.Column(bool),
}
#: The place of each rule among all.
ORDER = {rule.code: number for number, rule in enumerate(RULES)}
SINGLE = tuple(rule for rule in RULES if not rule.whole)
WHOLE = tuple(rule for rule in RULES if rule.whole)
#: What a rule on an answer by itself does not look at.
_OF_FORM = ("form", "item")


def broken(answers: pd.DataFrame, rules: Sequence[Rule] = RULES) -> list[tuple[int, str]]:
    """Each broken rule as (row, catalogue code), by row and then in the rules' order.

    `answers` has a plain 0..n-1 index. A rule that crashes is a bug of ours and raises.
    """
    if answers.empty:
        return []
    columns = {k: c for k, c in _COLUMNS.items() if k in answers.columns or k not in _OF_FORM}
    # Whether a cell of the table is missing says nothing: the rules look at that themselves.
    checks = [pa.Check(rule.holds, name=rule.code, ignore_na=False) for rule in rules]
    schema = pa.DataFrameSchema(columns, checks=checks, coerce=False, strict=True)
    try:
        schema.validate(answers[list(columns)], lazy=True)
    except pa.errors.SchemaErrors as errors:
        # A check over the whole frame reports each failing row once per column.
        cases = errors.failure_cases
        if cases["index"].isna().any() or not set(cases["check"]) <= ORDER.keys():
            raise
        found = set(zip(cases["index"].astype(int), cases["check"].astype(str), strict=True))
        return sorted(found, key=lambda place: (place[0], ORDER[place[1]]))
    return []

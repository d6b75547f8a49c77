"""The rules over all answers of a run at once: one pandera call per form kind. The only module that imports pandera.

The columns are those of `entries.frame`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa

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
_ORDER = {rule.code: number for number, rule in enumerate(RULES)}


def broken(entries: pd.DataFrame) -> Iterator[tuple[int, str]]:
    """Each broken rule as (row of the frame, catalogue code), by row and then in the rules' order.

    `entries` has a plain 0..n-1 index. A rule that crashes is a bug of ours and raises.
    """
    for _, part in entries.groupby("kind", sort=True):
        places = part.index.to_numpy()
        found = set(_broken_of_kind(part.reset_index(drop=True)))
        yield from (
            (int(places[row]), code) for row, code in sorted(found, key=lambda x: (x[0], _ORDER[x[1]]))
        )


def _broken_of_kind(part: pd.DataFrame) -> Iterator[tuple[int, str]]:
    schema = pa.DataFrameSchema(
        _COLUMNS, checks=[pa.Check(rule.holds, name=rule.code) for rule in RULES], coerce=False, strict=True
    )
    try:
        schema.validate(part.rename(columns={"form_id": "form"})[list(_COLUMNS)], lazy=True)
    except pa.errors.SchemaErrors as errors:
        # A check over the whole frame reports each failing row once per column; the caller takes a set.
        cases = errors.failure_cases
        if cases["index"].isna().any() or not set(cases["check"]) <= _ORDER.keys():
            raise
        yield from zip(cases["index"].astype(int), cases["check"].astype(str), strict=True)

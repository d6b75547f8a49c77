"""What the rules look at: one row a different answer (`asked`), or one an answer of a form (`frame`, with form and item beside).

state, number: how it reads (`forms.values`); said: what it says as text, alike where the answers are; score, full: ticks, missing where nothing is
marked; marked: marks are asked for; required, numeric, optional, limit, digits: what was asked; when, demanded: the
condition on which it is wanted, and whether it holds; relation, sum, bound: what it must be to its peers
(`forms.conditions.Relation`), and the number that it must not exceed or must be; best, most, voids, alike, all_full: what
makes the form void; day, latest, by: a day is asked for, and the serial numbers of the last one accepted and of the last
one that is not told (infinity for none); stated: its row is in use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dangjian_xl.forms.days import serial
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.answers import Said
from dangjian_xl.returns.recognised import Entry

_NAN, _ENDLESS = float("nan"), float("inf")


def asked(said: Sequence[Said], today: date | None = None) -> pd.DataFrame:
    """What rules look at, a row an answer, index 0..n-1. `today`: the day after which nothing can have happened."""
    last = _ENDLESS if today is None else float(serial(today))
    specs = [s.spec for s in said]
    return pd.DataFrame(
        {
            "state": pd.Series([int(s.state) for s in said], dtype="int8"),
            "number": pd.Series([s.number for s in said], dtype="float64"),
            "score": pd.Series([s.score for s in said], dtype="Int64"),
            "full": pd.Series([s.full for s in said], dtype="Int64"),
            "said": _objects([str(s.value) if isinstance(s.value, str) else f"{s.number}" for s in said]),
            "marked": pd.Series([s.marked for s in specs], dtype=bool),
            "when": _objects([str(s.when) for s in specs]),
            "demanded": pd.Series([s.demanded for s in said], dtype=bool),
            "relation": _objects([s.relation.code if s.relation else "" for s in specs]),
            "sum": pd.Series([bool(s.relation and s.relation.sum) for s in specs], dtype=bool),
            "bound": pd.Series([s.bound for s in said], dtype="float64"),
            "best": pd.Series([_is_best(s) for s in said], dtype=bool),
            "most": pd.Series([_NAN if s.most is None else s.most for s in specs], dtype="float64"),
            "voids": pd.Series([s.voids for s in specs], dtype=bool),
            "alike": pd.Series([bool(s.whole and s.whole.alike) for s in specs], dtype=bool),
            "all_full": pd.Series([bool(s.whole and s.whole.full) for s in specs], dtype=bool),
            "required": pd.Series([s.required for s in specs], dtype=bool),
            "numeric": pd.Series([s.numeric for s in specs], dtype=bool),
            "optional": pd.Series([s.optional for s in specs], dtype=bool),
            "limit": pd.Series([float(s.limit) for s in specs], dtype="float64"),
            "digits": pd.Series([s.digits for s in specs], dtype="int64"),
            "day": pd.Series([s.is_day for s in specs], dtype=bool),
            "latest": pd.Series([last if s.past else _ENDLESS for s in specs], dtype="float64"),
            "by": pd.Series([serial(s.by) if s.by else _ENDLESS for s in specs], dtype="float64"),
            "stated": pd.Series([s.stated for s in said], dtype=bool),
        }
    )


def frame(
    entries: Sequence[Entry], expected: Mapping[str, IssuedForm], today: date | None = None
) -> pd.DataFrame:
    """What rules look at, of these entries one by one, with the form and the item of each."""
    said = [Said.of(expected[e.form_id].specs[e.address], e) for e in entries]
    return asked(said, today).assign(
        form=_objects([e.form_id for e in entries]), item=_objects([e.item for e in entries])
    )


def _is_best(said: Said) -> bool:
    return bool(said.spec.choices) and said.value == said.spec.choices[0]


def _objects(values: Sequence[object]) -> pd.Series[Any]:
    return pd.Series(list(values), dtype=object)

"""The rules over answers, by pandera: those on an answer by itself, over each different one; those on a whole form, over its answers.

The only module that imports pandera. The columns that the rules look at, a row an answer, are declared here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

from dangjian_xl.forms.answers import DistinctAnswer
from dangjian_xl.forms.days import serial
from dangjian_xl.forms.rule import Rule
from dangjian_xl.forms.rules import RULES
from dangjian_xl.forms.values import Answer

_NAN, _ENDLESS = float("nan"), float("inf")


def _text(answer: DistinctAnswer) -> str:
    value = answer.reading.value
    return value if isinstance(value, str) else f"{answer.reading.number}"


def _is_best(answer: DistinctAnswer) -> bool:
    return bool(answer.spec.choices) and answer.reading.value == answer.spec.choices[0]


#: What is said of each answer, with the column's type. state, number: how it reads (`forms.values`); text: what it says,
#: alike where the answers are; score, full: ticks, missing where nothing is marked; demanded: the condition on which it is
#: wanted holds; bound: what it must not exceed or must be; best: it is the best choice; stated: its row is in use.
_OF_ANSWER: Mapping[str, tuple[str, Callable[[DistinctAnswer], object]]] = {
    "state": ("int8", lambda a: int(a.reading.state)),
    "number": ("float64", lambda a: a.reading.number),
    "text": ("object", _text),
    "score": ("Int64", lambda a: a.score),
    "full": ("Int64", lambda a: a.full),
    "demanded": ("bool", lambda a: a.demanded),
    "bound": ("float64", lambda a: a.bound),
    "best": ("bool", _is_best),
    "stated": ("bool", lambda a: a.stated),
}
#: What was asked. marked: marks are asked for; when: the condition on which it is wanted; relation, sum: what it must be to
#: its peers (`forms.conditions.Relation`); most, voids, most_voids, alike, all_full: what makes the form void; day: a day is asked for;
#: past: none after that of checking; by: the serial number of the last one that is not told (infinity for none).
_OF_SPEC: Mapping[str, tuple[str, Callable[[Answer], object]]] = {
    "required": ("bool", lambda s: s.required),
    "numeric": ("bool", lambda s: s.numeric),
    "optional": ("bool", lambda s: s.optional),
    "limit": ("float64", lambda s: float(s.limit)),
    "digits": ("int64", lambda s: s.digits),
    "marked": ("bool", lambda s: s.marked),
    "when": ("object", lambda s: str(s.when)),
    "relation": ("object", lambda s: s.relation.code if s.relation else ""),
    "sum": ("bool", lambda s: bool(s.relation and s.relation.sum)),
    "most": ("float64", lambda s: _NAN if s.most is None else s.most),
    "voids": ("bool", lambda s: s.voids),
    "most_voids": ("bool", lambda s: s.most_voids),
    "alike": ("bool", lambda s: bool(s.whole and s.whole.alike)),
    "all_full": ("bool", lambda s: bool(s.whole and s.whole.full)),
    "day": ("bool", lambda s: s.is_day),
    "past": ("bool", lambda s: s.past),
    "by": ("float64", lambda s: serial(s.by) if s.by else _ENDLESS),
}
#: today: the serial number of the day of checking (infinity for none); form, item: what rules on whole forms look at too.
_OTHERS = {"today": "float64", "form": "object", "item": "object"}
_TYPES = {name: type_ for name, (type_, _) in {**_OF_ANSWER, **_OF_SPEC}.items()} | _OTHERS
_MAY_LACK = ("float64", "Int64")
#: The place of each rule among all.
ORDER = {rule.code: number for number, rule in enumerate(RULES)}
SINGLE = tuple(rule for rule in RULES if not rule.whole)
WHOLE = tuple(rule for rule in RULES if rule.whole)


def build_columns(answers: Sequence[DistinctAnswer], today: date | None = None) -> pd.DataFrame:
    """What rules look at, a row an answer, index 0..n-1. `today`: the day after which nothing can have happened."""
    # Many answers answer one question.
    numbers = {spec: number for number, spec in enumerate({id(a.spec): None for a in answers})}
    specs = list({id(a.spec): a.spec for a in answers}.values())
    asked = np.array([numbers[id(a.spec)] for a in answers], dtype=np.intp)
    columns: dict[str, pd.Series[Any]] = {
        name: pd.Series([get(answer) for answer in answers], dtype=type_)
        for name, (type_, get) in _OF_ANSWER.items()
    }
    for name, (type_, get_asked) in _OF_SPEC.items():
        of_specs = pd.Series([get_asked(spec) for spec in specs], dtype=type_)
        columns[name] = of_specs.take(asked).reset_index(drop=True)
    return pd.DataFrame(columns).assign(today=_ENDLESS if today is None else float(serial(today)))


def broken(answers: pd.DataFrame, rules: Sequence[Rule] = RULES) -> list[tuple[int, str]]:
    """Each broken rule as (row, catalogue code), by row and then in the rules' order.

    `answers` has a plain 0..n-1 index. A rule that crashes is a bug of ours and raises.
    """
    if answers.empty:
        return []
    columns = {name: pa.Column(_TYPES[name], nullable=_TYPES[name] in _MAY_LACK) for name in answers.columns}
    # Whether a cell of the table is missing says nothing: the rules look at that themselves.
    checks = [pa.Check(rule.holds, name=rule.code, ignore_na=False) for rule in rules]
    schema = pa.DataFrameSchema(columns, checks=checks, coerce=False, strict=True)
    try:
        schema.validate(answers, lazy=True)
    except pa.errors.SchemaErrors as errors:
        # A check over the whole frame reports each failing row once per column.
        cases = errors.failure_cases
        if cases["index"].isna().any() or not set(cases["check"]) <= ORDER.keys():
            raise
        found = set(zip(cases["index"].astype(int), cases["check"].astype(str), strict=True))
        return sorted(found, key=lambda place: (place[0], ORDER[place[1]]))
    return []

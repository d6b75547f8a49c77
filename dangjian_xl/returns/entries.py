"""The tidy table of a run: one row an answer. Its columns are documented here and nowhere else.

form_id, component, rater_group, rater, kind: the form; target, item, field: the answer's identity within it
(unique together with form_id); raw: the cell as it stood; state, number: how it reads (`forms.values`); value: what
it says (ticks or text, None if nothing valid); said: the same as text, alike where the answers are; score, full: ticks,
missing where nothing is marked; marked: marks are asked for; required, numeric, optional, limit, digits: what was asked;
when, demanded: the condition on which it is wanted, and whether it holds; relation, sum, bound: what it must be to its
peers (`forms.conditions.Relation`), and the number that it must not exceed or must be; best, most, voids, alike, all_full:
what makes the form void; day, latest, by: a day is asked for, and the serial numbers of the last one accepted and of
the last one that is not told (infinity for none); stated: its row is in use; file, sheet, cell.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from dangjian_xl.forms.days import serial
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.values import Answer
from dangjian_xl.returns.recognise import Entry

_NAN, _ENDLESS = float("nan"), float("inf")


def frame(
    entries: Sequence[Entry], expected: Mapping[str, IssuedForm], today: date | None = None
) -> pd.DataFrame:
    """The table, in the order of the entries, index 0..n-1. `today`: the day after which nothing can have happened."""
    last = _ENDLESS if today is None else float(serial(today))
    assigned = [expected[e.form_id].assignment for e in entries]
    specs = [expected[e.form_id].specs[e.address] for e in entries]
    return pd.DataFrame(
        {
            "form_id": _objects([e.form_id for e in entries]),
            "component": _objects([a.component.code for a in assigned]),
            "rater_group": _objects([a.panel.group for a in assigned]),
            "rater": _objects([a.rater.code for a in assigned]),
            "kind": _objects([str(a.form.kind) for a in assigned]),
            "target": _objects([e.target for e in entries]),
            "item": _objects([e.item for e in entries]),
            "field": _objects([e.field for e in entries]),
            "raw": _objects([e.raw for e in entries]),
            "state": pd.Series([int(e.state) for e in entries], dtype="int8"),
            "number": pd.Series([e.number for e in entries], dtype="float64"),
            "value": _objects([e.value for e in entries]),
            "score": pd.Series([e.score for e in entries], dtype="Int64"),
            "full": pd.Series([e.full for e in entries], dtype="Int64"),
            "said": _objects([str(e.value) if isinstance(e.value, str) else f"{e.number}" for e in entries]),
            "marked": pd.Series([s.marked for s in specs], dtype=bool),
            "when": _objects([str(s.when) for s in specs]),
            "demanded": pd.Series([e.demanded for e in entries], dtype=bool),
            "relation": _objects([s.relation.code if s.relation else "" for s in specs]),
            "sum": pd.Series([bool(s.relation and s.relation.sum) for s in specs], dtype=bool),
            "bound": pd.Series([e.bound for e in entries], dtype="float64"),
            "best": pd.Series([_is_best(e, s) for e, s in zip(entries, specs, strict=True)], dtype=bool),
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
            "stated": pd.Series([e.stated for e in entries], dtype=bool),
            "file": _objects([e.file for e in entries]),
            "sheet": _objects([e.sheet for e in entries]),
            "cell": _objects([e.cell for e in entries]),
        }
    )


def applies(full: Any) -> bool:  # noqa: ANN401 - a cell of a table
    """Whether an answer with these full marks is marked at all: text is not, nor is what it says to be 不适用."""
    return bool(pd.notna(full) and full)


def of_panels(table: pd.DataFrame, panels: Container[tuple[str, str]]) -> pd.DataFrame:
    """The rows of forms of these panels, each (component, rater group), in their order."""
    pairs = zip(table["component"], table["rater_group"], strict=True)
    return table[[pair in panels for pair in pairs]]


def _is_best(entry: Entry, spec: Answer) -> bool:
    return bool(spec.choices) and entry.value == spec.choices[0]


def _objects(values: Sequence[object]) -> pd.Series[Any]:
    return pd.Series(list(values), dtype=object)

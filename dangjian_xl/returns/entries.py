"""The tidy tables of a run: one row an answer. Their columns are documented here and nowhere else.

Of all accepted answers (`table`): form_id, component, rater_group, rater, kind: the form; target, item, field: the answer's identity within it
(unique together with form_id); raw: the cell as it stood; value: what it says (ticks or text, None if nothing valid);
score, full: ticks, missing where nothing is marked; marked: marks are asked for; file, sheet, cell: where it stood.

For the rules (`asked`), of each different answer: state, number: how it reads (`forms.values`); said: what it says as text, alike where the answers are;
required, numeric, optional, limit, digits: what was asked; when, demanded: the condition on which it is wanted, and
whether it holds; relation, sum, bound: what it must be to its peers (`forms.conditions.Relation`), and the number that it must not
exceed or must be; best, most, voids, alike, all_full: what makes the form void; day, latest, by: a day is asked for, and
the serial numbers of the last one accepted and of the last one that is not told (infinity for none); stated: its row is
in use; and marked, score, full as above. With form and item beside them (`frame`) also what depends on a whole form can be asked.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from dangjian_xl.forms.days import serial
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.answers import FormAnswers, Said, Texts
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


def table(files: Sequence[FormAnswers], expected: Mapping[str, IssuedForm]) -> pd.DataFrame:
    """All answers of these files, in their order, index 0..n-1. Of a ballot without a name it is not said where and how an answer stood."""
    said = files[0].answers.said if files else ()
    parts = [(file, part) for file in files for part in file.parts]
    sizes = [len(part.codes) for _, part in parts]
    codes = _joined([part.codes for _, part in parts], np.int64)
    assigned = [expected[file.form_id].assignment for file, _ in parts]

    def of_form(values: Sequence[str]) -> Texts:
        return np.repeat(_array(values), sizes)

    def of_answer(get: Callable[[Said], object]) -> Texts:
        found: Texts = _array([get(s) for s in said])[codes]
        return found

    secret = np.repeat(np.array([a.anonymous for a in assigned], dtype=bool), sizes)
    cells = _joined([part.places.cells for _, part in parts], object)
    raws = of_answer(lambda s: s.raw)
    for places in (cells, raws):
        places[secret] = ""
    scores, fulls = (
        pd.array([getattr(s, name) for s in said], dtype="Int64").take(codes) for name in ("score", "full")
    )
    columns: dict[str, Any] = {
        "form_id": of_form([file.form_id for file, _ in parts]),
        "component": of_form([a.component.code for a in assigned]),
        "rater_group": of_form([a.panel.group for a in assigned]),
        "rater": of_form([a.rater.code for a in assigned]),
        "kind": of_form([str(a.form.kind) for a in assigned]),
        "target": _joined([part.targets for _, part in parts], object),
        "item": _joined([part.places.items for _, part in parts], object),
        "field": _joined([part.places.fields for _, part in parts], object),
        "raw": raws,
        "value": of_answer(lambda s: s.value),
        "score": scores,
        "full": fulls,
        "marked": np.array([s.spec.marked for s in said], dtype=bool)[codes],
        "file": of_form(["" if a.anonymous else f.file for (f, _), a in zip(parts, assigned, strict=True)]),
        "sheet": of_form(["" if a.anonymous else p.sheet for (_, p), a in zip(parts, assigned, strict=True)]),
        "cell": cells,
    }
    # Left to itself pandas would take texts and what is missing for something else.
    objects = (name for name, column in columns.items() if column.dtype == object)
    return pd.DataFrame(columns | {name: pd.Series(columns[name], dtype=object) for name in objects})


def applies(full: Any) -> bool:  # noqa: ANN401 - a cell of a table
    """Whether an answer with these full marks is marked at all: text is not, nor is what it says to be 不适用."""
    return bool(pd.notna(full) and full)


def of_panels(entries: pd.DataFrame, panels: Container[tuple[str, str]]) -> pd.DataFrame:
    """The rows of forms of these panels, each (component, rater group), in their order."""
    pairs = zip(entries["component"], entries["rater_group"], strict=True)
    return entries[[pair in panels for pair in pairs]]


def _is_best(said: Said) -> bool:
    return bool(said.spec.choices) and said.value == said.spec.choices[0]


def _objects(values: Sequence[object]) -> pd.Series[Any]:
    return pd.Series(list(values), dtype=object)


def _array(values: Sequence[object]) -> Texts:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def _joined(arrays: Sequence[Any], dtype: type) -> Any:  # noqa: ANN401 - an array of whatever the arrays hold
    return np.concatenate(arrays).astype(dtype) if arrays else np.zeros(0, dtype=dtype)

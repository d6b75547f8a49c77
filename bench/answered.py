"""A collection made up without files: what `collect` would give if every form of a scheme came back, filled in at random.

For score sheets of points, such as `returns.scheme_for` has: the table of answers is made column by column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.marking import TICKS
from dangjian_xl.returns.collect import Collection, FileReport
from dangjian_xl.returns.times import Window
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Scheme

#: Columns of a score sheet, the first one marked, and their letters.
_FIELDS = (("value", "H"), ("reason", "J"), ("remark", "K"))
_FIRST_ROW = 7
_PORTION = 1000


def collection_for(scheme: Scheme, seed: int = 1, *, categorical: bool = True) -> Collection:
    """Every form accepted, its marks from 2.0 to 5.0. `categorical`: texts that recur are kept once."""
    expected = _issued(scheme)
    forms = list(expected.values())
    files = tuple(
        FileReport(f"回收/{f.assignment.rater.code}.xlsx", f"{n:064x}", form_id, Verdict.ACCEPTED)
        for n, (form_id, f) in enumerate(expected.items())
    )
    windows = {component.code: Window(None, None, "") for component in scheme.components}
    entries = _entries(scheme, forms, [report.file for report in files], seed, categorical=categorical)
    return Collection(expected, files, (), entries, {}, windows)


def _issued(scheme: Scheme) -> dict[str, IssuedForm]:
    """All forms by id; in portions, for who rates whom is looked up among all visits, rater by rater."""
    found: dict[str, IssuedForm] = {}
    for first in range(0, len(scheme.raters), _PORTION):
        raters = scheme.raters[first : first + _PORTION]
        visits = scheme.visits[first : first + _PORTION]  # one a rater, in their order
        part = issued_forms(replace(scheme, raters=raters, visits=visits))
        found |= {form_id: replace(form, scheme=scheme) for form_id, form in part.items()}
    return found


def _entries(
    scheme: Scheme, forms: Sequence[IssuedForm], files: Sequence[str], seed: int, *, categorical: bool
) -> pd.DataFrame:
    """The columns of `returns.entries` that scoring and results read."""
    items = [item.code for item in scheme.items]
    each, every = len(items) * len(_FIELDS), len(forms) * len(items) * len(_FIELDS)
    tenths = np.random.default_rng(seed).integers(20, 51, len(forms) * len(items))
    marked = np.tile([True, False, False], len(forms) * len(items))

    def texts(known: Sequence[str], codes: np.ndarray) -> object:
        names = list(dict.fromkeys(known))
        numbers = {name: number for number, name in enumerate(names)}
        placed = np.array([numbers[name] for name in known], dtype="int32")[codes]
        kept = pd.Categorical.from_codes(placed, categories=names)
        return kept if categorical else kept.astype(object)

    of_form = np.repeat(np.arange(len(forms), dtype="int32"), each)
    within = np.tile(np.arange(each, dtype="int32"), len(forms))
    assigned = [form.assignment for form in forms]
    cells = [f"{letter}{_FIRST_ROW + n}" for n in range(len(items)) for _, letter in _FIELDS]
    said, raw = np.full(every, None, dtype=object), np.full(every, None, dtype=object)
    # equal marks are one object, as a table that was read keeps them
    ticks, points = [tenth * TICKS // 10 for tenth in range(51)], [tenth / 10 for tenth in range(51)]
    said[marked] = np.array(ticks, dtype=object)[tenths]
    raw[marked] = np.array(points, dtype=object)[tenths]
    score = np.zeros(every, dtype="int64")
    score[marked] = tenths * (TICKS // 10)
    full = np.tile(
        [int(float(i.full or 0) * TICKS) if f == 0 else 0 for i in scheme.items for f in range(3)], len(forms)
    )
    return pd.DataFrame(
        {
            "form_id": texts([a.id for a in assigned], of_form),
            "component": texts([a.component.code for a in assigned], of_form),
            "rater_group": texts([a.panel.group for a in assigned], of_form),
            "rater": texts([a.rater.code for a in assigned], of_form),
            "kind": texts([str(a.form.kind) for a in assigned], of_form),
            "target": texts([a.targets[0].code for a in assigned], of_form),
            "item": texts([item for item in items for _ in _FIELDS], within),
            "field": texts([field for _ in items for field, _ in _FIELDS], within),
            "raw": raw,
            "value": said,
            "score": pd.array(pd.arrays.IntegerArray(score, ~marked)),
            "full": pd.array(pd.arrays.IntegerArray(full, ~marked)),
            "marked": marked,
            "file": texts(files, of_form),
            "sheet": texts([a.targets[0].name for a in assigned], of_form),
            "cell": texts(cells, within),
        }
    )

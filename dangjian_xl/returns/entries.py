"""The tidy table of a run: one row an answer. Its columns are documented here and nowhere else.

form_id, component, rater_group, rater, kind: the form; target, item, field: the answer's identity within it
(unique together with form_id); raw: the cell as it stood; state, number: how it reads (`forms.values`); value: what
it says (ticks or text, None if nothing valid); score, full: ticks, missing where nothing is marked; lost: marks below
full marks where a reason is demanded; required, numeric, optional, limit, digits: what was asked; file, sheet, cell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.recognise import Entry


def frame(entries: Sequence[Entry], expected: Mapping[str, IssuedForm]) -> pd.DataFrame:
    """The table, in the order of the entries, index 0..n-1."""
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
            "lost": pd.Series([e.lost for e in entries], dtype=bool),
            "required": pd.Series([s.required for s in specs], dtype=bool),
            "numeric": pd.Series([s.numeric for s in specs], dtype=bool),
            "optional": pd.Series([s.optional for s in specs], dtype=bool),
            "limit": pd.Series([float(s.limit) for s in specs], dtype="float64"),
            "digits": pd.Series([s.digits for s in specs], dtype="int64"),
            "file": _objects([e.file for e in entries]),
            "sheet": _objects([e.sheet for e in entries]),
            "cell": _objects([e.cell for e in entries]),
        }
    )


def _objects(values: Sequence[object]) -> pd.Series[Any]:
    return pd.Series(list(values), dtype=object)

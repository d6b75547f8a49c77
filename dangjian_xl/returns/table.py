"""The tidy table of a run: one row an accepted answer. Its columns are documented here and nowhere else.

form_id, component, rater_group, rater, kind: the form; target, item, field: the answer's identity within it (unique together
with form_id); raw: the cell as it stood; value: what it says (ticks or text, None if nothing valid); score, full:
ticks, missing where nothing is marked; marked: marks are asked for; file, sheet, cell: where it stood.

All columns of texts but raw and value are categorical: a province's table has ten million rows.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dangjian_xl.forms.answers import DistinctAnswer
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.grids import cell_name
from dangjian_xl.returns.recognised import Recognised, distinct_of


def table(files: Sequence[Recognised], expected: Mapping[str, IssuedForm]) -> pd.DataFrame:
    """All answers of these files, in their order, index 0..n-1. Of a ballot without a name it is not said where and how an answer stood."""
    distinct = distinct_of(files)
    sheets = [(file, sheet) for file in files for sheet in file.answers.sheets]
    sizes = [len(sheet.places.at) for _, sheet in sheets]
    codes = np.concatenate(
        [np.zeros(0, dtype=np.int32), *(file.answers.codes for file in files if file.answers)]
    )
    assigned = [expected[file.form_id].assignment for file, _ in sheets]
    secret = [a.anonymous for a in assigned]

    def of_answer(get: Callable[[DistinctAnswer], object]) -> NDArray[np.object_]:
        different = np.empty(len(distinct), dtype=object)
        different[:] = [get(answer) for answer in distinct]
        found: NDArray[np.object_] = different[codes]
        return found

    def ticks(get: Callable[[DistinctAnswer], int | None]) -> object:
        return pd.array([get(answer) for answer in distinct], dtype="Int64").take(codes)

    raws = of_answer(lambda answer: answer.raw)
    raws[np.repeat(np.array(secret, dtype=bool), sizes)] = ""
    shown = [(file, sheet, hidden) for (file, sheet), hidden in zip(sheets, secret, strict=True)]
    columns: dict[str, Any] = {
        "form_id": _texts([file.form_id for file, _ in sheets], sizes),
        "component": _texts([a.component.code for a in assigned], sizes),
        "rater_group": _texts([a.panel.group for a in assigned], sizes),
        "rater": _texts([a.rater.code for a in assigned], sizes),
        "kind": _texts([str(a.form.kind) for a in assigned], sizes),
        "target": _texts([sheet.places.targets or sheet.target for _, sheet in sheets], sizes),
        "item": _texts([sheet.places.items for _, sheet in sheets], sizes),
        "field": _texts([sheet.places.fields for _, sheet in sheets], sizes),
        # Left to itself pandas would take texts and what is missing for something else.
        "raw": pd.Series(raws, dtype=object, copy=False),
        "value": pd.Series(of_answer(lambda answer: answer.reading.value), dtype=object, copy=False),
        "score": ticks(lambda answer: answer.score),
        "full": ticks(lambda answer: answer.full),
        "marked": np.array([answer.spec.marked for answer in distinct], dtype=bool)[codes],
        "file": _texts(["" if hidden else file.file for file, _, hidden in shown], sizes),
        "sheet": _texts(["" if hidden else sheet.tab for _, sheet, hidden in shown], sizes),
        "cell": _texts(["" if hidden else sheet.places.at for _, sheet, hidden in shown], sizes, _name),
    }
    return pd.DataFrame(columns, copy=False)


def applies(full: Any) -> bool:  # noqa: ANN401 - a cell of a table
    """Whether an answer with these full marks is marked at all: text is not, nor is what it says to be 不适用."""
    return bool(pd.notna(full) and full)


def of_panels(entries: pd.DataFrame, panels: Container[tuple[str, str]]) -> pd.DataFrame:
    """The rows of forms of these panels, each (component, rater group), in their order."""
    pairs = zip(entries["component"], entries["rater_group"], strict=True)
    return entries[[pair in panels for pair in pairs]]


def _name(at: tuple[int, int]) -> str:
    return cell_name(*at)


def _texts(
    of: Sequence[str | tuple[Any, ...]], sizes: Sequence[int], name: Callable[[Any], str] = str
) -> pd.Categorical:
    """A column of texts, each kept once: of each sheet one for all its answers, or one for each of them, as `name` gives it."""
    numbers: dict[str, int] = {}
    known: dict[int, NDArray[np.int32]] = {}
    found = [np.zeros(0, dtype=np.int32)]
    for one, size in zip(of, sizes, strict=True):
        if isinstance(one, str):
            found.append(np.full(size, numbers.setdefault(one, len(numbers)), dtype=np.int32))
            continue
        # Sheets of one form share their texts.
        if id(one) not in known:
            known[id(one)] = np.array(
                [numbers.setdefault(name(each), len(numbers)) for each in one], dtype=np.int32
            )
        found.append(known[id(one)])
    return pd.Categorical.from_codes(np.concatenate(found), categories=pd.Index(list(numbers), dtype=object))

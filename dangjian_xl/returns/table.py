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

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.answers import FormAnswers, Said, Texts


def table(files: Sequence[FormAnswers], expected: Mapping[str, IssuedForm]) -> pd.DataFrame:
    """All answers of these files, in their order, index 0..n-1. Of a ballot without a name it is not said where and how an answer stood."""
    said = files[0].answers.said if files else ()
    parts = [(file, part) for file in files for part in file.parts]
    sizes = [len(part.codes) for _, part in parts]
    codes = np.concatenate([np.zeros(0, dtype=np.int32), *(part.codes for _, part in parts)])
    assigned = [expected[file.form_id].assignment for file, _ in parts]
    secret = [a.anonymous for a in assigned]

    def of_answer(get: Callable[[Said], object]) -> Texts:
        different = np.empty(len(said), dtype=object)
        different[:] = [get(one) for one in said]
        found: Texts = different[codes]
        return found

    def ticks(get: Callable[[Said], int | None]) -> object:
        return pd.array([get(one) for one in said], dtype="Int64").take(codes)

    raws = of_answer(lambda one: one.raw)
    raws[np.repeat(np.array(secret, dtype=bool), sizes)] = ""
    columns: dict[str, Any] = {
        "form_id": _texts([file.form_id for file, _ in parts], sizes),
        "component": _texts([a.component.code for a in assigned], sizes),
        "rater_group": _texts([a.panel.group for a in assigned], sizes),
        "rater": _texts([a.rater.code for a in assigned], sizes),
        "kind": _texts([str(a.form.kind) for a in assigned], sizes),
        "target": _texts(
            [part.target if part.places.targets is None else part.places.targets for _, part in parts], sizes
        ),
        "item": _texts([part.places.items for _, part in parts], sizes),
        "field": _texts([part.places.fields for _, part in parts], sizes),
        # Left to itself pandas would take texts and what is missing for something else.
        "raw": pd.Series(raws, dtype=object, copy=False),
        "value": pd.Series(of_answer(lambda one: one.value), dtype=object, copy=False),
        "score": ticks(lambda one: one.score),
        "full": ticks(lambda one: one.full),
        "marked": np.array([one.spec.marked for one in said], dtype=bool)[codes],
        "file": _texts(["" if of else file.file for (file, _), of in zip(parts, secret, strict=True)], sizes),
        "sheet": _texts(
            ["" if of else part.sheet for (_, part), of in zip(parts, secret, strict=True)], sizes
        ),
        "cell": _texts(
            ["" if of else part.places.cells for (_, part), of in zip(parts, secret, strict=True)], sizes
        ),
    }
    return pd.DataFrame(columns, copy=False)


def applies(full: Any) -> bool:  # noqa: ANN401 - a cell of a table
    """Whether an answer with these full marks is marked at all: text is not, nor is what it says to be 不适用."""
    return bool(pd.notna(full) and full)


def of_panels(entries: pd.DataFrame, panels: Container[tuple[str, str]]) -> pd.DataFrame:
    """The rows of forms of these panels, each (component, rater group), in their order."""
    pairs = zip(entries["component"], entries["rater_group"], strict=True)
    return entries[[pair in panels for pair in pairs]]


def _texts(of: Sequence[str | Texts], sizes: Sequence[int]) -> pd.Categorical:
    """A column of texts, each kept once: of each sheet one for all its answers, or one for each of them."""
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
                [numbers.setdefault(text, len(numbers)) for text in one], dtype=np.int32
            )
        found.append(known[id(one)])
    return pd.Categorical.from_codes(np.concatenate(found), categories=pd.Index(list(numbers), dtype=object))

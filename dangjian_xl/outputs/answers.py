"""The tidy table of accepted answers -> each form's answers about each target, as the result workbook shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from dangjian_xl.forms.marking import TICKS, Marking, Value
from dangjian_xl.scheme.model import Item, Scheme
from dangjian_xl.scoring.assess import Assessment

#: What the run's table of answers gives for one answer.
_COLUMNS = ("form_id", "target", "item", "field", "raw", "value", "score", "full", "file", "sheet", "cell")


class Answer(NamedTuple):
    """One answer of a form. `item` is None for the remark on a whole row of a matrix; `score`, `full` in ticks."""

    item: Item | None
    marking: Marking | None
    raw: object
    value: Value | None
    score: int | None
    full: int | None
    reason: str
    remark: str
    file: str
    sheet: str
    cell: str


def answers_of(assessment: Assessment) -> dict[tuple[str, str], list[Answer]]:
    """Every form's answers about every target, by (form id, target), in the order of its items."""
    scheme, issued = assessment.scheme, assessment.collection.expected
    read: dict[tuple[str, str], dict[tuple[str, str], tuple[object, ...]]] = {}
    for row in zip(*(assessment.collection.entries[column] for column in _COLUMNS), strict=True):
        form_id, target, item, field, *rest = row
        read.setdefault((form_id, target), {})[item, field] = tuple(rest)
    items = {form.code: _marked_items(scheme, form.code) for form in scheme.forms}
    return {
        (form_id, target): _of_form(items[issued[form_id].assignment.form.code], cells)
        for (form_id, target), cells in read.items()
    }


def _marked_items(scheme: Scheme, form: str) -> dict[Item, Marking | None]:
    """A form's items with what makes points of them; texts have none."""
    return {i: Marking.of(i, scheme.grades) if i.full is not None else None for i in scheme.items_of(form)}


def _of_form(
    items: Mapping[Item, Marking | None], cells: Mapping[tuple[str, str], tuple[object, ...]]
) -> list[Answer]:
    found = []
    for item, marking in items.items():
        if (item.code, "value") in cells:
            said = [_said(cells.get((item.code, field))) for field in ("reason", "remark")]
            found.append(_answer(item, marking, cells[item.code, "value"], said))
    remark = _said(cells.get(("", "remark")))
    if remark:
        found.append(_answer(None, None, (None, None, *cells["", "remark"][2:]), ["", remark]))
    return found


def _answer(
    item: Item | None, marking: Marking | None, cells: tuple[object, ...], said: Sequence[str]
) -> Answer:
    raw, value, score, full, *place = cells
    file, sheet, cell = (str(part) for part in place)
    given = value if isinstance(value, (int, str)) else None
    return Answer(item, marking, raw, given, _ticks(score), _ticks(full), said[0], said[1], file, sheet, cell)


def _ticks(value: object) -> int | None:
    return None if value is None or value is pd.NA else int(str(value))


def _said(cells: tuple[object, ...] | None) -> str:
    # The text as it was read; a number typed as a reason is a text too.
    return "" if cells is None or cells[1] is None else str(cells[1])


def points(ticks: int) -> float:
    """Ticks as a worksheet's number."""
    return ticks / TICKS

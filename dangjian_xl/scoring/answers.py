"""The tidy table of accepted answers -> each form's answers about each target, as results show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import pandas as pd

from dangjian_xl.forms.kinds.tally import COUNTS
from dangjian_xl.forms.marking import TICKS, Marking, Value
from dangjian_xl.scheme.model import Form, FormKind, Item, Scheme
from dangjian_xl.scoring.assess import Assessment

#: What the run's table of answers gives for one answer.
_COLUMNS = ("form_id", "target", "item", "field", "raw", "value", "score", "full", "file", "sheet", "cell")

#: What stands beside an answer; all but the last explain it.
_BESIDE = ("reason", "done", "evidence", "remark")


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
    items = {form.code: _asked(scheme, form) for form in scheme.forms}
    return {
        (form_id, target): _of_form(items[issued[form_id].assignment.form.code], cells)
        for (form_id, target), cells in read.items()
    }


class _Ask(NamedTuple):
    """One thing that a form asks of a target: where its answer is found, and what makes points of it (None for texts)."""

    address: tuple[str, str]
    item: Item
    marking: Marking | None


def _asked(scheme: Scheme, form: Form) -> list[_Ask]:
    items = scheme.items_of(form.code)
    if form.kind is FormKind.TALLY:
        return [ask for item in items for ask in _votes(scheme, item)]
    return [
        _Ask((i.code, "value"), i, None if i.full is None else Marking.of(i, scheme.grades)) for i in items
    ]


def _votes(scheme: Scheme, item: Item) -> list[_Ask]:
    """What is counted on a tally sheet, as it is counted: numbers of ballots, then votes for each grade."""
    markings = Marking.of(item, scheme.grades).of_votes()
    grades = zip((grade.name for grade in scheme.grades), markings, strict=True)
    columns: list[tuple[str, str, Marking | None]] = [
        *((key.partition(":")[2], title, None) for key, title in COUNTS[:3]),
        *((name, name, marking) for name, marking in grades),
        *((key.partition(":")[2], title, None) for key, title in COUNTS[3:]),
    ]
    return [
        _Ask(("", field), replace(item, text=f"{item.text}：{title}票数", optional=False), marking)
        for field, title, marking in columns
    ]


def _of_form(asks: Sequence[_Ask], cells: Mapping[tuple[str, str], tuple[object, ...]]) -> list[Answer]:
    found = []
    for address, item, marking in asks:
        if address in cells:
            said = [_said(cells.get((address[0], field))) if address[0] else "" for field in _BESIDE]
            found.append(_answer(item, marking, cells[address], ["；".join(filter(None, said[:3])), said[3]]))
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

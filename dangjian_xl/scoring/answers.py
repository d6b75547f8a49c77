"""The tidy table of accepted answers -> each form's answers about each target, as results show them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from dangjian_xl.forms.kinds.tally import COUNTS
from dangjian_xl.forms.marking import TICKS, Marking, Value
from dangjian_xl.scheme.model import Form, FormKind, Item, Scheme
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.grouped import Grouped

#: What the run's table of answers gives for one answer; the first four say how many there are, and where.
_COLUMNS = ("item", "field", "value", "file", "raw", "score", "full", "sheet", "cell")
_EXTENT = 4

#: What stands beside an answer; all but the last explain it.
_BESIDE = ("reason", "done", "evidence", "remark")
#: Where the remark on a whole row of a matrix is.
_REMARK = ("", "remark")


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


class Answers:
    """Every form's answers about every target, by form id and target, made when they are asked for: there may be millions."""

    def __init__(self, assessment: Assessment) -> None:
        """Those of the accepted forms."""
        scheme, collection = assessment.scheme, assessment.collection
        self._issued = collection.expected
        self._asked = {
            (form.code, given): _asked(scheme, form, given=given)
            for form in scheme.forms
            for given in (False, True)
        }
        self._given = {c.code: scheme.keeps_grades(c) for c in scheme.components}
        self._rows = Grouped(collection.entries, ("form_id", "target"), _COLUMNS)

    def of(self, form_id: str, target: str) -> list[Answer]:
        """What a form says of a target, in the order of its items; nothing where it says nothing."""
        return _of_form(self._asks(form_id), self._cells(form_id, target))

    def extent(self, form_id: str, target: str) -> tuple[int, str]:
        """How many answers that are, and the file that they stand in, "" where there are none."""
        cells = self._cells(form_id, target, _EXTENT)
        number = sum(ask.address in cells for ask in self._asks(form_id)) + bool(_said(cells.get(_REMARK)))
        return number, next((str(file) for _, file in cells.values()), "")

    def ends(self, form_id: str, target: str) -> list[Answer]:
        """The first and the last of them that judge, one where there is one only."""
        cells = self._cells(form_id, target)
        there = [ask for ask in self._asks(form_id) if ask.judged and ask.address in cells]
        return _of_form(there if len(there) < 2 else [there[0], there[-1]], cells, remarked=False)

    def _cells(
        self, form_id: str, target: str, width: int | None = None
    ) -> dict[tuple[str, str], tuple[Any, ...]]:
        """What a form's table of answers says of a target, by item and field."""
        if (form_id, target) not in self._rows:
            return {}
        return {(row[0], row[1]): row[2:] for row in self._rows.rows((form_id, target), width)}

    def _asks(self, form_id: str) -> list[_Ask]:
        assignment = self._issued[form_id].assignment
        return self._asked[assignment.form.code, self._given[assignment.component.code]]


class _Ask(NamedTuple):
    """One thing that a form asks of a target: where its answer is found, and what makes points of it (None for texts).

    `judged`: it is a judgement, with points or, of a grade given by name, without.
    """

    address: tuple[str, str]
    item: Item
    marking: Marking | None
    judged: bool


def _asked(scheme: Scheme, form: Form, *, given: bool) -> list[_Ask]:
    """What a form asks; `given`: the grades of a 情况汇总表 stay names and bring no marks."""
    items = scheme.items_of(form.code)
    if form.kind is FormKind.TALLY:
        return [ask for item in items for ask in _votes(scheme, item)]
    bare = given and form.kind is FormKind.SUMMARY
    return [
        _Ask(
            (i.code, "value"),
            i,
            None if bare or i.full is None else Marking.of(i, scheme.grades),
            i.full is not None,
        )
        for i in items
    ]


def _votes(scheme: Scheme, item: Item) -> list[_Ask]:
    """What is counted on a tally sheet, as it is counted: numbers of ballots, then votes for each grade."""
    markings = Marking.of_votes(scheme.grades)
    grades = zip((grade.name for grade in scheme.grades), markings, strict=True)
    columns: list[tuple[str, str, Marking | None]] = [
        *((key.partition(":")[2], title, None) for key, title in COUNTS[:3]),
        *((name, name, marking) for name, marking in grades),
        *((key.partition(":")[2], title, None) for key, title in COUNTS[3:]),
    ]
    return [
        _Ask(
            ("", field),
            replace(item, text=f"{item.text}：{title}票数", optional=False),
            marking,
            marking is not None,
        )
        for field, title, marking in columns
    ]


def _of_form(
    asks: Sequence[_Ask], cells: Mapping[tuple[str, str], tuple[Any, ...]], *, remarked: bool = True
) -> list[Answer]:
    """The answers; with the remark on the whole row, if there is one, behind them."""
    beside = {at: str(row[0]) for at, row in cells.items() if at[1] in _BESIDE and row[0] is not None}
    found = []
    for address, item, marking, _ in asks:
        if address in cells:
            said = ["", "", "", ""]
            if beside and address[0]:
                said = [beside.get((address[0], field), "") for field in _BESIDE]
            found.append(_answer(item, marking, cells[address], ["；".join(filter(None, said[:3])), said[3]]))
    remark = beside.get(_REMARK)
    if remark and remarked:
        found.append(_answer(None, None, (None, cells[_REMARK][1], None, *cells[_REMARK][3:]), ["", remark]))
    return found


def _answer(
    item: Item | None, marking: Marking | None, cells: tuple[Any, ...], said: Sequence[str]
) -> Answer:
    value, file, raw, score, full, sheet, cell = cells
    given = value if isinstance(value, (int, str)) else None
    return Answer(item, marking, raw, given, score, full, said[0], said[1], file, sheet, cell)


def _said(cells: tuple[Any, ...] | None) -> str:
    # The text as it was read; a number typed as a reason is a text too.
    return "" if cells is None or cells[0] is None else str(cells[0])


def points(ticks: int) -> float:
    """Ticks as a worksheet's number."""
    return ticks / TICKS

"""The way from answers to totals as records that know their rows: what refers to what in the result workbook.

Everything is sorted by tier, target, component, rater group, form and item, so that whatever a figure is computed from
stands in one contiguous block of rows. Rows are 1-based; spans include both ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple

import pandas as pd

from dangjian_xl.errors import CannotRunError
from dangjian_xl.forms.marking import TICKS, Marking, Value
from dangjian_xl.outputs.sheet import FIRST_ROW
from dangjian_xl.scheme.model import Component, Item, Organisation, Scheme
from dangjian_xl.scoring.aggregate import ComponentScore, FormScore, GroupScore
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.grade import GradeProposal

#: More rows than this do not fit on one sheet of a workbook.
MOST_ANSWERS = 1_000_000

Span = tuple[int, int]
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


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form's marks for one target; `items` are the rows of its answers."""

    row: int
    target: Organisation
    component: Component
    group: GroupScore
    score: FormScore
    answers: tuple[Answer, ...]
    items: Span


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What a rater group says of a target; `span` are the rows of its forms, None if there are none."""

    row: int
    target: Organisation
    component: Component
    score: GroupScore
    forms: tuple[FormRow, ...]
    span: Span | None


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A component's score of a target; `span` are the rows of its groups, `items` those of all its answers."""

    row: int
    target: Organisation
    score: ComponentScore
    groups: tuple[GroupRow, ...]
    span: Span | None
    items: Span | None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target on its way to a grade; `span` are the rows of its components."""

    row: int
    proposal: GradeProposal
    components: tuple[ComponentRow, ...]
    span: Span | None


@dataclass(frozen=True, slots=True)
class Trail:
    """All rows of the sheets of figures, in order."""

    targets: tuple[TargetRow, ...]

    @property
    def components(self) -> list[ComponentRow]:
        """Rows of 环节得分."""
        return [component for target in self.targets for component in target.components]

    @property
    def groups(self) -> list[GroupRow]:
        """Rows of 主体得分."""
        return [group for component in self.components for group in component.groups]

    @property
    def forms(self) -> list[FormRow]:
        """Rows of 逐表得分."""
        return [form for group in self.groups for form in group.forms]

    def of_tier(self, tier: str) -> list[TargetRow]:
        """The targets of a tier, in the scheme's order."""
        return [target for target in self.targets if target.proposal.total.tier == tier]


def trail(assessment: Assessment) -> Trail:
    """Give every record its row; CannotRunError where the answers do not fit on a sheet."""
    entries = assessment.collection.entries
    rows = int(((entries["field"] == "value") | ((entries["item"] == "") & entries["value"].notna())).sum())
    if rows > MOST_ANSWERS:
        raise CannotRunError(
            f"共有 {rows} 项填写内容，一张工作表放不下，没有生成考核结果；请分层面各建一个工作目录考核。"
        )
    return _Numbering(assessment).trail()


class _Numbering:
    """Hands out rows, sheet by sheet, while the records are walked through in order."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment = assessment
        self._answers = _answers(assessment)
        self._rows = {level: count(FIRST_ROW) for level in ("target", "component", "group", "form")}
        self._item = FIRST_ROW

    def trail(self) -> Trail:
        return Trail(tuple(self._target(proposal) for proposal in self._assessment.proposals))

    def _target(self, proposal: GradeProposal) -> TargetRow:
        row = next(self._rows["target"])
        components = tuple(self._component(proposal.target, score) for score in proposal.total.components)
        return TargetRow(row, proposal, components, _span([c.row for c in components]))

    def _component(self, target: Organisation, score: ComponentScore) -> ComponentRow:
        row, first = next(self._rows["component"]), self._item
        groups = tuple(self._group(target, score.component, group) for group in score.groups)
        items = (first, self._item - 1) if self._item > first else None
        return ComponentRow(row, target, score, groups, _span([g.row for g in groups]), items)

    def _group(self, target: Organisation, component: Component, score: GroupScore) -> GroupRow:
        row = next(self._rows["group"])
        forms = tuple(self._form(target, component, score, form) for form in score.forms)
        return GroupRow(row, target, component, score, forms, _span([f.row for f in forms]))

    def _form(
        self, target: Organisation, component: Component, group: GroupScore, score: FormScore
    ) -> FormRow:
        row, first = next(self._rows["form"]), self._item
        answers = tuple(self._answers[score.form_id, target.code])
        self._item += len(answers)
        return FormRow(row, target, component, group, score, answers, (first, self._item - 1))


def _span(rows: Sequence[int]) -> Span | None:
    return (rows[0], rows[-1]) if rows else None


def _answers(assessment: Assessment) -> dict[tuple[str, str], list[Answer]]:
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

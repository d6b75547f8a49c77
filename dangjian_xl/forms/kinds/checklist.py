"""指标清单: a tree of indicators, first as a unit judges itself, then as it is verified, with the difference of the two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.conditions import When
from dangjian_xl.forms.kinds.common import answer, item_row
from dangjian_xl.forms.kinds.items import by_items
from dangjian_xl.forms.known import Known, OwnAnswer
from dangjian_xl.forms.layout import (
    CHECK_KEY,
    DIFFERENCE_KEY,
    FULL_KEY,
    OWN_KEY,
    SCORE_KEY,
    Column,
    Layout,
    Row,
)
from dangjian_xl.forms.marking import to_points
from dangjian_xl.forms.values import Answer
from dangjian_xl.scheme.model import Item, ItemKind, Organisation, Scheme, Scope

_ITEM = (
    Column("s:number", "序号", 5, centred=True),
    Column("s:section", "一级指标", 9),
    Column("s:subsection", "二级指标", 14),
    Column("s:text", "三级指标", 40),
    Column(FULL_KEY, "满分", 6, centred=True),
    Column("s:how", "怎样填", 10),
)
_OWN = (
    Column("f:done", "完成情况", 26),
    Column("f:value", "自评", 8, centred=True),
    Column(SCORE_KEY, "自评分", 7, centred=True),
    Column("f:evidence", "佐证材料", 20),
    Column("f:remark", "备注", 10),
    Column(CHECK_KEY, "自检", 26),
)
_VERIFIED = (
    Column("x:evidence", "单位所列佐证", 14),
    Column("x:said", "单位自评", 7, centred=True),
    Column(OWN_KEY, "自评分", 7, centred=True),
    Column("f:value", "核查", 7, centred=True),
    Column(SCORE_KEY, "核查分", 7, centred=True),
    Column(DIFFERENCE_KEY, "差", 6, centred=True),
    Column("f:reason", "核查情况（扣分原因）", 20),
    Column("f:remark", "备注", 9),
    Column(CHECK_KEY, "自检", 26),
)


def checklist(scheme: Scheme, assignment: Assignment, known: Known) -> tuple[Layout, ...]:
    """One sheet a target; who judges the own organisation fills in the left form, whoever else the right one."""
    own = assignment.panel.scope is Scope.SELF
    form, items = assignment.form, scheme.items_of(assignment.form.code)
    answers: dict[tuple[str, str], Answer] = {}
    for item in items:
        answers |= _own_answers(scheme, assignment, item) if own else _verified(scheme, assignment, item)

    def rows(target: Organisation) -> tuple[Row, ...]:
        return tuple(_row(n, i, form.code, target, known.own) for n, i in enumerate(items, 1))

    sheets = by_items(scheme, assignment, _ITEM + (_OWN if own else _VERIFIED), rows, answers)
    title = f"{form.title}（{'自评' if own else '核查'}）"
    return tuple(replace(sheet, title=title) for sheet in sheets)


def _own_answers(scheme: Scheme, assignment: Assignment, item: Item) -> dict[tuple[str, str], Answer]:
    """What was done, what it is worth, and what proves it; nothing is worth anything without proof."""
    key = f"i:{item.code}"
    return {
        (key, "f:done"): Answer("done", "完成情况", ItemKind.TEXT, required=True),
        (key, "f:value"): answer(scheme, assignment.form, item),
        (key, "f:evidence"): Answer("evidence", "佐证材料", ItemKind.TEXT, required=False, when=When.SCORED),
        (key, "f:remark"): _REMARK,
    }


def _verified(scheme: Scheme, assignment: Assignment, item: Item) -> dict[tuple[str, str], Answer]:
    key = f"i:{item.code}"
    when = When.LOST if assignment.form.reason_required else When.NEVER
    return {
        (key, "f:value"): answer(scheme, assignment.form, item),
        (key, "f:reason"): replace(_REMARK, field="reason", label="核查情况（扣分原因）", when=when),
        (key, "f:remark"): _REMARK,
    }


def _row(
    number: int,
    item: Item,
    form: str,
    target: Organisation,
    own: Mapping[tuple[str, str, str], OwnAnswer],
) -> Row:
    row = item_row(number, item)
    if item.criteria:
        # A column of its own would make the paper too wide.
        row = Row(row.key, {**row.texts, "s:text": f"{item.text}\n标准：{item.criteria}"})
    said = own.get((form, target.code, item.code))
    if said is None:
        return row
    told: dict[str, str | Decimal] = {
        "x:evidence": said.evidence,
        "x:said": said.value,
        OWN_KEY: "" if said.ticks is None else to_points(said.ticks),
    }
    return Row(row.key, {**row.texts, **told})


_REMARK = Answer("remark", "备注", ItemKind.TEXT, required=False)

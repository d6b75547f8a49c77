"""评分表: one sheet a target, one row an item."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.conditions import When
from dangjian_xl.forms.kinds.common import answer, item_row
from dangjian_xl.forms.kinds.items import by_items
from dangjian_xl.forms.known import Known
from dangjian_xl.forms.layout import CHECK_KEY, FULL_KEY, SCORE_KEY, Column, Layout, Row
from dangjian_xl.forms.values import Answer
from dangjian_xl.same import Same
from dangjian_xl.scheme.model import Form, ItemKind, Scheme

_COLUMNS = (
    Column("s:number", "序号", 5, centred=True),
    Column("s:section", "类别", 12),
    Column("s:text", "指标", 24),
    Column("s:criteria", "评分标准", 35),
    Column(FULL_KEY, "满分", 6, centred=True),
    Column("s:how", "怎样填", 14),
    Column("f:value", "填写", 12, centred=True),
    Column(SCORE_KEY, "得分", 7, centred=True),
    Column("f:reason", "扣分原因", 19),
    Column("f:remark", "备注", 12),
    Column(CHECK_KEY, "自检", 26),
)


def score_sheets(scheme: Scheme, assignment: Assignment, _known: Known) -> tuple[Layout, ...]:
    """Marks with their reasons, added up on each sheet."""
    rows, answers = _asked(Same(scheme), Same(assignment.form))
    return by_items(scheme, assignment, _COLUMNS, lambda _target: rows, answers)


@lru_cache(maxsize=64)
def _asked(
    scheme: Same[Scheme], form: Same[Form]
) -> tuple[tuple[Row, ...], Mapping[tuple[str, str], Answer]]:
    """The rows of every sheet of a form, and its answers by (row key, column key)."""
    items = scheme.of.items_of(form.of.code)
    answers: dict[tuple[str, str], Answer] = {}
    when = When.LOST if form.of.reason_required else When.NEVER
    reason = Answer("reason", "扣分原因", ItemKind.TEXT, required=False, when=when)
    remark = Answer("remark", "备注", ItemKind.TEXT, required=False)
    for item in items:
        key = f"i:{item.code}"
        answers[key, "f:value"] = answer(scheme.of, form.of, item)
        answers[key, "f:remark"] = remark
        if item.kind is not ItemKind.TEXT:
            answers[key, "f:reason"] = reason
    return tuple(item_row(number, item) for number, item in enumerate(items, 1)), answers

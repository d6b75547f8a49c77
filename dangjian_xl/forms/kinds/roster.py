"""名册: a unit's own people, as it returns them: nothing is judged."""

from __future__ import annotations

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.common import criteria
from dangjian_xl.forms.kinds.targets import Ask, Looks, by_targets, heading, text_ask
from dangjian_xl.forms.known import Known
from dangjian_xl.forms.layout import Column, Layout
from dangjian_xl.forms.values import Answer
from dangjian_xl.scheme.model import Item, ItemKind, Scheme


def roster(scheme: Scheme, assignment: Assignment, _known: Known) -> tuple[Layout, ...]:
    """One row an organisation; words, numbers of people, yes or no."""
    items = scheme.items_of(assignment.form.code)
    looks = Looks("名册", criteria=criteria(items), reporter="方案登记的负责人")
    return (by_targets(scheme, assignment, [_ask(item) for item in items], looks),)


def _ask(item: Item) -> Ask:
    key, required = f"i:{item.code}", not item.optional
    if item.kind is ItemKind.TEXT:
        return text_ask(key, item.text, 18, required=required)
    choices = ("是", "否") if item.kind is ItemKind.YES_NO else ()
    field = "value" if choices else "people"
    return Ask(
        Column(key, heading(item.text), 10, "选“是”或“否”" if choices else "填人数", centred=True),
        Answer(field, item.text, item.kind, required, choices=choices),
    )

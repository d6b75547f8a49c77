"""情况汇总表: what a superior organisation returns of its branches: results, problems, opinion and grade of each secretary."""

from __future__ import annotations

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.common import answer, criteria, how_to_fill
from dangjian_xl.forms.kinds.targets import Ask, Looks, by_targets, heading, limited, text_ask
from dangjian_xl.forms.known import Known
from dangjian_xl.forms.layout import Column, Layout
from dangjian_xl.forms.marking import Marking
from dangjian_xl.scheme.model import Item, ItemKind, Scheme


def summary(scheme: Scheme, assignment: Assignment, _known: Known) -> tuple[Layout, ...]:
    """Words and a grade; more of the best grade than allowed is sent back, for this is no vote."""
    items = scheme.items_of(assignment.form.code)
    asks = [_ask(scheme, assignment, item) for item in items]
    told = criteria(items)
    share = assignment.form.best_share
    if share is not None:
        most, best = int(share * len(assignment.targets)), scheme.grades[0].name
        told += (f"共 {len(assignment.targets)} 人，“{best}”至多 {most} 人。",)
    return (by_targets(scheme, assignment, asks, Looks("汇总", criteria=told)),)


def _ask(scheme: Scheme, assignment: Assignment, item: Item) -> Ask:
    key = f"i:{item.code}"
    if item.kind is ItemKind.TEXT:
        return text_ask(key, item.text, 26, required=not item.optional)
    spec = limited(assignment, answer(scheme, assignment.form, item), voids=False)
    column = Column(key, heading(item.text), 11, how_to_fill(item), centred=True)
    return Ask(column, spec, Marking.of(item, scheme.grades), scheme.grades[0].name)

"""What forms with a row a target ask in the columns of their items."""

from __future__ import annotations

from decimal import Decimal

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.common import answer, full_label, item_width
from dangjian_xl.forms.kinds.targets import Ask, heading, limited
from dangjian_xl.forms.layout import Column
from dangjian_xl.forms.marking import Marking
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import Item, ItemKind, Scheme


def item_asks(scheme: Scheme, assignment: Assignment, *, ballot: bool) -> list[Ask]:
    """One column an item of the form."""
    asks = []
    for item in scheme.items_of(assignment.form.code):
        column = Column(
            f"i:{item.code}",
            heading(item.text),
            item_width(item),
            full_label(item, ballot=ballot),
            centred=True,
        )
        spec = answer(scheme, assignment.form, item)
        if item.kind is ItemKind.GRADE:
            spec = limited(assignment, spec, voids=True)
        marking = Marking.of(item, scheme.grades) if item.kind is not ItemKind.TEXT else None
        asks.append(Ask(column, spec, marking, _best(item, scheme)))
    return asks


def _best(item: Item, scheme: Scheme) -> str:
    """What brings full marks, as it is filled in; where something is counted, the least that does."""
    if item.kind is ItemKind.GRADE:
        return scheme.grades[0].name
    if item.kind is ItemKind.COUNT:
        return f"{plain(item.unit or Decimal(0))}"
    return {ItemKind.YES_NO: "是", ItemKind.DEDUCTION: "0"}.get(
        item.kind, f"{plain(item.full or Decimal(0))}"
    )

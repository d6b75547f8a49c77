"""评分矩阵: one sheet, one row a target, one column an item."""

from __future__ import annotations

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.asks import item_asks
from dangjian_xl.forms.kinds.common import criteria, total
from dangjian_xl.forms.kinds.targets import Looks, by_targets, total_column
from dangjian_xl.forms.known import Known
from dangjian_xl.forms.layout import Layout
from dangjian_xl.scheme.model import Scheme


def matrix(scheme: Scheme, assignment: Assignment, _known: Known) -> tuple[Layout, ...]:
    """Points, counts, choices and texts about every target, added up."""
    items = scheme.items_of(assignment.form.code)
    asks = item_asks(scheme, assignment, ballot=False)
    looks = Looks("评分", total=total_column(total(items)), criteria=criteria(items))
    return (by_targets(scheme, assignment, asks, looks),)

"""测评票: one row a target, a grade to choose for each item."""

from __future__ import annotations

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.asks import item_asks
from dangjian_xl.forms.kinds.common import criteria
from dangjian_xl.forms.kinds.targets import Looks, by_targets
from dangjian_xl.forms.known import Known
from dangjian_xl.forms.layout import Layout
from dangjian_xl.scheme.model import Scheme


def ballot(scheme: Scheme, assignment: Assignment, _known: Known) -> tuple[Layout, ...]:
    """Unsigned, and nothing is added up."""
    asks = item_asks(scheme, assignment, ballot=True)
    told = criteria(scheme.items_of(assignment.form.code))
    looks = Looks("测评", "意见建议", landscape=False, signed=False, criteria=told)
    return (by_targets(scheme, assignment, asks, looks),)

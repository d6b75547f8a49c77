"""点评意见表: what a leader says to each speaker, one by one (一述一评)."""

from __future__ import annotations

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.common import criteria
from dangjian_xl.forms.kinds.targets import Looks, by_targets, text_ask
from dangjian_xl.forms.known import Known
from dangjian_xl.forms.layout import Layout
from dangjian_xl.scheme.model import Scheme


def comments(scheme: Scheme, assignment: Assignment, _known: Known) -> tuple[Layout, ...]:
    """Words alone; each must be written unless its item may be left blank."""
    items = scheme.items_of(assignment.form.code)
    width = 84 / max(1, len(items))
    asks = [text_ask(f"i:{i.code}", i.text, width, required=not i.optional) for i in items]
    return (by_targets(scheme, assignment, asks, Looks("点评", criteria=criteria(items))),)

"""报告评阅表: the written reports judged, beside what the check of the reports found in them."""

from __future__ import annotations

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.asks import item_asks
from dangjian_xl.forms.kinds.common import criteria, total
from dangjian_xl.forms.kinds.targets import Looks, Print, by_targets, total_column
from dangjian_xl.forms.known import Known
from dangjian_xl.forms.layout import Column, Layout
from dangjian_xl.scheme.model import Scheme


def review(scheme: Scheme, assignment: Assignment, known: Known) -> tuple[Layout, ...]:
    """As a matrix, with three printed columns for what is known of each report when the form is issued."""
    items = scheme.items_of(assignment.form.code)
    facts = known.reports
    prints = (
        Print(
            Column("x:words", "报告字数", 8, "自动统计", centred=True), {t: f.words for t, f in facts.items()}
        ),
        Print(
            Column("x:problems", "讲问题占", 8, "自动统计", centred=True),
            {t: f.problems for t, f in facts.items()},
        ),
        Print(Column("x:noticed", "报告检查提示", 24, "供参考"), {t: f.noticed for t, f in facts.items()}),
    )
    asks = item_asks(scheme, assignment, ballot=False)
    looks = Looks("评阅", total=total_column(total(items)), criteria=criteria(items))
    return (by_targets(scheme, assignment, asks, looks, prints),)

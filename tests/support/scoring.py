"""Schemes and answers for the tests of scoring, in a few words each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from dangjian_xl.findings import Finding
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.collect import FileReport
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import (
    Aggregation,
    Basics,
    Component,
    Form,
    FormKind,
    Grade,
    Item,
    ItemKind,
    MissingPolicy,
    Organisation,
    OrgKind,
    Panel,
    Precondition,
    Quota,
    QuotaBase,
    QuotaRounding,
    QuotaSide,
    RaterGroup,
    RoundingStage,
    Scheme,
    Scope,
    TiePolicy,
    Tier,
)
from dangjian_xl.scoring.build import TreeBuilder
from dangjian_xl.scoring.grade import grade_totals
from dangjian_xl.scoring.tree import ComponentScore, ConditionResult, GradeProposal, Total

D, F = Decimal, Fraction
AT_MOST, AT_LEAST = QuotaSide.AT_MOST, QuotaSide.AT_LEAST_BELOW
FLOOR, CEIL, HALF_UP = QuotaRounding.FLOOR, QuotaRounding.CEIL, QuotaRounding.HALF_UP

BASICS = Basics(
    "X", "考核", "学院", "组织部", 2024, date(2024, 1, 1), date(2024, 12, 31), RoundingStage.TOTAL, 2, TiePolicy.SHARE
)  # fmt: skip
GRADES = (Grade("好", D(90)), Grade("较好", D(75)), Grade("一般", D(60)), Grade("差", D(0)))
NAMES = [grade.name for grade in GRADES]


def org(code: str, tier: str = "T1", pool: str = "") -> Organisation:
    return Organisation(code, f"{code}支部", OrgKind.BRANCH, tier, pool, secretary=f"书记{code}")


def panel(component: str, group: str, weight: int = 100, **more: object) -> Panel:
    """A rater group's part; `aggregation` and `trim_above` may be given."""
    plain = Panel(component, group, D(weight), "表", Scope.ALL, Aggregation.MEAN)
    return replace(plain, **more)  # type: ignore[arg-type]


def college(*targets: Organisation, **tables: object) -> Scheme:
    """A scheme of the targets' tiers; `tables` are the records a case is about."""
    tiers = tuple(Tier(code, f"第{code}层面") for code in dict.fromkeys(t.tier for t in targets))
    form = Form("表", "评分表", FormKind.MATRIX, 2, reason_required=False)
    items = (
        Item("表", "1", "", "一", ItemKind.POINTS, D(60)),
        Item("表", "2", "", "二", ItemKind.POINTS, D(40)),
    )
    groups = tuple(RaterGroup(code, f"{code}组") for code in "甲乙丙")
    base = Scheme(BASICS, tiers, targets, groups, forms=(form,), items=items, grades=GRADES)
    return replace(base, **tables)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Mark:
    """One answer in points; `full` 0 is 不适用."""

    component: str
    group: str
    rater: str
    target: str
    score: Decimal | Fraction | int
    full: int = 100
    item: str = "1"


def entries(marks: Iterable[Mark]) -> pd.DataFrame:
    """The columns of the tidy table that scoring looks at, in ticks of 1/10000 point."""
    rows = [
        (
            f"{m.component}/{m.rater}",
            m.component,
            m.group,
            m.rater,
            m.target,
            m.item,
            "value",
            ticks(m.score),
            FormKind.MATRIX,
            True,
            ticks(m.score),
            ticks(m.full),
        )
        for m in marks
    ]
    names = [
        "form_id",
        "component",
        "rater_group",
        "rater",
        "target",
        "item",
        "field",
        "value",
        "kind",
        "marked",
        "score",
        "full",
    ]
    frame = pd.DataFrame(rows, columns=names).astype({"score": "Int64", "full": "Int64"})
    return frame.astype(dict.fromkeys(names[:-3], object) | {"marked": bool})


def ticks(points: Decimal | Fraction | int) -> int:
    exact = F(points) * 10_000
    assert exact.denominator == 1
    return int(exact)


def totals(
    scheme: Scheme,
    answers: pd.DataFrame,
    expected: Mapping[str, IssuedForm] = MappingProxyType({}),
    void: AbstractSet[str] = frozenset(),
) -> tuple[Total, ...]:
    """Every target's total; `void`: ids of forms that the scheme's rules make void."""
    files = [FileReport("", "", form_id, Verdict.VOID) for form_id in void]
    return TreeBuilder(scheme, answers, expected, files).totals()


def judge(scheme: Scheme, listed: Sequence[Total], answers: pd.DataFrame) -> Conditions:
    """What each target has of its preconditions, by code."""
    builder = TreeBuilder(scheme, answers, {})
    return {total.target.code: builder.conditions(total) for total in listed}


def grades(
    scheme: Scheme, listed: Sequence[Total], conditions: Conditions
) -> tuple[tuple[GradeProposal, ...], tuple[Finding, ...]]:
    """Proposals, and what the committee is asked."""
    graded = grade_totals(scheme, listed, conditions)
    return graded.proposals, graded.findings


def reached(condition: Precondition, score: Fraction | None) -> ConditionResult:
    """A precondition of which a target has so much."""
    component = Component(condition.component, "T1", condition.component, D(100), MissingPolicy.FLAG)
    return ConditionResult(condition, ComponentScore(component, (), score, score))


def only(scheme: Scheme, marks: Iterable[Mark]) -> Total:
    """The total of the first target."""
    return totals(scheme, entries(marks))[0]


#: Where each example builds frames, which costs milliseconds.
FEWER = settings(max_examples=25, deadline=None)
LONGER = settings(max_examples=100, deadline=None)

Conditions = dict[str, tuple[ConditionResult, ...]]

SCORES = st.integers(0, 1_000_000).map(lambda number: D(number).scaleb(-4))

COMPONENTS = tuple(
    Component(c, "T1", c, D(50), MissingPolicy.REFUSE, tie_order=order) for c, order in (("一", 2), ("二", 1))
)


def quota(grade: str, share: str | Fraction, side: QuotaSide = AT_MOST, **more: object) -> Quota:
    plain = Quota(grade, side, F(share), QuotaBase.TIER, FLOOR)
    return replace(plain, **more)  # type: ignore[arg-type]


def plain_total(target: Organisation, points: Decimal | None, *parts: ComponentScore) -> Total:
    exact = None if points is None else F(points)
    return Total(target.tier, target, parts, mean=exact, exact=exact, total=points)

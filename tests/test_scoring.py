"""Laws of scoring and grading: exact, nothing missing counts as 0, no quota exceeded, no tie decided by the program."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from random import Random

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dangjian_xl.findings import Finding
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import (
    Adjustment,
    AdjustmentKind,
    Aggregation,
    Basics,
    Component,
    Direction,
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
    Veto,
    VetoRecord,
)
from dangjian_xl.scheme.pools import limited_grade, places, pools
from dangjian_xl.scoring.aggregate import ComponentScore, Total, applied_adjustments, totals
from dangjian_xl.scoring.assess import assess
from dangjian_xl.scoring.exact import as_decimal, mean, median, rounded, weighted
from dangjian_xl.scoring.grade import PENDING, UNGRADED, ConditionResult, GradeProposal, band, grades
from dangjian_xl.scoring.preconditions import judge

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
            ticks(m.full),
        )
        for m in marks
    ]
    names = ["form_id", "component", "rater_group", "rater", "target", "item", "field", "score", "full"]
    frame = pd.DataFrame(rows, columns=names).astype({"score": "Int64", "full": "Int64"})
    return frame.astype(dict.fromkeys(names[:-2], object))


def ticks(points: Decimal | Fraction | int) -> int:
    exact = F(points) * 10_000
    assert exact.denominator == 1
    return int(exact)


def only(scheme: Scheme, marks: Iterable[Mark]) -> Total:
    """The total of the first target."""
    return totals(scheme, entries(marks), {})[0]


#: Where each example builds frames, which costs milliseconds.
FEWER = settings(max_examples=25, deadline=None)
LONGER = settings(max_examples=100, deadline=None)


# Exact arithmetic


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("2.345", 2, "2.35"),  # as a binary float it lies below and gives 2.34
        ("2.675", 2, "2.68"),
        ("1.005", 2, "1.01"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),  # half to even gives 2 here …
        ("2.5", 0, "3"),  # … and 2 here
        ("89.995", 2, "90.00"),
        ("89.99499999", 2, "89.99"),
        ("92.936", 2, "92.94"),
        ("100", 4, "100.0000"),
    ],
)
def test_half_up_in_decimal(value: str, digits: int, expected: str) -> None:
    assert rounded(F(value), digits) == F(expected)
    assert str(as_decimal(F(value), digits)) == expected


@LONGER
@given(st.integers(0, 10**10), st.integers(0, 8), st.integers(0, 4))
def test_rounding_is_that_of_the_decimal_module(number: int, scale: int, digits: int) -> None:
    exact = D(number).scaleb(-scale)
    expected = exact.quantize(D(1).scaleb(-digits), ROUND_HALF_UP)
    assert as_decimal(F(exact), digits) == expected
    assert as_decimal(F(exact), digits).as_tuple() == expected.as_tuple()
    assert rounded(F(exact), digits) == F(expected)


@LONGER
@given(st.fractions(0, 100), st.integers(0, 4))
def test_rounding_moves_by_half_a_step_at_most_and_once(value: Fraction, digits: int) -> None:
    half = F(1, 2 * 10**digits)
    assert -half < rounded(value, digits) - value <= half
    assert rounded(rounded(value, digits), digits) == rounded(value, digits)


SCORES = st.integers(0, 1_000_000).map(lambda number: D(number).scaleb(-4))
FRACTIONS = st.lists(st.fractions(0, 100), min_size=1, max_size=9)


@LONGER
@given(FRACTIONS)
def test_mean_and_median(values: list[Fraction]) -> None:
    assert mean(values) == statistics.mean(values)
    assert median(values) == statistics.median(values)


@LONGER
@given(st.lists(st.tuples(st.integers(1, 100).map(D), st.fractions(0, 100)), min_size=1), st.integers(2, 9))
def test_a_weighted_mean_depends_on_proportions_only(
    pairs: list[tuple[Decimal, Fraction]], times: int
) -> None:
    assert weighted(pairs) == weighted([(w * times, v) for w, v in pairs]) == weighted(pairs[::-1])
    assert min(v for _, v in pairs) <= weighted(pairs) <= max(v for _, v in pairs)


# From forms to a group's score


def group_score(scores: Sequence[object], aggregation: Aggregation, above: int | None) -> Total:
    component = Component("环节", "T1", "环节", D(100), MissingPolicy.REFUSE)
    one = panel("环节", "甲", aggregation=aggregation, trim_above=above)
    scheme = college(org("A"), components=(component,), panels=(one,))
    return only(scheme, [Mark("环节", "甲", f"R{i}", "A", F(str(s))) for i, s in enumerate(scores)])


@pytest.mark.parametrize(
    ("scores", "aggregation", "above", "expected", "dropped"),
    [
        ([80, 90, 100], Aggregation.MEAN, None, "90", 0),
        ([90, 91, 92, 93, 0], Aggregation.TRIMMED, 5, "73.2", 0),  # not more than 5 forms: the plain mean
        ([90, 91, 92, 93, 0, 100], Aggregation.TRIMMED, 5, "91.5", 2),
        ([90, 90, 90, 60, 60, 60], Aggregation.TRIMMED, 5, "75", 2),  # of several highest only one goes
        ([80, 80, 80, 80], Aggregation.TRIMMED, 3, "80", 2),
        ([70, 80, 99], Aggregation.TRIMMED, 2, "80", 2),
        ([70, 99], Aggregation.TRIMMED, 2, "84.5", 0),
        ([70], Aggregation.TRIMMED, 2, "70", 0),
        ([60, 100, 99], Aggregation.MEDIAN, None, "99", 0),
        ([60, 100, 99, 70], Aggregation.MEDIAN, None, "84.5", 0),
        ([60], Aggregation.MEDIAN, None, "60", 0),
    ],
)
def test_forms_become_one_score(
    scores: list[int], aggregation: Aggregation, above: int | None, expected: str, dropped: int
) -> None:
    for order in (scores, scores[::-1]):
        total = group_score(order, aggregation, above)
        assert total.exact == F(expected)
        (group,) = total.components[0].groups
        assert len(group.dropped) == dropped
        # What was dropped is still there to be seen.
        assert len(group.forms) == len(scores)


@FEWER
@given(st.lists(SCORES, min_size=1, max_size=9), st.integers(2, 9))
def test_trimming_takes_one_highest_and_one_lowest_above_the_limit(scores: list[Decimal], above: int) -> None:
    kept = sorted(scores)[1:-1] if len(scores) > above else scores
    assert group_score(scores, Aggregation.TRIMMED, above).exact == statistics.mean(map(F, kept))


def test_what_does_not_apply_leaves_numerator_and_denominator() -> None:
    component = Component("环节", "T1", "环节", D(100), MissingPolicy.REFUSE)
    scheme = college(org("A"), components=(component,), panels=(panel("环节", "甲"),))
    applies = Mark("环节", "甲", "R", "A", 45, 60)
    assert only(scheme, [applies, Mark("环节", "甲", "R", "A", 0, 0, "2")]).exact == 75
    assert only(scheme, [applies, Mark("环节", "甲", "R", "A", 0, 40, "2")]).exact == 45
    # A form on which nothing applies is no form, not one of 0 points: here the policy speaks.
    other = Mark("环节", "甲", "S", "A", 0, 0)
    assert only(scheme, [applies, other]).exact == 75
    assert only(scheme, [other]).total is None


# What is missing never counts as 0

GROUPS = ("甲", "乙", "丙")
WEIGHTS = st.sampled_from([(50, 30, 20), (20, 40, 40), (1, 98, 1), (34, 33, 33)])


def three_components(weights: Sequence[int], policy: MissingPolicy, stage: RoundingStage) -> Scheme:
    """Three components of three groups each, weighted alike."""
    components = tuple(
        Component(c, "T1", f"{c}环节", D(w), policy) for c, w in zip("一二三", weights, strict=True)
    )
    parts = tuple(panel(c.code, g, w) for c in components for g, w in zip(GROUPS, weights, strict=True))
    basics = replace(BASICS, rounding_stage=stage)
    return college(org("A"), components=components, panels=parts, basics=basics)


def marks_of(scheme: Scheme, scores: Sequence[Decimal]) -> list[Mark]:
    return [
        Mark(p.component, p.group, "R" + p.group, "A", s) for p, s in zip(scheme.panels, scores, strict=True)
    ]


LENIENT = st.sampled_from([MissingPolicy.RENORMALISE, MissingPolicy.FLAG])
NINE = st.lists(SCORES, min_size=9, max_size=9)


@FEWER
@given(WEIGHTS, LENIENT, st.sampled_from(RoundingStage), NINE, st.sets(st.integers(0, 8), max_size=8))
def test_what_is_missing_counts_as_if_the_scheme_had_no_such_part(
    weights: tuple[int, ...],
    policy: MissingPolicy,
    stage: RoundingStage,
    scores: list[Decimal],
    missing: set[int],
) -> None:
    scheme = three_components(weights, policy, stage)
    marks = [m for i, m in enumerate(marks_of(scheme, scores)) if i not in missing]
    there = tuple(p for i, p in enumerate(scheme.panels) if i not in missing)
    used = {p.component for p in there}
    smaller = replace(scheme, panels=there, components=tuple(c for c in scheme.components if c.code in used))
    total = only(scheme, marks)
    assert (total.exact, total.total) == (only(smaller, marks).exact, only(smaller, marks).total)
    assert total.total is not None
    given_scores = [s for i, s in enumerate(scores) if i not in missing]
    step = D("0.01")
    assert min(given_scores) - step <= total.total <= max(given_scores) + step


@FEWER
@given(WEIGHTS, st.sampled_from(RoundingStage), NINE, st.sets(st.integers(0, 8)))
def test_refused_is_refused_and_complete_is_the_same_under_every_policy(
    weights: tuple[int, ...], stage: RoundingStage, scores: list[Decimal], missing: set[int]
) -> None:
    def total(policy: MissingPolicy) -> Total:
        scheme = three_components(weights, policy, stage)
        return only(scheme, [m for i, m in enumerate(marks_of(scheme, scores)) if i not in missing])

    refused = total(MissingPolicy.REFUSE)
    assert (refused.total is None) == bool(missing)
    assert total(MissingPolicy.RENORMALISE).total == total(MissingPolicy.FLAG).total
    assert missing or refused.total == total(MissingPolicy.FLAG).total


def assessed(scheme: Scheme, marks: Iterable[Mark]) -> tuple[GradeProposal, tuple[Finding, ...]]:
    """The first target's proposal and all findings."""
    assessment = assess(scheme, Collection({}, (), (), entries(marks), {}, {}))
    return assessment.proposals[0], assessment.findings


@pytest.mark.parametrize(
    ("policy", "missing", "total", "codes", "said"),
    [
        (MissingPolicy.REFUSE, "甲", None, ["result-no-total", "result-group-missing"], "方案规定不予计算"),
        (MissingPolicy.RENORMALISE, "甲", "80.00", ["result-group-missing"], "没有按0分计"),
        (MissingPolicy.FLAG, "甲", "80.00", ["result-group-missing"], "提请党委研究"),
        (MissingPolicy.FLAG, "", "84.00", [], "属“较好”的分数段"),
    ],
)
def test_what_is_missing_is_told(
    policy: MissingPolicy, missing: str, total: str | None, codes: list[str], said: str
) -> None:
    component = Component("环节", "T1", "环节", D(100), policy)
    scheme = college(
        org("A"), components=(component,), panels=(panel("环节", "甲", 40), panel("环节", "乙", 60))
    )
    marks = [Mark("环节", g, g, "A", s) for g, s in (("甲", 90), ("乙", 80)) if g != missing]
    proposal, findings = assessed(scheme, marks)
    assert [f.code for f in findings] == codes
    assert all(f.about.target == "A支部" for f in findings)
    assert proposal.total.total == (D(total) if total else None)
    assert (proposal.proposed == UNGRADED) == (total is None)
    assert said in "".join(proposal.reasons)


def test_nothing_at_all_is_no_total_and_no_refusal_either() -> None:
    scheme = three_components((50, 30, 20), MissingPolicy.RENORMALISE, RoundingStage.TOTAL)
    proposal, _ = assessed(scheme, [])
    assert (proposal.proposed, proposal.total.total, proposal.rank) == (UNGRADED, None, None)
    # The scheme says to renormalise, so the reason must not be that it refuses.
    assert "方案规定不予计算" not in "".join(proposal.reasons)


# Rounding


@pytest.mark.parametrize(
    ("stage", "a", "b"),
    [
        (RoundingStage.TOTAL, "85.1", "85.2"),
        (RoundingStage.COMPONENT, "85.2", "85.1"),
        (RoundingStage.GROUP, "85.2", "85.1"),
    ],
)
def test_the_stage_of_rounding_changes_who_is_first(stage: RoundingStage, a: str, b: str) -> None:
    # 85.05 and 85.15 both go up, 85.20 and 85.14 do not: 30 % and 70 % of them pass each other.
    parts = tuple(Component(c, "T1", c, D(w), MissingPolicy.REFUSE) for c, w in (("一", 30), ("二", 70)))
    scheme = college(
        org("A"), org("B"), components=parts, panels=(panel("一", "甲"), panel("二", "甲")),
        basics=replace(BASICS, rounding_stage=stage, digits=1),
    )  # fmt: skip
    scores = {"A": ("85.05", "85.15"), "B": ("85.20", "85.14")}
    marks = [
        Mark(c, "甲", "R", t, D(s)) for t, pair in scores.items() for c, s in zip("一二", pair, strict=True)
    ]
    everyone = totals(scheme, entries(marks), {})
    assert [str(t.total) for t in everyone] == [a, b]
    proposals, _ = grades(scheme, everyone, {})
    assert [p.rank for p in proposals] == ([2, 1] if a < b else [1, 2])


@FEWER
@given(WEIGHTS, NINE, st.integers(0, 4))
def test_each_stage_rounds_what_it_says_and_all_that_follows(
    weights: tuple[int, ...], scores: list[Decimal], digits: int
) -> None:
    def half_up(value: Fraction) -> Fraction:
        return rounded(value, digits)

    def exactly(value: Fraction) -> Fraction:
        return value

    stages = {
        RoundingStage.GROUP: (half_up, half_up),
        RoundingStage.COMPONENT: (exactly, half_up),
        RoundingStage.TOTAL: (exactly, exactly),
    }
    for stage, (of_group, of_component) in stages.items():
        scheme = three_components(weights, MissingPolicy.REFUSE, stage)
        scheme = replace(scheme, basics=replace(scheme.basics, digits=digits))
        parts = [
            of_component(sum((F(w, 100) * of_group(F(s)) for w, s in zip(weights, three, strict=True)), F(0)))
            for three in (scores[:3], scores[3:6], scores[6:])
        ]
        exact = sum((F(w, 100) * part for w, part in zip(weights, parts, strict=True)), F(0))
        total = only(scheme, marks_of(scheme, scores))
        assert (total.exact, total.total) == (exact, as_decimal(exact, digits))


@FEWER
@given(NINE, st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_no_score(scores: list[Decimal], random: Random) -> None:
    scheme = three_components((50, 30, 20), MissingPolicy.REFUSE, RoundingStage.COMPONENT)
    scheme = replace(
        scheme, panels=tuple(replace(p, aggregation=Aggregation.TRIMMED, trim_above=2) for p in scheme.panels)
    )
    marks = [
        replace(m, rater=f"{m.rater}{i}", score=F(m.score) * i)
        for m in marks_of(scheme, scores)
        for i in range(5)
    ]
    shuffled = random.sample(marks, len(marks))
    assert only(scheme, marks).total == only(scheme, shuffled).total


# Adjustments

KINDS = (
    AdjustmentKind("J1", "表彰", Direction.BONUS, D(2)),
    AdjustmentKind("J2", "通报", Direction.PENALTY, D(5)),
)


def adjusted(*registered: tuple[str, str, str], **basics: object) -> Scheme:
    """A scheme in which A's adjustments are (kind, points, award)."""
    scheme = college(
        org("A"), org("B"),
        components=(Component("环节", "T1", "环节", D(100), MissingPolicy.REFUSE),), panels=(panel("环节", "甲"),),
        adjustment_kinds=KINDS, adjustments=tuple(Adjustment("A", k, D(p), award) for k, p, award in registered),
    )  # fmt: skip
    return replace(scheme, basics=replace(scheme.basics, **basics))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("registered", "counted"),
    [
        ([("J1", "1.5", "甲奖")], ["1.5"]),
        ([("J1", "1", "甲奖"), ("J1", "1", "乙奖")], ["1", "1"]),
        ([("J1", "1", "甲奖"), ("J1", "1.5", "甲奖")], ["0", "1.5"]),  # the same award once, the highest
        ([("J1", "1", "甲奖"), ("J1", "1", "甲奖")], ["1", "0"]),
        ([("J1", "1.5", "甲奖"), ("J1", "1.5", "乙奖")], ["1.5", "0.5"]),  # up to the kind's cap
        ([("J1", "9", "甲奖")], ["2"]),
        ([("J2", "3", "甲事"), ("J2", "3", "乙事")], ["-3", "-2"]),
        ([("J1", "2", "甲奖"), ("J2", "5", "乙事")], ["2", "-5"]),
        ([], []),
    ],
)
def test_what_counts_of_adjustments(registered: list[tuple[str, str, str]], counted: list[str]) -> None:
    scheme = adjusted(*registered)
    applied = applied_adjustments(scheme, "A")
    assert [str(a.counted.normalize()) for a in applied] == counted
    assert applied_adjustments(scheme, "B") == ()
    total = only(scheme, [Mark("环节", "甲", "R", "A", 80)])
    assert total.exact == 80 + F(sum(map(D, counted), D(0)))
    assert total.adjustment == sum(map(D, counted), D(0))


REGISTERED = st.lists(
    st.tuples(st.sampled_from(["J1", "J2"]), st.integers(0, 700), st.sampled_from("甲乙丙丁"))
)


@FEWER
@given(REGISTERED, st.randoms(use_true_random=False))
def test_no_kind_counts_beyond_its_cap_and_no_award_twice(
    registered: list[tuple[str, int, str]], random: Random
) -> None:
    # An award of two kinds and equal points would leave open which of them counts.
    listed = [(kind, str(D(points).scaleb(-2)), kind + award) for kind, points, award in registered]
    scheme = adjusted(*listed)
    applied = applied_adjustments(scheme, "A")
    assert len(applied) == len(listed)
    for kind in KINDS:
        best: dict[str, Decimal] = {}
        for code, points, award in listed:
            if code == kind.code:
                best[award] = max(best.get(award, D(0)), D(points))
        of_kind = sum((abs(a.counted) for a in applied if a.kind == kind.name), D(0))
        assert of_kind == min(kind.cap, sum(best.values(), D(0)))
    assert max(Counter(a.award for a in applied if a.counted).values(), default=0) <= 1
    shuffled = applied_adjustments(adjusted(*random.sample(listed, len(listed))), "A")
    assert sum(a.counted for a in shuffled) == sum(a.counted for a in applied)


@pytest.mark.parametrize(
    ("score", "registered", "cap", "digits", "total"),
    [
        ("99", ("J1", "2", "奖"), "100", 2, "100.00"),
        ("99", ("J1", "2", "奖"), None, 2, "101.00"),
        ("99", ("J1", "2", "奖"), "100.5", 2, "100.50"),
        ("97", ("J1", "2", "奖"), "100", 2, "99.00"),
        ("3", ("J2", "5", "事"), "100", 2, "0.00"),  # no total below 0: it would have no grade
        ("89.99", ("J1", "0.004", "奖"), None, 2, "89.99"),
        ("89.99", ("J1", "0.005", "奖"), None, 2, "90.00"),  # rounded after adding
    ],
)
def test_caps_of_the_total(
    score: str, registered: tuple[str, str, str], cap: str | None, digits: int, total: str
) -> None:
    scheme = adjusted(registered, total_cap=D(cap) if cap else None, digits=digits)
    assert str(only(scheme, [Mark("环节", "甲", "R", "A", D(score))]).total) == total


# Quotas: whom they count and how many places they make


def quota(grade: str, share: str | Fraction, side: QuotaSide = AT_MOST, **more: object) -> Quota:
    plain = Quota(grade, side, F(share), QuotaBase.TIER, FLOOR)
    return replace(plain, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("side", "share", "rounding", "base", "expected"),
    [
        (AT_MOST, "1/3", FLOOR, 8, 2),
        (AT_MOST, "1/3", FLOOR, 9, 3),
        (AT_MOST, "1/3", CEIL, 7, 3),
        (AT_MOST, "1/3", CEIL, 9, 3),  # exactly 3: no binary 3.0000000000000004 makes it 4
        (AT_MOST, "1/3", HALF_UP, 7, 2),
        (AT_MOST, "1/3", HALF_UP, 8, 3),
        (AT_MOST, "1/2", HALF_UP, 5, 3),
        (AT_MOST, "1/10", FLOOR, 9, 0),
        (AT_MOST, "1", FLOOR, 9, 9),
        (AT_MOST, "29/100", FLOOR, 100, 29),  # 0.29 x 100 is 28.999… in binary
        (AT_LEAST, "15/100", CEIL, 7, 5),  # at least 2 below: 5 places
        (AT_LEAST, "15/100", CEIL, 20, 17),
        (AT_LEAST, "15/100", FLOOR, 7, 6),
        (AT_LEAST, "15/100", HALF_UP, 10, 8),
        (AT_LEAST, "1", CEIL, 7, 0),
    ],
)
def test_places(side: QuotaSide, share: str, rounding: QuotaRounding, base: int, expected: int) -> None:
    assert places(quota("一般", share, side, rounding=rounding), base) == expected


@LONGER
@given(
    st.fractions(0, 1).filter(bool),
    st.integers(0, 200),
    st.sampled_from(QuotaSide),
    st.sampled_from(QuotaRounding),
)
def test_places_are_between_none_and_all(
    share: Fraction, base: int, side: QuotaSide, rounding: QuotaRounding
) -> None:
    number = places(quota("一般", share, side, rounding=rounding), base)
    exact = share * base if side is AT_MOST else base - share * base
    assert 0 <= number <= base
    assert abs(number - exact) < 1
    if rounding is HALF_UP:
        assert abs(number - exact) <= F(1, 2)
    else:
        # “At most” is kept by rounding down, “at least below” by rounding up.
        strict = (side is AT_MOST) == (rounding is FLOOR)
        assert number <= exact if strict else number >= exact


def test_the_limited_grade_is_the_same_from_both_sides() -> None:
    scheme = college(org("A"))
    assert [limited_grade(scheme, quota(name, "1/3")) for name in NAMES] == [0, 1, 2, 3]
    assert [limited_grade(scheme, quota(name, "1/3", AT_LEAST)) for name in NAMES[1:]] == [0, 1, 2]


@pytest.mark.parametrize(
    ("base", "tier", "expected"),
    [
        (QuotaBase.TIER, "", ["AB", "CD"]),
        (QuotaBase.TIER, "T2", ["CD"]),
        (QuotaBase.COLLEGE, "", ["ABCD"]),
        (QuotaBase.COLLEGE, "T1", ["AB"]),
        (QuotaBase.POOL, "", ["AC", "B"]),  # D is in no pool
        (QuotaBase.POOL, "T1", ["A", "B"]),
    ],
)
def test_pools(base: QuotaBase, tier: str, expected: list[str]) -> None:
    scheme = college(org("A", "T1", "甲"), org("B", "T1", "乙"), org("C", "T2", "甲"), org("D", "T2"))
    scheme = replace(scheme, organisations=(*scheme.organisations, org("W", "")))
    found = pools(scheme, quota("好", "1/3", base=base, tier=tier))
    assert ["".join(t.code for t in pool.targets) for pool in found] == expected


# From totals to proposals


def plain_total(target: Organisation, points: Decimal | None, *parts: ComponentScore) -> Total:
    return Total(target.tier, target, parts, (), None if points is None else F(points), points)


def proposed(scheme: Scheme, points: Mapping[str, object]) -> dict[str, str]:
    """Proposed grades by target code, for totals given as numbers or texts."""
    everyone = [plain_total(scheme.organisation(code), D(str(p))) for code, p in points.items()]
    return {p.target.code: p.proposed for p in grades(scheme, everyone, {})[0]}


@pytest.mark.parametrize(
    ("total", "grade"),
    [("100", "好"), ("90", "好"), ("89.99", "较好"), ("89.5", "较好"), ("75", "较好"), ("74.99", "一般"), ("0", "差"), ("110", "好")],
)  # fmt: skip
def test_bands_are_half_open(total: str, grade: str) -> None:
    scheme = college(org("A"))
    assert NAMES[band(scheme, D(total))] == grade
    assert proposed(scheme, {"A": total}) == {"A": grade}


ONE = college(*map(org, "ABCDEF"), quotas=(quota("好", "1/3"),))  # 2 places among 6


@pytest.mark.parametrize(
    ("name", "points", "expected"),
    [
        ("the two best", [99, 98, 97, 96, 95, 94], "好好较较较较"),
        ("in whatever order", [94, 95, 96, 97, 98, 99], "较较较较好好"),
        ("fewer reach the band than have places", [99, 80, 70, 60, 50, 40], "好较一一差差"),
        ("two tie for the last place", [99, 98, 98, 90, 80, 70], "好待待较较一"),
        ("three tie for two places", [98, 98, 98, 90, 80, 70], "待待待较较一"),
        ("two tie for two places", [98, 98, 97, 90, 80, 70], "好好较较较一"),
        ("a tie below the line", [99, 98, 97, 97, 80, 70], "好好较较较一"),
        ("all alike", [95, 95, 95, 95, 95, 95], "待待待待待待"),
        ("all alike, below the band", [80, 80, 80, 80, 80, 80], "较较较较较较"),
    ],
)
def test_a_quota(name: str, points: list[int], expected: str) -> None:
    del name  # only for the reader
    short = {"好": "好", "较好": "较", "一般": "一", "差": "差", PENDING: "待"}
    found = proposed(ONE, dict(zip("ABCDEF", points, strict=True)))
    assert "".join(short[grade] for grade in found.values()) == expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([99, 98, 97, 96, 95, 94], ["好", "好", "较好", "一般", "一般", "一般"]),
        # pending between 好 and 较好, whatever room 较好 has
        ([99, 98, 98, 80, 80, 70], ["好", PENDING, PENDING, "一般", "一般", "一般"]),
        # pending between 较好 and 一般, for 好 has no room for them
        ([99, 98, 97, 97, 80, 70], ["好", "好", PENDING, PENDING, "一般", "一般"]),
        ([98, 98, 98, 98, 80, 70], [PENDING, PENDING, PENDING, PENDING, "一般", "一般"]),
    ],
)
def test_two_quotas(points: list[int], expected: list[str]) -> None:
    both = (quota("较好", "1/2"), quota("好", "1/3"))  # 3 and 2 places, in whatever order they are written
    for quotas in (both, both[::-1]):
        found = proposed(replace(ONE, quotas=quotas), dict(zip("ABCDEF", points, strict=True)))
        assert list(found.values()) == expected


def test_a_place_is_not_lost_to_one_who_cannot_keep_it() -> None:
    # A is put among the 一般 by its tier's quota, so that the only 好 of its pool is there for C.
    scheme = college(
        org("A", "T1", "甲"), org("B", "T1", "乙"), org("C", "T2", "甲"),
        quotas=(quota("好", "1/2", base=QuotaBase.POOL, rounding=CEIL), quota("较好", "1/2", tier="T1")),
    )  # fmt: skip
    assert proposed(scheme, {"A": 95, "B": 96, "C": 94}) == {"A": "一般", "B": "好", "C": "好"}


def test_a_place_that_the_committee_may_give_is_not_given_to_another() -> None:
    # A and B tie for the one place above 一般. If A gets it, A also takes the only 好 of its pool.
    scheme = college(
        org("A", "T1", "甲"), org("B", "T1", "乙"), org("C", "T2", "甲"),
        quotas=(quota("好", "1/2", base=QuotaBase.POOL, rounding=CEIL), quota("较好", "1/2", tier="T1")),
    )  # fmt: skip
    found = proposed(scheme, {"A": 99, "B": 99, "C": 98})
    assert (found["A"], found["B"]) == (PENDING, PENDING)
    assert found["C"] != "好"


def test_a_vetoed_target_takes_no_place() -> None:
    scheme = replace(ONE, vetoes=(Veto("F", "处分", "一般"),), veto_records=(VetoRecord("A", "F", "三月"),))
    found = proposed(scheme, dict(zip("ABCDEF", [99, 98, 97, 96, 95, 94], strict=True)))
    assert list(found.values()) == ["一般", "好", "好", "较好", "较好", "较好"]


COMPONENTS = tuple(
    Component(c, "T1", c, D(50), MissingPolicy.REFUSE, tie_order=order) for c, order in (("一", 2), ("二", 1))
)


def tied(scheme: Scheme, code: str, *scores: int | None) -> Total:
    parts = [
        ComponentScore(c, (), None if s is None else F(s)) for c, s in zip(COMPONENTS, scores, strict=True)
    ]
    return plain_total(scheme.organisation(code), D(95), *parts)


@pytest.mark.parametrize(
    ("scores", "ranks", "expected"),
    [
        # compared by 二 first, and only then by 一
        ([(99, 91), (91, 99), (95, 95)], [3, 1, 2], ["较好", "好", "较好"]),
        ([(96, 95), (97, 95), (0, 0)], [2, 1, 3], ["较好", "好", "较好"]),
        ([(95, 95), (95, 95), (0, 0)], [1, 1, 3], [PENDING, PENDING, "较好"]),
        ([(95, None), (95, 0), (95, None)], [2, 1, 2], ["较好", "好", "较好"]),
    ],
)
def test_components_part_ties_where_the_scheme_says_so(
    scores: list[tuple[int | None, int | None]], ranks: list[int], expected: list[str]
) -> None:
    scheme = college(*map(org, "ABC"), components=COMPONENTS, quotas=(quota("好", "1/3"),))
    everyone = [tied(scheme, code, *pair) for code, pair in zip("ABC", scores, strict=True)]
    sharing, _ = grades(scheme, everyone, {})
    assert [(p.rank, p.proposed) for p in sharing] == [(1, PENDING)] * 3
    comparing = replace(scheme, basics=replace(BASICS, tie_policy=TiePolicy.COMPONENTS))
    found, _ = grades(comparing, everyone, {})
    assert [p.rank for p in found] == ranks
    assert [p.proposed for p in found] == expected


def test_components_of_different_tiers_part_no_tie() -> None:
    scheme = college(
        org("A", "T1"), org("B", "T2"), components=COMPONENTS,
        quotas=(quota("好", "1/2", base=QuotaBase.COLLEGE),),
        basics=replace(BASICS, tie_policy=TiePolicy.COMPONENTS),
    )  # fmt: skip
    found, findings = grades(scheme, [tied(scheme, "A", 99, 91), tied(scheme, "B", 91, 99)], {})
    assert [p.proposed for p in found] == [PENDING, PENDING]
    assert [f.code for f in findings] == ["result-tie-on-line"]


def test_a_tie_is_told_with_names_and_places() -> None:
    everyone = [
        plain_total(o, D(p)) for o, p in zip(ONE.organisations, (99, 98, 98, 98, 80, 70), strict=True)
    ]
    proposals, (finding,) = grades(ONE, everyone, {})
    assert finding.message.startswith(
        "第T1层面：B支部、C支部、D支部 总分同为 98，“好”只剩 1 个名额，没有自动取舍。"
    )
    assert all("没有自动取舍" in "".join(p.reasons) for p in proposals if p.proposed == PENDING)


# The same laws over anything that can happen

#: Few different totals, so that many tie, and all near the bands' bounds.
POINTS = st.sampled_from(["95", "92.5", "90", "89.99", "80", "75", "74.99", "59.5"]).map(D)
SHARES = st.sampled_from([F(1, 10), F(1, 4), F(1, 3), F(1, 2), F(2, 3), F(1)])


Conditions = dict[str, tuple[ConditionResult, ...]]


@dataclass(frozen=True)
class Year:
    """A scheme with its totals and what the targets have of the preconditions."""

    scheme: Scheme
    totals: tuple[Total, ...]
    conditions: Conditions

    def run(self) -> tuple[dict[str, GradeProposal], tuple[Finding, ...]]:
        proposals, findings = grades(self.scheme, self.totals, self.conditions)
        return {p.target.code: p for p in proposals}, findings


@st.composite
def quotas_of(draw: st.DrawFn) -> tuple[Quota, ...]:
    def one() -> Quota:
        side = draw(st.sampled_from(QuotaSide))
        grade = draw(st.sampled_from(NAMES[:-1] if side is AT_MOST else NAMES[1:]))
        base, rounding = draw(st.sampled_from(QuotaBase)), draw(st.sampled_from(QuotaRounding))
        return Quota(grade, side, draw(SHARES), base, rounding, draw(st.sampled_from(["", "T1"])))

    return tuple(one() for _ in range(draw(st.integers(0, 3))))


@st.composite
def years(draw: st.DrawFn, *, limits: bool = True, several: bool = True) -> Year:
    """One or two tiers, with pools, ties, and (unless told otherwise) vetoes, preconditions, several quotas."""
    sizes = draw(st.tuples(st.integers(1, 7), st.integers(0, 4 if several else 0)))
    targets = [
        org(f"{tier}{i}", tier, draw(st.sampled_from(["甲", "乙"])))
        for tier, size in zip(("T1", "T2"), sizes, strict=True)
        for i in range(size)
    ]
    quotas = draw(quotas_of()) if several else (quota("好", draw(SHARES)),)
    facts = st.tuples(st.sampled_from([t.code for t in targets]), st.sampled_from("FG"))
    vetoed = draw(st.lists(facts, max_size=3, unique=True)) if limits else []
    condition = Precondition("好", "一", D(80))
    tie_policy = draw(st.sampled_from(TiePolicy))
    scheme = college(
        *targets,
        components=COMPONENTS,
        quotas=quotas,
        vetoes=(Veto("F", "处分", "较好"), Veto("G", "事故", "差")),
        veto_records=tuple(VetoRecord(target, veto, "事实") for target, veto in vetoed),
        preconditions=(condition,) if limits else (),
        basics=replace(BASICS, tie_policy=tie_policy),
    )
    scores = st.sampled_from([F(79), F(80), F(90)])
    everyone = []
    for target in targets:
        points = draw(POINTS | st.none()) if limits else draw(POINTS)
        parts = [ComponentScore(c, (), draw(scores)) for c in COMPONENTS]
        everyone.append(plain_total(target, points, *parts))
    reached: Conditions = {}
    for total in everyone if limits else ():
        reached[total.target.code] = (ConditionResult(condition, total.components[0].score),)
    return Year(scheme, tuple(everyone), reached)


def index(proposal: GradeProposal) -> int:
    """The proposed grade, 0 the best."""
    return NAMES.index(proposal.proposed)


def decided(found: Mapping[str, GradeProposal]) -> list[GradeProposal]:
    return [p for p in found.values() if p.proposed in NAMES]


@LONGER
@given(years())
def test_no_quota_is_exceeded(year: Year) -> None:
    found, _ = year.run()
    for one in year.scheme.quotas:
        for pool in pools(year.scheme, one):
            within = [
                t
                for t in pool.targets
                if found[t.code].proposed in NAMES[: limited_grade(year.scheme, one) + 1]
            ]
            assert len(within) <= places(one, len(pool.targets))


@LONGER
@given(years())
def test_everybody_has_a_grade_no_better_than_band_and_limits_and_a_reason(year: Year) -> None:
    found, _ = year.run()
    caps = {v.code: NAMES.index(v.max_grade) for v in year.scheme.vetoes}
    for total in year.totals:
        proposal = found[total.target.code]
        assert proposal.reasons
        assert (proposal.proposed == UNGRADED) == (total.total is None) == (proposal.rank is None)
        if total.total is None or proposal.proposed == PENDING:
            continue
        assert index(proposal) >= band(year.scheme, total.total)
        for record in year.scheme.veto_records:
            if record.target == total.target.code:
                assert index(proposal) >= caps[record.veto]
                assert any("处分" in r or "事故" in r for r in proposal.reasons)
        if not all(c.met for c in proposal.conditions):
            assert index(proposal) >= 1


@LONGER
@given(years())
def test_who_ties_is_treated_alike(year: Year) -> None:
    found, _ = year.run()
    for a in year.totals:
        for b in year.totals:
            alike = (a.total, a.tier, a.target.pool, a.components) == (
                b.total,
                b.tier,
                b.target.pool,
                b.components,
            )
            if alike and found[a.target.code].limit == found[b.target.code].limit:
                assert found[a.target.code].proposed == found[b.target.code].proposed
                assert found[a.target.code].rank == found[b.target.code].rank
    # Who is pending is so together with another: nobody ties alone.
    pending = Counter(p.total.total for p in found.values() if p.proposed == PENDING)
    assert min(pending.values(), default=2) >= 2


@LONGER
@given(years(several=False))
def test_one_quota_decides_as_a_person_would_with_a_list(year: Year) -> None:
    found, findings = year.run()
    (pool,) = pools(year.scheme, year.scheme.quotas[0])
    room = places(year.scheme.quotas[0], len(pool.targets))
    comparing = year.scheme.basics.tie_policy is TiePolicy.COMPONENTS
    candidates: dict[tuple[object, ...], list[str]] = {}
    for total in year.totals:
        proposal = found[total.target.code]
        if total.total is not None and max(band(year.scheme, total.total), proposal.limit) == 0:
            parts = [total.components[1].score, total.components[0].score] if comparing else []
            candidates.setdefault((total.total, *parts), []).append(total.target.code)
    taken, straddling = 0, []
    for key in sorted(candidates, reverse=True):
        codes = candidates[key]
        before, taken = taken, taken + len(codes)
        expected = "好" if taken <= room else "较好" if before >= room else PENDING
        assert {found[code].proposed for code in codes} == {expected}
        straddling += codes if expected == PENDING else []
    assert {p.target.code for p in found.values() if p.proposed == PENDING} == set(straddling)
    names = "、".join(f"{code}支部" for code in straddling)
    assert [dict(f.context)["targets"] for f in findings] == ([names] if names else [])
    if not straddling:
        assert sum(p.proposed == "好" for p in found.values()) == min(room, taken)


@LONGER
@given(years())
def test_places_are_filled_as_far_as_bands_and_limits_allow(year: Year) -> None:
    quotas = {limited_grade(year.scheme, one): one for one in year.scheme.quotas}
    # Of two quotas on one grade over crossing pools, one may take away what the other gave.
    year = replace(year, scheme=replace(year.scheme, quotas=tuple(quotas.values())))
    found, _ = year.run()
    assume(PENDING not in {p.proposed for p in found.values()})
    for proposal in decided(found):
        if index(proposal) > max(proposal.band or 0, proposal.limit):
            # Moved down: then some quota on the grade above has given all its places to others.
            one = quotas[index(proposal) - 1]
            pool = next(p for p in pools(year.scheme, one) if proposal.target in p.targets)
            above = [t for t in pool.targets if found[t.code].proposed in NAMES[: index(proposal)]]
            assert len(above) == places(one, len(pool.targets))


@LONGER
@given(years(limits=False))
def test_a_better_total_has_no_worse_grade(year: Year) -> None:
    found, _ = year.run()
    for better in found.values():
        for worse in found.values():
            same = better.total.tier == worse.total.tier and better.target.pool == worse.target.pool
            if not same or (better.total.total or 0) <= (worse.total.total or 0):
                continue
            if PENDING not in (better.proposed, worse.proposed):
                assert index(better) <= index(worse)
            elif better.proposed == PENDING and worse.proposed in NAMES:
                # While the better one still waits for a place, the worse one has not been given it.
                assert index(worse) > (better.band or 0)


@LONGER
@given(years(), st.randoms(use_true_random=False))
def test_the_order_of_totals_changes_nothing(year: Year, random: Random) -> None:
    shuffled = replace(year, totals=tuple(random.sample(year.totals, len(year.totals))))
    assert shuffled.run() == year.run()


@LONGER
@given(years(limits=False))
def test_without_quotas_the_bands_decide(year: Year) -> None:
    free = replace(year, scheme=replace(year.scheme, quotas=()))
    found, findings = free.run()
    assert findings == ()
    assert all(index(p) == p.band == band(year.scheme, p.total.total or D(0)) for p in found.values())


@LONGER
@given(years())
def test_ranks_count_who_is_better_within_the_tier(year: Year) -> None:
    found, _ = year.run()
    for tier in year.scheme.tiers:
        ranked = sorted(
            (p for p in found.values() if p.total.tier == tier.code and p.rank), key=lambda p: p.rank or 0
        )
        assert [p.total.total for p in ranked] == sorted(
            (p.total.total or D(0) for p in ranked), reverse=True
        )
        for place, proposal in enumerate(ranked, 1):
            assert proposal.rank is not None
            assert proposal.rank <= place
            assert proposal.rank == place or ranked[place - 2].rank == proposal.rank


# Preconditions


@pytest.mark.parametrize(
    ("marks", "item", "minimum", "score", "met"),
    [
        ([(60, 60, "1"), (20, 40, "2")], "", "80", F(80), True),
        ([(60, 60, "1"), ("19.9", 40, "2")], "", "80", F("79.9"), False),
        ([(60, 60, "1"), (20, 40, "2")], "1", "100", F(100), True),
        ([("59.9", 60, "1"), (40, 40, "2")], "1", "100", F(5990, 60), False),
        ([(0, 0, "1"), (40, 40, "2")], "1", "100", None, False),  # 不适用: nothing to judge by
        ([], "", "1", None, False),
    ],
)
def test_preconditions(
    marks: list[tuple[object, int, str]], item: str, minimum: str, score: Fraction | None, met: bool
) -> None:
    condition = Precondition("好", "一", D(minimum), item)
    scheme = college(
        org("A"), org("B", "T2"),
        components=(Component("一", "T1", "一", D(100), MissingPolicy.FLAG),), panels=(panel("一", "甲"),),
        preconditions=(condition,),
    )  # fmt: skip
    frame = entries([Mark("一", "甲", "R", "A", D(str(s)), full, code) for s, full, code in marks])
    everyone = totals(scheme, frame, {})
    found = judge(scheme, everyone, frame)
    assert found == {"A": (ConditionResult(condition, score),), "B": ()}
    assert found["A"][0].met == met


def test_an_unmet_precondition_closes_its_grade_and_says_so() -> None:
    condition = Precondition("较好", "一", D(80))
    scheme = replace(ONE, components=COMPONENTS, preconditions=(condition,))
    everyone = [plain_total(o, D(99)) for o in scheme.organisations[:2]]
    results: Conditions = {
        "A": (ConditionResult(condition, F("79.994")),),
        "B": (ConditionResult(condition, F(80)),),
    }
    (a, b), _ = grades(scheme, everyone, results)
    assert (a.proposed, b.proposed) == ("一般", "好")
    assert any("没有达到" in reason for reason in a.reasons)
    assert not any("没有达到" in reason for reason in b.reasons)

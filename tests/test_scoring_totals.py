"""From forms to totals: nothing missing counts as 0, rounding where the scheme says, adjustments within their caps."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl.findings import Finding
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import (
    Adjustment,
    AdjustmentKind,
    Aggregation,
    Component,
    Direction,
    MissingPolicy,
    RoundingStage,
    Scheme,
)
from dangjian_xl.scoring.adjustments import Award, adjustments_by_target, apply_adjustments
from dangjian_xl.scoring.assess import assess
from dangjian_xl.scoring.exact import as_decimal, rounded
from dangjian_xl.scoring.grade import UNGRADED
from dangjian_xl.scoring.tree import GradeProposal, Total
from tests.support.scoring import (
    BASICS,
    FEWER,
    SCORES,
    D,
    F,
    Mark,
    college,
    entries,
    grades,
    only,
    org,
    panel,
    totals,
)

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


def awards(scheme: Scheme, target: str) -> tuple[Award, ...]:
    kinds = {kind.code: kind for kind in scheme.adjustment_kinds}
    return apply_adjustments(adjustments_by_target(scheme).get(target, ()), kinds)


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
    applied = awards(scheme, "A")
    assert [str(a.counted.normalize()) for a in applied] == counted
    assert awards(scheme, "B") == ()
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
    applied = awards(scheme, "A")
    assert len(applied) == len(listed)
    for kind in KINDS:
        best: dict[str, Decimal] = {}
        for code, points, award in listed:
            if code == kind.code:
                best[award] = max(best.get(award, D(0)), D(points))
        of_kind = sum((abs(a.counted) for a in applied if a.kind == kind), D(0))
        assert of_kind == min(kind.cap, sum(best.values(), D(0)))
    assert max(Counter(a.registered.award for a in applied if a.counted).values(), default=0) <= 1
    shuffled = awards(adjusted(*random.sample(listed, len(listed))), "A")
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

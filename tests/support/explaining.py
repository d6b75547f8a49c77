"""What must hold of every explanation: its numbers make the total, and no form that was due is left out or told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from statistics import median

from dangjian_xl.as_json.explained import explanation_json
from dangjian_xl.findings import Place
from dangjian_xl.scheme.model import Aggregation, FormKind, RoundingStage, Scheme
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.explain import Explanation, explanations
from dangjian_xl.scoring.outcomes import MARKED, FormOutcome
from dangjian_xl.scoring.tree import ComponentScore, GradeProposal, GroupScore, Total


def all_told(assessment: Assessment) -> list[dict[str, object]]:
    """Every figure and sentence of an assessment: two are the same where this is."""
    return [explanation_json(told) for told in explanations(assessment)]


def half_up(value: Fraction, digits: int) -> Fraction:
    """Rounded as people do by hand."""
    return Fraction(floor(value * 10**digits + Fraction(1, 2)), 10**digits)


def weighted(parts: Sequence[tuple[Decimal, Fraction]]) -> Fraction:
    return sum((Fraction(w) * s for w, s in parts), Fraction(0)) / Fraction(sum(w for w, _ in parts))


def total_of(scheme: Scheme, total: Total) -> Decimal | None:
    """The total computed from a tree's marks and weights alone."""
    basics, scores = scheme.basics, []
    for component in total.components:
        score = _component(scheme, component)
        if score is not None:
            scores.append((component.component.weight, score))
        elif any(g.score is None for g in component.groups) and component.component.missing == "不予计算":
            return None
    if not scores:
        return None
    exact = weighted(scores) + Fraction(sum((a.counted for a in total.adjustments), Decimal(0)))
    if basics.total_cap is not None:
        exact = min(exact, Fraction(basics.total_cap))
    exact = half_up(max(exact, Fraction(0)), basics.digits)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _component(scheme: Scheme, part: ComponentScore) -> Fraction | None:
    scores = [(group.panel.weight, _group(scheme, group)) for group in part.groups]
    present = [(weight, score) for weight, score in scores if score is not None]
    refused = len(present) < len(scores) and part.component.missing == "不予计算"
    if refused or not present:
        return None
    score = weighted(present)
    return (
        score if scheme.basics.rounding_stage is RoundingStage.TOTAL else half_up(score, scheme.basics.digits)
    )


def _group(scheme: Scheme, group: GroupScore) -> Fraction | None:
    forms = [(f.score or 0, f.full or 0) for f in group.of(FormOutcome.COUNTED) if f.full]
    values = [Fraction(100 * score, full) for score, full in forms]
    if not values:
        return None
    if scheme.form(group.panel.form).kind is FormKind.TALLY:
        score = Fraction(100 * sum(s for s, _ in forms), sum(f for _, f in forms))
    elif group.panel.aggregation is Aggregation.MEDIAN:
        score = Fraction(median(values))
    else:
        score = sum(values, Fraction(0)) / len(values)
    return (
        half_up(score, scheme.basics.digits) if scheme.basics.rounding_stage is RoundingStage.GROUP else score
    )


def check_explanation(assessment: Assessment, proposal: GradeProposal, told: Explanation) -> None:
    """Assert both laws, and that nothing leads to a ballot."""
    total = told.proposal.total
    assert told.proposal is proposal
    assert total.total == total_of(assessment.scheme, total)
    expected = assessment.collection.expected
    due = [form for form in expected.values() if proposal.target in form.assignment.targets]
    named = Counter(f.assignment.id for f in due if not f.assignment.anonymous)
    assert (
        Counter(form.form_id for group in total.groups if not group.secret for form in group.forms) == named
    )
    for group in total.groups:
        ballots = [f for f in due if f.assignment.panel == group.panel]
        assert group.due == sum(number for _, number in group.counts)
        assert len(ballots) in (group.due, 0), "panels of a tried scheme may differ"
        if group.secret:
            shown = group.number(*MARKED)
            listed = [form for form in group.forms if form in told.told]
            assert len(listed) in ((shown,) if shown >= 5 else (0,))
        else:
            assert Counter(f.outcome for f in group.forms) == Counter(dict(group.counts))
            assert all(form in told.told for form in group.forms)
    check_secret(assessment, told)


def check_secret(assessment: Assessment, told: Explanation) -> None:
    """Assert that no ballot's token, file name or cell stands anywhere in what is printed of it."""
    lines = [(line.text, str(line.place)) for section in told.sections for line in section.lines]
    everything = repr([explanation_json(told), lines, list(told.told.values())])
    secret = [f.assignment for f in assessment.collection.expected.values() if f.assignment.anonymous]
    assert not [a.id for a in secret if a.rater.code in everything or a.label in everything]
    ids = {a.id for a in secret}
    assert not [f.file for f in assessment.collection.files if f.form_id in ids and f.file in everything]
    ballots = [form for group in told.proposal.total.groups if group.secret for form in group.forms]
    assert not [form for form in ballots if form in told.told and told.told[form] != ("匿名票", Place())]
    assert not [line for section in told.sections for line in section.lines if line.about in ballots]

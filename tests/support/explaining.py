"""What must hold of every explanation: its numbers make the total, and no form that was due is left out or told twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor
from statistics import median

from dangjian_xl.scheme.model import Aggregation, FormKind, RoundingStage, Scheme
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.explained import MARKED, ComponentTold, Explanation, Fate, GroupTold
from dangjian_xl.scoring.grade import GradeProposal


def half_up(value: Fraction, digits: int) -> Fraction:
    """Rounded as people do by hand."""
    return Fraction(floor(value * 10**digits + Fraction(1, 2)), 10**digits)


def weighted(parts: Sequence[tuple[Decimal, Fraction]]) -> Fraction:
    return sum((Fraction(w) * s for w, s in parts), Fraction(0)) / Fraction(sum(w for w, _ in parts))


def total_of(scheme: Scheme, told: Explanation) -> Decimal | None:
    """The total computed from an explanation's marks and weights alone."""
    basics, scores = scheme.basics, []
    for component in told.components:
        score = _component(scheme, component)
        if score is not None:
            scores.append((component.component.weight, score))
        elif any(g.score is None for g in component.groups) and component.component.missing == "不予计算":
            return None
    if not scores:
        return None
    total = weighted(scores) + Fraction(sum((a.applied.counted for a in told.adjustments), Decimal(0)))
    if basics.total_cap is not None:
        total = min(total, Fraction(basics.total_cap))
    exact = half_up(max(total, Fraction(0)), basics.digits)
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _component(scheme: Scheme, told: ComponentTold) -> Fraction | None:
    scores = [(group.panel.weight, _group(scheme, group)) for group in told.groups]
    present = [(weight, score) for weight, score in scores if score is not None]
    refused = len(present) < len(scores) and told.component.missing == "不予计算"
    if refused or not present:
        return None
    score = weighted(present)
    return (
        score if scheme.basics.rounding_stage is RoundingStage.TOTAL else half_up(score, scheme.basics.digits)
    )


def _group(scheme: Scheme, told: GroupTold) -> Fraction | None:
    if told.ballots and not told.forms:
        return told.score  # too few to be shown one by one
    forms = told.of(Fate.COUNTED)
    values = [form.percent for form in forms if form.percent is not None]
    if not values:
        return None
    if scheme.form(told.panel.form).kind is FormKind.TALLY:
        score = Fraction(100 * sum(f.score or 0 for f in forms), sum(f.full or 0 for f in forms))
    elif told.panel.aggregation is Aggregation.MEDIAN:
        score = Fraction(median(values))
    else:
        score = sum(values, Fraction(0)) / len(values)
    return (
        half_up(score, scheme.basics.digits) if scheme.basics.rounding_stage is RoundingStage.GROUP else score
    )


def check_explanation(assessment: Assessment, proposal: GradeProposal, told: Explanation) -> None:
    """Assert both laws, and that nothing leads to a ballot."""
    assert told.total == proposal.total.total == total_of(assessment.scheme, told)
    assert told.proposed == proposal.proposed
    expected = assessment.collection.expected
    due = [form for form in expected.values() if told.target in form.assignment.targets]
    named = Counter(f.assignment.id for f in due if not f.assignment.anonymous)
    assert (
        Counter(form.form_id for group in told.groups if not group.ballots for form in group.forms) == named
    )
    for group in told.groups:
        ballots = [f for f in due if f.assignment.panel == group.panel]
        assert group.due == sum(number for _, number in group.counts)
        assert len(ballots) in (group.due, 0), "panels of a tried scheme may differ"
        if group.ballots:
            shown = group.number(*MARKED)
            assert len(group.forms) in ((shown,) if shown >= 5 else (0,))
        else:
            assert Counter(f.fate for f in group.forms) == Counter(dict(group.counts))
    check_secret(assessment, told)


def check_secret(assessment: Assessment, told: Explanation) -> None:
    """Assert that no ballot's token, file name or cell stands anywhere in it."""
    everything = repr(told)
    secret = [f.assignment for f in assessment.collection.expected.values() if f.assignment.anonymous]
    assert not [a.id for a in secret if a.rater.code in everything or a.label in everything]
    ids = {a.id for a in secret}
    assert not [f.file for f in assessment.collection.files if f.form_id in ids and f.file in everything]
    ballots = [form for group in told.groups if group.ballots for form in group.forms]
    assert not [form for form in ballots if form.form_id or str(form.place) or form.answers]

"""Accepted answers -> form scores -> group scores -> component scores -> totals, per target, with what was missing.

All scores are fractions on a scale of 100; they are rounded from the stage on that the scheme names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.scheme.model import (
    Aggregation,
    Component,
    Direction,
    FormKind,
    MissingPolicy,
    Organisation,
    Panel,
    RoundingStage,
    Scheme,
)
from dangjian_xl.scoring.exact import as_decimal, mean, median, rounded, weighted

#: Component, rater group, target.
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class FormScore:
    """One form's marks for one target, in ticks. `full` leaves out what was 不适用; 0 means nothing applied."""

    form_id: str
    rater: str
    score: int
    full: int

    @property
    def percent(self) -> Fraction:
        """Marks of 100."""
        return Fraction(100 * self.score, self.full)


@dataclass(frozen=True, slots=True)
class GroupScore:
    """What a rater group says of a target. `due` forms were issued; `dropped` are ids left out as highest and lowest.

    `void`: how many came back and are void by the scheme's rules.
    """

    panel: Panel
    forms: tuple[FormScore, ...]
    due: int
    dropped: frozenset[str]
    score: Fraction | None
    void: int = 0

    @property
    def valid(self) -> int:
        """How many forms say something of the target."""
        return sum(1 for form in self.forms if form.full)

    @property
    def silent(self) -> int:
        """How many forms came back and say that nothing applies to the target."""
        return len(self.forms) - self.valid

    @property
    def back(self) -> int:
        """How many forms came back and can be read: those that count, are void, or say that nothing applies."""
        return len(self.forms) + self.void


@dataclass(frozen=True, slots=True)
class ComponentScore:
    """A component's score for a target; None where no group returned anything, or a group is missing and refused."""

    component: Component
    groups: tuple[GroupScore, ...]
    score: Fraction | None

    @property
    def missing(self) -> tuple[GroupScore, ...]:
        """Groups without a single valid form."""
        return tuple(g for g in self.groups if g.score is None)

    @property
    def refused(self) -> bool:
        """Whether something is missing here and the scheme says that then there is no total."""
        return bool(self.missing) and self.component.missing is MissingPolicy.REFUSE


@dataclass(frozen=True, slots=True)
class AppliedAdjustment:
    """One registered adjustment and what of it counts, in signed points (0 where the award was counted already).

    `repeated`: it was; where it was not and less counts than is registered, the cap of its kind was reached.
    """

    kind: str
    award: str
    registered: Decimal
    counted: Decimal
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """A target's total; None where it cannot be computed. `exact` is before rounding and cap, adjustments included."""

    tier: str
    target: Organisation
    components: tuple[ComponentScore, ...]
    adjustments: tuple[AppliedAdjustment, ...]
    exact: Fraction | None
    total: Decimal | None

    @property
    def adjustment(self) -> Decimal:
        """Sum of what the adjustments count."""
        return sum((a.counted for a in self.adjustments), Decimal(0))


@dataclass(frozen=True, slots=True)
class _Forms:
    """By (component, rater group, target): the marks of each accepted form, how many forms were issued, how many are void."""

    scores: Mapping[_Key, Sequence[FormScore]]
    due: Mapping[_Key, int]
    void: Mapping[_Key, int]


def totals(
    scheme: Scheme,
    entries: pd.DataFrame,
    expected: Mapping[str, IssuedForm],
    void: AbstractSet[str] = frozenset(),
) -> tuple[Total, ...]:
    """Every target's total, by tier and in the scheme's order. `entries`: accepted forms (columns: returns.table).

    `void`: ids of the forms that the scheme's rules make void.
    """
    numbers: dict[bool, Counter[_Key]] = {True: Counter(), False: Counter()}
    for form_id, form in expected.items():
        for target in form.assignment.targets:
            key = (form.assignment.component.code, form.assignment.panel.group, target.code)
            numbers[False][key] += 1
            numbers[True][key] += form_id in void
    numbers[True].update(_void_votes(entries))
    forms = _Forms(form_scores(entries), numbers[False], numbers[True])
    return tuple(
        _total(scheme, target, forms) for tier in scheme.tiers for target in scheme.targets(tier.code)
    )


def _void_votes(entries: pd.DataFrame) -> Counter[_Key]:
    """How many tally sheets' votes on each target are void: asked for, there, and without marks."""
    votes = entries[(entries["kind"] == FormKind.TALLY) & entries["marked"]]
    keys = ["component", "rater_group", "target", "form_id"]
    whole = votes["full"].isna().groupby([votes[key] for key in keys], sort=False, observed=True).all()
    return Counter((component, group, target) for component, group, target, _ in whole[whole].index)


def form_scores(entries: pd.DataFrame) -> dict[tuple[str, str, str], list[FormScore]]:
    """Marks of each form by (component, rater group, target), in the order of the entries."""
    marked = entries[entries["full"].notna()]
    keys = ["component", "rater_group", "target", "form_id", "rater"]
    sums = marked.groupby(keys, sort=False, observed=True)[["score", "full"]].sum()
    scores: dict[tuple[str, str, str], list[FormScore]] = {}
    for (component, group, target, form_id, rater), score, full in zip(
        sums.index, sums["score"], sums["full"], strict=True
    ):
        scores.setdefault((component, group, target), []).append(
            FormScore(form_id, rater, int(score), int(full))
        )
    return scores


def _total(scheme: Scheme, target: Organisation, forms: _Forms) -> Total:
    components = tuple(_component(scheme, c, target, forms) for c in scheme.components_of(target.tier))
    adjustments = applied_adjustments(scheme, target.code)
    counted = [(c.component.weight, c.score) for c in components if c.score is not None]
    if not counted or any(c.refused for c in components):
        return Total(target.tier, target, components, adjustments, None, None)
    exact = weighted(counted) + Fraction(sum((a.counted for a in adjustments), Decimal(0)))
    cap = scheme.basics.total_cap
    within = max(Fraction(0), min(exact, Fraction(cap)) if cap is not None else exact)
    return Total(
        target.tier, target, components, adjustments, exact, as_decimal(within, scheme.basics.digits)
    )


def _component(scheme: Scheme, component: Component, target: Organisation, forms: _Forms) -> ComponentScore:
    groups = []
    for panel in scheme.counted_panels(component.code):
        key = (component.code, panel.group, target.code)
        group = _group(scheme, panel, forms.scores.get(key, ()), forms.due.get(key, 0))
        groups.append(replace(group, void=forms.void.get(key, 0)))
    counted = [(g.panel.weight, g.score) for g in groups if g.score is not None]
    refused = len(counted) < len(groups) and component.missing is MissingPolicy.REFUSE
    score = weighted(counted) if counted and not refused else None
    if score is not None and scheme.basics.rounding_stage is not RoundingStage.TOTAL:
        score = rounded(score, scheme.basics.digits)
    return ComponentScore(component, tuple(groups), score)


def _group(scheme: Scheme, panel: Panel, forms: Sequence[FormScore], due: int) -> GroupScore:
    # A form on which everything was 不适用 says nothing of the target.
    valid = [f for f in forms if f.full]
    if not valid:
        return GroupScore(panel, tuple(forms), due, frozenset(), None)
    dropped = dropped_of(panel, valid)
    score = combined(scheme, panel, [f for f in valid if f.form_id not in dropped])
    if scheme.basics.rounding_stage is RoundingStage.GROUP:
        score = rounded(score, scheme.basics.digits)
    return GroupScore(panel, tuple(forms), due, dropped, score)


def method(scheme: Scheme, panel: Panel) -> str:
    """How a panel's forms become one score, in words."""
    tally = scheme.form(panel.form).kind is FormKind.TALLY
    return "各表票数合计" if tally else str(panel.aggregation)


def combined(scheme: Scheme, panel: Panel, kept: Sequence[FormScore]) -> Fraction:
    """The score, not yet rounded, that a panel's forms make: at least one, without those left out as highest and lowest."""
    if scheme.form(panel.form).kind is FormKind.TALLY:
        # Each sheet counts for as many as voted: two rooms of one meeting are one vote.
        return Fraction(100 * sum(f.score for f in kept), sum(f.full for f in kept))
    values = [f.percent for f in kept]
    return median(values) if panel.aggregation is Aggregation.MEDIAN else mean(values)


def dropped_of(panel: Panel, valid: Sequence[FormScore]) -> frozenset[str]:
    """Ids of the forms left out as highest and lowest, of forms with full marks; of equal ones the first."""
    if panel.aggregation is not Aggregation.TRIMMED or len(valid) <= (panel.trim_above or 0):
        return frozenset()
    kept = list(valid)
    kept.remove(max(kept, key=lambda f: f.percent))
    kept.remove(min(kept, key=lambda f: f.percent))
    return frozenset(f.form_id for f in valid) - {f.form_id for f in kept}


def applied_adjustments(scheme: Scheme, target: str) -> tuple[AppliedAdjustment, ...]:
    """What counts of a target's registered adjustments: the same award once a direction (the highest), each kind up to its cap."""
    kinds = {k.code: k for k in scheme.adjustment_kinds}
    registered = [a for a in scheme.adjustments if a.target == target]
    best: dict[tuple[Direction, str], int] = {}
    for index, adjustment in enumerate(registered):
        award = (kinds[adjustment.kind].direction, adjustment.award)
        held = best.setdefault(award, index)
        if adjustment.points > registered[held].points:
            best[award] = index
    left = {k.code: k.cap for k in scheme.adjustment_kinds}
    applied = []
    for index, adjustment in enumerate(registered):
        repeated = index not in best.values()
        points = Decimal(0) if repeated else min(adjustment.points, left[adjustment.kind])
        left[adjustment.kind] -= points
        kind = kinds[adjustment.kind]
        signed = points if kind.direction is Direction.BONUS else -points
        applied.append(AppliedAdjustment(kind.name, adjustment.award, adjustment.points, signed, repeated))
    return tuple(applied)

"""Who gave whom which score, panel by panel: what says something of the raters, without self-assessments and tallies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dangjian_xl.scheme.model import (
    Component,
    FormKind,
    Organisation,
    Panel,
    Rater,
    RaterGroup,
    Scheme,
    Scope,
)
from dangjian_xl.scoring.tree import GradeProposal, GroupScore


@dataclass(frozen=True, slots=True)
class Rating:
    """One form's score of a target, of 100."""

    target: Organisation
    rater: Rater
    form_id: str
    score: Fraction


@dataclass(frozen=True, slots=True)
class NamedPanel:
    """A rater group's scores in a component, raters by name; `raters` and `targets` in the scheme's order."""

    component: Component
    group: RaterGroup
    panel: Panel
    raters: tuple[Rater, ...]
    targets: tuple[Organisation, ...]
    ratings: tuple[Rating, ...]


@dataclass(frozen=True, slots=True)
class BallotScores:
    """What ballots without names say of a target, of 100, in ascending order: nothing else of them may be known."""

    component: Component
    group: RaterGroup
    target: Organisation
    scores: tuple[Fraction, ...]


def named_panels(scheme: Scheme, proposals: Sequence[GradeProposal]) -> tuple[NamedPanel, ...]:
    """The panels whose raters are known by name and of whom a form counts, in the scheme's order."""
    found, by_code = [], {rater.code: rater for rater in scheme.raters}
    for component, panel, groups in _panels(scheme, proposals):
        group = scheme.group(panel.group)
        if group.ballots:
            continue
        ratings = tuple(r for target, score in groups for r in _ratings(by_code, target, score))
        if ratings:
            raters = {r.rater.code for r in ratings}
            targets = {r.target.code for r in ratings}
            found.append(
                NamedPanel(
                    component,
                    group,
                    panel,
                    tuple(r for r in scheme.raters if r.code in raters),
                    tuple(t for t in scheme.organisations if t.code in targets),
                    ratings,
                )
            )
    return tuple(found)


def ballot_scores(scheme: Scheme, proposals: Sequence[GradeProposal]) -> tuple[BallotScores, ...]:
    """The scores of every target that ballots without names say something of, in the scheme's order."""
    return tuple(
        BallotScores(component, group, target, tuple(sorted(f.percent for f in score.forms if f.full)))
        for component, panel, groups in _panels(scheme, proposals)
        if (group := scheme.group(panel.group)).ballots
        for target, score in groups
        if score.valid
    )


def _panels(
    scheme: Scheme, proposals: Sequence[GradeProposal]
) -> list[tuple[Component, Panel, list[tuple[Organisation, GroupScore]]]]:
    """Every panel that counts, but for tallies and self-assessments, with its score of each target."""
    found: dict[tuple[str, str], tuple[Component, Panel, list[tuple[Organisation, GroupScore]]]] = {}
    for proposal in proposals:
        for part in proposal.total.components:
            for score in part.groups:
                panel = score.panel
                tally = scheme.form(panel.form).kind is FormKind.TALLY
                if tally or panel.scope is Scope.SELF:
                    continue
                key = (panel.component, panel.group)
                found.setdefault(key, (part.component, panel, []))[2].append((proposal.target, score))
    return list(found.values())


def _ratings(raters: Mapping[str, Rater], target: Organisation, score: GroupScore) -> list[Rating]:
    """The forms that say something of a target; what a unit says of itself is no rating."""
    rated = [(raters[form.rater], form) for form in score.forms if form.full]
    return [
        Rating(target, rater, form.form_id, form.percent)
        for rater, form in rated
        if rater.organisation != target.code
    ]

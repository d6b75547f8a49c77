"""Whom a rater rates, and so which forms a panel hands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import assert_never

from dangjian_xl.same import Same
from dangjian_xl.scheme.model import Component, Organisation, Panel, Rater, Scheme, Scope


@dataclass(frozen=True, slots=True)
class Paper:
    """One form that a panel hands out, or several alike: who fills it in, as people call them, and the targets on it."""

    filled_by: str
    targets: tuple[Organisation, ...]
    copies: int = 1


def papers(scheme: Scheme, panel: Panel) -> tuple[Paper, ...]:
    """All forms of a panel in the raters' order, the ballots without names as one; raters with nobody to rate get none."""
    component, group = scheme.component(panel.component), scheme.group(panel.group)
    if group.ballots:
        found = [Paper(group.name, scheme.targets(component.tier), group.ballots)]
    else:
        raters = [r for r in scheme.raters if r.group == panel.group]
        found = [Paper(r.name, rated_by(scheme, component, panel, r)) for r in raters]
    return tuple(paper for paper in found if paper.targets)


def forms_about(scheme: Scheme, panel: Panel) -> dict[str, int]:
    """How many forms of a panel there are about each target, by its code; a target of none is left out."""
    numbers: Counter[str] = Counter()
    for paper in papers(scheme, panel):
        for target in paper.targets:
            numbers[target.code] += paper.copies
    return dict(numbers)


def rated_by(scheme: Scheme, component: Component, panel: Panel, rater: Rater) -> tuple[Organisation, ...]:
    """The targets that a rater fills in a panel's form about; the own organisation only where the scope names it."""
    own = rater.organisation
    of_tier = scheme.targets(component.tier)
    others = (t for t in of_tier if t.code != own)
    match panel.scope:
        case Scope.ALL:
            return tuple(others)
        case Scope.SUBORDINATES:
            return tuple(t for t in others if own and t.superior == own)
        case Scope.VISITS:
            visited = _visited(Same(scheme)).get(rater.code, frozenset())
            return tuple(t for t in others if t.code in visited)
        case Scope.SELF:
            return tuple(t for t in of_tier if own and t.code == own)
        case Scope.FAMILY:
            # A list of one's own people: of whatever tier.
            return tuple(o for o in scheme.organisations if own and own in (o.code, o.superior))
        case _:
            assert_never(panel.scope)


@lru_cache(maxsize=4)
def _visited(scheme: Same[Scheme]) -> Mapping[str, frozenset[str]]:
    """Whom each rater visits, by code."""
    found: dict[str, set[str]] = {}
    for visit in scheme.of.visits:
        found.setdefault(visit.rater, set()).add(visit.target)
    return {rater: frozenset(targets) for rater, targets in found.items()}

"""Whom a rater rates."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from dangjian_xl.same import Same
from dangjian_xl.scheme.model import Component, Organisation, Panel, Rater, Scheme, Scope


def rated_by(scheme: Scheme, component: Component, panel: Panel, rater: Rater) -> tuple[Organisation, ...]:
    """The targets that a rater fills in a panel's form about; the own organisation only where the scope names it."""
    own = rater.organisation
    if panel.scope is Scope.SELF:
        return tuple(t for t in scheme.targets(component.tier) if own and t.code == own)
    if panel.scope is Scope.FAMILY:
        # A list of one's own people: of whatever tier.
        return tuple(o for o in scheme.organisations if own and own in (o.code, o.superior))
    targets = [t for t in scheme.targets(component.tier) if t.code != own]
    if panel.scope is Scope.SUBORDINATES:
        return tuple(t for t in targets if own and t.superior == own)
    if panel.scope is Scope.VISITS:
        visited = _visited(Same(scheme)).get(rater.code, frozenset())
        return tuple(t for t in targets if t.code in visited)
    return tuple(targets)


@lru_cache(maxsize=4)
def _visited(scheme: Same[Scheme]) -> Mapping[str, frozenset[str]]:
    """Whom each rater visits, by code."""
    found: dict[str, set[str]] = {}
    for visit in scheme.of.visits:
        found.setdefault(visit.rater, set()).add(visit.target)
    return {rater: frozenset(targets) for rater, targets in found.items()}

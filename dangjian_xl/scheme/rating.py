"""Whom a rater rates."""

from __future__ import annotations

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
        visited = {v.target for v in scheme.visits if v.rater == rater.code}
        return tuple(t for t in targets if t.code in visited)
    return tuple(targets)

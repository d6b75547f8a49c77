"""Inconsistencies of organisations, raters, who rates whom, and visits."""

from __future__ import annotations

from collections.abc import Iterator

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import Rater, Scheme, Scope
from dangjian_xl.scheme.parse import Places


def organisations(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Targets without a reporter; superiors that go in a circle."""
    superior = {o.code: o.superior for o in scheme.organisations}
    told: set[str] = set()
    for index, organisation in enumerate(scheme.organisations):
        if organisation.tier and not organisation.reporter:
            place = where.of("organisations", index, "secretary")
            yield Finding.of("scheme-no-reporter", place, name=organisation.name)
        path = [organisation.code]
        while (upper := superior.get(path[-1], "")) and upper not in path:
            path.append(upper)
        if upper == organisation.code and upper not in told:
            told |= set(path)
            circle = "→".join([*path, upper])
            yield Finding.of(
                "scheme-circular-superior", where.of("organisations", index, "superior"), circle=circle
            )


def raters(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Groups without raters, raters of one name, raters by subordination without an organisation."""
    groups = {r.group for r in scheme.raters}
    for index, panel in enumerate(scheme.panels):
        if panel.group not in groups:
            name = scheme.group(panel.group).name
            yield Finding.of("scheme-group-without-raters", where.of("panels", index, "group"), group=name)
    scopes = {p.group: p.scope for p in scheme.panels if p.scope is Scope.SUBORDINATES}
    first: dict[str, int] = {}
    for index, rater in enumerate(scheme.raters):
        if rater.name in first:
            place = where.of("raters", index, "name")
            yield Finding.of(
                "scheme-rater-name-twice",
                place,
                name=rater.name,
                first=where.row("raters", first[rater.name]),
            )
        first.setdefault(rater.name, index)
        if rater.group in scopes and not rater.organisation:
            place = where.of("raters", index, "organisation")
            yield Finding.of(
                "scheme-rater-without-organisation", place, rater=rater.name, scope=scopes[rater.group]
            )


def coverage(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Targets that nobody of a panel rates."""
    visited = {(v.rater, v.target) for v in scheme.visits}
    for index, panel in enumerate(scheme.panels):
        members = [r for r in scheme.raters if r.group == panel.group]
        component = scheme.component(panel.component)
        for target in scheme.targets(component.tier) if members else ():
            if panel.scope is Scope.ALL:
                rated = any(r.organisation != target.code for r in members)
            elif panel.scope is Scope.SUBORDINATES:
                rated = any(r.organisation and r.organisation == target.superior for r in members)
            else:
                rated = any(
                    (r.code, target.code) in visited and r.organisation != target.code for r in members
                )
            if not rated:
                context = {"component": component.name, "group": scheme.group(panel.group).name}
                yield Finding.of(
                    "scheme-target-unrated", where.of("panels", index, "scope"), target=target.name, **context
                )


def visits(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Visits that DOMAIN.md's cross-inspection rules forbid, and visits that lead to no form."""
    own = {r.code: r.organisation for r in scheme.raters}
    superior = {o.code: o.superior for o in scheme.organisations}
    pairs = {(own[v.rater], v.target) for v in scheme.visits if own[v.rater]}
    for index, visit in enumerate(scheme.visits):
        rater, home = scheme.rater(visit.rater), own[visit.rater]
        target = scheme.organisation(visit.target)
        place = where.of("visits", index, "target")
        if home == visit.target:
            yield Finding.of("scheme-visit-self", place, rater=rater.name, target=target.name)
        elif home and (superior[home] == visit.target or superior[visit.target] == home):
            context = {"organisation": scheme.organisation(home).name, "target": target.name}
            yield Finding.of("scheme-visit-related", place, rater=rater.name, **context)
        elif home and (visit.target, home) in pairs:
            yield Finding.of("scheme-visit-mutual", place, rater=rater.name, other=target.name)
        if not _used(scheme, rater, target.tier):
            place = where.of("visits", index, "rater")
            yield Finding.of("scheme-visit-unused", place, rater=rater.name, target=target.name)


def _used(scheme: Scheme, rater: Rater, tier: str) -> bool:
    """Whether some panel sends this rater to visit targets of this tier."""
    return any(
        p.scope is Scope.VISITS and p.group == rater.group and scheme.component(p.component).tier == tier
        for p in scheme.panels
    )

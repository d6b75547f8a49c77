"""Inconsistencies of organisations, raters, who rates whom, and visits."""

from __future__ import annotations

from collections.abc import Iterator

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import LEAST_SHOWN, Level, Rater, Scheme, Scope
from dangjian_xl.scheme.parse import Places
from dangjian_xl.scheme.rating import rated_by

#: By these a rater without an organisation has nobody to rate.
_BY_ORGANISATION = frozenset({Scope.SUBORDINATES, Scope.SELF, Scope.FAMILY})


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
    """Groups without raters, raters by subordination without an organisation."""
    groups = {r.group for r in scheme.raters}
    for index, panel in enumerate(scheme.panels):
        group = scheme.group(panel.group)
        if panel.group not in groups and not group.ballots:
            place = where.of("panels", index, "group")
            yield Finding.of("scheme-group-without-raters", place, group=group.name)
    scopes = {p.group: p.scope for p in scheme.panels if p.scope in _BY_ORGANISATION}
    for index, rater in enumerate(scheme.raters):
        if rater.group in scopes and not rater.organisation:
            place = where.of("raters", index, "organisation")
            yield Finding.of(
                "scheme-rater-without-organisation", place, rater=rater.name, scope=scopes[rater.group]
            )


def ballots(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Anonymous groups that name their raters, that would have to know whom a ballot comes from, or that are small."""
    for index, group in enumerate(scheme.groups):
        place = where.of("groups", index, "ballots")
        named = sum(r.group == group.code for r in scheme.raters)
        if group.ballots and named:
            context = {"ballots": group.ballots, "count": named}
            yield Finding.of("scheme-ballots-named", place, group=group.name, **context)
        if group.ballots and group.ballots < LEAST_SHOWN:
            context = {"ballots": group.ballots, "least": LEAST_SHOWN}
            yield Finding.of("scheme-ballots-few", place, group=group.name, **context)
    for index, panel in enumerate(scheme.panels):
        group = scheme.group(panel.group)
        if group.ballots and panel.scope is not Scope.ALL:
            place = where.of("panels", index, "scope")
            yield Finding.of(
                "scheme-ballots-scope", place, group=group.name, scope=panel.scope, all=Scope.ALL
            )


def idle(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Groups in no panel, and raters of a panel who have nobody to rate."""
    used = {p.group for p in scheme.panels}
    for index, group in enumerate(scheme.groups):
        if group.code not in used:
            yield Finding.of("scheme-group-unused", where.of("groups", index, "code"), group=group.name)
    for index, rater in enumerate(scheme.raters):
        panels = [p for p in scheme.panels if p.group == rater.group]
        rated = any(rated_by(scheme, scheme.component(p.component), p, rater) for p in panels)
        # Whose organisation is missing was told already.
        lacking = not rater.organisation and any(p.scope in _BY_ORGANISATION for p in panels)
        unplanned = not scheme.visits and any(p.scope is Scope.VISITS for p in panels)
        if panels and not rated and not lacking and not unplanned:
            yield Finding.of("scheme-rater-idle", where.of("raters", index, "code"), rater=rater.name)


def names(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Names that stand twice where forms and lists show nothing else to tell them apart."""
    tables: tuple[tuple[str, str, str], ...] = (
        ("tiers", "name", ""),
        ("organisations", "name", ""),
        ("groups", "name", ""),
        ("raters", "name", ""),
        ("components", "name", "tier"),
        ("items", "text", "form"),
    )
    for table, field, within in tables:
        first: dict[tuple[str, str], int] = {}
        for index, record in enumerate(getattr(scheme, table)):
            key = (getattr(record, within) if within else "", getattr(record, field))
            if key in first:
                row = where.row(table, first[key])
                yield Finding.of("scheme-name-twice", where.of(table, index, field), name=key[1], first=row)
            first.setdefault(key, index)


def coverage(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Targets that nobody of a panel rates. Where a rule says how visits are planned, the schedule's own check tells who is left."""
    ruled = {rule.component for rule in scheme.inspection_rules}
    for index, panel in enumerate(scheme.panels):
        members = [r for r in scheme.raters if r.group == panel.group]
        component = scheme.component(panel.component)
        if component.level is Level.UNIT:
            continue
        codes = {r.code for r in members}
        if members and panel.scope is Scope.VISITS and not any(v.rater in codes for v in scheme.visits):
            context = {"component": component.name, "group": scheme.group(panel.group).name}
            yield Finding.of("scheme-visits-unplanned", where.of("panels", index, "scope"), **context)
            continue
        if panel.scope is Scope.VISITS and panel.component in ruled:
            continue
        rated = {t.code for r in members for t in rated_by(scheme, component, panel, r)}
        for target in scheme.targets(component.tier) if members else ():
            if target.code not in rated:
                context = {"component": component.name, "group": scheme.group(panel.group).name}
                place = where.of("panels", index, "scope")
                yield Finding.of("scheme-target-unrated", place, target=target.name, **context)


def visits(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Visits that are forbidden (docs/sources.md: nobody inspects itself, its superior or branch, or its own inspector), and visits that lead to no form."""
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

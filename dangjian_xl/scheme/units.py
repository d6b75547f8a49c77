"""Two levels: which units assess their own branches, the scheme that each of them gets, and what a college's scheme lacks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dangjian_xl.findings import Finding, Place
from dangjian_xl.scheme.check import check
from dangjian_xl.scheme.codecs import Code, RefusedValueError
from dangjian_xl.scheme.model import Basics, Component, Level, Organisation, Quota, QuotaBase, Rater, Scheme
from dangjian_xl.scheme.parse import Places

#: Of several limits on the same grade, whose base is nearest to one unit: the others are the college's to apply.
_NEAREST = (QuotaBase.POOL, QuotaBase.TIER, QuotaBase.COLLEGE)


def units(scheme: Scheme) -> tuple[Organisation, ...]:
    """The organisations that run components for their own branches, in the scheme's order."""
    superiors = {target.superior for target in _targets(scheme)}
    return tuple(o for o in scheme.organisations if o.code in superiors)


def cut(scheme: Scheme, unit: Organisation) -> Scheme:
    """A unit's own scheme: its branches are the targets, what the college leaves to units is run by it.

    Raters without an organisation are everybody's and stay; those of other units are left out. The college's own
    components, the form in which the unit reports to it included, are no part of it. Neither is what the college adds
    or takes off: its own totals have that, and it must not count twice.
    """
    targets = tuple(t for t in _targets(scheme) if t.superior == unit.code)
    codes = {t.code for t in targets}
    tiers = {t.tier for t in targets}
    own = tuple(c for c in _components(scheme) if c.tier in tiers)
    components = {c.code for c in own}
    panels = tuple(p for p in scheme.panels if p.component in components)
    groups, forms = {p.group for p in panels}, {p.form for p in panels}
    raters = tuple(r for r in scheme.raters if r.group in groups and _belongs(r, unit, codes))
    people = {r.code for r in raters}
    rules = tuple(replace(r, penalty_kind="", penalty=None) for r in scheme.report_rules if r.tier in tiers)
    stages = {c.stage for c in own} | {r.stage for r in rules}
    here = replace(unit, tier="", superior="")
    return replace(
        scheme,
        basics=_basics(scheme, unit),
        tiers=tuple(t for t in scheme.tiers if t.code in tiers),
        organisations=(here, *targets),
        groups=tuple(g for g in scheme.groups if g.code in groups),
        raters=raters,
        components=tuple(replace(c, level=Level.COLLEGE) for c in own),
        panels=panels,
        forms=tuple(f for f in scheme.forms if f.code in forms),
        items=tuple(i for i in scheme.items if i.form in forms),
        quotas=tuple(q for tier in scheme.tiers if tier.code in tiers for q in _quotas(scheme, tier.code)),
        veto_records=tuple(v for v in scheme.veto_records if v.target in codes),
        preconditions=tuple(p for p in scheme.preconditions if p.component in components),
        adjustments=(),
        visits=tuple(v for v in scheme.visits if v.rater in people and v.target in codes),
        inspection_rules=tuple(r for r in scheme.inspection_rules if r.component in components),
        exclusions=tuple(e for e in scheme.exclusions if e.rater in people and e.target in codes),
        past_visits=tuple(p for p in scheme.past_visits if {p.inspector, p.target} <= codes | {unit.code}),
        sessions=tuple(s for s in scheme.sessions if s.tier in tiers),
        report_rules=rules,
        report_parts=tuple(p for p in scheme.report_parts if p.tier in tiers),
        stages=tuple(s for s in scheme.stages if s.code in stages),
        # The college's papers are its own.
        settings=(),
        past_problems=tuple(p for p in scheme.past_problems if p.target in codes),
    )


def _components(scheme: Scheme) -> tuple[Component, ...]:
    return tuple(c for c in scheme.components if c.level is Level.UNIT)


def _targets(scheme: Scheme) -> tuple[Organisation, ...]:
    """Who is assessed in a tier in which units run something."""
    tiers = {c.tier for c in _components(scheme)}
    return tuple(o for o in scheme.organisations if o.tier and o.tier in tiers)


def _belongs(rater: Rater, unit: Organisation, targets: set[str]) -> bool:
    return not rater.organisation or rater.organisation == unit.code or rater.organisation in targets


def _basics(scheme: Scheme, unit: Organisation) -> Basics:
    basics = scheme.basics
    title = f"{basics.title}（{unit.name}）"
    return replace(basics, code=f"{basics.code}-{unit.code}", title=title, department=unit.name)


def _quotas(scheme: Scheme, tier: str) -> Iterator[Quota]:
    """A tier's limits as they hold within one unit, whose branches are the whole tier there."""
    limits = [q for q in scheme.quotas if q.tier in ("", tier)]
    for quota in limits:
        same = [q for q in limits if (q.grade, q.side) == (quota.grade, quota.side)]
        if quota is min(same, key=lambda q: _NEAREST.index(q.base)):
            yield replace(quota, base=QuotaBase.TIER, tier=tier)


def flaws(scheme: Scheme, places: Places | None = None) -> Iterator[Finding]:
    """What a sound scheme of the college lacks, or has too much of, for its units' schemes to be sound."""
    where = places or Places()
    for target in _targets(scheme):
        if not target.superior:
            place = where.of("organisations", scheme.organisations.index(target), "superior")
            yield Finding.of("unit-target-alone", place, target=target.name)
    for unit in units(scheme):
        yield from _flaws(scheme, unit, where)


def _flaws(scheme: Scheme, unit: Organisation, where: Places) -> Iterator[Finding]:
    own = cut(scheme, unit)
    try:
        Code().parse(own.basics.code)
    except RefusedValueError:
        place = where.of_basics("code")
        yield Finding.of("unit-code-long", place, unit=unit.name, code=own.basics.code)
    there = {r.group for r in own.raters}
    for group in own.groups:
        if group.code not in there and not group.ballots:
            place = where.of("groups", scheme.groups.index(group), "name")
            yield Finding.of("unit-group-empty", place, unit=unit.name, group=group.name)
    for finding in check(own):
        if finding.effect.bars and finding.code != "scheme-group-without-raters":
            yield Finding.of("unit-scheme-unsound", Place(where.file), unit=unit.name, detail=finding.what)

"""Inconsistencies of quotas: on grades they cannot limit, over nobody, against each other; names of pools."""

from __future__ import annotations

from collections.abc import Iterator

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import Quota, QuotaBase, QuotaSide, Scheme
from dangjian_xl.scheme.named import folded
from dangjian_xl.scheme.parse import Places
from dangjian_xl.scheme.pools import Pool, limited_grade, places, pools


def quotas(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Quotas on grades they cannot limit, without a pool, of no place, or against each other."""
    names = [g.name for g in scheme.grades]
    sensible = []
    for index, quota in enumerate(scheme.quotas):
        place = where.of("quotas", index, "grade")
        end = names[-1] if quota.side is QuotaSide.AT_MOST else names[0]
        if quota.grade == end:
            word = "后" if quota.side is QuotaSide.AT_MOST else "好"
            yield Finding.of("scheme-quota-never", place, grade=quota.grade, end=word, side=quota.side)
            continue
        without_pool = (
            [o for o in scheme.organisations if o.tier and quota.tier in ("", o.tier) and not o.pool]
            if quota.base is QuotaBase.POOL
            else []
        )
        if without_pool:
            target = scheme.organisations.index(without_pool[0])
            place = where.of("organisations", target, "pool")
            yield Finding.of("scheme-quota-pool-missing", place, target=without_pool[0].name)
            continue
        sensible.append((index, quota))
        yield from _numbers(scheme, where, index, quota)
        yield from _left_out(scheme, where, index, quota)
    yield from _conflicts(scheme, where, sensible)
    yield from _outdone(scheme, where, sensible)


def _numbers(scheme: Scheme, where: Places, index: int, quota: Quota) -> Iterator[Finding]:
    """Limits that leave no place, or that leave as many as there are targets though they ask for some below."""
    for pool in pools(scheme, quota):
        base = len(pool.targets)
        context = {"pool": pool.name, "base": base, "share": quota.share, "rounding": quota.rounding}
        place = where.of("quotas", index, "share")
        if base and places(quota, base) == 0:
            grade = scheme.grades[limited_grade(scheme, quota)].name
            yield Finding.of("scheme-quota-zero", place, grade=grade, **context)
        elif base and quota.side is QuotaSide.AT_LEAST_BELOW and places(quota, base) == base:
            yield Finding.of("scheme-quota-none", place, grade=quota.grade, **context)


def _left_out(scheme: Scheme, where: Places, index: int, quota: Quota) -> Iterator[Finding]:
    """Whom a quota that is limited to a tier leaves out of the base that its name promises."""
    if not quota.tier:
        return
    tier = scheme.tier(quota.tier).name
    others = [o for o in scheme.organisations if o.tier not in ("", quota.tier)]
    place = where.of("quotas", index, "tier")
    if quota.base is QuotaBase.COLLEGE and others:
        base = len(scheme.targets(quota.tier))
        yield Finding.of("scheme-quota-tier-only", place, tier=tier, base=base)
    for pool in pools(scheme, quota) if quota.base is QuotaBase.POOL else ():
        beside = sum(o.pool == pool.targets[0].pool for o in others)
        if beside:
            context = {"pool": pool.name, "base": len(pool.targets), "others": beside}
            yield Finding.of("scheme-quota-pool-part", place, tier=tier, **context)


def _conflicts(scheme: Scheme, where: Places, listed: list[tuple[int, Quota]]) -> Iterator[Finding]:
    """A wider limit that leaves fewer places than a narrower one over the same people."""
    names = [g.name for g in scheme.grades]
    for index, wide in listed:
        for _, narrow in listed:
            better = limited_grade(scheme, narrow)
            if limited_grade(scheme, wide) <= better:
                continue
            for pool in pools(scheme, wide):
                clash = _clash(scheme, wide, narrow, pool)
                if clash:
                    context = {"wide": names[limited_grade(scheme, wide)], "wide_places": clash[0]}
                    context |= {"narrow": names[better], "narrow_places": clash[1]}
                    place = where.of("quotas", index, "share")
                    yield Finding.of(
                        "scheme-quota-conflict", place, pool=pool.name, base=len(pool.targets), **context
                    )


def _clash(scheme: Scheme, wide: Quota, narrow: Quota, pool: Pool) -> tuple[int, int] | None:
    same = next((p for p in pools(scheme, narrow) if p.targets == pool.targets), None)
    if same is None:
        return None
    wide_places, narrow_places = places(wide, len(pool.targets)), places(narrow, len(pool.targets))
    return (wide_places, narrow_places) if wide_places < narrow_places else None


def _outdone(scheme: Scheme, where: Places, listed: list[tuple[int, Quota]]) -> Iterator[Finding]:
    """Limits to which other rows leave fewer places, over all the same people: a row never stands in for another."""
    for index, quota in listed:
        rivals = [(i, q) for i, q in listed if limited_grade(scheme, q) == limited_grade(scheme, quota)]
        counted = [pool for pool in pools(scheme, quota) if pool.targets]
        fewest = [_fewest(scheme, pool, rivals) for pool in counted]
        own = [places(quota, len(pool.targets)) for pool in counted]
        # A general limit with stricter ones for some tiers is as it should be.
        if all(fewer < number for (fewer, _), number in zip(fewest, own, strict=True)) and counted:
            fewer, row = fewest[0]
            context = {"pool": counted[0].name, "base": len(counted[0].targets), "places": own[0]}
            context |= {"fewer": fewer, "row": where.row("quotas", row)}
            grade = scheme.grades[limited_grade(scheme, quota)].name
            yield Finding.of(
                "scheme-quota-outdone", where.of("quotas", index, "share"), grade=grade, **context
            )


def _fewest(scheme: Scheme, pool: Pool, listed: list[tuple[int, Quota]]) -> tuple[int, int]:
    """The fewest places that any of the quotas leaves exactly these people, and which quota that is."""
    return min(
        (places(quota, len(pool.targets)), index)
        for index, quota in listed
        if any(p.targets == pool.targets for p in pools(scheme, quota))
    )


def pool_names(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Names of pools that only people would take for the same; pools by which no quota counts."""
    first: dict[str, tuple[str, int]] = {}
    names = {o.pool: i for i, o in reversed(list(enumerate(scheme.organisations))) if o.pool}
    for pool, index in sorted(names.items(), key=lambda named: named[1]):
        name, row = first.setdefault(folded(pool), (pool, index))
        if name != pool:
            context = {"name": pool, "other": name, "first": where.row("organisations", row)}
            yield Finding.of("scheme-pool-alike", where.of("organisations", index, "pool"), **context)
    by_pool = [q.tier for q in scheme.quotas if q.base is QuotaBase.POOL]
    for tier in scheme.tiers:
        named = [o for o in scheme.targets(tier.code) if o.pool]
        if named and not {"", tier.code} & set(by_pool):
            place = where.of("organisations", scheme.organisations.index(named[0]), "pool")
            yield Finding.of("scheme-pool-unused", place, tier=tier.name, count=len(named))

"""Inconsistencies of bands, quotas, vetoes, preconditions and adjustments."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import AdjustmentKind, ItemKind, Level, Quota, QuotaBase, QuotaSide, Scheme
from dangjian_xl.scheme.parse import Places
from dangjian_xl.scheme.pools import Pool, limited_grade, places, pools


def bands(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Bands from best to worst: falling lower bounds down to 0, upper bounds that meet the better grade's lower one."""
    grades = scheme.grades
    for index, grade in enumerate(grades):
        place = where.of("grades", index, "lower")
        if grade.lower > 100:
            yield Finding.of("scheme-band-above", place, grade=grade.name, lower=f"{grade.lower:f}")
        if index == 0:
            if grade.upper is not None and grade.upper <= 100:
                place = where.of("grades", index, "upper")
                yield Finding.of("scheme-band-top", place, grade=grade.name, upper=f"{grade.upper:f}")
            continue
        better = grades[index - 1]
        names = {"better": better.name, "worse": grade.name}
        if grade.lower >= better.lower:
            detail = f"“{grade.name}”从 {grade.lower:f} 分起，不低于“{better.name}”的 {better.lower:f} 分"
            yield Finding.of("scheme-band-overlap", place, detail=detail, **names)
        elif grade.upper is not None and grade.upper != better.lower:
            place = where.of("grades", index, "upper")
            low, high = sorted((grade.upper, better.lower))
            code = "scheme-band-overlap" if grade.upper > better.lower else "scheme-band-gap"
            yield Finding.of(code, place, detail=f"{low:f} 分到 {high:f} 分", **names)
    if grades[-1].lower != 0:
        place = where.of("grades", len(grades) - 1, "lower")
        yield Finding.of("scheme-band-bottom", place, grade=grades[-1].name, lower=f"{grades[-1].lower:f}")


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
        for pool in pools(scheme, quota):
            if pool.targets and places(quota, len(pool.targets)) == 0:
                context = {
                    "pool": pool.name,
                    "base": len(pool.targets),
                    "share": quota.share,
                    "rounding": quota.rounding,
                }
                grade = names[limited_grade(scheme, quota)]
                yield Finding.of(
                    "scheme-quota-zero", where.of("quotas", index, "share"), grade=grade, **context
                )
    yield from _conflicts(scheme, where, sensible)


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


def vetoes(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Vetoes that limit nothing; records about organisations that are not assessed."""
    for index, veto in enumerate(scheme.vetoes):
        if veto.max_grade == scheme.grades[0].name:
            place = where.of("vetoes", index, "max_grade")
            yield Finding.of("scheme-veto-top", place, veto=veto.name, grade=veto.max_grade)
    yield from _not_targets(scheme, where, "veto_records")
    yield from _not_targets(scheme, where, "adjustments")
    yield from _not_targets(scheme, where, "visits")
    yield from _not_targets(scheme, where, "exclusions")


def _not_targets(scheme: Scheme, where: Places, table: str) -> Iterator[Finding]:
    for index, record in enumerate(getattr(scheme, table)):
        organisation = scheme.organisation(record.target)
        if not organisation.tier:
            yield Finding.of("scheme-not-a-target", where.of(table, index, "target"), name=organisation.name)


def preconditions(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Preconditions of the last grade, or on an item that the component's forms do not have."""
    for index, condition in enumerate(scheme.preconditions):
        if condition.grade == scheme.grades[-1].name:
            yield Finding.of(
                "scheme-precondition-bottom", where.of("preconditions", index, "grade"), grade=condition.grade
            )
        component = scheme.component(condition.component)
        if not component.counts and component.level is Level.COLLEGE:
            place = where.of("preconditions", index, "component")
            yield Finding.of("scheme-precondition-uncounted", place, component=component.name)
        if condition.item:
            forms = {p.form for p in scheme.counted_panels(condition.component)}
            scored = {i.code for i in scheme.items if i.form in forms and i.kind is not ItemKind.TEXT}
            holders = [i for i in scheme.items if i.form in forms and i.code == condition.item]
            if len(holders) > 1:
                place = where.of("preconditions", index, "item")
                context = {"component": condition.component, "item": condition.item}
                yield Finding.of("scheme-precondition-unclear", place, **context)
            if condition.item not in scored:
                place = where.of("preconditions", index, "item")
                context = {"component": condition.component, "item": condition.item}
                yield Finding.of("scheme-precondition-item", place, **context)


def adjustments(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Adjustments beyond their kind's cap; the same award twice."""
    kinds: dict[str, AdjustmentKind] = {k.code: k for k in scheme.adjustment_kinds}
    first: dict[tuple[str, str], int] = {}
    for index, adjustment in enumerate(scheme.adjustments):
        kind = kinds[adjustment.kind]
        if adjustment.points > kind.cap:
            place = where.of("adjustments", index, "points")
            context: dict[str, Decimal | str] = {
                "points": adjustment.points,
                "kind": kind.name,
                "cap": kind.cap,
            }
            yield Finding.of("scheme-adjustment-cap", place, **context)
        key = (adjustment.target, adjustment.award)
        if key in first:
            place = where.of("adjustments", index, "award")
            target = scheme.organisation(adjustment.target).name
            row = where.row("adjustments", first[key])
            yield Finding.of(
                "scheme-adjustment-repeat", place, award=adjustment.award, target=target, first=row
            )
        first.setdefault(key, index)

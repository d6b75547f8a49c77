"""Every inconsistency between the records of a scheme, as findings that name sheet and cell.

Single cells, duplicates and unknown references were found when the records were read (`parse`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.check_forms import forms, grade_points, items, tallies, validity
from dangjian_xl.scheme.check_grading import adjustments, bands, preconditions, quotas, vetoes
from dangjian_xl.scheme.check_people import ballots, coverage, idle, names, organisations, raters, visits
from dangjian_xl.scheme.check_plans import inspections, reports, sessions, stages
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import SAMPLE_MARK, Aggregation, Component, Level, Scheme, TiePolicy
from dangjian_xl.scheme.parse import Places
from dangjian_xl.scheme.settings import check as settings
from dangjian_xl.scheme.tables import TABLES


def check(scheme: Scheme, places: Places | None = None) -> tuple[Finding, ...]:
    """All findings; `places` says where each record stands (as `book` writes it, if not given)."""
    where = places or Places()
    empty = [
        Finding.of("scheme-empty-table", where.of(t.field, 0, t.columns[0].field), sheet=t.sheet)
        for t in TABLES
        if t.needed and not getattr(scheme, t.field)
    ]
    if empty:
        return tuple(empty)
    return tuple(finding for part in _PARTS for finding in part(scheme, where))


def _dates(scheme: Scheme, where: Places) -> Iterator[Finding]:
    basics = scheme.basics
    if basics.ends < basics.starts:
        place = where.of_basics("ends")
        context = {"later": basics.ends, "than": "开始日期", "earlier": basics.starts}
        yield Finding.of("scheme-dates-order", place, what="结束日期", **context)
        return
    dated = [
        ("components", i, "deadline", c.deadline, f"环节“{c.code}”的截止日期")
        for i, c in enumerate(scheme.components)
    ]
    dated += [("visits", i, "day", v.day, f"检查组{v.rater}的检查日期") for i, v in enumerate(scheme.visits)]
    for i, rule in enumerate(scheme.inspection_rules):
        dated += [("inspection_rules", i, "first", rule.first, "交叉检查的最早日期")]
        dated += [("inspection_rules", i, "last", rule.last, "交叉检查的最晚日期")]
    for i, stage in enumerate(scheme.stages):
        dated += [("stages", i, "starts", stage.starts, f"阶段“{stage.name}”的开始日期")]
        dated += [("stages", i, "ends", stage.ends, f"阶段“{stage.name}”的截止日期")]
    dated += [("sessions", i, "day", s.day, f"场次“{s.code}”的日期") for i, s in enumerate(scheme.sessions)]
    for table, index, column, day, what in dated:
        if day and not basics.starts <= day <= basics.ends:
            place = where.of(table, index, column)
            window = {"starts": basics.starts, "ends": basics.ends}
            yield Finding.of("scheme-date-outside", place, what=what, day=day, **window)


def _cap(scheme: Scheme, where: Places) -> Iterator[Finding]:
    cap, digits = scheme.basics.total_cap, scheme.basics.digits
    if cap is not None and cap != round(cap, digits):
        yield Finding.of("scheme-cap-fine", where.of_basics("total_cap"), cap=f"{cap:f}", digits=digits)


def _tiers(scheme: Scheme, where: Places) -> Iterator[Finding]:
    for index, tier in enumerate(scheme.tiers):
        place = where.of("tiers", index, "code")
        if not scheme.targets(tier.code):
            yield Finding.of("scheme-tier-empty", place, tier=tier.name)
        of_tier = [c for c in scheme.components if c.tier == tier.code]
        if not any(c.level is Level.COLLEGE for c in of_tier):
            yield Finding.of("scheme-tier-without-components", place, tier=tier.name)
            continue
        for level in Level:
            components = [c for c in of_tier if c.level is level]
            total = sum(c.weight for c in components)
            if components and total != 100:
                place = where.of("components", scheme.components.index(components[0]), "weight")
                named = _organised(tier.name, level)
                yield Finding.of("scheme-component-weights", place, tier=named, total=plain(Decimal(total)))
            if components:
                yield from _tie_order(scheme, where, components, _organised(tier.name, level))


def _organised(tier: str, level: Level) -> str:
    return tier if level is Level.COLLEGE else f"{tier}（由{level}组织的）"


def _tie_order(
    scheme: Scheme, where: Places, components: Sequence[Component], name: str
) -> Iterator[Finding]:
    """Each level compares its own components: the college knows no scores of those that units run."""
    ordered = [(scheme.components.index(c), c) for c in components if c.tie_order is not None]
    if scheme.basics.tie_policy is TiePolicy.COMPONENTS and not ordered:
        yield Finding.of("scheme-tie-order-missing", where.of_basics("tie_policy"), tier=name)
    seen: set[int | None] = set()
    for index, component in ordered:
        if component.tie_order in seen:
            place = where.of("components", index, "tie_order")
            yield Finding.of("scheme-tie-order-twice", place, tier=name, order=component.tie_order)
        seen.add(component.tie_order)


def _panels(scheme: Scheme, where: Places) -> Iterator[Finding]:
    for index, component in enumerate(scheme.components):
        panels = scheme.panels_of(component.code)
        if not panels:
            place = where.of("components", index, "code")
            yield Finding.of("scheme-component-without-panels", place, component=component.code)
            continue
        total = sum(p.weight for p in panels)
        if total != 100 and (total or component.counts):
            place = where.of("panels", scheme.panels.index(panels[0]), "weight")
            yield Finding.of(
                "scheme-panel-weights", place, component=component.code, total=plain(Decimal(total))
            )
    for index, panel in enumerate(scheme.panels):
        trimmed = panel.aggregation is Aggregation.TRIMMED
        place = where.of("panels", index, "trim_above")
        if trimmed and panel.trim_above is None:
            yield Finding.of("scheme-trim-missing", place)
        if not trimmed and panel.trim_above is not None:
            yield Finding.of("scheme-trim-unused", place, method=panel.aggregation)


def _samples(scheme: Scheme, where: Places) -> Iterator[Finding]:
    marked = [
        (t.field, i)
        for t in TABLES
        for i, record in enumerate(getattr(scheme, t.field))
        if SAMPLE_MARK in record.note
    ]
    if marked:
        yield Finding.of("scheme-samples", where.of(*marked[0], "note"), count=len(marked))


_PARTS: tuple[Callable[[Scheme, Places], Iterator[Finding]], ...] = (
    _dates,
    _cap,
    organisations,
    names,
    _tiers,
    _panels,
    raters,
    ballots,
    coverage,
    idle,
    visits,
    forms,
    items,
    tallies,
    validity,
    bands,
    grade_points,
    quotas,
    vetoes,
    preconditions,
    adjustments,
    stages,
    inspections,
    sessions,
    reports,
    settings,
    _samples,
)

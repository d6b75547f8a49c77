"""Every inconsistency between the records of a scheme, as findings that name sheet and cell.

Single cells, duplicates and unknown references were found when the records were read (`parse`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.check_bands import bands, conversion, grade_points, reach
from dangjian_xl.scheme.check_components import panels, tiers, trims
from dangjian_xl.scheme.check_forms import forms, items, tallies
from dangjian_xl.scheme.check_given import given
from dangjian_xl.scheme.check_grading import adjustments, preconditions, vetoes
from dangjian_xl.scheme.check_people import ballots, coverage, idle, names, organisations, raters, visits
from dangjian_xl.scheme.check_plans import inspections, reports, sessions, stages
from dangjian_xl.scheme.check_quotas import pool_names, quotas
from dangjian_xl.scheme.check_validity import limits, validity
from dangjian_xl.scheme.model import SAMPLE_MARK, Scheme
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
    tiers,
    panels,
    trims,
    raters,
    ballots,
    coverage,
    idle,
    visits,
    forms,
    items,
    tallies,
    validity,
    limits,
    bands,
    reach,
    grade_points,
    conversion,
    quotas,
    pool_names,
    vetoes,
    preconditions,
    adjustments,
    given,
    stages,
    inspections,
    sessions,
    reports,
    settings,
    _samples,
)

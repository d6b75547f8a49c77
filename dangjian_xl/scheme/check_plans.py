"""Inconsistencies of stages, inspection rules, speaking sessions and the demands on written reports."""

from __future__ import annotations

from collections.abc import Iterator

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import Direction, PartKind, Scheme, Scope
from dangjian_xl.scheme.parse import Places


def stages(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Stages that end before they begin; stages that are referred to for a deadline and have none."""
    for index, stage in enumerate(scheme.stages):
        if stage.starts and stage.ends and stage.ends < stage.starts:
            context = {"later": stage.ends, "than": "开始日期", "earlier": stage.starts}
            place = where.of("stages", index, "ends")
            yield Finding.of("scheme-dates-order", place, what=f"阶段“{stage.name}”的截止日期", **context)
    endless = {s.code: s.name for s in scheme.stages if s.ends is None}
    for index, rule in enumerate(scheme.report_rules):
        if rule.stage in endless:
            place = where.of("report_rules", index, "stage")
            yield Finding.of("scheme-stage-endless", place, stage=endless[rule.stage])
    for index, component in enumerate(scheme.components):
        if component.stage in endless and not component.deadline:
            place = where.of("components", index, "stage")
            yield Finding.of("scheme-stage-endless", place, stage=endless[component.stage])


def inspections(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Rules for components in which nobody inspects, with days in the wrong order; exclusions that exclude nothing."""
    visiting = {p.component for p in scheme.panels if p.scope is Scope.VISITS}
    for index, rule in enumerate(scheme.inspection_rules):
        if rule.component not in visiting:
            place = where.of("inspection_rules", index, "component")
            name = scheme.component(rule.component).name
            yield Finding.of("scheme-inspection-unused", place, component=name, scope=Scope.VISITS)
        if rule.last < rule.first:
            place = where.of("inspection_rules", index, "last")
            context = {"later": rule.last, "than": "最早日期", "earlier": rule.first}
            yield Finding.of("scheme-dates-order", place, what="最晚日期", **context)
    teams = {p.group for p in scheme.panels if p.scope is Scope.VISITS}
    for index, exclusion in enumerate(scheme.exclusions):
        if scheme.rater(exclusion.rater).group not in teams:
            place = where.of("exclusions", index, "rater")
            yield Finding.of("scheme-exclusion-unused", place, rater=scheme.rater(exclusion.rater).name)


def sessions(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Sessions that end before they begin, or with half a break."""
    for index, session in enumerate(scheme.sessions):
        if session.ends <= session.starts:
            place = where.of("sessions", index, "ends")
            context = {"later": f"{session.ends:%H:%M}", "than": "开始时间"}
            earlier = f"{session.starts:%H:%M}"
            yield Finding.of("scheme-dates-order", place, what="结束时间", earlier=earlier, **context)
        if (session.break_after is None) != (session.break_minutes is None):
            place = where.of("sessions", index, "break_minutes")
            yield Finding.of("scheme-break-half", place, session=session.code)


def reports(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Demands on reports that contradict each other or cannot be judged by the parts that are declared."""
    kinds = {k.code: k for k in scheme.adjustment_kinds}
    for index, rule in enumerate(scheme.report_rules):
        tier = scheme.tier(rule.tier).name
        if rule.problems_least and rule.problems_most and rule.problems_least > rule.problems_most:
            place = where.of("report_rules", index, "problems_most")
            context = {"least": rule.problems_least, "most": rule.problems_most}
            yield Finding.of("scheme-report-shares", place, tier=tier, **context)
        if bool(rule.penalty_kind) != (rule.penalty is not None):
            yield Finding.of("scheme-report-penalty", where.of("report_rules", index, "penalty"), tier=tier)
        kind = kinds.get(rule.penalty_kind)
        if kind and kind.direction is not Direction.PENALTY:
            place = where.of("report_rules", index, "penalty_kind")
            yield Finding.of("scheme-report-bonus", place, kind=kind.name)
        judged = {p.kind for p in scheme.report_parts if p.tier == rule.tier}
        asked = (
            (PartKind.PROBLEMS, "problems_least", rule.problems_least or rule.problems_most),
            (PartKind.RESULTS, "results_most", rule.results_most),
            (PartKind.RECTIFIED, "rectified_first", rule.rectified_first),
        )
        for part, column, wanted in asked:
            if wanted and part not in judged:
                place = where.of("report_rules", index, column)
                yield Finding.of("scheme-report-part-missing", place, tier=tier, kind=part)
    ruled = {rule.tier for rule in scheme.report_rules}
    for index, report_part in enumerate(scheme.report_parts):
        if report_part.tier not in ruled:
            place = where.of("report_parts", index, "tier")
            yield Finding.of("scheme-report-part-unused", place, tier=scheme.tier(report_part.tier).name)

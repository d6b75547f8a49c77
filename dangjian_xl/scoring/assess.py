"""The whole assessment of what was accepted: totals, proposals, and what was missing, as one finished record."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dangjian_xl.findings import About, Finding, Place, in_order
from dangjian_xl.reports.penalties import penalties
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import Aggregation, MissingPolicy, Scheme
from dangjian_xl.scoring.aggregate import ComponentScore, Total, totals
from dangjian_xl.scoring.grade import GradeProposal, grades
from dangjian_xl.scoring.preconditions import judge


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that the result workbook lays out. `findings`: those of the returns and those of the scoring."""

    scheme: Scheme
    collection: Collection
    proposals: tuple[GradeProposal, ...]
    findings: tuple[Finding, ...]

    def of_tier(self, tier: str) -> tuple[GradeProposal, ...]:
        """A tier's proposals by rank, those without a total last; equal ranks in the scheme's order."""
        members = [p for p in self.proposals if p.total.tier == tier]
        return tuple(sorted(members, key=lambda p: (p.rank is None, p.rank or 0)))


def assess(scheme: Scheme, collection: Collection) -> Assessment:
    """Score and grade what a collection accepted; what the written reports cost is among the adjustments of its scheme."""
    # So the workbook explains it as any other adjustment.
    scheme = replace(scheme, adjustments=scheme.adjustments + penalties(scheme, collection.reports))
    everyone = totals(scheme, collection.entries, collection.expected, collection.void)
    proposals, ties = grades(scheme, everyone, judge(scheme, everyone, collection.entries))
    missing = {total.target.code: _gaps(scheme, total) for total in everyone}
    # What was missing belongs to the reasons of a grade as much as the total does.
    proposals = tuple(
        replace(
            p, reasons=(*p.reasons, *_untrimmed(scheme, p.total), *(g.what for g in missing[p.target.code]))
        )
        for p in proposals
    )
    gaps = [finding for findings in missing.values() for finding in findings]
    findings = in_order([*collection.findings, *gaps, *ties])
    return Assessment(scheme, collection, proposals, findings)


def _untrimmed(scheme: Scheme, total: Total) -> list[str]:
    """Where highest and lowest would have been dropped, had more forms come back."""
    return [
        f"“{scheme.group(g.panel.group).name}”有效表 {g.valid} 张，"
        f"不多于 {g.panel.trim_above} 张，没有去最高最低"
        for component in total.components
        for g in component.groups
        if g.panel.aggregation is Aggregation.TRIMMED and g.score is not None and not g.dropped
    ]


def _gaps(scheme: Scheme, total: Total) -> list[Finding]:
    """What was missing for a target, and what was done about it."""
    about = About(target=total.target.name)
    found = []
    for component in total.components:
        for group in component.groups:
            context = {"component": component.component.name, "group": scheme.group(group.panel.group).name}
            if group.score is None:
                done = done_about(component, computed=total.total is not None)
                found.append(Finding.of("result-group-missing", Place(), about, done=done, **context))
            elif group.back < group.due:
                counts = {"due": group.due, "back": group.back, "valid": group.valid}
                found.append(Finding.of("result-partial-group", Place(), about, **counts, **context))
            if group.silent and group.score is not None:
                numbers = {"silent": group.silent, "valid": group.valid}
                found.append(Finding.of("result-silent-forms", Place(), about, **numbers, **context))
            if group.void and group.score is not None:
                numbers = {"void": group.void, "valid": group.valid}
                found.append(Finding.of("result-void-forms", Place(), about, **numbers, **context))
    if total.total is None:
        lacking = [c for c in total.components if c.refused] or [c for c in total.components if c.missing]
        names = "、".join(c.component.name for c in lacking)
        found.append(Finding.of("result-no-total", Place(), about, component=names))
    return found


def done_about(component: ComponentScore, *, computed: bool) -> str:
    """What was done about a group without a valid form."""
    if component.refused:
        return "方案规定不予计算"
    if not computed:
        return "没有按0分计，因此没有总分"
    whole = len(component.missing) == len(component.groups)
    how = "其他环节按权重折算" if whole else "本环节其他评价主体按权重折算"
    flag = "，并提请党委研究" if component.component.missing is MissingPolicy.FLAG else ""
    return f"没有按0分计，{how}{flag}"

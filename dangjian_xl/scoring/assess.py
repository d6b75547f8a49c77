"""The whole assessment of what was accepted: totals, proposals, and what was missing, as one finished record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dangjian_xl.findings import About, Finding, Place, in_order
from dangjian_xl.reports.penalties import penalties
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scoring.build import TreeBuilder
from dangjian_xl.scoring.grade import grade_totals
from dangjian_xl.scoring.quotas import QuotaPlaces
from dangjian_xl.scoring.tree import ComponentScore, GradeProposal, GroupScore, Total


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything that the result workbook lays out. `findings`: those of the returns and those of the scoring.

    `places`: each quota's in each of its pools.
    """

    scheme: Scheme
    collection: Collection
    proposals: tuple[GradeProposal, ...]
    findings: tuple[Finding, ...]
    places: tuple[QuotaPlaces, ...] = ()

    def of_tier(self, tier: str) -> tuple[GradeProposal, ...]:
        """A tier's proposals by rank, or by the grade given; those without last; equal ones in the scheme's order."""
        members = [p for p in self.proposals if p.total.tier == tier]
        return tuple(
            sorted(members, key=lambda p: (p.band is None, p.rank or 0, p.band if p.total.given else 0))
        )


def assess(scheme: Scheme, collection: Collection) -> Assessment:
    """Score and grade what a collection accepted; what the written reports cost is among the adjustments of its scheme."""
    # So the workbook explains it as any other adjustment.
    scheme = replace(scheme, adjustments=scheme.adjustments + penalties(scheme, collection.reports))
    builder = TreeBuilder(scheme, collection.entries, collection.expected, collection.files)
    totals = builder.totals()
    graded = grade_totals(scheme, totals, {t.target.code: builder.conditions(t) for t in totals})
    gaps = {total.target.code: tuple(_find_gaps(total)) for total in totals}
    # What was missing belongs to the reasons of a grade as much as the total does.
    proposals = tuple(
        replace(p, reasons=(*p.reasons, *_untrimmed(p.total), *(g.what for g in gaps[p.target.code])))
        for p in graded.proposals
    )
    found = [finding for findings in gaps.values() for finding in findings]
    findings = in_order([*collection.findings, *found, *graded.findings])
    return Assessment(scheme, collection, proposals, findings, graded.places)


def _untrimmed(total: Total) -> Iterator[str]:
    """Where highest and lowest would have been dropped, had more forms come back."""
    for group in (group for part in total.components for group in part.groups):
        if group.combining.trims is not None and group.score is not None and not group.dropped:
            number = f"有效表 {group.valid} 张，不多于 {group.combining.trims} 张"
            yield f"“{group.group.name}”{number}，没有去最高最低"


def _find_gaps(total: Total) -> Iterator[Finding]:
    """What was missing for a target, and what was done about it."""
    about = About(target=total.target.name)
    for component in total.scored:
        for group in component.groups:
            if group not in component.missing:
                yield from _find_lacking(component, group, about)
            elif not total.is_given:
                context = {"component": component.component.name, "group": group.group.name}
                done = component.lack(computed=total.total is not None).done
                yield Finding.of("result-group-missing", Place(), about, done=done, **context)
    if total.is_given and not total.given:
        yield Finding.of("result-no-grade", Place(), about, why=total.lacking)
    elif total.total is None and not total.is_given:
        names = "、".join(c.component.name for c in total.unscored)
        yield Finding.of("result-no-total", Place(), about, component=names)


def _find_lacking(component: ComponentScore, group: GroupScore, about: About) -> Iterator[Finding]:
    """What is less than it should be of a group of whom a form counts."""
    context = {"component": component.component.name, "group": group.group.name}
    if group.back < group.due:
        counts = {"due": group.due, "back": group.back, "valid": group.valid}
        yield Finding.of("result-partial-group", Place(), about, **counts, **context)
    if group.silent:
        yield Finding.of(
            "result-silent-forms", Place(), about, silent=group.silent, valid=group.valid, **context
        )
    if group.void:
        yield Finding.of("result-void-forms", Place(), about, void=group.void, valid=group.valid, **context)

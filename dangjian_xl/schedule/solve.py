"""A whole schedule: who inspects whom on which day, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian_xl.findings import Finding, Place
from dangjian_xl.schedule.clash import why_no_days, why_no_pairs
from dangjian_xl.schedule.days import dated
from dangjian_xl.schedule.demands import Inspection, inspections
from dangjian_xl.schedule.pairs import choose
from dangjian_xl.scheme.model import Scheme, Visit
from dangjian_xl.scheme.tables import table


@dataclass(frozen=True, slots=True)
class Schedule:
    """The visits that were typed, completed, and those that are new; findings where there is no schedule."""

    kept: tuple[Visit, ...]
    added: tuple[Visit, ...]
    findings: tuple[Finding, ...] = ()


def schedule(scheme: Scheme) -> Schedule:
    """Solve all rules of the scheme; visits without a rule are left as they are."""
    ones = inspections(scheme)
    chosen = []
    for one in ones:
        pairs = choose(one)
        if pairs is None:
            return Schedule((), (), (_clash(scheme, [one], why_no_pairs(one)),))
        chosen.append((one, pairs))
    visits = dated(scheme, chosen)
    if visits is None:
        return Schedule((), (), (_clash(scheme, ones, why_no_days(scheme, chosen)),))
    typed = {(v.rater, v.target) for v in scheme.visits}
    kept = tuple(v for v in visits if (v.rater, v.target) in typed)
    return Schedule(kept, tuple(v for v in visits if (v.rater, v.target) not in typed))


def _clash(scheme: Scheme, ones: list[Inspection] | tuple[Inspection, ...], demands: str) -> Finding:
    names = "、".join(scheme.component(one.rule.component).name for one in ones)
    place = Place(sheet=table("inspection_rules").sheet)
    if not demands:
        return Finding.of("schedule-unsolved", place, component=names)
    return Finding.of("schedule-clash", place, component=names, demands=demands)

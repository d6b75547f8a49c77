"""What the cross-inspection must be like, read off the scheme: who may inspect whom, how often, on which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from dangjian_xl.scheme.model import InspectionRule, Organisation, Rater, Scheme, Scope, Visit

_SATURDAY = 5
#: Team (rater code), target (organisation code).
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Inspection:
    """One component's cross-inspection: its rule, who inspects, who is inspected, both by code in order.

    `fixed`: the visits that people typed, by pair; `barred`: why a team must not visit a target, by pair; `past`: pairs
    of last year; `days`: on which it may be done.
    """

    rule: InspectionRule
    teams: Mapping[str, Rater]
    targets: Mapping[str, Organisation]
    fixed: Mapping[Pair, Visit]
    barred: Mapping[Pair, str]
    past: frozenset[Pair]
    days: tuple[date, ...]

    @property
    def capacity(self) -> int:
        """How many visits a team can make at most."""
        return len(self.days) * self.rule.team_daily

    @property
    def needed(self) -> int:
        """How many visits there are to be."""
        return self.rule.teams * len(self.targets)


def inspections(scheme: Scheme) -> tuple[Inspection, ...]:
    """One for each rule of the scheme."""
    return tuple(_inspection(scheme, rule) for rule in scheme.inspection_rules)


def _inspection(scheme: Scheme, rule: InspectionRule) -> Inspection:
    groups = {p.group for p in scheme.panels if p.component == rule.component and p.scope is Scope.VISITS}
    teams = {r.code: r for r in sorted(scheme.raters, key=lambda r: r.code) if r.group in groups}
    tier = scheme.component(rule.component).tier
    targets = {t.code: t for t in sorted(scheme.targets(tier), key=lambda t: t.code)}
    fixed = {(v.rater, v.target): v for v in scheme.visits if v.rater in teams and v.target in targets}
    past = {(p.inspector, p.target) for p in scheme.past_visits}
    return Inspection(
        rule,
        teams,
        targets,
        fixed,
        _barred(scheme, teams, targets),
        frozenset((t.code, u) for t in teams.values() for u in targets if (t.organisation, u) in past),
        working_days(rule),
    )


def _barred(
    scheme: Scheme, teams: Mapping[str, Rater], targets: Mapping[str, Organisation]
) -> dict[Pair, str]:
    """Nobody inspects itself, its superior or its branch (docs/sources.md), nor whom it is excluded from."""
    superior = {o.code: o.superior for o in scheme.organisations}
    named = {(e.rater, e.target): e.reason for e in scheme.exclusions}
    found = {}
    for team in teams.values():
        home = team.organisation
        for code in targets:
            if home == code:
                found[team.code, code] = "本组织"
            elif home and (superior.get(home) == code or superior.get(code) == home):
                found[team.code, code] = "上下级"
            elif (team.code, code) in named:
                found[team.code, code] = f"回避（{named[team.code, code]}）"
    return found


def working_days(rule: InspectionRule) -> tuple[date, ...]:
    """The days of a rule's window, weekends only where the rule allows them."""
    count = (rule.last - rule.first).days + 1
    window = (rule.first + timedelta(days=n) for n in range(count))
    return tuple(day for day in window if rule.weekends or day.weekday() < _SATURDAY)


def place_of(visit: Visit, scheme: Scheme) -> str:
    """Where a visit takes place: what is typed, else where the target is to be found; "" if nobody says."""
    return visit.place or scheme.organisation(visit.target).place

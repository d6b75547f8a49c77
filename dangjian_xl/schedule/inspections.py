"""What the cross-inspection rules of a scheme ask for: which teams, which units, which days, and who may not visit whom."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from dangjian_xl.scheme.model import InspectionRule, Organisation, Rater, Scheme, Scope, Visit

_SATURDAY = 5
#: An inspecting rater's code and a target's code.
Pair = tuple[str, str]


class Ban(Enum):
    """Why a team may not visit a unit."""

    OWN = "own"
    RELATED = "related"
    EXCLUDED = "excluded"


@dataclass(frozen=True, slots=True)
class Inspection:
    """One rule with the teams and targets that it is about, both by their codes' order; `index` is the rule's row."""

    index: int
    rule: InspectionRule
    teams: tuple[Rater, ...]
    targets: tuple[Organisation, ...]

    @property
    def days(self) -> tuple[date, ...]:
        """The days on which it may take place."""
        length = (self.rule.last - self.rule.first).days + 1
        window = (self.rule.first + timedelta(days=n) for n in range(length))
        return tuple(day for day in window if self.rule.weekends or not is_weekend(day))

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The teams' codes by rater group: each target needs one of every group, for each has a part in its score."""
        names = sorted({team.group for team in self.teams})
        return tuple(tuple(t.code for t in self.teams if t.group == name) for name in names)

    def concerns(self, visit: Visit) -> bool:
        """Whether a visit is one of this inspection."""
        return any(t.code == visit.rater for t in self.teams) and any(
            t.code == visit.target for t in self.targets
        )


def inspections(scheme: Scheme) -> tuple[Inspection, ...]:
    """The scheme's inspection rules in the order of their components' codes, without those that nobody carries out."""
    found = []
    for index, rule in enumerate(scheme.inspection_rules):
        groups = {p.group for p in scheme.panels_of(rule.component) if p.scope is Scope.VISITS}
        teams = sorted((r for r in scheme.raters if r.group in groups), key=lambda r: r.code)
        targets = sorted(scheme.targets(scheme.component(rule.component).tier), key=lambda o: o.code)
        if teams and targets:
            found.append(Inspection(index, rule, tuple(teams), tuple(targets)))
    return tuple(sorted(found, key=lambda one: one.rule.component))


@dataclass(frozen=True, slots=True)
class Book:
    """A scheme as inspections need it: looked up by codes, once."""

    scheme: Scheme
    inspections: tuple[Inspection, ...]
    homes: Mapping[str, str]
    superiors: Mapping[str, str]
    places: Mapping[str, str]
    excluded: frozenset[Pair]
    past: frozenset[Pair]
    #: The inspections of a team and of a target: numbers into `inspections`.
    of_team: Mapping[str, frozenset[int]]
    of_target: Mapping[str, frozenset[int]]

    @classmethod
    def of(cls, scheme: Scheme) -> Book:
        """Look everything up."""
        found = inspections(scheme)
        of_team: defaultdict[str, set[int]] = defaultdict(set)
        of_target: defaultdict[str, set[int]] = defaultdict(set)
        for number, inspection in enumerate(found):
            for team in inspection.teams:
                of_team[team.code].add(number)
            for target in inspection.targets:
                of_target[target.code].add(number)
        return cls(
            scheme,
            found,
            {r.code: r.organisation for r in scheme.raters},
            {o.code: o.superior for o in scheme.organisations},
            {o.code: o.place for o in scheme.organisations},
            frozenset((e.rater, e.target) for e in scheme.exclusions),
            frozenset((p.inspector, p.target) for p in scheme.past_visits),
            {code: frozenset(numbers) for code, numbers in of_team.items()},
            {code: frozenset(numbers) for code, numbers in of_target.items()},
        )

    def numbers(self, pair: Pair) -> frozenset[int]:
        """The inspections that a pair would count in; empty where no rule is about it."""
        return self.of_team.get(pair[0], frozenset()) & self.of_target.get(pair[1], frozenset())

    def ruled(self, visit: Visit) -> bool:
        """Whether some rule is about the visit."""
        return bool(self.numbers((visit.rater, visit.target)))

    def ban(self, pair: Pair) -> Ban | None:
        """Why this team may not visit this target, whoever else visits whom."""
        home, target = self.homes[pair[0]], pair[1]
        if home and home == target:
            return Ban.OWN
        if home and (self.superiors[home] == target or self.superiors[target] == home):
            return Ban.RELATED
        return Ban.EXCLUDED if pair in self.excluded else None

    def was_last_year(self, pair: Pair) -> bool:
        """Whether the team's organisation inspected the target last year."""
        return (self.homes[pair[0]], pair[1]) in self.past

    def opposite(self, pair: Pair, among: Iterable[Pair]) -> Iterator[Pair]:
        """Those of the pairs by which the target's own team would visit this team's unit."""
        home, target = self.homes[pair[0]], pair[1]
        return (other for other in among if home and other[1] == home and self.homes[other[0]] == target)

    def days(self, pair: Pair) -> tuple[date, ...]:
        """The days on which a visit may be: those that all its inspections have."""
        sets = [set(self.inspections[n].days) for n in self.numbers(pair)]
        return tuple(sorted(set.intersection(*sets))) if sets else ()

    def team_daily(self, team: str) -> int:
        """How many visits the team makes a day at most, by the strictest of its rules."""
        return min(self.inspections[n].rule.team_daily for n in self.of_team[team])

    def target_daily(self, target: str) -> int:
        """How many teams come to the target a day at most, by the strictest of its rules."""
        return min(self.inspections[n].rule.target_daily for n in self.of_target[target])

    def place(self, visit: Visit) -> str:
        """Where a visit is: as typed, else at the target's own place; "" if unknown. Spaces do not make another room."""
        return folded(visit.place) or folded(self.places[visit.target])

    def place_of(self, pair: Pair, visit: Visit | None) -> str:
        """The same for a pair, with the visit that stands in the scheme, if one does."""
        return self.place(visit) if visit else folded(self.places[pair[1]])

    def loads(self) -> Counter[str]:
        """How many visits of ruled inspections each of their teams has, by the team's code."""
        counted = Counter(dict.fromkeys(self.of_team, 0))
        counted.update(v.rater for v in self.scheme.visits if self.ruled(v))
        return counted

    def pools(self) -> tuple[tuple[str, ...], ...]:
        """The teams whose loads are to be even among each other: those of one rule, and of rules that share teams."""
        pools: list[set[str]] = []
        for inspection in self.inspections:
            codes = {team.code for team in inspection.teams}
            joined = [pool for pool in pools if pool & codes]
            pools = [pool for pool in pools if not pool & codes] + [codes.union(*joined)]
        return tuple(tuple(sorted(pool)) for pool in pools)


def is_weekend(day: date) -> bool:
    """Whether it is a Saturday or a Sunday; holidays are not known."""
    return day.weekday() >= _SATURDAY


def folded(place: str) -> str:
    """A place as it is compared."""
    return "".join(place.split())

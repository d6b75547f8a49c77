"""The demands as a CP-SAT model: who visits whom, and, where asked, on which day."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from dangjian_xl.schedule.demands import BEHIND, Demand, Kind
from dangjian_xl.schedule.inspections import Ban, Book, Pair

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import BoundedLinearExpression, CpModel, IntVar


@dataclass(slots=True)
class Model:
    """A model under construction.

    `visits`: whether a pair's visit takes place; `dated`: whether it does on that day. `explaining`: every demand
    holds only where its literal does, so that the solver can say which of them it cannot have together.
    """

    book: Book
    model: CpModel
    explaining: bool
    visits: dict[Pair, IntVar] = field(default_factory=dict)
    dated: dict[tuple[Pair, date], IntVar] = field(default_factory=dict)
    literals: dict[Demand, IntVar] = field(default_factory=dict)

    def demand(self, what: BoundedLinearExpression | bool, *demands: Demand) -> None:  # noqa: FBT001 - a comparison of constants
        """Add a constraint for the sake of these demands."""
        constraint = self.model.add(what)
        if self.explaining:
            constraint.only_enforce_if([self._literal(d) for d in demands])

    def _literal(self, demand: Demand) -> IntVar:
        if demand not in self.literals:
            self.literals[demand] = self.model.new_bool_var("")
        return self.literals[demand]

    def load(self, team: str) -> Any:  # noqa: ANN401 - a linear expression, a variable or 0
        """How many visits the team makes."""
        pairs = ((team, code) for code in self.book.of_target)
        return sum(self.visits[pair] for pair in pairs if pair in self.visits)


def all_pairs(book: Book) -> tuple[Pair, ...]:
    """Every team with every target that a rule brings together, in their codes' order."""
    pairs = {(t.code, u.code) for i in book.inspections for t in i.teams for u in i.targets}
    return tuple(sorted(pairs))


def build(book: Book, pairs: Sequence[Pair], *, days: bool, explaining: bool = False) -> Model:
    """The model over these pairs. Without `days`, only what the days leave room for is demanded."""
    from ortools.sat.python.cp_model import CpModel

    made = Model(book, CpModel(), explaining)
    made.visits = {pair: made.model.new_bool_var("") for pair in pairs}
    typed = _typed(book)
    _numbers(made)
    _bans(made)
    _mutual(made, typed)
    for pair, index in typed.items():
        if pair in made.visits:
            made.demand(made.visits[pair] == 1, Demand(Kind.TYPED, (index,)))
    if days:
        _dates(made, typed)
        _daily(made)
        _places(made)
    else:
        _room(made)
    return made


def _typed(book: Book) -> dict[Pair, int]:
    """The rows of the visits that stand in the scheme, in their pairs' order."""
    rows = {(v.rater, v.target): i for i, v in enumerate(book.scheme.visits)}
    return dict(sorted(rows.items()))


def _numbers(made: Model) -> None:
    """As many teams as each rule says, one at least of every rater group."""
    for number, inspection in enumerate(made.book.inspections):
        for target in inspection.targets:
            own = {t.code: (t.code, target.code) for t in inspection.teams}
            here = {team: made.visits[pair] for team, pair in own.items() if pair in made.visits}
            asked = Demand(Kind.TEAMS, (number, target.code))
            made.demand(sum(here.values()) == inspection.rule.teams, asked)
            groups = inspection.groups if len(inspection.groups) > 1 else ()
            for position, group in enumerate(groups):
                one = sum(here[team] for team in group if team in here) >= 1
                made.demand(one, Demand(Kind.GROUP, (number, target.code, position)))


def _bans(made: Model) -> None:
    rows = {(e.rater, e.target): i for i, e in enumerate(made.book.scheme.exclusions)}
    for pair, variable in made.visits.items():
        ban = made.book.ban(pair)
        if ban is not None:
            made.demand(variable == 0, Demand(BEHIND[ban], (rows[pair],) if ban is Ban.EXCLUDED else ()))


def _mutual(made: Model, typed: dict[Pair, int]) -> None:
    """Nobody visits its inspector: neither one that is chosen here nor one that stands in another component."""
    teams: defaultdict[str, list[str]] = defaultdict(list)
    for team in sorted({pair[0] for pair in (*made.visits, *typed)}):
        teams[made.book.homes[team]].append(team)
    asked = Demand(Kind.MUTUAL)
    for (team, target), variable in made.visits.items():
        home = made.book.homes[team]
        for other in teams[target] if home and home != target else ():
            opposite = (other, home)
            if opposite in made.visits:
                if (team, target) < opposite:
                    made.demand(variable + made.visits[opposite] <= 1, asked)
            elif opposite in typed:
                made.demand(variable == 0, asked, Demand(Kind.TYPED, (typed[opposite],)))


def _room(made: Model) -> None:
    """A team has no more visits than its days have room for."""
    elsewhere, _ = _elsewhere(made.book)
    for team, numbers in made.book.of_team.items():
        daily = made.book.team_daily(team)
        for number in sorted(numbers):
            inspection = made.book.inspections[number]
            room = sum(max(0, daily - elsewhere[team, day]) for day in inspection.days)
            pairs = [(team, u.code) for u in inspection.targets]
            load = sum(made.visits[pair] for pair in pairs if pair in made.visits)
            made.demand(load <= room, Demand(Kind.TEAM_DAILY, (team,)), Demand(Kind.WINDOW, (number,)))


def _dates(made: Model, typed: dict[Pair, int]) -> None:
    """A visit has one day among its rules' days; only where a rule's days are given up, it may have none."""
    for pair, variable in made.visits.items():
        days = made.book.days(pair)
        own = [made.model.new_bool_var("") for _ in days]
        made.dated.update({(pair, day): on for day, on in zip(days, own, strict=True)})
        windows = [Demand(Kind.WINDOW, (number,)) for number in sorted(made.book.numbers(pair))]
        made.demand(sum(own) == variable, *windows)
        made.model.add(sum(own) <= variable)
        if pair in typed:
            day = made.book.scheme.visits[typed[pair]].day
            if day in days:
                made.demand(own[days.index(day)] == 1, Demand(Kind.TYPED, (typed[pair],)))


def _daily(made: Model) -> None:
    """The daily limits of teams and targets; visits of other components take their share of a day too."""
    teams_elsewhere, targets_elsewhere = _elsewhere(made.book)
    of_team: defaultdict[tuple[str, date], list[IntVar]] = defaultdict(list)
    of_target: defaultdict[tuple[str, date], list[IntVar]] = defaultdict(list)
    for ((team, target), day), variable in made.dated.items():
        of_team[team, day].append(variable)
        of_target[target, day].append(variable)
    for (team, day), on in of_team.items():
        room = max(0, made.book.team_daily(team) - teams_elsewhere[team, day])
        made.demand(sum(on) <= room, Demand(Kind.TEAM_DAILY, (team,)))
    for (target, day), on in of_target.items():
        room = max(0, made.book.target_daily(target) - targets_elsewhere[target, day])
        made.demand(sum(on) <= room, Demand(Kind.TARGET_DAILY, (target,)))


def _elsewhere(book: Book) -> tuple[Counter[tuple[str, date]], Counter[tuple[str, date]]]:
    """How many visits that no rule is about each team makes, and each target gets, on a day."""
    away = [v for v in book.scheme.visits if v.day is not None and not book.ruled(v)]
    teams = Counter((v.rater, v.day) for v in away if v.day is not None)
    targets = Counter((v.target, v.day) for v in away if v.day is not None)
    return teams, targets


def _places(made: Model) -> None:
    """At one place there is one unit a day, by however many teams it is visited."""
    typed = {(v.rater, v.target): v for v in made.book.scheme.visits}
    here: defaultdict[tuple[str, date], defaultdict[str, list[IntVar]]]
    here = defaultdict(lambda: defaultdict(list))
    for (pair, day), variable in made.dated.items():
        place = made.book.place_of(pair, typed.get(pair))
        if place:
            here[place, day][pair[1]].append(variable)
    taken = {
        (made.book.place(v), v.day): v.target
        for v in made.book.scheme.visits
        if v.day is not None and not made.book.ruled(v) and made.book.place(v)
    }
    for (place, day), targets in here.items():
        asked = Demand(Kind.PLACE, (place,))
        others = {t: on for t, on in targets.items() if taken.get((place, day), t) != t}
        for on in (variable for variables in others.values() for variable in variables):
            made.demand(on == 0, asked)
        if len(targets) > 1:
            units = []
            for on_days in targets.values():
                unit = made.model.new_bool_var("")
                for variable in on_days:
                    made.model.add(variable <= unit)
                units.append(unit)
            made.demand(sum(units) <= 1, asked)

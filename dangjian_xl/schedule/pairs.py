"""Which team inspects which target: OR-Tools CP-SAT chooses, the same way every time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from dangjian_xl.schedule.demands import Inspection, Pair

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

#: Work that the solver may spend, in its own measure of time: the same on every machine, so the answer is too.
EFFORT = 60.0


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing asked for, in words, with the literal that switches it on."""

    words: str
    literal: Any


class PairModel:
    """The choice as constraints, each under a literal, so that what clashes can be named."""

    def __init__(self, one: Inspection) -> None:
        """Build everything but the evenness of loads and the wishes."""
        from ortools.sat.python import cp_model

        self.one, self.model = one, cp_model.CpModel()
        # What is typed stays, whatever else is barred; a pair that is barred is none.
        self.chosen = {
            (t, u): self.model.new_bool_var(f"{t} {u}")
            for t in one.teams
            for u in one.targets
            if (t, u) not in one.barred or (t, u) in one.fixed
        }
        self.excluded = {p for p, why in one.barred.items() if why.startswith("回避") and p not in one.fixed}
        self.chosen |= {p: self.model.new_bool_var(f"{p[0]} {p[1]}") for p in sorted(self.excluded)}
        self.of_team: dict[str, list[Pair]] = {code: [] for code in one.teams}
        self.of_target: dict[str, list[Pair]] = {code: [] for code in one.targets}
        for pair in self.chosen:
            self.of_team[pair[0]].append(pair)
            self.of_target[pair[1]].append(pair)
        self.demands: list[Demand] = []
        self._fixed()
        self._teams_a_target()
        self._capacity()
        self._mutual()
        self._exclusions()

    def _demand(self, words: str) -> Any:  # noqa: ANN401 - a solver's variable
        literal = self.model.new_bool_var(f"demand {len(self.demands)}")
        self.demands.append(Demand(words, literal))
        return literal

    def _fixed(self) -> None:
        for pair in self.one.fixed:
            literal = self._demand(f"已经填好：{self._names(pair)}")
            self.model.add(self.chosen[pair] == 1).only_enforce_if(literal)

    def _teams_a_target(self) -> None:
        one, teams = self.one, self.one.rule.teams
        for code, target in one.targets.items():
            able = self.of_target[code]
            names = "、".join(one.teams[t].name for t, _ in able if (t, code) not in self.excluded)
            few = f"，可以检查它的只有：{names or '没有'}" if len(able) <= teams + 1 else ""
            literal = self._demand(f"{target.name}由 {teams} 个组检查{few}")
            self.model.add(sum(self.chosen[p] for p in able) == teams).only_enforce_if(literal)

    def _capacity(self) -> None:
        one = self.one
        for code, team in one.teams.items():
            words = f"{team.name}在 {len(one.days)} 个可用的日子里、每天至多 {one.rule.team_daily} 个，至多检查 {one.capacity} 个单位"
            literal = self._demand(words)
            self.model.add(self.load(code) <= one.capacity).only_enforce_if(literal)

    def _mutual(self) -> None:
        """Nobody inspects the one that it is inspected by."""
        literal = self._demand("两个单位不互相检查")
        for a, b in self.mutual_pairs():
            self.model.add(self.chosen[a] + self.chosen[b] <= 1).only_enforce_if(literal)

    def mutual_pairs(self) -> list[tuple[Pair, Pair]]:
        """Pairs of pairs that would inspect each other."""
        home = {code: team.organisation for code, team in self.one.teams.items()}
        teams_of: dict[str, list[str]] = {}
        for code, organisation in home.items():
            teams_of.setdefault(organisation, []).append(code)
        return [
            ((t, u), (s, home[t]))
            for (t, u) in self.chosen
            for s in teams_of.get(u, ())
            if home[t] and u > home[t] and (s, home[t]) in self.chosen
        ]

    def _exclusions(self) -> None:
        for pair in sorted(self.excluded):
            literal = self._demand(f"{self._names(pair)}须回避")
            self.model.add(self.chosen[pair] == 0).only_enforce_if(literal)

    def load(self, team: str) -> Any:  # noqa: ANN401 - a solver's expression
        """How many targets a team visits."""
        return sum(self.chosen[pair] for pair in self.of_team[team])

    def _names(self, pair: Pair) -> str:
        return f"{self.one.teams[pair[0]].name}检查{self.one.targets[pair[1]].name}"


def choose(one: Inspection) -> tuple[Pair, ...] | None:
    """All pairs, those that are typed included; loads as even as they can be, last year's pairs avoided. None: impossible.

    Sorted by team and target.
    """
    for spread in _spreads(one):
        # Without any of last year's pairs is quickly found, where it can be; else with as few as can be.
        pairs = _solved(_even(one, spread, again=False), simplified=False)
        pairs = pairs or _solved(_even(one, spread, again=True), simplified=True)
        if pairs is not None:
            return pairs
    return None


def _even(one: Inspection, spread: tuple[int, int], *, again: bool) -> PairModel:
    """All demands, with loads within the spread; `again`: last year's pairs may come again, as few as can be."""
    made = PairModel(one)
    made.model.add_bool_and([d.literal for d in made.demands])
    for team in one.teams:
        made.model.add_linear_constraint(made.load(team), *spread)
    past = [made.chosen[p] for p in sorted(one.past) if p in made.chosen and p not in one.fixed]
    if again:
        made.model.minimize(sum(past))
    else:
        made.model.add(sum(past) == 0)
    return made


def _spreads(one: Inspection) -> Sequence[tuple[int, int]]:
    """Least and most visits of a team, from the most even on."""
    if not one.teams:
        return ()
    low, rest = divmod(one.needed, len(one.teams))
    high = low + bool(rest)
    wider = [(max(0, low - n), high + m) for n, m in product(range(low + 1), range(one.needed - high + 1))]
    # Even first; where that cannot be, a step wider, then anything.
    return list(dict.fromkeys([(low, high), *sorted(wider, key=lambda s: s[1] - s[0])[:4], (0, one.needed)]))


def _solved(made: PairModel, *, simplified: bool) -> tuple[Pair, ...] | None:
    """The pairs of a solution; `simplified`: the solver first works on the model, which pays where it has to prove something."""
    from ortools.sat.python import cp_model

    solver = solver_of(EFFORT)
    solver.parameters.cp_model_presolve = simplified
    if solver.solve(made.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return tuple(sorted(p for p, v in made.chosen.items() if solver.value(v)))


def solver_of(effort: float) -> cp_model.CpSolver:
    """A solver that works alone and always the same way."""
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    solver.parameters.max_deterministic_time = effort
    return solver

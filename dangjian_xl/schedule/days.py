"""On which day each visit takes place: as evenly over the days as can be, nobody twice at once, no place taken twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from dangjian_xl.schedule.demands import Inspection, Pair, place_of
from dangjian_xl.schedule.pairs import EFFORT, solver_of
from dangjian_xl.scheme.model import Scheme, Visit


def dated(scheme: Scheme, chosen: Sequence[tuple[Inspection, Sequence[Pair]]]) -> list[Visit] | None:
    """The visits with their days, in the order given; None where there is no way. Typed days stay.

    All components together, for a team may inspect in several.
    """
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    visits = [(one, pair, one.fixed.get(pair) or Visit(*pair)) for one, pairs in chosen for pair in pairs]
    on: list[dict[date, Any]] = []
    for number, (one, _, visit) in enumerate(visits):
        allowed = (visit.day,) if visit.day else one.days
        on.append({day: model.new_bool_var(f"{number} {day}") for day in allowed})
        model.add_exactly_one(on[-1].values())
    _limit(model, visits, on)
    _places(model, scheme, visits, on)
    days = sorted({day for choices in on for day in choices})
    most = model.new_int_var(0, len(visits), "most on a day")
    for day in days:
        model.add(sum(choices[day] for choices in on if day in choices) <= most)
    model.minimize(most)
    solver = solver_of(EFFORT)
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [
        Visit(
            visit.rater,
            visit.target,
            _day(solver, choices),
            place_of(visit, scheme),
            visit.members,
            visit.note,
        )
        for (_, _, visit), choices in zip(visits, on, strict=True)
    ]


def _day(solver: Any, choices: Mapping[date, Any]) -> date:  # noqa: ANN401 - ortools' stubs are partial
    return next(day for day, variable in choices.items() if solver.value(variable))


def _limit(
    model: Any,  # noqa: ANN401 - as above
    visits: Sequence[tuple[Inspection, Pair, Visit]],
    on: Sequence[Mapping[date, Any]],
) -> None:
    """Nobody makes or gets more visits a day than allowed; a team's limit is the least of its components'."""
    for side in (0, 1):
        found: dict[tuple[str, date], list[Any]] = {}
        limits: dict[str, int] = {}
        for (one, pair, _), choices in zip(visits, on, strict=True):
            limit = one.rule.target_daily if side else one.rule.team_daily
            limits[pair[side]] = min(limit, limits.get(pair[side], limit))
            for day, variable in choices.items():
                found.setdefault((pair[side], day), []).append(variable)
        for (code, _), variables in found.items():
            if len(variables) > limits[code]:
                model.add(sum(variables) <= limits[code])


def _places(
    model: Any,  # noqa: ANN401 - as above
    scheme: Scheme,
    visits: Sequence[tuple[Inspection, Pair, Visit]],
    on: Sequence[Mapping[date, Any]],
) -> None:
    """At one place one target a day."""
    used: dict[tuple[str, date], dict[str, list[Any]]] = {}
    for (_, pair, visit), choices in zip(visits, on, strict=True):
        at = place_of(visit, scheme)
        for day, variable in choices.items() if at else ():
            used.setdefault((at, day), {}).setdefault(pair[1], []).append(variable)
    for (at, day), targets in used.items():
        if len(targets) < 2:
            continue
        busy = []
        for code, variables in targets.items():
            there = model.new_bool_var(f"{at} {day} {code}")
            for variable in variables:
                model.add_implication(variable, there)
            busy.append(there)
        model.add_at_most_one(busy)

"""Why there is no schedule: a set of demands that cannot be had together, and of which none can be left out."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_xl.schedule.demands import Demand
from dangjian_xl.schedule.inspections import Book
from dangjian_xl.schedule.model import Model, all_pairs, build
from dangjian_xl.schedule.solve import MOST_TOGETHER, solver

#: Deterministic seconds for the first proof, and for each attempt to do without a demand.
_PROOF, _ATTEMPT = 60.0, 5.0
#: Attempts in all: with more demands than this the set may hold some that it does not need.
_ATTEMPTS = 120


def clash(book: Book) -> tuple[Demand, ...]:
    """Demands that clash, as few as could be found; empty where no clash could be proven within the limits."""
    pairs = all_pairs(book)
    core = _smallest(build(book, pairs, days=False, explaining=True))
    if not core and sum(len(book.days(pair)) for pair in pairs) <= MOST_TOGETHER:
        core = _smallest(build(book, pairs, days=True, explaining=True))
    return core


def _smallest(made: Model) -> tuple[Demand, ...]:
    core = _clashing(made, tuple(made.literals), _PROOF)
    attempts = 0
    for demand in sorted(core, key=lambda d: (d.kind.value, repr(d.key))):
        if demand not in core or attempts == _ATTEMPTS:
            continue
        attempts += 1
        # A smaller clash among the rest, if there is one; what the proof did not need goes with it.
        without = _clashing(made, tuple(d for d in core if d != demand), _ATTEMPT)
        core = without or core
    return core


def _clashing(made: Model, demands: Sequence[Demand], limit: float) -> tuple[Demand, ...]:
    """Those of the demands by which the solver proved that all of them cannot be had; empty if it did not."""
    from ortools.sat.python import cp_model

    made.model.clear_assumptions()
    made.model.add_assumptions([made.literals[d] for d in demands])
    asked = solver(limit)
    if asked.solve(made.model) != cp_model.INFEASIBLE:
        return ()
    needed = set(asked.sufficient_assumptions_for_infeasibility())
    return tuple(d for d in demands if made.literals[d].index in needed)

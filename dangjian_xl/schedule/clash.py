"""Why there is no schedule: a set of demands that cannot be had together, and of which none can be left out."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_xl.schedule.demands import Demand, Kind
from dangjian_xl.schedule.inspections import Book, Pair
from dangjian_xl.schedule.model import Model, all_pairs, build
from dangjian_xl.schedule.solve import MOST_TOGETHER, solver

#: Deterministic seconds for the first proof, and for each attempt to do without a demand.
_PROOF, _ATTEMPT = 60.0, 5.0
#: Attempts in all: with more demands than this the set may hold some that it does not need.
_ATTEMPTS = 120


def clash(book: Book) -> tuple[Demand, ...]:
    """Demands that clash, as few as could be found; empty where no clash could be proven within the limits."""
    pairs = all_pairs(book)
    core = _smallest(book, pairs, days=False)
    if not core and sum(len(book.days(pair)) for pair in pairs) <= MOST_TOGETHER:
        core = _smallest(book, pairs, days=True)
    return core


def _smallest(book: Book, pairs: Sequence[Pair], *, days: bool) -> tuple[Demand, ...]:
    whole = build(book, pairs, days=days, explaining=True)
    core = _clashing(whole, tuple(whole.literals), _PROOF)
    if not core:
        return ()
    # From here on only what the proof is about is looked at: all other visits might as well not take place.
    made = build(book, _asked_for(book, pairs, core), days=days, explaining=True)
    core = _clashing(made, tuple(d for d in core if d in made.literals), _PROOF) or core
    attempts = 0
    for demand in sorted(core, key=lambda d: (d.kind.value, repr(d.key))):
        if demand not in core or demand not in made.literals or attempts == _ATTEMPTS:
            continue
        attempts += 1
        # A smaller clash among the rest, if there is one; what the proof did not need goes with it.
        without = _clashing(made, tuple(d for d in core if d != demand and d in made.literals), _ATTEMPT)
        core = without or core
    return core


def _asked_for(book: Book, pairs: Sequence[Pair], core: Sequence[Demand]) -> tuple[Pair, ...]:
    """The pairs that some of the demands want to visit: those of the units that need teams, and those that were typed."""
    units = {str(d.key[1]) for d in core if d.kind in (Kind.TEAMS, Kind.GROUP)}
    rows = [book.scheme.visits[int(d.key[0])] for d in core if d.kind is Kind.TYPED]
    typed = {(v.rater, v.target) for v in rows}
    return tuple(pair for pair in pairs if pair[1] in units or pair in typed)


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

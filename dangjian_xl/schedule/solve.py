"""Solving: first who visits whom, then on which day; both at once only where the first choice leaves no days.

Everything is solved by one worker from one seed within a limit that counts steps and not seconds, and all is asked in the
codes' order, so the same demands give the same schedule on every machine, whatever the order of the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING

from dangjian_xl.schedule.inspections import Book, Pair
from dangjian_xl.schedule.model import Model, all_pairs, build

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

#: Of deterministic time, which is about a second each on a machine of today.
LIMIT = 60.0
#: With more possible pairs than this, a part of them is tried first: `SPARE` teams more for a target than it needs.
MANY, SPARE = 3_000, 12
#: More possible visits on possible days than this are not looked at together: that would take hours.
MOST_TOGETHER = 100_000


class Outcome(Enum):
    """What a search came to."""

    FOUND = "found"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Solution:
    """The outcome and, where one was found, each visit's day."""

    outcome: Outcome
    days: Mapping[Pair, date]


def solver(limit: float = LIMIT) -> CpSolver:
    """A solver that gives the same answer to the same question."""
    from ortools.sat.python.cp_model import CpSolver

    made = CpSolver()
    made.parameters.num_workers = 1
    made.parameters.random_seed = 1
    made.parameters.max_deterministic_time = limit
    return made


def solve(book: Book) -> Solution:
    """The schedule of all rules together. IMPOSSIBLE is proven; UNKNOWN is not."""
    pairs = all_pairs(book)
    together = sum(len(book.days(pair)) for pair in pairs) <= MOST_TOGETHER
    outcome = Outcome.UNKNOWN
    for even in (True, False):
        outcome, chosen = _quick(book, pairs, even=even)
        if outcome is Outcome.FOUND:
            outcome, days = _dated(build(book, chosen, days=True))
            if outcome is not Outcome.FOUND:
                outcome, days = _together(book, pairs, even=even) if together else (Outcome.UNKNOWN, {})
            if outcome is Outcome.FOUND:
                return Solution(outcome, days)
    # Even loads are only a wish: what cannot be without it is impossible, whatever the first search came to.
    return Solution(outcome, {})


def _quick(book: Book, pairs: Sequence[Pair], *, even: bool) -> tuple[Outcome, tuple[Pair, ...]]:
    """As `_pairs`; with many teams only some for each target are looked at first, none of last year among them."""
    few = _some(book, pairs) if even and len(pairs) > MANY else ()
    outcome, chosen = _pairs(book, few, even=even) if few else (Outcome.UNKNOWN, ())
    return (outcome, chosen) if outcome is Outcome.FOUND else _pairs(book, pairs, even=even)


def _some(book: Book, pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """The typed pairs, and so many teams for each target that a fair choice is left, drawn by their codes."""
    typed = {(v.rater, v.target) for v in book.scheme.visits}
    teams: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        if pair not in typed and book.ban(pair) is None and not book.was_last_year(pair):
            teams[pair[1]].append(pair)
    drawn = set(typed.intersection(pairs))
    for target, able in teams.items():
        most = sum(book.inspections[n].rule.teams for n in book.of_target[target]) + SPARE
        drawn.update(sorted(able, key=lambda pair: sha256("/".join(pair).encode()).digest())[:most])
    return tuple(sorted(drawn))


def _pairs(book: Book, pairs: Sequence[Pair], *, even: bool) -> tuple[Outcome, tuple[Pair, ...]]:
    """Who visits whom, as evenly and as unlike last year as can be."""
    made = build(book, pairs, days=False)
    _wish(made, even=even)
    outcome, solved = _solved(made)
    if solved is None:
        return outcome, ()
    return outcome, tuple(pair for pair, variable in made.visits.items() if solved.boolean_value(variable))


def _together(book: Book, pairs: Sequence[Pair], *, even: bool) -> tuple[Outcome, Mapping[Pair, date]]:
    """Who visits whom and when, at once."""
    made = build(book, pairs, days=True)
    _wish(made, even=even)
    return _dated(made)


def _dated(made: Model) -> tuple[Outcome, Mapping[Pair, date]]:
    outcome, solved = _solved(made)
    if solved is None:
        return outcome, {}
    return outcome, {pair: day for (pair, day), on in made.dated.items() if solved.boolean_value(on)}


def _solved(made: Model) -> tuple[Outcome, CpSolver | None]:
    from ortools.sat.python import cp_model

    found = solver()
    status = found.solve(made.model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Outcome.FOUND, found
    impossible = status == cp_model.INFEASIBLE
    return (Outcome.IMPOSSIBLE if impossible else Outcome.UNKNOWN), None


def _wish(made: Model, *, even: bool) -> None:
    """Loads that differ by at most 1, or, where that cannot be, with the least sum of squares; then nobody of last year."""
    again = [v for pair, v in made.visits.items() if made.book.was_last_year(pair)]
    squares = []
    for pool in made.book.pools():
        if even:
            low = made.model.new_int_var(0, len(made.visits), "")
            for team in pool:
                made.model.add_linear_constraint(made.load(team) - low, 0, 1)
            continue
        for team in pool:
            most = sum(pair[0] == team for pair in made.visits)
            steps = [made.model.new_bool_var("") for _ in range(most)]
            made.model.add(made.load(team) == sum(steps))
            # 1 + 3 + 5 + … are the squares, and so the cheapest steps are taken first
            squares += [(2 * number + 1) * step for number, step in enumerate(steps)]
    if again or squares:
        made.model.minimize((len(again) + 1) * sum(squares) + sum(again))

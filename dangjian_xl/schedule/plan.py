"""The whole schedule of a scheme: what was typed is kept, the rest is added, or it is told why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dangjian_xl.findings import Finding
from dangjian_xl.schedule.clash import clash
from dangjian_xl.schedule.counting import too_much
from dangjian_xl.schedule.demands import clash_findings
from dangjian_xl.schedule.inspections import Book
from dangjian_xl.schedule.solve import Outcome, Solution, solve
from dangjian_xl.scheme.model import Scheme, Visit
from dangjian_xl.scheme.parse import Places


@dataclass(frozen=True, slots=True)
class Planned:
    """All visits, those of the scheme first and in its order; None, and findings why, where there is no schedule.

    `added`: so many were added at the end; `dated`: so many of the scheme's got a day. `loads`: each team's number of
    visits, by its code.
    """

    visits: tuple[Visit, ...] | None
    added: int = 0
    dated: int = 0
    loads: Mapping[str, int] | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything is to be written down."""
        return bool(self.added or self.dated)


def plan(scheme: Scheme, places: Places | None = None) -> Planned:
    """Complete a schedule. The scheme's own visits break none of the rules: that was checked before."""
    book, where = Book.of(scheme), places or Places()
    if complete(book):
        return Planned(scheme.visits, loads=dict(book.loads()))
    counted = too_much(book, where)
    if counted:
        return Planned(None, findings=counted)
    solution = solve(book)
    if solution.outcome is Outcome.FOUND:
        return _planned(book, solution)
    demands = clash(book) if solution.outcome is Outcome.IMPOSSIBLE else ()
    if not demands:
        place = where.of("inspection_rules", book.inspections[0].index, "component")
        return Planned(None, findings=(Finding.of("schedule-unknown", place),))
    return Planned(None, findings=clash_findings(book, demands, where))


def complete(book: Book) -> bool:
    """Whether every unit has its teams and every visit its day."""
    for inspection in book.inspections:
        visits = [v for v in book.scheme.visits if inspection.concerns(v)]
        wanted = inspection.rule.teams * len(inspection.targets)
        if len(visits) < wanted or any(v.day is None for v in visits):
            return False
    return True


def _planned(book: Book, solution: Solution) -> Planned:
    scheme = book.scheme
    kept = tuple(
        replace(v, day=v.day or solution.days[v.rater, v.target]) if book.ruled(v) else v
        for v in scheme.visits
    )
    typed = {(v.rater, v.target) for v in scheme.visits}
    new = [Visit(*pair, day=day) for pair, day in solution.days.items() if pair not in typed]
    places = {rater.code: number for number, rater in enumerate(scheme.raters)}
    new.sort(key=lambda v: (v.day, places[v.rater], v.target))
    visits = (*kept, *new)
    dated = sum(old.day != now.day for old, now in zip(scheme.visits, kept, strict=True))
    loads = Book.of(replace(scheme, visits=visits)).loads()
    return Planned(visits, len(new), dated, dict(loads))

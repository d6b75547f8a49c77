"""A schedule of cross-inspections against its rules, whoever made it: needs no solver.

Who visits itself, its superior, its branch or its own inspector is told by the scheme's checks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date

from dangjian_xl.findings import Finding
from dangjian_xl.schedule.inspections import Book, Inspection, is_weekend
from dangjian_xl.scheme.model import Scheme, Visit
from dangjian_xl.scheme.parse import Places

_SHOWN = 6


def check_visits(scheme: Scheme, places: Places | None = None) -> tuple[Finding, ...]:
    """All findings: errors where a hard demand is broken, warnings where the schedule is not finished or uneven."""
    book, where = Book.of(scheme), places or Places()
    return tuple(finding for part in _PARTS for finding in part(book, where))


def listed(names: list[str]) -> str:
    """Some names and how many there are in all."""
    return "、".join(names[:_SHOWN]) + (f"等（共 {len(names)} 个）" if len(names) > _SHOWN else "")


def _teams(book: Book, where: Places) -> Iterator[Finding]:
    """Units with too many teams, and, once there are visits, those with too few."""
    for inspection in book.inspections:
        indices = [i for i, visit in enumerate(book.scheme.visits) if inspection.concerns(visit)]
        if not indices:
            continue
        counts = Counter(book.scheme.visits[i].target for i in indices)
        wanted = inspection.rule.teams
        lacking = []
        for target in inspection.targets:
            if counts[target.code] > wanted:
                last = max(i for i in indices if book.scheme.visits[i].target == target.code)
                context = {"count": counts[target.code], "teams": wanted}
                place = where.of("visits", last, "target")
                yield Finding.of("schedule-teams-many", place, target=target.name, **context)
            elif counts[target.code] < wanted:
                lacking.append(f"{target.name}（{counts[target.code]} 个）")
        if lacking:
            place = where.of("inspection_rules", inspection.index, "teams")
            yield Finding.of("schedule-teams-few", place, teams=wanted, units=listed(lacking))


def _days(book: Book, where: Places) -> Iterator[Finding]:
    """Visits outside the rule's days, and those that have none yet."""
    missing = []
    for index, visit in enumerate(book.scheme.visits):
        place = where.of("visits", index, "day")
        if visit.day is None:
            missing += [place] if book.ruled(visit) else []
            continue
        for number in sorted(book.numbers((visit.rater, visit.target))):
            rule = book.inspections[number].rule
            context = {"day": visit.day, "first": rule.first, "last": rule.last}
            row = where.row("inspection_rules", book.inspections[number].index)
            if not rule.first <= visit.day <= rule.last:
                yield Finding.of("schedule-day-outside", place, row=row, **context)
            elif not rule.weekends and is_weekend(visit.day):
                yield Finding.of("schedule-day-weekend", place, day=visit.day, row=row)
    if missing:
        yield Finding.of("schedule-days-missing", missing[0], count=len(missing))


def _excluded(book: Book, where: Places) -> Iterator[Finding]:
    rows = {(e.rater, e.target): i for i, e in enumerate(book.scheme.exclusions)}
    for index, visit in enumerate(book.scheme.visits):
        row = rows.get((visit.rater, visit.target))
        if row is not None:
            names = {"rater": _team(book, visit), "target": _target(book, visit)}
            reason = book.scheme.exclusions[row].reason
            place = where.of("visits", index, "target")
            stands = where.row("exclusions", row)
            yield Finding.of("schedule-excluded", place, reason=reason, row=stands, **names)


def _busy(book: Book, where: Places) -> Iterator[Finding]:
    """Teams with too many visits on one day, and targets with too many teams."""
    teams: defaultdict[tuple[str, date], list[int]] = defaultdict(list)
    targets: defaultdict[tuple[str, date], list[int]] = defaultdict(list)
    for index, visit in enumerate(book.scheme.visits):
        if visit.day is not None:
            teams[visit.rater, visit.day].append(index)
            targets[visit.target, visit.day].append(index)
    for (team, day), indices in teams.items():
        if team in book.of_team and len(indices) > book.team_daily(team):
            place = where.of("visits", indices[-1], "day")
            names = listed([_target(book, book.scheme.visits[i]) for i in indices])
            context = {"day": day, "count": len(indices), "most": book.team_daily(team)}
            rater = book.scheme.rater(team).name
            yield Finding.of("schedule-team-busy", place, rater=rater, targets=names, **context)
    for (target, day), indices in targets.items():
        if target in book.of_target and len(indices) > book.target_daily(target):
            place = where.of("visits", indices[-1], "day")
            names = listed([_team(book, book.scheme.visits[i]) for i in indices])
            context = {"day": day, "count": len(indices), "most": book.target_daily(target)}
            name = book.scheme.organisation(target).name
            yield Finding.of("schedule-target-busy", place, target=name, raters=names, **context)


def _clashes(book: Book, where: Places) -> Iterator[Finding]:
    """Visits of different units at one place on one day; several teams at one unit do not clash."""
    first: dict[tuple[str, date], int] = {}
    for index, visit in enumerate(book.scheme.visits):
        place = book.place(visit)
        if not place or visit.day is None:
            continue
        other = book.scheme.visits[first.setdefault((place, visit.day), index)]
        if other.target != visit.target and (book.ruled(visit) or book.ruled(other)):
            row = where.row("visits", first[place, visit.day])
            names = {"target": _target(book, visit), "other": _target(book, other)}
            context = {"day": visit.day, "place": place, "row": row}
            yield Finding.of("schedule-place-clash", where.of("visits", index, "day"), **names, **context)


def _uneven(book: Book, where: Places) -> Iterator[Finding]:
    """Finished schedules in which a visit could simply be handed to a team with less to do."""
    if any(_unfinished(book, inspection) for inspection in book.inspections):
        return
    loads = book.loads()
    for pool in book.pools():
        found = next(_moves(book, pool, loads), None)
        if found is None:
            continue
        index, light = found
        visit = book.scheme.visits[index]
        rater, target = _team(book, visit), _target(book, visit)
        lighter = book.scheme.rater(light).name
        counts = {"most": loads[visit.rater], "least": loads[light]}
        place = where.of("visits", index, "rater")
        yield Finding.of("schedule-load-uneven", place, rater=rater, lighter=lighter, target=target, **counts)


def _unfinished(book: Book, inspection: Inspection) -> bool:
    counts = Counter(v.target for v in book.scheme.visits if inspection.concerns(v))
    return any(counts[target.code] < inspection.rule.teams for target in inspection.targets)


def _moves(book: Book, pool: tuple[str, ...], loads: Counter[str]) -> Iterator[tuple[int, str]]:
    """Visits (by index) that a team with at least two fewer could make instead, the most uneven first."""
    pairs = {(v.rater, v.target) for v in book.scheme.visits}
    dated = Counter((v.rater, v.day) for v in book.scheme.visits if v.day is not None)
    indices = [i for i, v in enumerate(book.scheme.visits) if v.rater in pool and book.ruled(v)]
    for index in sorted(indices, key=lambda i: -loads[book.scheme.visits[i].rater]):
        visit = book.scheme.visits[index]
        for light in sorted(pool, key=lambda team: loads[team]):
            if loads[light] > loads[visit.rater] - 2:
                break
            pair = (light, visit.target)
            same = book.numbers(pair) == book.numbers((visit.rater, visit.target))
            alike = book.scheme.rater(light).group == book.scheme.rater(visit.rater).group
            free = visit.day is None or dated[light, visit.day] < book.team_daily(light)
            taken = pair in pairs or book.ban(pair) or any(book.opposite(pair, pairs))
            if same and alike and free and not taken and not book.was_last_year(pair):
                yield index, light


def _past(book: Book, where: Places) -> Iterator[Finding]:
    for index, visit in enumerate(book.scheme.visits):
        if book.was_last_year((visit.rater, visit.target)):
            home = book.scheme.organisation(book.homes[visit.rater]).name
            place = where.of("visits", index, "target")
            yield Finding.of("schedule-past", place, organisation=home, target=_target(book, visit))


def _team(book: Book, visit: Visit) -> str:
    return book.scheme.rater(visit.rater).name


def _target(book: Book, visit: Visit) -> str:
    return book.scheme.organisation(visit.target).name


_PARTS: tuple[Callable[[Book, Places], Iterator[Finding]], ...] = (
    _teams,
    _days,
    _excluded,
    _busy,
    _clashes,
    _uneven,
    _past,
)

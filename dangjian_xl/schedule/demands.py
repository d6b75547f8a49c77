"""The demands on a schedule by name, so that a model can say which of them clash, and their sentences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from dangjian_xl.findings import Finding, Place
from dangjian_xl.schedule.inspections import Ban, Book, Inspection, folded
from dangjian_xl.schedule.rules import listed

if TYPE_CHECKING:
    from dangjian_xl.scheme.model import InspectionRule
    from dangjian_xl.scheme.parse import Places

_FEW = 4


class Kind(Enum):
    """What a demand asks for. The order is that in which people are told of them."""

    TEAMS = 1  # number of the inspection, target: it is visited by as many teams as the rule says
    GROUP = 2  # number, target, number of the group: one of them is from this rater group
    WINDOW = 3  # number of the inspection: its days
    TEAM_DAILY = 4  # team
    TARGET_DAILY = 5  # target
    PLACE = 6  # folded place: one unit a day
    OWN = 7  # nobody visits itself, its superior or its branch
    MUTUAL = 8  # nobody visits its inspector
    EXCLUDED = 9  # row of the exclusion
    TYPED = 10  # row of the visit that somebody typed


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand: `key` is what stands beside its kind."""

    kind: Kind
    key: tuple[int | str, ...] = ()


def clash_findings(book: Book, demands: Iterable[Demand], where: Places) -> tuple[Finding, ...]:
    """One finding for each kind of demand and rule; those about many units or teams name them together."""
    sorted_out: defaultdict[Kind, list[tuple[int | str, ...]]] = defaultdict(list)
    for demand in demands:
        sorted_out[demand.kind].append(demand.key)
    found = [
        finding
        for kind in Kind
        if kind in sorted_out
        for finding in _TOLD[kind](book, sorted(sorted_out[kind], key=_in_rows), where)
    ]
    head = Finding.of("schedule-clash", Place(where.file), count=len(found))
    return (head, *found)


_Keys = list[tuple[int | str, ...]]


def _in_rows(key: tuple[int | str, ...]) -> list[tuple[int, str]]:
    """Numbers as numbers, so that row 10 comes after row 9."""
    return [(part, "") if isinstance(part, int) else (0, part) for part in key]


def _teams(book: Book, keys: _Keys, where: Places) -> Iterator[Finding]:
    for number, targets in _by_number(keys).items():
        inspection = book.inspections[number]
        units = listed([_unit(book, number, str(rest[0])) for rest in targets])
        place = where.of("inspection_rules", inspection.index, "teams")
        yield Finding.of("schedule-demand-teams", place, teams=inspection.rule.teams, units=units)


def _unit(book: Book, number: int, target: str) -> str:
    """A unit's name, with the teams that may visit it where they are few."""
    able = [t.name for t in book.inspections[number].teams if not book.ban((t.code, target))]
    name = book.scheme.organisation(target).name
    return f"{name}（能去的只有{'、'.join(able)}）" if len(able) <= _FEW else name


def _groups(book: Book, keys: _Keys, where: Places) -> Iterator[Finding]:
    for number, rests in _by_number(keys).items():
        inspection = book.inspections[number]
        for group in sorted({int(rest[1]) for rest in rests}):
            code = book.scheme.rater(inspection.groups[group][0]).group
            names = [book.scheme.organisation(str(rest[0])).name for rest in rests if rest[1] == group]
            place = where.of("inspection_rules", inspection.index, "teams")
            context = {"group": book.scheme.group(code).name, "units": listed(names)}
            yield Finding.of("schedule-demand-group", place, **context)


def _windows(book: Book, keys: _Keys, where: Places) -> Iterator[Finding]:
    for number in _by_number(keys):
        inspection = book.inspections[number]
        context = {"first": inspection.rule.first, "last": inspection.rule.last}
        place = where.of("inspection_rules", inspection.index, "last")
        yield Finding.of("schedule-demand-days", place, days=len(inspection.days), **context)


def _team_daily(book: Book, keys: _Keys, where: Places) -> Iterator[Finding]:
    for inspection, codes in _strictest(book, keys, book.of_team, lambda rule: rule.team_daily):
        place = where.of("inspection_rules", inspection.index, "team_daily")
        raters = listed([book.scheme.rater(code).name for code in codes])
        most = inspection.rule.team_daily
        yield Finding.of("schedule-demand-team-daily", place, raters=raters, most=most)


def _target_daily(book: Book, keys: _Keys, where: Places) -> Iterator[Finding]:
    for inspection, codes in _strictest(book, keys, book.of_target, lambda rule: rule.target_daily):
        place = where.of("inspection_rules", inspection.index, "target_daily")
        units = listed([book.scheme.organisation(code).name for code in codes])
        most = inspection.rule.target_daily
        yield Finding.of("schedule-demand-target-daily", place, units=units, most=most)


def _strictest(
    book: Book,
    keys: _Keys,
    concerned: Mapping[str, frozenset[int]],
    limit: Callable[[InspectionRule], int],
) -> Iterator[tuple[Inspection, list[str]]]:
    """The codes that the keys are, by the inspection among those `concerned` with each that has the lowest limit."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for (code,) in keys:
        number = min(concerned[str(code)], key=lambda n: (limit(book.inspections[n].rule), n))
        found[number].append(str(code))
    return ((book.inspections[number], codes) for number, codes in sorted(found.items()))


def _places(book: Book, keys: _Keys, where: Places) -> Iterator[Finding]:
    for (name,) in keys:
        targets = [
            i
            for i, organisation in enumerate(book.scheme.organisations)
            if organisation.code in book.of_target and folded(organisation.place) == name
        ]
        typed = [i for i, visit in enumerate(book.scheme.visits) if folded(visit.place) == name]
        units = [book.scheme.organisations[i].name for i in targets]
        units += [book.scheme.organisation(book.scheme.visits[i].target).name for i in typed]
        place = (
            where.of("organisations", targets[0], "place")
            if targets
            else where.of("visits", typed[0], "place")
        )
        yield Finding.of("schedule-demand-place", place, place=name, units=listed(list(dict.fromkeys(units))))


def _own(book: Book, _keys: _Keys, where: Places) -> Iterator[Finding]:
    yield Finding.of("schedule-demand-own", _homes(book, where))


def _mutual(book: Book, _keys: _Keys, where: Places) -> Iterator[Finding]:
    yield Finding.of("schedule-demand-mutual", _homes(book, where))


def _homes(book: Book, where: Places) -> Place:
    """Where it stands from which organisation the teams are."""
    first = next((i for i, r in enumerate(book.scheme.raters) if r.code in book.of_team), 0)
    return where.of("raters", first, "organisation")


def _excluded(book: Book, keys: _Keys, where: Places) -> Iterator[Finding]:
    """One finding a unit, at the first of its rows."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for (index,) in keys:
        rows[book.scheme.exclusions[int(index)].target].append(int(index))
    for target, indices in rows.items():
        exclusions = [book.scheme.exclusions[i] for i in indices]
        raters = listed([book.scheme.rater(e.rater).name for e in exclusions])
        reason = listed(list(dict.fromkeys(e.reason for e in exclusions)))
        place = where.of("exclusions", indices[0], "target")
        name = book.scheme.organisation(target).name
        yield Finding.of("schedule-demand-excluded", place, rater=raters, target=name, reason=reason)


def _typed(book: Book, keys: _Keys, where: Places) -> Iterator[Finding]:
    for (index,) in keys:
        visit = book.scheme.visits[int(index)]
        names = {
            "rater": book.scheme.rater(visit.rater).name,
            "target": book.scheme.organisation(visit.target).name,
            "day": f"（{visit.day}）" if visit.day else "",
        }
        yield Finding.of("schedule-demand-typed", where.of("visits", int(index), "rater"), **names)


def _by_number(keys: _Keys) -> dict[int, _Keys]:
    """Keys that begin with an inspection's number, by it."""
    found: defaultdict[int, _Keys] = defaultdict(list)
    for key in keys:
        found[int(key[0])].append(key[1:])
    return dict(sorted(found.items()))


_TOLD: Mapping[Kind, Callable[[Book, _Keys, Places], Iterator[Finding]]] = {
    Kind.TEAMS: _teams,
    Kind.GROUP: _groups,
    Kind.WINDOW: _windows,
    Kind.TEAM_DAILY: _team_daily,
    Kind.TARGET_DAILY: _target_daily,
    Kind.PLACE: _places,
    Kind.OWN: _own,
    Kind.MUTUAL: _mutual,
    Kind.EXCLUDED: _excluded,
    Kind.TYPED: _typed,
}

#: Which demand stands behind a ban; an exclusion has one for each row.
BEHIND: Mapping[Ban, Kind] = {Ban.OWN: Kind.OWN, Ban.RELATED: Kind.OWN, Ban.EXCLUDED: Kind.EXCLUDED}

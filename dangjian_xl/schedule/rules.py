"""Whether a schedule, typed or computed, is what its rule demands: the same law for people and for the solver."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from dangjian_xl.findings import Finding
from dangjian_xl.schedule.demands import Inspection, Pair, inspections, place_of
from dangjian_xl.scheme.model import Scheme, Visit
from dangjian_xl.scheme.parse import Places

_WEEKDAYS = "一二三四五六日"


def check(scheme: Scheme, places: Places | None = None) -> tuple[Finding, ...]:
    """Everything about the visits that breaks a rule (errors), leaves it unfinished (warnings), or is worth knowing.

    What needs no rule, such as visiting oneself, `scheme.check_people` tells.
    """
    where = places or Places()
    rows = {(v.rater, v.target): index for index, v in enumerate(scheme.visits)}
    return tuple(f for i in inspections(scheme) if i.fixed for f in _of(scheme, i, where, rows))


def _of(scheme: Scheme, one: Inspection, where: Places, rows: Mapping[Pair, int]) -> Iterator[Finding]:
    for pair, visit in one.fixed.items():
        place = where.of("visits", rows[pair], "target")
        team, target = one.teams[pair[0]].name, one.targets[pair[1]].name
        if one.barred.get(pair, "").startswith("回避"):
            reason = next(e.reason for e in scheme.exclusions if (e.rater, e.target) == pair)
            yield Finding.of("schedule-excluded", place, team=team, target=target, reason=reason)
        if pair in one.past:
            yield Finding.of("schedule-past", place, team=team, target=target)
        if visit.day and visit.day not in one.days:
            context = {"first": one.rule.first, "last": one.rule.last}
            day = f"{visit.day}（星期{_WEEKDAYS[visit.day.weekday()]}）"
            weekend = "" if one.rule.weekends else "，周末不检查"
            place = where.of("visits", rows[pair], "day")
            yield Finding.of("schedule-day", place, team=team, day=day, weekend=weekend, **context)
    yield from _daily(one, where, rows)
    yield from _same_place(scheme, one, where, rows)
    yield from _counts(one, where)


def _daily(one: Inspection, where: Places, rows: Mapping[Pair, int]) -> Iterator[Finding]:
    """Too many visits of a team, or to a target, on one day; told at the first that is too many."""
    seen: Counter[tuple[str, str, object]] = Counter()
    for pair, visit in one.fixed.items():
        if visit.day is None:
            continue
        place = where.of("visits", rows[pair], "day")
        limits = (
            ("team", pair[0], one.rule.team_daily, one.teams[pair[0]].name, "schedule-team-busy"),
            ("target", pair[1], one.rule.target_daily, one.targets[pair[1]].name, "schedule-target-busy"),
        )
        for side, code, limit, name, told in limits:
            seen[side, code, visit.day] += 1
            if seen[side, code, visit.day] == limit + 1:
                yield Finding.of(told, place, name=name, day=visit.day, limit=limit)


def _same_place(
    scheme: Scheme, one: Inspection, where: Places, rows: Mapping[Pair, int]
) -> Iterator[Finding]:
    """Two targets visited at one place on one day."""
    taken: dict[tuple[object, str], Visit] = {}
    for pair, visit in one.fixed.items():
        at = place_of(visit, scheme)
        if visit.day is None or not at:
            continue
        first = taken.setdefault((visit.day, at), visit)
        if first.target != visit.target:
            context = {"target": one.targets[visit.target].name, "other": one.targets[first.target].name}
            place = where.of("visits", rows[pair], "day")
            yield Finding.of("schedule-place", place, place=at, day=visit.day, **context)


def _counts(one: Inspection, where: Places) -> Iterator[Finding]:
    """Targets with too few or too many teams, visits without a day, teams with much more to do than others."""
    place = where.of("visits", 0, "target")
    visited = Counter(target for _, target in one.fixed)
    for few in (True, False):
        wrong = [
            (code, visited[code])
            for code in one.targets
            if (visited[code] < one.rule.teams if few else visited[code] > one.rule.teams)
        ]
        if wrong:
            names = "、".join(f"{one.targets[code].name}（{n} 个组）" for code, n in wrong)
            code = "schedule-teams-few" if few else "schedule-teams-many"
            yield Finding.of(code, place, names=names, teams=one.rule.teams)
            if few:
                return
    undated = sum(v.day is None for v in one.fixed.values())
    if undated:
        yield Finding.of("schedule-undated", place, count=undated)
    loads = Counter(team for team, _ in one.fixed)
    most, least = max(loads[t] for t in one.teams), min(loads[t] for t in one.teams)
    if most - least > 1:
        busy = next(one.teams[t].name for t in one.teams if loads[t] == most)
        idle = next(one.teams[t].name for t in one.teams if loads[t] == least)
        yield Finding.of("schedule-uneven", place, busy=busy, most=most, idle=idle, least=least)

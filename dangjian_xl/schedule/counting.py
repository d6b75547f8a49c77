"""What counting alone shows to be impossible: told in plain numbers, before a solver is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from dangjian_xl.findings import Finding
from dangjian_xl.schedule.inspections import Ban, Book, Inspection, folded
from dangjian_xl.schedule.rules import listed
from dangjian_xl.scheme.parse import Places


def too_much(book: Book, where: Places) -> tuple[Finding, ...]:
    """Every demand that there are too few teams, days or places for."""
    found = []
    for number, inspection in enumerate(book.inspections):
        if not inspection.days:
            place = where.of("inspection_rules", inspection.index, "last")
            context = {"first": inspection.rule.first, "last": inspection.rule.last}
            found.append(Finding.of("schedule-no-days", place, **context))
            continue
        found += _few_teams(book, number, where)
        found += _groups(book, inspection, where)
        found += _target_days(inspection, where)
        found += _capacity(book, inspection, where)
        found += _mutual(book, inspection, where)
    return (*found, *_place_days(book, where))


def _few_teams(book: Book, number: int, where: Places) -> Iterator[Finding]:
    """Units that fewer teams may visit than are asked for, with what keeps the others away."""
    inspection = book.inspections[number]
    order = {o.code: i for i, o in enumerate(book.scheme.organisations)}
    for target in inspection.targets:
        bans = {team.name: book.ban((team.code, target.code)) for team in inspection.teams}
        able = [name for name, ban in bans.items() if ban is None]
        if len(able) < inspection.rule.teams:
            counts = Counter(ban for ban in bans.values() if ban is not None)
            words = {Ban.OWN: "本单位的", Ban.RELATED: "上下级的", Ban.EXCLUDED: "在“检查回避”表里的"}
            reasons = "、".join(f"{words[ban]} {counts[ban]} 个" for ban in Ban if counts[ban])
            context = {
                "teams": inspection.rule.teams,
                "all": len(bans),
                "able": len(able),
                "names": f"（{listed(able)}）" if able else "",
                "why": f"，不能去的有{reasons}" if reasons else "",
                "row": where.row("inspection_rules", inspection.index),
            }
            place = where.of("organisations", order[target.code], "name")
            yield Finding.of("schedule-teams-lacking", place, target=target.name, **context)


def _groups(book: Book, inspection: Inspection, where: Places) -> Iterator[Finding]:
    if len(inspection.groups) > inspection.rule.teams:
        names = [book.scheme.group(book.scheme.rater(codes[0]).group).name for codes in inspection.groups]
        place = where.of("inspection_rules", inspection.index, "teams")
        context = {"groups": listed(names), "count": len(names), "teams": inspection.rule.teams}
        yield Finding.of("schedule-groups-many", place, **context)


def _target_days(inspection: Inspection, where: Places) -> Iterator[Finding]:
    rule, days = inspection.rule, len(inspection.days)
    if rule.teams > rule.target_daily * days:
        place = where.of("inspection_rules", inspection.index, "target_daily")
        context = {"daily": rule.target_daily, "days": days, "most": rule.target_daily * days}
        yield Finding.of("schedule-target-days", place, teams=rule.teams, **context)


def _capacity(book: Book, inspection: Inspection, where: Places) -> Iterator[Finding]:
    """All teams on all days against all visits."""
    rule, days = inspection.rule, len(inspection.days)
    away = sum(
        not book.ruled(v) and v.day in inspection.days and any(t.code == v.rater for t in inspection.teams)
        for v in book.scheme.visits
    )
    needed = rule.teams * len(inspection.targets)
    capacity = sum(book.team_daily(team.code) for team in inspection.teams) * days - away
    if needed > capacity:
        dailies = sorted({book.team_daily(team.code) for team in inspection.teams})
        context = {
            "raters": len(inspection.teams),
            "daily": "或".join(map(str, dailies)),
            "days": days,
            "away": f"，除去别的环节已占用的 {away} 次" if away else "",
            "capacity": capacity,
            "units": len(inspection.targets),
            "teams": rule.teams,
            "needed": needed,
            "short": needed - capacity,
        }
        place = where.of("inspection_rules", inspection.index, "team_daily")
        yield Finding.of("schedule-capacity", place, **context)


def _mutual(book: Book, inspection: Inspection, where: Places) -> Iterator[Finding]:
    """Where every team has a unit of its own, one direction of each two is all that can be had."""
    homes = [book.homes[team.code] for team in inspection.teams]
    targets = {target.code for target in inspection.targets}
    number, needed = len(targets), inspection.rule.teams * len(targets)
    one_each = len(set(homes)) == len(homes) and targets == set(homes)
    possible, most = number * (number - 1) // 2, (number - 1) // 2
    if one_each and needed > possible and most:
        context = {"units": number, "needed": needed, "possible": possible}
        context |= {"teams": inspection.rule.teams, "most": most}
        place = where.of("inspection_rules", inspection.index, "teams")
        yield Finding.of("schedule-mutual-many", place, **context)


def _place_days(book: Book, where: Places) -> Iterator[Finding]:
    """Units at one place, each of which needs days of its own."""
    typed = {(v.target, folded(v.place)) for v in book.scheme.visits if v.place}
    elsewhere = {target for target, _ in typed}
    shared: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for index, organisation in enumerate(book.scheme.organisations):
        numbers = book.of_target.get(organisation.code, frozenset())
        # Whose visits are typed to be somewhere cannot simply be counted.
        if organisation.place and len(numbers) == 1 and organisation.code not in elsewhere:
            shared[min(numbers), folded(organisation.place)].append(index)
    for (number, _), indices in shared.items():
        inspection = book.inspections[number]
        each = -(-inspection.rule.teams // inspection.rule.target_daily)
        days = len(inspection.days)
        if days and len(indices) > 1 and each * len(indices) > days:
            units = [book.scheme.organisations[i] for i in indices]
            context = {"units": listed([u.name for u in units]), "each": each, "days": days}
            context |= {"needed": each * len(indices), "place": units[0].place}
            yield Finding.of("schedule-place-days", where.of("organisations", indices[0], "place"), **context)

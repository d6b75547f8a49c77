"""安排/交叉检查安排表.xlsx: who inspects whom, when and where, by unit and by team, to be printed beside the notice."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from dangjian_xl import style
from dangjian_xl.outputs.sheet import Book, Cell, Column, Table
from dangjian_xl.returns.times import weekday
from dangjian_xl.scheme.model import Scheme, Visit

BY_UNIT, BY_TEAM = "按单位", "按检查组"
_TIER, _NUMBER = Column("tier", "层面", 30), Column("number", "序号", 6, "centre")
_TARGET, _RATER = Column("target", "被检查单位", 26), Column("rater", "检查组", 20)
_HOME, _MEMBERS = Column("home", "检查组所在单位", 24), Column("members", "成员", 30)
_WHEN = (Column("day", "日期", 12, "date"), Column("weekday", "星期", 8, "centre"))
_WHERE = (Column("place", "地点", 22),)
_BY_UNIT = (_NUMBER, _TIER, _TARGET, *_WHEN, *_WHERE, _RATER, _HOME, _MEMBERS)
_BY_TEAM = (_NUMBER, _RATER, _HOME, _MEMBERS, *_WHEN, _TARGET, _TIER, *_WHERE)


def inspections_workbook(scheme: Scheme) -> bytes:
    """The scheme's visits as they stand; equal schemes give equal bytes."""
    stream = io.BytesIO()
    book = Book(style.new_workbook(stream, scheme.basics.title), scheme.basics.title)
    for table in (_by_unit(scheme), _by_team(scheme)):
        book.write(table)
    book.workbook.close()
    return stream.getvalue()


def _by_unit(scheme: Scheme) -> Table:
    order = {o.code: n for n, o in enumerate(scheme.organisations)}
    tiers = {t.code: n for n, t in enumerate(scheme.tiers)}
    teams = {r.code: n for n, r in enumerate(scheme.raters)}
    visits = sorted(
        scheme.visits,
        key=lambda v: (
            tiers.get(scheme.organisation(v.target).tier, len(tiers)),
            order[v.target],
            v.day or date.max,
            teams[v.rater],
        ),
    )
    rows = []
    for number, visit in enumerate(visits, 1):
        rater, home, members = _team(scheme, visit)
        tier, target, place = _unit(scheme, visit)
        rows.append([number, tier, target, *_when(visit), place, rater, home, members])
    return Table(
        BY_UNIT,
        _purpose(scheme, "各单位按日期先后"),
        _BY_UNIT,
        rows,
        first=True,
        title="交叉检查安排表（按单位）",
    )


def _by_team(scheme: Scheme) -> Table:
    order = {o.code: n for n, o in enumerate(scheme.organisations)}
    teams = {r.code: n for n, r in enumerate(scheme.raters)}
    visits = sorted(scheme.visits, key=lambda v: (teams[v.rater], v.day or date.max, order[v.target]))
    rows = []
    for number, visit in enumerate(visits, 1):
        rater, home, members = _team(scheme, visit)
        tier, target, place = _unit(scheme, visit)
        rows.append([number, rater, home, members, *_when(visit), target, tier, place])
    return Table(
        BY_TEAM,
        _purpose(scheme, "各检查组按日期先后"),
        _BY_TEAM,
        rows,
        first=True,
        title="交叉检查安排表（按检查组）",
    )


def _purpose(scheme: Scheme, order: str) -> str:
    teams, units = {v.rater for v in scheme.visits}, {v.target for v in scheme.visits}
    return f"{len(teams)} 个检查组检查 {len(units)} 个单位，共 {len(scheme.visits)} 次；{order}。"


def _team(scheme: Scheme, visit: Visit) -> Sequence[Cell]:
    rater = scheme.rater(visit.rater)
    home = scheme.organisation(rater.organisation).name if rater.organisation else None
    return rater.name, home, visit.members or None


def _unit(scheme: Scheme, visit: Visit) -> Sequence[Cell]:
    target = scheme.organisation(visit.target)
    tier = scheme.tier(target.tier).name if target.tier else None
    return tier, target.name, visit.place or target.place or None


def _when(visit: Visit) -> Sequence[Cell]:
    return visit.day, weekday(visit.day) if visit.day else None

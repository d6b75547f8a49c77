"""安排/交叉检查安排表.xlsx: the cross-inspection schedule for the units, by unit and by team. It lays out and computes nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence

from dangjian_xl import style
from dangjian_xl.outputs.sheet import Book, Cell, Column, Table
from dangjian_xl.scheme.model import Scheme, Visit

BY_UNIT, BY_TEAM = "按单位", "按检查组"
_WEEKDAYS = "一二三四五六日"
_REST = (
    Column("day", "日期", 13, "date"),
    Column("weekday", "星期", 7, "centre"),
    Column("place", "地点", 24),
    Column("members", "成员", 30),
)


def visits_workbook(scheme: Scheme) -> bytes:
    """The workbook; equal schemes give equal bytes."""
    stream = io.BytesIO()
    book = Book(style.new_workbook(stream, scheme.basics.title), scheme.basics.title)
    unit, team = Column("unit", "被检查单位", 30), Column("team", "检查组", 24)
    home = Column("home", "检查组所在单位", 28)
    visits = sorted(scheme.visits, key=_order)
    units = {o.code: number for number, o in enumerate(scheme.organisations)}
    teams = {r.code: number for number, r in enumerate(scheme.raters)}
    by_unit = sorted(visits, key=lambda v: units[v.target])
    by_team = sorted(visits, key=lambda v: teams[v.rater])
    rows = [[*_unit(scheme, v), *_team(scheme, v), *_rest(scheme, v)] for v in by_unit]
    book.write(_table(BY_UNIT, "每个单位哪天由哪个组来检查。", (unit, team, home, *_REST), rows))
    rows = [[*_team(scheme, v), *_unit(scheme, v), *_rest(scheme, v)] for v in by_team]
    book.write(_table(BY_TEAM, "每个检查组哪天检查哪个单位。", (team, home, unit, *_REST), rows))
    book.workbook.close()
    return stream.getvalue()


def _table(name: str, purpose: str, columns: tuple[Column, ...], rows: Sequence[Sequence[Cell]]) -> Table:
    return Table(
        name, purpose, columns, rows, frozen=1, first=name == BY_UNIT, title="交叉检查安排表" + f"（{name}）"
    )


def _order(visit: Visit) -> tuple[bool, object, str]:
    return (visit.day is None, visit.day or "", visit.rater)


def _unit(scheme: Scheme, visit: Visit) -> list[Cell]:
    return [scheme.organisation(visit.target).name]


def _team(scheme: Scheme, visit: Visit) -> list[Cell]:
    rater = scheme.rater(visit.rater)
    return [rater.name, scheme.organisation(rater.organisation).name if rater.organisation else None]


def _rest(scheme: Scheme, visit: Visit) -> list[Cell]:
    weekday = _WEEKDAYS[visit.day.weekday()] if visit.day else None
    place = visit.place or scheme.organisation(visit.target).place
    return [visit.day, weekday, place or None, visit.members or None]

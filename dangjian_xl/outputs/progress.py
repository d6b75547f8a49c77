"""各阶段进度: one line a stage, how much of what is due has come, and when."""

from __future__ import annotations

from datetime import date

from dangjian_xl.outputs.sheet import Cell, Column, Table
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.progress import StageProgress, by_stage, of_reports
from dangjian_xl.returns.times import full_day
from dangjian_xl.scheme.model import Scheme

PROGRESS = "各阶段进度"
_COLUMNS = (
    Column("stage", "阶段", 44),
    Column("days", "起止日期", 26, "centre"),
    Column("due", "应交", 8, "centre"),
    Column("accepted", "已接收", 9, "centre"),
    Column("early", "提前", 8, "centre"),
    Column("in_time", "按时", 8, "centre"),
    Column("late", "迟交", 8, "centre"),
    Column("faulty", "有错待改", 9, "centre"),
    Column("held", "待确认", 9, "centre"),
    Column("missing", "未交（未到期）", 12, "centre"),
    Column("overdue", "未交（逾期）", 12, "centre"),
)


def stage_table(scheme: Scheme, collection: Collection, today: date) -> Table:
    """One row a stage, or a component that belongs to none; `today` is the collection's."""
    purpose = f"截至{full_day(today)}，应交的表（含匿名票）。按规定无效的算已接收；没有记下时间的不分早晚；没有定截止日期的算未到期。"
    reports = of_reports(scheme, collection)
    if reports:
        purpose += "述职报告一个党组织算一份。"
    rows = [_row(line) for line in (*by_stage(scheme, collection), *reports)]
    return Table(PROGRESS, purpose, _COLUMNS, rows, frozen=1, first=True)


def _row(line: StageProgress) -> list[Cell]:
    """Noughts are left out but for the first two numbers, so that what is to be done stands out."""
    numbers = (line.early, line.in_time, line.late, line.faulty, line.held, line.missing, line.overdue)
    days = _days(line.starts, line.ends)
    return [line.name, days, line.due, line.accepted, *(number or None for number in numbers)]


def _days(starts: date | None, ends: date | None) -> str:
    if starts and ends:
        return f"{starts} 至 {ends}" if starts != ends else f"{starts}"
    if ends:
        return f"{ends} 截止"
    return f"{starts} 开始" if starts else "未定"

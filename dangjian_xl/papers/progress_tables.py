"""The annexes of the circular on rectification: every organisation's numbers, and the problems that it names one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dangjian_xl.grids import clipped
from dangjian_xl.papers.frame import in_lines
from dangjian_xl.papers.records import NamedProblem, ProblemTable, UnitRow, UnitTable
from dangjian_xl.papers.words import NONE
from dangjian_xl.rectification.lists import Standing
from dangjian_xl.rectification.progress import Alarm, Came, Progress, Tracked
from dangjian_xl.scheme.settings import Settings

#: So short that several fit on a page; numbers lead to the whole words in the unit's own lists.
LONGEST = 50
#: What is told of a problem of whose unit no list counts, and what of each unit's lists, in two characters.
UNKNOWN = "不明"
_CAME = {
    Came.ACCEPTED: "已交",
    Came.MEND: "待改",
    Came.HELD: "待定",
    Came.ALTERED: "待核",
    Came.MISSING: "未交",
}


def annexes(found: Progress, told: Settings) -> tuple[UnitTable, tuple[ProblemTable, ...]]:
    """The table of organisations, and those of overdue and of stalled problems as far as there are any."""
    named = [
        (title, days, tracked)
        for title, days, tracked in (
            ("逾期问题清单", "逾期天数", found.overdue),
            ("停滞问题清单", "停滞天数", found.stalled),
        )
        if tracked
    ]
    tables = tuple(
        ProblemTable(
            mark=f"附件{number}",
            title=in_lines(title, found.scheme, told),
            days=days,
            rows=_named(found, tracked),
            note=_note_of(tracked),
        )
        for number, (title, days, tracked) in enumerate(named, 2)
    )
    return _units(found, told, "附件1" if tables else "附件"), tables


def _units(found: Progress, told: Settings, mark: str) -> UnitTable:
    counts = {count.key: count for count in found.by_unit}
    rows = []
    for number, unit in enumerate(found.units, 1):
        count = counts[unit.target.code]
        numbers = (count.number, *(count.standing[s] for s in (*_ORDER, None)), *count.alarm.values())
        rows.append(_row(str(number), unit.target.name, _CAME[unit.came], numbers))
    standings = [sum(t.standing is s for t in found.tracked) for s in (*_ORDER, None)]
    alarms = [sum(t.alarm is a for t in found.tracked) for a in Alarm if a]
    return UnitTable(
        mark=mark,
        title=in_lines("各党组织整改进展情况", found.scheme, told),
        rows=tuple(rows),
        whole=_row("", "合计", "", (len(found.tracked), *standings, *alarms)),
        note=_note(found),
    )


_ORDER = (Standing.DONE, Standing.RUNNING, Standing.NOT_BEGUN, Standing.LASTING)


def _row(number: str, name: str, came: str, numbers: Sequence[int]) -> UnitRow:
    """A row; `numbers`: all problems, by standing in our order, unknown, overdue, stalled."""
    return UnitRow(number, name, came, *numbers)


def _note(found: Progress) -> str:
    """What the words in the table mean, as far as they are there."""
    parts = ["“问题”一栏是已完成、整改中、未开始、需长期坚持、不明的合计，逾期、停滞的已在其中"]
    if any(t.standing is None for t in found.tracked):
        parts.append("不明：没有能够统计的清单，不知道整改到哪一步")
    if any(u.came is Came.MEND for u in found.units):
        parts.append("待改：清单交回了，但有错，改好后再统计")
    if any(u.came is Came.HELD for u in found.units):
        parts.append("待定：交回几份不同的清单，确认后再统计")
    if any(u.came is Came.ALTERED for u in found.units):
        parts.append("待核：发出的清单原件改动过，恢复后再核对统计")
    return f"注：{'。'.join(parts)}。"


def _named(found: Progress, tracked: Sequence[Tracked]) -> tuple[NamedProblem, ...]:
    """The problems by organisation in the scheme's order, the longest first within each."""
    place = {unit.target.code: at for at, unit in enumerate(found.units)}
    ordered = sorted(tracked, key=lambda t: (place[t.target.code], -t.days))
    return tuple(
        NamedProblem(
            number=number,
            organisation=t.target.name,
            code=t.problem.code,
            text=clipped(t.problem.text, LONGEST),
            person=t.person or NONE,
            due=_two_lines(t.due),
            standing=str(t.standing) if t.standing else UNKNOWN,
            days=t.days,
        )
        for number, t in enumerate(ordered, 1)
    )


def _two_lines(moment: date | None) -> str:
    """A day in a narrow cell, torn behind its year."""
    return f"{moment.year}年\n{moment.month}月{moment.day}日" if moment else NONE


def _note_of(tracked: Sequence[Tracked]) -> str:
    parts = []
    if any(clipped(t.problem.text, LONGEST) != clipped(t.problem.text, len(t.problem.text)) for t in tracked):
        parts.append(f"超过{LONGEST}字的问题只列出前面一部分，全文见该党组织的问题清单")
    if any(t.standing is None for t in tracked):
        parts.append(f"{UNKNOWN}：没有能够统计的清单，不知道整改到哪一步")
    return f"注：{'。'.join(parts)}。" if parts else ""

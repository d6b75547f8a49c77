"""What is told of problems that are overdue or stand still."""

from __future__ import annotations

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.grids import clipped
from dangjian_xl.rectification.progress import Alarm, Progress, Tracked
from dangjian_xl.returns.times import full_day


def alarms(found: Progress) -> tuple[Finding, ...]:
    """A warning for each problem that is overdue or stands still; where no list of a unit counts, that is told instead."""
    return tuple(_finding(t) for t in (*found.overdue, *found.stalled) if t.standing)


def _finding(tracked: Tracked) -> Finding:
    about = About(target=tracked.target.name, item=tracked.problem.code)
    context = {
        "code": tracked.problem.code,
        "text": clipped(tracked.problem.text),
        "days": tracked.days,
        "standing": tracked.standing,
        "person": tracked.person or "该党组织",
    }
    if tracked.alarm is Alarm.OVERDUE and tracked.due:
        return Finding.of("list-overdue", Place(), about, due=full_day(tracked.due), **context)
    return Finding.of("list-stalled", Place(), about, **context)

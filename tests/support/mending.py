"""Rectifications for the tests of papers, in a few words each; no list is read for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dangjian_xl.rectification.lists import Standing
from dangjian_xl.rectification.progress import Alarm, Came, Progress, Tracked, Unit
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.scheme.model import Scheme
from tests.support.approved import TARGETS, Settings, scheme_for

TODAY = date(2025, 4, 1)
DONE, RUNNING, NOT_BEGUN, LASTING = Standing.DONE, Standing.RUNNING, Standing.NOT_BEGUN, Standing.LASTING
MISSING = None


@dataclass(frozen=True)
class Says:
    """A problem and what its unit says of it: overdue or stalled for so many days, else neither."""

    standing: Standing | None
    overdue: int = 0
    stalled: int = 0
    text: str = "理论学习结合业务不够"
    person: str = "张三"
    source: Source = Source.REPORT


def mending(
    said: Mapping[str, Sequence[Says]],
    came: Mapping[str, Came] | None = None,
    told: Settings | None = None,
    *,
    scheme: Scheme | None = None,
    out: Sequence[str] | None = None,
) -> Progress:
    """The rectification as of TODAY. `came`: whose lists did not come back as they should; `out`: whose lists are out, else all."""
    scheme = scheme or scheme_for(TARGETS, told)
    targets = [o for o in scheme.organisations if o.tier and (out is None or o.code in out)]
    tracked = tuple(
        _tracked(scheme, code, number, one)
        for code, all_said in said.items()
        for number, one in enumerate(all_said, 1)
    )
    back = came or {}
    units = tuple(
        Unit(
            o, back.get(o.code, Came.ACCEPTED), sum(s.source is not Source.OWN for s in said.get(o.code, ()))
        )
        for o in targets
    )
    return Progress(scheme, TODAY, date(2025, 1, 8), 30, tracked, units)


def _tracked(scheme: Scheme, code: str, number: int, said: Says) -> Tracked:
    alarm = Alarm.OVERDUE if said.overdue else Alarm.STALLED if said.stalled else Alarm.NONE
    return Tracked(
        Problem(f"{code}-{number}", code, said.text, said.source),
        scheme.organisation(code),
        said.standing,
        person=said.person,
        due=TODAY - timedelta(days=said.overdue) if said.overdue else date(2025, 12, 31),
        alarm=alarm,
        days=said.overdue or said.stalled,
    )

"""How far the problems are mended: every problem with what its unit says of it, what is overdue, what stands still."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from dangjian_xl.forms.layout import Address
from dangjian_xl.rectification.issued import Listed, ListsOut
from dangjian_xl.rectification.lists import DUTIES, MENDING, PROBLEMS, Standing, spare_codes
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Organisation, Scheme
from dangjian_xl.scheme.settings import settings


class Came(StrEnum):
    """Whether a unit's lists came back and count."""

    ACCEPTED = "已交回"
    MEND = "交回的有错，待改"
    HELD = "有不同版本，待确认"
    MISSING = "未交回"
    ALTERED = "发出的原件改动过，无法核对"


class Alarm(StrEnum):
    """Why a problem is named first."""

    NONE = ""
    OVERDUE = "逾期"
    STALLED = "停滞"


@dataclass(frozen=True, slots=True)
class Tracked:
    """One problem and what its unit says of it; `standing` is None where no list of the unit counts.

    `due`: its last day, the unit's own or the college's, whichever comes first, None for none; `last`: when there was progress,
    `done`: when it was mended, both as the unit says; `days`: since when nothing has moved, where that is an alarm.
    """

    problem: Problem
    target: Organisation
    standing: Standing | None = None
    leader: str = ""
    person: str = ""
    due: date | None = None
    measures: str = ""
    progress: str = ""
    last: date | None = None
    done: date | None = None
    evidence: str = ""
    note: str = ""
    alarm: Alarm = Alarm.NONE
    days: int = 0

    @property
    def open(self) -> bool:
        """Whether it is not mended."""
        return self.standing is not Standing.DONE


@dataclass(frozen=True, slots=True)
class Unit:
    """A target whose lists are out, and what came back of them: the files by name."""

    target: Organisation
    came: Came
    listed: int
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How many problems of one unit or source there are, by standing (None: no list counts) and by alarm. `key`: what they share."""

    key: str
    name: str
    number: int
    standing: Mapping[Standing | None, int]
    alarm: Mapping[Alarm, int]


@dataclass(frozen=True)
class Progress:
    """The whole rectification as of a day: `made` is the day that lists count from, `patience` days without progress are too many."""

    scheme: Scheme
    today: date
    made: date
    patience: int
    tracked: tuple[Tracked, ...]
    units: tuple[Unit, ...]

    @cached_property
    def overdue(self) -> tuple[Tracked, ...]:
        """Not mended by their last day, the longest first."""
        late = [t for t in self.tracked if t.alarm is Alarm.OVERDUE]
        return tuple(sorted(late, key=lambda t: t.due or date.max))

    @cached_property
    def stalled(self) -> tuple[Tracked, ...]:
        """Not mended, not overdue, and without progress for too long; the longest first."""
        still = [t for t in self.tracked if t.alarm is Alarm.STALLED]
        return tuple(sorted(still, key=lambda t: -t.days))

    @cached_property
    def done(self) -> tuple[Tracked, ...]:
        """Mended."""
        return tuple(t for t in self.tracked if not t.open)

    @cached_property
    def not_returned(self) -> tuple[Unit, ...]:
        """The units of which no list counts."""
        return tuple(unit for unit in self.units if unit.came is not Came.ACCEPTED)

    @cached_property
    def by_unit(self) -> tuple[Count, ...]:
        """A count a unit, in the scheme's order."""
        of = {unit.target.code: [t for t in self.tracked if t.target is unit.target] for unit in self.units}
        return tuple(_count(u.target.code, u.target.name, of[u.target.code]) for u in self.units)

    @cached_property
    def by_source(self) -> tuple[Count, ...]:
        """A count a source of which there is a problem."""
        of = {source: [t for t in self.tracked if t.problem.source is source] for source in Source}
        return tuple(_count(source, str(source), found) for source, found in of.items() if found)


def _count(key: str, name: str, of: Sequence[Tracked]) -> Count:
    standings = {s: sum(t.standing is s for t in of) for s in (*Standing, None)}
    alarms = {a: sum(t.alarm is a for t in of) for a in Alarm if a}
    return Count(key, name, len(of), standings, alarms)


def progress(out: ListsOut, collection: Collection, today: date) -> Progress:
    """What lists out and lists returned say of every problem, as of a day."""
    told = settings(out.scheme)
    made = told.dated or out.scheme.basics.ends
    verdicts: dict[str, list[Verdict]] = {}
    names: dict[str, list[str]] = {}
    for file in collection.files:
        if file.form_id:
            verdicts.setdefault(file.form_id, []).append(file.verdict)
            names.setdefault(file.form_id, []).append(file.file)
    units, tracked = [], list[Tracked]()
    answers = _answers(collection)
    for listed in out.listed:
        form_id = listed.form.assignment.id
        came = _came(verdicts.get(form_id, [])) if listed.sound else Came.ALTERED
        units.append(Unit(listed.target, came, len(listed.problems), tuple(names.get(form_id, ()))))
        own = answers.get(form_id, {}) if came is Came.ACCEPTED else None
        tracked += [_alarmed(t, today, made, told.stalled_days) for t in _of_unit(listed, own, told.mend_by)]
    return Progress(out.scheme, today, made, told.stalled_days, tuple(tracked), tuple(units))


def _came(verdicts: list[Verdict]) -> Came:
    for verdict, came in (
        (Verdict.ACCEPTED, Came.ACCEPTED),
        (Verdict.HELD, Came.HELD),
        (Verdict.MEND, Came.MEND),
    ):
        if verdict in verdicts:
            return came
    return Came.MISSING


def _answers(collection: Collection) -> dict[str, dict[Address, str]]:
    """By form and address what the lists that count say."""
    rows = collection.entries
    found: dict[str, dict[Address, str]] = {}
    columns = (rows[name] for name in ("form_id", "target", "item", "field", "value"))
    for form_id, target, item, field, value in zip(*columns, strict=True):
        found.setdefault(form_id, {})[target, item, field] = "" if value is None else str(value)
    return found


def _of_unit(listed: Listed, said: Mapping[Address, str] | None, until: date | None) -> Iterator[Tracked]:
    """The problems of a unit: those listed, then those that it found itself. `said` is None where no list of it counts."""
    for problem in listed.problems:
        yield _tracked(problem, listed.target, said, until)
    for code in spare_codes(listed.target.code):
        text = said.get((PROBLEMS, code, "problem"), "") if said else ""
        if text:
            yield _tracked(Problem(code, listed.target.code, text, Source.OWN), listed.target, said, until)


def _tracked(
    problem: Problem, target: Organisation, said: Mapping[Address, str] | None, until: date | None
) -> Tracked:
    if said is None:
        return Tracked(problem, target, due=until)
    duty = {f: said.get((DUTIES, problem.code, f), "") for f in ("leader", "person", "due", "remark")}
    fields = ("state", "measures", "progress", "last", "done", "evidence")
    mending = {f: said.get((MENDING, problem.code, f), "") for f in fields}
    own = said.get((PROBLEMS, problem.code, "problem"), "") if problem.source is not Source.OWN else ""
    return Tracked(
        problem,
        target,
        Standing(mending["state"]),
        duty["leader"],
        duty["person"],
        min((day for day in (_day(duty["due"]), until) if day), default=None),
        mending["measures"],
        mending["progress"],
        _day(mending["last"]),
        _day(mending["done"]),
        mending["evidence"],
        "；".join(part for part in (own, duty["remark"]) if part),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _alarmed(tracked: Tracked, today: date, made: date, patience: int) -> Tracked:
    """With its alarm: overdue from the day after its last one on, stalled, where its unit says anything of it, once as many days as may be have gone by."""
    if not tracked.open:
        return tracked
    if tracked.due and tracked.due < today:
        return replace(tracked, alarm=Alarm.OVERDUE, days=(today - tracked.due).days)
    if tracked.standing is None:
        # Who has not handed in a list is named for that.
        return tracked
    still = today - (tracked.last or made)
    if still >= timedelta(days=patience):
        return replace(tracked, alarm=Alarm.STALLED, days=still.days)
    return tracked

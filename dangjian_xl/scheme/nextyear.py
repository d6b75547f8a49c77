"""Next year's scheme out of this year's: the year and all dates go on by one, what belongs to the year alone is cleared, and all of it is told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from dangjian_xl.findings import Finding, Place
from dangjian_xl.grids import clipped
from dangjian_xl.scheme.model import PastProblem, PastVisit, Scheme
from dangjian_xl.scheme.nextyear_settings import carried_on, counted_on, number
from dangjian_xl.scheme.tables import BASICS_SHEET, TABLES, table
from dangjian_xl.workspace import SCHEME_NAME

#: Tables whose rows are one year's; visits go on as last year's.
_CLEARED = ("veto_records", "adjustments", "visits")
#: So many places are named in one sentence.
_NAMED = 3
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class NextYear:
    """The scheme of the year after, and what was changed or is to be looked at, as findings."""

    scheme: Scheme
    findings: tuple[Finding, ...]


def next_year(scheme: Scheme, problems: tuple[PastProblem, ...] | None) -> NextYear:
    """Carry a sound scheme on by a year; `problems` become 上年度问题, None keeps those that stand there."""
    old = scheme.basics.year
    moved, past = _moved(_renamed(scheme)), _past_visits(scheme)
    settled = carried_on(scheme.settings, old, _place(table("settings").sheet))
    made = replace(
        moved,
        veto_records=(),
        adjustments=(),
        visits=(),
        past_visits=past or scheme.past_visits,
        sessions=tuple(replace(session, seed=None) for session in moved.sessions),
        settings=settled.settings,
        past_problems=scheme.past_problems if problems is None else problems,
    )
    told = [
        Finding.of("next-year", _place(BASICS_SHEET), old=old, new=old + 1),
        *_dates_told(scheme, made),
        *_cleared_told(scheme),
        *settled.findings,
        *_visits_told(scheme, past),
        *_left_told(made, old),
    ]
    return NextYear(made, tuple(told))


def _place(sheet: str) -> Place:
    return Place(SCHEME_NAME, sheet)


def _renamed(scheme: Scheme) -> Scheme:
    """The year, and the year where it stands as a number in the code, the title, and forms' titles."""
    basics, old = scheme.basics, scheme.basics.year
    return replace(
        scheme,
        basics=replace(
            basics, year=old + 1, code=counted_on(basics.code, old), title=counted_on(basics.title, old)
        ),
        forms=tuple(replace(form, title=counted_on(form.title, old)) for form in scheme.forms),
    )


def year_later(day: date) -> date:
    """The same day a year later; of a 29th of February the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _moved(scheme: Scheme) -> Scheme:
    """Every date a year later, in whatever table it stands."""
    tables = {t.field: tuple(_record_moved(r) for r in getattr(scheme, t.field)) for t in TABLES}
    return replace(scheme, basics=_record_moved(scheme.basics), **tables)


def _record_moved(record: Any) -> Any:  # noqa: ANN401 - any record of a scheme
    days = {f.name: year_later(v) for f in fields(record) if isinstance(v := getattr(record, f.name), date)}
    return replace(record, **days) if days else record


def _past_visits(scheme: Scheme) -> tuple[PastVisit, ...]:
    homes = {rater.code: rater.organisation for rater in scheme.raters}
    pairs = dict.fromkeys((homes[v.rater], v.target) for v in scheme.visits if homes[v.rater])
    return tuple(PastVisit(inspector, target) for inspector, target in pairs)


def _dates(scheme: Scheme) -> Iterator[tuple[str, str, date]]:
    """Every date with its sheet and what it is called: the row's first cell and the column."""
    basics = scheme.basics
    yield BASICS_SHEET, "开始日期", basics.starts
    yield BASICS_SHEET, "结束日期", basics.ends
    for declared in TABLES:
        for record in getattr(scheme, declared.field):
            first = str(getattr(record, declared.columns[0].field))
            for column in declared.columns:
                value = getattr(record, column.field)
                if isinstance(value, date):
                    yield declared.sheet, f"{first}的{column.title}", value


def _dates_told(scheme: Scheme, made: Scheme) -> Iterator[Finding]:
    kept = list(_dates(replace(scheme, visits=())))
    yield Finding.of("next-dates", Place(SCHEME_NAME), count=len(kept))
    for (sheet, what, before), (_, _, after) in zip(kept, _dates(made), strict=True):
        if (before.month, before.day) != (after.month, after.day):
            yield Finding.of("next-leap", _place(sheet), what=what, before=before, after=after)
        if after.weekday() >= _SATURDAY:
            name = "星期六" if after.weekday() == _SATURDAY else "星期日"
            yield Finding.of("next-weekend", _place(sheet), what=what, day=after, weekday=name)


def _cleared_told(scheme: Scheme) -> Iterator[Finding]:
    for field in _CLEARED:
        count = len(getattr(scheme, field))
        if count:
            yield Finding.of("next-cleared", _place(table(field).sheet), count=count)
    lots = sum(session.seed is not None for session in scheme.sessions)
    if lots:
        yield Finding.of("next-lots", _place(table("sessions").sheet), count=lots)


def _visits_told(scheme: Scheme, past: Sequence[PastVisit]) -> Iterator[Finding]:
    homes = {rater.code: rater.organisation for rater in scheme.raters}
    alone = sorted({v.rater for v in scheme.visits if not homes[v.rater]})
    place, older = _place(table("past_visits").sheet), len(scheme.past_visits)
    if past:
        yield Finding.of("next-visits", place, count=len(past))
    if older:
        yield Finding.of("next-visits-replaced" if past else "next-visits-kept", place, count=older)
    if alone:
        yield Finding.of("next-visits-alone", place, raters="、".join(scheme.rater(r).name for r in alone))


def _left_told(made: Scheme, old: int) -> Iterator[Finding]:
    """Where the old year still stands as a number in what people read; notes tell where things come from and may."""
    for declared in TABLES:
        if declared.field in ("past_problems", "past_visits", "settings"):
            continue
        found = [
            f"{clipped(str(getattr(record, declared.columns[0].field)), 20)}的{column.title}"
            for record in getattr(made, declared.field)
            for column in declared.columns
            if column.field != "note"
            and isinstance(text := getattr(record, column.field), str)
            and number(old).search(text)
        ]
        if found:
            named = "、".join(found[:_NAMED]) + ("等" if len(found) > _NAMED else "")
            context = {"count": len(found), "old": old, "named": named}
            yield Finding.of("next-year-left", _place(declared.sheet), **context)

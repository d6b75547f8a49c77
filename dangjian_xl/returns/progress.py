"""How far the returns have come as of a day: of each form whether it is overdue and when it came, and a count by stage.

Written reports are counted beside the forms, a line for each tier of which they are demanded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.reports.check import Checked
from dangjian_xl.returns.collect import Collection, FileReport
from dangjian_xl.returns.lateness import HANDED_IN
from dangjian_xl.returns.times import Window, is_late
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.returns.written import CHECKED, HELD, MISSING
from dangjian_xl.scheme.model import ReportRule, Scheme


class Term(Enum):
    """What a day is to a form that is still wanted. UNTOLD: no last day is set, or no day was asked about."""

    NOT_OPEN = auto()
    RUNNING = auto()
    OVERDUE = auto()
    UNTOLD = auto()


class Timing(Enum):
    """When a form was handed in. UNTOLD: its files do not say, or no last day is set."""

    EARLY = auto()
    IN_TIME = auto()
    LATE = auto()
    UNTOLD = auto()


@dataclass(frozen=True, slots=True)
class StageProgress:
    """How many forms a stage wants and what came of them; all numbers count forms, ballots without names included.

    Or the same of a tier's written reports, organisation by organisation.

    `due` = `accepted` + `faulty` + `held` + `missing` + `overdue`: what counts or is void by the scheme's rules; what
    came with errors; what lies there in differing versions; what is missing and not overdue; what is missing and
    overdue. `early`, `in_time` and `late` are among those that came, where their files say when. Nobody asks of a report
    whether it came early: None.
    """

    name: str
    starts: date | None
    ends: date | None
    due: int
    accepted: int
    faulty: int
    held: int
    missing: int
    overdue: int
    early: int | None
    in_time: int
    late: int


def term(window: Window, today: date | None) -> Term:
    """The last day itself is not overdue yet."""
    if today is None:
        return Term.UNTOLD
    if window.due and today > window.due:
        return Term.OVERDUE
    if window.opens and today < window.opens:
        return Term.NOT_OPEN
    return Term.RUNNING if window.due else Term.UNTOLD


def timing(reports: Iterable[FileReport], window: Window) -> Timing:
    """When a form came, by all its files. What was mended later says only that it came in time, never that it did not."""
    handed_in = [report for report in reports if report.verdict in HANDED_IN]
    if any(report.late for report in handed_in):
        return Timing.LATE
    if any(report.early for report in handed_in):
        return Timing.EARLY
    if window.due and any(r.saved and not is_late(r.saved, window.due) for r in handed_in):
        return Timing.IN_TIME
    return Timing.UNTOLD


def overdue(collection: Collection) -> int:
    """How many of the forms of which nothing came back should have come before `collection.today`."""
    windows = (collection.windows[a.component.code] for a in collection.missing)
    return sum(term(window, collection.today) is Term.OVERDUE for window in windows)


def by_stage(scheme: Scheme, collection: Collection) -> tuple[StageProgress, ...]:
    """A line for each stage in which forms are due, then one for each component that belongs to no stage."""
    reports: dict[str, list[FileReport]] = {}
    for report in collection.files:
        reports.setdefault(report.form_id, []).append(report)
    forms: dict[tuple[str, str], list[IssuedForm]] = {}
    for form in collection.expected.values():
        component = form.assignment.component
        key = (component.stage, "" if component.stage else component.code)
        forms.setdefault(key, []).append(form)
    several = len(scheme.tiers) > 1
    groups = [((stage.code, ""), stage.name, (stage.starts, stage.ends)) for stage in scheme.stages]
    for component in scheme.components:
        window = collection.windows[component.code]
        tier = f"{scheme.tier(component.tier).name}：" if several else ""
        groups.append((("", component.code), tier + component.name, (window.opens, window.due)))
    return tuple(
        _line(name, days, forms[key], reports, collection) for key, name, days in groups if key in forms
    )


def of_reports(scheme: Scheme, collection: Collection) -> tuple[StageProgress, ...]:
    """A line for each tier of which the scheme demands written reports; `accepted` are those that were checked."""
    by_tier: dict[str, dict[str, list[Checked]]] = {}
    for report in collection.reports:
        of_tier = by_tier.setdefault(scheme.organisation(report.owner).tier, {})
        of_tier.setdefault(report.owner, []).append(report)
    return tuple(
        _report_line(scheme, rule, by_tier.get(rule.tier, {}), collection.today)
        for rule in scheme.report_rules
    )


def _report_line(
    scheme: Scheme, rule: ReportRule, reports: Mapping[str, Sequence[Checked]], today: date | None
) -> StageProgress:
    window = Window.of_stage(scheme, rule.stage)
    states = [came[0].state for came in reports.values()]
    late = sum(any(report.late for report in came) for came in reports.values())
    known = sum(any(report.saved for report in came) for came in reports.values()) if window.due else 0
    nothing, is_over = states.count(MISSING), term(window, today) is Term.OVERDUE
    accepted, held = states.count(CHECKED), states.count(HELD)
    several = len(scheme.report_rules) > 1
    return StageProgress(
        name=f"{scheme.tier(rule.tier).name}：述职报告" if several else "述职报告",
        starts=window.opens,
        ends=window.due,
        due=len(states),
        accepted=accepted,
        faulty=len(states) - accepted - held - nothing,
        held=held,
        missing=0 if is_over else nothing,
        overdue=nothing if is_over else 0,
        early=None,
        in_time=known - late,
        late=late,
    )


def _line(
    name: str,
    days: tuple[date | None, date | None],
    forms: Sequence[IssuedForm],
    reports: Mapping[str, Sequence[FileReport]],
    collection: Collection,
) -> StageProgress:
    accepted = faulty = held = missing = overdue = 0
    timings = []
    for form in forms:
        window = collection.windows[form.assignment.component.code]
        files = reports.get(form.assignment.id, ())
        verdicts = {report.verdict for report in files}
        timings.append(timing(files, window))
        if not files:
            late = term(window, collection.today) is Term.OVERDUE
            overdue, missing = overdue + late, missing + (not late)
        elif verdicts & {Verdict.ACCEPTED, Verdict.VOID}:
            accepted += 1
        elif Verdict.HELD in verdicts:
            held += 1
        else:
            faulty += 1
    counts = (timings.count(t) for t in (Timing.EARLY, Timing.IN_TIME, Timing.LATE))
    return StageProgress(name, *days, len(forms), accepted, faulty, held, missing, overdue, *counts)

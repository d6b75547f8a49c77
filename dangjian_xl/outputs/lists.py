"""Lists of findings and of assignments, as the result workbook and the chasing list both show them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dangjian_xl.findings import Finding
from dangjian_xl.forms.assignments import Assignment, called
from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.outputs.sheet import Cell, Column, Table
from dangjian_xl.returns.anonymous import BallotCount
from dangjian_xl.returns.collect import Collection, FileReport
from dangjian_xl.returns.progress import Timing, timing
from dangjian_xl.returns.times import Window
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Scheme

FINDINGS, RETURNS = "发现的问题", "回收情况"
#: What an assignment's forms can be, in words.
ACCEPTED, MEND, HELD, MISSING = "已接收", "已交，有错须修改", "有不同版本，待确认", "未交"
VOID = "已交，按规定无效"
#: What is said of a form that did not come in time.
TIMINGS: Mapping[Timing, str] = {Timing.EARLY: "提前", Timing.LATE: "迟交"}
STATES = (ACCEPTED, MEND, HELD, MISSING, VOID)

_STATE = {Verdict.ACCEPTED: ACCEPTED, Verdict.MEND: MEND, Verdict.HELD: HELD, Verdict.VOID: VOID}
#: Column letters that counts on the front sheet refer to; the last three only where there are anonymous ballots.
SEVERITY_LETTER, STATE_LETTER, DUE_LETTER, RETURNED_LETTER, VALID_LETTER = "A", "G", "H", "I", "J"


@dataclass(frozen=True, slots=True)
class Returned:
    """An assignment and what came of it; `files` are those of its form, the one that counts first.

    `preferred`: it counts because staff chose the newest of differing versions; `timing`: whether it came early or late.
    """

    assignment: Assignment
    state: str
    files: tuple[str, ...]
    preferred: bool = False
    timing: Timing = Timing.UNTOLD

    @property
    def remark(self) -> str:
        """What else is to be known of it."""
        preferred = "几份不同，按“取最新”采用第一份" if self.preferred else ""
        return "；".join(filter(None, (preferred, TIMINGS.get(self.timing, ""))))


def returned(collection: Collection) -> tuple[Returned, ...]:
    """Every assignment but the ballots without names, in the order of issue."""
    reports: dict[str, list[FileReport]] = {}
    for report in collection.files:
        reports.setdefault(report.form_id, []).append(report)
    return tuple(
        _returned(
            form.assignment, reports.get(form_id, []), collection.windows[form.assignment.component.code]
        )
        for form_id, form in collection.expected.items()
        if not form.assignment.anonymous
    )


def _returned(assignment: Assignment, reports: list[FileReport], window: Window) -> Returned:
    deciding = next((report for report in reports if report.verdict in _STATE), None)
    if deciding is None:
        return Returned(assignment, MISSING, ())
    others = tuple(report.file for report in reports if report is not deciding)
    preferred = any(report.verdict is Verdict.OLDER for report in reports)
    files, state = (deciding.file, *others), _STATE[deciding.verdict]
    return Returned(assignment, state, files, preferred, timing(reports, window))


def findings_table(name: str, purpose: str, findings: Iterable[Finding]) -> Table:
    """One row a finding: how bad, who, where, what, what to do."""
    columns = (
        Column("severity", "级别", 6, "centre"),
        Column("rater", "评价人", 13),
        Column("target", "党组织", 20),
        Column("file", "文件", 30),
        Column("sheet", "工作表", 16),
        Column("cell", "单元格", 8, "centre"),
        Column("what", "问题", 54),
        Column("remedy", "怎么办", 38),
    )
    return Table(name, purpose, columns, [_finding(finding) for finding in findings], frozen=1)


def _finding(finding: Finding) -> list[Cell]:
    place = finding.place
    where = [
        part or None
        for part in (finding.about.rater, finding.about.target, place.file, place.sheet, place.cell)
    ]
    return [finding.severity.label, *where, finding.what, finding.remedy]


def returns_table(scheme: Scheme, collection: Collection) -> Table:
    """One row an assignment, and one for all ballots of an anonymous group in a component."""
    counts = collection.ballots
    numbers = (
        Column("due", "应收（张）", 8, "centre"),
        Column("returned", "收回（张）", 8, "centre"),
        Column("accepted", "有效（张）", 8, "centre"),
        Column("void", "无效（张）", 8, "centre"),
    )
    columns = (
        Column("group", "评价主体", 14),
        Column("rater", "评价人", 20),
        Column("tier", "层面", 8, "centre"),
        Column("title", "表", 22),
        Column("targets", "对象数", 8, "centre"),
        Column("deadline", "截止日期", 12, "date"),
        Column("state", "情况", 18, "centre"),
        *(numbers if counts else ()),
        Column("file", "文件", 60),
        Column("remark", "说明", 22),
    )
    gap: list[Cell] = [None] * len(numbers) if counts else []
    rows = [
        [*_return(scheme, item), *gap, "\n".join(item.files) or None, item.remark or None]
        for item in returned(collection)
    ]
    rows += [ballot_cells(scheme, count) for count in counts]
    purpose = "应交的每一份表和它的情况；只有“已接收”的计入结果。"
    if counts:
        purpose = "应交的每一份表和它的情况；只有“已接收”的和有效的匿名票计入结果，匿名票只计张数。"
    return Table(RETURNS, purpose, columns, rows, frozen=2)


def _return(scheme: Scheme, item: Returned) -> list[Cell]:
    assignment = item.assignment
    return [
        scheme.group(assignment.panel.group).name,
        assignment.rater.name,
        assignment.component.tier,
        assignment.title,
        len(assignment.targets),
        scheme.due(assignment.component),
        item.state,
    ]


def ballot_cells(scheme: Scheme, count: BallotCount) -> list[Cell]:
    """The row of an anonymous group's ballots; no files, for a file's name may say whose it is."""
    component, form = count.component, scheme.form(count.panel.form)
    who: list[Cell] = [scheme.group(count.panel.group).name, ANONYMOUS]
    what: list[Cell] = [component.tier, called(component, form), len(scheme.targets(component.tier))]
    numbers: list[Cell] = [count.due, count.returned, count.accepted, count.void]
    return [*who, *what, scheme.due(component), ANONYMOUS, *numbers, None, None]

"""The invented committee: it decides on the proposed grades, and staff make the papers of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from openpyxl import Workbook

from dangjian_xl import pipeline
from dangjian_xl.demo.people import save_form
from dangjian_xl.findings import Place, bars
from dangjian_xl.grids import column_index, column_letters
from dangjian_xl.packages import repacked
from dangjian_xl.reading.package import Package
from dangjian_xl.returns.approved import APPROVAL, approved_rows
from dangjian_xl.schedule.cells import with_values
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import Scheme, SettingName
from dangjian_xl.scoring.approval import NOT_GRADED
from dangjian_xl.scoring.grade import UNGRADED
from dangjian_xl.scoring.quotas import Stand
from dangjian_xl.scoring.tree import GradeProposal
from dangjian_xl.sentences import of_report
from dangjian_xl.workspace import ANNUAL_LIST, Workspace, write_whole

if TYPE_CHECKING:
    from dangjian_xl.report import Teller
    from dangjian_xl.scoring.assess import Assessment

#: What a formula shows: behind it in its cell.
_SHOWN = re.compile(rb"(<f>[^<]*</f>)<v>[^<]*</v>")
_CHANGED = "全年工作中有两项重点任务没有按时完成，党委会研究降一等。"
_TIED = "并列而名额不足，党委会研究，都定为低一等。"
_NO_TOTAL = "有效表不足，党委会研究，本年度不定等次。"


def play(workspace: Workspace, scheme: Scheme, assessment: Assessment, teller: Teller, *, pdf: bool) -> None:
    """The meeting, what it decides, and the papers."""
    teller.step("党委审定等次")
    decided = dict(_decisions(scheme, assessment))
    _type(workspace, decided)
    changed = sum(bool(reason) for _, reason in decided.values())
    teller.say(f"“等次审定”表里填了 {len(decided)} 个等次，其中 {changed} 个和建议不同，写了理由。")
    _settle(workspace, scheme)
    _list_annual(workspace, scheme, decided)
    teller.step("出通报")
    reported = pipeline.report(workspace.root, pdf=pdf)
    teller.findings(reported.findings)
    teller.say(of_report(reported))
    if reported.approval is None or not bars(reported.findings):
        # The invented list of annual grades holds one that cannot be.
        raise AssertionError([f.message for f in reported.findings])


def _decisions(scheme: Scheme, assessment: Assessment) -> Iterator[tuple[str, tuple[str, str]]]:
    """By target code the approved grade and the reason of a change: as proposed but for one, and what was left open."""
    names = [grade.name for grade in scheme.grades]
    lowered = next((p.target.code for p in reversed(assessment.proposals) if p.proposed == names[1]), "")
    for proposal in assessment.proposals:
        code = proposal.target.code
        if proposal.proposed == UNGRADED:
            yield code, (NOT_GRADED, _NO_TOTAL)
        elif proposal.proposed not in names:
            yield code, (names[_below_the_line(scheme, proposal)], _TIED)
        elif code == lowered:
            yield code, (names[2], _CHANGED)
        else:
            yield code, (proposal.proposed, "")


def _below_the_line(scheme: Scheme, proposal: GradeProposal) -> int:
    """The grade that a tie leaves to all who share it."""
    tied = [step for step in proposal.steps if step.says == Stand.TIED]
    return min(max((step.after or 0) for step in tied) + 1, len(scheme.grades) - 1)


def _type(workspace: Workspace, decided: dict[str, tuple[str, str]]) -> None:
    """What staff type into the result workbook: put into its cells, for a library that saves it anew spoils its charts."""
    path = workspace.results / pipeline.RESULT_NAME
    data = path.read_bytes()
    typed: dict[Place, int | str] = {}
    for row in approved_rows(data, path.name):
        grade, reason = decided[row.code]
        typed[row.place] = grade
        if reason:
            letters = row.place.cell.rstrip("0123456789")
            beside = column_letters(column_index(letters) + 1) + row.place.cell[len(letters) :]
            typed[replace(row.place, cell=beside)] = reason
    made = with_values(data, typed)
    if made is None:
        raise AssertionError(typed)
    write_whole(path, repacked(made, _uncomputed(made)))


def _uncomputed(data: bytes) -> Callable[[str, bytes], bytes]:
    """The sheets that show what was typed, without what their formulas showed before: not every program computes again by itself."""
    sheets = Package(data).sheets
    parts = {part for tab, part in sheets.items() if tab == APPROVAL or tab.startswith("排名 ")}
    return lambda name, content: _SHOWN.sub(rb"\1", content) if name in parts else content


def _met(scheme: Scheme) -> datetime:
    """When the committee meets."""
    return datetime.combine(scheme.basics.ends + timedelta(days=28), time(9), UTC)


def _settle(workspace: Workspace, scheme: Scheme) -> None:
    """What the papers need, typed into the scheme."""
    met = _met(scheme).date()
    dated = met + timedelta(days=2)
    typed = {
        SettingName.MASTHEAD: f"中共{scheme.basics.college}委员会组织部文件",
        SettingName.NUMBER: f"组通〔{dated.year}〕1号",
        SettingName.DATED: dated.isoformat(),
        SettingName.MEETING: f"{_day(met)}党委会会议",
        SettingName.NAMED: "全部",
        SettingName.COPIED: "学校党委委员、纪委委员",
        SettingName.TALK_BY: (dated + timedelta(days=14)).isoformat(),
        SettingName.MEND_BY: (dated + timedelta(days=120)).isoformat(),
    }
    settings = tuple(replace(s, value=typed.get(s.name, s.value)) for s in scheme.settings)
    write_whole(workspace.scheme, write_book(replace(scheme, settings=settings)))


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _list_annual(workspace: Workspace, scheme: Scheme, decided: dict[str, tuple[str, str]]) -> None:
    """The personnel office's list of annual grades, one of which the assessment does not allow."""
    best = scheme.grades[0].name
    targets = [o for tier in scheme.tiers for o in scheme.targets(tier.code)]
    wrong = next((o.code for o in targets if decided[o.code][0] != best), "")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["序号", "姓名", "党组织", "年度考核等次"])
    for number, target in enumerate(targets, 1):
        excellent = decided[target.code][0] == best or target.code == wrong
        sheet.append([number, target.reporter, target.name, "优秀" if excellent else "合格"])
    write_whole(workspace.root / ANNUAL_LIST, save_form(book, _met(scheme)))

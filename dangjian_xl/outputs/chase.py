"""退回/催报清单.xlsx: whom to chase for which form, and every problem found in what came back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from dangjian_xl import style
from dangjian_xl.forms.assignments import called
from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.grids import clipped
from dangjian_xl.outputs.lists import (
    ACCEPTED,
    HELD,
    MEND,
    MISSING,
    TIMINGS,
    VOID,
    Returned,
    findings_table,
    returned,
)
from dangjian_xl.outputs.manifest import manifest_table
from dangjian_xl.outputs.progress import stage_table
from dangjian_xl.outputs.sheet import FIRST_ROW, Book, Cell, Column, Table
from dangjian_xl.outputs.standing import rater_table, unit_table
from dangjian_xl.returns.anonymous import BallotCount
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.progress import Term, term
from dangjian_xl.returns.times import beijing, full_day
from dangjian_xl.returns.unusable import Unusable, unusable
from dangjian_xl.returns.versions import Difference, Saying
from dangjian_xl.scheme.model import Scheme

CHASING, PROBLEMS, VERSIONS = "催报清单", "问题清单", "版本差异"
_COLUMNS = (
    Column("group", "评价主体", 14),
    Column("rater", "评价人", 20),
    Column("tier", "层面", 24),
    Column("title", "表", 22),
    Column("targets", "对象数", 8, "centre"),
    Column("deadline", "截止日期", 12, "date"),
    Column("term", "是否到期", 10, "centre"),
    Column("state", "情况", 18, "centre"),
    Column("file", "文件", 34),
    Column("todo", "怎么办", 34),
    Column("timing", "提前或迟交", 12, "centre"),
)
_VERSION_COLUMNS = (
    Column("rater", "评价人", 14),
    Column("form", "表", 20),
    Column("target", "党组织", 18),
    Column("item", "项目", 22),
    Column("one_file", "甲：文件", 28),
    Column("one_saved", "甲：最后保存", 12, "centre"),
    Column("one_cell", "甲：单元格", 14, "centre"),
    Column("one_value", "甲填的", 16, "centre"),
    Column("other_file", "乙：文件", 28),
    Column("other_saved", "乙：最后保存", 12, "centre"),
    Column("other_cell", "乙：单元格", 14, "centre"),
    Column("other_value", "乙填的", 16, "centre"),
    Column("suggested", "哪份较新", 12, "centre"),
)
_TO_DO = {
    MEND: "请发回“退回”目录里的表，按表里的批注和退回说明改好后重新交表。",
    HELD: "请确认以哪一份为准，把另一份从“回收”目录移走；哪里不同，见“版本差异”。",
}
#: Whether the last day is over, and what to do about what is missing.
_TERMS = {Term.NOT_OPEN: "还没开始", Term.RUNNING: "未到期", Term.OVERDUE: "逾期", Term.UNTOLD: None}
_CHASE = {
    Term.NOT_OPEN: "还没到填表的时候，不用催。",
    Term.RUNNING: "还没有到期，可以提醒一下。",
    Term.OVERDUE: "已经逾期，请尽快催交。",
    Term.UNTOLD: "请催交。",
}
_ASK_ALL_OVERDUE = "已经逾期，请尽快提醒大家交票，不要逐个问谁交了没有；没有填好的票见“问题清单”。"
_ASK_ALL = "请提醒大家还可以交票，不要逐个问谁交了没有；没有填好的票见“问题清单”。"


def chasing_list(scheme: Scheme, collection: Collection) -> bytes:
    """The workbook; equal collections give equal bytes."""
    stream = io.BytesIO()
    book = Book(style.new_workbook(stream, scheme.basics.title), scheme.basics.title)
    sheet = book.write(_chasing(scheme, collection))
    first, last = FIRST_ROW - 1, FIRST_ROW + len(collection.expected)
    overdue = f'=$G{FIRST_ROW}="{_TERMS[Term.OVERDUE]}"'
    rule = {"type": "formula", "criteria": overdue, "format": book.theme["problem"]}
    sheet.conditional_format(first, 6, last, 7, rule)
    if collection.today:
        book.write(stage_table(scheme, collection, collection.today))
    purpose = f"回收的表里发现的问题，共 {len(collection.findings)} 条；“错误”须修改后才能计入结果。"
    book.write(rater_table(scheme, collection))
    units = unit_table(scheme, collection)
    if units:
        book.write(units)
    if collection.differences:
        book.write(_versions(scheme, collection))
    book.write(findings_table(PROBLEMS, purpose, collection.findings))
    book.write(manifest_table(collection))
    book.workbook.close()
    return stream.getvalue()


def _chasing(scheme: Scheme, collection: Collection) -> Table:
    items = returned(collection)
    wanted = [item for item in items if item.state not in (ACCEPTED, VOID)]
    # One person's forms stand together, so that one call or message is enough.
    places = {rater.code: number for number, rater in enumerate(scheme.raters)}
    groups = {group.code: number for number, group in enumerate(scheme.groups)}
    wanted.sort(key=lambda item: (groups[item.assignment.rater.group], places[item.assignment.rater.code]))
    counts = [_counted(state, wanted, collection) for state in (MISSING, *_TO_DO)]
    counts = [count for count in counts if count]
    as_of = f"截至{full_day(collection.today)}，" if collection.today else ""
    told = f"{as_of}应交 {len(items)} 份，已接收 {len(items) - len(wanted)} 份；" + (
        "，".join(counts) or "全部交齐"
    )
    ballots = collection.ballots
    if ballots:
        told += f"。匿名票应收 {sum(b.due for b in ballots)} 张，有效 {sum(b.accepted for b in ballots)} 张"
    bad = unusable(collection)
    terms = {code: term(window, collection.today) for code, window in collection.windows.items()}
    rows = [
        _row(scheme, item, bad.get(item.assignment.rater.code, ()), terms[item.assignment.component.code])
        for item in wanted
    ]
    rows += [
        _ballots_row(scheme, count, terms[count.component.code])
        for count in ballots
        if count.returned < count.due
    ]
    return Table(CHASING, f"{told}。", _COLUMNS, rows, frozen=2, first=True)


def _counted(state: str, wanted: Sequence[Returned], collection: Collection) -> str:
    """How many are in a state, and how many of the missing ones are overdue; "" for none."""
    of = [item.assignment.component.code for item in wanted if item.state == state]
    if not of:
        return ""
    late = sum(term(collection.windows[code], collection.today) is Term.OVERDUE for code in of)
    overdue = f"（逾期 {late} 份）" if state == MISSING and collection.today else ""
    return f"{state} {len(of)} 份{overdue}"


def _row(scheme: Scheme, item: Returned, bad: Sequence[Unusable], stands: Term) -> list[Cell]:
    assignment = item.assignment
    names: list[Cell] = [scheme.group(assignment.panel.group).name, assignment.rater.name]
    names += [scheme.tier(assignment.component.tier).name, assignment.title]
    asked: list[Cell] = [len(assignment.targets), scheme.due(assignment.component), _TERMS[stands]]
    came = TIMINGS.get(item.timing)
    files, todo = "\n".join(item.files), _TO_DO.get(item.state, _CHASE[stands])
    if item.state == MISSING and bad:
        files = "\n".join(one.file for one in bad)
        todo = _CHASE[stands] + "左边的文件像是他交的，但不能用：" + "；".join(one.what for one in bad) + "。"
    return [*names, *asked, item.state, files or None, todo, came]


def _ballots_row(scheme: Scheme, count: BallotCount, stands: Term) -> list[Cell]:
    """An anonymous group is reminded as a whole, for nobody knows whose ballot is missing."""
    tier = scheme.tier(count.component.tier)
    who: list[Cell] = [scheme.group(count.panel.group).name, ANONYMOUS, tier.name]
    title = called(count.component, scheme.form(count.panel.form))
    state = f"应收 {count.due} 张\n收回 {count.returned} 张\n有效 {count.accepted} 张"
    asked: list[Cell] = [title, len(scheme.targets(tier.code)), scheme.due(count.component), _TERMS[stands]]
    todo = {Term.OVERDUE: _ASK_ALL_OVERDUE, Term.NOT_OPEN: _CHASE[Term.NOT_OPEN]}.get(stands, _ASK_ALL)
    return [*who, *asked, state, None, todo, None]


def _versions(scheme: Scheme, collection: Collection) -> Table:
    """One row a cell in which two versions of a form differ; with three versions, each against the first."""
    purpose = "同一份表的几份文件哪里不同，一格一行。甲是建议采用的（看得出先后时，是最后保存的）；以哪一份为准由您决定。"
    names = {organisation.code: organisation.name for organisation in scheme.organisations}
    saved = {report.file: beijing(report.saved) for report in collection.files}
    rows = [_version_row(d, collection, names, saved) for d in collection.differences]
    return Table(VERSIONS, purpose, _VERSION_COLUMNS, rows, frozen=2, first=True)


def _version_row(
    difference: Difference, collection: Collection, names: Mapping[str, str], saved: Mapping[str, str]
) -> list[Cell]:
    assignment = collection.expected[difference.form_id].assignment
    who: list[Cell] = [assignment.rater.name, assignment.title, names.get(difference.target)]
    newer = "甲" if difference.suggested else "看不出"
    said = [cell for saying in (difference.first, difference.other) for cell in _said(saying, saved)]
    return [*who, difference.label, *said, newer]


def _said(saying: Saying, saved: Mapping[str, str]) -> list[Cell]:
    value = (clipped(saying.value, 500) or "（空白）") if saying.cell else "（这一格没有了）"
    cell = f"{saying.sheet} {saying.cell}" if saying.cell else None
    return [saying.file, saved.get(saying.file) or None, cell, value]

"""退回/述职报告检查.xlsx: one line a written report, and everything that was found in them."""

from __future__ import annotations

import io

from dangjian_xl import style
from dangjian_xl.findings import Finding
from dangjian_xl.grids import clipped
from dangjian_xl.outputs.lists import findings_table
from dangjian_xl.outputs.sheet import FIRST_ROW, Book, Cell, Column, Table
from dangjian_xl.reports.check import Checked
from dangjian_xl.reports.demands import percent
from dangjian_xl.reports.parts import shares
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.times import beijing
from dangjian_xl.returns.written import CHECKED
from dangjian_xl.scheme.model import Scheme

REPORTS, FOUND = "述职报告", "报告里的问题"
_COLUMNS = (
    Column("tier", "层面", 15),
    Column("organisation", "党组织", 20),
    Column("reporter", "述职人", 14),
    Column("file", "文件", 34),
    Column("state", "情况", 14, "centre"),
    Column("count", "字数", 8, "number", "#,##0"),
    Column("shares", "各部分字数和占比", 28),
    Column("missing", "缺少的部分", 18),
    Column("pdf", "盖章PDF", 10, "centre"),
    Column("saved", "最后保存（北京时间）", 18, "centre"),
    Column("result", "结论", 40),
)
_STATE, _RESULT = 4, len(_COLUMNS) - 1
_FINE = "符合要求"
#: So many findings stand in a report's line, each so long; all of them, whole, on the second sheet.
_LINES, _CLIPPED = 6, 44


def reports_workbook(scheme: Scheme, collection: Collection) -> bytes:
    """The workbook; equal collections give equal bytes."""
    stream = io.BytesIO()
    book = Book(style.new_workbook(stream, scheme.basics.title), scheme.basics.title)
    found = [finding for finding in collection.findings if finding.code.startswith("report-")]
    sheet = book.write(_reports(scheme, collection, found))
    last = FIRST_ROW + len(collection.reports)
    for column, value, look in ((_STATE, CHECKED, "problem"), (_RESULT, _FINE, "fine")):
        criteria = "!=" if look == "problem" else "=="
        rule = {"type": "cell", "criteria": criteria, "value": f'"{value}"', "format": book.theme[look]}
        sheet.conditional_format(FIRST_ROW - 1, column, max(FIRST_ROW, last) - 2, column, rule)
    purpose = f"述职报告里发现的问题，共 {len(found)} 条。“第几段”只数有字的段落，表格里的也算；引号里是那一段的开头。"
    book.write(findings_table(FOUND, purpose, found))
    book.workbook.close()
    return stream.getvalue()


def _reports(scheme: Scheme, collection: Collection, found: list[Finding]) -> Table:
    reports = collection.reports
    due, came = {r.owner for r in reports}, {r.owner for r in reports if r.file}
    right = sum(report.state == CHECKED and not _about(report, found) for report in reports)
    purpose = (
        f"应交 {len(due)} 份，已交 {len(came)} 份，没有发现问题的 {right} 份；"
        "字数按 Word 的办法统计，占比是占全文字数的。只是提醒，不替代评阅。"
    )
    rows = [_row(scheme, report, found) for report in reports]
    return Table(REPORTS, purpose, _COLUMNS, rows, frozen=2, first=True)


def _row(scheme: Scheme, report: Checked, found: list[Finding]) -> list[Cell]:
    organisation = scheme.organisation(report.owner)
    who: list[Cell] = [scheme.tier(organisation.tier).name, organisation.name, organisation.reporter_title]
    parted = report.report
    parts = (
        [f"{kind} {count:,} 字，{percent(share)}" for kind, count, share in shares(parted)] if parted else []
    )
    absent = [
        part.name
        for part in scheme.report_parts
        if parted and part.tier == organisation.tier and part.required and not parted.found(part)
    ]
    what: list[Cell] = [report.file or None, report.state, parted.total if parted else None]
    what += ["\n".join(parts) or None, "\n".join(absent) or None, "有" if report.pdf else "没有"]
    return [*who, *what, beijing(report.saved) or None, _result(report, found)]


def _about(report: Checked, found: list[Finding]) -> list[Finding]:
    """What is told of a report, and of files that are its copies."""
    listed = list(report.findings)
    return listed + [f for f in found if report.file and f.place.file == report.file and f not in listed]


def _result(report: Checked, found: list[Finding]) -> str:
    told = _about(report, found)
    grounds = {unmet.finding: unmet.ground for unmet in report.unmet}
    lines = [grounds.get(finding) or clipped(finding.what, _CLIPPED) for finding in told]
    more = [f"另有 {len(lines) - _LINES} 条，见“{FOUND}”。"] if len(lines) > _LINES else []
    return (
        "\n".join([*(f"{number}. {line}" for number, line in enumerate(lines[:_LINES], 1)), *more]) or _FINE
    )

"""退回/邮件/述职报告/: a text for each organisation whose written report is missing or is to be mended.

Whether wording was copied is for people to judge and not told. As with the letters to raters: the same returns on the same day give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dangjian_xl.findings import Finding
from dangjian_xl.outputs.letter import as_text, one_line, own_name, signed, until
from dangjian_xl.reports.check import Checked
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.progress import term
from dangjian_xl.returns.times import Window, beijing
from dangjian_xl.returns.written import HELD, MISSING, ONLY_PDF, UNREADABLE
from dangjian_xl.scheme.model import Organisation, ReportRule, Scheme


def report_letters(scheme: Scheme, collection: Collection) -> Iterator[tuple[Organisation, bytes]]:
    """Each organisation to write to, in the order of `collection.reports`, with the text."""
    rules = {rule.tier: rule for rule in scheme.report_rules}
    by_owner: dict[str, list[Checked]] = {}
    for report in collection.reports:
        by_owner.setdefault(report.owner, []).append(report)
    for owner, reports in by_owner.items():
        organisation = scheme.organisation(owner)
        rule = rules[organisation.tier]
        window = Window.of_stage(scheme, rule.stage)
        asked = until(window, term(window, collection.today), nothing_came=not reports[0].file)
        lines = tuple(_Letter(rule, reports, asked).lines())
        if lines:
            yield organisation, as_text(_around(scheme, organisation, lines))


def _around(scheme: Scheme, organisation: Organisation, lines: Sequence[str]) -> Iterator[str]:
    basics = scheme.basics
    yield f"{one_line(organisation.name)}{one_line(organisation.reporter_title)}："
    yield ""
    yield f"您好！“{one_line(basics.title)}”的书面述职报告还要请您处理："
    yield ""
    yield from lines
    yield ""
    yield "如果您已经另外交了，请忽略这封信。有不清楚的地方，请与我们联系。谢谢！"
    yield from signed(basics)


@dataclass(frozen=True, slots=True)
class _Letter:
    rule: ReportRule
    reports: Sequence[Checked]
    asked: str

    def lines(self) -> Iterator[str]:
        """What is to be done; nothing where all is well."""
        report = self.reports[0]
        what = " Word 文件（.docx）" + ("和盖章的 PDF" if self.rule.pdf else "")
        if report.state == MISSING:
            yield f"还没有收到您的述职报告。{self.asked}交来{what}。"
        elif report.state == ONLY_PDF:
            yield f"只收到盖章的 PDF（{_name(report.pdf)}）。{self.asked}补交同样内容的 Word 文件（.docx）。"
        elif report.state == UNREADABLE:
            yield f"您交来的“{_name(report.file)}”不能用："
            yield from _told(report.findings)
            yield f"{self.asked}重新交来{what}。"
        elif report.state == HELD:
            yield f"收到 {len(self.reports)} 份述职报告，内容不一样，暂时都没有计入："
            for version in self.reports:
                saved = beijing(version.saved)
                yield f"   · {_name(version.file)}" + (f"（最后保存于 {saved}）" if saved else "")
            yield f"{self.asked}告诉我们以哪一份为准。"
        else:
            yield from self._came(report, what)

    def _came(self, report: Checked, what: str) -> Iterator[str]:
        # When it came its sender cannot mend; that the PDF is missing is said by the request itself.
        found = [f for f in report.findings if f.code not in ("report-late", "report-pdf-missing")]
        if found:
            yield f"您交来的“{_name(report.file)}”有 {len(found)} 处请核对、修改："
            yield from _told(found)
            yield f"{self.asked}改好，重新交来{what}。"
        elif self.rule.pdf and not report.pdf:
            yield f"收到了“{_name(report.file)}”，还没有收到盖章的 PDF。{self.asked}补交，文件名和 Word 文件相同。"


def _told(found: Sequence[Finding]) -> Iterator[str]:
    for finding in found:
        yield f"   · {one_line(finding.what, 0)}。"


def _name(file: str) -> str:
    return one_line(own_name(file))

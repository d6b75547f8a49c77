"""The person's own form again: a fresh one with the values as they stood, a note on each faulty cell, a list in front."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dangjian_xl.findings import Finding
from dangjian_xl.forms.cover import Cover, Problem
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address, Layout
from dangjian_xl.forms.shown import Filled, Note
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Cell, cell_name
from dangjian_xl.returns.collect import Collection, FileReport
from dangjian_xl.returns.mending import mark
from dangjian_xl.returns.recognised import FormAnswers
from dangjian_xl.returns.times import day


def send_backs(
    collection: Collection, scheme_code: str, key: bytes, forms: Mapping[str, IssuedForm] | None = None
) -> Iterator[tuple[FileReport, bytes]]:
    """A workbook for each faulty file, freshly stamped; it says, signed, which file it mends.

    `forms`: the expected ones with what is known of their targets printed on them, where that is more than nothing.
    """
    by_file: dict[str, list[Finding]] = {}
    for finding in collection.findings:
        if finding.code not in _FOR_STAFF:
            by_file.setdefault(finding.place.file, []).append(finding)
    for report in collection.faulty:
        form = (forms or collection.expected)[report.form_id]
        due = collection.windows[form.assignment.component.code].due
        over = bool(due and collection.today and collection.today > due)
        sent = _SentBack(
            form, report, by_file.get(report.file, []), collection.read[report.file], due, over=over
        )
        mended = mark(report.form_id, report.sha256, report.mends, key)
        yield report, write_form(form.layouts, form.signed(scheme_code, key), sent.filled(mended))


#: Told of a returned form to those who collect it alone: whoever filled it in can do nothing about it.
_FOR_STAFF = frozenset(
    {"form-late", "form-early", "form-same-content", "form-same-page", "form-file-named", "form-signed-other"}
)
#: Findings with the answers that they are about, None for those that are about no single one.
_Placed = Sequence[tuple[Finding, Address | None]]
#: More sentences than these above a table are counted; the list in front has all.
_TOLD = 2


def _shortened(lines: Sequence[str]) -> Sequence[str]:
    more = len(lines) - _TOLD
    return [*lines[:_TOLD], f"另有 {more} 条，见第一页“退回说明”。"] if more > 0 else lines


@dataclass(frozen=True, slots=True)
class _SentBack:
    """One form on its way back: what was found in the file, what was read from it, the last day for it, whether that is over."""

    form: IssuedForm
    report: FileReport
    findings: Sequence[Finding]
    answers: FormAnswers
    due: date | None
    over: bool

    def filled(self, mended: str) -> Filled:
        """What stands in the form: values, notes, what is told above the tables, and the list in front."""
        known = [placed for placed in self.answers if placed.address in self.form.specs]
        values: dict[Address, Cell] = {p.address: p.answer.raw for p in known if p.answer.raw != ""}
        pages = {layout.target: layout for layout in self.form.layouts}
        # A form of one sheet holds all its targets there.
        tabs = {p.sheet: pages.get(p.address[0]) or self.form.layouts[0] for p in known}
        addresses = {(p.sheet, p.cell): p.address for p in known}
        placed = [(finding, self._address(finding, addresses)) for finding in self.findings]
        notes: dict[Address, list[Note]] = {}
        lead: dict[str, list[str]] = {}
        for finding, address in placed:
            if address is not None:
                notes.setdefault(address, []).append(Note(finding.code, finding.sentence))
            elif finding.effect.bars:
                own = tabs.get(finding.place.sheet)
                page = f"“{finding.place.sheet}”页：" if own is None and finding.place.sheet else ""
                for target in pages if own is None else [own.target]:
                    lead.setdefault(target, []).append(page + finding.sentence)
        short = {target: _shortened(lines) for target, lines in lead.items()}
        return Filled(values, notes, short, self._cover(placed, tabs), mended)

    def _address(self, finding: Finding, read: Mapping[tuple[str, str], Address]) -> Address | None:
        """The answer that a finding is about: by its cell, or, where nothing could be read there, by whom and what it names."""
        address = read.get((finding.place.sheet, finding.place.cell))
        if address is not None or not finding.about.item:
            return address
        codes = [
            target.code for target in self.form.assignment.targets if target.name == finding.about.target
        ]
        named = [(code, finding.about.item, "value") for code in codes]
        return next((candidate for candidate in named if candidate in self.form.specs), None)

    def _cover(self, placed: _Placed, tabs: Mapping[str, Layout]) -> Cover:
        cells = _cells(self.form)
        found: list[tuple[tuple[int, int, int], Problem]] = []
        for finding, address in placed:
            must = finding.effect.bars
            if address is not None:
                page, row, column = cells[address]
                name = self.form.layouts[page].name
                problem = Problem(name, cell_name(row, column), must, finding.what, finding.remedy)
                found.append(((page, row, column), problem))
                continue
            own = tabs.get(finding.place.sheet)
            page = self.form.layouts.index(own) if own else -1
            # The cell is one of the returned file; in the fresh form there may be something else.
            where = f"原表{_quoted_page(finding, own)}{finding.place.cell} 格：" if finding.place.cell else ""
            what = where + finding.what
            found.append(((page, -1, -1), Problem(own.name if own else "", "", must, what, finding.remedy)))
        ordered = tuple(problem for _, problem in sorted(found, key=lambda pair: pair[0]))
        return Cover(self._lines(ordered), ordered)

    def _lines(self, problems: Sequence[Problem]) -> tuple[str, ...]:
        assignment = self.form.assignment
        must = sum(problem.must for problem in problems)
        look = f"，另有 {len(problems) - must} 处请核对" if len(problems) > must else ""
        file = self.report.file.rpartition("/")[2]
        # What belongs to no component has no day either.
        by, until = ("填表单位", "") if assignment.called else ("评价人", f"　　截止日期：{day(self.due)}")
        who = f"{by}：{assignment.rater.name}　　表：{assignment.title}{until}"
        when = "请尽快" if assignment.called else "截止日期已过，请尽快" if self.over else "在截止日期前"
        asked = f"您交回的“{file}”有 {must} 处须改或须确认{look}，逐条列在下面，请直接在本文件里改。"
        return (
            who,
            asked + "点“单元格”一列，就转到那一格，那一格是粉色的，带批注；写“整页”的，转到那一页。",
            "您原来填的已照抄在表里；抄不过来的，在“问题”一列里写明。",
            f"改好后保存，{when}把本文件交回，不必另填新表；这一页可以留着，不影响收表。",
        )


def _quoted_page(finding: Finding, own: Layout | None) -> str:
    return f"“{finding.place.sheet}”页 " if own is None and finding.place.sheet else " "


def _cells(form: IssuedForm) -> dict[Address, tuple[int, int, int]]:
    """Where each answer stands in a fresh form: number of the sheet, 0-based row and column."""
    return {
        layout.address(*keys): (number, *layout.cell(*keys))
        for number, layout in enumerate(form.layouts)
        for keys in layout.answers
    }

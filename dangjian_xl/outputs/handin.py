"""A unit's results carried into the college's summary form: the grade of each of its branches, in a copy of the file.

The form was signed by the college, so it is known here by its keys and by whose scheme its stamp names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, Place
from dangjian_xl.forms.labels import folded
from dangjian_xl.forms.layout import CHECK_KEY, HEADING_ROW
from dangjian_xl.forms.stamp import Stamp
from dangjian_xl.grids import Grid, cell_name, clipped, shown
from dangjian_xl.reading.kinds import Kind, kind_of
from dangjian_xl.resaved import loaded, resaved
from dangjian_xl.returns.approved import APPROVED_HEADING, PROPOSED_HEADING, Outcome, readable_grids
from dangjian_xl.returns.pages import Page
from dangjian_xl.scheme.codecs import is_blank
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scoring.grade import PENDING, UNGRADED


@dataclass(frozen=True, slots=True)
class Filled:
    """The form with grades; `grades`: those filled in, by the branch's name; findings: what was left, and why."""

    data: bytes
    grades: Mapping[str, str]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The summary's sheet: 0-based rows of targets and columns of items by their codes, the row of the headings, the column of names."""

    tab: str
    grid: Grid
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    head: int
    names: int | None


def fill(scheme: Scheme, results: Mapping[str, Outcome], data: bytes, name: str, copy: str) -> Filled:
    """Fill the grades into the summary's empty cells; what people filled in stays, and what differs is told.

    `copy`: the file that findings name, where people go on. CannotRunError where it is no summary of this unit's branches.
    """
    if kind_of(data) is not Kind.OOXML:
        raise CannotRunError(f"“{name}”不是 .xlsx 工作簿；请用学校发来的原表。")
    sheet = _sheet(readable_grids(data, name), scheme, name)
    book = loaded(data, keep_vba=name.lower().endswith(".xlsm"))
    page = book[sheet.tab]
    grade = _grade_column(page, sheet, scheme, name)
    work = _Work(scheme, sheet, Place(copy, sheet.tab))
    for code, at in sheet.rows.items():
        work.row(page, code, (at, grade), results.get(code))
    for target in scheme.organisations:
        if target.tier and target.code not in sheet.rows:
            work.findings.append(Finding.of("unit-target-unlisted", work.place, target=target.name))
    return Filled(resaved(book, data), work.grades, tuple(work.findings))


def _sheet(grids: Mapping[str, Grid], scheme: Scheme, name: str) -> _Sheet:
    pages = [page for page in (Page.of(tab, grid) for tab, grid in grids.items()) if page.stamp]
    if not pages:
        raise CannotRunError(f"“{name}”里没有校验码，认不出是哪份表；请用学校发来的原表。")
    not_summary = CannotRunError(f"“{name}”不是情况汇总表，没有填写；请用学校发来的汇总表。")
    if len(pages) != 1:
        raise not_summary
    _require_own(pages[0].read_stamp, scheme, name)
    sheet = _keys(pages[0], not_summary)
    targets = {o.code for o in scheme.organisations if o.tier}
    if not targets & sheet.rows.keys():
        raise CannotRunError(f"“{name}”列的不是本单位的党支部，没有填写；请核对是不是拿错了别的单位的表。")
    return sheet


def _require_own(stamp: Stamp, scheme: Scheme, name: str) -> None:
    """A summary is of the scheme out of which the unit's own was cut."""
    college, _, year = stamp.scheme.rpartition("/")
    basics = scheme.basics
    units = {o.code for o in scheme.organisations if not o.tier}
    if year != str(basics.year) or basics.code not in {f"{college}-{unit}" for unit in units}:
        raise CannotRunError(
            f"“{name}”是方案 {college}（{year}年度）的表，本单位的方案 {basics.code}（{basics.year}年度）"
            "不是从它切分的，没有填写；请核对是不是拿错了表。"
        )


def _keys(page: Page, not_summary: CannotRunError) -> _Sheet:
    """Where rows and columns are by their hidden keys; two of a key cannot be told apart."""
    top = next((i for i, cells in enumerate(page.grid) if CHECK_KEY in cells), None)
    if top is None:
        raise not_summary
    heads = [(str(cell)[2:], at) for at, cell in enumerate(page.grid[top]) if str(cell).startswith("i:")]
    side = [
        (str(cell)[2:], at)
        for at, cells in enumerate(page.grid)
        for cell in cells
        if at != top and isinstance(cell, str) and cell.startswith("t:")
    ]
    rows, columns = dict(side), dict(heads)
    if not rows or not columns or len(rows) != len(side) or len(columns) != len(heads):
        raise not_summary
    names = next((at for at, cell in enumerate(page.grid[top]) if cell == "s:name"), None)
    return _Sheet(page.tab, page.grid, rows, columns, top + HEADING_ROW, names)


def _grade_column(page: Any, sheet: _Sheet, scheme: Scheme, name: str) -> int:  # noqa: ANN401 - openpyxl is untyped
    """The 0-based column in which grades are chosen: the one whose drop-down offers this scheme's grades."""
    names = {grade.name for grade in scheme.grades}
    offering = [
        at
        for at in sheet.columns.values()
        if any(
            rule.type == "list"
            and any(cell_name(row, at) in rule.sqref for row in sheet.rows.values())
            and names <= set(str(rule.formula1).strip('"').split(","))
            for rule in page.data_validations.dataValidation
        )
    ]
    if len(offering) != 1 or len(sheet.columns) == 1:
        raise CannotRunError(
            f"“{name}”里没有找到（或不止一列）可选{'、'.join(g.name for g in scheme.grades)}的等次，"
            "不是情况汇总表，没有填写；请用学校发来的汇总表。"
        )
    return offering[0]


@dataclass(slots=True)
class _Work:
    """Fills row after row and keeps what is to be told."""

    scheme: Scheme
    sheet: _Sheet
    place: Place
    grades: dict[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def row(self, page: Any, code: str, at: tuple[int, int], outcome: Outcome | None) -> None:  # noqa: ANN401
        """Fill one branch's grade in at a 0-based cell, if there is one and nobody filled in another."""
        own = {o.code: o.name for o in self.scheme.organisations if o.tier}
        place = Place(self.place.file, self.sheet.tab, cell_name(*at))
        if code not in own:
            self.findings.append(Finding.of("unit-row-unknown", place, row=clipped(code)))
            return
        name = self._named(at[0])
        if name and folded(name) != folded(own[code]):
            self.findings.append(Finding.of("unit-row-mixed", place, found=clipped(name), target=own[code]))
            return
        self._grade(page.cell(at[0] + 1, at[1] + 1), own[code], place, outcome)
        columns = [column for column in self.sheet.columns.values() if column != at[1]]
        blank = [column for column in columns if is_blank(page.cell(at[0] + 1, column + 1).value)]
        if blank:
            first = Place(place.file, place.sheet, cell_name(at[0], blank[0]))
            named = "、".join(self._heading(column) for column in blank)
            self.findings.append(Finding.of("unit-text-blank", first, target=own[code], columns=named))

    def _grade(self, cell: Any, target: str, place: Place, outcome: Outcome | None) -> None:  # noqa: ANN401
        if outcome is None:
            return
        decided = outcome.grade not in (PENDING, UNGRADED)
        if not is_blank(cell.value):
            if not decided or str(cell.value).strip() != outcome.grade:
                source = APPROVED_HEADING if outcome.approved else PROPOSED_HEADING
                context = {"value": clipped(str(cell.value)), "source": source, "grade": outcome.grade}
                self.findings.append(Finding.of("unit-grade-filled-already", place, target=target, **context))
        elif decided:
            cell.value = outcome.grade
            self.grades[target] = outcome.grade
            if not outcome.approved:
                self.findings.append(
                    Finding.of("unit-grade-proposed", place, target=target, grade=outcome.grade)
                )
        else:
            self.findings.append(Finding.of("unit-grade-open", place, target=target, grade=outcome.grade))

    def _named(self, row: int) -> str:
        """Whose name stands in a row; "" where the column of names is gone."""
        cells = self.sheet.grid[row]
        at = self.sheet.names
        return shown(cells[at]).strip() if at is not None and at < len(cells) else ""

    def _heading(self, column: int) -> str:
        row = self.sheet.grid[self.sheet.head]
        return clipped(shown(row[column])) if column < len(row) else ""

"""A schedule filled into the workbook that people work in: only what was scheduled changes, whatever they did to it."""

import functools
import io
import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError, UnusableSchemeError
from dangjian_xl.forms.assignments import assignments
from dangjian_xl.schedule.fill import fill
from dangjian_xl.schedule.plan import plan
from dangjian_xl.scheme import model as m
from dangjian_xl.scheme.book import read_book, write_book
from dangjian_xl.scheme.tables import TABLES
from tests.support import office, ooxml
from tests.support.inspecting import ruled, scheme_of, visits

pytestmark = pytest.mark.long

SHEET = "交叉检查安排"


def scheme(units: int = 6, **limits: int) -> m.Scheme:
    typed = (*visits("JA0 A1 +1 礼堂", "JA2 A4"),)
    return replace(scheme_of(units, **limits), visits=(replace(typed[0], members="周八"), typed[1]))


@functools.cache
def written() -> bytes:
    """The workbook of the usual scheme."""
    return write_book(scheme())


def filled(data: bytes) -> tuple[bytes, m.Scheme]:
    parsed = read_book(data)
    assert parsed.scheme is not None, [f.message for f in parsed.findings]
    found = plan(parsed.scheme, parsed.places)
    assert found.visits is not None
    return fill(data, parsed, found.visits), replace(parsed.scheme, visits=found.visits)


def edited(data: bytes, edit: Callable[[Workbook], None]) -> bytes:
    book = load_workbook(io.BytesIO(data))
    edit(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def opened(data: bytes) -> Workbook:
    return load_workbook(io.BytesIO(data))


def state(sheet: Worksheet) -> dict[str, Any]:
    """All of a sheet that people could miss."""
    cells = {c.coordinate: (c.value, c.number_format, c.fill.fgColor.rgb) for row in sheet for c in row}
    return {
        "cells": cells,
        "notes": {c.coordinate: c.comment.text for row in sheet for c in row if c.comment},
        "validations": [
            (str(v.sqref), v.type, v.formula1, v.prompt, v.error)
            for v in sheet.data_validations.dataValidation
        ],
        "conditions": [
            (str(a.sqref), [(r.formula, r.priority) for r in a.rules]) for a in sheet.conditional_formatting
        ],
        "widths": {name: d.width for name, d in sheet.column_dimensions.items()},
        "filter": sheet.auto_filter.ref,
        "panes": sheet.freeze_panes,
        "merged": sorted(map(str, sheet.merged_cells.ranges)),
        "print": (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.print_title_rows),
        "tab": sheet.sheet_properties.tabColor.rgb if sheet.sheet_properties.tabColor else None,
        "links": {c.coordinate: c.hyperlink.location for row in sheet for c in row if c.hyperlink},
        "protection": sheet.protection.sheet,
    }


def _note(book: Workbook) -> None:
    book["党组织"]["B6"].comment = Comment("请核对", "某人")
    book["党组织"].column_dimensions["C"].width = 33
    book["党组织"]["K20"] = "=1+1"
    book.create_sheet("草稿")["A1"] = "我的草稿"


@pytest.mark.long
def test_all_else_in_the_workbook_stays() -> None:
    data = edited(written(), _note)
    after, _ = filled(data)
    old, new = opened(data), opened(after)
    assert old.sheetnames == new.sheetnames
    for name in old.sheetnames:
        before, now = state(old[name]), state(new[name])
        if name == SHEET:
            cells, changed = before.pop("cells"), now.pop("cells")
            assert cells.keys() == changed.keys()
            different = {c for c in cells if cells[c] != changed[c]}
            assert different == {"C6"} | {f"{letter}{row}" for letter in "ABC" for row in range(7, 11)}
            assert all(cells[c][1:] == changed[c][1:] for c in different)
        assert before == now
    assert {k: v.attr_text for k, v in old.defined_names.items()} == {
        k: v.attr_text for k, v in new.defined_names.items()
    }


def _move(book: Workbook) -> None:
    sheet = book[SHEET]
    sheet.insert_rows(1, 2)
    sheet.move_range(f"C6:C{sheet.max_row}", cols=6)
    sheet.title = f" {SHEET}"


def _below(book: Workbook) -> None:
    """A remark of somebody's in the rows that were prepared, and a merged line."""
    book[SHEET]["H8"] = "下面留空"
    book[SHEET].merge_cells("A10:F10")


def _hide(book: Workbook) -> None:
    for row in range(7, 30):
        book[SHEET].row_dimensions[row].hidden = True


@pytest.mark.parametrize("edit", [lambda _: None, _note, _move, _below, _hide])
def test_it_reads_back_as_the_scheme_with_its_schedule(edit: Callable[[Workbook], None]) -> None:
    data = edited(written(), edit)
    after, expected = filled(data)
    parsed = read_book(after)
    assert parsed.findings == ()
    assert parsed.scheme == expected
    assert filled(data)[0] == after
    sheet = next(s for s in opened(after).worksheets if s.title.strip() == SHEET)
    rows = [parsed.places.row("visits", i) for i in range(len(expected.visits))]
    assert not any(sheet.row_dimensions[row].hidden for row in rows[2:])
    assert rows[2:] == (
        [7, 9, 11, 12] if edit is _below else [r + (2 if edit is _move else 0) for r in range(7, 11)]
    )


@pytest.mark.long
def test_rows_below_the_prepared_ones_are_like_them(tmp_path: Path) -> None:
    # 60 rows are prepared and formulas look 200 further; 280 visits go beyond both.
    data = write_book(scheme_of(70, teams=4, days=30))
    after, expected = filled(data)
    assert len(expected.visits) == 280
    assert read_book(after).scheme == expected
    sheet = opened(after)[SHEET]
    assert sheet["G284"].value == sheet["G64"].value.replace("64", "284").replace("$264", "$284")
    assert sheet["C284"].number_format == sheet["C64"].number_format == "yyyy-mm-dd"
    assert sheet["A284"].fill.fgColor.rgb == sheet["A5"].fill.fgColor.rgb
    assert sheet.auto_filter.ref == "A4:G284"
    assert all(str(v.sqref).endswith("284") for v in sheet.data_validations.dataValidation)
    assert {str(a.sqref) for a in sheet.conditional_formatting} == {"A5:F284", "B3:G3"}
    assert "$G$284" in sheet["G3"].value
    file = tmp_path / "方案.xlsx"
    file.write_bytes(after)
    assert ooxml.errors([file]) == []
    calculated = load_workbook(office.recalculated([file], tmp_path / "out")[0], data_only=True)
    assert [calculated[SHEET][f"G{row}"].value or "" for row in range(5, 285)] == [""] * 280
    assert calculated[SHEET]["B3"].value == "本表没有发现问题"
    assert calculated[SHEET]["G3"].value == 0


@pytest.mark.long
def test_the_self_checks_find_nothing_and_the_file_is_sound(tmp_path: Path) -> None:
    file = tmp_path / "方案.xlsx"
    file.write_bytes(filled(edited(written(), _note))[0])
    assert ooxml.errors([file]) == []
    book = load_workbook(office.recalculated([file], tmp_path / "out")[0], data_only=True)
    for declared in TABLES:
        check = len(declared.columns) + 1
        assert book[declared.sheet].cell(3, check).value == 0, declared.sheet


def _formula(book: Workbook) -> None:
    book["党组织"]["B6"] = '="A1"&"党总支"'


@pytest.mark.long
def test_computed_contents_are_not_lost(tmp_path: Path) -> None:
    file = tmp_path / "方案.xlsx"
    file.write_bytes(edited(written(), _formula))
    data = office.recalculated([file], tmp_path / "out")[0].read_bytes()
    with pytest.raises(CannotRunError, match="“党组织”表 B6 格是公式"):
        filled(data)


@pytest.mark.parametrize(
    ("part", "word"), [("drawings/drawing9.xml", "图形或文本框"), ("ctrlProps/ctrlProp1.xml", "表单控件")]
)
def test_what_openpyxl_would_lose_is_not_lost(part: str, word: str) -> None:
    stream = io.BytesIO(written())
    with zipfile.ZipFile(stream, "a") as package:
        package.writestr(f"xl/{part}", b"<x><xdr:twoCellAnchor/></x>")
    with pytest.raises(CannotRunError, match=word):
        filled(stream.getvalue())


class TestPipeline:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        pipeline.new_from(tmp_path / "年度", scheme())
        return tmp_path / "年度"

    def test_it_fills_prints_and_then_leaves_all_alone(self, folder: Path) -> None:
        first = pipeline.schedule(folder)
        assert (first.added, first.dated) == (4, 1)
        assert first.findings == ()
        assert set(first.loads.values()) == {1}
        written = {p.name: p.read_bytes() for p in folder.rglob("*.xls*")}
        book = load_workbook(folder / "安排" / "交叉检查安排表.xlsx")
        assert book.sheetnames == ["按单位", "按检查组"]
        assert [c.value for c in book["按检查组"][4]][1:8] == [
            "A0组", "A0党总支", "周八", book["按检查组"]["E4"].value, "星期二", "A1党总支", "总支",
        ]  # fmt: skip
        assert book["按检查组"]["E4"].value.date() == date(2022, 11, 29)
        assert book["按单位"].max_row == 3 + 6
        assert ooxml.errors([folder / "安排" / "交叉检查安排表.xlsx"]) == []
        again = pipeline.schedule(folder)
        assert (again.added, again.dated, again.scheme) == (0, 0, first.scheme)
        assert {p.name: p.read_bytes() for p in folder.rglob("*.xls*")} == written

    def test_nothing_is_written_while_the_scheme_is_open(self, folder: Path) -> None:
        before = (folder / "方案.xlsx").read_bytes()
        (folder / "~$方案.xlsx").write_bytes(b"x")
        with pytest.raises(CannotRunError, match="正开着"):
            pipeline.schedule(folder)
        assert (folder / "方案.xlsx").read_bytes() == before

    def test_issue_gives_each_team_its_sheets(self, folder: Path) -> None:
        scheduled = pipeline.schedule(folder).scheme
        files = pipeline.issue(folder).files
        assert len(files) == 6
        visited = {(v.rater, v.target) for v in scheduled.visits}
        assert {(a.rater.code, t.code) for a in assignments(scheduled) for t in a.targets} == visited
        for assignment in assignments(scheduled):
            name = next(f for f in files if f"/{assignment.rater.code}_" in f)
            text = str([[c.value for c in row] for s in load_workbook(folder / "发放" / name) for row in s])
            assert all(target.name in text for target in assignment.targets)

    def test_a_printed_schedule_that_was_changed_is_kept(self, folder: Path) -> None:
        pipeline.schedule(folder)
        printed = folder / "安排" / "交叉检查安排表.xlsx"
        printed.write_bytes(printed.read_bytes() + b"x")
        told = pipeline.schedule(folder).findings
        assert [f.code for f in told] == ["schedule-kept"]
        assert (folder / "安排" / "交叉检查安排表（改动过的旧稿1）.xlsx").exists()

    def test_where_it_cannot_be_done_nothing_is_written(self, tmp_path: Path) -> None:
        folder = tmp_path / "年度"
        pipeline.new_from(folder, ruled(scheme(), last=date(2022, 11, 28), teams=2))
        with pytest.raises(UnusableSchemeError) as caught:
            pipeline.schedule(folder)
        assert [f.code for f in caught.value.findings if f.severity == "error"] == ["schedule-day-outside"]
        pipeline.new_from(tmp_path / "空", scheme_of(4, teams=3))
        before = (tmp_path / "空" / "方案.xlsx").read_bytes()
        told = pipeline.schedule(tmp_path / "空")
        assert {f.code for f in told.findings} == {"schedule-mutual-many"}
        assert (told.added, told.printed) == (0, "")
        assert (tmp_path / "空" / "方案.xlsx").read_bytes() == before
        assert not (tmp_path / "空" / "安排").exists()

    def test_without_a_rule_it_says_what_to_fill_in(self, tmp_path: Path) -> None:
        pipeline.new_from(tmp_path / "年度", replace(scheme(), inspection_rules=()))
        with pytest.raises(CannotRunError, match="“交叉检查要求”表"):
            pipeline.schedule(tmp_path / "年度")

    def test_a_workbook_that_cannot_be_written_is_told(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refused(*_: object) -> None:
            raise PermissionError(13, "no")

        before = (folder / "方案.xlsx").read_bytes()
        monkeypatch.setattr(os, "replace", refused)
        monkeypatch.setattr(Path, "replace", refused)
        with pytest.raises(CannotRunError, match="正在 Excel 或 WPS 里打开"):
            pipeline.schedule(folder)
        assert (folder / "方案.xlsx").read_bytes() == before

    def test_check_and_issue_refuse_a_schedule_that_breaks_a_rule(self, tmp_path: Path) -> None:
        folder = tmp_path / "年度"
        pipeline.new_from(folder, replace(scheme_of(3), visits=visits("JA0 A1 +0", "JA1 A2 +9", "JA2 A0 +0")))
        assert [f.code for f in pipeline.check([folder]).findings] == ["schedule-day-outside"]
        with pytest.raises(UnusableSchemeError):
            pipeline.issue(folder)

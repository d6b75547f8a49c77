"""The whole loop on two levels: the college splits, each unit assesses its branches and reports, the college merges."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError, UnusableSchemeError
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Cell
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import AdjustmentKind, Direction, FormKind, ItemKind, ReportRule, Scheme
from dangjian_xl.workspace import Workspace
from tests.support.levels import LEVELS, approve, assessed_unit, unit_answers, write_texts
from tests.support.papers import docx
from tests.support.year import KEY, fill, issued_path, return_all, returned_path, scheme_of, workspace

pytestmark = pytest.mark.long

SUMMARIES = {"A": "T2-上报/G1", "B": "T2-上报/G2"}
FOLDERS = {"A": "A_甲党总支", "B": "B_乙党总支"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A college that has split, and its units up to their results; not to be changed."""
    root = tmp_path_factory.mktemp("levels")
    workspace(root / "学校", scheme_of(LEVELS))
    pipeline.split(root / "学校")
    for unit, folder in FOLDERS.items():
        assessed_unit(root / unit, root / "学校" / "分级" / folder)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "两级"))


def summary(root: Path, unit: str) -> tuple[Path, IssuedForm]:
    """A unit's summary form as it lies in its folder below 分级/."""
    scheme = scheme_of(LEVELS)
    form = issued_forms(scheme, KEY)[SUMMARIES[unit]]
    return root / "学校" / "分级" / FOLDERS[unit] / issued_path(root, scheme, form).name, form


def cells(path: Path, form: IssuedForm, item: str) -> dict[str, object]:
    """What stands in a summary under an item, by branch."""
    (layout,) = form.layouts
    page = load_workbook(path)[layout.name]
    places = {row.key[2:]: layout.cell(row.key, f"i:{item}") for row in layout.rows}
    return {code: page.cell(row + 1, column + 1).value for code, (row, column) in places.items()}


def put(path: Path, form: IssuedForm, item: str, values: dict[str, str]) -> None:
    (layout,) = form.layouts
    book = load_workbook(path)
    for code, value in values.items():
        row, column = layout.cell(f"t:{code}", f"i:{item}")
        book[layout.name].cell(row + 1, column + 1).value = value
    book.save(path)


def college_answers(_form: IssuedForm, address: Address) -> Cell:
    return 90 if address[2] == "value" else ""


def test_from_the_colleges_scheme_to_its_result(root: Path) -> None:
    college, scheme = root / "学校", scheme_of(LEVELS)
    approve(root / "A", {"A1": "好", "A2": "一般"})
    for unit in FOLDERS:
        path, form = summary(root, unit)
        handed = pipeline.handin(root / unit, path)
        assert {f.code for f in handed.findings} == {"unit-text-blank", "unit-grade-proposed"}
        assert handed.file == f"上报/{path.name}"
        assert path.read_bytes() == issued_path(college, scheme, form).read_bytes()
        copy = root / unit / "上报" / path.name
        write_texts(copy, form)
        shutil.copy(copy, returned_path(college, form))
    form = issued_forms(scheme, KEY)["T1-现场/L1"]
    fill(issued_path(college, scheme, form), form, college_answers, returned_path(college, form))

    collection = pipeline.collect(college)
    assert [f.message for f in collection.findings] == []
    assert set(SUMMARIES.values()) < set(collection.accepted)
    assessment = pipeline.assess(college)
    assert {p.target.code: p.proposed for p in assessment.of_tier("T2")} == {
        "A1": "好",
        "A2": "一般",  # as approved: proposed was 较好
        "A3": "一般",
        "B1": "好",
        "B2": "较好",
        "B3": "一般",
    }
    result = load_workbook(college / "结果" / "考核结果.xlsx", data_only=True)
    rows = [[c.value for c in row[:6]] for row in result["总览"].iter_rows()]
    limits = {
        str(row[0]): row[1:]
        for row in rows[rows.index(["名额范围", "等次", "总人数", "名额", "已用", "待定"]) + 1 :]
    }
    assert limits["名额池“甲党总支”"] == ["好", 3, 1, 1, 0]
    assert limits["名额池“乙党总支”"] == ["好", 3, 1, 1, 0]
    assert limits["党支部书记"] == ["好", 6, 2, 2, 0]
    ranking = [[c.value for c in row] for row in result["排名 党支部书记"].iter_rows(min_row=3)]
    pools = ranking[0].index("名额池")
    assert {row[1]: row[pools] for row in ranking[1:7]}["B2"] == "乙党总支"


def test_without_approved_grades_what_is_handed_in_is_what_was_proposed(root: Path) -> None:
    """Also where the unit's own scheme takes points off for a written report."""
    unit = root / "A"
    scheme, _ = pipeline.load_scheme(Workspace(unit))
    cost = AdjustmentKind("迟", "报告不合要求", Direction.PENALTY, Decimal(60))
    rule = ReportRule("T2", limit=100, penalty_kind=cost.code, penalty=Decimal(40))
    scheme = replace(scheme, adjustment_kinds=(*scheme.adjustment_kinds, cost), report_rules=(rule,))
    (unit / "方案.xlsx").write_bytes(write_book(scheme))
    reports = unit / "回收" / "述职报告"
    reports.mkdir()
    (reports / "甲第一党支部.docx").write_bytes(
        docx(["述职报告", "甲第一党支部", "写得太长的一份报告，" * 20])
    )
    proposed = {p.target.name: p.proposed for p in pipeline.assess(unit).proposals}
    assert proposed["甲第一党支部"] == "差"
    assert pipeline.handin(unit, summary(root, "A")[0]).grades == proposed


def test_a_unit_gets_its_scheme_its_form_and_what_to_do(root: Path) -> None:
    college, scheme = root / "学校", scheme_of(LEVELS)
    path, form = summary(root, "A")
    assert {p.name for p in path.parent.iterdir()} == {"方案.xlsx", path.name, "说明.txt"}
    assert path.read_bytes() == issued_path(college, scheme, form).read_bytes()
    told = (path.parent / "说明.txt").read_text(encoding="utf-8-sig")
    wanted = (
        "--scheme 方案.xlsx",
        f'handin 考核 "{path.name}"',
        "12月30日",
        "12月20日",
        "甲第三党支部",
        "副书记A3",
    )
    assert all(word in told for word in wanted)
    assert "乙" not in told


def test_what_a_person_changed_in_a_units_folder_stays(root: Path) -> None:
    path, _ = summary(root, "A")
    guide = path.parent / "说明.txt"
    guide.write_text("改过", encoding="utf-8")
    divided = pipeline.split(root / "学校")
    assert [f.code for f in divided.findings] == ["unit-file-touched"]
    assert guide.read_text(encoding="utf-8") == "改过"


def test_a_unit_without_a_summary_form_is_told(root: Path) -> None:
    college, scheme = root / "学校", scheme_of(LEVELS)
    forms = tuple(replace(f, kind=FormKind.MATRIX) if f.code == "汇总表" else f for f in scheme.forms)
    # Then the tier has totals, and the scheme compares what parts equal ones.
    components = tuple(replace(c, tie_order=1) if c.code == "T2-上报" else c for c in scheme.components)
    (college / "方案.xlsx").write_bytes(write_book(replace(scheme, forms=forms, components=components)))
    put(*summary(root, "A"), "成绩", {"A1": "已经在这里写了"})
    divided = pipeline.split(college)
    assert [f.code for f in divided.findings] == ["unit-summary-none"] * 2 + ["unit-file-stale"]
    assert summary(root, "A")[0].is_file()
    assert not summary(root, "B")[0].exists()


def test_a_form_that_is_no_longer_as_issued_is_told(root: Path) -> None:
    college, scheme = root / "学校", scheme_of(LEVELS)
    path, form = summary(root, "A")
    issued, before = issued_path(college, scheme, form), path.read_bytes()
    put(issued, form, "成绩", {"A1": "填错了地方"})
    (told,) = pipeline.split(college).findings
    assert (told.code, told.place.file) == ("unit-form-differs", f"发放/党总支/{path.name}")
    assert path.read_bytes() == before


def test_splitting_needs_issued_forms_and_units(root: Path) -> None:
    shutil.rmtree(root / "学校" / "发放")
    with pytest.raises(CannotRunError, match="先发放"):
        pipeline.split(root / "学校")
    with pytest.raises(CannotRunError, match="不用切分"):
        pipeline.split(root / "A")


def test_a_faulty_scheme_makes_no_workspace(tmp_path: Path) -> None:
    scheme = scheme_of(LEVELS)
    (tmp_path / "坏.xlsx").write_bytes(write_book(Scheme(scheme.basics)))
    with pytest.raises(UnusableSchemeError) as error:
        pipeline.new_from_file(tmp_path / "年度", tmp_path / "坏.xlsx")
    assert "scheme-empty-table" in {f.code for f in error.value.findings}
    assert not (tmp_path / "年度").exists()
    with pytest.raises(CannotRunError, match="找不到方案"):
        pipeline.new_from_file(tmp_path / "年度", tmp_path / "没有.xlsx")


def of_points() -> bytes:
    """A form of the college's about this unit's branches that asks for marks instead of grades."""
    scheme = scheme_of(LEVELS)
    items = tuple(replace(i, kind=ItemKind.POINTS) if i.code == "等次" else i for i in scheme.items)
    form = issued_forms(replace(scheme, items=items), KEY)[SUMMARIES["A"]]
    return write_form(form.layouts, form.signed(scheme.basics.identity, KEY))


class Ranking:
    """The ranking of a result workbook, opened to be changed: where its headings and one branch's row stand."""

    def __init__(self, path: Path, code: str) -> None:
        self.path, self.book = path, load_workbook(path)
        for page in [self.book["等次审定"]]:
            for row in page.iter_rows():
                words = [str(cell.value) for cell in row]
                if {"组织编号", "审定等次"} <= set(words):
                    self.page, self.head = page, row[0].row or 0
                    self.code, self.approved = words.index("组织编号") + 1, words.index("审定等次") + 1
        rows = range(self.head + 1, self.page.max_row + 1)
        self.row = next(n for n in rows if self.page.cell(n, self.code).value == code)

    def cell(self, row: int, column: int) -> Any:  # noqa: ANN401 - openpyxl is untyped
        return self.page.cell(row, column)


class TestHandingIn:
    def test_fills_the_proposed_grade_where_none_was_approved(self, root: Path) -> None:
        path, form = summary(root, "B")
        handed = pipeline.handin(root / "B", path)
        assert dict(handed.grades) == {"乙第一党支部": "好", "乙第二党支部": "较好", "乙第三党支部": "一般"}
        copy = root / "B" / handed.file
        assert cells(copy, form, "等次") == {"B1": "好", "B2": "较好", "B3": "一般"}
        assert cells(copy, form, "成绩") == dict.fromkeys(("B1", "B2", "B3"))

    def test_the_same_again_gives_the_same_bytes(self, root: Path) -> None:
        path, _ = summary(root, "B")
        copy = root / "B" / pipeline.handin(root / "B", path).file
        before = copy.read_bytes()
        copy.unlink()
        pipeline.handin(root / "B", path)
        assert copy.read_bytes() == before

    def test_what_a_person_filled_in_stays_and_is_told_where_it_differs(self, root: Path) -> None:
        path, form = summary(root, "A")
        approve(root / "A", {"A1": "较好"})
        put(path, form, "等次", {"A1": "好", "A3": "一般"})
        put(path, form, "成绩", {"A1": "抓实组织生活"})
        handed = pipeline.handin(root / "A", path)
        copy = root / "A" / handed.file
        assert cells(copy, form, "等次") == {"A1": "好", "A2": "较好", "A3": "一般"}
        assert cells(copy, form, "成绩")["A1"] == "抓实组织生活"
        (told,) = [f for f in handed.findings if f.code == "unit-grade-filled-already"]
        assert "甲第一党支部一行已经填了“好”，本单位结果里的审定等次是“较好”" in told.message
        blank = [f.message for f in handed.findings if f.code == "unit-text-blank"]
        assert "还没有写：主要问题、综合评价意见" in blank[0]
        assert "还没有写：主要成绩、主要问题、综合评价意见" in blank[1]

    @pytest.mark.parametrize("typed", ["优秀", "=L4"])
    def test_an_approved_grade_that_is_none_is_not_used(self, root: Path, typed: str) -> None:
        path, form = summary(root, "A")
        approve(root / "A", {"A1": typed})
        handed = pipeline.handin(root / "A", path)
        (told,) = [f for f in handed.findings if f.code == "unit-approved-unknown"]
        assert f"甲第一党支部的审定等次写的是“{typed}”" in told.message
        assert told.place.cell
        assert cells(root / "A" / handed.file, form, "等次")["A1"] is None

    def test_what_is_undecided_stays_blank(self, root: Path) -> None:
        def alike(form: IssuedForm, address: Address) -> Cell:
            return unit_answers(form, ("A1", *address[1:]))

        path, form = summary(root, "A")
        scheme, _ = pipeline.load_scheme(Workspace(root / "A"))
        return_all(root / "A", scheme, alike)
        pipeline.assess(root / "A")
        handed = pipeline.handin(root / "A", path)
        assert [f.code for f in handed.findings].count("unit-grade-open") == 3
        assert set(cells(root / "A" / handed.file, form, "等次").values()) == {None}
        approve(root / "A", {"A2": "好"})
        assert dict(pipeline.handin(root / "A", path).grades) == {"甲第二党支部": "好"}

    def test_a_copy_that_was_worked_on_is_not_overwritten(self, root: Path) -> None:
        path, form = summary(root, "A")
        copy = root / "A" / pipeline.handin(root / "A", path).file
        write_texts(copy, form)
        worked_on = copy.read_bytes()
        handed = pipeline.handin(root / "A", path)
        assert [f.code for f in handed.findings] == ["unit-handin-touched"]
        assert (handed.file, handed.grades) == ("", {})
        assert copy.read_bytes() == worked_on
        # What the committee has decided meanwhile is told of it all the same.
        approve(root / "A", {"A1": "一般"})
        told = {f.code: f for f in pipeline.handin(root / "A", path).findings}
        assert "已经填了“好”，本单位结果里的审定等次是“一般”" in told["unit-grade-filled-already"].message
        assert copy.read_bytes() == worked_on

    def test_approved_grades_are_not_forgotten_with_the_result_that_holds_them(self, root: Path) -> None:
        path, form = summary(root, "A")
        approve(root / "A", {"A1": "一般"})
        scheme, _ = pipeline.load_scheme(Workspace(root / "A"))

        def slightly_other(form: IssuedForm, address: Address) -> Cell:
            answer = unit_answers(form, address)
            return 57 if answer == 58 else answer

        return_all(root / "A", scheme, slightly_other)
        pipeline.assess(root / "A")
        handed = pipeline.handin(root / "A", path)
        (told,) = [f for f in handed.findings if f.code == "unit-approved-elsewhere"]
        assert told.place.file == "结果/考核结果（改动过的旧稿1）.xlsx"
        assert "甲第一党支部（一般）" in told.message
        assert cells(root / "A" / handed.file, form, "等次") == {"A1": None, "A2": "较好", "A3": "一般"}

    def test_a_result_that_returns_have_outrun_is_not_handed_in(self, root: Path) -> None:
        path, form = summary(root, "A")
        scheme, _ = pipeline.load_scheme(Workspace(root / "A"))

        def turned(form: IssuedForm, address: Address) -> Cell:
            return unit_answers(form, ({"A1": "A3", "A3": "A1"}.get(address[0], address[0]), *address[1:]))

        return_all(root / "A", scheme, turned)
        handed = pipeline.handin(root / "A", path)
        codes = [f.code for f in handed.findings]
        assert codes.count("unit-proposed-differs") == 2
        assert cells(root / "A" / handed.file, form, "等次") == {"A1": None, "A2": "较好", "A3": None}

    @pytest.mark.parametrize(
        ("edit", "code", "left"),
        [
            (lambda s: setattr(s.cell(s.row, s.approved), "value", "一般"), "", {"A1": "一般", "A2": "较好", "A3": "一般"}),
            (lambda s: setattr(s.cell(s.head, s.approved), "value", "审定 等次"), "", {"A1": "好", "A2": "较好", "A3": "一般"}),
            (lambda s: setattr(s.cell(s.row, s.code), "value", "A1　支部"), "unit-approved-whose", {"A1": None, "A2": None, "A3": None}),
            (lambda s: s.book.copy_worksheet(s.page), "unit-approved-twice", {"A1": None, "A2": "较好", "A3": "一般"}),
        ],
        ids=["as it is", "a blank in the heading", "a code retyped", "a sheet copied"],
    )  # fmt: skip
    def test_an_approved_grade_is_found_or_missed_aloud(
        self, root: Path, edit: Callable[[Ranking], object], code: str, left: dict[str, str | None]
    ) -> None:
        path, form = summary(root, "A")
        approve(root / "A", {"A1": "好"})
        ranking = Ranking(root / "A" / "结果" / "考核结果.xlsx", "A1")
        edit(ranking)
        if code == "unit-approved-twice":
            ranking.cell(ranking.row, ranking.approved).value = "一般"
        ranking.book.save(ranking.path)
        handed = pipeline.handin(root / "A", path)
        assert {f.code for f in handed.findings} - {"unit-text-blank", "unit-grade-proposed"} == {code} - {""}
        assert cells(root / "A" / handed.file, form, "等次") == left

    def test_a_result_without_its_headings_or_still_open_is_refused(self, root: Path) -> None:
        path, _ = summary(root, "A")
        ranking = Ranking(root / "A" / "结果" / "考核结果.xlsx", "A1")
        lock = ranking.path.with_name("~$考核结果.xlsx")
        lock.write_bytes(b"x")
        with pytest.raises(CannotRunError, match="正开着"):
            pipeline.handin(root / "A", path)
        lock.unlink()
        ranking.cell(ranking.head, ranking.approved).value = "党委意见"
        ranking.book.save(ranking.path)
        with pytest.raises(CannotRunError, match="找不到写着"):
            pipeline.handin(root / "A", path)

    def test_a_grade_is_not_put_beside_another_name(self, root: Path) -> None:
        path, form = summary(root, "A")
        book = load_workbook(path)
        (layout,) = form.layouts
        row, column = layout.cell("t:A1", "s:name")
        other, _ = layout.cell("t:A3", "s:name")
        page = book[layout.name]
        first, second = page.cell(row + 1, column + 1), page.cell(other + 1, column + 1)
        first.value, second.value = second.value, first.value
        book.save(path)
        handed = pipeline.handin(root / "A", path)
        assert [f.code for f in handed.findings].count("unit-row-mixed") == 2
        assert cells(root / "A" / handed.file, form, "等次") == {"A1": None, "A2": "较好", "A3": None}

    def test_a_branch_that_only_one_side_knows_is_told(self, root: Path) -> None:
        path, _ = summary(root, "A")
        scheme_path = root / "A" / "方案.xlsx"
        book = load_workbook(scheme_path)
        sheet = book["党组织"]
        (row,) = [r[0].row for r in sheet.iter_rows() if r[0].value == "A3"]
        sheet.cell(row, 1).value = "A4"
        book.save(scheme_path)
        shutil.rmtree(root / "A" / "发放")
        pipeline.issue(root / "A")
        scheme, _ = pipeline.load_scheme(Workspace(root / "A"))

        def answers(form: IssuedForm, address: Address) -> Cell:
            return unit_answers(form, ("A3" if address[0] == "A4" else address[0], *address[1:]))

        return_all(root / "A", scheme, answers)
        handed = pipeline.handin(root / "A", path)
        codes = [f.code for f in handed.findings]
        assert {"unit-row-unknown", "unit-target-unlisted"} < set(codes)
        assert len(handed.grades) == 2

    def test_needs_a_result(self, root: Path) -> None:
        path, _ = summary(root, "A")
        (root / "A" / "结果" / "考核结果.xlsx").unlink()
        with pytest.raises(CannotRunError, match="还没有评定"):
            pipeline.handin(root / "A", path)

    @pytest.mark.parametrize(
        ("what", "why"),
        [
            ("other unit", "不是本单位的党支部"),
            ("own form", "不是从它切分的"),
            ("score form", "不是本单位的党支部"),
            ("own targets", "不是情况汇总表"),
            ("empty", "没有校验码"),
            ("text", "不是 .xlsx"),
            ("none", "读不出来"),
        ],
    )
    def test_anything_but_this_units_summary_is_refused(self, root: Path, what: str, why: str) -> None:
        path = root / "表.xlsx"
        if what == "other unit":
            path = summary(root, "B")[0]
        elif what == "own form":
            path = next((root / "A" / "发放").rglob("*.xlsx"))
        elif what == "score form":
            path = next((root / "学校" / "发放" / "校领导").glob("*.xlsx"))
        elif what == "own targets":
            path.write_bytes(of_points())
        elif what == "empty":
            Workbook().save(path)
        elif what == "text":
            path.write_text("不是表", encoding="utf-8")
        with pytest.raises(CannotRunError, match=why) as error:
            pipeline.handin(root / "A", path)
        assert str(error.value).endswith("。")
        assert not (root / "A" / "上报").exists()

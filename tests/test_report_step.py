"""`report`: approved grades are read back, held against the data they were approved on, and turned into papers."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell
from dangjian_xl.returns.approved import approved_rows
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import AdjustmentKind, Direction, ReportRule, Scheme, Setting, SettingName
from dangjian_xl.sentences import of_report
from dangjian_xl.workspace import Workspace
from tests.support import office
from tests.support.levels import approve
from tests.support.papers import docx
from tests.support.small import BALLOT, SMALL, right
from tests.support.year import fill, issued_path, return_all, returned_path, scheme_of, workspace

pytestmark = pytest.mark.long

SCHEME = scheme_of(SMALL)
#: Proposed are 较好 for all: nobody reaches 90 points.
PROPOSED = dict.fromkeys(("A1", "A2", "A3"), "较好")
RESULT = "结果/考核结果.xlsx"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small year up to its result, approved as proposed; not to be changed."""
    root = tmp_path_factory.mktemp("report") / "年度"
    workspace(root, SCHEME)
    return_all(root, SCHEME, right)
    pipeline.assess(root)
    approve(root, PROPOSED)
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "年度"))


def codes(folder: Path) -> set[str]:
    return {f.code for f in pipeline.report(folder, pdf=False).findings}


def written(folder: Path) -> dict[str, bytes]:
    """Every file below 结果/ but the result itself and the program's notes."""
    files = (p for p in (folder / "结果").rglob("*") if p.is_file() and not p.name.startswith("."))
    return {str(p.relative_to(folder / "结果")): p.read_bytes() for p in files if p.name != "考核结果.xlsx"}


def rewrite(folder: Path, scheme: Scheme) -> None:
    (folder / "方案.xlsx").write_bytes(write_book(scheme))


def form_of(form_id: str) -> IssuedForm:
    from dangjian_xl.forms.issued import issued_forms
    from tests.support.year import KEY

    return issued_forms(SCHEME, KEY)[form_id]


def answered(folder: Path, form_id: str, answer: Callable[[IssuedForm, Address], Cell]) -> None:
    form = form_of(form_id)
    fill(issued_path(folder, SCHEME, form), form, answer, returned_path(folder, form))


def other_vote(form: IssuedForm, address: Address) -> Cell:
    return "一般" if address[0] == "A1" and address[2] == "value" else right(form, address)


class TestWhatIsWritten:
    def test_papers_are_made_and_the_returns_and_the_result_stay_as_they_are(self, root: Path) -> None:
        before = {p: p.read_bytes() for p in root.rglob("*") if p.is_file()}
        reported = pipeline.report(root, pdf=False)
        assert reported.approval is not None
        assert {d.grade for d in reported.approval.decisions} == {"较好"}
        assert set(reported.files) == set(written(root))
        assert "汇总表.xlsx" in reported.files
        assert all(path.read_bytes() == data for path, data in before.items() if "记录" not in path.name)

    def test_the_same_again_gives_the_same_bytes(self, root: Path) -> None:
        pipeline.report(root, pdf=False)
        first = written(root)
        for name in first:
            (root / "结果" / name).unlink()
        pipeline.report(root, pdf=False)
        assert written(root) == first

    def test_a_paper_that_a_person_changed_is_left_alone(self, root: Path) -> None:
        pipeline.report(root, pdf=False)
        (root / "结果" / "汇总表.xlsx").write_bytes(b"mine")
        assert "paper-touched" in codes(root)
        assert (root / "结果" / "汇总表.xlsx").read_bytes() == b"mine"

    def test_rows_may_be_sorted_and_the_file_saved_by_another_program(self, root: Path) -> None:
        [saved] = office.recalculated([root / RESULT], root / "out")
        shutil.copy(saved, root / RESULT)
        reported = pipeline.report(root, pdf=False)
        assert reported.approval is not None

    def test_the_proposed_grade_may_be_taken_over_by_a_formula(self, root: Path) -> None:
        rows = {row.code: row for row in approved_rows((root / RESULT).read_bytes(), RESULT)}
        approve(root, {"A1": f"=H{rows['A1'].place.cell[1:]}", "A2": f"=$H${rows['A2'].place.cell[1:]}"})
        reported = pipeline.report(root, pdf=False)
        assert reported.approval is not None
        assert {d.grade for d in reported.approval.decisions} == {"较好"}
        # Another row's is not one's own.
        approve(root, {"A1": f"=H{rows['A2'].place.cell[1:]}"})
        assert "approval-formula" in codes(root)

    def test_the_list_of_annual_grades_is_taken_from_the_workspace(self, root: Path) -> None:
        assert "annual-none" in codes(root)
        book = Workbook()
        for row in (["姓名", "年度考核等次"], ["书记甲", "优秀"], ["书记乙", "合格"]):
            book.worksheets[0].append(row)
        book.save(root / "年度考核名单.xlsx")
        reported = pipeline.report(root, pdf=False)
        assert {"annual-barred", "annual-unlisted"} <= {f.code for f in reported.findings}
        assert "年度考核核对.xlsx" in reported.files

    @pytest.mark.parametrize(("data", "code"), [(None, "annual-headings"), (b"no workbook", "annual-unread")])
    def test_a_list_of_annual_grades_that_cannot_be_used_stops_nothing_unless_it_was_named(
        self, root: Path, data: bytes | None, code: str
    ) -> None:
        path = root / "年度考核名单.xlsx"
        Workbook().save(path)
        if data:
            path.write_bytes(data)
        reported = pipeline.report(root, pdf=False)
        assert [f.code for f in reported.findings if f.code.startswith("annual")] == [code]
        assert "通报.docx" in reported.files
        assert "年度考核核对.xlsx" not in reported.files
        with pytest.raises(CannotRunError, match=r"年度考核名单\.xlsx：名单"):
            pipeline.report(root, annual=path, pdf=False)


class TestWhatStopsIt:
    def stopped(self, folder: Path) -> set[str]:
        before = written(folder)
        reported = pipeline.report(folder, pdf=False)
        assert (reported.approval, reported.files) == (None, ())
        assert written(folder) == before
        return {f.code for f in reported.findings}

    @pytest.mark.parametrize(
        ("grades", "reasons", "code"),
        [
            ({"A1": "好"}, {}, "approval-reason-missing"),
            ({"A1": "优秀"}, {}, "approval-unknown"),
            ({"A1": "好", "A2": "好"}, {"A1": "党委会研究", "A2": "党委会研究"}, "approval-over-quota"),
            ({"A1": '=H13&""'}, {}, "approval-formula"),
        ],
    )
    def test_a_breach(self, root: Path, grades: dict[str, str], reasons: dict[str, str], code: str) -> None:
        approve(root, grades, reasons)
        assert code in self.stopped(root)

    def test_what_the_scheme_allows_passes_with_its_reason_told(self, root: Path) -> None:
        approve(root, {"A1": "好", "A2": "好"}, {"A1": "党委会研究", "A2": "党委会研究"})
        rewrite(root, replace(SCHEME, settings=(Setting(SettingName.OVER_QUOTA, "是"),)))
        reported = pipeline.report(root, pdf=False)
        assert reported.approval is not None
        (told,) = [f for f in reported.findings if f.code.startswith("approval")]
        assert (told.code, "甲党总支、乙党总支" in told.message) == ("approval-over-quota-allowed", True)

    def test_another_answer_since(self, root: Path) -> None:
        answered(root, BALLOT, other_vote)
        reported = pipeline.report(root, pdf=False)
        assert reported.approval is None
        assert [f.code for f in reported.findings] == ["approval-ground-changed", "approval-ground-outcome"]
        assert "变了的有：甲党总支。" in reported.findings[1].message
        assert "表“代表01的现场述职测评票”变了" in reported.findings[0].message

    def test_a_form_that_came_or_went_since(self, root: Path) -> None:
        path = returned_path(root, form_of(BALLOT))
        kept = path.read_bytes()
        path.unlink()
        assert self.stopped(root) == {"approval-ground-gone"}
        pipeline.assess(root)
        approve(root, PROPOSED)
        assert pipeline.report(root, pdf=False).approval is not None
        path.write_bytes(kept)
        before = {f.code for f in pipeline.report(root, pdf=False).findings}
        assert before == {"approval-ground-new"}

    def test_a_weight_since_but_not_a_place_a_note_or_a_setting(self, root: Path) -> None:
        first, *others = SCHEME.components
        second = others[0]
        turned = (replace(first, weight=second.weight), replace(second, weight=first.weight))
        rewrite(root, replace(SCHEME, components=turned))
        reported = pipeline.report(root, pdf=False)
        assert [f.code for f in reported.findings] == ["approval-ground-changed", "approval-ground-outcome"]
        assert "方案的表“评价环节”变了" in reported.findings[0].message
        noted = tuple(replace(c, note="已审定") for c in SCHEME.components)
        free = (Setting(SettingName.NUMBER, "1号"),)
        placed = tuple(replace(o, place="一号楼") for o in SCHEME.organisations)
        turned_round = tuple(reversed(SCHEME.raters))
        rewrite(
            root,
            replace(SCHEME, components=noted, settings=free, organisations=placed, raters=turned_round),
        )
        assert pipeline.report(root, pdf=False).approval is not None

    def test_a_report_that_costs_other_points_since(self, tmp_path: Path) -> None:
        root = tmp_path / "减分"
        costs = AdjustmentKind("报告", "报告不合要求", Direction.PENALTY, Decimal(5))
        rule = ReportRule("T1", pdf=True, penalty_kind="报告", penalty=Decimal(2))
        scheme = replace(SCHEME, adjustment_kinds=(costs,), report_rules=(rule,))
        workspace(root, scheme)
        return_all(root, scheme, right)
        report = root / "回收" / "述职报告" / "甲党总支述职报告.docx"
        report.parent.mkdir(parents=True)
        report.write_bytes(docx(["甲党总支述职报告", "一、成绩", "做了工作。"]))
        pipeline.assess(root)
        approve(root, PROPOSED)
        report.with_suffix(".pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
        assert "approval-ground-outcome" in self.stopped(root)

    def test_papers_of_an_earlier_approval_are_told(self, root: Path) -> None:
        approve(root, {"A1": "优秀"})
        assert of_report(pipeline.report(root, pdf=False)) == "没有出通报；“结果”里的文件没有改动。"
        approve(root, PROPOSED)
        made = pipeline.report(root, pdf=False).files
        (root / "结果" / "汇总表.xlsx").write_bytes(b"mine")
        (root / "结果" / "通报.docx").unlink()
        approve(root, {"A1": "优秀"})
        stopped = pipeline.report(root, pdf=False)
        assert set(stopped.earlier) == {*made} - {"通报.docx"}
        assert f"{len(made) - 1} 个文件是按以前的审定写的" in of_report(stopped)

    def test_files_that_do_not_count_do_not_matter(self, root: Path) -> None:
        (root / "回收" / "说明.txt").write_text("附言", encoding="utf-8")
        shutil.copy(returned_path(root, form_of(BALLOT)), root / "回收" / "副本.xlsx")
        assert pipeline.report(root, pdf=False).approval is not None

    def test_a_result_of_another_workspace_or_with_a_changed_basis(self, root: Path) -> None:
        book = load_workbook(root / RESULT)
        sheet = book["数据依据"]
        sheet.cell(sheet.max_row - 1, 4).value = "0" * 24
        book.save(root / RESULT)
        with pytest.raises(CannotRunError, match="重新评定"):
            pipeline.report(root, pdf=False)
        del book["数据依据"]
        book.save(root / RESULT)
        with pytest.raises(CannotRunError, match="数据依据"):
            pipeline.report(root, pdf=False)

    def test_two_columns_of_one_name(self, root: Path) -> None:
        book = load_workbook(root / RESULT)
        sheet = book["等次审定"]
        head = next(r for r in sheet.iter_rows() if r[1].value == "组织编号")
        sheet.cell(head[0].row or 0, 30).value = "审定等次"
        book.save(root / RESULT)
        with pytest.raises(CannotRunError, match="两栏都叫“审定等次”"):
            pipeline.report(root, pdf=False)

    def test_it_is_open_in_a_program_or_not_there(self, root: Path) -> None:
        lock = root / "结果" / "~$考核结果.xlsx"
        lock.write_bytes(b"")
        with pytest.raises(CannotRunError, match="正开着"):
            pipeline.report(root, pdf=False)
        lock.unlink()
        (root / RESULT).unlink()
        with pytest.raises(CannotRunError, match="还没有考核结果"):
            pipeline.report(root, pdf=False)


class TestAssessingAgain:
    def test_a_result_that_people_wrote_in_stays_while_nothing_changed(self, root: Path) -> None:
        before = (root / RESULT).read_bytes()
        assert "result-same" in {f.code for f in pipeline.assess(root).findings}
        assert (root / RESULT).read_bytes() == before
        assert not list((root / "结果").glob("*旧稿*"))

    def test_it_is_put_aside_once_something_changed(self, root: Path) -> None:
        before = (root / RESULT).read_bytes()
        answered(root, BALLOT, other_vote)
        assert "result-kept" in {f.code for f in pipeline.assess(root).findings}
        assert [p.read_bytes() for p in (root / "结果").glob("*旧稿*")] == [before]
        # What was approved before stands beside, and nothing is approved by that.
        sheet = load_workbook(root / RESULT)["等次审定"]
        column = next(r for r in sheet.iter_rows() if r[1].value == "组织编号")
        at = [cell.value for cell in column].index("上次审定（供参考）")
        shown = {r[1].value: r[at].value for r in sheet.iter_rows(min_row=(column[0].row or 0) + 1)}
        assert {code: shown[code] for code in PROPOSED} == PROPOSED
        assert "approval-none" in codes(root)

    def test_a_choice_of_the_newest_is_taken_along(self, root: Path) -> None:
        copy = returned_path(root, form_of(BALLOT)).with_name("新.xlsx")
        form = form_of(BALLOT)
        fill(issued_path(root, SCHEME, form), form, other_vote, copy)
        scheme, _ = pipeline.load_scheme(Workspace(root))
        assert scheme == SCHEME
        pipeline.assess(root, prefer="newest")
        approve(root, {**PROPOSED, "A1": "较好"}, {"A1": "党委会研究"})
        reported = pipeline.report(root, pdf=False)
        assert "approval-ground-changed" not in {f.code for f in reported.findings}

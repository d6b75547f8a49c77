"""What comes back and what is said of it: one row a case, made as a person would make it, on a small year."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell

from dangjian_xl import pipeline
from dangjian_xl.demo.people import save_form
from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, bars
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.grids import Cell
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import Workspace
from tests.support.forms import unmerged, unstamped
from tests.support.levels import approve
from tests.support.small import BALLOT, MATRIX, SHEET, SMALL, right
from tests.support.year import SAVED, fill, issued_path, returned_path, scheme_of


def change(folder: Path, scheme: Scheme, form_id: str, how: Callable[[Workbook, IssuedForm], None]) -> Path:
    form = issued_forms(scheme)[form_id]
    path = returned_path(folder, form)
    book = load_workbook(path)
    how(book, form)
    path.write_bytes(save_form(book, SAVED))
    return path


def put(address: tuple[str, str], value: Cell) -> Callable[[Workbook, IssuedForm], None]:
    """Type a value at (row key, column key) of the first sheet."""

    def how(book: Workbook, form: IssuedForm) -> None:
        row, column = form.layouts[0].cell(*address)
        book[form.layouts[0].name].cell(row + 1, column + 1).value = value  # type: ignore[assignment]

    return how


def error(address: tuple[str, str]) -> Callable[[Workbook, IssuedForm], None]:
    def how(book: Workbook, form: IssuedForm) -> None:
        row, column = form.layouts[0].cell(*address)
        cell = book[form.layouts[0].name].cell(row + 1, column + 1)
        cell.value, cell.data_type = "#N/A", "e"

    return how


def percent(address: tuple[str, str]) -> Callable[[Workbook, IssuedForm], None]:
    """What Excel makes of 80% when it is typed."""

    def how(book: Workbook, form: IssuedForm) -> None:
        row, column = form.layouts[0].cell(*address)
        cell = book[form.layouts[0].name].cell(row + 1, column + 1)
        cell.value, cell.number_format = 0.8, "0%"

    return how


def renamed(book: Workbook, _form: IssuedForm) -> None:
    book.worksheets[0].title = "我的表"


def row_deleted(book: Workbook, form: IssuedForm) -> None:
    book.worksheets[0].delete_rows(form.layouts[0].first_row + 2)


def sheet_deleted(book: Workbook, _form: IssuedForm) -> None:
    del book[book.sheetnames[0]]


def row_inserted(book: Workbook, form: IssuedForm) -> None:
    unmerged(book.worksheets[0]).insert_rows(form.layouts[0].first_row + 2)


def column_inserted(book: Workbook, _form: IssuedForm) -> None:
    unmerged(book.worksheets[0]).insert_cols(4)


def stamp(replace: Callable[[str], str]) -> Callable[[Workbook, IssuedForm], None]:
    def how(book: Workbook, _form: IssuedForm) -> None:
        for sheet in book.worksheets:
            sheet["A1"].value = replace(str(sheet["A1"].value))

    return how


def no_stamps(book: Workbook, _form: IssuedForm) -> None:
    for sheet in book.worksheets:
        unstamped(sheet)


def nameless(book: Workbook, form: IssuedForm) -> None:
    no_stamps(book, form)
    book.worksheets[0]["B3"].value = ""


def moved(
    source: tuple[str, str], target: tuple[str, str], value: Cell = ""
) -> Callable[[Workbook, IssuedForm], None]:
    """Take an answer away and type it (or something else) elsewhere."""

    def how(book: Workbook, form: IssuedForm) -> None:
        sheet, layout = book[form.layouts[0].name], form.layouts[0]
        cells = [sheet.cell(*(n + 1 for n in layout.cell(*keys))) for keys in (source, target)]
        cells[1].value = value or cells[0].value  # type: ignore[assignment]
        cells[0].value = None

    return how


def stamps_swapped(book: Workbook, _form: IssuedForm) -> None:
    one, two = book.worksheets[:2]
    one["A1"].value, two["A1"].value = two["A1"].value, one["A1"].value


def page_pasted(book: Workbook, _form: IssuedForm) -> None:
    """The visible part of the first page over the second: the hidden row and column stay."""
    one, two = book.worksheets[:2]
    for row in one.iter_rows(min_row=2, min_col=2):
        for cell in row:
            if not isinstance(cell, MergedCell):
                two.cell(cell.row, cell.column).value = cell.value


def moved_with_heading(book: Workbook, _form: IssuedForm) -> None:
    """Two columns of a matrix exchanged with their headings, the hidden keys left behind."""
    sheet = book.worksheets[0]
    for row in range(6, sheet.max_row + 1):
        one, two = sheet.cell(row, 5), sheet.cell(row, 6)
        if not isinstance(one, MergedCell) and not isinstance(two, MergedCell):
            one.value, two.value = two.value, one.value


def sorted_without_keys(book: Workbook, form: IssuedForm) -> None:
    sheet, first = book.worksheets[0], form.layouts[0].first_row + 1
    for column in range(2, len(form.layouts[0].columns) + 2):
        one, two = sheet.cell(first, column), sheet.cell(first + 1, column)
        one.value, two.value = two.value, one.value


def text_in(cell: str, value: str) -> Callable[[Workbook, IssuedForm], None]:
    def how(book: Workbook, _form: IssuedForm) -> None:
        book.worksheets[0][cell].value = value

    return how


def emptied(book: Workbook, form: IssuedForm) -> None:
    for layout in form.layouts:
        for keys in layout.answers:
            row, column = layout.cell(*keys)
            book[layout.name].cell(row + 1, column + 1).value = None


@dataclass(frozen=True)
class Case:
    """A change to one returned form; the finding it must give (code, cell), "" for none; and the verdict."""

    name: str
    form: str
    how: Callable[[Workbook, IssuedForm], None]
    code: str
    cell: str = ""
    verdict: Verdict = Verdict.MEND
    also: str = ""


CASES = (
    Case("above full marks", MATRIX, put(("t:A1", "i:1"), 61), "answer-out-of-range", "E8"),
    Case("negative", MATRIX, put(("t:A2", "i:2"), -1), "answer-out-of-range", "F9"),
    Case("too fine", MATRIX, put(("t:A1", "i:1"), 50.55), "answer-too-fine", "E8"),
    Case("blank for nought", MATRIX, put(("t:A3", "i:1"), None or ""), "answer-blank", "E10"),
    Case("a guess", MATRIX, put(("t:A1", "i:1"), "约50"), "answer-not-number", "E8"),
    Case("a range", MATRIX, put(("t:A1", "i:1"), "40-50"), "answer-not-number", "E8"),
    Case("truth value", MATRIX, put(("t:A1", "i:1"), True), "answer-not-number", "E8"),
    Case("not applicable where not allowed", MATRIX, put(("t:A1", "i:1"), "不适用"), "answer-not-applicable", "E8"),
    Case("error value", MATRIX, error(("t:A1", "i:1")), "answer-error", "E8"),
    Case("a percentage", MATRIX, percent(("t:A1", "i:1")), "answer-not-number", "E8"),
    Case("full-width digits", MATRIX, put(("t:A1", "i:1"), "５０"), "answer-text-number", "E8", Verdict.ACCEPTED),
    Case("unit", MATRIX, put(("t:A1", "i:1"), "５０ 分"), "answer-text-number", "E8", Verdict.ACCEPTED),
    Case("text number too high", MATRIX, put(("t:A1", "i:1"), "85分"), "answer-out-of-range", "E8"),
    Case("total typed over", MATRIX, put(("t:A1", "x:total"), 99), "answer-total-overwritten", "G8", Verdict.ACCEPTED),
    Case("unknown grade", BALLOT, put(("t:A1", "i:1"), "优秀"), "answer-not-a-choice", "E8"),
    Case("grade with blanks", BALLOT, put(("t:A1", "i:1"), " 好 "), "answer-text-choice", "E8", Verdict.ACCEPTED),
    Case("deduction without reason", SHEET, put(("i:1.2", "f:value"), 1), "answer-reason-missing", "J8"),
    Case("half an occurrence", SHEET, put(("i:1.2", "f:value"), 0.5), "answer-too-fine", "H8"),
    Case("item that may not apply", SHEET, put(("i:2.2", "f:value"), "不适用"), "", "", Verdict.ACCEPTED),
    Case("full marks changed", SHEET, put(("i:1.1", "s:full"), 50), "form-text-changed", "F7", Verdict.ACCEPTED),
    Case("row deleted", SHEET, row_deleted, "form-row-missing"),
    Case("sheet deleted", SHEET, sheet_deleted, "form-sheet-missing"),
    Case("row inserted", SHEET, row_inserted, "", "", Verdict.ACCEPTED),
    Case("column inserted", SHEET, column_inserted, "", "", Verdict.ACCEPTED),
    Case("sheet renamed", SHEET, renamed, "", "", Verdict.ACCEPTED),
    Case("two pages' stamps exchanged", SHEET, stamps_swapped, "form-page-mixed", "B3"),
    Case("a page pasted over another", SHEET, page_pasted, "form-page-mixed", "B3"),
    Case("another rater's name written in", MATRIX, text_in("B3", "环节：总支·现场述职　　评价人：评委02"), "form-page-mixed", "B3"),
    Case("columns moved without their keys", MATRIX, moved_with_heading, "form-column-mixed", "E6"),
    Case("rows sorted without their keys", MATRIX, sorted_without_keys, "form-row-mixed", "C8"),
    Case("a heading rewritten", MATRIX, text_in("E7", "满分90"), "form-text-changed", "E7", Verdict.ACCEPTED),
    Case("a word beside the table", MATRIX, text_in("S8", "另：表现突出"), "form-stray", "S8", Verdict.ACCEPTED),
    Case("a word far away", SHEET, text_in("XFD1048576", "x"), "file-unreadable", "", Verdict.REFUSED),
    Case("a row added below", BALLOT, text_in("E12", "好"), "form-stray", "E12", Verdict.ACCEPTED),
    Case("nothing filled in", BALLOT, emptied, "form-all-blank"),
    Case("stamp altered", BALLOT, stamp(lambda s: s.replace("/D1", "/D2")), "form-stamp-altered", "A1", Verdict.REFUSED),
    Case("stamp cut", BALLOT, stamp(lambda s: s[:-3]), "form-stamp-altered", "A1", Verdict.REFUSED),
    Case("last year's form", BALLOT, stamp(lambda s: s.replace("/2022", "/2021")), "form-other-scheme", "A1", Verdict.REFUSED),
    Case("stamp gone from A1", BALLOT, stamp(lambda _: ""), "", "", Verdict.ACCEPTED),
    Case("all stamps gone", BALLOT, no_stamps, "form-stamp-lost", "", Verdict.MEND),
    Case("all stamps and the names gone", BALLOT, nameless, "file-not-a-form", "", Verdict.REFUSED),
    Case("number typed over the marks", SHEET, put(("i:1.1", "x:score"), 20), "answer-score-overwritten", "I7", Verdict.ACCEPTED),
    Case("a date for a score", MATRIX, put(("t:A1", "i:1"), date(2022, 3, 5)), "answer-date", "E8"),
    Case("answer in the remarks", SHEET, moved(("i:2.1", "f:value"), ("i:2.1", "f:remark")), "answer-misplaced", "H9"),
    Case("answer in the reasons", SHEET, moved(("i:1.1", "f:value"), ("i:1.1", "f:reason")), "answer-misplaced", "H7"),
    Case("answer over the marks", SHEET, moved(("i:1.1", "f:value"), ("i:1.1", "x:score")), "answer-misplaced", "H7"),
    Case("answer over the full marks", SHEET, moved(("i:2.1", "f:value"), ("i:2.1", "s:full")), "answer-misplaced", "H9", also="form-text-changed"),
    Case("words in the remarks are no answer", SHEET, moved(("i:1.1", "f:value"), ("i:1.1", "f:remark"), "见附件8"), "answer-blank", "H7"),
    Case("grade in the remarks", BALLOT, moved(("t:A1", "i:1"), ("t:A1", "f:remark")), "answer-misplaced", "E8"),
    Case("signed by another", MATRIX, text_in("B12", "评价人签名：评委02　　日期：2022年11月29日"), "form-signed-other", "", Verdict.ACCEPTED),
    Case("signed by oneself", MATRIX, text_in("B12", "评价人签名：评委01"), "", "", Verdict.ACCEPTED),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_a_changed_form(year: tuple[Path, Scheme], case: Case) -> None:
    folder, scheme = year
    path = change(folder, scheme, case.form, case.how)
    collection = pipeline.collect(folder)
    name = f"回收/{path.name}"
    found = [f for f in collection.findings if f.place.file == name]
    assert {f.code for f in found} == {case.code, case.also} - {""}
    if case.code:
        finding = next(f for f in found if f.code == case.code)
        assert finding.place.cell == case.cell
        assert name in finding.message
    assert verdict_of(collection, path) == case.verdict
    others = [f for f in collection.files if f.file != name]
    assert {f.verdict for f in others} == {Verdict.ACCEPTED}


def verdict_of(collection: Collection, path: Path) -> Verdict:
    return next(f.verdict for f in collection.files if f.file.endswith(path.name))


def test_right_returns_give_no_finding(year: tuple[Path, Scheme]) -> None:
    collection = pipeline.collect(year[0])
    assert collection.findings == ()
    assert collection.accepted == frozenset(collection.expected)


def test_a_return_that_is_not_there_is_missing(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    form = issued_forms(scheme)[MATRIX]
    returned_path(folder, form).unlink()
    collection = pipeline.collect(folder)
    assert [a.id for a in collection.missing] == [MATRIX]
    assert [f.code for f in collection.findings] == ["form-missing"]
    assert not bars(collection.findings)


def test_the_same_content_twice_counts_once(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    path = returned_path(folder, issued_forms(scheme)[MATRIX])
    shutil.copy(path, path.with_name("另一个单位.xlsx"))
    collection = pipeline.collect(folder)
    assert sorted(f.verdict for f in collection.files if f.form_id == MATRIX) == sorted(
        [Verdict.ACCEPTED, Verdict.DUPLICATE]
    )
    assert [f.code for f in collection.findings] == ["form-duplicate"]


def test_two_versions_are_both_held_back_until_one_is_taken_away(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    form = issued_forms(scheme)[MATRIX]
    path = returned_path(folder, form)
    shutil.copy(path, path.with_name("最终版2.xlsx"))
    change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 49))
    collection = pipeline.collect(folder)
    assert {f.verdict for f in collection.files if f.form_id == MATRIX} == {Verdict.HELD}
    assert MATRIX not in collection.accepted
    conflicts = [f for f in collection.findings if f.code == "form-conflict"]
    assert len(conflicts) == 2
    assert all("E8" in f.what for f in conflicts)
    path.with_name("最终版2.xlsx").unlink()
    assert MATRIX in pipeline.collect(folder).accepted


def test_a_form_of_a_scheme_that_was_changed_since(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    changed = SMALL.replace(
        "| 矩阵 | 1 |  | 工作实绩 | 评分 | 60 |", "| 矩阵 | 1 |  | 工作成效 | 评分 | 60 |"
    )
    from dangjian_xl.scheme.book import write_book

    (folder / "方案.xlsx").write_bytes(write_book(scheme_of(changed)))
    collection = pipeline.collect(folder)
    assert {f.place.file for f in collection.findings if f.code == "form-outdated"} == {
        "回收/现场_L1.xlsx",
        "回收/现场_L2.xlsx",
    }


def test_a_changed_weight_or_deadline_leaves_forms_valid(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    changed = SMALL.replace("| 60 | 按权重折算 | 2022-11-29 |", "| 50 | 按权重折算 | 2022-12-01 |").replace(
        "| 40 | 折算并提请研究 |", "| 50 | 折算并提请研究 |"
    )
    from dangjian_xl.scheme.book import write_book

    (folder / "方案.xlsx").write_bytes(write_book(scheme_of(changed)))
    assert pipeline.collect(folder).findings == ()


ODD_FILES = (
    ("空.xlsx", b"", "file-empty", Verdict.REFUSED),
    ("伪装.xlsx", b"%PDF-1.7 ...", "file-not-workbook", Verdict.REFUSED),
    ("网页.xls", b"<html><table></table></html>", "file-not-workbook", Verdict.REFUSED),
    ("报告.pdf", b"%PDF-1.7 ...", "file-ignored", Verdict.IGNORED),
    ("~$临时.xlsx", b"\x05x", "file-lock", Verdict.IGNORED),
    ("断了.xlsx", b"PK\x03\x04 xl/workbook.xml cut", "file-unreadable", Verdict.REFUSED),
    ("加密.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "file-encrypted", Verdict.REFUSED),
)  # fmt: skip


def test_files_that_are_no_forms_get_a_verdict_each_and_hinder_nothing(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    (folder / "回收" / "分文件夹").mkdir()
    for name, data, _, _ in ODD_FILES:
        (folder / "回收" / "分文件夹" / name).write_bytes(data)
    (folder / "回收" / "链接.xlsx").symlink_to("/dev/zero")
    collection = pipeline.collect(folder)
    codes = {Path(f.place.file).name: f.code for f in collection.findings}
    verdicts = {Path(f.file).name: f.verdict for f in collection.files}
    for name, _, code, verdict in ODD_FILES:
        assert (codes[name], verdicts[name]) == (code, verdict), name
    assert codes["链接.xlsx"] == "file-not-regular"
    assert collection.accepted == frozenset(collection.expected)


def _tree(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(p.relative_to(folder)): (hashlib.sha256(p.read_bytes()).hexdigest(), p.stat().st_mtime_ns)
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def test_returns_are_never_written_to(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 61))
    before = _tree(folder / "回收")
    pipeline.collect(folder)
    pipeline.assess(folder)
    assert _tree(folder / "回收") == before


def test_what_is_sent_back_and_mended_is_accepted(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    form = issued_forms(scheme)[MATRIX]
    path = change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 61))
    pipeline.collect(folder)
    back = folder / "退回" / pipeline.file_name(scheme, form)
    sheet = load_workbook(back).worksheets[1]
    assert sheet["E8"].value == 61
    assert sheet["E8"].comment is not None
    assert "61" in sheet["E8"].comment.text
    assert sheet["F8"].value == 35.5
    assert sheet["F8"].comment is None
    fill(back, form, right, path)
    collection = pipeline.collect(folder)
    assert collection.findings == ()
    assert not back.exists()


def test_a_sent_back_form_that_someone_worked_in_is_kept(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    form = issued_forms(scheme)[MATRIX]
    change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 61))
    pipeline.collect(folder)
    back = folder / "退回" / pipeline.file_name(scheme, form)
    fill(back, form, right, back)
    mine = back.read_bytes()
    codes = [f.code for f in pipeline.collect(folder).findings]
    assert "sendback-touched" in codes
    assert back.read_bytes() == mine


def test_an_issued_form_that_someone_filled_in_is_not_overwritten(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    form = issued_forms(scheme)[MATRIX]
    path = issued_path(folder, scheme, form)
    fill(path, form, right, path)
    mine = path.read_bytes()
    findings: tuple[Finding, ...] = pipeline.issue(folder).findings
    assert [f.code for f in findings] == ["issue-touched"]
    assert path.read_bytes() == mine


def test_many_files_are_read_in_worker_processes_with_the_same_outcome(
    year: tuple[Path, Scheme], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, scheme = year
    change(folder, scheme, MATRIX, put(("t:A1", "i:1"), 61))
    alone = pipeline.collect(folder)
    monkeypatch.setattr("dangjian_xl.reading.limits.FILES_PER_CHILD", 1)
    monkeypatch.setattr("dangjian_xl.reading.limits.BATCH", 2)
    Workspace(folder).cache.unlink()
    pooled = pipeline.collect(folder)
    assert pooled.findings == alone.findings
    assert pooled.files == alone.files
    assert pooled.entries.equals(alone.entries)


def test_answers_that_no_sheet_holds_are_written_beside_the_result_and_go_when_there_is_room(
    year: tuple[Path, Scheme], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = year
    file = folder / "结果" / "评分明细.parquet"
    monkeypatch.setattr("dangjian_xl.outputs.trail.MOST_LISTED", 2)
    told = [f for f in pipeline.assess(folder).findings if f.code == "result-apart"]
    assert str(file.relative_to(folder)) in [f.place.file for f in told]
    first = file.read_bytes()
    pipeline.assess(folder)
    assert file.read_bytes() == first
    # Nor is it lost for good while the committee's grades stand in the workbook.
    approve(folder, {"A1": "较好"})
    file.unlink()
    assert "result-same" in {f.code for f in pipeline.assess(folder).findings}
    assert file.read_bytes() == first
    (folder / "结果" / "考核结果.xlsx").unlink()
    monkeypatch.undo()
    assert not [f for f in pipeline.assess(folder).findings if f.code.startswith("result-apart")]
    assert not file.exists()


def test_a_result_that_someone_wrote_in_is_kept_beside_the_new_one(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    pipeline.assess(folder)
    result = folder / "结果" / pipeline.RESULT_NAME
    book = load_workbook(result)
    book.worksheets[1]["A1"].value = "党委已研究"
    book.save(result)
    approved = result.read_bytes()
    # As long as nothing changed it stays.
    assert "result-kept" not in [f.code for f in pipeline.assess(folder).findings]
    assert result.read_bytes() == approved
    returned_path(folder, issued_forms(scheme)[MATRIX]).unlink()
    codes = [f.code for f in pipeline.assess(folder).findings]
    assert codes.count("result-kept") == 1
    kept = [p for p in result.parent.glob("*旧稿*.xlsx") if p.read_bytes() == approved]
    assert len(kept) == 1
    assert result.read_bytes() != approved
    assert "result-kept" not in [f.code for f in pipeline.assess(folder).findings]


def test_a_mended_form_beside_the_outdated_one_counts(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    changed = scheme_of(SMALL.replace("工作实绩", "工作成效"))
    from dangjian_xl.scheme.book import write_book

    (folder / "方案.xlsx").write_bytes(write_book(changed))
    pipeline.collect(folder)
    form = issued_forms(changed)[MATRIX]
    made = folder / "退回" / pipeline.file_name(changed, form)
    back = Path(shutil.copy(made, folder / "收到的退回表.xlsx"))
    sheet = load_workbook(back).worksheets[1]
    # What was asked in other words is not carried over, the rest is.
    assert sheet["E8"].value is None
    assert sheet["F8"].value == 35.5
    for name in ("aa.xlsx", "zz.xlsx"):
        mended = fill(back, form, right, folder / "回收" / name)
        collection = pipeline.collect(folder)
        assert MATRIX in collection.accepted
        assert verdict_of(collection, returned_path(folder, form)) is Verdict.MENDED
        mended.unlink()


def test_last_years_forms_of_a_copied_workspace_are_told(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    from dangjian_xl.scheme.book import write_book

    this_year = (
        SMALL.replace("| 2022 |", "| 2023 |").replace("2022-", "2023-").replace("small-2023-", "small-2022-")
    )
    (folder / "方案.xlsx").write_bytes(write_book(scheme_of(this_year)))
    assert {f.code for f in pipeline.collect(folder).findings} == {"form-other-scheme", "form-missing"}


def test_no_returns_folder_is_no_empty_one(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    shutil.rmtree(folder / "回收")
    with pytest.raises(CannotRunError, match="回收"):
        pipeline.collect(folder)


def test_nothing_valid_is_not_assessed(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    for path in (folder / "回收").iterdir():
        path.unlink()
    with pytest.raises(CannotRunError, match="没有评定"):
        pipeline.assess(folder)

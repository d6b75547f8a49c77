"""What strangers send: every class of hostile file gets its verdict in plain words, and the good ones beside it count."""

from __future__ import annotations

import io
import os
import re
import shutil
import time
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.reading import limits
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.workbook import read_grids, read_workbook
from dangjian_xl.returns import archives, child, children
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.returns.worker import Recipe
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import Workspace
from tests.support import hostile as h
from tests.support import office, xlsb
from tests.support.small import MATRIX
from tests.support.year import returned_path

pytestmark = pytest.mark.long

Year = tuple[Path, Scheme]
ACCEPTED, REFUSED, IGNORED, MEND = Verdict.ACCEPTED, Verdict.REFUSED, Verdict.IGNORED, Verdict.MEND


def good(year: Year) -> Path:
    """The rightly filled matrix of the small year: 50 in E8, 35.5 in F8."""
    return returned_path(year[0], issued_forms(year[1])[MATRIX])


def found_of(collection: Collection, name: str) -> tuple[list[Finding], Verdict]:
    (report,) = [f for f in collection.files if f.file == name]
    return [f for f in collection.findings if f.place.file == name], report.verdict


@dataclass(frozen=True)
class Case:
    """How the good matrix is spoilt; the finding's code ("" for none) and words that it must hold; the verdict."""

    name: str
    spoil: h.Spoil
    code: str
    verdict: Verdict
    words: str = ""
    suffix: str = ".xlsx"


def word_file(_data: bytes) -> bytes:
    return h.archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})


def as_csv(data: bytes) -> bytes:
    stamp = next(
        value for row in h_rows(data) for value in row if isinstance(value, str) and value.startswith("DJXL|")
    )
    return f"{stamp},序号\r\n,1\r\n".encode("gbk")


def h_rows(data: bytes) -> list[list[object]]:
    return [list(row) for row in next(iter(read_grids(data).values()))]


CASES = (
    # no workbook, whatever the name says
    Case("empty", lambda _: b"", "file-empty", REFUSED, "0字节"),
    Case("web page", lambda _: b"<html><table><tr><td>85</td></tr></table></html>", "file-not-workbook", REFUSED, "网页", ".xls"),
    Case("web page with a preamble", lambda _: b"\xef\xbb\xbf\r\n<!DOCTYPE html><html></html>", "file-not-workbook", REFUSED, "网页"),
    Case("comma-separated text", as_csv, "file-not-workbook", REFUSED, "另存为 .xlsx"),
    Case("the same under its own name", as_csv, "file-not-workbook", REFUSED, "另存为 .xlsx", ".csv"),
    Case("plain text", lambda _: "评委01：85分".encode("gbk"), "file-not-workbook", REFUSED, "文本"),
    Case("a PDF", lambda _: b"%PDF-1.7\n%%EOF", "file-not-workbook", REFUSED, "PDF"),
    Case("a picture", lambda _: b"\xff\xd8\xff\xe0JFIF", "file-not-workbook", REFUSED, "图片"),
    Case("a Word document", word_file, "file-not-workbook", REFUSED, "Word"),
    Case("a damaged Word document", lambda _: b"PK\x03\x04word", "file-ignored", IGNORED, "损坏的文档", ".docx"),
    Case("a Word document under its own name", word_file, "file-ignored", IGNORED, "Word", ".docx"),
    Case("XML of Excel 2003", lambda _: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "file-not-workbook", REFUSED, "另存为 .xlsx", ".xml"),
    Case("a mail", lambda _: b"From: a\r\nSubject: b\r\n\r\n", "file-not-workbook", REFUSED, "附件", ".eml"),
    Case("another kind of archive", lambda _: b"Rar!\x1a\x07\x00", "file-archive", REFUSED, ".zip", ".rar"),
    # damaged
    Case("cut off in the middle", lambda d: d[: len(d) // 2], "file-unreadable", REFUSED, "损坏"),
    Case("cut off at the end", lambda d: d[:-30], "file-unreadable", REFUSED, "损坏"),
    Case("without its first bytes", lambda d: d[7:], "file-not-workbook", REFUSED),
    Case("bytes overwritten", lambda d: d[:400] + b"\0" * 300 + d[700:], "file-unreadable", REFUSED),
    Case("without its list of sheets", lambda d: h.repacked(d, lambda n, c: None if n == "xl/workbook.xml" else c), "file-unreadable", REFUSED),
    Case("without its first sheet", lambda d: h.repacked(d, lambda n, c: None if n == h.SHEET else c), "file-unreadable", REFUSED),
    Case("XML that breaks off", h.in_sheet(lambda c: c[: len(c) // 2]), "file-unreadable", REFUSED),
    # passwords
    Case("a password", h.encrypted("secret"), "file-encrypted", REFUSED, "密码"),
    Case("Excel's built-in password", h.encrypted("VelvetSweatshop"), "", ACCEPTED),
    Case("a million rounds of hashing", h.encrypted("VelvetSweatshop", 999_999), "file-encrypted", REFUSED),
    # too much
    Case("a bomb", lambda _: h.bomb(), "file-unreadable", REFUSED, "太大"),
    Case("a part that claims four gigabytes", h.claiming(4 << 30 - 1), "file-unreadable", REFUSED, "太大"),
    Case("entities", h.in_sheet(h.replaced(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "85">]><worksheet')), "file-unreadable", REFUSED, "不该有"),
    Case("a cell far to the right", h.in_sheet(h.with_row(b'<row r="99"><c r="XFD99"><v>1</v></c></row>')), "file-unreadable", REFUSED, "XFD99"),
    Case("a cell far below", h.in_sheet(h.with_row(b'<row r="1048576"><c r="E1048576"><v>1</v></c></row>')), "file-unreadable", REFUSED, "E1048576"),
    Case("two cells that span a large sheet", h.in_sheet(h.with_row(b'<row r="99000"><c r="ZA99000"><v>1</v></c></row>')), "file-unreadable", REFUSED, "99000"),
    Case("empty cells far away", h.in_sheet(h.with_row(b'<row r="1048576"><c r="XFD1048576" s="0"/></row>')), "", ACCEPTED),
    Case("a part twice", h.added(h.SHEET, b"<worksheet/>"), "file-unreadable", REFUSED, "重名"),
    Case("a cell twice", h.in_sheet(h.replaced(b"<sheetData>", b'<sheetData><row r="8"><c r="E8"><v>1</v></c></row>')), "file-unreadable", REFUSED, "E8"),
    # what the first reader loses
    Case("an error value", h.in_sheet(h.cell("E8", b'<c t="e"><v>#REF!</v></c>')), "answer-error", MEND, "#REF!"),
    Case("an error value in single quotes", h.in_sheet(h.cell("E8", b"<c t='e'><v>#REF!</v></c>")), "answer-error", MEND, "#REF!"),
    Case("a sheet in UTF-16", h.in_sheet(h.utf16), "", ACCEPTED),
    Case("a kind of cell that nobody knows", h.in_sheet(h.cell("B2", b'<c t="zzz"><v>1</v></c>')), "", ACCEPTED),
    Case("a row with a number that no sheet has", h.in_sheet(lambda c: h.cell("B2", b'<c t="zzz"><v>1</v></c>')(c).replace(b'<row r="8"', b'<row r="18446744073709551616"')), "file-unreadable", REFUSED, "编号不正常"),
    Case("a long number", h.in_sheet(h.cell("E8", b"<c><v>123456789012345678</v></c>")), "answer-out-of-range", MEND, "123456789012345678"),
    Case("not a number at all", h.in_sheet(h.cell("E8", b"<c><v>NaN</v></c>")), "answer-not-number", MEND),
    Case("without end", h.in_sheet(h.cell("E8", b"<c><v>1e999</v></c>")), "answer-not-number", MEND),
    Case("names of its own for the parts of XML", h.in_sheet(lambda c: c.replace(b"<worksheet xmlns=", b"<x:worksheet xmlns:x=").replace(b"</worksheet", b"</x:worksheet")), "", ACCEPTED),
    Case("a formula without a result", h.in_sheet(h.cell("E8", b"<c><f>25*2</f></c>")), "answer-unclear", MEND, "还没有算出结果"),
    Case("the same as another program writes it", h.in_sheet(h.cell("E8", b"<c><f>25*2</f><v /></c>")), "answer-unclear", MEND, "还没有算出结果"),
    Case("a value in two pieces", h.in_sheet(h.cell("E8", b"<c><v>5<!-- -->0</v></c>")), "answer-unclear", MEND, "读不准"),
    Case("a time that is none", lambda d: h.repacked(d, lambda n, c: re.sub(rb"(modified[^>]*>)[^<]*", rb"\g<1>9999-12-31T23:00:00Z", c) if n == "docProps/core.xml" else c), "", ACCEPTED),
    Case("an answer hidden beneath merged cells", h.in_sheet(h.replaced(b"</mergeCells>", b'<mergeCell ref="D8:E8"/></mergeCells>')), "answer-merged", MEND, "D8:E8"),
    Case("a formula without a result, its name last", h.in_sheet(lambda c: h.cell("E8", b"<c><f>25*2</f></c>")(c).replace(b'<c r="E8" s=', b'<c  r="E8" s=')), "answer-unclear", MEND, "还没有算出结果"),
    Case("a shared formula without a result", h.in_sheet(h.cell("E8", b'<c><f t="shared" si="0"/></c>')), "answer-unclear", MEND, "还没有算出结果"),
    Case("a formula with an empty result and its value in lines of their own", h.in_sheet(h.cell("E8", b"<c><f>25*2</f>\n<v/>\n</c>")), "answer-unclear", MEND, "还没有算出结果"),
    Case("one far cell in a writing of its own", h.in_sheet(h.with_row(b'<row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>')), "file-unreadable", REFUSED, "1048576"),
    Case("a cell without a name in a row far below", h.in_sheet(h.with_row(b'<row r="1048576"><c><v>1</v></c></row>')), "file-unreadable", REFUSED, "1048576"),
    Case("a cell twice in two ways of writing", h.in_sheet(h.replaced(b"<sheetData>", b'<sheetData><row r="8"><c s="0" r="e8"><v>1</v></c></row>')), "file-unreadable", REFUSED, "E8"),
    Case("two sheets of one name", lambda d: h.repacked(d, lambda n, c: c.replace(b"</sheets>", re.search(rb"<sheet [^>]*>", c)[0] + b"</sheets>") if n == "xl/workbook.xml" else c), "file-unreadable", REFUSED, "都叫"),  # type: ignore[index]
    Case("half a cell thirty thousand times", h.in_sheet(h.replaced(b"<sheetData>", b"<sheetData>" + b'<c r="AAA1" ' * 30_000)), "file-unreadable", REFUSED),
    # what is never followed
    Case("macros", h.added("xl/vbaProject.bin", b"\0" * 64), "", ACCEPTED, "", ".xlsm"),
    Case("a link to another workbook", h.in_sheet(h.cell("E8", b"<c><f>[1]Sheet1!$A$1</f><v>50</v></c>")), "", ACCEPTED),
    Case("a command in a formula", h.in_sheet(h.cell("E8", b"<c t=\"str\"><f>cmd|'/c calc'!A0</f><v>50</v></c>")), "answer-text-number", ACCEPTED),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
def test_a_spoilt_file_gets_its_verdict(year: Year, case: Case) -> None:
    folder, _ = year
    path = good(year)
    spoilt = path.with_suffix(case.suffix)
    data = case.spoil(path.read_bytes())
    path.unlink()
    spoilt.write_bytes(data)
    collection = pipeline.collect(folder)
    findings, verdict = found_of(collection, f"回收/{spoilt.name}")
    assert ([f.code for f in findings] or [""], verdict) == ([case.code], case.verdict)
    assert all(case.words in f.message for f in findings)
    assert {f.verdict for f in collection.files if f.file != f"回收/{spoilt.name}"} == {ACCEPTED}
    assert spoilt.read_bytes() == data


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_other_formats_say_the_same(year: Year, suffix: str, tmp_path: Path) -> None:
    # Also under the wrong name, and .et is .xls by content.
    path = good(year)
    (saved,) = office.recalculated([path], tmp_path / suffix, suffix)
    path.unlink()
    shutil.copy(saved, path.with_suffix(".et" if suffix == "xls" else ".xlsx"))
    assert pipeline.collect(year[0]).findings == ()


def test_a_password_of_ods_is_told(year: Year, tmp_path: Path) -> None:
    path = good(year)
    (saved,) = office.recalculated([path], tmp_path / "ods", "ods")
    path.unlink()
    manifest = "META-INF/manifest.xml"
    locked = h.repacked(
        saved.read_bytes(),
        lambda n, c: (
            c.replace(b"<manifest:file-entry", b"<manifest:encryption-data/><manifest:file-entry", 1)
            if n == manifest
            else c
        ),
    )
    path.with_suffix(".ods").write_bytes(locked)
    findings, verdict = found_of(pipeline.collect(year[0]), f"回收/{path.with_suffix('.ods').name}")
    assert ([f.code for f in findings], verdict) == (["file-encrypted"], REFUSED)


@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_errors_percents_and_notes_are_seen_in_other_formats(year: Year, suffix: str, tmp_path: Path) -> None:
    from openpyxl.comments import Comment

    path = good(year)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    sheet["E8"].value = "=1/0"
    sheet["F8"].value, sheet["F8"].number_format = 0.8, "0%"
    sheet["E9"].comment = Comment("应为 48", "某人")
    source = tmp_path / "改过.xlsx"
    book.save(source)
    (saved,) = office.recalculated([source], tmp_path / suffix, suffix)
    read = read_workbook(saved.read_bytes())
    (tab,) = read.grids
    assert str(read.grids[tab][7][4]) == "#DIV/0!"
    assert read.grids[tab][7][5] == "80%"
    assert "应为 48" in read.asides[tab].notes[8, 4]
    assert read.asides[tab].merged
    assert read.saved is not None


@pytest.mark.parametrize(
    ("code", "shown"),
    [("General", ""), ("0.0", ""), ("#,##0.00", ""), ('"得"0"分"', ""), ('"¥"#,##0.00;"¥"\\-#,##0.00', ""),
     ('_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ', ""), ('_-* #,##0_-;_-* "-"??_-', ""), ('0"0"', "格式"), (";;;", "格式"),
     ("0,", "格式"), ('"60"', "格式"), ("\\50", "格式"), ("-0", "格式"), ("0.0%", "5000%")],
)  # fmt: skip
@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_number_that_is_shown_as_another_is_told(
    year: Year, tmp_path: Path, code: str, shown: str, suffix: str
) -> None:
    book = load_workbook(good(year))
    book.worksheets[0]["E8"].number_format = code
    source = tmp_path / "格式.xlsx"
    book.save(source)
    path = office.recalculated([source], tmp_path / "out", suffix)[0] if suffix == "xls" else source
    (grid,) = read_grids(path.read_bytes()).values()
    assert shown in str(grid[7][4])
    assert shown or grid[7][4] == 50


def test_days_of_a_workbook_that_counts_from_1904_are_their_numbers(tmp_path: Path) -> None:
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    cell = book.worksheets[0]["A1"]
    cell.value, cell.number_format = 45_000, "yyyy-mm-dd"
    book.save(tmp_path / "1904.xlsx")
    (grid,) = read_grids((tmp_path / "1904.xlsx").read_bytes()).values()
    assert str(grid[0][0])[:10] == "2023-03-15"


def test_equal_percents_side_by_side_are_all_seen_in_ods(tmp_path: Path) -> None:
    book = Workbook()
    for name in ("A1", "B1", "C1", "A2", "B2", "C2"):
        cell = book.worksheets[0][name]
        cell.value, cell.number_format = 0.4, "0%"
    book.save(tmp_path / "百分比.xlsx")
    (saved,) = office.recalculated([tmp_path / "百分比.xlsx"], tmp_path / "out", "ods")
    (grid,) = read_grids(saved.read_bytes()).values()
    assert grid[:2] == [["40%"] * 3, ["40%"] * 3]


@pytest.mark.parametrize("first", ["good", "junk"])
def test_an_archive_may_hold_one_name_twice(year: Year, first: str) -> None:
    folder, _ = year
    members = {"good": good(year).read_bytes(), "junk": b"x"}
    good(year).unlink()
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w") as package:
        warnings.simplefilter("ignore")
        for kind in sorted(members, key=lambda kind: kind != first):
            package.writestr("a.xlsx", members[kind])
    (folder / "回收" / "两份.zip").write_bytes(stream.getvalue())
    collection = pipeline.collect(folder)
    shown = [f.file for f in collection.files if "两份.zip/" in f.file]
    assert shown == ["回收/两份.zip/a.xlsx", "回收/两份.zip/a.xlsx（同名第2个）"]
    assert MATRIX in collection.accepted


def test_a_folder_too_deep_is_told_and_the_others_are_read(year: Year) -> None:
    folder, _ = year
    here = os.getcwd()  # noqa: PTH109 - so deep a folder is only made step by step
    try:
        os.chdir(folder / "回收")
        for _ in range(30):
            os.mkdir("深" * 66)  # noqa: PTH102
            os.chdir("深" * 66)
        Path("表.xlsx").write_bytes(b"x")
    finally:
        os.chdir(here)
    collection = pipeline.collect(folder)
    assert any(f.code in ("file-folder-unreadable", "file-unreadable") for f in collection.findings)
    assert collection.accepted == frozenset(collection.expected)


def test_errors_percents_and_merged_cells_are_seen_in_xlsb() -> None:
    cells = {(0, 0): "x", (1, 0): 85.5, (1, 1): 0.8, (2, 2): "#REF!", (3, 0): "好"}
    read = read_workbook(xlsb.workbook(cells, frozenset({(1, 1)})))
    grid = read.grids["表"]
    assert [grid[0][0], grid[1][0], grid[1][1], str(grid[2][2]), grid[3][0]] == [
        "x",
        85.5,
        "80%",
        "#REF!",
        "好",
    ]
    assert read.asides["表"].merged == ((0, 0, 1, 1),)


def test_a_cell_far_away_in_xlsb_is_refused() -> None:
    with pytest.raises(UnreadableWorkbookError, match="很远"):
        read_workbook(xlsb.workbook({(0, 0): 1, (200_000, 0): 1}, frozenset()))


def test_what_lies_in_archives_is_read_like_anything_else(year: Year) -> None:
    folder, scheme = year
    forms = {path.name: path.read_bytes() for path in sorted((folder / "回收").glob("*.xlsx"))}
    for path in (folder / "回收").iterdir():
        path.unlink()
    names = list(forms)
    inner = h.archive({"内层/" + names[0]: forms[names[0]], ".DS_Store": b"x", "__MACOSX/._a.xlsx": b"x"})
    outer = h.archive({
        "乙单位.zip": inner,
        "空文件夹/": b"",
        "../../" + names[1]: forms[names[1]],
        "测评表.xlsx".encode("gbk"): forms[names[2]],
        **{name: forms[name] for name in names[3:]},
    })  # fmt: skip
    (folder / "回收" / "全部附件.zip").write_bytes(outer)
    before = sorted(p for p in folder.parent.rglob("*"))
    collection = pipeline.collect(folder)
    assert collection.accepted == frozenset(issued_forms(scheme))
    shown = [f.file for f in collection.files]
    assert "回收/全部附件.zip/乙单位.zip/内层/" + names[0] in shown
    assert "回收/全部附件.zip/测评表.xlsx" in shown
    assert {f.code for f in collection.findings} == {"file-unpacked", "file-lock"}
    # Nothing was unpacked anywhere.
    assert {p for p in folder.parent.rglob("*") if p not in before} == set((folder / "退回").rglob("*"))


@dataclass(frozen=True)
class Packed:
    """An archive that is not read, or not whole."""

    name: str
    data: bytes
    codes: frozenset[str]
    words: str


def _nested(levels: int, inside: bytes) -> bytes:
    for level in range(levels):
        inside = h.archive({f"{level}.zip": inside})
    return inside


ARCHIVES = (
    Packed("empty", h.archive({}), frozenset({"file-archive-empty"}), "空"),
    Packed("with a password", h.locked(h.archive({"a.xlsx": b"x" * 99})), frozenset({"file-archive-refused", "file-unpacked"}), "密码"),
    Packed("damaged inside", h.archive({"a.xlsx": bytes(range(256)) * 9}).replace(bytes(range(100)), b"\0" * 100), frozenset({"file-archive-refused", "file-unpacked", "file-not-workbook"}), ""),
    Packed("cut off", h.archive({"a.xlsx": b"x" * 5000})[:-40], frozenset({"file-archive-refused"}), "损坏"),
    Packed("within archives within archives", _nested(6, h.archive({"a.txt": b"x"})), frozenset({"file-archive-refused", "file-unpacked"}), "层"),
    Packed("too many files", h.archive({f"{n}.txt": b"" for n in range(10_001)}), frozenset({"file-archive-refused"}), "太多"),
)  # fmt: skip


@pytest.mark.parametrize("case", ARCHIVES, ids=lambda c: c.name)
def test_archives_that_are_not_read_are_told(year: Year, case: Packed) -> None:
    folder, _ = year
    (folder / "回收" / "附件.zip").write_bytes(case.data)
    collection = pipeline.collect(folder)
    findings = [f for f in collection.findings if f.place.file.startswith("回收/附件.zip")]
    assert {f.code for f in findings} <= case.codes
    assert findings
    assert any(case.words in f.message for f in findings)
    assert collection.accepted == frozenset(collection.expected)


def test_archives_that_multiply_are_stopped(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_MEMBERS", 100)
    many = h.archive({f"{n}.txt": b"x" for n in range(30)})
    (year[0] / "回收" / "附件.zip").write_bytes(h.archive({f"{n}.zip": many for n in range(9)}))
    collection = pipeline.collect(year[0])
    # 9 archives and the 90 files of three of them: what more there is is told, not read.
    assert sum(f.file.startswith("回收/附件.zip/") for f in collection.files) == 99
    refused = [f for f in collection.findings if f.code == "file-archive-refused"]
    assert len(refused) == 6
    assert collection.accepted == frozenset(collection.expected)


def test_odd_names_are_shown_and_never_mixed_up(year: Year) -> None:
    folder, _ = year
    data = good(year).read_bytes()
    good(year).unlink()
    home = os.fsencode(folder / "回收")
    names = [
        "评委01的表.xlsx".encode("gbk"),
        "评委01的表.xlsx".encode(),
        b"\xff\xfe\xfa.xlsx",
        "换\n行\u202e.xlsx".encode(),
        '=HYPERLINK("http://example.org").xlsx'.replace("/", "_").encode(),
        ("长" * 83).encode() + b".xlsx",
    ]
    for name in names:
        with open(os.path.join(home, name), "wb") as file:  # noqa: PTH118, PTH123 - names that are no text
            file.write(data)
    collection = pipeline.collect(folder)
    shown = [f.file for f in collection.files if f.form_id == MATRIX]
    assert len(shown) == len(set(shown)) == len(names)
    assert "回收/评委01的表.xlsx" in shown
    assert "回收/评委01的表.xlsx（同名第2个）" in shown
    assert any("\\u000a" in name and "\\u202e" in name for name in shown)
    assert all(c.isprintable() for name in shown for c in name)
    assert MATRIX in collection.accepted


def test_what_is_no_regular_file_is_not_waited_for(year: Year) -> None:
    folder, _ = year
    os.mkfifo(folder / "回收" / "管道.xlsx")
    (folder / "回收" / "链接.xlsx").symlink_to(good(year))
    (folder / "回收" / "文件夹链接").symlink_to(folder)
    (folder / "回收" / "断链.xlsx").symlink_to(folder / "没有")
    for name in ("~$a.xlsx", ".~lock.a.xlsx#", "._a.xlsx", ".DS_Store", "Thumbs.db"):
        (folder / "回收" / name).write_bytes(b"x")
    collection = pipeline.collect(folder)
    codes = {Path(f.place.file).name: f.code for f in collection.findings}
    assert {n for n, c in codes.items() if c == "file-not-regular"} == {
        "管道.xlsx",
        "链接.xlsx",
        "文件夹链接",
        "断链.xlsx",
    }
    assert {n for n, c in codes.items() if c == "file-lock"} == {
        "~$a.xlsx",
        ".~lock.a.xlsx#",
        "._a.xlsx",
        ".DS_Store",
        "Thumbs.db",
    }
    assert collection.accepted == frozenset(collection.expected)


#: A child like the real one, but that dies, sleeps, takes all memory or fails over files of these names.
_SPOILT_CHILD = """
import os, sys, time
sys.path.insert(0, sys.argv[1])
from dangjian_xl.returns import worker
real = worker.open_task
def spoilt(task):
    if "dies" in task.shown: os.abort()
    if "sleeps" in task.shown: time.sleep(600)
    if "large" in task.shown: raise MemoryError
    if "fails" in task.shown: raise ValueError("a bug of ours")
    if "weary" in task.shown and spoilt.served: os.abort()
    spoilt.served += 1
    return real(task)
spoilt.served = 0
worker.open_task = spoilt
worker.main(int(sys.argv[2]))
"""


@pytest.mark.parametrize("workers", [1, 3])
def test_a_file_that_kills_its_reader_is_named_and_the_others_go_on(
    year: Year,
    monkeypatch: pytest.MonkeyPatch,
    workers: int,
) -> None:
    folder, scheme = year
    monkeypatch.setattr(child, "_PROGRAM", _SPOILT_CHILD)
    monkeypatch.setattr(limits, "CHILD_SECONDS", 1.5)
    monkeypatch.setattr(limits, "BATCH", 4)
    children._end_all()
    bad = ["a dies.xlsx", "b sleeps.xlsx", "c large.xlsx", "d fails.xlsx", "z dies.xlsx"]
    for name in [*bad, "weary.xlsx"]:
        (folder / "回收" / name).write_bytes(b"%PDF")
    files = [(path, path.name) for path in sorted((folder / "回收").iterdir())]
    recipe = Recipe(scheme, Workspace(folder).key())
    results = children.read_all(recipe, files, lambda _done, _all: None, workers)
    children._end_all()
    by_name = {r.file: r for r in results}
    assert [r.file for r in results] == [name for _, name in files]
    told = {name: [f.code for f in by_name[name].findings] for name in [*bad, "weary.xlsx"]}
    assert told == {
        "a dies.xlsx": ["file-gave-up"],
        "b sleeps.xlsx": ["file-gave-up"],
        "c large.xlsx": ["file-gave-up"],
        "d fails.xlsx": ["file-failed"],
        "z dies.xlsx": ["file-gave-up"],
        # It died of what came before, not of itself.
        "weary.xlsx": ["file-not-workbook"],
    }
    assert all(by_name[name].sha256 for name in bad[:3])
    assert {r.form_id for r in results} - {""} == set(issued_forms(scheme))


def test_a_member_that_kills_its_reader_is_not_unpacked_by_the_program_itself(
    year: Year, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, _ = year
    monkeypatch.setattr(child, "_PROGRAM", _SPOILT_CHILD)
    monkeypatch.setattr(archives, "content", None)
    children._end_all()
    (folder / "回收" / "附件.zip").write_bytes(h.archive({"it dies.xlsx": b"x", "b.txt": b"x"}))
    collection = pipeline.collect(folder)
    children._end_all()
    findings, verdict = found_of(collection, "回收/附件.zip/it dies.xlsx")
    assert ([f.code for f in findings], verdict) == (["file-gave-up"], REFUSED)
    assert collection.accepted == frozenset(collection.expected)


def test_children_that_were_killed_meanwhile_are_no_file_s_fault(year: Year) -> None:
    folder, _ = year
    pipeline.collect(folder)
    for dead in (child.Child(), child.Child()):
        dead.served = 1
        dead._process.kill()
        dead._process.wait()
        children._idle.put(dead)
    assert pipeline.collect(folder).findings == ()


def test_a_child_that_cannot_start_is_told_in_a_sentence(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    children._end_all()
    monkeypatch.setattr(child, "_PROGRAM", "raise SystemExit(3)")
    with pytest.raises(CannotRunError, match="启动不了"):
        pipeline.collect(year[0])


def test_no_archive_stays_open_after_a_run(year: Year) -> None:
    folder, _ = year
    path = folder / "回收" / "附件.zip"
    path.write_bytes(h.archive({"a.txt": b"x"}))
    pipeline.collect(folder)
    idle = children._idle.get_nowait()
    children._idle.put(idle)
    held = Path(f"/proc/{idle._process.pid}/fd")
    deadline = time.monotonic() + 5
    while any(os.path.realpath(fd) == str(path) for fd in held.iterdir()):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_file_that_really_takes_too_much_memory(year: Year, monkeypatch: pytest.MonkeyPatch) -> None:
    book = Workbook()
    sheet = book.create_sheet("大")
    sheet.cell(60_000, 150).value = 1
    stream = io.BytesIO()
    book.save(stream)
    (year[0] / "回收" / "大表.xlsx").write_bytes(stream.getvalue())
    monkeypatch.setattr(limits, "CHILD_MEMORY", 150 << 20)
    children._end_all()
    collection = pipeline.collect(year[0])
    children._end_all()
    findings, verdict = found_of(collection, "回收/大表.xlsx")
    assert [f.code for f in findings] == ["file-gave-up"]
    assert verdict is REFUSED
    assert collection.accepted == frozenset(collection.expected)


def test_limits_of_a_package_are_those_of_the_module() -> None:
    assert zipfile.ZipFile(io.BytesIO(h.bomb())).infolist()[1].file_size > limits.MAX_PART_BYTES

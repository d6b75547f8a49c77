# ruff: noqa: DTZ001 - a spreadsheet's times have no zone
"""Books, sheets and ranges through xlwings' public interface: what is written into LibreOffice is read back from it."""

import datetime as dt
import os
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
import xlwings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangjian_xl.errors import CannotRunError
from tests.support import calc

pytestmark = pytest.mark.long

ALL_DATES = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def sheet() -> Iterator[xlwings.Sheet]:
    with calc.blank() as blank:
        yield blank


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=20)
dates = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)
numbers = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False) | st.integers(
    -(2**53), 2**53
)
contents = st.none() | texts | dates | numbers | st.booleans()


@ALL_DATES
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(contents, min_size=n, max_size=n), min_size=1, max_size=4)
    )
)
def test_values_come_back(sheet: xlwings.Sheet, table: list[list[object]]) -> None:
    # onto what the example before left, formats included: a number written over a date would be read as one
    sheet.clear()
    sheet["B2"].value = table
    cells = sheet["B2"].resize(len(table), len(table[0]))
    assert cells.options(ndim=2).value == table
    kinds = {type(value) for row in cells.options(ndim=2).value for value in row}
    assert kinds <= {type(None), str, float, bool, dt.datetime}


@pytest.mark.parametrize(
    "text", ["=1+1", "=", "007", "1/2", "85%", "TRUE", "'x", "-", "+1", " 1", "1e5", "#N/A", "８５"]
)
def test_texts_are_not_interpreted(sheet: xlwings.Sheet, text: str) -> None:
    sheet["A1"].value = text
    assert sheet["A1"].value == text
    assert sheet["B1"].options(ndim=2).value == [[None]]
    if text != "=1+1":  # its text and the formula's look alike
        assert sheet["A1"].formula == text


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (dt.date(2022, 12, 31), dt.datetime(2022, 12, 31)),
        (dt.datetime(2022, 1, 1, 8, tzinfo=dt.UTC), dt.datetime(2022, 1, 1, 8)),
        (dt.time(12), 0.5),
        (dt.timedelta(days=1.5), 1.5),
        (pd.Timestamp("2022-05-06 07:08"), dt.datetime(2022, 5, 6, 7, 8)),
        (np.datetime64("2022-05-06"), dt.datetime(2022, 5, 6)),
        (Decimal("1.25"), 1.25),
        (np.int64(3), 3.0),
        (np.bool_(True), True),
        (float("nan"), None),
        (pd.NaT, None),
        (pd.NA, None),
        ("", None),
    ],
)
def test_other_types_are_written_as_excel_has_them(sheet: xlwings.Sheet, given: object, read: object) -> None:
    sheet["A1"].value = [given, "x"]
    assert sheet["A1"].value == read


def test_what_no_cell_can_hold_is_refused(sheet: xlwings.Sheet) -> None:
    with pytest.raises(TypeError, match="放不下 object"):
        sheet["A1"].value = [[object()]]


def test_a_number_over_a_truth_value_is_a_number(sheet: xlwings.Sheet) -> None:
    sheet["A1:B1"].value = [True, False]
    sheet["A1"].value = 1
    assert sheet["A1:B1"].value == [1.0, False]
    assert type(sheet["A1"].value) is float


def test_dates_keep_a_date_format_that_is_there(sheet: xlwings.Sheet) -> None:
    sheet["A1:A2"].number_format = 'yyyy"年"m"月"d"日"'
    sheet["A1"].value = [[dt.date(2022, 1, 2)], [44563]]
    assert sheet["A1:A2"].number_format == 'yyyy"年"m"月"d"日"'
    assert sheet["A1:A2"].value == [dt.datetime(2022, 1, 2), dt.datetime(2022, 1, 2)]


def test_errors_are_read_as_xlwings_does(sheet: xlwings.Sheet) -> None:
    formulas = {
        "=NA()": "#N/A",
        "=1/0": "#DIV/0!",
        "=没有这个()": "#NAME?",
        "=EXP(1000)": "#NUM!",
        '=1+"x"': "#VALUE!",
    }
    sheet["A1"].formula = [[formula] for formula in formulas]
    cells = sheet["A1"].resize(len(formulas))
    assert cells.value == [None] * len(formulas)
    assert cells.options(err_to_str=True).value == list(formulas.values())


def test_long_blocks(sheet: xlwings.Sheet) -> None:
    table = [
        [float(row * 50 + column) if column % 2 else f"第{row}行" for column in range(50)]
        for row in range(1200)
    ]
    sheet["C3"].value = table
    assert sheet["C3"].expand().address == "$C$3:$AZ$1202"
    assert sheet["C3"].expand().value == table
    assert sheet.used_range.address == "$C$3:$AZ$1202"


def test_one_value_fills_all_cells(sheet: xlwings.Sheet) -> None:
    sheet["A1:B3"].value = "好"
    assert sheet["A1:B3"].value == [["好", "好"]] * 3
    sheet["A2:B2"].value = None
    assert sheet["A1:A3"].value == ["好", None, "好"]
    sheet["A1:B3"].clear_contents()
    assert sheet.used_range.address == "$A$1"


def test_a_table_of_pandas(sheet: xlwings.Sheet) -> None:
    frame = pd.DataFrame({"党组织": ["一", "二"], "得分": [90.5, 88.0]})
    sheet["A1"].options(index=False).value = frame
    read = sheet["A1"].options(pd.DataFrame, index=False, expand="table").value
    pd.testing.assert_frame_equal(read, frame, check_dtype=False)


@pytest.mark.parametrize(
    "formula",
    [
        "=SUM(A1:B1,1)",
        '=\'表 二\'!$A$1&"a""b"',
        '=IF(A1>0,"是","否")',
        "=IFERROR(1/0,2)",
        "=SUMPRODUCT((A1:A3=1)*1)",
    ],
)
def test_formulas_are_written_as_in_excel(sheet: xlwings.Sheet, formula: str) -> None:
    sheet.book.sheets.add("表 二")
    sheet["D5"].formula = formula
    assert sheet["D5"].formula == formula


def test_a_formula_moves_along_when_it_fills(sheet: xlwings.Sheet) -> None:
    sheet["A1"].value = [[1], [2], [3]]
    sheet["B1:B3"].formula = "=A1*$A$3"
    assert sheet["B1:B3"].formula == (("=A1*$A$3",), ("=A2*$A$3",), ("=A3*$A$3",))
    assert sheet["B1:B3"].value == [3.0, 6.0, 9.0]
    sheet["C1"].formula = ["12", "文", "=B1"]
    assert sheet["C1:E1"].value == [12.0, "文", 3.0]


@pytest.mark.parametrize(
    ("arguments", "address"),
    [
        (("B2",), "$B$2"),
        (("$C$4:B2",), "$B$2:$C$4"),
        (((3, 2),), "$B$3"),
        (((1, 1), (3, 2)), "$A$1:$B$3"),
        (("B2", "A4"), "$A$2:$B$4"),
        (("B:C",), "$B:$C"),
        (("2:3",), "$2:$3"),
        (("aa10",), "$AA$10"),
        (("甲",), "$B$2:$C$3"),
        (("乙",), "$D$4"),
    ],
)
def test_ranges_by_address(sheet: xlwings.Sheet, arguments: tuple[object, ...], address: str) -> None:
    sheet.book.names.add("甲", "=Sheet1!$B$2:$C$3")
    sheet.names.add("乙", "=Sheet1!$D$4")
    assert sheet.range(*arguments).address == address  # type: ignore[arg-type]


def test_an_unknown_address_is_refused(sheet: xlwings.Sheet) -> None:
    with pytest.raises(ValueError, match="不认识的单元格地址：没有"):
        sheet.range("没有")
    with pytest.raises(IndexError):
        sheet.range((0, 1))


def test_parts_of_a_range(sheet: xlwings.Sheet) -> None:
    cells = sheet["B2:D5"]
    assert (cells.shape, len(cells), cells.row, cells.column) == ((4, 3), 12, 2, 2)
    assert cells[0, 0].address == "$B$2"
    assert cells[-1, -1].address == cells.last_cell.address == "$D$5"
    assert cells[1:3, :].address == "$B$3:$D$4"
    assert cells(5).address == "$C$3"
    assert cells.offset(1, 1).address == "$C$3:$E$6"
    assert [row.address for row in cells.rows] == ["$B$2:$D$2", "$B$3:$D$3", "$B$4:$D$4", "$B$5:$D$5"]
    assert cells.columns[1].address == "$C$2:$C$5"
    assert cells.get_address(row_absolute=False, column_absolute=False) == "B2:D5"
    assert cells.get_address(external=True).endswith("!$B$2:$D$5")


@pytest.mark.parametrize(
    ("start", "direction", "end"),
    [
        ("A1", "down", "$A$3"),
        ("A3", "down", "$A$6"),
        ("A6", "down", "$A$1048576"),
        ("A2", "up", "$A$1"),
        ("A6", "up", "$A$3"),
        ("A4", "down", "$A$6"),
        ("A1", "right", "$C$1"),
        ("C1", "left", "$A$1"),
        ("D1", "left", "$C$1"),
        ("B6", "left", "$A$6"),
    ],
)
def test_the_way_of_ctrl_and_arrow(sheet: xlwings.Sheet, start: str, direction: str, end: str) -> None:
    sheet["A1"].value = [[1, 2, 3], ["x", None, None], [0, None, None]]
    sheet["A6"].formula = '=""'
    assert sheet[start].end(direction).address == end


def test_insert_and_delete_move_what_is_below(sheet: xlwings.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    below = sheet["A2:B2"]
    sheet["1:1"].insert("down")
    assert (below.address, below.value) == ("$A$3:$B$3", [3.0, 4.0])
    sheet["A1:A2"].delete("up")
    assert sheet["A1:B3"].value == [[3.0, None], [None, 2.0], [None, 4.0]]
    sheet["A1"].insert("right")
    assert sheet["A1:B1"].value == [None, 3.0]


def test_addresses_hold_when_a_person_deletes_cells(sheet: xlwings.Sheet) -> None:
    from dangjian_xl.libreoffice.runtime import enum

    sheet["A1"].value = [[row, row] for row in range(5)]
    sheet.api.removeRange(sheet["A1:A2"].api.RangeAddress, enum("sheet.CellDeleteMode", "UP"))
    assert sheet["A1:B3"].value == [[2.0, 0.0], [3.0, 1.0], [4.0, 2.0]]
    assert sheet["B4"].address == "$B$4"


def test_merging_keeps_the_first_content_only(sheet: xlwings.Sheet) -> None:
    sheet["A1"].value = [[1, 2], [3, 4]]
    sheet["A1:B2"].merge()
    assert sheet["B2"].merge_cells
    assert sheet["B2"].merge_area.address == "$A$1:$B$2"
    assert sheet["C3"].merge_cells is False
    sheet["A1"].unmerge()
    assert sheet["A1:B2"].value == [[1.0, None], [None, None]]
    sheet["A4:C5"].merge(across=True)
    assert [sheet[cell].merge_area.address for cell in ("C4", "B5")] == ["$A$4:$C$4", "$A$5:$C$5"]


def test_sheets(sheet: xlwings.Sheet) -> None:
    book = sheet.book
    book.sheets.add("表 一", after=sheet)
    book.sheets.add(before=sheet)
    assert book.sheet_names == ["Sheet2", "Sheet1", "表 一"]
    assert [one.index for one in book.sheets] == [1, 2, 3]
    assert book.sheets.active.name == "Sheet2"
    sheet.activate()
    assert book.sheets.active == sheet
    sheet.name = "改名"
    assert "改名" in book.sheets
    assert book.sheets["表 一"] == book.sheets[-1]
    book.sheets["表 一"].visible = False
    assert not book.sheets["表 一"].visible
    del book.sheets["Sheet2"]
    assert len(book.sheets) == 2
    with pytest.raises(KeyError):
        book.sheets["没有"]


def test_selection(sheet: xlwings.Sheet) -> None:
    sheet.book.activate()
    sheet["B2:C5"].select()
    assert calc.app().selection == sheet["B2:C5"]
    sheet["D1"].select()
    assert sheet.book.selection == sheet["D1"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "年度 考核" / "方案 一.xlsx"
    path.parent.mkdir()
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("表").write("A1", "述职")
    book.close()
    return path


def test_a_file_is_opened_once(file: Path) -> None:
    with calc.opened(file) as book:
        assert (book.name, book.fullname) == (file.name, str(file))
        assert calc.app().books[file.name].fullname == str(file)
        before = len(calc.app().books)
        assert calc.app().books.open(file) == book
        assert calc.app().books.impl.open(str(file)).fullname == str(file)
        assert len(calc.app().books) == before
        assert calc.app().books.active == book
        assert file.name in calc.app().books
    assert file.name not in calc.app().books
    with pytest.raises(KeyError):
        calc.app().books[file.name]


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".xls"])
def test_saving_goes_by_the_ending(file: Path, suffix: str) -> None:
    target = file.with_name(f"结果 {suffix}")
    with calc.opened(file) as book:
        book.sheets[0]["A2"].value = 5
        book.save(target)
        assert book.fullname == str(target)
    with calc.opened(target) as book:
        assert book.sheets[0]["A1:A2"].value == ["述职", 5.0]
        book.sheets[0]["A2"].value = 6
        book.save()
    with calc.opened(target) as book:
        assert book.sheets[0]["A2"].value == 6.0
    assert not file.samefile(target)


def test_saving_to_nowhere_is_refused(file: Path, tmp_path: Path) -> None:
    with calc.opened(file) as book:
        with pytest.raises(xlwings.XlwingsError, match=r"不能把表格存成“\.docx”文件"):
            book.save(tmp_path / "a.docx")
        with pytest.raises(CannotRunError, match=r"“a\.xlsx”写不进去"):
            book.save(tmp_path / "没有" / "a.xlsx")


def test_macros_survive_and_do_not_run(tmp_path: Path) -> None:
    path = tmp_path / "带宏.xlsm"
    sample = Path(xlwings.__file__).with_name("quickstart.xlsm")
    path.write_bytes(sample.read_bytes())
    with calc.opened(path) as book:
        arguments = {argument.Name: argument.Value for argument in book.api.getArgs()}
        assert arguments["MacroExecutionMode"] == 0  # NEVER_EXECUTE
        book.sheets[0]["A1"].value = "改"
        book.save()
    with zipfile.ZipFile(path) as package:
        assert "xl/vbaProject.bin" in package.namelist()
        assert b"macroEnabled" in package.read("[Content_Types].xml")


def test_a_file_for_reading_is_not_changed(file: Path) -> None:
    book = calc.app().books.open(file, read_only=True)
    try:
        sheet = book.sheets[0]
        actions = (
            lambda: setattr(sheet["A1"], "value", 1),
            lambda: setattr(sheet["A1"], "color", (1, 2, 3)),
            lambda: sheet["A1"].add_note("注"),
            lambda: book.names.add("甲", "=表!$A$1"),
            book.sheets.add,
        )
        for action in actions:
            with pytest.raises(CannotRunError, match=r"“方案 一\.xlsx”是以只读方式打开的"):
                action()
        assert sheet["A1"].value == "述职"
    finally:
        book.close()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken"])
def test_a_broken_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "坏.xlsx").write_bytes(content)
    before = len(calc.app().books)
    if content:
        with pytest.raises(CannotRunError, match=r"LibreOffice 打不开“坏\.xlsx”"):
            calc.app().books.open(tmp_path / "坏.xlsx")
    assert len(calc.app().books) == before


def test_hidden_documents_do_not_count(sheet: xlwings.Sheet) -> None:
    from dangjian_xl.libreoffice.runtime import properties

    before = [book.name for book in calc.app().books]
    desktop = sheet.book.app.api
    hidden = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, properties(Hidden=True))
    text = desktop.loadComponentFromURL("private:factory/swriter", "_blank", 0, ())
    assert [book.name for book in calc.app().books] == before
    for document in (hidden, text):
        document.close(True)


def test_what_excel_sets_for_a_while(sheet: xlwings.Sheet) -> None:
    app = sheet.book.app
    assert app.calculation == "automatic"
    sheet["A1"].value = 1
    sheet["A2"].formula = "=A1+1"
    with app.properties(
        calculation="manual", screen_updating=False, display_alerts=False, enable_events=False
    ):
        sheet["A1"].value = 5
        assert (sheet["A2"].value, app.screen_updating) == (2.0, False)
        app.calculate()
        assert sheet["A2"].value == 6.0
    assert (app.calculation, app.screen_updating, app.display_alerts) == ("automatic", True, True)


def test_the_status_bar_is_kept_until_it_is_given_back(sheet: xlwings.Sheet) -> None:
    app = sheet.book.app
    assert app.status_bar is False
    for text in ("正在检查……", "第二句"):
        app.status_bar = text
        sheet["A1"].value = text
        assert xlwings.apps[app.pid].status_bar == text
    app.status_bar = False
    assert app.status_bar is False
    app.impl.status_bar = None
    assert app.status_bar is False


def test_the_application_tells_of_itself() -> None:
    app = calc.app()
    assert app.version.major >= 7
    assert (Path(app.path) / "soffice.bin").exists()
    assert (app.visible, app.engine.name) == (False, "libreoffice")
    os.kill(app.pid, 0)
    with pytest.raises(CannotRunError, match="没有窗口"):
        app.alert("好")
    with pytest.raises(ValueError, match="buttons='no'"):
        app.alert("好", buttons="no")


@pytest.mark.parametrize(
    ("member", "call"),
    [
        ("Sheet.charts", lambda sheet: sheet.charts),
        ("Range.find", lambda sheet: sheet["A1:B2"].find("x")),
        ("Range.borders", lambda sheet: sheet["A1"].borders),
        ("App.run", lambda sheet: sheet.book.app.macro("x")()),
        ("Book.to_pdf", lambda sheet: sheet.book.impl.to_pdf("x", "standard")),
    ],
)
def test_what_is_missing_is_named(sheet: xlwings.Sheet, member: str, call: object) -> None:
    with pytest.raises(NotImplementedError, match=f"^LibreOffice 引擎没有 {member}。$"):
        call(sheet)  # type: ignore[operator]

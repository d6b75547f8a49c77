"""Marks in an open workbook: colours, notes, names, formats, and what protection lets through."""

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlsxwriter
import xlwings
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dangjian_xl.errors import CannotRunError
from tests.support import calc

pytestmark = pytest.mark.long

Rgb = tuple[int, int, int]
SOME = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def sheet() -> Iterator[xlwings.Sheet]:
    with calc.blank() as blank:
        yield blank


colors = st.tuples(*[st.integers(0, 255)] * 3)


@SOME
@given(colors)
def test_colours_come_back(sheet: xlwings.Sheet, color: Rgb) -> None:
    sheet["A1"].color = color
    assert sheet["A1"].color == color
    sheet["A1"].font.color = color
    assert sheet["A1"].font.color == color
    sheet["A1"].color = None
    assert sheet["A1"].color is None


def test_colours_in_every_notation(sheet: xlwings.Sheet) -> None:
    sheet["A1"].color = "#FFC7CE"
    sheet["A2"].color = 255 + 199 * 256 + 206 * 65536  # as Excel counts
    assert sheet["A1"].color == sheet["A2"].color == (255, 199, 206)
    assert sheet["A1:A2"].color == (255, 199, 206)
    assert sheet["A1:A3"].color is None
    assert sheet["A3"].font.color == (0, 0, 0)


def test_many_colours_at_once(sheet: xlwings.Sheet) -> None:
    sheet["C2"].color = (9, 9, 9)
    table: list[list[object]] = [
        [(row, 7, 7) if (row + column) % 3 else None for column in range(6)] for row in range(60)
    ]
    table[1][2] = ...
    sheet["A1:F60"].set_colors(table)  # type: ignore[arg-type]
    for row, column in ((0, 0), (0, 1), (59, 5), (30, 3), (59, 4)):
        assert sheet["A1:F60"][row, column].color == table[row][column]
    assert sheet["C2"].color == (9, 9, 9)


note_texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1, max_size=60
).filter(lambda text: text.strip())


@SOME
@given(note_texts)
@example("末行为空\n")
def test_notes_come_back(sheet: xlwings.Sheet, text: str) -> None:
    sheet.clear()
    note = sheet["B2"].add_note("先写的")
    note.text = text
    assert sheet["B2"].note is not None
    assert sheet["B2"].note.text == text
    note.delete()
    assert sheet["B2"].note is None
    assert sheet["B2"].add_note(text).text == text
    sheet["B2"].note.delete()


def test_notes_of_a_sheet(sheet: xlwings.Sheet) -> None:
    sheet["B2"].value = 5
    for cell in ("C3", "B2", "A9"):
        sheet[cell].add_note(f"{cell} 处\n须核对")
    assert {note.location.address: note.text for note in sheet.notes} == {
        "$C$3": "C3 处\n须核对",
        "$B$2": "B2 处\n须核对",
        "$A$9": "A9 处\n须核对",
    }
    sheet["1:1"].insert("down")
    assert sheet["B3"].note is not None
    sheet["B3"].note.delete()
    assert (sheet["B3"].value, len(sheet.notes)) == (5.0, 2)
    with pytest.raises(ValueError, match="already has a note"):
        sheet["C4"].add_note("又")


@pytest.mark.parametrize("tab", ["Sheet1", "表", "表 一", "it's", "2022", "A1", "甲-乙", "!x"])
def test_names_of_any_sheet(sheet: xlwings.Sheet, tab: str) -> None:
    sheet.name = tab
    quoted = tab.replace("'", "''")
    name = sheet.book.names.add("标记_1", f"='{quoted}'!$B$2:$C$3")
    assert name.refers_to_range == sheet["B2:C3"]
    assert sheet.book.names["标记_1"].refers_to in {f"='{quoted}'!$B$2:$C$3", f"={tab}!$B$2:$C$3"}
    again = sheet.book.names.add("另一个", name.refers_to)  # type: ignore[arg-type]
    assert again.refers_to_range == sheet["B2:C3"]
    sheet["E5"].name = "第三"
    assert sheet.book.names["第三"].refers_to_range.address == "$E$5"
    assert sheet["E5"].name is not None
    assert sheet["E5"].name.name == "第三"


def test_names_move_with_their_cells(sheet: xlwings.Sheet) -> None:
    names = sheet.book.names
    for number in (1, 2, 3):
        names.add(f"标{number}", f"=Sheet1!$A${number * 2}")
    sheet["3:3"].insert("down")
    sheet["A:A"].insert("right")
    assert [name.refers_to for name in names] == ["=Sheet1!$B$2", "=Sheet1!$B$5", "=Sheet1!$B$7"]
    sheet.name = "改 名"
    assert names["标2"].refers_to_range.address == "$B$5"
    assert names["标2"].refers_to == "='改 名'!$B$5"
    sheet["5:5"].delete("up")
    assert "#REF!" in str(names["标2"].refers_to)
    with pytest.raises(xlwings.XlwingsError, match="名称“标2”不指向单元格"):
        _ = names["标2"].refers_to_range
    names["标2"].delete()
    assert [name.name for name in names] == ["标1", "标3"]


def test_names_have_a_scope(sheet: xlwings.Sheet) -> None:
    book = sheet.book
    other = book.sheets.add("表 二", after=sheet)
    book.names.add("同名", "=Sheet1!$A$1")
    other.names.add("同名", "='表 二'!$B$2")
    book.names.add("'表 二'!私有", "='表 二'!$C$3")
    assert [name.name for name in book.names] == ["同名", "'表 二'!同名", "'表 二'!私有"]
    assert [name.name for name in other.names] == ["'表 二'!同名", "'表 二'!私有"]
    assert len(sheet.names) == 0
    assert book.names["同名"].refers_to_range == sheet["A1"]
    assert other.names["同名"].refers_to_range == other["B2"]
    assert "私有" not in book.names
    assert "'表 二'!私有" in book.names
    assert "同名" in book.names
    assert book.names.contains("同名")
    assert other.range("私有").address == "$C$3"
    book.names.add("同名", "=Sheet1!$D$4")
    assert len(book.names) == 3
    assert sheet.range("同名").address == "$D$4"
    del other.names["私有"]
    assert len(other.names) == 1


@pytest.mark.parametrize(
    "definition", ["=5", '="文"', "=SUM(Sheet1!$A$1:$A$3,1)", "=Sheet1!$A$1:$B$2", "=Sheet1!$A:$B"]
)
def test_definitions_come_back(sheet: xlwings.Sheet, definition: str) -> None:
    assert sheet.book.names.add("定义", definition).refers_to == definition


def test_many_names(sheet: xlwings.Sheet) -> None:
    for number in range(1, 101):
        sheet.book.names.add(f"djxl_mark_{number}_none", f"=Sheet1!$A${number}")
    assert len(sheet.book.names) == 100
    for name in sheet.book.names:
        assert name.refers_to_range.column == 1
        name.delete()
    assert len(sheet.book.names) == 0


@pytest.mark.parametrize(
    "code",
    ["General", "0", "0.00", "0.0%", "#,##0.00", "yyyy-mm-dd", "yyyy/m/d h:mm", 'yyyy"年"m"月"d"日"', "@", "[h]:mm",
     "#,##0.00_);[Red](#,##0.00)", '0.0"分"', "h:mm AM/PM"],
)  # fmt: skip
def test_number_formats_come_back(sheet: xlwings.Sheet, code: str) -> None:
    sheet["A1:B2"].number_format = code
    assert sheet["A1:B2"].number_format == code
    assert sheet["A1"].number_format == code
    sheet["A1"].number_format = "0.000"
    assert sheet["A1:B2"].number_format is None


def test_a_bad_number_format_is_told(sheet: xlwings.Sheet) -> None:
    with pytest.raises(xlwings.XlwingsError, match="MalformedNumberFormatException"):
        sheet["A1"].number_format = "bad[["


def test_fonts_and_alignment(sheet: xlwings.Sheet) -> None:
    cells = sheet["A1:B2"]
    cells.font.set(bold=True, italic=True, size=15.5, name="仿宋", color="#112233")
    assert (cells.font.bold, cells.font.italic, cells.font.size, cells.font.name) == (
        True,
        True,
        15.5,
        "仿宋",
    )
    cells.font.bold = cells.font.italic = False
    assert (cells.font.bold, cells.font.italic) == (False, False)
    sheet["A1"].font.bold = True
    assert cells.font.bold is None
    cells.wrap_text, cells.horizontal_alignment, cells.vertical_alignment = True, "center", "top"
    assert (cells.wrap_text, cells.horizontal_alignment, cells.vertical_alignment) == (True, "center", "top")
    assert (sheet["D4"].horizontal_alignment, sheet["D4"].vertical_alignment) == ("general", "bottom")
    with pytest.raises(NotImplementedError, match="distributed"):
        cells.horizontal_alignment = "distributed"
    sheet["A1"].value = "好"
    sheet["A1"].clear_formats()
    assert (sheet["A1"].font.bold, sheet["A1"].value) == (False, "好")


@pytest.mark.parametrize("width", [0.5, 1, 8.43, 20, 60.5])
def test_sizes_come_back(sheet: xlwings.Sheet, width: float) -> None:
    sheet["B:C"].column_width = width
    assert sheet["B1:C1"].column_width == pytest.approx(width, abs=0.02)
    sheet["2:3"].row_height = 30
    assert sheet["A2:A3"].row_height == 30.0
    assert (
        sheet["A3"].top - sheet["A2"].top
        == pytest.approx(30, abs=0.1)
        == pytest.approx(sheet["A2"].height, abs=0.1)
    )
    assert sheet["C1"].left - sheet["B1"].left == pytest.approx(sheet["B1"].width, abs=0.1)


def test_autofit_makes_room(sheet: xlwings.Sheet) -> None:
    sheet["A1"].value = "很长很长很长很长很长很长很长的一句话"
    before = sheet["A1"].width
    sheet["A:A"].autofit()
    assert sheet["A1"].width > before * 2


@pytest.mark.parametrize("address", ["https://例.cn/a?b=1", "#'表 二'!B2", "file:///tmp/甲.xlsx"])
def test_links_come_back(sheet: xlwings.Sheet, address: str) -> None:
    sheet["A1"].add_hyperlink(address, "打开")
    assert (sheet["A1"].hyperlink, sheet["A1"].value) == (address, "打开")
    sheet["A2"].formula = f'=HYPERLINK("{address}","打开")'
    assert (sheet["A2"].hyperlink, sheet["A2"].value) == (address, "打开")
    with pytest.raises(xlwings.XlwingsError, match="没有超链接"):
        _ = sheet["A3"].hyperlink


def protections(path: Path) -> list[dict[str, str]]:
    """What each sheet's protection says, in one spelling of true and false."""
    spelling = {"true": "1", "false": "0"}
    found = []
    with zipfile.ZipFile(path) as package:
        for name in sorted(n for n in package.namelist() if n.startswith("xl/worksheets/sheet")):
            for element in re.findall(r"<sheetProtection[^>]*>", package.read(name).decode()):
                pairs = re.findall(r'(\w+)="([^"]*)"', element)
                found.append({key: spelling.get(value, value) for key, value in pairs})
    return found


@pytest.fixture
def form(tmp_path: Path) -> Path:
    return calc.protected(tmp_path / "评分表.xlsx")


def test_marks_get_through_protection_and_leave_it_as_it_was(form: Path, tmp_path: Path) -> None:
    before = protections(form)
    assert before[0]["formatCells"] == "0"
    with calc.opened(form) as book:
        cell = book.sheets["表"]["A1"]
        cell.color = (255, 199, 206)
        note = cell.add_note("【校验】\n须核对")
        note.text = "改过"
        cell.font.bold = True
        cell.number_format = "0.0"
        cell.column_width = 30
        book.sheets["表"]["A1:B2"].set_colors([[..., (1, 2, 3)], [(4, 5, 6), None]])
        book.names.add("djxl_mark_1_none", "=表!$A$1")
        assert (cell.color, note.text, cell.font.bold, cell.number_format) == (
            (255, 199, 206),
            "改过",
            True,
            "0.0",
        )
        assert book.sheets["表"].api.isProtected()
        book.save(tmp_path / "标记后.xlsx")
    assert protections(tmp_path / "标记后.xlsx") == before
    with calc.opened(tmp_path / "标记后.xlsx") as book:
        assert book.sheets["表"]["A1"].color == (255, 199, 206)
        assert book.names["djxl_mark_1_none"].refers_to_range.address == "$A$1"


@pytest.mark.parametrize(
    "options", [{}, {"format_cells": False}, {"insert_rows": True, "sort": False}, {"objects": False}]
)
def test_every_protection_is_put_back(tmp_path: Path, options: dict[str, bool]) -> None:
    path = calc.protected(tmp_path / "表.xlsx", options=options)
    with calc.opened(path) as book:
        book.save(tmp_path / "未动.xlsx")
        book.sheets[0]["A1"].color = (1, 2, 3)
        book.save(tmp_path / "动过.xlsx")
    assert protections(tmp_path / "动过.xlsx") == protections(tmp_path / "未动.xlsx")


CHANGES: list[Callable[[xlwings.Range], object]] = [
    lambda cell: setattr(cell, "value", "改"),
    lambda cell: setattr(cell, "formula", "=1"),
    lambda cell: setattr(cell, "value", None),
    lambda cell: cell.clear_contents(),
    lambda cell: cell.clear(),
    lambda cell: cell.resize(1, 2).merge(),
    lambda cell: cell.insert("down"),
    lambda cell: cell.delete("up"),
    lambda cell: cell.add_hyperlink("https://x.y"),
    lambda cell: setattr(cell.resize(1, 2), "value", [1, 2]),
]


@pytest.mark.parametrize("change", CHANGES)
def test_locked_contents_stay(form: Path, change: Callable[[xlwings.Range], object]) -> None:
    with calc.opened(form) as book:
        with pytest.raises(CannotRunError, match=r"^工作表“表”受保护，A1(:B1)? 里有锁定的单元格，改不了。$"):
            change(book.sheets["表"]["A1"])
        assert book.sheets["表"]["A1:B1"].value == ["锁定", 5.0]


def test_open_cells_take_contents(form: Path) -> None:
    with calc.opened(form) as book:
        cell = book.sheets["表"]["B1"]
        for value in (8.5, "文", True, None):
            cell.value = value
            assert cell.value == value
        cell.formula = "=1+1"
        assert cell.value == 2.0
        assert book.sheets["表"].api.isProtected()


def test_a_password_stands_in_the_way(tmp_path: Path) -> None:
    with calc.opened(calc.protected(tmp_path / "加密.xlsx", "秘密")) as book:
        cell = book.sheets["表"]["A1"]
        for change in (lambda: setattr(cell, "color", (1, 2, 3)), lambda: cell.add_note("注")):
            with pytest.raises(CannotRunError, match=r"^工作表“表”用密码保护着，改不了；请先撤销保护。$"):
                change()
        assert (cell.color, cell.note, book.sheets["表"].api.isProtected()) == (None, None, True)


def test_one_step_back_takes_back_a_mark_and_not_the_protection(form: Path) -> None:
    with calc.opened(form) as book:
        cell = book.sheets["表"]["A1"]
        cell.color = (1, 2, 3)
        book.api.UndoManager.undo()
        assert cell.color is None
        assert book.sheets["表"].api.isProtected()


def test_what_excel_wrote_is_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    tab = book.add_worksheet("表 一")
    tab.write("A1", 0.855, book.add_format({"bg_color": "#FFEB9C", "num_format": "0.0%", "bold": True}))
    tab.write_comment("A1", "第一行\n第二行", {"author": "组织部"})
    tab.write_boolean("A2", True)
    tab.write_url("A3", "internal:'表 一'!A1", string="跳")
    book.define_name("全局", "='表 一'!$A$1:$B$2")
    book.define_name("'表 一'!局部", "='表 一'!$A$3")
    book.close()
    with calc.opened(tmp_path / "a.xlsx") as opened:
        cell = opened.sheets[0]["A1"]
        assert cell.note is not None
        assert (cell.color, cell.number_format, cell.font.bold) == ((255, 235, 156), "0.0%", True)
        assert (cell.note.text, opened.sheets[0]["A2"].value) == ("第一行\n第二行", True)
        assert opened.sheets[0]["A3"].hyperlink == "#'表 一'!A1"
        assert {name.name: name.refers_to for name in opened.names} == {
            "全局": "='表 一'!$A$1:$B$2",
            "'表 一'!局部": "='表 一'!$A$3",
        }


def test_filling_cells_leaves_their_notes(tmp_path: Path) -> None:
    """As a block, one by one, as formulas; on a protected sheet too."""
    with calc.opened(calc.protected(tmp_path / "a.xlsx")) as book:
        sheet = book.sheets["表"]
        sheet["B1"].add_note("留着")
        sheet["B1"].value = 7
        sheet["B1"].formula = "=1+1"
        sheet["B1"].formula = "文字"
        sheet["B1"].value = None
        assert [note.text for note in (sheet["B1"].note,) if note] == ["留着"]
    with calc.blank() as sheet:
        sheet["B2"].add_note("第一行\n第二行")
        sheet["A1:C3"].value = [[1, 2, 3]] * 3
        assert [note.text for note in (sheet["B2"].note,) if note] == ["第一行\n第二行"]

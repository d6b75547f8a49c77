"""What people do to cells in the real program does not fool the live self-check.

Each case begins with a form filled in without a fault, open in LibreOffice. A person edits it by mouse and keyboard (what
has no key goes through the program's own commands). Then the sheet is asked, and Python reads the file as saved: both
must name the same cells. Where rows or sheets themselves are harmed, the sheet may no longer say that all is well.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dangjian_xl.findings import Severity
from dangjian_xl.forms.layout import CHECK_ROW, Address, Layout
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.summary import Fact
from dangjian_xl.grids import Cell, cell_name
from tests.support import editing
from tests.support.desktop import Desktop
from tests.support.document import Document
from tests.support.forms import Kit, answers, kit_of
from tests.support.waiting import wait_until

TEXT = """
# 检查表 评分表 1 是
| 1 | 组织生活 | 党员大会 | 次数 | 20 | 4 | 否 | |
| 2 | 组织生活 | 主题党日 | 评分 | 30 | | 否 | |
| 3 | 阵地 | 有固定场所 | 是否 | 10 | | 否 | |
| 4 | 评价 | 群众评价 | 等次 | 10 | | 否 | |
| 5 | 特色 | 工作特色 | 评分 | 30 | | 是 | |
# 矩阵 评分矩阵 0 否
| 1 | | 履职 | 评分 | 60 | | 否 | |
| 2 | | 实绩 | 评分 | 40 | | 否 | |
"""
SHEET = """
{t} 1 = 4
{t} 2 = 30
{t} 3 = 是
{t} 4 = 好
{t} 5 = 30
"""
MATRIX = "\n".join(f"A{n} {i} = {30 + n}" for n in (1, 2) for i in (1, 2))
FILLED = {"检查表": SHEET.format(t="A1") + SHEET.format(t="A2"), "矩阵": MATRIX}
FINE = "自检：没有发现问题，可以上报"


@dataclass
class Table:
    """A form on the screen and on paper."""

    kit: Kit
    name: str
    screen: Document
    folder: Path

    @property
    def layout(self) -> Layout:
        """The first sheet's."""
        return self.kit.form(self.name).layouts[0]

    @property
    def tab(self) -> str:
        """The first sheet's name now."""
        return editing.tabs(self.screen)[0]

    def at(self, row: str, column: str) -> str:
        """An answer cell's name as issued, by item or target and column key: at("2", "f:value")."""
        kind = "i:" if self.layout.totals else "t:"
        return cell_name(*self.layout.cell(kind + row, column))

    def go(self, cell: str) -> None:
        """Click a cell."""
        self.screen.click(cell)
        wait_until(lambda: self.screen.active_cell == cell, what=f"the cursor on {cell}")

    def press(self, key: str) -> None:
        """A key, and what it brings about."""
        self.screen.key(key)
        editing.settle(self.screen)

    def copy(self, source: str, target: str) -> None:
        """Copy and paste by keyboard."""
        self.go(source)
        self.press("ctrl+c")
        self.paste(target)

    def paste(self, target: str) -> None:
        """Paste by keyboard; the question whether to overwrite is answered as people answer it."""
        self.go(target)
        self.press("ctrl+v")

    def move(self, source: str, target: str) -> None:
        """Cut and paste by keyboard."""
        self.go(source)
        self.press("ctrl+x")
        wait_until(lambda: not self.screen.cell(self.tab, source).string)
        self.paste(target)

    def write(self, cell: str, text: str) -> None:
        """Type into a cell."""
        self.go(cell)
        self.screen.type(text)
        self.press("Return")

    def fact(self, fact: Fact) -> str:
        """What the hidden key row says."""
        name = Screen(self.layout).fact(fact).replace("$", "")
        return self.screen.cell(editing.tabs(self.screen)[0], name).string

    def verdict(self) -> str:
        """The line on top of the first sheet."""
        return self.screen.cell(editing.tabs(self.screen)[0], cell_name(CHECK_ROW, 1)).string

    def row(self, row: int) -> list[str]:
        """What the 0-based row of the first sheet shows, from column B to beyond the links."""
        return [self.screen.cell(self.tab, cell_name(row, column)).string for column in range(1, 14)]

    def cell_saying(self, row: int, text: str) -> str:
        """The name of the cell in a row that shows a text."""
        return cell_name(row, self.row(row).index(text) + 1)

    def shown(self) -> set[str]:
        """The wrong cells that the hidden helpers name, as "sheet!cell" by the sheet's place."""
        found = set()
        for number, (tab, layout) in enumerate(
            zip(editing.tabs(self.screen), self.kit.form(self.name).layouts, strict=True)
        ):
            helpers = Screen(layout)
            for at in range(layout.first_row, helpers.bottom):
                for key, column in helpers.checks.items():
                    if self.screen.cell(tab, cell_name(at, column)).string:
                        found.add(f"{number}!{cell_name(at, helpers.columns[key])}")
        return found

    def judged(self) -> tuple[set[str], list[str]]:
        """What Python says of the file as saved: wrong cells likewise, and the codes of all other errors."""
        path = editing.saved_copy(self.screen, self.folder / "交回.xlsx")
        data = path.read_bytes()
        tabs = load_workbook(BytesIO(data), read_only=True).sheetnames
        cells, others = set(), []
        for finding in self.kit.collect(data).findings:
            if finding.code == "form-missing":
                continue
            if (
                finding.code.startswith("answer-")
                and finding.place.cell
                and finding.code != "answer-total-overwritten"
            ):
                cells.add(f"{tabs.index(finding.place.sheet)}!{finding.place.cell}")
            elif finding.severity is Severity.ERROR:
                others.append(finding.code)
        return cells, others


KIT = kit_of(TEXT)


def filled(name: str) -> dict[Address, Cell]:
    return answers(FILLED[name])


@pytest.fixture
def tables(desktop: Desktop, tmp_path: Path) -> Iterator[Callable[[str], Table]]:
    opened: list[Document] = []

    def open_(name: str) -> Table:
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(KIT.written(KIT.form(name), filled(name)))
        opened.append(desktop.open(path))
        table = Table(KIT, name, opened[-1], tmp_path)
        assert table.verdict() == FINE
        return table

    yield open_
    for document in opened:
        document.close()


def over_a_number(table: Table) -> None:
    """A printed text is pasted over a score."""
    table.copy(table.at("2", "s:text"), table.at("2", "f:value"))


def emptied(table: Table) -> None:
    table.go(table.at("3", "f:value"))
    table.press("Delete")


def nothing_pasted(table: Table) -> None:
    """An empty cell is copied over an answer."""
    table.copy(table.at("2", "f:remark"), table.at("4", "f:value"))


def filled_down(table: Table) -> None:
    """30 points are filled down from item 2 over 是 and 好."""
    table.go(table.at("2", "f:value"))
    table.press("shift+Down")
    table.press("shift+Down")
    table.press("ctrl+d")


def moved(table: Table) -> None:
    """An answer is cut and pasted one row lower: formulas must not follow it."""
    table.move(table.at("2", "f:value"), table.at("3", "f:value"))


def moved_away(table: Table) -> None:
    table.move(table.at("4", "f:value"), table.at("5", "f:remark"))


def moved_and_filled_again(table: Table) -> None:
    """What was left blank by a cut is typed again: all is well but where it was pasted."""
    table.move(table.at("1", "f:value"), table.at("2", "f:value"))
    editing.put(table.screen, table.tab, table.at("1", "f:value"), 4.0)
    editing.put(table.screen, table.tab, table.at("2", "f:reason"), "少")


def undone(table: Table) -> None:
    moved(table)
    for _ in ("paste", "cut"):
        table.press("ctrl+z")


def typed_as_text(table: Table) -> None:
    """Refused as it is typed: the old value stays."""
    table.write(table.at("2", "f:value"), "'30")


def typed_word(table: Table) -> None:
    """Likewise."""
    table.write(table.at("1", "f:value"), "四次")


def typed_percent(table: Table) -> None:
    """It reads 0.8 with a format: nobody means eight tenths of a point."""
    table.write(table.at("2", "f:value"), "80%")
    table.write(table.at("2", "f:reason"), "不足")


def row_inserted_above(table: Table) -> None:
    """Under the title: the whole table moves down."""
    editing.unprotect(table.screen, table.tab)
    editing.insert_rows(table.screen, table.tab, 2)


def fewer_without_reason(table: Table) -> None:
    table.write(table.at("1", "f:value"), "2")


def fewer_with_reason(table: Table) -> None:
    fewer_without_reason(table)
    table.write(table.at("1", "f:reason"), "少两次")


def formula_error(table: Table) -> None:
    """A copied formula brings an error value along."""
    editing.put_formula(table.screen, table.tab, table.at("5", "f:value"), "=1/0")


def matrix_moved(table: Table) -> None:
    table.move(table.at("A1", "i:1"), table.at("A2", "i:2"))


def matrix_block(table: Table) -> None:
    """A row of two scores is pasted over the row below, then one is deleted."""
    table.go(table.at("A1", "i:1"))
    table.press("shift+Right")
    table.press("ctrl+c")
    table.paste(table.at("A2", "i:1"))
    table.go(table.at("A2", "i:2"))
    table.press("Delete")


def tab_renamed(table: Table) -> None:
    editing.rename(table.screen, table.tab, "我的表")
    emptied(table)


def row_inserted(table: Table) -> None:
    """A protected sheet is unprotected, which needs no password, and a row inserted."""
    editing.unprotect(table.screen, table.tab)
    editing.insert_rows(table.screen, table.tab, table.layout.first_row + 1)


def row_inserted_and_emptied(table: Table) -> None:
    row_inserted(table)
    editing.put(table.screen, table.tab, cell_name(table.layout.first_row + 4, 7), "")


def column_inserted(table: Table) -> None:
    editing.unprotect(table.screen, table.tab)
    editing.insert_columns(table.screen, table.tab, 7)


def sorted_whole(table: Table) -> None:
    """All of the rows, the hidden key and the self-check included, are sorted upside down; then one is emptied."""
    editing.unprotect(table.screen, table.tab)
    first, last = table.layout.first_row, Screen(table.layout).bottom - 1
    editing.sort_down(
        table.screen, table.tab, f"A{first + 1}:{cell_name(last, Screen(table.layout).applies)}", 1
    )
    editing.put(table.screen, table.tab, cell_name(first, 7), "")


#: What is done, on which form, and how many cells are wrong afterwards.
EDITS: dict[str, tuple[str, Callable[[Table], None], int]] = {
    "a text pasted over a number": ("检查表", over_a_number, 1),
    "an answer deleted": ("检查表", emptied, 1),
    "an empty cell pasted over an answer": ("检查表", nothing_pasted, 1),
    "filled down over a choice": ("检查表", filled_down, 2),
    "cut and moved onto another answer": ("检查表", moved, 2),
    "cut and moved into the remarks": ("检查表", moved_away, 1),
    "cut, moved and filled again": ("检查表", moved_and_filled_again, 0),
    "cut, moved and undone": ("检查表", undone, 0),
    "a number typed as text": ("检查表", typed_as_text, 0),
    "a word typed for a count": ("检查表", typed_word, 0),
    "a percentage typed": ("检查表", typed_percent, 1),
    "a row inserted above the table": ("检查表", row_inserted_above, 0),
    "fewer without a reason": ("检查表", fewer_without_reason, 1),
    "fewer with a reason": ("检查表", fewer_with_reason, 0),
    "a formula that is an error": ("检查表", formula_error, 1),
    "cut and moved in a matrix": ("矩阵", matrix_moved, 1),
    "a block pasted in a matrix, one deleted": ("矩阵", matrix_block, 1),
    "a tab renamed": ("检查表", tab_renamed, 1),
    "a row inserted": ("检查表", row_inserted, 0),
    "a row inserted, an answer emptied": ("检查表", row_inserted_and_emptied, 1),
    "a column inserted": ("检查表", column_inserted, 0),
    "all rows sorted, an answer emptied": ("检查表", sorted_whole, 1),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_sheet_and_python_name_the_same_cells(
    tables: Callable[[str], Table], edit: str
) -> None:
    form, does, count = EDITS[edit]
    table = tables(form)
    does(table)
    editing.settle(table.screen)
    if edit != "a row inserted above the table":
        wait_until(lambda: (table.verdict() == FINE) == (count == 0), what="the verdict")
    else:
        assert FINE in table.row(CHECK_ROW + 1)
    cells, others = table.judged()
    assert others == []
    assert len(cells) == count
    if edit != "a column inserted":
        assert table.fact(Fact.COUNT) == str(count)
    if edit not in (
        "a column inserted",
        "a row inserted, an answer emptied",
        "a row inserted above the table",
    ):
        assert table.shown() == cells


def row_deleted(table: Table) -> None:
    editing.unprotect(table.screen, table.tab)
    editing.delete_row(table.screen, table.tab, table.layout.first_row + 1)


def row_twice(table: Table) -> None:
    """A row is copied over the next one, its hidden key included."""
    editing.unprotect(table.screen, table.tab)
    first = table.layout.first_row
    editing.copy_row(table.screen, table.tab, first, first + 1)


def tab_deleted(table: Table) -> None:
    editing.delete_tab(table.screen, editing.tabs(table.screen)[1])


def sorted_without_keys(table: Table) -> None:
    """What is seen is sorted, the hidden key column and the self-check stay."""
    editing.unprotect(table.screen, table.tab)
    first, screen = table.layout.first_row, Screen(table.layout)
    block = f"B{first + 1}:{cell_name(screen.bottom - 1, screen.last)}"
    editing.sort_down(table.screen, table.tab, block, 0)


def words_pasted_over(table: Table) -> None:
    """The words of one row are pasted over another's."""
    editing.unprotect(table.screen, table.tab)
    table.copy(table.at("1", "s:text"), table.at("2", "s:text"))


def check_deleted(table: Table) -> None:
    """A self-check is deleted, so that nothing would be told of its row."""
    editing.unprotect(table.screen, table.tab)
    emptied(table)
    editing.put(table.screen, table.tab, table.at("3", "x:check"), "")


#: Harm to the table itself, and what Python says of it.
HARM: dict[str, tuple[Callable[[Table], None], set[str]]] = {
    "a row deleted": (row_deleted, {"form-row-missing"}),
    "a row over another": (row_twice, {"form-row-twice", "form-row-missing"}),
    "a sheet deleted": (tab_deleted, {"form-sheet-missing"}),
    "rows sorted without their keys": (sorted_without_keys, {"form-row-mixed"}),
    "words pasted over": (words_pasted_over, {"form-row-mixed"}),
    "a self-check deleted": (check_deleted, {"answer-blank"}),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_harmed_table_does_not_say_that_all_is_well(tables: Callable[[str], Table], harm: str) -> None:
    does, codes = HARM[harm]
    table = tables("检查表")
    does(table)
    editing.settle(table.screen)
    wait_until(lambda: table.verdict() != FINE, what="the verdict")
    cells, others = table.judged()
    assert set(others) | ({"answer-blank"} if cells else set()) == codes


def test_what_a_filter_hides_still_counts(tables: Callable[[str], Table]) -> None:
    table = tables("检查表")
    emptied(table)
    editing.settle(table.screen)
    editing.hide_row(table.screen, table.tab, table.layout.first_row + 2)
    assert table.fact(Fact.COUNT) == "1"
    assert table.fact(Fact.FIRST) == table.at("3", "f:value")
    wait_until(lambda: "第一处在隐藏的行里，请先取消筛选" in table.row(CHECK_ROW), what="the link's words")


def test_links_lead_from_one_problem_to_the_next_and_on_to_the_next_sheet(
    tables: Callable[[str], Table],
) -> None:
    """Followed as people follow them, after the tabs were renamed."""
    table = tables("检查表")
    first, second = editing.tabs(table.screen)
    for item in ("2", "4"):
        editing.put(table.screen, first, table.at(item, "f:value"), "")
    editing.put(table.screen, second, table.at("3", "f:value"), "")
    editing.rename(table.screen, first, "改了名")
    editing.rename(table.screen, second, "也改了'名")
    link = table.cell_saying(CHECK_ROW, "到第一处需修改的格")
    table.screen.ctrl_click(link)
    wait_until(lambda: table.screen.active_cell == table.at("2", "f:value"))
    at = table.layout.first_row
    table.screen.ctrl_click(table.cell_saying(at + 1, "到下一处"))
    wait_until(lambda: table.screen.active_cell == table.at("4", "f:value"))
    assert table.cell_saying(at + 3, "最后一处")
    for item, value in (("2", 30.0), ("4", "好")):
        editing.put(table.screen, "改了名", table.at(item, "f:value"), value)
    assert table.verdict() == "自检：本表没有发现问题，其他表还有 1 处"
    table.screen.ctrl_click(table.cell_saying(CHECK_ROW, "到下一张有问题的表"))
    wait_until(lambda: table.screen.active_sheet == "也改了'名")
    table.screen.ctrl_click(link)
    wait_until(lambda: table.screen.active_cell == table.at("3", "f:value"))

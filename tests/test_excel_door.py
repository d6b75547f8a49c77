"""The Excel door in a real spreadsheet program: every function of it, through the xlwings engine for LibreOffice."""

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangjian_xl import pipeline, xl
from dangjian_xl.errors import CannotRunError
from dangjian_xl.excel.board import GONE, Board, Line
from dangjian_xl.excel.opened import grids_of
from dangjian_xl.excel.steps import check_book
from dangjian_xl.findings import Finding, Place
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.grids import Cell, CellError
from dangjian_xl.outputs.workbench import MOST_LINES, SENTENCES, workbench
from dangjian_xl.reading.notes import OWN_NOTE
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.returns.intake import Opened
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import Workspace
from tests.support import calc
from tests.support.forms import Kit, kit_of, places
from tests.support.year import KEY, issued_path, scheme_of, workspace

pytestmark = pytest.mark.long

SMALL = Path(__file__).parent / "data" / "small.md"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Scheme]:
    folder = tmp_path_factory.mktemp("门") / "2022年度"
    scheme = scheme_of(SMALL.read_text(encoding="utf-8"))
    workspace(folder, scheme)
    return folder, scheme


@contextmanager
def form_in(
    year: tuple[Path, Scheme], form_id: str, home: str = "回收"
) -> Iterator[tuple[xw.Book, IssuedForm]]:
    """A blank form, open from a folder of the workspace."""
    folder, scheme = year
    form = issued_forms(scheme)[form_id]
    path = folder / home / "打开的表.xlsx"
    shutil.copy(issued_path(folder, scheme, form), path)
    try:
        with calc.opened(path) as book:
            yield book, form
    finally:
        path.unlink()


def test_an_open_form_reads_as_its_file_does(tmp_path: Path) -> None:
    """Whatever stands in the answers of every kind of form."""
    kit = kit_of()
    odd: Iterator[Cell] = itertools.cycle(["是", "好", "约85", " 8 ", "＝1", 1, 0.5, 9.25, True, "", "=1+1"])
    for number, form in enumerate(kit.forms.values()):
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(kit.written(form, dict(zip(form.specs, odd, strict=False))))
        with calc.opened(path) as book:
            here = kit.recogniser.recognise(Opened("表", "", grids_of(book), None))
        there = kit.recogniser.recognise(Opened("表", "", read_grids(path.read_bytes()), None))
        assert here.sheets == there.sheets
        assert here.findings == there.findings


def test_errors_and_percents_read_as_people_see_them() -> None:
    with calc.blank() as sheet:
        sheet["A1"].formula = "=1/0"
        sheet["A2"].formula = "=NA()"
        sheet["B1"].value, sheet["B2"].value = 0.8, 0.8
        sheet["B1"].number_format = "0%"
        grid = grids_of(sheet.book)[sheet.name]
    assert [row[:2] for row in grid] == [[CellError("#DIV/0!"), "80%"], [CellError("#N/A"), 0.8]]


def test_a_far_cell_is_refused_in_one_sentence() -> None:
    with calc.blank() as sheet:
        sheet["XFD900000"].value = "x"
        with pytest.raises(CannotRunError, match="XFD900000"):
            grids_of(sheet.book)


def looks(book: xw.Book, cells: list[tuple[str, str]]) -> list[tuple[object, str]]:
    """Colour and note of cells."""
    found: list[tuple[object, str]] = []
    for tab, name in cells:
        cell = book.sheets[tab].range(name)
        found.append((cell.color, cell.note.text if cell.note else ""))
    return found


def test_a_check_marks_what_collect_would_find_and_clears_old_marks_first(
    year: tuple[Path, Scheme],
) -> None:
    with form_in(year, "现场/L1") as (book, form):
        keys = list(places(form).values())
        cells = []
        for layout, *where in keys:
            row, column = layout.cell(*where)
            cells.append(
                (layout.name, book.sheets[layout.name].range((row + 1, column + 1)).get_address(False, False))
            )
        own = book.sheets[cells[1][0]].range(cells[1][1])
        own.add_note("我自己的批注")
        before = looks(book, cells)
        asked = [n for n, (layout, *where) in enumerate(keys) if layout.answers[where[0], where[1]].required]
        for n in asked:
            book.sheets[cells[n][0]].range(cells[n][1]).value = 1
        spoiled = asked[:3]
        for n, wrong in zip(spoiled, ("约85", -1, "８５分"), strict=True):
            book.sheets[cells[n][0]].range(cells[n][1]).value = wrong
        first, marked = check_book(book)
        assert marked
        assert {(f.place.sheet, f.place.cell) for f in first} == {cells[n] for n in spoiled}
        now = looks(book, cells)
        assert [n for n, (old, new) in enumerate(zip(before, now, strict=True)) if old != new] == spoiled
        for n in spoiled:
            assert all(f.sentence in now[n][1] for f in first if (f.place.sheet, f.place.cell) == cells[n])
        assert now[1][1].startswith("我自己的批注")
        # The same again: nothing is added twice.
        check_book(book)
        assert looks(book, cells) == now
        for n in spoiled:
            book.sheets[cells[n][0]].range(cells[n][1]).value = 1
        assert check_book(book) == ((), True)
        assert looks(book, cells) == before
        assert [name.name for name in book.names if "mark" in name.name] == []


def test_what_is_checked_is_what_stands_there_not_what_was_saved(year: tuple[Path, Scheme]) -> None:
    with form_in(year, "现场/D1") as (book, _):
        path = Path(book.fullname)
        saved = path.read_bytes()
        found, _ = check_book(book)
        assert [f.code for f in found] == ["form-all-blank"]
        assert [f.code for f in pipeline.check([path]).findings] == ["form-all-blank"]
        assert path.read_bytes() == saved


def test_an_open_scheme_is_checked_and_marked(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    with calc.opened(folder / "方案.xlsx") as book:
        whole, _ = check_book(book)
        assert not [f for f in whole if f.severity.value == "error"]
        sheet = book.sheets["等次"]
        sheet["B6"].value = "不是数"
        found, _ = check_book(book)
        wrong = [f for f in found if f.severity.value == "error"]
        assert ("等次", "B6") in {(f.place.sheet, f.place.cell) for f in wrong}
        note = sheet["B6"].note
        assert note
        assert note.text.startswith(OWN_NOTE)


@pytest.mark.parametrize("stray", ["not saved", "elsewhere", "another year's"])
def test_what_cannot_be_checked_is_told_in_one_sentence_and_left(
    year: tuple[Path, Scheme], tmp_path: Path, stray: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, scheme = year
    monkeypatch.setattr(xl, "application", calc.app)
    form = issued_forms(scheme)["现场/D1"]
    if stray == "not saved":
        with calc.blank() as sheet:
            sheet.book.activate()
            with pytest.raises(CannotRunError, match="还没有保存过"):
                xl.check_active()
        return
    if stray == "elsewhere":
        path = tmp_path / "邮件附件.xlsx"
        shutil.copy(issued_path(folder, scheme, form), path)
    else:
        path = folder / "回收" / "往年.xlsx"
        other = Kit(scheme_of(SMALL.read_text(encoding="utf-8").replace("2022", "2021")), key=KEY)
        path.write_bytes(other.written(other.forms["现场/D1"]))
    with calc.opened(path) as book:
        book.activate()
        cells = [(s.name, "A1") for s in book.sheets]
        before = looks(book, cells)
        if stray == "elsewhere":
            with pytest.raises(CannotRunError, match="不在工作目录里"):
                xl.check_active()
        else:
            assert [f.code for f in xl.check_active()[0]] == ["form-other-scheme"]
        assert looks(book, cells) == before
        assert not [name for name in book.names if "mark" in name.name]
    path.unlink()


# The workbench's screen.


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    path = tmp_path / "工作台.xlsm"
    path.write_bytes(workbench(""))
    with calc.opened(path) as book:
        yield Board(book)


def finding(number: int) -> Finding:
    return Finding.of(
        "file-unreadable", Place(f"回收/{number}.xlsx", "表", f"C{number + 1}"), reason=f"原因{number}"
    )


def top(board: Board) -> xw.Range:
    """The list's first row: below the heading that has the name."""
    return board.book.names["djxl_list"].refers_to_range.offset(1, 0)


def shown_rows(board: Board) -> list[tuple[str, str, str]]:
    """Per row: step and severity, file, note."""
    first = top(board)
    rows = first.resize(60, 7).options(ndim=2).value
    return [(row[0] or "", row[1] or "", row[6] or "") for row in rows if any(row)]


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    runs=st.lists(
        st.tuples(st.sampled_from("①③◎"), st.lists(st.integers(1, 6), unique=True, max_size=5)), max_size=5
    ),
    noted=st.sets(st.integers(0, 4), max_size=2),
)
def test_the_list_holds_the_last_run_of_each_button_and_loses_no_note(
    board: Board, runs: list[tuple[str, list[int]]], noted: set[int]
) -> None:
    first = top(board)
    first.resize(80, 11).clear_contents()
    latest: dict[str, list[int]] = {}
    notes: list[str] = []
    for turn, (mark, numbers) in enumerate(runs):
        board.renew({mark}, [Line.of(mark, finding(n)) for n in numbers])
        latest[mark] = numbers
        for at in noted:
            if at < len(shown_rows(board)) and not shown_rows(board)[at][2]:
                first.offset(at, 6).value = f"备注{turn}-{at}"
                notes.append(f"备注{turn}-{at}")
    rows = shown_rows(board)
    assert sorted(note for _, _, note in rows if note) == sorted(notes)
    for mark, numbers in latest.items():
        standing = [file for label, file, _ in rows if label.startswith(mark)]
        assert [f"回收/{n}.xlsx" for n in numbers] == standing[: len(numbers)]


def test_rows_that_people_wrote_or_changed_are_kept(board: Board) -> None:
    board.renew({"③"}, [Line.of("③", finding(1)), Line.of("③", finding(2))])
    first = top(board)
    first.offset(0, 4).value = "我改写过的问题"
    first.offset(5, 2).value = "自己的一行"
    board.renew({"③"}, [Line.of("③", finding(3))])
    cells = first.resize(6, 7).options(ndim=2).value
    texts = [cell for row in cells for cell in row if cell]
    assert "我改写过的问题" in texts
    assert "自己的一行" in texts
    assert not [text for text in texts if GONE in str(text)]


def test_text_from_forms_stays_text_in_the_list(board: Board) -> None:
    evil = '=HYPERLINK("http://example.org","点")'
    place = Place(f"回收/{evil}.xlsx", evil, "C1")
    board.renew({"③"}, [Line.of("③", Finding.of("file-unreadable", place, reason=evil))])
    first = top(board)
    cells = [first.offset(0, at) for at in range(10)]
    # A text is its own formula; what a formula shows is another text.
    assert [at for at, cell in enumerate(cells) if cell.value and cell.formula != str(cell.value)] == [1]
    assert str(cells[1].formula).startswith('=HYPERLINK("回收/')


def test_a_deleted_row_takes_only_itself_along(board: Board) -> None:
    """The first one too: people delete what is done with."""
    board.renew({"③"}, [Line.of("③", finding(n)) for n in (1, 2, 3)])
    top(board).offset(1, 6).value = "问过了"
    row = top(board).row
    top(board).sheet.range(f"{row}:{row}").delete()
    board.renew({"③"}, [Line.of("③", finding(n)) for n in (2, 3, 4)])
    assert shown_rows(board) == [
        ("③ 错误", "回收/2.xlsx", "问过了"),
        ("③ 错误", "回收/3.xlsx", ""),
        ("③ 错误", "回收/4.xlsx", ""),
    ]


def test_rows_that_say_the_same_keep_each_its_note_and_come_back_to_it(board: Board) -> None:
    same = [Line.of("③", finding(1)), Line.of("③", finding(1))]
    board.renew({"③"}, same)
    for at, note in enumerate(("甲", "乙")):
        top(board).offset(at, 6).value = note
    board.renew({"③"}, same)
    assert [note for _, _, note in shown_rows(board)] == ["甲", "乙"]
    board.renew({"③"}, [])
    assert [note for _, _, note in shown_rows(board)] == ["甲", "乙"]
    board.renew({"③"}, same)
    assert shown_rows(board) == [("③ 错误", "回收/1.xlsx", "甲"), ("③ 错误", "回收/1.xlsx", "乙")]


def test_a_column_put_into_the_list_stops_it_and_nothing_is_lost(board: Board) -> None:
    board.renew({"③"}, [Line.of("③", finding(1))])
    top(board).offset(0, 6).value = "问过了"
    sheet, row = top(board).sheet, top(board).row
    sheet.range("D:D").insert(shift="right")
    before = sheet.range((row, 1), (row + 3, 12)).value
    with pytest.raises(CannotRunError, match="请撤销这些改动"):
        board.renew({"③"}, [])
    assert sheet.range((row, 1), (row + 3, 12)).value == before


@pytest.mark.long
def test_more_rows_than_anybody_reads_are_counted(board: Board) -> None:
    board.renew({"③"}, [Line.of("③", finding(n % 5)) for n in range(MOST_LINES + 7)])
    last = top(board).offset(MOST_LINES, 4).value
    assert "另有 7 条没有列出" in str(last)
    board.renew({"③"}, [])
    assert shown_rows(board) == []


@pytest.mark.parametrize("name", ["甲#1.xlsx", "甲'乙.xlsx", '甲"乙.xlsx', "长" * 252 + ".xlsx", "100%.xlsx"])
def test_odd_names_are_shown_and_linked_only_where_excel_can(board: Board, name: str) -> None:
    found = Finding.of("file-unreadable", Place(f"回收/{name}", "表'一", "C2"), reason="坏")
    board.renew({"③"}, [Line.of("③", found)])
    cell = top(board).offset(0, 1)
    assert cell.value == f"回收/{name}"
    linked = "#" not in name and len(name) < 200
    assert (cell.formula != cell.value) == linked
    top(board).select()
    assert board.selected()[:2] == (f"回收/{name}", "'表''一'!C2")


def test_every_hidden_cell_of_a_row_is_text_for_excel(board: Board) -> None:
    """Else Excel would read a seal like 12e4 as a number, and the row would be nobody's."""
    formats = [top(board).offset(0, at).number_format for at in range(11)]
    assert [at for at, code in enumerate(formats) if code != "@"] == [1]
    assert Line.of("③", finding(1)).seal[0].isalpha()


def test_one_step_at_a_time(board: Board) -> None:
    workspace_of = Workspace(Path(board.book.fullname).parent)
    with (
        workspace_of.busy(),
        pytest.raises(CannotRunError, match="上一步还在进行"),
        workspace_of.busy(),
    ):
        raise AssertionError("two at a time")
    with workspace_of.busy():
        pass


@pytest.mark.parametrize("gone", ["djxl_list", "djxl_state", "djxl_collect_state"])
def test_a_damaged_screen_is_told(board: Board, gone: str) -> None:
    board.book.names[gone].delete()
    with pytest.raises(CannotRunError) as told:
        board.step("collect", "已完成") if "collect" in gone else board.require()
    assert str(told.value) == SENTENCES["djxl_say_broken"]


def test_every_step_that_has_a_button_can_be_run() -> None:
    from dangjian_xl.excel.steps import STEPS
    from dangjian_xl.outputs import workbench as screen

    assert {step.code for step in (*screen.STEPS, *screen.TOOLS, *screen.ROW_TOOLS)} == STEPS.keys()
    source = (Path(__file__).parent.parent / "macros" / "workbench.bas").read_text(encoding="ascii")
    for step in (*screen.STEPS, *screen.TOOLS, *screen.ROW_TOOLS):
        assert f'Public Sub djxl_{step.macro}()\n    RunStep "{step.code}"' in source

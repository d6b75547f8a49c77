"""The Excel door: what buttons in an open workbook call. Thin, like the command line, and by xlwings' public interface.

from dangjian_xl import xl
xl.check_active()                       # full check of the workbook in front, marked in its cells
xl.run(xw.Book.caller(), "collect")     # a step of the workbench
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.errors import CannotRunError, UnusableSchemeError, bug_sentence
from dangjian_xl.excel.board import Board
from dangjian_xl.excel.steps import OPEN_MARK, STEPS, check_book, refused
from dangjian_xl.excel.task import Outcome, Task
from dangjian_xl.outputs.workbench import DONE, FAILED, OPENED, RUNNING, SENTENCES, WORKBENCH_STEPS
from dangjian_xl.style import GREEN, RED
from dangjian_xl.workspace import SCHEME_NAME, WORKBENCH_NAME, Workspace

if TYPE_CHECKING:
    import xlwings as xw

    from dangjian_xl.findings import Finding


def application() -> xw.App:
    """The spreadsheet program that is open: Excel, or on Linux LibreOffice. CannotRunError if there is none."""
    return _applications()[0]


def _applications() -> list[xw.App]:
    """All that are open, the one in front first."""
    if sys.platform.startswith("linux"):
        from dangjian_xl import libreoffice

        return [libreoffice.attach()]
    import xlwings as xw

    found = list(xw.apps)
    if not found:
        raise CannotRunError("没有打开的 Excel；请先打开工作台或要检查的表。")
    return found


def run_from_button(step: str) -> None:
    """A button of the workbench, by way of xlwings' RunPython."""
    import xlwings as xw

    run(xw.Book.caller(), step)


def run_by_path(path: Path, step: str) -> None:
    """A button of the workbench, by way of the command: the open workbook is found by its path."""
    if step not in STEPS:
        raise CannotRunError(f"没有“{step}”这一步；工作台的按钮会自己写对。")
    books = (book for app in _applications() for book in app.books)
    book = next((b for b in books if _same(b.fullname, path)), None)
    if book is None:
        raise CannotRunError(f"“{path}”没有打开；请先打开工作台，再点按钮。")
    run(book, step)


def run(book: xw.Book, step: str) -> None:
    """Run one step for an open workbench and write into it what came out; nothing is raised for what staff can mend."""
    board = Board(book)
    # Taking in a folder ends with what ③ does.
    row = {"take-in": "collect"}.get(step, step)
    row = row if row in WORKBENCH_STEPS else ""
    try:
        board.require()
        board.say(f"{RUNNING}……")
        if row:
            board.step(row, RUNNING)
        outcome = _run(book, board, step)
    except UnusableSchemeError as error:
        outcome = refused(str(error), error.findings)
    except CannotRunError as error:
        outcome = Outcome(str(error), state=FAILED)
    except Exception as error:  # noqa: BLE001 - the last resort: staff never see a traceback
        outcome = Outcome(bug_sentence(error), state=FAILED)
    finally:
        book.app.status_bar = False
    _show(board, row, outcome)


def check_active() -> tuple[tuple[Finding, ...], bool]:
    """Check the workbook in front with all rules and mark its cells; returns what was found, and whether it was marked."""
    app = application()
    if not len(app.books):
        raise CannotRunError("没有打开的表；请先打开要检查的表或方案，再检查。")
    book = app.books.active
    if not Path(book.fullname).is_absolute():
        raise CannotRunError(f"“{book.name}”还没有保存过；请先把它保存到工作目录里，再检查。")
    if book.name == WORKBENCH_NAME:
        raise CannotRunError("现在排在最前面的是工作台；请先点到要检查的表或方案，再检查。")
    return check_book(book)


def _run(book: xw.Book, board: Board, step: str) -> Outcome:
    path = Path(book.fullname)
    if not path.is_absolute():
        raise CannotRunError(SENTENCES["djxl_say_unsaved"])
    if not (path.parent / SCHEME_NAME).is_file():
        raise CannotRunError(SENTENCES["djxl_say_elsewhere"])

    def progress(done: int, every: int) -> None:
        # Each call goes over to the other program: a few are enough.
        if done == every or done % max(1, every // 20) == 0:
            book.app.status_bar = f"{RUNNING}：{done} / {every}"

    with Workspace(path.parent).busy():
        return STEPS[step](Task(path.parent, board, progress))


def _show(board: Board, step: str, outcome: Outcome) -> None:
    try:
        if outcome.marks:
            # What was checked while it was open may be mended by now.
            with board.book.app.properties(screen_updating=False):
                board.renew({*outcome.marks, OPEN_MARK}, outcome.lines)
        if step:
            now = datetime.now().replace(microsecond=0)  # noqa: DTZ005 - the clock on the wall
            board.step(step, outcome.state, outcome.count, now)
        board.say(outcome.sentence, GREEN if outcome.state in (DONE, OPENED) else RED)
    except CannotRunError as error:
        # The screen itself is damaged; the sentences still have to reach whoever sits before it.
        board.book.app.alert(f"{outcome.sentence}\n{error}", "工作台")
    except Exception as error:  # noqa: BLE001 - as above
        board.book.app.alert(f"{outcome.sentence}\n{bug_sentence(error)}", "工作台")


def _same(fullname: str, path: Path) -> bool:
    try:
        return Path(fullname).samefile(path)
    except OSError:
        return Path(fullname) == path

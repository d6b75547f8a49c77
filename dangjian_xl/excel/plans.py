"""The workbench's buttons beside the year's five steps: cross-inspection, agenda, two levels, rectification."""

from __future__ import annotations

from pathlib import Path

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError
from dangjian_xl.excel.task import Outcome, Task, told, whole_path
from dangjian_xl.sentences import of_agenda, of_handin, of_rectification, of_schedule, of_split
from dangjian_xl.workspace import SCHEME_NAME

#: Begins each button's rows of the list; a step's rows begin with its number.
_SCHEDULE, _AGENDA, _SPLIT, _HANDIN, _RECTIFY = "交议分报改"


def schedule(task: Task) -> Outcome:
    """The cross-inspection, into the scheme."""
    _closed(task)
    scheduled = pipeline.schedule(task.folder)
    return told(_SCHEDULE, of_schedule(scheduled), "", scheduled.findings)


def agenda(task: Task) -> Outcome:
    """Who speaks when."""
    _closed(task)
    spoken = pipeline.agenda(task.folder)
    return told(_AGENDA, of_agenda(spoken), "", spoken.findings)


def split(task: Task) -> Outcome:
    """A scheme for each unit that assesses its own branches."""
    divided = pipeline.split(task.folder)
    return told(_SPLIT, of_split(divided), "", divided.findings)


def handin(task: Task) -> Outcome:
    """A unit's grades into the college's summary form."""
    name = task.board.form
    path = whole_path(name, "请先在“填汇总表”那一行的黄格里，写上学校发来的汇总表（完整的路径和文件名）。")
    if not path.is_file():
        raise CannotRunError(f"找不到“{name}”；请核对路径和文件名。")
    handed = pipeline.handin(task.folder, path, task.progress)
    return told(_HANDIN, of_handin(handed), "", handed.findings)


def rectify(task: Task) -> Outcome:
    """The lists that came back."""
    ledger = pipeline.LEDGER_NAME
    if any(book.name == ledger for book in task.board.book.app.books):
        raise CannotRunError(f"{ledger} 正开着；请先保存并关闭它，再点按钮，以免盖掉新的台账。")
    followed = pipeline.rectify(task.folder, task.progress)
    return told(_RECTIFY, of_rectification(followed), "", followed.findings)


def _closed(task: Task) -> None:
    """What is open here would be saved over what we write, lock files or not."""
    if any(Path(book.fullname) == task.folder / SCHEME_NAME for book in task.board.book.app.books):
        raise CannotRunError(f"{SCHEME_NAME} 正开着；请先保存并关闭它，再点按钮，以免盖掉排好的内容。")

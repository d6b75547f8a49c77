"""The workbench's buttons beside the year's five steps: cross-inspection, agenda, two levels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError
from dangjian_xl.excel.task import Outcome, Task, told
from dangjian_xl.findings import Finding, has_errors
from dangjian_xl.workspace import SCHEME_NAME

#: Begins each button's rows of the list; a step's rows begin with its number.
_SCHEDULE, _AGENDA, _SPLIT, _HANDIN = "交议分报"


def schedule(task: Task) -> Outcome:
    """The cross-inspection, into the scheme."""
    _closed(task)
    scheduled = pipeline.schedule(task.folder)
    found = _about(scheduled.findings, "schedule-")
    if not scheduled.printed:
        return told(_SCHEDULE, "交叉检查没有排成，方案没有改动；哪几条要求合不拢，列在下面。", "", found)
    new = f"填进方案 {scheduled.added} 行" if scheduled.added else "方案里已经排满，没有改动"
    dated = f"，补了 {scheduled.dated} 个日期" if scheduled.dated else ""
    return told(_SCHEDULE, f"交叉检查：{new}{dated}；要打印的在“{scheduled.printed}”。", "", found)


def agenda(task: Task) -> Outcome:
    """Who speaks when."""
    _closed(task)
    spoken = pipeline.agenda(task.folder)
    found = _about(spoken.findings, "agenda-")
    if not spoken.agendas:
        return told(_AGENDA, "会议时间不够，议程没有排，也没有抽签；差多少列在下面。", "", found)
    lots = "；".join(f"“{session}”抽签号 {seed}，已记进方案" for session, seed in spoken.drawn.items())
    left = "，有的层面排不下，列在下面" if has_errors(found) else ""
    sentence = f"排了 {len(spoken.agendas)} 场{left}；议程在“安排/现场述职议程.xlsx”"
    return told(_AGENDA, f"{sentence}{'；' + lots if lots else ''}。", "", found)


def split(task: Task) -> Outcome:
    """A scheme for each unit that assesses its own branches."""
    divided = pipeline.split(task.folder)
    units = len({name.partition("/")[0] for name in divided.files})
    sentence = f"切分完成：“分级”目录里有 {units} 个单位的文件夹，请整个文件夹发给各单位。"
    return told(_SPLIT, sentence, "", _about(divided.findings, "unit-"))


def handin(task: Task) -> Outcome:
    """A unit's grades into the college's summary form."""
    name = task.board.form
    if not name:
        raise CannotRunError("请先在“填汇总表”那一行的黄格里，写上学校发来的汇总表（完整的路径和文件名）。")
    path = Path(name).expanduser()
    if not path.is_absolute():
        raise CannotRunError(f"“{name}”不是完整的路径；请从盘符或根目录写起。")
    if not path.is_file():
        raise CannotRunError(f"找不到“{name}”；请核对路径和文件名。")
    handed = pipeline.handin(task.folder, path, task.progress)
    sentence = f"填入 {len(handed.grades)} 个等次，见“{handed.file}”；其余各栏写好、保存后，交给学校。"
    return told(_HANDIN, sentence, "", _about(handed.findings, "unit-"))


def _closed(task: Task) -> None:
    """What is open here would be saved over what we write, lock files or not."""
    if any(Path(book.fullname) == task.folder / SCHEME_NAME for book in task.board.book.app.books):
        raise CannotRunError(f"{SCHEME_NAME} 正开着；请先保存并关闭它，再点按钮，以免盖掉排好的内容。")


def _about(findings: Sequence[Finding], beginning: str) -> list[Finding]:
    """What else is noticed in the scheme is told by ①."""
    return [finding for finding in findings if finding.code.startswith(beginning)]

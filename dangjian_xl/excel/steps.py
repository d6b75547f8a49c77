"""What the workbench's buttons do: each calls one use case and tells what came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl import pipeline
from dangjian_xl.errors import CannotRunError
from dangjian_xl.excel import marks, plans
from dangjian_xl.excel.board import Line
from dangjian_xl.excel.opened import grids_of
from dangjian_xl.excel.task import Outcome, Task, state_of, told, whole_path
from dangjian_xl.findings import Finding, Severity, bars
from dangjian_xl.outputs.workbench import FAILED, OPENED
from dangjian_xl.sentences import of_report
from dangjian_xl.workspace import SCHEME_NAME, Workspace

if TYPE_CHECKING:
    import xlwings as xw

    from dangjian_xl.returns.collect import Collection

#: Begins the list's rows of what was checked while it was open; those of the steps begin with their number.
OPEN_MARK = "◎"


def check(task: Task) -> Outcome:
    """① The scheme."""
    findings = pipeline.check([task.folder]).findings
    noticed = (
        f"没有错误，另有 {len(findings)} 条提醒或说明，列在下面" if findings else "没有发现问题，可以使用"
    )
    verdict = "方案有错误，请先改好" if bars(findings) else noticed
    return told("①", f"方案检查完成：{verdict}。", _counts(findings), findings)


def issue(task: Task) -> Outcome:
    """② The forms; with the button where most of those that lie there have it."""
    kinds = Counter(path.suffix for path in Workspace(task.folder).issued.rglob("*.xls[xm]"))
    macros = kinds[".xlsm"] > kinds[".xlsx"]
    issued = pipeline.issue(task.folder, task.progress, macros=macros)
    count = f"共 {len(issued.files)} 份表"
    # It checks the scheme anew: the rows of the scheme are renewed with it.
    lines = [Line.of("①" if f.place.file == SCHEME_NAME else "②", f) for f in issued.findings]
    state = state_of(issued.findings)
    sentence = f"发放完成：“发放”目录里{count}，请按评价主体分发。"
    return Outcome(sentence, count, state, frozenset("①②"), lines)


def collect(task: Task) -> Outcome:
    """③ What came back."""
    return _collected(pipeline.collect(task.folder, task.progress), "回收汇总完成")


def assess(task: Task) -> Outcome:
    """④ Scores, ranks and proposed grades."""
    if any(book.name == pipeline.RESULT_NAME for book in task.board.book.app.books):
        raise CannotRunError("考核结果.xlsx 正开着；请先保存并关闭它，再点按钮，以免盖掉新的结果。")
    assessment = pipeline.assess(task.folder, task.progress)
    grades = Counter(p.proposed for tier in assessment.scheme.tiers for p in assessment.of_tier(tier.code))
    count = "，".join(f"{grade} {number}" for grade, number in grades.items())
    collection = assessment.collection
    due, accepted = len(collection.expected), len(collection.accepted)
    rest = f"，其余 {due - accepted} 份没有计入" if due > accepted else ""
    sentence = (
        f"评定完成：按已接收的 {accepted} 份表（应收 {due} 份{rest}）写出“结果/考核结果.xlsx”；"
        "等次为建议，由党委研究审定。"
    )
    # It collects anew: the rows of what came back are renewed with it.
    returned = set(assessment.collection.findings)
    lines = [Line.of("③" if f in returned else "④", f) for f in assessment.findings]
    state = state_of(assessment.findings)
    return Outcome(sentence, f"建议等次：{count}", state, frozenset("③④"), lines)


def report(task: Task) -> Outcome:
    """⑤ The papers; where something stands against the approved grades, the result workbook to mend them in."""
    path = Workspace(task.folder).results / pipeline.RESULT_NAME
    if not path.is_file():
        raise CannotRunError("还没有考核结果，请先做第④步“评定等次”。")
    if any(book.name == pipeline.RESULT_NAME for book in task.board.book.app.books):
        raise CannotRunError("考核结果.xlsx 正开着；请填好“等次审定”、保存并关闭它，再点按钮出通报。")
    reported = pipeline.report(task.folder, task.progress)
    outcome = told("⑤", of_report(reported), f"{len(reported.files)} 个文件", reported.findings)
    if reported.approval is not None or not any(f.place.file for f in reported.findings):
        return outcome
    _open(task, path)
    sentence = "已打开考核结果.xlsx：请在“等次审定”表里按“核对”一栏填好，保存、关闭，再点按钮出通报。"
    return replace(outcome, sentence=sentence, count="", state=OPENED)


def open_check(task: Task) -> Outcome:
    """Every open workbook of this workspace, checked as it stands and marked."""
    books = [book for book in task.board.book.app.books if _checkable(book, task.folder)]
    checked = [(book, *check_book(book)) for book in books]
    if not checked:
        none = "没有打开的表可以检查；请先打开工作目录里的方案，或“发放”“回收”“退回”里的表。"
        return Outcome(none, state=FAILED, marks=frozenset(OPEN_MARK))
    findings = [finding for _, found, _ in checked for finding in found]
    wrong = sum(bars(found) for _, found, _ in checked)
    verdict = f"其中 {wrong} 个有错误" if wrong else "都没有错误"
    if wrong and any(marked for _, _, marked in checked):
        verdict += "，已在格子上标出"
    if not all(marked for _, _, marked in checked):
        verdict += "；以只读方式打开的不能标色，问题列在下面"
    returned = Workspace(task.folder).returned
    note = (
        "。“回收”里的表请只看不存" if any(returned in Path(b.fullname).parents for b, *_ in checked) else ""
    )
    return told(OPEN_MARK, f"检查了 {len(checked)} 个打开的文件，{verdict}{note}。", "", findings)


def take_in(task: Task) -> Outcome:
    """A folder of attachments, and then what came back."""
    folder = whole_path(task.board.folder, "请先在“收进文件夹”那一行的黄格里，写上附件所在的文件夹。")
    taken = pipeline.take_in(task.folder, folder, task.progress)
    known = f"，另有 {taken.known} 个以前收过" if taken.known else ""
    sentence = f"收进 {len(taken.copied)} 个文件{known}；回收汇总完成"
    collection = pipeline.collect(task.folder, task.progress)
    return _collected(collection, sentence, taken.findings)


def go_to(task: Task) -> Outcome:
    """The cell of the selected row. Where links open files with another program, they lose the cell; this does not."""
    name, place, _ = task.board.selected()
    if not name:
        raise CannotRunError("请先点选问题清单里的一行，再点按钮；没有写文件的行（如未交的表）转不过去。")
    path = task.folder / name
    if not path.is_file():
        raise CannotRunError(f"找不到“{name}”了，请重新做第③步“回收汇总”。")
    returned = Workspace(task.folder).returned in path.parents
    book = _open(task, path, read_only=returned)
    tab, _, cell = place.rpartition("!")
    tab = tab[1:-1].replace("''", "'")
    if tab in [sheet.name for sheet in book.sheets]:
        book.sheets[tab].activate()
        book.sheets[tab].range(cell).select()
    note = "（只读：收回的表不改动）" if returned else ""
    return Outcome(f"已打开“{name}”{note}。")


def send_back(task: Task) -> Outcome:
    """The send-back of the selected row."""
    *_, name = task.board.selected()
    if not name:
        raise CannotRunError("请先点选问题清单里的一行，再点按钮；没有退回件的行（如未交的表）打不开。")
    path = Workspace(task.folder).sent_back / name
    if not path.is_file():
        raise CannotRunError(f"“退回”目录里没有“{name}”了，请重新做第③步“回收汇总”。")
    _open(task, path)
    return Outcome(f"已打开“退回/{name}”。")


#: What each button's word stands for.
STEPS: Mapping[str, Callable[[Task], Outcome]] = {
    "check": check,
    "issue": issue,
    "collect": collect,
    "assess": assess,
    "report": report,
    "open-check": open_check,
    "take-in": take_in,
    "send-back": send_back,
    "go-to": go_to,
    "schedule": plans.schedule,
    "agenda": plans.agenda,
    "split": plans.split,
    "handin": plans.handin,
    "rectify": plans.rectify,
}


def check_book(book: xw.Book) -> tuple[tuple[Finding, ...], bool]:
    """Check one open workbook by what stands in its cells, and mark them; old marks go first.

    Returns what was found, and whether it could be marked: what is open for reading only, or is protected by a password, cannot.
    """
    path = Path(book.fullname)
    findings = pipeline.check_open(path, grids_of(book))
    is_scheme = path.name == SCHEME_NAME
    try:
        with book.app.properties(screen_updating=False):
            marks.clear(book)
            marks.mark(book, [f for f in findings if is_scheme or not _hidden(f.place.cell)])
    except Exception:  # noqa: BLE001 - each program refuses in its own way; that it could not be marked is told
        return findings, False
    return findings, True


def refused(sentence: str, findings: Sequence[Finding]) -> Outcome:
    """What comes out where the scheme's errors stopped a step: they are the scheme check's."""
    return replace(told("①", sentence, "", findings), state=FAILED)


def _open(task: Task, path: Path, *, read_only: bool = False) -> xw.Book:
    """A file on the screen. Excel holds no two of one name, and a send-back has the name of its form."""
    books = task.board.book.app.books
    same = next((b for b in books if b.name == path.name and Path(b.fullname) != path), None)
    if same is not None:
        raise CannotRunError(f"已经打开了同名的另一个文件（{same.fullname}）；请先关闭它，再点按钮。")
    return books.open(str(path), read_only=read_only)


def _hidden(cell: str) -> bool:
    """Whether a cell of a form stands in its hidden key row or key column, where no mark would be seen."""
    letters = cell.rstrip("0123456789")
    return letters == "A" or cell[len(letters) :] == "1"


def _checkable(book: xw.Book, folder: Path) -> bool:
    """The scheme, and what lies in the folders of forms; results and lists are not filled in."""
    path = Path(book.fullname)
    if path == folder / SCHEME_NAME:
        return True
    workspace = Workspace(folder)
    homes = (workspace.issued, workspace.returned, workspace.sent_back)
    return any(home in path.parents for home in homes) and path.name not in pipeline.LISTS


def _collected(collection: Collection, done: str, also: Sequence[Finding] = ()) -> Outcome:
    due, missing = len(collection.expected), len(collection.missing)
    count = (
        f"应收 {due}，已交 {len(collection.returned)}，已接收 {len(collection.accepted)}，"
        f"退回 {len(collection.faulty)}，未交 {missing}"
    )
    findings = [*also, *collection.findings]
    lines = [Line.of("③", f, linked=False) for f in also]
    lines += [Line.of("③", f, collection.sent_back.get(f.place.file, "")) for f in collection.findings]
    state = state_of(findings)
    return Outcome(f"{done}：{count}。", count, state, frozenset("③"), lines)


def _counts(findings: Sequence[Finding]) -> str:
    counts = Counter(f.severity for f in findings)
    return "，".join(f"{s.label} {counts[s]} 条" for s in Severity if counts[s]) or "没有发现问题"

"""What all steps share: progress, how a scheme is loaded and returns are collected by it, what is told of files that people changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dangjian_xl.errors import CannotRunError, UnusableSchemeError
from dangjian_xl.findings import Finding, Place, bars, in_order
from dangjian_xl.outbox import Published, replace_keeping, withdraw
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.schedule.plans import check as check_plans
from dangjian_xl.scheme.book import read_book
from dangjian_xl.scheme.check import check as check_records
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.parse import Parsed, Places
from dangjian_xl.workspace import SCHEME_NAME, Workspace, why

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.returns.collect import Collection
    from dangjian_xl.returns.gathering import How


#: Called with (done, in all) while a step runs.
Progress = Callable[[int, int], None]
RESULT_NAME = "考核结果.xlsx"
TRIAL_NAME = "试算对比.xlsx"
CHASE_NAME = "催报清单.xlsx"
REPORTS_NAME = "述职报告检查.xlsx"
LETTERS = "邮件"
REPORT_LETTERS = f"{LETTERS}/述职报告"
#: Lists of ours among the forms that go back.
LISTS = frozenset({CHASE_NAME, REPORTS_NAME})
INSPECTIONS_NAME = "交叉检查安排表.xlsx"
AGENDA_NAME = "现场述职议程.xlsx"
#: Which of differing versions of a form counts without being asked for; None: none does.
Preference = Prefer | Literal["newest"] | None


def silent(_done: int, _all: int) -> None:
    """No progress shown."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What `issue` did: file names below 发放/ that stand as made, and findings (files that people had changed)."""

    files: tuple[str, ...]
    findings: tuple[Finding, ...]


def load_scheme(workspace: Workspace) -> tuple[Scheme, tuple[Finding, ...]]:
    """The workspace's scheme and what was noticed in it; raises UnusableSchemeError with the findings if it has errors."""
    return usable(opened(workspace)[1])


def opened(workspace: Workspace) -> tuple[bytes, Parsed]:
    """The workspace's scheme workbook as it lies there, and what it says."""
    workspace.require()
    return read_file(workspace.scheme, SCHEME_NAME)


def read_file(path: Path, shown: str) -> tuple[bytes, Parsed]:
    """The same of any scheme workbook; `shown`: what messages call it. No bytes where it cannot be read."""
    try:
        data = path.read_bytes()
    except OSError as error:
        unread = Finding.of("scheme-file-unreadable", Place(shown), reason=why(error))
        return b"", Parsed(None, Places(shown), (unread,))
    return data, read_book(data, shown)


def read_bytes(path: Path) -> bytes:
    """A file's bytes; CannotRunError, with the reason, where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CannotRunError(f"“{path}”读不出来：{why(error)}。") from error


def usable(parsed: Parsed, undone: str = "没有进行下一步") -> tuple[Scheme, tuple[Finding, ...]]:
    """A scheme without errors and what was noticed in it; UnusableSchemeError, which says what is `undone`, else."""
    scheme, findings = checked(parsed)
    if scheme is None or bars(findings):
        raise UnusableSchemeError(f"方案有错误，{undone}；请按提示改好方案后再试。", in_order(findings))
    return scheme, in_order(findings)


def checked(parsed: Parsed) -> tuple[Scheme | None, tuple[Finding, ...]]:
    """A scheme, None where it cannot be read, and all that was found in it."""
    if parsed.scheme is None:
        return None, parsed.findings
    return parsed.scheme, (*parsed.findings, *noticed(parsed.scheme, parsed.places))


def noticed(scheme: Scheme, places: Places) -> tuple[Finding, ...]:
    """What was found in a scheme that could be read."""
    return check_records(scheme, places) + check_plans(scheme, places)


def collected(
    folder: Path, progress: Progress, prefer: Preference, scheduler: str = ""
) -> tuple[Workspace, Scheme, Collection]:
    """A workspace with all that lies under 回收/ read and judged; nothing is written. `scheduler`: see `How`."""
    workspace = Workspace(folder.resolve())
    scheme, _ = load_scheme(workspace)
    return workspace, scheme, collected_by(scheme, workspace, how(workspace, progress, prefer, scheduler))


def how(workspace: Workspace, progress: Progress, prefer: Preference = None, scheduler: str = "") -> How:
    """How a workspace's returns are collected by its own scheme."""
    from dangjian_xl.returns.gathering import How

    preferred = Prefer(prefer) if prefer else None
    return How(progress, preferred, cache=workspace.cache, scheduler=scheduler)


def collected_by(scheme: Scheme, workspace: Workspace, how: How) -> Collection:
    """All that lies under 回收/ by a scheme, which is loaded already."""
    from dangjian_xl.returns.collect import collect_files
    from dangjian_xl.returns.intake import survey

    key = workspace.key()
    if not workspace.returned.is_dir():
        raise CannotRunError(f"找不到“{workspace.returned.name}”目录；请把收回的表放进工作目录下的“回收”。")
    folders = [workspace.returned]
    if scheme.report_rules and workspace.last_reports.is_dir():
        folders.append(workspace.last_reports)
    files = [(path, workspace.relative(path)) for folder in folders for path in survey(folder)]
    return collect_files(scheme, key, files, how)


def left_alone(
    folder: Path, published: Published, codes: Callable[[str], tuple[str, str]], shown: str = ""
) -> tuple[Finding, ...]:
    """What in a folder of ours was not touched, for a person had changed it.

    `codes`: by a file's name what is told where it is still wanted, and where it is not; `shown`: what the folder is called
    where its own name does not tell it from others.
    """
    found = [(codes(name)[0], name) for name in published.touched]
    found += [(codes(name)[1], name) for name in published.stale]
    return tuple(Finding.of(code, Place(f"{shown or folder.name}/{name}")) for code, name in found)


def withdrawn(folder: Path, name: str, left: str) -> tuple[Finding, ...]:
    """Take away one file of ours that no longer holds; a finding of the code `left` where a person had changed it."""
    return (Finding.of(left, Place(f"{folder.name}/{name}")),) if withdraw(folder, name) else ()


def replaced(folder: Path, name: str, data: bytes, code: str) -> tuple[Finding, ...]:
    """Write one file of ours; a finding of this code tells where a version that a person had changed was kept."""
    kept = replace_keeping(folder, name, data)
    if not kept:
        return ()
    return (Finding.of(code, Place(f"{folder.name}/{name}"), kept=f"{folder.name}/{kept}"),)

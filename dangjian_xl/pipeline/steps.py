"""What all steps share: progress, how a scheme is loaded, what was issued."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from dangjian_xl.errors import CannotRunError, UnusableSchemeError
from dangjian_xl.findings import Finding, Place, has_errors, in_order
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.schedule.plans import check as check_plans
from dangjian_xl.scheme.book import read_book
from dangjian_xl.scheme.check import check as check_records
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.parse import Parsed, Places
from dangjian_xl.workspace import SCHEME_NAME, Workspace, why

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.returns.collect import Collection


#: Called with (done, in all) while a step runs.
Progress = Callable[[int, int], None]
RESULT_NAME = "考核结果.xlsx"
CHASE_NAME = "催报清单.xlsx"
REPORTS_NAME = "述职报告检查.xlsx"
LETTERS = "邮件"
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
    workspace.require()
    scheme, findings = read_scheme(workspace.scheme, SCHEME_NAME)
    if scheme is None or has_errors(findings):
        raise UnusableSchemeError("方案有错误，没有进行下一步；请按提示改好方案后再试。", in_order(findings))
    return scheme, in_order(findings)


def read_scheme(path: Path, shown: str) -> tuple[Scheme | None, tuple[Finding, ...]]:
    """A scheme workbook's scheme, None where it cannot be read, and all that was found; `shown`: what messages call it."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return None, (Finding.of("scheme-file-unreadable", Place(shown), reason=why(error)),)
    return checked(read_book(data, shown))


def checked(parsed: Parsed) -> tuple[Scheme | None, tuple[Finding, ...]]:
    """The same of a scheme that was parsed."""
    if parsed.scheme is None:
        return None, parsed.findings
    return parsed.scheme, (*parsed.findings, *noticed(parsed.scheme, parsed.places))


def noticed(scheme: Scheme, places: Places) -> tuple[Finding, ...]:
    """What was found in a scheme that could be read."""
    return check_records(scheme, places) + check_plans(scheme, places)


def collected(folder: Path, progress: Progress, prefer: Preference) -> tuple[Workspace, Scheme, Collection]:
    """A workspace with all that lies under 回收/ read and judged; nothing is written."""
    from dangjian_xl.returns.collect import collect_files
    from dangjian_xl.returns.intake import survey

    workspace = Workspace(folder.resolve())
    scheme, _ = load_scheme(workspace)
    key = workspace.key()
    if not workspace.returned.is_dir():
        raise CannotRunError(f"找不到“{workspace.returned.name}”目录；请把收回的表放进工作目录下的“回收”。")
    folders = [workspace.returned]
    if scheme.report_rules and workspace.last_reports.is_dir():
        folders.append(workspace.last_reports)
    files = [(path, workspace.relative(path)) for folder in folders for path in survey(folder)]
    wanted = Prefer(prefer) if prefer else None
    return workspace, scheme, collect_files(scheme, key, files, progress, wanted)

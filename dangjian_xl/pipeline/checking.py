"""Checking schemes and filled forms, in files or open on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, in_order
from dangjian_xl.grids import Grid
from dangjian_xl.pipeline.rectifying import handed_out
from dangjian_xl.pipeline.steps import Progress, checked, load_scheme, read_file, silent
from dangjian_xl.scheme.book import parse_grids
from dangjian_xl.workspace import KEY_NAME, SCHEME_NAME, Workspace

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.returns.collect import Collection


@dataclass(frozen=True, slots=True)
class Checked:
    """What `check` found: the paths that it looked at, and all findings in reading order."""

    paths: tuple[str, ...]
    findings: tuple[Finding, ...]


def _refuse_stray_form(path: Path) -> None:
    """A form that lies in no workspace cannot be checked, for its scheme is not known; say so."""
    from dangjian_xl.returns.children import is_form

    if not path.is_file():
        raise CannotRunError(f"“{path}”不是普通文件，没有检查。")
    if is_form(path):
        raise CannotRunError(f"“{path.name}”是一份发放的表，要放在它所属的工作目录里才能检查。")


def check(paths: Sequence[Path], progress: Progress = silent) -> Checked:
    """Check workspaces, scheme workbooks and filled forms. A form is checked against the workspace it lies in."""
    shown: list[str] = []
    findings: list[Finding] = []
    for path in paths:
        if not path.exists():
            raise CannotRunError(f"找不到“{path}”。")
        if path.is_dir():
            Workspace(path.resolve()).require()
            path = path / SCHEME_NAME  # noqa: PLW2901 - a workspace stands for its scheme
        shown.append(str(path))
        workspace = workspace_of(path)
        if path.name == SCHEME_NAME or workspace is None:
            _refuse_stray_form(path)
            findings += checked(read_file(path, path.name)[1])[1]
        else:
            findings += _check_form(workspace, path, progress)
    return Checked(tuple(shown), in_order(findings))


def workspace_of(path: Path) -> Workspace | None:
    """The workspace that a file lies in, None for none."""
    for folder in path.resolve().parents:
        if (folder / SCHEME_NAME).is_file() and (folder / KEY_NAME).is_file():
            return Workspace(folder)
    return None


def _check_form(workspace: Workspace, path: Path, progress: Progress) -> tuple[Finding, ...]:
    from dangjian_xl.rectification.returned import lists_returned
    from dangjian_xl.returns.collect import collect_files
    from dangjian_xl.returns.gathering import How
    from dangjian_xl.returns.times import today

    scheme, _ = load_scheme(workspace)
    name = workspace.relative(path.resolve())
    if _is_list(workspace, path):
        out = handed_out(workspace, scheme)
        return _of_files(lists_returned(out, workspace.key(), [(path, name)], today(), progress))
    collection = collect_files(scheme, workspace.key(), [(path, name)], How(progress))
    return _of_files(collection)


def _is_list(workspace: Workspace, path: Path) -> bool:
    """Whether a file lies where the three lists are, handed out or returned."""
    folders = path.resolve().parents
    return workspace.three_lists in folders or workspace.mending in folders


#: Told of what is not there, which nobody asks who checks a file.
_OF_OTHERS = ("form-missing", "ballots-short", "report-missing", "list-missing")


def _of_files(collection: Collection) -> tuple[Finding, ...]:
    return tuple(f for f in collection.findings if f.code not in _OF_OTHERS)


def check_open(path: Path, grids: Mapping[str, Grid]) -> tuple[Finding, ...]:
    """Check a workbook that is open, by what stands in its cells now, saved or not; `path` tells its workspace.

    A scheme, or a form that lies in its workspace; CannotRunError for anything else.
    """
    from dangjian_xl.rectification.returned import list_open
    from dangjian_xl.returns.collect import collect_grids
    from dangjian_xl.returns.times import today

    workspace = workspace_of(path)
    if path.name == SCHEME_NAME:
        return in_order(checked(parse_grids(grids, SCHEME_NAME))[1])
    if workspace is None:
        raise CannotRunError(
            f"“{path.name}”不在工作目录里，不知道它该按哪个方案检查；请把它放进工作目录的“回收”里再打开。"
        )
    scheme, _ = load_scheme(workspace)
    name = workspace.relative(path.resolve())
    if _is_list(workspace, path):
        out = handed_out(workspace, scheme)
        return _of_files(list_open(out, workspace.key(), name, grids, today()))
    return _of_files(collect_grids(scheme, workspace.key(), name, grids))

"""From the approved grades to papers and lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, Place, bars, in_order
from dangjian_xl.outbox import standing_names
from dangjian_xl.pipeline.pdfs import publish_papers
from dangjian_xl.pipeline.rectifying import numbered
from dangjian_xl.pipeline.steps import (
    RESULT_NAME,
    TRIAL_NAME,
    Progress,
    collected_by,
    how,
    load_scheme,
    read_bytes,
    silent,
)
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.scheme.presets import templates
from dangjian_xl.workspace import ANNUAL_LIST, Workspace, printable, require_closed, why, write_whole

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.scheme.model import Scheme
    from dangjian_xl.scoring.annual_list import Listed
    from dangjian_xl.scoring.approval import Approval


@dataclass(frozen=True, slots=True)
class Reported:
    """What `report` did: the files below 结果/ that stand as made, and findings.

    Where something stood against the approved grades, or they were approved on other data, `approval` is None, no file
    was written, and findings say why; `earlier` are the files below 结果/ that were made of an earlier approval.
    """

    approval: Approval | None
    files: tuple[str, ...]
    findings: tuple[Finding, ...]
    earlier: tuple[str, ...] = ()


def report(
    folder: Path, progress: Progress = silent, *, annual: Path | None = None, pdf: bool = True
) -> Reported:
    """Read the approved grades from 结果/考核结果.xlsx and write all papers and lists into 结果/.

    `annual`: the list of proposed grades of the annual appraisal, else 年度考核名单.xlsx in the workspace if it is there.
    `pdf`: Word papers become PDFs too, as they stand in 结果/, where LibreOffice is there.
    CannotRunError where nothing was assessed, or the workbook is not one that this workspace's `assess` made.
    """
    from dangjian_xl.papers import build
    from dangjian_xl.papers.templates import OWN
    from dangjian_xl.rectification.lists import lists

    workspace = Workspace(folder.resolve())
    scheme, _ = load_scheme(workspace)
    approval, found = _approved(workspace, scheme, progress)
    if approval is None:
        earlier = tuple(filter(_is_made_here, standing_names(workspace.results)))
        return Reported(None, (), in_order(found), earlier)
    files, told = _annual(workspace, approval, annual)
    files += list(_workbooks(approval))
    problems, noticed = numbered(workspace, approval)
    files += lists(approval, problems, workspace.key())
    papers, faults = build(approval, problems, workspace.root / OWN)
    written, left = publish_papers(workspace.results, [*files, *papers], _is_paper, progress if pdf else None)
    return Reported(approval, written, in_order([*found, *told, *noticed, *faults, *left]))


def own_templates(folder: Path) -> tuple[str, ...]:
    """Put the built-in templates of the papers into 公文模板/ to be changed; those that are there stay. Names of the new ones."""
    from dangjian_xl.papers.templates import BUILT_IN, OWN

    workspace = Workspace(folder.resolve())
    workspace.require()
    made = []
    for path in sorted((templates() / BUILT_IN).glob("*.docx")):
        copy = workspace.root / OWN / path.name
        # A link that leads nowhere is somebody's, too.
        if not (copy.exists() or copy.is_symlink()):
            write_whole(copy, path.read_bytes())
            made.append(path.name)
    return tuple(made)


def _approved(
    workspace: Workspace, scheme: Scheme, progress: Progress
) -> tuple[Approval | None, list[Finding]]:
    """The approval, None where papers must not be made of it; and what is to be told."""
    from dangjian_xl.outputs.basis import BASIS, read_basis
    from dangjian_xl.returns.approved import approved_rows, readable_grids
    from dangjian_xl.scheme.settings import settings
    from dangjian_xl.scoring.approval import Approval, breaches, decided
    from dangjian_xl.scoring.assess import assess
    from dangjian_xl.scoring.basis import basis, differences

    path = workspace.results / RESULT_NAME
    if not path.is_file():
        raise CannotRunError("还没有考核结果，没有出通报；请先做“评定等次”（assess），由党委审定后再出。")
    require_closed(path, "没有出通报，以免漏掉还没有保存的审定等次")
    shown, data, key = f"{workspace.results.name}/{RESULT_NAME}", read_bytes(path), workspace.key()
    grids = readable_grids(data, shown)
    before = read_basis(grids.get(BASIS, []))
    if not before.genuine(key):
        raise CannotRunError(
            f"认不出“{shown}”是由这个工作目录评定出来的（“{BASIS}”表没有了，或者被改动过），没有出通报；请重新评定，再由党委审定。"
        )
    prefer = Prefer(before.prefer) if before.prefer else None
    assessment = assess(scheme, collected_by(scheme, workspace, how(workspace, progress, prefer)))
    changed = differences(before.grounds, basis(scheme, assessment, key, before.prefer).grounds)
    if changed:
        return None, list(changed)
    made, doubted = decided(assessment.proposals, approved_rows(data, shown, grids))
    found = [*doubted, *breaches(scheme, settings(scheme), made)]
    return (None if bars(found) else Approval(assessment, made)), found


def _workbooks(approval: Approval) -> Iterator[tuple[str, bytes]]:
    from dangjian_xl.outputs.rollup import ROLLUP_NAME, rollup_workbook

    yield ROLLUP_NAME, rollup_workbook(approval)


def _annual(
    workspace: Workspace, approval: Approval, given: Path | None
) -> tuple[list[tuple[str, bytes]], list[Finding]]:
    """The check of the annual appraisal's grades, where there is a list of them.

    CannotRunError where a list that somebody named cannot be used; the one that lies in the workspace stops nothing.
    """
    from dangjian_xl.outputs.annual import ANNUAL_NAME, annual_workbook
    from dangjian_xl.scoring.annual import annual

    path = given or workspace.root / ANNUAL_LIST
    if path.is_dir():
        raise CannotRunError(f"“{path.name}”是一个文件夹，不是名单；请把它移走，或者改名。")
    if not path.is_file():
        if given:
            raise CannotRunError(f"找不到年度考核名单“{given}”；请核对路径。")
        return [], [Finding.of("annual-none", name=ANNUAL_LIST)]
    rows = _annual_rows(path, approval.scheme.basics.year)
    if isinstance(rows, Finding):
        if given:
            raise CannotRunError(rows.message)
        return [], [rows]
    checked, told = annual(approval, rows, printable(path.name))
    return [(ANNUAL_NAME, annual_workbook(approval, checked))], list(told)


def _annual_rows(path: Path, year: int) -> tuple[Listed, ...] | Finding:
    """The rows of a list of annual grades, or why there are none."""
    from dangjian_xl.reading.errors import UnreadableWorkbookError
    from dangjian_xl.reading.workbook import read_grids
    from dangjian_xl.scoring.annual_list import listed

    place = Place(printable(path.name))
    try:
        rows = listed(read_grids(path.read_bytes()), place.file, year)
    except OSError as error:
        return Finding.of("annual-unread", place, reason=why(error))
    except UnreadableWorkbookError as error:
        return Finding.of("annual-unread", place, reason=error)
    return Finding.of("annual-headings", place) if rows is None else rows


def _is_paper(name: str) -> bool:
    """Whether a file below 结果/ is one of ours that goes when it is no longer wanted."""
    return _is_made_here(name) and not name.endswith(".pdf")


def _is_made_here(name: str) -> bool:
    """Whether a file below 结果/ is made of approved grades, and not by an assessment."""
    return name not in (RESULT_NAME, TRIAL_NAME)

"""What was returned, scored and graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, Place, in_order
from dangjian_xl.outbox import lost, touched
from dangjian_xl.pipeline.steps import (
    RESULT_NAME,
    Preference,
    Progress,
    collected,
    read_bytes,
    replaced,
    silent,
    withdrawn,
)
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import Workspace

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.outputs.apart import Apart
    from dangjian_xl.scoring.assess import Assessment
    from dangjian_xl.scoring.basis import Basis


def assess(
    folder: Path, progress: Progress = silent, *, prefer: Preference = None, scheduler: str = ""
) -> Assessment:
    """Score and grade what was returned and accepted, and write 结果/考核结果.xlsx.

    Like every step a function of scheme and returned files alone: it collects again, so nothing stale is used. So
    `prefer` is to be said here too, if it was in `collect`. A result that people have written in stays as it is while
    it rests on the same. `scheduler`: as for `collect`.
    """
    from dangjian_xl.outputs.result import result
    from dangjian_xl.scoring.basis import basis

    workspace, scheme, assessment = assessed(folder, progress, prefer, scheduler)
    rests_on = basis(scheme, assessment, workspace.key(), str(prefer or ""))
    standing = _written_in(workspace)
    if standing and standing.basis == rests_on:
        kept: tuple[Finding, ...] = (
            Finding.of("result-same", Place(f"{workspace.results.name}/{RESULT_NAME}")),
        )
        if any(lost(workspace.results, name) for name in _apart_names()):
            kept += _beside(workspace.results, result(assessment, rests_on).apart)
    else:
        made = result(assessment, rests_on, standing.approved if standing else {})
        kept = replaced(workspace.results, RESULT_NAME, made.workbook, "result-kept")
        kept += _beside(workspace.results, made.apart)
    return replace(assessment, findings=in_order([*assessment.findings, *kept, *assessment.collection.told]))


def _apart_names() -> set[str]:
    """The files that may lie beside the result workbook."""
    from dangjian_xl.outputs.figures import FORMS_FILE
    from dangjian_xl.outputs.items import ITEMS_FILE

    return {ITEMS_FILE, FORMS_FILE}


def _beside(folder: Path, apart: tuple[Apart, ...]) -> tuple[Finding, ...]:
    """Write the lists that the workbook has no room for, and take away those that it has room for now."""
    told: tuple[Finding, ...] = ()
    for one in apart:
        where = Place(f"{folder.name}/{one.name}")
        told += replaced(folder, one.name, one.data, "result-apart-kept")
        told += (Finding.of("result-apart", where, sheet=one.sheet, rows=one.rows),)
    for name in _apart_names() - {one.name for one in apart}:
        told += withdrawn(folder, name, "result-apart-left")
    return told


def assessed(
    folder: Path, progress: Progress, prefer: Preference, scheduler: str = ""
) -> tuple[Workspace, Scheme, Assessment]:
    """A workspace, its scheme, and what comes of all that lies under 回收/; nothing is written.

    CannotRunError where nothing counts. The assessment's scheme holds what the reports cost as well.
    """
    from dangjian_xl.scoring.assess import assess as assess_collection

    workspace, scheme, collection = collected(folder, progress, prefer, scheduler)
    if not collection.accepted:
        raise CannotRunError(
            "还没有一份有效的表，没有评定；请先收表，放进“回收”目录，做“回收汇总”（collect）。"
        )
    return workspace, scheme, assess_collection(scheme, collection)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A result that people have written in: what it rests on; by target code, grade and reason as one text."""

    basis: Basis
    approved: Mapping[str, str]


def _written_in(workspace: Workspace) -> _Standing | None:
    """The result that stands, where people have written in it and it can be read; what cannot is put aside, and told."""
    from dangjian_xl.outputs.basis import BASIS, read_basis
    from dangjian_xl.returns.approved import AS_PROPOSED, approved_rows, readable_grids

    if not touched(workspace.results, RESULT_NAME):
        return None
    try:
        data = read_bytes(workspace.results / RESULT_NAME)
        grids = readable_grids(data, RESULT_NAME)
    except CannotRunError:
        return None
    try:
        rows = approved_rows(data, RESULT_NAME, grids)
    except CannotRunError:
        # Its sheet of approved grades is gone or spoilt: nothing of it can be shown in a new one.
        rows = []
    grades = {row.code: row.proposed if row.approved == AS_PROPOSED else row.approved for row in rows}
    reasons = {row.code: f"（{row.reason}）" if row.reason else "" for row in rows}
    approved = {code: grade + reasons[code] for code, grade in grades.items() if grade}
    return _Standing(read_basis(grids.get(BASIS, [])), approved)

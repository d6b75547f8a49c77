"""Beginning a year with last year's scheme and what it left open; last year's folder stays as it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import About, Finding, Place, in_order
from dangjian_xl.pipeline.begin import new_from
from dangjian_xl.pipeline.rectifying import follow, handed_out
from dangjian_xl.pipeline.steps import opened, usable
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.nextyear import next_year
from dangjian_xl.scheme.tables import table
from dangjian_xl.workspace import REPORTS, SCHEME_NAME, Workspace, write_whole

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.rectification.progress import Progress as Mending


#: A scheme's year has an end, as its days have.
_LAST_YEAR = 2099


def new_from_last(
    folder: Path, last: Path, key: bytes | None = None
) -> tuple[Workspace, tuple[Finding, ...]]:
    """Make a workspace with last year's scheme carried on by a year, its open problems and its reports; tell all of it.

    UnusableSchemeError, and nothing made, where last year's scheme has errors. Last year's folder is only read.
    """
    before = Workspace(last.resolve())
    before.require()
    if before.root in (folder.resolve(), *folder.resolve().parents):
        raise CannotRunError(f"“{folder}”在上年度的目录“{last}”里，不能在那里新建；请换一个位置。")
    scheme, _ = usable(opened(before)[1], "没有新建")
    if scheme.basics.year >= _LAST_YEAR:
        raise CannotRunError(f"考核年度最多到 {_LAST_YEAR} 年，不能再往后；请核对上年度方案里的年度。")
    mended, told = _mended(before, scheme)
    problems = None
    if mended is not None:
        from dangjian_xl.rectification.carry import left_open

        problems = left_open(mended)
        place = Place(SCHEME_NAME, table("past_problems").sheet)
        told.append(Finding.of("next-problems", place, count=len(problems)))
    carried = next_year(scheme, problems)
    workspace = new_from(folder, carried.scheme, key)
    count = _copy_reports(before, workspace)
    if count:
        told.append(Finding.of("next-reports", Place(workspace.last_reports.name), count=count))
    return workspace, in_order([*carried.findings, *told])


def _mended(before: Workspace, scheme: Scheme) -> tuple[Mending | None, list[Finding]]:
    """How far last year's problems are, None where no list of last year lies there, and what is to be said of it."""
    place = Place(before.root.name)
    if not before.three_lists.is_dir():
        return None, [Finding.of("next-no-lists", place)]
    out = handed_out(before, scheme)
    if not out.listed:
        return None, [Finding.of("next-no-lists", place), *out.findings]
    found = follow(before, out).progress
    lacking = "、".join(unit.target.name for unit in found.not_returned if unit.listed)
    told = [Finding.of("next-lists-lacking", place, names=lacking)] if lacking else []
    listed = {one.target.code for one in out.listed}
    told += [
        Finding.of("next-list-gone", place, About(target=target.name))
        for tier in scheme.tiers
        for target in scheme.targets(tier.code)
        if target.code not in listed
    ]
    return found, [*out.findings, *told]


def _copy_reports(before: Workspace, workspace: Workspace) -> int:
    """Copy last year's written reports to where new ones are compared with them; how many files there are."""
    from dangjian_xl.returns.intake import read_return, survey
    from dangjian_xl.returns.papers import by_name

    source = before.returned / REPORTS
    count = 0
    for path in survey(source) if source.is_dir() else ():
        # Stamped scans hold no words to compare; archives may hold texts.
        suffix = path.suffix.lower()
        wanted = suffix == ".zip" or (by_name(path.name) and suffix != ".pdf")
        data = read_return(path, Place(path.name)) if wanted else None
        # What cannot be read was told last year; it cannot be compared with either.
        if isinstance(data, bytes):
            write_whole(workspace.last_reports / path.relative_to(source), data, ours=False)
            count += 1
    return count

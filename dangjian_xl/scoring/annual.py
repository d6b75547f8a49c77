"""The annual appraisal held against the assessment: without the best grade nobody may be 优秀 (docs/sources.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, Place
from dangjian_xl.forms.labels import folded
from dangjian_xl.grids import Grid, cell_name, clipped, shown
from dangjian_xl.scoring.approval import Approval, Decision

EXCELLENT = "优秀"
_NAMES = ("姓名", "人员姓名", "述职人")
_UNITS = ("党组织", "所在党组织", "单位", "所在单位", "部门", "所在部门")
_GRADES = (
    "年度考核等次",
    "年度考核拟定等次",
    "拟定等次",
    "拟定年度考核等次",
    "年度考核结果",
    "考核等次",
    "等次",
)
#: What is said of a row.
FINE, BARRED, UNKNOWN, DOUBTFUL, BLANK = (
    "可以",
    "不能评优秀",
    "不在本次考核之列",
    "同名，请人工核对",
    "没有拟定等次",
)


@dataclass(frozen=True, slots=True)
class Checked:
    """One row of the list: who and which grade stand there, what it was held against, and what comes of it."""

    place: Place
    name: str
    unit: str
    grade: str
    decision: Decision | None
    verdict: str


def annual(
    approval: Approval, grids: Mapping[str, Grid], file: str
) -> tuple[tuple[Checked, ...], tuple[Finding, ...]]:
    """Every row of a list of proposed grades, in its order, and what is to be told. CannotRunError without such a list."""
    listed = [row for tab, grid in grids.items() for row in _rows(grid, file, tab)]
    if not any(_headed(grid) for grid in grids.values()):
        wanted = f"“{_NAMES[0]}”“{_GRADES[0]}”两栏（同名的另加“{_UNITS[0]}”栏）"
        raise CannotRunError(f"“{file}”里找不到{wanted}，没有核对年度考核等次；请补上标题再运行一次。")
    checked = tuple(_checked(approval, *row) for row in listed)
    return checked, tuple(_told(approval, checked))


def _headed(grid: Grid) -> tuple[int, int, int | None, int] | None:
    """0-based row of the headings, columns of name, unit (None without) and grade; None on a sheet without them."""
    for number, row in enumerate(grid):
        words = [folded(shown(cell)) for cell in row]
        name, unit, grade = (
            next((words.index(word) for word in known if word in words), None)
            for known in (_NAMES, _UNITS, _GRADES)
        )
        if name is not None and grade is not None:
            return number, name, unit, grade
    return None


def _rows(grid: Grid, file: str, tab: str) -> list[tuple[Place, str, str, str]]:
    headed = _headed(grid)
    if headed is None:
        return []
    top, name, unit, grade = headed
    found = []
    for number, row in enumerate(grid[top + 1 :], top + 1):
        cells = [
            shown(row[at]).strip() if at is not None and at < len(row) else "" for at in (name, unit, grade)
        ]
        if cells[0]:
            found.append((Place(file, tab, cell_name(number, grade)), cells[0], cells[1], cells[2]))
    return found


def _checked(approval: Approval, place: Place, name: str, unit: str, grade: str) -> Checked:
    alike = [d for d in approval.decisions if folded(d.target.reporter) == folded(name)]
    if unit and len(alike) > 1:
        alike = [d for d in alike if folded(unit) == folded(d.target.name)] or alike
    if not alike:
        return Checked(place, name, unit, grade, None, UNKNOWN)
    one = alike[0] if len(alike) == 1 else None
    if not grade:
        return Checked(place, name, unit, grade, one, BLANK)
    if EXCELLENT not in folded(grade) or not any(_barred(approval, d) for d in alike):
        return Checked(place, name, unit, grade, one, FINE)
    return Checked(place, name, unit, grade, one, BARRED if one else DOUBTFUL)


def _barred(approval: Approval, decision: Decision) -> bool:
    return decision.grade != approval.scheme.grades[0].name


def _told(approval: Approval, checked: Sequence[Checked]) -> list[Finding]:
    best, found = approval.scheme.grades[0].name, []
    for row in checked:
        if row.verdict == BARRED and row.decision:
            context = {"target": row.decision.target.name, "got": row.decision.grade, "best": best}
            found.append(Finding.of("annual-barred", row.place, name=clipped(row.name), **context))
        elif row.verdict == DOUBTFUL:
            found.append(Finding.of("annual-doubtful", row.place, name=clipped(row.name)))
    there = {row.decision.target.code for row in checked if row.decision}
    lacking = [d.target for d in approval.decisions if d.target.code not in there]
    named = {folded(row.name) for row in checked}
    left = [t for t in lacking if folded(t.reporter) not in named]
    if left:
        names = "、".join(f"{t.reporter}（{t.name}）" for t in left)
        found.append(Finding.of("annual-unlisted", checked[0].place if checked else Place(), names=names))
    return found

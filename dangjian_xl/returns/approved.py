"""What the committee approved: the grades that were typed into a result workbook, by the target's code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, Place
from dangjian_xl.forms.labels import folded
from dangjian_xl.grids import Grid, cell_name, clipped, column_letters
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.kinds import Kind, kind_of
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.resaved import loaded
from dangjian_xl.scheme.codecs import is_blank
from dangjian_xl.scheme.model import Scheme

#: The sheet for the committee's grades, and its headings above what is read here.
APPROVAL = "等次审定"
CODE_HEADING, NAME_HEADING, PROPOSED_HEADING = "组织编号", "党组织", "建议等次"
APPROVED_HEADING, REASON_HEADING = "审定等次", "改动理由"
#: What stands for the cell beside it where people take over the proposed grade by a formula.
AS_PROPOSED = "＝建议等次"
#: Letters by name that show nothing.
_UNSEEN = "\u115f\u1160\u3164\uffa0"
_HEADINGS = (CODE_HEADING, NAME_HEADING, PROPOSED_HEADING, APPROVED_HEADING, REASON_HEADING)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of one target: the grade, and whether it is the approved one or only proposed."""

    grade: str
    approved: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet as it stands there: "" for what is blank; `place`: where the approved grade is.

    `approved` is AS_PROPOSED where it is a formula that shows the proposed grade of the row, and any other formula's text.
    """

    code: str
    name: str
    proposed: str
    approved: str
    reason: str
    place: Place


@dataclass(slots=True)
class _Decisions:
    """The outcomes by code, those in doubt taken out, and what is told of them."""

    outcomes: dict[str, Outcome]
    findings: list[Finding] = field(default_factory=list)


def approved_rows(result: bytes, file: str, grids: Mapping[str, Grid] | None = None) -> list[Row]:
    """The rows of a result workbook's approval sheet. CannotRunError where it cannot be read, or has no such sheet.

    `grids`: its sheets, where they have been read already.
    """
    grids = readable_grids(result, file) if grids is None else grids
    if kind_of(result) is not Kind.OOXML:
        raise CannotRunError(f"“{file}”不是 .xlsx 工作簿；请重新评定，再填审定等次。")
    headed = {tab: at for tab, grid in grids.items() if (at := _headed(grid))}
    if not headed:
        raise CannotRunError(
            f"“{file}”里找不到写着“{APPROVED_HEADING}”和“{REASON_HEADING}”的“{APPROVAL}”表；请不要改标题，或者重新评定。"
        )
    for tab, (top, _) in headed.items():
        words = [folded(str(cell)) for cell in grids[tab][top]]
        double = [heading for heading in _HEADINGS if words.count(heading) > 1]
        if double:
            raise CannotRunError(
                f"“{file}”的“{tab}”表有两栏都叫“{double[0]}”，不知道以哪一栏为准；请删去多余的一栏，再试一次。"
            )
    book = loaded(result, read_only=True)
    rows = []
    for tab, (top, columns) in headed.items():
        sheet = book[tab]
        # Some programs write a wrong size, which would end the reading early.
        sheet.reset_dimensions()
        for number, cells in enumerate(sheet.iter_rows(min_row=top + 2, values_only=True), top + 1):
            code, name, _, approved, reason = (_text(cells, column) for column in columns)
            # The proposed grade is a formula of ours: what it shows is wanted.
            shown_row = grids[tab][number] if number < len(grids[tab]) else ()
            reason = reason if says_something(reason) else ""
            if re.fullmatch(rf"=\+?\$?{column_letters(columns[2])}\$?{number + 1}", approved):
                approved = AS_PROPOSED
            if code or approved:
                place = Place(file, tab, cell_name(number, columns[3]))
                rows.append(Row(code, name, _text(shown_row, columns[2]), approved, reason, place))
    return rows


def outcomes(
    scheme: Scheme, proposed: Mapping[str, str], rows: Sequence[Row]
) -> tuple[dict[str, Outcome], tuple[Finding, ...]]:
    """Each target's grade by code: as approved in the result workbook, where that is filled in, else as proposed.

    `proposed` is computed now. A target has no grade for which something else than a grade was typed, or two different
    ones, or whose proposed grade is another in the workbook; and where an approved grade belongs to nobody, no target
    that has none.
    """
    made = _Decisions({code: Outcome(grade) for code, grade in proposed.items()})
    names = [grade.name for grade in scheme.grades]
    for row in rows:
        if row.code not in proposed:
            if row.approved:
                context = {"code": clipped(row.code) or "（空白）", "value": clipped(row.approved)}
                made.findings.append(Finding.of("unit-approved-whose", row.place, **context))
            continue
        taken = replace(row, approved=proposed[row.code]) if row.approved == AS_PROPOSED else row
        _decide(made, taken, scheme.organisation(row.code).name, names)
    if any(f.code == "unit-approved-whose" for f in made.findings):
        made.outcomes = {code: outcome for code, outcome in made.outcomes.items() if outcome.approved}
    return made.outcomes, tuple(made.findings)


def _decide(made: _Decisions, row: Row, target: str, names: Sequence[str]) -> None:
    standing = made.outcomes.get(row.code)
    if standing is None:
        return
    told = None
    if not row.approved:
        if row.proposed not in ("", standing.grade) and not standing.approved:
            context = {"target": target, "proposed": standing.grade, "printed": row.proposed}
            told = Finding.of("unit-proposed-differs", row.place, **context)
    elif row.approved not in names:
        context = {"target": target, "value": clipped(row.approved), "grades": "、".join(names)}
        told = Finding.of("unit-approved-unknown", row.place, **context)
    elif standing.approved and standing.grade != row.approved:
        context = {"target": target, "one": standing.grade, "other": row.approved}
        told = Finding.of("unit-approved-twice", row.place, **context)
    else:
        made.outcomes[row.code] = Outcome(row.approved, approved=True)
    if told:
        del made.outcomes[row.code]
        made.findings.append(told)


def readable_grids(data: bytes, name: str) -> Mapping[str, Grid]:
    """The sheets of a workbook that was named by staff; CannotRunError where it cannot be read."""
    try:
        return read_grids(data)
    except UnreadableWorkbookError as error:
        raise CannotRunError(f"“{name}”读不出来（{error}），没有填写。") from error


def _headed(grid: Grid) -> tuple[int, tuple[int, ...]] | None:
    """0-based row of the headings, and the columns under them; None on a sheet without them."""
    for number, row in enumerate(grid):
        words = [folded(str(cell)) for cell in row]
        if set(_HEADINGS) <= set(words):
            return number, tuple(words.index(heading) for heading in _HEADINGS)
    return None


def _text(row: Sequence[object], column: int) -> str:
    """What stands in a column, "" for nothing. A formula stands as its own text: what it shows need not be what was approved."""
    value = row[column] if column < len(row) else None
    return "" if is_blank(value) else trimmed(str(value))


def says_something(reason: str) -> bool:
    """Whether a reason has words: a formula, an error value and letters that nobody sees say nothing."""
    if reason.startswith(("=", "#")):
        return False
    return sum(unicodedata.category(c)[0] == "L" and c not in _UNSEEN for c in reason) > 1


def trimmed(text: str) -> str:
    """A text without spaces of any width and line breaks around it, and single ones within: as the sheet's own check reads it."""
    return " ".join(part for part in text.replace("\u3000", " ").replace("\n", " ").split(" ") if part)

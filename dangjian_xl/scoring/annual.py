"""The annual appraisal held against the assessment: without the best grade nobody may be 优秀 (docs/sources.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dangjian_xl.findings import Finding, Place
from dangjian_xl.grids import clipped
from dangjian_xl.scheme.named import folded
from dangjian_xl.scoring.annual_list import Listed
from dangjian_xl.scoring.approval import Approval, Decision

EXCELLENT = "优秀"
#: What is said of a row.
FINE, BARRED, UNKNOWN, DOUBTFUL, BLANK = (
    "可以",
    "不能评优秀",
    "不在本次考核之列",
    "同名，请人工核对",
    "没有拟定等次",
)
_BRACKET = re.compile(r"\(([^()]*)\)$")
#: So end the posts that are written behind a name. Other words there may tell people of one name apart.
_POST = re.compile(r"(书记|主任|长|委员|秘书|教授|讲师|辅导员|干事|职员|科员)$")
#: A shorter part of a name says nothing of which unit is meant.
_LEAST_UNIT = 2


@dataclass(frozen=True, slots=True)
class Checked:
    """One row of the list, what it was held against, and what comes of it.

    `decision`: of the one target whose row it certainly is; `alike`: of all targets of that name whose row it may be.
    """

    row: Listed
    decision: Decision | None
    alike: tuple[Decision, ...]
    verdict: str


def annual(
    approval: Approval, rows: Sequence[Listed], file: str
) -> tuple[tuple[Checked, ...], tuple[Finding, ...]]:
    """Every row of a list of proposed grades, in its order, and what is to be told; `file` is what the list is called."""
    checked = tuple(_checked(approval, row) for row in rows)
    return checked, (*_rows_told(approval, checked), *_lacking_told(approval, checked, Place(file)))


def _checked(approval: Approval, row: Listed) -> Checked:
    alike, sure = _meant(approval, row)
    if not alike:
        return Checked(row, None, (), UNKNOWN)
    one = alike[0] if sure and len(alike) == 1 else None
    if not row.grade:
        return Checked(row, one, alike, BLANK)
    if not _excellent(row.grade) or not any(_barred(approval, d) for d in alike):
        return Checked(row, one, alike, FINE)
    return Checked(row, one, alike, BARRED if one else DOUBTFUL)


def _meant(approval: Approval, row: Listed) -> tuple[tuple[Decision, ...], bool]:
    """The decisions on targets of the row's name, of those on whose unit it names; whether nothing speaks against them.

    A list holds all staff, so a unit that is none of theirs may mean another person of the same name.
    """
    named, whole = _named(approval, row.name)
    fitting = _fitting(named, row.units) if row.units else named
    return fitting or named, bool(fitting) and whole


def _named(approval: Approval, name: str) -> tuple[tuple[Decision, ...], bool]:
    """The decisions on targets of this name, and whether a word in brackets behind it is none that parts people of one name."""
    words = folded(name)
    same = tuple(d for d in approval.decisions if folded(d.target.reporter) == words)
    bracket = _BRACKET.search(words)
    if same or bracket is None:
        return same, True
    alone = words[: bracket.start()]
    return (
        tuple(d for d in approval.decisions if folded(d.target.reporter) == alone),
        bool(_POST.search(bracket[1])),
    )


def _fitting(decisions: Sequence[Decision], units: Sequence[str]) -> tuple[Decision, ...]:
    """Those whose organisation is called as a unit of the row; else those of which one name is a part of the other."""
    written = [unit for unit in map(folded, units) if len(unit) >= _LEAST_UNIT]
    called = [(decision, folded(decision.target.name)) for decision in decisions]
    equal = tuple(decision for decision, name in called if name in written)
    return equal or tuple(d for d, name in called if any(unit in name or name in unit for unit in written))


def _excellent(grade: str) -> bool:
    """Whether a grade as somebody wrote it is the best: 优 and 优秀（拟） are, 不评优秀 is not."""
    written = folded(grade)
    return written.startswith(EXCELLENT[0]) or (EXCELLENT in written and not written.startswith("不"))


def _barred(approval: Approval, decision: Decision) -> bool:
    return decision.grade != approval.scheme.grades[0].name


def _rows_told(approval: Approval, checked: Sequence[Checked]) -> Iterator[Finding]:
    best = approval.scheme.grades[0].name
    for one in checked:
        place, name = one.row.place, clipped(one.row.name)
        if one.verdict == BARRED and one.decision:
            context = {"target": one.decision.target.name, "got": one.decision.grade, "best": best}
            yield Finding.of("annual-barred", place, name=name, **context)
        elif one.verdict == DOUBTFUL and len(one.alike) > 1:
            yield Finding.of("annual-doubtful", place, name=name)
        elif one.verdict == DOUBTFUL:
            (meant,) = one.alike
            unit = clipped("、".join(one.row.units))
            context = {
                "who": f"{name}（{unit}）" if unit else name,
                "target": meant.target.name,
                "reporter": meant.target.reporter,
                "got": meant.grade,
                "best": best,
            }
            yield Finding.of("annual-elsewhere", place, **context)


def _lacking_told(approval: Approval, checked: Sequence[Checked], place: Place) -> Iterator[Finding]:
    """Targets of whom no row is certain: those whose name is not there, and those whose name is."""
    there = {one.decision.target.code for one in checked if one.decision}
    maybe = {decision.target.code for one in checked for decision in one.alike}
    lacking = [d.target for d in approval.decisions if d.target.code not in there]
    for code, wanted in (("annual-unlisted", False), ("annual-unsure", True)):
        names = [f"{t.reporter}（{t.name}）" for t in lacking if (t.code in maybe) == wanted]
        if names:
            yield Finding.of(code, place, names="、".join(names))

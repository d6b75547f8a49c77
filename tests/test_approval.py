"""Approved grades: what stands against them, in Python and on the sheet where they are typed; and the lists made of them."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from dangjian_xl.findings import Place, Severity
from dangjian_xl.outputs.approval import BEYOND, OPEN, OVER, UNKNOWN, UNREASONED
from dangjian_xl.outputs.result import result_workbook
from dangjian_xl.outputs.rollup import rollup_workbook
from dangjian_xl.returns.approved import (
    APPROVAL,
    APPROVED_HEADING,
    CODE_HEADING,
    REASON_HEADING,
    Row,
    approved_rows,
    says_something,
)
from dangjian_xl.scheme.model import Setting, SettingName
from dangjian_xl.scheme.settings import settings
from dangjian_xl.scoring.approval import NOT_GRADED, Approval, Decision, breaches, decided
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.grade import PENDING, UNGRADED
from tests.support import office, ooxml
from tests.support.scoring import quota
from tests.test_result_cases import assessment_of, case, returned, simple_scheme

#: What the sheet says of a row for each code that Python has.
SAYS = {
    "approval-open": OPEN,
    "approval-unknown": UNKNOWN,
    "approval-reason-missing": UNREASONED,
    "approval-over-limit": BEYOND,
}


def six(*names: SettingName) -> Assessment:
    """Six targets who get 好, 好, 较好 … with one third of places for 好; `names`: what the scheme allows."""
    scheme = simple_scheme(targets=6, raters=2, digits=2)
    third = quota(scheme.grades[0].name, "1/3")
    people = tuple(replace(o, secretary=f"书记{n}") for n, o in enumerate(scheme.organisations))
    allowed = tuple(Setting(name, "是") for name in names)
    scheme = replace(scheme, settings=allowed, quotas=(third,), organisations=people)
    return assessment_of(scheme, returned(scheme, Random(1), rate=1))


SIX = six()
NAMES = [grade.name for grade in SIX.scheme.grades]
BEST, SECOND = NAMES[:2]


def proposal_of(proposed: str, limit: int) -> Assessment:
    """One assessment in which the first target is proposed a grade and limited to one."""
    first = replace(SIX.proposals[0], proposed=proposed, limit=limit)
    return replace(SIX, proposals=(first,))


@dataclass(frozen=True)
class Case:
    """One decision on a target that was proposed `proposed` and may have `limit` at best (0: any)."""

    proposed: str
    limit: int
    grade: str
    reason: str
    code: str
    over_limit: bool = False


CASES = [
    Case(BEST, 0, BEST, "", ""),
    Case(BEST, 0, SECOND, "", "approval-reason-missing"),
    Case(BEST, 0, SECOND, "全年工作实际", ""),
    Case(SECOND, 0, BEST, "全年工作实际", ""),
    Case(BEST, 0, "优秀", "", "approval-unknown"),
    Case(BEST, 0, "优秀", "写了理由", "approval-unknown"),
    Case(SECOND, 1, BEST, "写了理由", "approval-over-limit"),
    Case(SECOND, 1, BEST, "写了理由", "approval-over-limit-allowed", over_limit=True),
    Case(SECOND, 1, BEST, "", "approval-reason-missing", over_limit=True),
    Case(SECOND, 1, NAMES[2], "写了理由", ""),
    Case(PENDING, 0, BEST, "", "approval-reason-missing"),
    Case(PENDING, 0, BEST, "并列，党委会研究", ""),
    Case(UNGRADED, 0, NOT_GRADED, "任职不满半年", ""),
    Case(BEST, 0, NOT_GRADED, "", "approval-reason-missing"),
    Case(SECOND, 1, NOT_GRADED, "任职不满半年", ""),
]


@pytest.mark.parametrize("one", CASES, ids=str)
def test_what_stands_against_a_decision(one: Case) -> None:
    (proposal,) = proposal_of(one.proposed, one.limit).proposals
    told = replace(settings(SIX.scheme), over_limit=one.over_limit, over_quota=True)
    found = breaches(SIX.scheme, told, [Decision(proposal, one.grade, one.reason)])
    assert [f.code for f in found if "quota" not in f.code] == ([one.code] if one.code else [])


def test_more_than_the_places_is_told_once_a_pool_and_passes_only_where_the_scheme_allows_it() -> None:
    decisions = [Decision(p, BEST, "党委会研究") for p in SIX.proposals]
    strict, loose = settings(SIX.scheme), settings(six(SettingName.OVER_QUOTA).scheme)
    (found,) = [f for f in breaches(SIX.scheme, strict, decisions) if "quota" in f.code]
    assert found.severity is Severity.ERROR
    assert "至多 2 人，审定了 6 人" in found.message
    (let,) = [f for f in breaches(SIX.scheme, loose, decisions) if "quota" in f.code]
    assert let.severity is Severity.WARNING
    exactly = [Decision(p, BEST if n < 2 else SECOND, "党委会研究") for n, p in enumerate(SIX.proposals)]
    assert not [f for f in breaches(SIX.scheme, strict, exactly) if "quota" in f.code]


def test_where_nothing_is_decided_that_is_told_in_one_sentence() -> None:
    (found,) = breaches(SIX.scheme, settings(SIX.scheme), [Decision(p, "") for p in SIX.proposals])
    assert (found.code, "共 6 人" in found.message) == ("approval-none", True)


@pytest.mark.parametrize(
    ("reason", "says"),
    [
        ("党委会研究", True),
        ("降等", True),
        ("", False),
        ("=Z99", False),
        ("#N/A", False),
        ("0", False),
        ("2", False),
        ("……", False),
        ("\u200b\ufeff", False),
        ("\u3164\u3164", False),
    ],
)
def test_a_reason_has_words(reason: str, *, says: bool) -> None:
    assert says_something(reason) is says


def row(code: str, name: str, approved: str, cell: str = "I9") -> Row:
    return Row(code, name, "", approved, "", Place("结果.xlsx", APPROVAL, cell))


def copied(one: Row) -> Row:
    """The row on a copy of the sheet that somebody has kept."""
    return replace(one, place=replace(one.place, sheet="等次审定备份"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda rows: rows[1:], "approval-row-missing"),
        (lambda rows: [*rows, rows[0]], "approval-row-twice"),
        (lambda rows: [*map(copied, rows), *rows], ""),
        (lambda rows: [*rows, *(replace(copied(r), approved="") for r in rows)], ""),
        (lambda rows: [*rows, replace(copied(rows[0]), approved=SECOND)], "approval-row-twice"),
        (lambda rows: [replace(rows[0], name=rows[1].name), *rows[1:]], "approval-row-mixed"),
        (lambda rows: [*rows, row("Z9", "谁", "好")], "approval-whose"),
        (lambda rows: [*rows, row("Z9", "谁", "")], ""),
        (lambda rows: list(reversed(rows)), ""),
        (lambda rows: [replace(rows[0], name=f" {rows[0].name[:2]}\n{rows[0].name[2:]}"), *rows[1:]], ""),
    ],
)
def test_a_row_must_be_there_once_and_bear_its_own_name(change, code: str) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    rows = [row(p.target.code, p.target.name, BEST) for p in SIX.proposals]
    made, found = decided(SIX.proposals, change(rows))
    assert [f.code for f in found] == ([code] if code else [])
    assert [d.target.code for d in made] == [p.target.code for p in SIX.proposals]


def typed(data: bytes, random: Random) -> bytes:
    """The workbook with decisions at random: right ones, changed ones with and without a reason, nonsense, blanks."""
    book = load_workbook(io.BytesIO(data))
    sheet = book[APPROVAL]
    head = next(r for r in sheet.iter_rows() if CODE_HEADING in [cell.value for cell in r])
    at = {str(cell.value): cell.column or 0 for cell in head}
    for number in range((head[0].row or 0) + 1, sheet.max_row + 1):
        if sheet.cell(number, at[CODE_HEADING]).value is None:
            continue
        grade = random.choice(
            [
                *NAMES,
                *NAMES,
                NOT_GRADED,
                "优秀",
                "",
                f" {BEST}",
                f"{SECOND}　",
                "　",
                "1",
                f"{BEST}\n",
                f"{SECOND[0]}?",
                "*",
            ]
        )
        sheet.cell(number, at[APPROVED_HEADING]).value = grade or None
        sheet.cell(number, at[REASON_HEADING]).value = random.choice(
            [None, "党委会研究", "　 ", "党委会研究"]
        )
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.long
def test_the_sheet_and_python_agree_on_every_decision(tmp_path: Path) -> None:
    random = Random(7)
    # Large ones take long: LibreOffice computes all of their figures.
    cases = [case(seed) for seed in range(3)]
    cases += [six(*names) for names in ((), (SettingName.OVER_QUOTA,), (SettingName.OVER_LIMIT,)) * 3]
    files = []
    for number, assessment in enumerate(cases):
        files.append(tmp_path / f"{number}.xlsx")
        files[-1].write_bytes(typed(result_workbook(assessment), random))
    seen: Counter[str] = Counter()
    for number, file in enumerate(office.recalculated(files, tmp_path / "out")):
        assessment = cases[number]
        told, rows = settings(assessment.scheme), approved_rows(file.read_bytes(), file.name)
        decisions, doubted = decided(assessment.proposals, rows)
        assert not doubted
        found = breaches(assessment.scheme, told, decisions)
        sheet = load_workbook(file, data_only=True)[APPROVAL]
        errors = [f for f in found if f.severity is Severity.ERROR]
        expected = {f.place.cell: SAYS[f.code] for f in errors if f.place.cell}
        for decision in decisions:
            number_of_row = int(decision.place.cell[1:])
            said = str(sheet.cell(number_of_row, 11).value or "")
            assert said == expected.get(decision.place.cell, ""), (file.name, decision.place.cell)
            seen[said] += 1
        over = [r[8].value for r in sheet.iter_rows(min_row=6) if r[8].value == OVER]
        assert len(over) == sum(f.code == "approval-over-quota" for f in errors)
        seen[OVER] += len(over)
        verdict = str(sheet["A3"].value)
        assert verdict.startswith("可以出通报") == (not errors)
        if errors:
            assert f"还有 {len(errors)} 处" in verdict
    assert all(seen[said] for said in (*SAYS.values(), OVER, ""))


def test_sorting_takes_along_what_the_checks_count_by() -> None:
    sheet = load_workbook(io.BytesIO(result_workbook(SIX)))[APPROVAL]
    head = next(r for r in sheet.iter_rows() if CODE_HEADING in [cell.value for cell in r])
    used = [cell.coordinate for cell in head if cell.value is not None]
    assert str(sheet.auto_filter.ref).startswith(f"{used[0]}:")
    assert str(sheet.auto_filter.ref).rpartition(":")[2] == used[-1].rstrip("0123456789") + str(
        (head[0].row or 0) + len(SIX.proposals)
    )


def approved(assessment: Assessment = SIX) -> Approval:
    return Approval(assessment, tuple(Decision(p, p.proposed) for p in assessment.proposals))


def test_the_roll_up_holds_everybody_once_and_counts_them(tmp_path: Path) -> None:
    approval = approved()
    data = rollup_workbook(approval)
    assert data == rollup_workbook(approval)
    book = load_workbook(io.BytesIO(data))
    rows = [[cell.value for cell in r] for r in book.worksheets[0].iter_rows(min_row=4, max_row=9)]
    assert {(r[2], r[8]) for r in rows} == {(d.target.code, d.grade) for d in approval.decisions}
    counts = [[cell.value for cell in r] for r in book.worksheets[1].iter_rows(min_row=3)]
    grades = [d.grade for d in approval.decisions]
    for line in counts[1:]:
        assert line[1] == len(grades)
        assert {str(name): n for name, n in zip(counts[0][2:], line[2:], strict=True)} == {
            name: grades.count(name) for name in NAMES
        }
    path = tmp_path / "汇总.xlsx"
    path.write_bytes(data)
    assert ooxml.errors([path]) == []


def test_the_totals_of_the_roll_up_are_the_assessments() -> None:
    rows = (
        load_workbook(io.BytesIO(rollup_workbook(approved()))).worksheets[0].iter_rows(min_row=4, max_row=9)
    )
    shown = {str(r[2].value): Decimal(str(r[7].value)) for r in rows}
    assert shown == {p.target.code: p.total.total for p in SIX.proposals}

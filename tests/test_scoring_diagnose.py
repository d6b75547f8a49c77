"""What is said of raters and what is not: too little data, raters apart, ballots, self-assessments, tallies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import (
    Component,
    Form,
    FormKind,
    MissingPolicy,
    Organisation,
    Rater,
    RaterGroup,
    Scheme,
    Scope,
)
from dangjian_xl.scoring.agreement import Agreement
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.diagnose import diagnose
from dangjian_xl.scoring.diagnosis import Diagnosis, Lack, Leaning
from dangjian_xl.scoring.grade import grade_totals
from tests.support.scoring import D, Mark, college, entries, org, panel, totals

NOISE = (0.4, -0.7, 0.1, 0.6, -0.4, -0.2, 0.5, -0.3, 0.2)


def scheme(targets: Sequence[Organisation], **tables: object) -> Scheme:
    """One component, one rater group 甲 with four raters; `tables` are the records a case is about."""
    base = college(
        *targets,
        raters=tuple(Rater(code, f"评委{code}", "甲") for code in "甲乙丙丁"),
        components=(Component("环", "T1", "环节", D(100), MissingPolicy.RENORMALISE),),
        panels=(panel("环", "甲"),),
    )
    return replace(base, **tables)  # type: ignore[arg-type]


def assessed(of: Scheme, marks: Sequence[Mark]) -> Assessment:
    frame = entries(marks)
    frame["file"] = [f"回收/{form}.xlsx" for form in frame["form_id"]]
    everyone = totals(of, frame, {})
    graded = grade_totals(of, everyone, {})
    return Assessment(of, Collection({}, (), (), frame, {}, {}), graded.proposals, (), graded.places)


def diagnosed(of: Scheme, marks: Sequence[Mark]) -> Diagnosis:
    return diagnose(assessed(of, marks))


def scored(
    severities: dict[str, int], number: int = 9, changed: dict[tuple[str, str], int] | None = None
) -> list[Mark]:
    """Every rater scores every target: 60, 63, … with the rater's severity and a little noise."""
    return [
        Mark(
            "环",
            "甲",
            rater,
            f"o{t}",
            (changed or {}).get((rater, f"o{t}"), 0)
            or D(60 + 3 * t + severity) + D(str(NOISE[(t * (k + 2) + k) % 9])),
        )
        for k, (rater, severity) in enumerate(severities.items())
        for t in range(number)
    ]


def orgs(number: int) -> list[Organisation]:
    return [org(f"o{t}") for t in range(number)]


def test_who_is_strict_is_said_with_the_interval_and_who_is_not_is_not() -> None:
    found = diagnosed(scheme(orgs(9)), scored({"甲": 0, "乙": -6, "丙": 0, "丁": 0}))
    by_code = {r.rater.code: r for r in found.raters}
    strict = by_code["乙"]
    assert strict.leaning is Leaning.STRICT
    assert strict.severity == pytest.approx(-4.5, abs=0.4)
    assert strict.low is not None
    assert strict.high is not None
    assert strict.low < strict.severity < strict.high < 0  # type: ignore[operator]
    # 乙 pulls the mean down, so the others are above it, and beyond doubt
    assert {r.leaning for r in found.raters if r is not strict} == {Leaning.LENIENT}
    assert [b.agreement for b in found.blocks] == [Agreement.HIGH]
    assert not found.outliers


def test_without_differences_nobody_is_named() -> None:
    wrong = 0
    for seed in range(20):
        random = Random(seed)
        marks = [
            Mark("环", "甲", r, f"o{t}", D(60 + 3 * t + random.randint(-3, 3)))
            for r in "甲乙丙丁"
            for t in range(9)
        ]
        found = diagnosed(scheme(orgs(9)), marks)
        wrong += any(r.leaning is not Leaning.NONE for r in found.raters) + bool(found.outliers)
    # each of the two is to come by chance in one panel of twenty
    assert wrong <= 5


def test_one_score_out_of_line_is_told_with_its_file() -> None:
    marks = scored(dict.fromkeys("甲乙丙丁", 0), changed={("丙", "o4"): 40})
    [odd] = diagnosed(scheme(orgs(9)), marks).outliers
    assert (odd.rater.code, odd.target.code, odd.score) == ("丙", "o4", Fraction(40))
    assert odd.file == "回收/环/丙.xlsx"
    assert odd.expected == pytest.approx(72, abs=1)
    assert odd.studentised is not None
    assert odd.studentised < -odd.bound < 0


@pytest.mark.parametrize(
    ("raters", "targets", "lacks"),
    [
        ("甲乙丙", 6, []),
        ("甲乙", 11, [("评价人", 2, 3)]),
        ("甲乙丙丁", 4, [("至少两人评过的对象", 4, 5), ("可互相核对的分数", 9, 10)]),
        ("甲乙丙", 5, [("可互相核对的分数", 8, 10)]),
    ],
)
def test_too_little_data_is_said_and_nothing_else(
    raters: str, targets: int, lacks: list[tuple[str, int, int]]
) -> None:
    severities = {rater: -20 * (rater == "乙") for rater in raters}
    found = diagnosed(scheme(orgs(targets)), scored(severities, targets))
    [block] = found.blocks
    assert block.lacks == tuple(Lack(*lack) for lack in lacks)
    if lacks:
        assert {r.leaning for r in found.raters} == {Leaning.THIN}
        assert {(r.severity, r.low, r.high) for r in found.raters} == {(None, None, None)}
        assert (block.kendall, block.single, block.joint, block.agreement) == (None, None, None, None)
        assert not found.outliers
    else:
        assert block.kendall is not None


def test_raters_without_common_targets_are_not_compared() -> None:
    # 甲乙丙 rate the first six, 丁 alone the others, ten points lower
    marks = [
        m for m in scored({"甲": 0, "乙": 0, "丙": 0, "丁": -10}) if (m.rater == "丁") == (m.target > "o5")
    ]
    found = diagnosed(scheme(orgs(9)), marks)
    alone = found.raters[-1]
    assert (alone.leaning, alone.severity, alone.forms) == (Leaning.ALONE, None, 3)
    assert [[r.code for r in block.raters] for block in found.blocks] == [["甲", "乙", "丙"]]
    assert all(r.severity is not None for r in found.raters[:3])


def test_an_incomplete_panel_is_judged_by_the_intraclass_correlation() -> None:
    marks = [m for m in scored(dict.fromkeys("甲乙丙丁", 0)) if (m.rater, m.target) != ("甲", "o0")]
    [block] = diagnosed(scheme(orgs(9)), marks).blocks
    assert not block.complete
    assert block.kendall is None
    assert block.agreement is Agreement.HIGH
    assert block.single is not None
    assert block.joint is not None
    assert block.single < block.joint


def test_what_does_not_apply_and_what_a_unit_says_of_itself_is_no_rating() -> None:
    raters = (*(Rater(code, f"评委{code}", "甲") for code in "甲乙丙"), Rater("丁", "评委丁", "甲", "o0"))
    marks = scored(dict.fromkeys("甲乙丙丁", 0))
    marks[9] = replace(marks[9], score=0, full=0)
    found = diagnosed(scheme(orgs(9), raters=raters), marks)
    assert [r.forms for r in found.raters] == [9, 8, 9, 8]


@pytest.mark.parametrize(
    "tables",
    [
        {"panels": (panel("环", "甲", scope=Scope.SELF),)},
        {"forms": (Form("表", "计票表", FormKind.TALLY, 0, reason_required=False),)},
        {"panels": (panel("环", "甲", 0), panel("环", "乙"))},
    ],
    ids=["self-assessment", "tally", "weight 0"],
)
def test_what_is_left_out_altogether(tables: dict[str, object]) -> None:
    found = diagnosed(scheme(orgs(9), **tables), scored(dict.fromkeys("甲乙丙丁", 0)))
    assert found == Diagnosis((), (), (), (), ())


def test_of_ballots_nothing_is_said_but_the_spread_from_five_on() -> None:
    # the fifth voter says nothing of o0 … o3, and a sixth only of o8
    voters = dict.fromkeys("子丑寅卯辰巳", 0)
    marks = [
        m
        for m in scored(voters, changed={("子", "o5"): 1})
        if not (m.rater == "辰" and m.target < "o4") and not (m.rater == "巳" and m.target < "o8")
    ]
    of = scheme(orgs(9), raters=(), groups=(RaterGroup("甲", "群众代表", 6),))
    found = diagnosed(of, marks)
    assert [b.target.code for b in found.ballots] == ["o4", "o5", "o6", "o7", "o8"]
    assert [b.ballots for b in found.ballots] == [5, 5, 5, 5, 6]
    assert found.ballots[1].lowest == 1
    assert (found.panels, found.raters, found.outliers, found.blocks) == ((), (), (), ())
    assert not any(voter in repr(found) for voter in voters)
    # who cast which ballot makes no difference
    back = [replace(m, rater={"子": "丑", "丑": "子"}.get(m.rater, m.rater)) for m in marks]
    assert diagnosed(of, back[9:18] + back[:9] + back[18:]) == found


def test_no_score_changes() -> None:
    assessment = assessed(scheme(orgs(9)), scored({"甲": 0, "乙": -6, "丙": 0, "丁": 0}))
    before = repr(assessment.proposals)
    diagnose(assessment)
    assert repr(assessment.proposals) == before

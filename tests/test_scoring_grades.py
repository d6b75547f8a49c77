"""From totals to proposals, case by case: quotas, places, ties, vetoes, preconditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl.scheme.model import (
    Component,
    MissingPolicy,
    Precondition,
    QuotaBase,
    QuotaRounding,
    QuotaSide,
    Scheme,
    TiePolicy,
    Veto,
    VetoRecord,
)
from dangjian_xl.scheme.pools import limited_grade, places, pools
from dangjian_xl.scoring.grade import PENDING
from dangjian_xl.scoring.limits import find_band
from dangjian_xl.scoring.tree import ComponentScore, Total
from tests.support.scoring import (
    AT_LEAST,
    AT_MOST,
    BASICS,
    CEIL,
    COMPONENTS,
    FLOOR,
    HALF_UP,
    LONGER,
    NAMES,
    Conditions,
    D,
    F,
    Mark,
    college,
    entries,
    grades,
    judge,
    org,
    panel,
    plain_total,
    quota,
    reached,
    totals,
)

# Quotas: whom they count and how many places they make


@pytest.mark.parametrize(
    ("side", "share", "rounding", "base", "expected"),
    [
        (AT_MOST, "1/3", FLOOR, 8, 2),
        (AT_MOST, "1/3", FLOOR, 9, 3),
        (AT_MOST, "1/3", CEIL, 7, 3),
        (AT_MOST, "1/3", CEIL, 9, 3),  # exactly 3: no binary 3.0000000000000004 makes it 4
        (AT_MOST, "1/3", HALF_UP, 7, 2),
        (AT_MOST, "1/3", HALF_UP, 8, 3),
        (AT_MOST, "1/2", HALF_UP, 5, 3),
        (AT_MOST, "1/10", FLOOR, 9, 0),
        (AT_MOST, "1", FLOOR, 9, 9),
        (AT_MOST, "29/100", FLOOR, 100, 29),  # 0.29 x 100 is 28.999… in binary
        (AT_LEAST, "15/100", CEIL, 7, 5),  # at least 2 below: 5 places
        (AT_LEAST, "15/100", CEIL, 20, 17),
        (AT_LEAST, "15/100", FLOOR, 7, 6),
        (AT_LEAST, "15/100", HALF_UP, 10, 8),
        (AT_LEAST, "1", CEIL, 7, 0),
    ],
)
def test_places(side: QuotaSide, share: str, rounding: QuotaRounding, base: int, expected: int) -> None:
    assert places(quota("一般", share, side, rounding=rounding), base) == expected


@LONGER
@given(
    st.fractions(0, 1).filter(bool),
    st.integers(0, 200),
    st.sampled_from(QuotaSide),
    st.sampled_from(QuotaRounding),
)
def test_places_are_between_none_and_all(
    share: Fraction, base: int, side: QuotaSide, rounding: QuotaRounding
) -> None:
    number = places(quota("一般", share, side, rounding=rounding), base)
    exact = share * base if side is AT_MOST else base - share * base
    assert 0 <= number <= base
    assert abs(number - exact) < 1
    if rounding is HALF_UP:
        assert abs(number - exact) <= F(1, 2)
    else:
        # “At most” is kept by rounding down, “at least below” by rounding up.
        strict = (side is AT_MOST) == (rounding is FLOOR)
        assert number <= exact if strict else number >= exact


def test_the_limited_grade_is_the_same_from_both_sides() -> None:
    scheme = college(org("A"))
    assert [limited_grade(scheme, quota(name, "1/3")) for name in NAMES] == [0, 1, 2, 3]
    assert [limited_grade(scheme, quota(name, "1/3", AT_LEAST)) for name in NAMES[1:]] == [0, 1, 2]


@pytest.mark.parametrize(
    ("base", "tier", "expected"),
    [
        (QuotaBase.TIER, "", ["AB", "CD"]),
        (QuotaBase.TIER, "T2", ["CD"]),
        (QuotaBase.COLLEGE, "", ["ABCD"]),
        (QuotaBase.COLLEGE, "T1", ["AB"]),
        (QuotaBase.POOL, "", ["AC", "B"]),  # D is in no pool
        (QuotaBase.POOL, "T1", ["A", "B"]),
    ],
)
def test_pools(base: QuotaBase, tier: str, expected: list[str]) -> None:
    scheme = college(org("A", "T1", "甲"), org("B", "T1", "乙"), org("C", "T2", "甲"), org("D", "T2"))
    scheme = replace(scheme, organisations=(*scheme.organisations, org("W", "")))
    found = pools(scheme, quota("好", "1/3", base=base, tier=tier))
    assert ["".join(t.code for t in pool.targets) for pool in found] == expected


# From totals to proposals


def proposed(scheme: Scheme, points: Mapping[str, object]) -> dict[str, str]:
    """Proposed grades by target code, for totals given as numbers or texts."""
    everyone = [plain_total(scheme.organisation(code), D(str(p))) for code, p in points.items()]
    return {p.target.code: p.proposed for p in grades(scheme, everyone, {})[0]}


@pytest.mark.parametrize(
    ("total", "grade"),
    [("100", "好"), ("90", "好"), ("89.99", "较好"), ("89.5", "较好"), ("75", "较好"), ("74.99", "一般"), ("0", "差"), ("110", "好")],
)  # fmt: skip
def test_bands_are_half_open(total: str, grade: str) -> None:
    scheme = college(org("A"))
    assert NAMES[find_band(scheme.grades, D(total))] == grade
    assert proposed(scheme, {"A": total}) == {"A": grade}


ONE = college(*map(org, "ABCDEF"), quotas=(quota("好", "1/3"),))  # 2 places among 6


@pytest.mark.parametrize(
    ("name", "points", "expected"),
    [
        ("the two best", [99, 98, 97, 96, 95, 94], "好好较较较较"),
        ("in whatever order", [94, 95, 96, 97, 98, 99], "较较较较好好"),
        ("fewer reach the band than have places", [99, 80, 70, 60, 50, 40], "好较一一差差"),
        ("two tie for the last place", [99, 98, 98, 90, 80, 70], "好待待较较一"),
        ("three tie for two places", [98, 98, 98, 90, 80, 70], "待待待较较一"),
        ("two tie for two places", [98, 98, 97, 90, 80, 70], "好好较较较一"),
        ("a tie below the line", [99, 98, 97, 97, 80, 70], "好好较较较一"),
        ("all alike", [95, 95, 95, 95, 95, 95], "待待待待待待"),
        ("all alike, below the band", [80, 80, 80, 80, 80, 80], "较较较较较较"),
    ],
)
def test_a_quota(name: str, points: list[int], expected: str) -> None:
    del name  # only for the reader
    short = {"好": "好", "较好": "较", "一般": "一", "差": "差", PENDING: "待"}
    found = proposed(ONE, dict(zip("ABCDEF", points, strict=True)))
    assert "".join(short[grade] for grade in found.values()) == expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([99, 98, 97, 96, 95, 94], ["好", "好", "较好", "一般", "一般", "一般"]),
        # pending between 好 and 较好, whatever room 较好 has
        ([99, 98, 98, 80, 80, 70], ["好", PENDING, PENDING, "一般", "一般", "一般"]),
        # pending between 较好 and 一般, for 好 has no room for them
        ([99, 98, 97, 97, 80, 70], ["好", "好", PENDING, PENDING, "一般", "一般"]),
        ([98, 98, 98, 98, 80, 70], [PENDING, PENDING, PENDING, PENDING, "一般", "一般"]),
    ],
)
def test_two_quotas(points: list[int], expected: list[str]) -> None:
    both = (quota("较好", "1/2"), quota("好", "1/3"))  # 3 and 2 places, in whatever order they are written
    for quotas in (both, both[::-1]):
        found = proposed(replace(ONE, quotas=quotas), dict(zip("ABCDEF", points, strict=True)))
        assert list(found.values()) == expected


def test_a_place_is_not_lost_to_one_who_cannot_keep_it() -> None:
    # A is put among the 一般 by its tier's quota, so that the only 好 of its pool is there for C.
    scheme = college(
        org("A", "T1", "甲"), org("B", "T1", "乙"), org("C", "T2", "甲"),
        quotas=(quota("好", "1/2", base=QuotaBase.POOL, rounding=CEIL), quota("较好", "1/2", tier="T1")),
    )  # fmt: skip
    assert proposed(scheme, {"A": 95, "B": 96, "C": 94}) == {"A": "一般", "B": "好", "C": "好"}


def test_a_place_that_the_committee_may_give_is_not_given_to_another() -> None:
    # A and B tie for the one place above 一般. If A gets it, A also takes the only 好 of its pool.
    scheme = college(
        org("A", "T1", "甲"), org("B", "T1", "乙"), org("C", "T2", "甲"),
        quotas=(quota("好", "1/2", base=QuotaBase.POOL, rounding=CEIL), quota("较好", "1/2", tier="T1")),
    )  # fmt: skip
    found = proposed(scheme, {"A": 99, "B": 99, "C": 98})
    assert (found["A"], found["B"]) == (PENDING, PENDING)
    assert found["C"] != "好"


def test_a_vetoed_target_takes_no_place() -> None:
    scheme = replace(ONE, vetoes=(Veto("F", "处分", "一般"),), veto_records=(VetoRecord("A", "F", "三月"),))
    found = proposed(scheme, dict(zip("ABCDEF", [99, 98, 97, 96, 95, 94], strict=True)))
    assert list(found.values()) == ["一般", "好", "好", "较好", "较好", "较好"]


def tied(scheme: Scheme, code: str, *scores: int | None) -> Total:
    parts = [
        ComponentScore(c, (), score=None if s is None else F(s))
        for c, s in zip(COMPONENTS, scores, strict=True)
    ]
    return plain_total(scheme.organisation(code), D(95), *parts)


@pytest.mark.parametrize(
    ("scores", "ranks", "expected"),
    [
        # compared by 二 first, and only then by 一
        ([(99, 91), (91, 99), (95, 95)], [3, 1, 2], ["较好", "好", "较好"]),
        ([(96, 95), (97, 95), (0, 0)], [2, 1, 3], ["较好", "好", "较好"]),
        ([(95, 95), (95, 95), (0, 0)], [1, 1, 3], [PENDING, PENDING, "较好"]),
        ([(95, None), (95, 0), (95, None)], [2, 1, 2], ["较好", "好", "较好"]),
    ],
)
def test_components_part_ties_where_the_scheme_says_so(
    scores: list[tuple[int | None, int | None]], ranks: list[int], expected: list[str]
) -> None:
    scheme = college(*map(org, "ABC"), components=COMPONENTS, quotas=(quota("好", "1/3"),))
    everyone = [tied(scheme, code, *pair) for code, pair in zip("ABC", scores, strict=True)]
    sharing, _ = grades(scheme, everyone, {})
    assert [(p.rank, p.proposed) for p in sharing] == [(1, PENDING)] * 3
    comparing = replace(scheme, basics=replace(BASICS, tie_policy=TiePolicy.COMPONENTS))
    found, _ = grades(comparing, everyone, {})
    assert [p.rank for p in found] == ranks
    assert [p.proposed for p in found] == expected


def test_components_of_different_tiers_part_no_tie() -> None:
    scheme = college(
        org("A", "T1"), org("B", "T2"), components=COMPONENTS,
        quotas=(quota("好", "1/2", base=QuotaBase.COLLEGE),),
        basics=replace(BASICS, tie_policy=TiePolicy.COMPONENTS),
    )  # fmt: skip
    found, findings = grades(scheme, [tied(scheme, "A", 99, 91), tied(scheme, "B", 91, 99)], {})
    assert [p.proposed for p in found] == [PENDING, PENDING]
    assert [f.code for f in findings] == ["result-tie-on-line"]


def test_a_tie_is_told_with_names_and_places() -> None:
    everyone = [
        plain_total(o, D(p)) for o, p in zip(ONE.organisations, (99, 98, 98, 98, 80, 70), strict=True)
    ]
    proposals, (finding,) = grades(ONE, everyone, {})
    assert finding.message.startswith(
        "第T1层面：B支部、C支部、D支部 总分同为 98.00，“好”只剩 1 个名额，没有自动取舍。"
    )
    assert all("没有自动取舍" in "".join(p.reasons) for p in proposals if p.proposed == PENDING)


# Preconditions


@pytest.mark.parametrize(
    ("marks", "item", "minimum", "score", "met"),
    [
        ([(60, 60, "1"), (20, 40, "2")], "", "80", F(80), True),
        ([(60, 60, "1"), ("19.9", 40, "2")], "", "80", F("79.9"), False),
        ([(60, 60, "1"), (20, 40, "2")], "1", "100", F(100), True),
        ([("59.9", 60, "1"), (40, 40, "2")], "1", "100", F(5990, 60), False),
        ([(0, 0, "1"), (40, 40, "2")], "1", "100", None, False),  # 不适用: nothing to judge by
        ([], "", "1", None, False),
    ],
)
def test_preconditions(
    marks: list[tuple[object, int, str]], item: str, minimum: str, score: Fraction | None, met: bool
) -> None:
    condition = Precondition("好", "一", D(minimum), item)
    scheme = college(
        org("A"), org("B", "T2"),
        components=(Component("一", "T1", "一", D(100), MissingPolicy.FLAG),), panels=(panel("一", "甲"),),
        preconditions=(condition,),
    )  # fmt: skip
    frame = entries([Mark("一", "甲", "R", "A", D(str(s)), full, code) for s, full, code in marks])
    everyone = totals(scheme, frame, {})
    found = judge(scheme, everyone, frame)
    assert [(r.condition, r.score) for r in found["A"]] == [(condition, score)]
    assert found["B"] == ()
    assert found["A"][0].met == met


def test_an_unmet_precondition_closes_its_grade_and_says_so() -> None:
    condition = Precondition("较好", "一", D(80))
    scheme = replace(ONE, components=COMPONENTS, preconditions=(condition,))
    everyone = [plain_total(o, D(99)) for o in scheme.organisations[:2]]
    results: Conditions = {
        "A": (reached(condition, F("79.994")),),
        "B": (reached(condition, F(80)),),
    }
    (a, b), _ = grades(scheme, everyone, results)
    assert (a.proposed, b.proposed) == ("一般", "好")
    assert any("没有达到" in reason for reason in a.reasons)
    assert not any("没有达到" in reason for reason in b.reasons)

"""The circular: who and how many is told, who is not, and by which measures it is laid out."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl.papers.circular import circular
from dangjian_xl.papers.records import Circular
from dangjian_xl.papers.words import broken, width
from dangjian_xl.scheme.model import SettingName as Name
from dangjian_xl.scheme.settings import settings
from dangjian_xl.scoring.approval import NOT_GRADED, Approval
from tests.support.approved import SCORES, TARGETS, approval, scheme_for, target

GRADED = {"A1": "好", "A2": "较好", "A3": "较好", "A4": "一般", "A5": NOT_GRADED, "B1": "好", "B2": "好"}


def approved(told: Mapping[Name, str] | None = None, decided: Mapping[str, str] = GRADED) -> Approval:
    return approval(scheme_for(TARGETS, told), SCORES, decided=decided)


def record(told: Mapping[Name, str] | None = None, decided: Mapping[str, str] = GRADED) -> Circular:
    one = approved(told, decided)
    return circular(one, settings(one.scheme))


def told_in(one: Circular) -> str:
    return "\n".join(p.heading + p.text for p in one.passages)


def names(one: Circular) -> list[str]:
    return [row.person for table in one.tables for row in table.rows]


def test_numbers_are_told_by_tier_and_grade_and_add_up() -> None:
    text = told_in(record())
    assert "（一）第T1层面。参加考核5人，其中“好”1人、“较好”2人、“一般”1人、不定等次1人。" in text
    assert "（二）第T2层面。参加考核2人，其中“好”2人。" in text
    assert "对7个党组织的书记（没有书记的为副书记）进行了述职评议考核。经学校党委审定" in text


@pytest.mark.parametrize(
    ("named", "people", "said"),
    [
        ("全部", ["某A1", "某A2", "某A3", "某A4", "某B1", "某B2"], "名单见附件。"),
        (
            "好",
            ["某A1", "某B1", "某B2"],
            "等次为“较好”“一般”的不在通报中列名，由某某学院组织部分别反馈本人。",
        ),
        ("较好", ["某A2", "某A3"], "等次为“好”“一般”的不在通报中列名"),
        ("不公布", [], "考核等次不在通报中公布，由某某学院组织部分别反馈本人。"),
    ],
)
def test_only_the_named_grades_bearers_are_named(named: str, people: list[str], said: str) -> None:
    one = record({Name.NAMED: named})
    assert names(one) == people
    assert said in told_in(one)
    assert bool(one.annex) == bool(people)
    for person in {f"某{o.code}" for o in TARGETS} - set(people):
        assert person not in repr(one)


def test_who_got_the_best_grade_stands_in_the_text_if_named() -> None:
    assert "等次为“好”的：A1党总支书记某A1。" in told_in(record())
    assert "某A1" not in told_in(record({Name.NAMED: "较好"}))


def test_totals_and_ranks_are_kept_back_unless_the_scheme_lists_them() -> None:
    better = {**SCORES, "A3": [95] * 7}
    one = approval(scheme_for(TARGETS, {Name.NAMED: "全部"}), better, decided=GRADED)
    kept = circular(one, settings(one.scheme))
    assert [row.person for row in kept.tables[0].rows] == ["某A1", "某A2", "某A3", "某A4"]
    assert {row.total for table in kept.tables for row in table.rows} == {""}
    one = approval(scheme_for(TARGETS, {Name.NAMED: "全部", Name.SCORES: "是"}), better, decided=GRADED)
    listed = circular(one, settings(one.scheme))
    assert [(row.person, row.total) for row in listed.tables[0].rows][1:3] == [
        ("某A3", "95.00"),
        ("某A2", "91.14"),
    ]


def test_talks_are_asked_for_where_somebody_is_to_be_talked_to() -> None:
    assert (
        "（三）做好约谈提醒。等次为“一般”“差”的，由学校党委约谈，2025年3月1日前完成，限期整改。"
        in told_in(record({Name.TALK_BY: "2025-03-01"}))
    )
    assert "约谈" not in told_in(record(decided=dict.fromkeys(GRADED, "好")))


def test_the_years_appraisal_depends_on_the_best_grade() -> None:
    assert "等次不是“好”的，年度考核不得评为“优秀”" in told_in(record())


@pytest.mark.parametrize(
    ("closing", "levels"),
    [
        ("请认真整改。", [1, 0]),
        ("一、几点要求\n（一）整改。逐条整改。\n1.建台账。", [1, 2, 0]),
        ("（一）整改。\n\n  （二）反馈。当面谈。", [1, 2, 2]),
    ],
)
def test_what_staff_typed_keeps_its_levels(closing: str, levels: list[int]) -> None:
    passages = record({Name.CLOSING: closing}).passages
    assert [p.level for p in passages[-len(levels) :]] == levels
    assert "用好考核结果" not in told_in(record({Name.CLOSING: closing}))


def test_addressees_are_the_kinds_assessed() -> None:
    assert record().frame.addressees == "各党总支、党支部"
    assert record({Name.ADDRESSEES: "各学院"}).frame.addressees == "各学院"


@pytest.mark.parametrize(
    ("told", "imprint", "printed"),
    [
        ({}, False, ""),
        ({Name.COPIED: "校纪委", Name.DATED: "2025-01-08"}, True, "2025年1月8日"),
        ({Name.PRINTED: "2025-01-09", Name.DATED: "2025-01-08"}, True, "2025年1月9日"),
        ({Name.MASTHEAD: "某某学院文件"}, True, "日"),
    ],
)
def test_the_imprint_stands_where_it_has_something_to_say(
    told: Mapping[Name, str], imprint: bool, printed: str
) -> None:
    one = record(told).frame
    assert one.imprint == imprint
    assert one.printed.endswith(printed)


TITLES = (
    ("关于2022年度述职评议考核结果的通报", 20, ["关于2022年度述职评议考核结果的通报"]),
    (
        "关于2022年度基层党组织书记述职评议考核结果的通报",
        20,
        ["关于2022年度基层党组织书记", "述职评议考核结果的通报"],
    ),
    ("自己\n分好行", 4, ["自己", "分好行"]),
)


@pytest.mark.parametrize(("title", "most", "lines"), TITLES)
def test_titles_are_torn_between_words(title: str, most: int, lines: list[str]) -> None:
    assert broken(title, most).split("\n") == lines


def test_a_title_may_be_as_long_as_a_cell_holds() -> None:
    title = "关于述职评议考核结果的通报" * 250
    lines = broken(title, 20).split("\n")
    assert "".join(lines) == title
    assert max(map(len, lines)) <= 20


@given(st.text("关于年度20党组织书记述职评议考核结果的通报（）和、x", max_size=70), st.integers(8, 28))
def test_a_broken_title_loses_nothing_and_fits(title: str, most: int) -> None:
    lines = broken(title, most).split("\n")
    assert "".join(lines) == title
    assert all(width(line) <= most for line in lines)


def test_a_single_tier_has_no_heading_of_its_own() -> None:
    one = approval(scheme_for([target("A1")]), {"A1": [95] * 7})
    assert [p.level for p in circular(one, settings(one.scheme)).passages][:3] == [0, 1, 0]
    assert Decimal("95.00") == one.decisions[0].proposal.total.total

"""Counting, headings and parts, shares, order, years, owners and likeness, each by a table of cases."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_xl.findings import About, Place
from dangjian_xl.reading.document import Paragraph
from dangjian_xl.reports.demands import Asked, percent
from dangjian_xl.reports.headings import heading
from dangjian_xl.reports.likeness import Text, likenesses, ratio
from dangjian_xl.reports.parts import parted, shares
from dangjian_xl.reports.whose import Names
from dangjian_xl.reports.words import words
from dangjian_xl.reports.years import stale
from dangjian_xl.scheme.model import PartKind, ReportPart, ReportRule
from tests.support.papers import PROBLEMS, RECTIFIED, RESULTS, document, lines, paragraphs, scheme

PARTS = scheme().report_parts
RULE = ReportRule("T1")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("  \u3000\t\n", 0),
        ("党建工作", 4),
        ("党建，工作。", 6),
        ("“三会一课”", 6),
        ("2024年", 2),
        ("2024 年", 2),
        ("增长3.5%，", 4),
        ("GDP", 1),
        ("two words", 2),
        ("don’t stop", 2),
        ("党员ABC党员", 5),
        ("12-07至12-09", 3),
        ("１２", 2),
        ("①学习②整改", 6),
        ("——……", 4),
        ("党\u200b建\xad", 2),
        ("a\u200bb", 1),
        ("α粒子", 3),
        ("𠮷", 1),
        ("ｶﾅ", 2),
        ("5℃", 2),
        ("a - b", 3),
    ],
)
def test_words_are_counted_as_word_counts_them(text: str, count: int) -> None:
    assert words(text) == count


@given(st.text(max_size=40), st.text(max_size=40))
def test_lines_are_counted_each_for_itself(one: str, other: str) -> None:
    assert words(f"{one}\n{other}") == words(one) + words(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、主要成绩", (1, "主要成绩", False, False)),
        ("第一部分 主要成绩", (1, "主要成绩", False, False)),
        ("（二）存在问题", (2, "存在问题", False, False)),
        ("(二) 存在问题。谈心谈话不够。", (2, "存在问题", False, True)),
        ("1. 学习不够", (3, "学习不够", False, False)),
        ("1.5倍的增长", (1, "1.5倍的增长", True, False)),
        ("（1）学习不够：", (4, "学习不够", False, False)),
        ("存在问题", (1, "存在问题", True, False)),
        ("谈心谈话抓得不够紧。", None),
        ("没有号码也没有句号但是一直写下去写得太长的一行就不会是标题了", None),
        ("2024年12月", (1, "2024年12月", True, False)),
    ],
)
def test_headings_are_known_by_their_numbers(text: str, expected: tuple[object, ...] | None) -> None:
    found = heading(Paragraph(1, text))
    assert (found and (found.level, found.words, found.weak, found.rest)) == expected


def section_names(texts: list[str], parts: tuple[ReportPart, ...] = PARTS) -> list[str]:
    return [
        section.part.name if section.part else "" for section in parted(paragraphs(texts), parts).sections
    ]


UP, DONE, BAD = (part.name for part in PARTS)


@pytest.mark.parametrize(
    ("texts", "names"),
    [
        (lines(), ["", UP, DONE, BAD]),
        (["一、主要成绩", "文。", "二、其他工作", "文。", "三、存在问题", "文。"], [DONE, "", BAD]),
        (["一、主要成绩", "文。", "（一）问题整改", "文。", "二、存在问题", "文。"], [DONE, BAD]),
        (["一、主要成绩和存在问题", "（一）主要成绩", "文。", "（二）存在问题", "文。"], [DONE, DONE, BAD]),
        (["一、主要成绩", "文。", "二、问题和整改", "（一）上年整改情况", "文。", "（二）不足", "文。"], [DONE, BAD, UP, BAD]),
        (["主要成绩", "文。", "存在不足", "文。"], [DONE, BAD]),
        (["文。"], [""]),
        ([], []),
    ],
)  # fmt: skip
def test_a_report_is_parted_by_the_headings_of_one_level(texts: list[str], names: list[str]) -> None:
    assert section_names(texts) == names


LINES = st.sampled_from(
    ["一、主要成绩", "（一）存在问题", "二、上年整改情况", "文字。", "存在问题", "1.计划", "abc 12"]
)


@given(st.lists(LINES, max_size=12))
def test_the_sections_are_the_whole_text_and_the_shares_make_one(texts: list[str]) -> None:
    report = parted(paragraphs(texts), PARTS)
    assert [q.text for section in report.sections for q in section.paragraphs] == texts
    assert report.total == words("\n".join(texts))
    assert sum((share for _, _, share in shares(report)), Fraction(0)) == (1 if texts else 0)


def codes(texts: list[str], rule: ReportRule = RULE) -> list[str]:
    asked = Asked(Place("甲.docx"), About(), rule, PARTS, parted(paragraphs(texts), PARTS))
    return [unmet.finding.code for unmet in asked.unmet()]


WHOLE = lines()
DEMANDING = replace(RULE, rectified_first=True)


@pytest.mark.parametrize(
    ("texts", "rule", "expected"),
    [
        (WHOLE, RULE, []),
        (WHOLE, replace(RULE, limit=100), ["report-too-long"]),
        (WHOLE, replace(RULE, limit=words("\n".join(WHOLE))), []),
        (WHOLE, replace(RULE, problems_least=Fraction(9, 10)), ["report-share-low"]),
        (WHOLE, replace(RULE, problems_most=Fraction(1, 10)), ["report-share-high"]),
        (WHOLE, replace(RULE, results_most=Fraction(1, 10)), ["report-share-high"]),
        (WHOLE[:6], replace(RULE, problems_least=Fraction(2, 5)), ["report-part-missing"]),
        ([*WHOLE[:6], "三、存在问题"], RULE, ["report-part-empty"]),
        (WHOLE, DEMANDING, []),
        ([*WHOLE[4:], *WHOLE[2:4]], DEMANDING, ["report-rectified-first"]),
        ([*WHOLE[4:], *WHOLE[2:4]], RULE, ["report-order"]),
        (WHOLE[4:], DEMANDING, ["report-part-missing"]),
    ],
)
def test_every_demand_is_told_where_it_is_not_met(
    texts: list[str], rule: ReportRule, expected: list[str]
) -> None:
    assert codes(texts, rule) == expected


def test_a_share_is_told_with_its_numbers_and_where_the_part_begins() -> None:
    rule = replace(RULE, problems_least=Fraction(9, 10))
    asked = Asked(Place("甲.docx"), About(), rule, PARTS, parted(paragraphs(WHOLE), PARTS))
    (unmet,) = asked.unmet()
    count = words("\n".join(["三、存在问题", *PROBLEMS]))
    share = percent(Fraction(count, words("\n".join(WHOLE))))
    assert unmet.finding.what == f"讲问题 {count} 字，占 {share}，要求 9/10 以上；从第7段“三、存在问题”起"
    assert unmet.ground == f"讲问题占 {share}，要求 9/10 以上"


@pytest.mark.parametrize(
    ("texts", "code"),
    [
        (WHOLE, None),
        (lines(title="2023年度述职报告"), "report-year-title"),
        (lines(title="二〇二三年度述职报告"), "report-year-title"),
        (lines(title="述职报告（2025年1月5日）"), None),
        (lines(results="我就2023年度抓党建工作情况述职如下，请评议。" + RESULTS), "report-year-text"),
        (lines(results="2023年度述职评议指出的不足已经改正。" + RESULTS), None),
        (lines(title="述职报告", results="2023年讲党课，2023年走访，2023年换届，2024年表彰。"), "report-year-often"),
        (lines(title="述职报告", results="2023年讲党课，2023年走访，2024年换届，2024年表彰。"), None),
    ],
)  # fmt: skip
def test_a_report_of_another_year_is_noticed(texts: list[str], code: str | None) -> None:
    found = stale(parted(paragraphs(texts), PARTS), paragraphs(texts), 2024)
    assert (found and found.code) == code


@pytest.mark.parametrize(
    ("file", "first", "owners"),
    [
        ("回收/述职报告/甲党总支述职报告.docx", "", ["A1"]),
        ("回收/述职报告/述职报告（张三）.docx", "", ["A1"]),
        ("回收/述职报告/述职报告.docx", "乙党总支 李四", ["A2"]),
        ("回收/述职报告/甲党总支/报告.docx", "", ["A1"]),
        ("回收/述职报告/学院党委/甲党总支.docx", "", ["A1"]),
        ("回收/述职报告/甲党总支甲第一支部.docx", "", ["1.1"]),
        ("回收/述职报告/甲党总支张三.docx", "甲党总支", ["A1"]),
        ("回收/述职报告/甲党总支、乙党总支.docx", "", ["A1", "A2"]),
        ("回收/述职报告/甲党总支、乙党总支.docx", "李四", ["A2"]),
        ("回收/述职报告/甲党总支.docx", "乙党总支", ["A1", "A2"]),
        ("回收/述职报告/甲党总支李四.docx", "", ["A1", "A2"]),
        ("回收/述职报告/报告.docx", "述职报告", []),
        # a name within a longer one that the scheme does not know
        ("回收/述职报告/经济甲党总支述职报告.docx", "", []),
        ("回收/述职报告/某某学院甲党总支述职报告.docx", "", ["A1"]),
        ("回收/述职报告/2024年度甲党总支述职报告.docx", "", ["A1"]),
        ("回收/述职报告/张三丰.docx", "", []),
        ("回收/述职报告/张三述职报告.docx", "", ["A1"]),
        ("回收/述职报告/经济甲党总支.docx", "甲党总支 张三", ["A1"]),
        # a unit's folder is where its branches' reports lie
        ("回收/述职报告/甲党总支/述职报告.docx", "甲第一支部 王五", ["1.1"]),
        ("回收/述职报告/甲第一支部/报告.docx", "甲党总支", ["1.1"]),
        ("回收/述职报告/甲党总支.docx", "甲第一支部 王五", ["A1", "1.1"]),
    ],
)
def test_whose_a_report_is_follows_from_names_and_is_never_guessed(
    file: str, first: str, owners: list[str]
) -> None:
    assert sorted(Names.of(scheme()).owners(file, document([first]))) == sorted(owners)


@given(st.integers(1, 20_000), st.data(), st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(2, 5)]))
def test_a_share_never_reads_as_meeting_a_line_that_it_misses(
    total: int, data: st.DataObject, line: Fraction
) -> None:
    near = int(line * total)
    share = Fraction(data.draw(st.integers(max(0, near - 3), min(total, near + 3))), total)
    shown = Fraction(percent(share, line).rstrip("%")) / 100
    assert share == line or (shown > line, shown < line) == (share > line, share < line)
    assert abs(shown - share) <= Fraction(1, 2000)


def text(owner: str, *texts: str, past: bool = False) -> Text:
    return Text(f"{owner}{past}", owner, paragraphs(texts), None if past else 80, past)


LONG = [RECTIFIED, *PROBLEMS]


@pytest.mark.parametrize(
    ("texts", "pairs"),
    [
        ([text("甲", LONG[0]), text("乙", LONG[1])], []),
        ([text("甲", LONG[0]), text("乙", LONG[0].replace("年初", "三月"))], [(0, 1), (1, 0)]),
        ([text("甲", LONG[0]), text("甲", LONG[0])], []),
        ([text("甲", LONG[0]), text("", LONG[0], past=True)], [(0, 1)]),
        ([text("甲", "短的一段。"), text("乙", "短的一段。")], []),
        # three of nine say it: a set phrase; two of nine: copied
        ([text(str(n), LONG[0] if n < 3 else LONG[1] * (n - 1)) for n in range(9)], []),
        ([text(str(n), LONG[0] if n < 2 else LONG[1] * n) for n in range(9)], [(0, 1), (1, 0)]),
    ],
)
def test_shared_wording_is_found_between_the_right_texts(
    texts: list[Text], pairs: list[tuple[int, int]]
) -> None:
    texts = [replace(t, similar=None if t.past else 90) for t in texts]
    assert [(a.one, a.other) for a in likenesses(texts)] == pairs


WORDING = st.text("党建工作学习", min_size=40, max_size=60)


@settings(max_examples=50)
@given(WORDING, WORDING)
def test_likeness_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert ratio(one, other) == ratio(other, one)
    found = {(a.one, a.other, a.percent) for a in likenesses([text("甲", one), text("乙", other)])}
    assert found in (set(), {(0, 1, ratio(one, other)), (1, 0, ratio(one, other))})
    assert bool(found) == (ratio(one, other) >= 80)


def test_kinds_of_parts_are_told_by_the_scheme() -> None:
    assert parted(paragraphs(WHOLE), PARTS).count(PartKind.RESULTS) == words("二、主要成绩" + RESULTS)

"""Problems from five places: a report's points, comments, marks and reasons, opinions, and what last year left open."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from dangjian_xl.papers.said import said_of
from dangjian_xl.reading.document import Paragraph
from dangjian_xl.rectification.losses import LINE
from dangjian_xl.rectification.points import points
from dangjian_xl.rectification.problems import problems, renumbered
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.rectification.said import asking
from dangjian_xl.rectification.words import says_none
from dangjian_xl.reports.headings import unnumbered
from dangjian_xl.reports.parts import parted
from dangjian_xl.returns.collect import FileReport
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.choices import Aggregation
from dangjian_xl.scheme.model import LEAST_SHOWN, FormKind, ItemKind, PartKind, PastProblem, Scheme
from tests.support.papers import paragraphs
from tests.support.problems import PART, Said, approval, form, scheme
from tests.support.scoring import GRADES

HEAD = "一、成绩"
TEXT, POINTS = ItemKind.TEXT, ItemKind.POINTS


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["对谈心谈话抓得不紧。", "调研不深。"], ["对谈心谈话抓得不紧。", "调研不深。"]),
        (["对照要求，还存在以下问题：", "1.调研不深，原因是自己督促少。", "2.台账不全。"], ["调研不深，原因是自己督促少。", "台账不全。"]),
        (["（一）调研不深。走访少。", "（二）台账不全。"], ["调研不深。走访少。", "台账不全。"]),
        (["（一）调研不深", "全年只走访两次。", "（二）台账不全", "缺三次记录。"], ["调研不深\n全年只走访两次。", "台账不全\n缺三次记录。"]),
        (["（一）存在的主要问题", "1.调研不深。", "2.台账不全。", "（二）原因分析", "思想不重视。", "（三）整改措施", "每月走访。"], ["调研不深。", "台账不全。"]),
        (["（一）党建责任方面", "1.会议少。", "2.检查少。"], ["会议少。", "检查少。"]),
        (["（一）服务意识存在差距", "走访少。"], ["服务意识存在差距\n走访少。"]),
        (["（一）整改落实不够有力。", "（二）措施不够具体。"], ["整改落实不够有力。", "措施不够具体。"]),
        (["1.调研不深。", "原因：督促少。", "措施：每月走访。", "2.台账不全。"], ["调研不深。", "台账不全。"]),
        (["调研不深。", "针对以上问题，下一步每月走访。"], ["调研不深。"]),
        (["无。"], []),
        (["没有发现明显问题"], []),
        (["一是调研不深；二是台账不全；三是经费使用慢。" * 9], ["一是调研不深；二是台账不全；三是经费使用慢。" * 9]),
    ],
)  # fmt: skip
def test_a_report_is_taken_apart_point_by_point(lines: list[str], expected: list[str]) -> None:
    report = parted(
        paragraphs([HEAD, "讲党课四次。", "二、存在问题", *lines]),
        [PART, replace(PART, kind=PartKind.RESULTS, name="成绩", words="成绩")],
    )
    assert [p.text for p in points(report)] == expected


def test_a_part_that_goes_on_behind_its_heading_is_one_point() -> None:
    report = parted(paragraphs([HEAD, "讲党课四次。", "二、存在问题：调研不深。"]), [PART])
    assert [p.text for p in points(report)] == ["存在问题：调研不深。"]


def test_points_numbered_by_the_program_are_points() -> None:
    body = [Paragraph(1, "一、存在问题"), Paragraph(2, "调研不深", listed=True), Paragraph(3, "全年两次。")]
    report = parted([*body, Paragraph(4, "台账不全", listed=True)], [PART])
    assert [p.text for p in points(report)] == ["调研不深\n全年两次。", "台账不全"]


@pytest.mark.parametrize(
    ("text", "none"),
    [
        ("", True), (" 　", True), ("无", True), ("无。", True), ("没有", True), ("暂无", True), ("（无）", True), ("——", True), ("/", True),
        ("没有明显问题", True), ("未发现突出问题。", True), ("无意见和建议", True), ("目前没有问题", True), ("无问题", True),
        ("没有建立台账", False), ("无党员活动室", False), ("未发现的问题较多", False), ("没有做到全覆盖", False), ("问题", False),
    ],
)  # fmt: skip
def test_none_is_no_problem(text: str, none: bool) -> None:
    assert says_none(text) is none


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1.调研", "调研"), ("（一）调研", "调研"), ("①调研", "调研"), ("2024年", "2024年"), ("1.5倍", "1.5倍")],
)
def test_only_a_number_in_front_is_taken_off(text: str, plain: str) -> None:
    assert unnumbered(text) == plain


COMMENTS = form("点评", FormKind.COMMENTS, ("指出的问题", TEXT), ("努力方向", TEXT))
REVIEW = form("评阅", FormKind.REVIEW, ("成效", POINTS), ("评阅意见", TEXT))
SUMMARY = form("汇总", FormKind.SUMMARY, ("主要成绩", TEXT), ("存在问题", TEXT), ("综合评价意见", TEXT))
MATRIX = form("矩阵", FormKind.MATRIX, ("述职", POINTS), ("台账", POINTS), ("存在问题", TEXT))
SHEET = form("评分表", FormKind.SCORE_SHEET, ("述职", POINTS), ("台账", POINTS))
BALLOT = form("票", FormKind.BALLOT, ("综合评价", POINTS))


def said(
    of: Scheme, code: str, item: str, value: str = "", *, by: str = "R1", about: str = "A", **more: object
) -> Said:
    one = next(p for p in of.panels if p.form == code)
    return Said(one, by, about, item, value=value, **more)  # type: ignore[arg-type]


def told(found: dict[str, tuple[Problem, ...]], target: str = "A") -> list[tuple[Source, str]]:
    return [(p.source, p.text) for p in found[target]]


def test_sources_stand_in_order_and_are_numbered() -> None:
    of = scheme(
        COMMENTS, REVIEW, SUMMARY, past_problems=(PastProblem("A-3", "A", "换届拖延", "点评意见", "整改中"),)
    )
    words = [
        said(of, "汇总", "3", "同志抓党建有力、成效好"),
        said(of, "汇总", "1", "讲党课四次"),
        said(of, "汇总", "2", "1.会议少\n2.无\n\n3.记录不全"),
        said(of, "评阅", "2", "报告空话多"),
        said(of, "点评", "1", "抓得不紧"),
        said(of, "点评", "2", "多走访"),
    ]
    report = ("A", [HEAD, "好。", "二、存在问题", "调研不深。"])
    found = problems(approval(of, words, [report]))
    assert told(found) == [
        (Source.PAST, "换届拖延"),
        (Source.REPORT, "调研不深。"),
        (Source.COMMENTS, "抓得不紧"),
        (Source.COMMENTS, "报告空话多"),
        (Source.OPINION, "会议少"),
        (Source.OPINION, "记录不全"),
    ]
    assert [p.code for p in found["A"]] == [f"A-{n}" for n in range(1, 7)]
    assert found["A"][0].detail == "上年度编号 A-3；来源：点评意见；上年度整改情况：整改中"
    assert found["A"][1].detail == "报告第 4 段"
    assert found["A"][2].detail == "点评环节“指出的问题”"
    assert found["B"] == ()


@pytest.mark.parametrize(
    ("kind", "items", "asked"),
    [
        (FormKind.SUMMARY, ["主要成绩", "存在问题", "综合评价意见"], ["存在问题"]),
        (FormKind.SUMMARY, ["主要成绩", "综合评价意见"], ["综合评价意见"]),
        (FormKind.SUMMARY, ["主要成绩"], []),
        (FormKind.COMMENTS, ["肯定的成绩", "指出的不足"], ["指出的不足"]),
        (FormKind.COMMENTS, ["点评"], ["点评"]),
        (FormKind.MATRIX, ["存在问题", "意见建议"], ["存在问题"]),
        (FormKind.MATRIX, ["意见建议"], []),
        (FormKind.ROSTER, ["存在问题"], []),
    ],
)
def test_where_a_form_asks_for_problems_nothing_else_is_one(
    kind: FormKind, items: list[str], asked: list[str]
) -> None:
    made, of = form("表", kind, *((text, TEXT) for text in items))
    assert [item.text for item in asking(made, of)] == asked


def test_the_same_words_stand_once_with_every_source() -> None:
    of = scheme(COMMENTS, SUMMARY)
    words = [
        said(of, "点评", "1", "调研 不深"),
        said(of, "点评", "1", "调研不深。", by="R2"),
        said(of, "汇总", "2", "（1）调研不深；"),
    ]
    found = problems(approval(of, words))["A"]
    assert [(p.text, p.source) for p in found] == [("调研 不深", Source.COMMENTS)]
    assert found[0].detail == "点评意见：点评环节“指出的问题”\n综合评价意见：汇总环节“存在问题”"


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ({"1": [9, 9], "2": [7, 8]}, ["“台账”失分较多"]),
        ({"1": [6, 6], "2": [7, 8]}, ["“述职”失分较多", "“台账”失分较多"]),
        ({"1": [8, 8], "2": [8, 8]}, ["“述职”在各项里得分最低"]),
        ({"1": [9, 9], "2": [8, 9]}, ["“台账”在各项里得分最低"]),
        ({"1": [10, 10], "2": [10, 10]}, []),
    ],
)
def test_items_below_the_line_are_problems_else_the_weakest(
    marks: dict[str, list[int]], expected: list[str]
) -> None:
    of = scheme(SHEET)
    words = [
        said(of, "评分表", item, by=f"R{n}", marks=m)
        for item, each in marks.items()
        for n, m in enumerate(each)
    ]
    assert [text for _, text in told(problems(approval(of, words)))] == expected


@pytest.mark.parametrize(
    ("marks", "detail"),
    [
        ((7, 7, 8, 7, 8, 7), "评分表环节：满分 10 分，平均得 7.33 分，平均失 2.67 分"),
        ((7, 7, 8, 7), "评分表环节（不足5人评，不列平均分）"),
        ((7,), "评分表环节（不足5人评，不列平均分）"),
    ],
)
def test_the_mean_loss_is_told_exactly_where_it_is_nobodys_own_mark(
    marks: tuple[int, ...], detail: str
) -> None:
    of = scheme(SHEET)
    words = [said(of, "评分表", "2", by=f"R{n}", marks=m) for n, m in enumerate(marks)]
    [found] = problems(approval(of, words))["A"]
    assert (found.text, found.detail) == ("“台账”失分较多", detail)


@pytest.mark.parametrize(("votes", "told"), [(4, False), (5, True), (80, True)])
def test_a_tally_is_of_as_many_as_voted(votes: int, told: bool) -> None:
    grades = tuple(replace(g, points=Decimal(10 - n)) for n, g in enumerate(GRADES))
    of = scheme(form("计票", FormKind.TALLY, ("综合评价", ItemKind.GRADE)), grades=grades)
    words = [said(of, "计票", "", by="R", marks=7 * votes, full=10 * votes)]
    [found] = problems(approval(of, words))["A"]
    assert ("平均得 7 分" in found.detail) is told


@pytest.mark.parametrize(("number", "shown"), [(LEAST_SHOWN - 1, False), (LEAST_SHOWN, True)])
def test_reasons_are_told_from_five_forms_on_without_who(number: int, shown: bool) -> None:
    of = scheme(SHEET)
    words = []
    for n in range(number):
        words.append(said(of, "评分表", "2", by=f"R{n}", marks=5))
        words.append(
            said(of, "评分表", "2", ["缺记录", "补记", "缺 记录"][n % 3], by=f"R{n}", field="reason")
        )
    detail = problems(approval(of, words))["A"][0].detail
    assert detail.endswith("；扣分原因：缺 记录；缺记录×2；补记×2") is shown
    assert "R0" not in detail


@pytest.mark.parametrize(("number", "listed"), [(LEAST_SHOWN - 1, []), (LEAST_SHOWN, ["“综合评价”失分较多"])])
def test_of_fewer_than_five_ballots_nothing_is_told(number: int, listed: list[str]) -> None:
    of = scheme(BALLOT, anonymous="票")
    words = [said(of, "票", "1", by=f"R{n}", marks=6) for n in range(number)]
    assert [text for _, text in told(problems(approval(of, words)))] == listed


@pytest.mark.parametrize("anonymous", ["矩阵", ""])
@pytest.mark.parametrize(
    ("number", "silent", "listed"),
    [
        (LEAST_SHOWN - 1, 0, []),
        (LEAST_SHOWN, 0, ["会议少"]),
        (1, LEAST_SHOWN - 1, []),
        (LEAST_SHOWN - 1, LEAST_SHOWN, []),
        (LEAST_SHOWN, 1, ["会议少"]),
    ],
)
def test_words_beside_marks_are_told_where_five_forms_speak_of_the_target(
    number: int, silent: int, listed: list[str], anonymous: str
) -> None:
    """A form that says 不适用 throughout does not hide whose the words on another are."""
    of = scheme(MATRIX, anonymous=anonymous)
    words = [said(of, "矩阵", "1", by=f"R{n}", marks=10) for n in range(number)]
    words += [said(of, "矩阵", "1", by=f"S{n}", marks=0, full=0) for n in range(silent)]
    words.append(said(of, "矩阵", "3", "会议少", by="R0"))
    one = approval(of, words)
    assert [text for _, text in told(problems(one))] == listed
    papers = said_of(one.assessment)["A"]
    assert [line.text for group in papers for line in group.said] == listed


@pytest.mark.parametrize("number", [1, LEAST_SHOWN - 1, LEAST_SHOWN])
def test_comments_without_names_are_told_where_five_wrote_some(number: int) -> None:
    of = scheme(COMMENTS, anonymous="点评")
    words = [said(of, "点评", "1", "抓得不紧", by=f"R{n}") for n in range(number)]
    words += [said(of, "点评", "1", "", by=f"S{n}") for n in range(LEAST_SHOWN)]
    assert [t for _, t in told(problems(approval(of, words)))] == ["抓得不紧"] * (number >= LEAST_SHOWN)
    words = [said(scheme(COMMENTS), "点评", "1", "抓得不紧", by="R")]
    assert [t for _, t in told(problems(approval(scheme(COMMENTS), words)))] == ["抓得不紧"]


def test_words_on_void_forms_are_not_told() -> None:
    of = scheme(MATRIX)
    words = [said(of, "矩阵", "1", by=f"R{n}", marks=10) for n in range(6)]
    words += [said(of, "矩阵", "3", f"问题{n}", by=f"R{n}") for n in range(6)]
    one = approval(of, words)
    voided = FileReport("0.xlsx", "", "矩阵/R0", Verdict.VOID)
    collection = replace(one.assessment.collection, files=(voided,))
    one = replace(one, assessment=replace(one.assessment, collection=collection))
    assert [text for _, text in told(problems(one))] == [f"问题{n}" for n in range(1, 6)]


def test_which_of_equal_ballots_is_left_out_shows_nowhere() -> None:
    of = scheme(SHEET, anonymous="评分表")
    of = replace(
        of, panels=tuple(replace(p, aggregation=Aggregation.TRIMMED, trim_above=3) for p in of.panels)
    )

    def listed(order: list[str]) -> dict[str, tuple[Problem, ...]]:
        words = []
        for rater, (first, second) in zip(order, [(9, 1), (1, 9), *[(5, 5)] * 6], strict=True):
            words += [
                said(of, "评分表", item, by=rater, marks=m) for item, m in (("1", first), ("2", second))
            ]
            words.append(said(of, "评分表", "1", f"因{first}", by=rater, field="reason"))
        words.sort(key=lambda one: one.rater)
        return problems(approval(of, words))

    raters = [f"R{n}" for n in range(8)]
    assert listed(raters) == listed(raters[::-1]) == listed(raters[1:] + raters[:1])


def test_exchanging_forms_changes_nothing() -> None:
    of = scheme(SHEET, MATRIX, anonymous="矩阵")
    raters = [f"R{n}" for n in range(6)]

    def listed(order: list[str]) -> dict[str, tuple[Problem, ...]]:
        words = []
        for rater, n in zip(order, range(6), strict=True):
            words += [
                said(of, "矩阵", "1", by=rater, marks=n),
                said(of, "矩阵", "3", f"问题{n % 3}", by=rater),
            ]
            words += [
                said(of, "评分表", "1", by=rater, marks=n),
                said(of, "评分表", "1", f"因{n}", by=rater, field="reason"),
            ]
        return problems(approval(of, words))

    assert listed(raters) == listed(raters[::-1])


def test_a_single_judgement_is_told_only_where_it_is_low() -> None:
    of = scheme(BALLOT)
    assert problems(approval(of, [said(of, "票", "1", marks=9)]))["A"] == ()
    assert len(problems(approval(of, [said(of, "票", "1", marks=7)]))["A"]) == 1


def test_the_line_is_four_fifths() -> None:
    assert Fraction(4, 5) == LINE


@pytest.mark.parametrize(
    ("out", "found", "codes"),
    [
        ("甲 乙", "甲 乙", "1 2"),
        ("甲 乙", "丙 甲 乙", "3 1 2"),
        ("甲 乙", "乙", "2"),
        ("甲 乙", "乙。 丁", "2 3"),
        ("", "甲 乙", "1 2"),
        ("甲", "", ""),
    ],
)
def test_a_problem_keeps_the_number_that_is_out(out: str, found: str, codes: str) -> None:
    lists = [
        [Problem(f"A-{n}", "A", text, Source.REPORT) for n, text in enumerate(texts.split(), 1)]
        for texts in (found, out)
    ]
    assert [p.code for p in renumbered(*lists)] == [f"A-{n}" for n in codes.split()]

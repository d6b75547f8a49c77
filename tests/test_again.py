"""Last year's problems in other words: pairs that are the same, pairs about the same word, and what is told of both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl.findings import Finding
from dangjian_xl.rectification.advice import advice
from dangjian_xl.rectification.again import LINE, Alike, likeness, mentioned
from dangjian_xl.rectification.problems import gathered, problems
from dangjian_xl.rectification.records import Source
from dangjian_xl.scheme.model import FormKind, ItemKind, PastProblem, Scheme
from dangjian_xl.scoring.approval import Approval
from tests.support.problems import Said, approval, form, scheme

SAME = (
    ("理论学习不够深入，学用结合不紧密", "政治理论学习深度不够，学用脱节"),
    ("谈心谈话抓得不够紧，有三名党员全年没有谈到", "谈心谈话不经常，个别党员一年里没有谈过一次"),
    ("党支部工作手册填写不规范，记录不完整", "支部手册记录不全、填写不够规范"),
    ("党建与业务工作融合不够，存在“两张皮”现象", "党建和业务“两张皮”问题仍然存在，融合不深"),
    ("发展党员工作不规范，材料缺失", "发展党员材料不齐，程序把关不严"),
    ("意识形态阵地管理有薄弱环节", "意识形态阵地管理还有漏洞"),
    ("主题党日形式单一，吸引力不强", "主题党日活动形式不够丰富，党员参与积极性不高"),
    ("党费收缴不及时", "党费没有按月收缴，有拖欠"),
    ("“三会一课”落实不到位，个别支部次数不够", "三会一课制度落实不严，个别支部没有按要求次数召开"),
    ("青年教师党员发展力度不够", "在高层次人才和青年教师中发展党员力度不足"),
    ("台账不全。", "一年来讲党课四次，成效明显。台账还是不全；经费用得慢。"),
    ("“述职报告”失分较多", "“述职报告”失分较多"),
)
OTHER = (
    ("党员教育管理不严格", "党员发展工作不规范"),
    ("理论学习不够深入", "谈心谈话不够深入"),
    ("党建工作创新不够", "党建经费使用不够规范"),
    ("调查研究不够深入，走访师生少", "理论学习不够深入，交流研讨少"),
    ("主题党日形式单一", "组织生活会质量不高"),
    ("青年教师党员发展力度不够", "青年教师理论学习参与不够"),
    ("支部工作手册填写不规范", "支部换届程序不规范"),
    ("意识形态阵地管理有薄弱环节", "党员活动阵地建设薄弱"),
    ("党费收缴不及时", "党务公开不及时"),
    ("党建与业务工作融合不够", "党建工作品牌不够突出"),
    ("“三会一课”落实不到位", "上级部署落实不到位"),
    ("谈心谈话抓得不够紧，有三名党员全年没有谈到", "台账记录不全，有三名党员全年没有写思想汇报"),
    ("“理论学习”失分较多", "“经费使用”失分较多"),
    ("记录", "会议记录"),
    ("", "会议少"),
)
#: The same to a person, but with too few letters in common: nobody is told, and the manual says so.
UNSEEN = (
    ("换届选举拖延，超过任期半年", "支部没有按期换届"),
    ("调查研究不够深入，走访师生少", "深入师生调研少，对基层情况掌握不全"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_problem_in_other_words_is_seen(one: str, other: str) -> None:
    assert likeness(one, other).percent >= LINE


@pytest.mark.parametrize(("one", "other"), [*OTHER, *UNSEEN])
def test_another_problem_about_the_same_word_is_not(one: str, other: str) -> None:
    assert likeness(one, other).percent < LINE


TEXTS = st.text(st.sampled_from("党建学习记录不够深入存在问题。；，1 “”"), max_size=30)


@given(TEXTS, TEXTS)
def test_likeness_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert likeness(one, other).percent == likeness(other, one).percent
    assert 0 <= likeness(one, other).percent <= 100


def test_a_text_is_wholly_like_itself() -> None:
    assert likeness("台账记录不全", "台账记录不全").percent == 100
    assert likeness("台账记录不全", "") == Alike(0)


@pytest.mark.parametrize(
    ("past", "text", "said"),
    [
        ("谈心谈话不经常", "对班子成员的谈心谈话抓得不够紧，年初只安排了两次，根子在自己督促少。", True),
        ("谈心谈话不经常，走访少", "一年来走访少的问题没有改", True),
        ("谈心谈话不经常", "对班子成员的经费使用抓得不够紧，年初只安排了两次。", False),
        ("台账不全", "", False),
    ],
)
def test_a_report_may_speak_of_it_in_passing(past: str, text: str, said: bool) -> None:
    assert mentioned(past, [text]) is said


COMMENTS = form("点评", FormKind.COMMENTS, ("指出的问题", ItemKind.TEXT))
PAST = PastProblem("A-7", "A", "党费收缴不及时。支部手册记录不全", "点评意见", "整改中")
HEAD = ["一、存在问题"]


def advised(one: Approval) -> tuple[Finding, ...]:
    return advice(one, gathered(one))


def of(*past: PastProblem) -> Scheme:
    return scheme(COMMENTS, past_problems=past)


def test_both_passages_are_shown_with_their_likeness() -> None:
    given_ = of(PAST)
    said = [Said(given_.panels[0], "R1", "A", "1", value="会议少。党费没有按月收缴，有拖欠")]
    found = approval(given_, said, [("A", [*HEAD, "台账不全，支部手册记录也不完整。"])])
    told = {f.code: f for f in advised(found)}
    assert set(told) == {"past-again"}
    sentences = [f.what for f in advised(found)]
    assert sentences[0].startswith(
        "上年度没有整改完的 A-7“支部手册记录不全”，和今年述职报告里的“台账不全，支部手册记录也不完整”相近（"
    )
    assert "今年点评意见里的“党费没有按月收缴，有拖欠”相近（" in sentences[1]
    assert [f.about.target for f in advised(found)] == ["A支部", "A支部"]


def test_the_list_says_so_too() -> None:
    given_ = of(PAST)
    said = [Said(given_.panels[0], "R1", "A", "1", value="党费没有按月收缴，有拖欠")]
    listed = problems(approval(given_, said))["A"]
    assert [p.source for p in listed] == [Source.PAST, Source.COMMENTS]
    assert listed[1].detail.startswith("点评环节“指出的问题”；和上年度 A-7 相近（")


def test_another_targets_problem_is_no_repetition() -> None:
    given_ = of(PAST)
    said = [Said(given_.panels[0], "R1", "B", "1", value="党费收缴不及时")]
    assert advised(approval(given_, said)) == ()


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (["经费用得慢。"], ["past-unmentioned"]),
        (["经费用得慢。", "二、整改情况", "党费已按月收缴，无人拖欠。"], []),
        (["党费收缴仍不及时。"], ["past-again"]),
    ],
)
def test_a_report_that_passes_over_last_years_problem(lines: list[str], codes: list[str]) -> None:
    found = approval(of(PAST), [], [("A", [*HEAD, *lines])])
    assert [f.code for f in advised(found)] == codes


def test_without_a_report_nothing_is_said_of_it() -> None:
    assert advised(approval(of(PAST))) == ()

"""The circular on rectification: every list and every problem is counted once, who is named, what is asked, what is left unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl import papers
from dangjian_xl.papers.progress import MOST_NAMED, progress_circular
from dangjian_xl.papers.progress_tables import LONGEST
from dangjian_xl.papers.records import ProgressCircular
from dangjian_xl.rectification.progress import Came, Progress
from dangjian_xl.rectification.records import Source
from dangjian_xl.scheme.model import SettingName as Name
from dangjian_xl.scheme.settings import settings
from tests.support.approved import TARGETS, scheme_for, target
from tests.support.mending import DONE, LASTING, MISSING, NOT_BEGUN, RUNNING, Says, mending

SAID = {
    "A1": [Says(DONE), Says(DONE, source=Source.OWN)],
    "A2": [Says(RUNNING, overdue=3), Says(NOT_BEGUN, overdue=12), Says(LASTING, stalled=45)],
    "A3": [Says(MISSING, overdue=7, person="")],
    "B1": [Says(RUNNING)],
}
CAME = {"A3": Came.MISSING, "A4": Came.MEND, "B2": Came.HELD}


def record(found: Progress) -> ProgressCircular:
    return progress_circular(found, settings(found.scheme))


def told_in(one: ProgressCircular) -> str:
    return "\n".join(p.heading + p.text for p in one.passages)


def test_lists_and_problems_are_counted_and_named() -> None:
    text = told_in(record(mending(SAID, CAME)))
    assert "现将截至2025年4月1日的整改进展情况通报如下。" in text
    assert (
        "共向7个党组织发出清单。已交回能够统计的4个，交回的有错、待改的1个，交回几份不同的、待确认的1个，未交回的1个。"
        in text
    )
    assert "交回的有错、待改的：A4党总支。交回几份不同的、待确认的：B2支部。未交回的：A3党总支。" in text
    assert (
        "共有问题7个（其中各党组织自查补充1个）。已完成2个，占全部问题的28.6%；整改中2个，未开始1个，需长期坚持1个；"
        "另有1个，所在党组织没有能够统计的清单，不知道整改到哪一步。各党组织的情况见附件1。" in text
    )
    assert "全部整改完成的党组织有1个：A1党总支。" in text
    assert (
        "过了完成时限还没有完成的有3个，涉及2个党组织：A2党总支（2个，最长逾期12天）、A3党总支（1个，逾期7天）。"
        "其中1个，所在党组织没有能够统计的清单。逐个列在附件2。" in text
    )
    assert (
        "没有完成、也没有逾期，满30天没有新进展的有1个，涉及1个党组织：A2党总支（1个，停滞45天）。逐个列在附件3。"
        in text
    )


def test_the_annexes_name_problems_by_organisation_the_longest_first() -> None:
    one = record(mending(SAID, CAME))
    assert one.annexes == "1. 各党组织整改进展情况\n2. 逾期问题清单\n3. 停滞问题清单"
    overdue, stalled = one.named
    shown = [(r.number, r.organisation, r.code, r.person, r.due, r.standing, r.days) for r in overdue.rows]
    assert shown == [
        (1, "A2党总支", "A2-2", "张三", "2025年\n3月20日", "未开始", 12),
        (2, "A2党总支", "A2-1", "张三", "2025年\n3月29日", "整改中", 3),
        (3, "A3党总支", "A3-1", "—", "2025年\n3月25日", "不明", 7),
    ]
    assert [(r.code, r.standing, r.days) for r in stalled.rows] == [("A2-3", "需长期坚持", 45)]
    assert (overdue.mark, overdue.days, stalled.mark, stalled.days) == (
        "附件2",
        "逾期天数",
        "附件3",
        "停滞天数",
    )


@pytest.mark.parametrize(
    ("said", "came", "present", "absent"),
    [
        ({"A1": [Says(DONE)]}, {}, ["各党组织都已交回。", "没有逾期的问题。", "没有停滞的问题。", "各党组织的情况见附件。", "防止反弹", "占全部问题的100.0%"], ["附件1", "补齐清单", "巩固整改成果", "一项销号一项", "加快", "（三）"]),
        ({"A1": [Says(RUNNING)]}, {}, ["还没有党组织全部整改完成。", "一项销号一项"], ["佐证材料"]),
        ({"A1": [Says(MISSING)]}, dict.fromkeys(("A1", "A2", "A3", "A4", "A5", "B1", "B2"), Came.MISSING),
         ["能够统计的0个，未交回的7个。", "共有问题1个。所在党组织没有能够统计的清单，不知道整改到哪一步。"], ["已完成", "还没有党组织", "%", "自查"]),
        ({}, {}, ["清单上没有列出问题。各党组织的情况见附件。"], ["逾期", "有关要求", "全部整改"]),
        ({"A1": [Says(DONE), Says(MISSING)]}, {}, ["还没有党组织全部整改完成。"], []),
        ({"A1": [Says(RUNNING, stalled=31)]}, {}, ["（一）逾期情况。没有逾期的问题。", "（二）停滞情况。没有完成", "逐个列在附件2。", "（一）加快", "（二）逐项"], ["附件3"]),
    ],
)  # fmt: skip
def test_what_there_is_none_of_is_not_asked_for(
    said: Mapping[str, list[Says]], came: Mapping[str, Came], present: list[str], absent: list[str]
) -> None:
    text = told_in(record(mending(said, came)))
    assert all(words in text for words in present), text
    assert not any(words in text for words in absent), text


def test_organisations_whose_lists_are_not_out_are_not_passed_over() -> None:
    text = told_in(record(mending({"A1": [Says(DONE)]}, out=[o.code for o in TARGETS if o.code != "B2"])))
    assert "共向6个党组织发出清单。" in text
    assert "另有1个党组织没有可供核对的发出清单，没有计入：B2支部。" in text
    assert "没有可供核对" not in told_in(record(mending({})))


def test_where_no_lists_are_out_there_is_no_circular() -> None:
    assert papers.build_progress(mending({}, out=())) == ([], ())


def test_too_many_organisations_are_counted_in_the_text_and_named_in_the_annex() -> None:
    targets = [target(f"A{n:02}", "T1", f"第{n}党总支") for n in range(1, MOST_NAMED + 2)]
    said = {o.code: [Says(RUNNING, overdue=n)] for n, o in enumerate(targets, 1)}
    one = record(mending(said, scheme=scheme_for(targets)))
    assert "涉及13个党组织，各有几个见附件1，最长的已经逾期13天，是第13党总支。" in told_in(one)
    assert [row.organisation for row in one.named[0].rows] == [o.name for o in targets]
    alike = {o.code: [Says(RUNNING, stalled=33)] for o in targets}
    assert "最长的已经停滞33天，有13个党组织。" in told_in(record(mending(alike, scheme=scheme_for(targets))))
    fewer = {o.code: said[o.code] for o in targets[:MOST_NAMED]}
    assert "涉及12个党组织：第1党总支（1个，逾期1天）、" in told_in(
        record(mending(fewer, scheme=scheme_for(targets)))
    )


@pytest.mark.parametrize(
    ("text", "shown", "noted"),
    [
        ("好" * LONGEST, "好" * LONGEST, False),
        ("好" * (LONGEST + 1), "好" * (LONGEST - 1) + "…", True),
        ("台账\n不全", "台账 不全", False),
    ],
)
def test_long_problems_are_cut_and_the_cut_is_told(text: str, shown: str, *, noted: bool) -> None:
    [table] = record(mending({"A1": [Says(RUNNING, overdue=1, text=text)]})).named
    assert table.rows[0].text == shown
    assert ("全文见该党组织的问题清单" in table.note) == noted


standings = st.sampled_from([DONE, RUNNING, NOT_BEGUN, LASTING, MISSING])
says = st.builds(
    lambda standing, days, overdue: (
        Says(standing)
        if standing is DONE
        else Says(standing, overdue=days if overdue else 0, stalled=0 if overdue else days)
    ),
    standings,
    st.integers(0, 99),
    st.booleans(),
)


@given(st.dictionaries(st.sampled_from([o.code for o in TARGETS]), st.lists(says, max_size=6)))
def test_every_problem_stands_in_one_column_and_sums_are_sums(said: dict[str, list[Says]]) -> None:
    one = record(mending(said))
    counted = (
        "problems", "done", "running", "not_begun", "lasting", "unknown", "overdue", "stalled"
    )  # fmt: skip
    for name in counted:
        assert getattr(one.units.whole, name) == sum(getattr(row, name) for row in one.units.rows)
    for row in (*one.units.rows, one.units.whole):
        assert row.problems == row.done + row.running + row.not_begun + row.lasting + row.unknown
        assert row.overdue + row.stalled <= row.problems - row.done
    assert one.units.whole.problems == sum(map(len, said.values()))
    listed = {table.days: table for table in one.named}
    for name, days in (("overdue", "逾期天数"), ("stalled", "停滞天数")):
        rows = listed[days].rows if days in listed else ()
        assert len(rows) == getattr(one.units.whole, name)
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        assert all(a.days >= b.days for a, b in pairwise(rows) if a.organisation == b.organisation)


def test_nobodys_grade_and_no_secretary_stands_in_it() -> None:
    said = repr(record(mending(SAID, CAME)))
    assert not any(o.reporter in said for o in TARGETS)
    assert "等次" not in said


@pytest.mark.parametrize(
    ("told", "number"),
    [
        ({}, ""),
        ({Name.NUMBER: "组通〔2025〕1号"}, "\u3000\u3000\u3000〔2025〕\u3000\u3000号"),
        ({Name.MASTHEAD: "某某学院文件"}, "\u3000\u3000\u3000〔2025〕\u3000\u3000号"),
    ],
)
def test_its_number_is_left_to_be_written(told: Mapping[Name, str], number: str) -> None:
    assert record(mending(SAID, told=told)).frame.number == number


def test_what_is_settled_for_the_results_circular_alone_is_not_taken() -> None:
    told = {
        Name.TITLE: "关于结果的通报",
        Name.OPENING: "开头",
        Name.CLOSING: "要求",
        Name.DATED: "2025-01-08",
        Name.PRINTED: "2025-01-09",
        Name.COPIED: "校纪委",
        Name.SIGNED: "某某学院党委",
        Name.ADDRESSEES: "各学院",
    }
    one = record(mending(SAID, CAME, told))
    assert one.frame.title.replace("\n", "") == "关于2024年度党组织书记述职评议考核整改进展情况的通报"
    assert (one.frame.dated, one.frame.printed) == ("2025年4月1日", "2025年4月1日")
    assert (one.frame.copied, one.frame.signed, one.frame.addressees) == ("校纪委", "某某学院党委", "各学院")
    assert "开头" not in told_in(one)
    assert [p.heading for p in one.passages if p.level == 1][-1] == "四、有关要求"


@pytest.mark.parametrize(
    ("until", "said"), [("2025-06-30", "，2025年6月30日前整改完"), ("2025-03-31", "一项销号一项；")]
)
def test_a_last_day_that_is_past_is_not_asked_for(until: str, said: str) -> None:
    assert said in told_in(record(mending(SAID, told={Name.MEND_BY: until})))


def test_the_same_input_gives_the_same_bytes() -> None:
    found = mending(SAID, CAME)
    assert papers.build_progress(found) == papers.build_progress(found)

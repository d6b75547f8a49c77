"""Feedback, archive sheet and list of talks: what a person is told, and what nobody is."""

from __future__ import annotations

import io
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import docx
import pytest

from dangjian_xl import papers
from dangjian_xl.papers.personal import archive_sheet, feedback, talks
from dangjian_xl.papers.records import Feedback, Said, SaidBy
from dangjian_xl.papers.said import FEW, NOTHING, said_of
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.returns.collect import FileReport
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import LEAST_SHOWN, FormKind, Scope, SettingName
from dangjian_xl.scheme.settings import settings
from dangjian_xl.scoring.approval import NOT_GRADED, Approval
from tests.support.approved import SCORES, TARGETS, Wrote, approval, problem, scheme_for, target

REMARKS = [Wrote(f"评{n}", "A1", text) for n, text in enumerate(["要更细", "有思路", "要更细"], 1)]


def approved(
    wrote: Iterable[Wrote] = (),
    scores: Mapping[str, Sequence[int]] = SCORES,
    told: Mapping[SettingName, str] | None = None,
    decided: Mapping[str, str] | None = None,
) -> Approval:
    return approval(scheme_for(TARGETS, told), scores, wrote, decided)


def letter(one: Approval, code: str, problems: Sequence[Problem] = ()) -> Feedback:
    said = said_of(one.assessment).get(code, ())
    return feedback(one, settings(one.scheme), one.of(code), said, problems)


def tier_of(number: int) -> Approval:
    """A tier with so many targets who have scores: 90, 89, … of 100."""
    targets = [target(f"A{n}") for n in range(1, number + 1)]
    return approval(scheme_for(targets), {t.code: [91 - n] * 5 for n, t in enumerate(targets, 1)})


@pytest.mark.parametrize(
    ("scored", "mean", "span"),
    [
        (1, "—", "—"),
        (2, "—", "—"),
        (3, "—", "—"),
        (4, "—", "—"),
        (5, "88.00", "—"),
        (7, "87.00", "—"),
        (8, "86.50", "83.00～90.00"),
        (9, "86.00", "82.00～90.00"),
    ],
)
def test_the_fewer_have_a_score_the_less_is_told_of_the_others(scored: int, mean: str, span: str) -> None:
    one = letter(tier_of(scored), "A1")
    assert [(line.score, line.mean, line.span) for line in (*one.scores, one.total)] == [
        ("90.00", mean, span)
    ] * 2
    assert (one.scores[0].name, one.scores[0].weight) == ("现场述职", "100%")
    assert (one.not_compared != "") == (scored < 8)


def test_why_others_are_left_out_names_both_limits_and_promises_nothing() -> None:
    why = letter(tier_of(5), "A1").not_compared
    assert "不足5人的不列平均" in why
    assert "不足8人的不列最低～最高" in why
    assert "容易" in why


@pytest.mark.parametrize("scored", [4, 5])
def test_only_who_has_a_score_is_compared(scored: int) -> None:
    few = {code: SCORES[code] for code in [f"A{n}" for n in range(1, scored + 1)]}
    assert (letter(approved(scores=few), "A1").total.mean != "—") == (scored >= 5)


def test_what_was_written_is_told_by_content_and_not_by_rater() -> None:
    said = said_of(approved([*REMARKS, Wrote("评7", "A1", "补台账", "3", "value")]).assessment)["A1"]
    texts = (Said("建议", "补台账", 1), Said("备注", "有思路", 1), Said("备注", "要更细", 2))
    assert said == (SaidBy("现场述职", "党员代表", "", texts),)


@pytest.mark.parametrize("raters", range(1, 8))
def test_of_fewer_than_five_nothing_is_shown(raters: int) -> None:
    one = approved(REMARKS[:raters], {code: given[:raters] for code, given in SCORES.items()})
    (said,) = said_of(one.assessment)["A1"]
    assert (said.note == FEW and not said.said) == (raters < LEAST_SHOWN)
    data = dict(papers.build(one, {})[0])["反馈表/A1_A1党总支.docx"]
    cells = [c.text for t in docx.Document(io.BytesIO(data)).tables for r in t.rows for c in r.cells]
    assert any("要更细" in cell for cell in cells) == (raters >= LEAST_SHOWN)
    assert (FEW in cells) == (raters < LEAST_SHOWN)


def test_a_form_on_which_nothing_applies_is_none_of_the_five() -> None:
    one = approved(REMARKS, {"A1": [90] * 5})
    table = one.assessment.collection.entries
    void = (table["form_id"] == "T1现场/评5") & table["marked"]
    table.loc[void, "full"] = 0
    assert said_of(one.assessment)["A1"][0].note == FEW


def test_void_forms_are_not_quoted() -> None:
    one = approved(REMARKS)
    voided = FileReport("评2.xlsx", "", "T1现场/评2", Verdict.VOID)
    collection = replace(one.assessment.collection, files=(voided,))
    said = said_of(replace(one.assessment, collection=collection))["A1"][0].said
    assert [(line.text, line.times) for line in said] == [("要更细", 2)]


def test_where_nobody_wrote_that_is_said() -> None:
    assert said_of(approved().assessment)["A2"][0].note == NOTHING


@pytest.mark.parametrize("seed", range(3))
def test_exchanging_raters_changes_no_byte(seed: int) -> None:
    """Whoever wrote what, the papers are the same: nothing in them leads to a person."""
    raters = [f"评{n}" for n in range(1, 8)]
    mixed = random.Random(seed).sample(raters, len(raters))
    exchanged = [replace(w, rater=mixed[raters.index(w.rater)]) for w in REMARKS]
    assert papers.build(approved(exchanged), {}) == papers.build(approved(REMARKS), {})


def test_no_paper_names_a_rater() -> None:
    files, _ = papers.build(approved(REMARKS), {})
    for _, data in files:
        document = docx.Document(io.BytesIO(data))
        assert "评1" not in document.element.xml
        assert "匿名" not in document.element.xml


@pytest.mark.parametrize(
    ("changed", "value"), [("kind", FormKind.TALLY), ("kind", FormKind.ROSTER), ("scope", Scope.SELF)]
)
def test_counts_lists_and_self_assessments_are_no_opinions(changed: str, value: object) -> None:
    one = approved(REMARKS)
    scheme = one.scheme
    if changed == "kind":
        scheme = replace(scheme, forms=tuple(replace(f, kind=value) for f in scheme.forms))  # type: ignore[arg-type]
    else:
        scheme = replace(scheme, panels=tuple(replace(p, scope=value) for p in scheme.panels))  # type: ignore[arg-type]
    assert said_of(replace(one.assessment, scheme=scheme)) == {}


def test_the_reasons_of_the_grade_stay_with_the_committee() -> None:
    one = approved()
    reasons = {reason for p in one.assessment.proposals for reason in p.reasons}
    decided = tuple(replace(d, reason="党委内部的理由") for d in one.decisions)
    for _, data in papers.build(replace(one, decisions=decided), {})[0]:
        xml = docx.Document(io.BytesIO(data)).element.xml
        assert "党委内部的理由" not in xml
        assert not any(reason in xml for reason in reasons)


def test_problems_are_told_with_their_source() -> None:
    line = letter(
        approved(), "A1", [problem("A1", "台账不全", source=Source.MARKS, detail="平均扣3分")]
    ).problems[0]
    assert (line.number, line.code, line.text, line.source, line.detail) == (
        1,
        "A1-1",
        "台账不全",
        "测评和评分",
        "平均扣3分",
    )


def test_the_feedback_note_is_the_settings_or_says_how_to_go_on() -> None:
    assert letter(approved(told={SettingName.FEEDBACK_NOTE: "请签字。"}), "A1").note == "请签字。"
    note = letter(approved(told={SettingName.MEND_BY: "2025-06-30"}), "A1").note
    assert "2025年6月30日前整改完" in note


@pytest.mark.parametrize(
    ("code", "grade", "post", "opinion"),
    [
        ("A1", "好", "书记", "经学校党委审定，某A1同志2024年度述职评议考核等次为“好”。"),
        ("A3", NOT_GRADED, "副书记", "经学校党委审定，某A3同志2024年度述职评议考核不定等次。"),
    ],
)
def test_the_archive_sheet_says_who_how_and_what(code: str, grade: str, post: str, opinion: str) -> None:
    one = approved(decided={code: grade})
    sheet = archive_sheet(one, settings(one.scheme), one.of(code))
    assert (sheet.post, sheet.grade, sheet.opinion) == (post, grade, opinion)
    assert (sheet.year, sheet.how, sheet.college) == ("2024年度", "现场述职（100%）", "某某学院")


def test_talks_list_the_grades_that_the_scheme_names() -> None:
    one = approved(decided={"A1": "差", "A2": "一般", "A4": "好"})
    many = {"A1": tuple(problem("A1", f"问题{n}", n) for n in range(1, 8))}
    listed = talks(one, settings(one.scheme), many)
    assert [(row.person, row.grade) for row in listed.rows][:2] == [
        ("某A1（书记）", "差"),
        ("某A2（书记）", "一般"),
    ]
    assert listed.rows[0].problems.split("\n") == [
        *(f"{n}. 问题{n}" for n in range(1, 4)),
        "共7个问题，全文见反馈表。",
    ]
    assert listed.rows[1].problems == "没有登记问题。"
    assert listed.nobody == ""


def test_an_empty_list_of_talks_says_so() -> None:
    one = approved(decided=dict.fromkeys(SCORES, "好"))
    assert talks(one, settings(one.scheme), {}).nobody == "没有评为“一般”“差”的，不需要约谈。"
    data = dict(papers.build(one, {})[0])["约谈名单.docx"]
    document = docx.Document(io.BytesIO(data))
    assert any("不需要约谈" in p.text for p in document.paragraphs)
    assert document.tables == []

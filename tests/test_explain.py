"""How a total came about: the numbers of an explanation make the total, every form is told once, and the words fit."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.as_json.explained import explanation_json
from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Place
from dangjian_xl.outputs import explanations as pages
from dangjian_xl.outputs.result import result_workbook
from dangjian_xl.reports.check import Checked
from dangjian_xl.reports.penalties import AWARD
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Adjustment, Scheme
from dangjian_xl.scheme.named import target_named
from dangjian_xl.scoring.assess import Assessment, assess
from dangjian_xl.scoring.exact import ABOUT, in_words
from dangjian_xl.scoring.explain import Explanation, explanations
from dangjian_xl.scoring.outcomes import FormOutcome
from dangjian_xl.scoring.sentences import Line
from dangjian_xl.style import lines_needed
from tests.support.explaining import check_explanation
from tests.support.schemes import small
from tests.test_result_cases import case, scheme_of

SEEDS = range(10)


def troubled(seed: int) -> Assessment:
    """A case in which some of the forms that came are void, to be mended, or there in several versions."""
    assessment, random = case(seed), Random(seed)
    others = (Verdict.VOID, Verdict.MEND, Verdict.HELD)
    files = tuple(
        replace(f, verdict=random.choice(others)) if random.random() < 0.2 else f
        for f in assessment.collection.files
    )
    accepted = {f.form_id for f in files if f.verdict is Verdict.ACCEPTED}
    entries = assessment.collection.entries
    entries = entries[entries["form_id"].isin(accepted)].reset_index(drop=True)
    scheme = scheme_of(Random(seed))
    return assess(scheme, replace(assessment.collection, files=files, entries=entries))


@pytest.fixture(scope="module")
def cases() -> list[Assessment]:
    return [troubled(seed) for seed in SEEDS]


def test_the_numbers_make_the_total_and_every_form_is_told_once(cases: list[Assessment]) -> None:
    seen: Counter[str] = Counter()
    for assessment in cases:
        told = list(explanations(assessment))
        assert [e.proposal.target for e in told] == [p.target for p in assessment.proposals]
        for proposal, explanation in zip(assessment.proposals, told, strict=True):
            check_explanation(assessment, proposal, explanation)
            seen.update(fate for group in explanation.proposal.total.groups for fate, _ in group.counts)
            seen["no total"] += explanation.proposal.total.total is None
            seen["repeated"] += any(a.repeated for a in explanation.proposal.total.adjustments)
            seen["capped"] += any("累计" in text for text in words(explanation))
            seen["endless"] += any(ABOUT in text for text in words(explanation))
    # What abstains, counts for nothing or has no name comes up in the years of `test_kinds` and `test_anonymous`.
    elsewhere = {FormOutcome.ABSTAINED, FormOutcome.UNUSED, FormOutcome.APART}
    elsewhere |= {FormOutcome.NO_VOTES, FormOutcome.OVERCOUNTED}
    assert {*FormOutcome, "no total", "repeated", "capped", "endless"} - set(+seen) == elsewhere


def words(explanation: Explanation) -> list[str]:
    return [line.text for section in explanation.sections for line in section.lines]


def test_every_marked_form_says_where_it_stands(cases: list[Assessment]) -> None:
    for assessment in cases[:3]:
        cells = set(zip(*(assessment.collection.entries[c] for c in ("file", "sheet", "cell")), strict=True))
        for explanation in explanations(assessment):
            for group in explanation.proposal.total.groups:
                for form in group.of(FormOutcome.COUNTED, FormOutcome.HIGHEST, FormOutcome.LOWEST):
                    _, place = explanation.told[form]
                    for cell in place.cell.split("～"):
                        assert (place.file, place.sheet, cell) in cells


def test_every_line_is_a_sentence(cases: list[Assessment]) -> None:
    for assessment in cases:
        for explanation in explanations(assessment):
            for text in words(explanation):
                assert text.endswith("。"), text
                assert "None" not in text, text
                assert "Fraction" not in text, text


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (Fraction(904, 10), "90.4"),
        (Fraction(90), "90"),
        (Fraction(100), "100"),
        (Fraction(1, 3), "约0.3333"),
        (Fraction(2, 3), "约0.6667"),
        (Fraction(1, 1024), "0.0009765625"),
        (Fraction(-3, 2), "-1.5"),
        (Fraction(299999, 3), "约99999.6667"),
        (Fraction(0), "0"),
    ],
)
def test_a_figure_in_words(value: Fraction, told: str) -> None:
    assert in_words(value) == told


@given(st.fractions(-1000, 1000, max_denominator=2000))
def test_a_figure_without_about_is_exact(value: Fraction) -> None:
    told = in_words(value)
    if told.startswith(ABOUT):
        assert abs(Fraction(told[len(ABOUT) :]) - value) <= Fraction(1, 20_000)
        assert Fraction(told[len(ABOUT) :]) != value
    else:
        assert Fraction(told) == value


@pytest.mark.parametrize("text", ["1.10", "甲第二支部", "赵六", "第二", " 赵 六 ", "１.１０"])
def test_a_target_is_found_by_code_name_or_person(text: str) -> None:
    assert target_named(small(), text).code == "1.10"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("第一", "对得上几个述职人：1.1 甲第一支部 王五、B1 乙第一支部 钱七；"),
        ("甲支部", "没有叫“甲支部”的述职人或党组织；可以写：A1 甲党总支 张三、1.1 甲第一支部 王五、"),
        ("", "没有叫“”"),
        ("学院党委", "没有叫“学院党委”"),
    ],
)
def test_who_is_unknown_or_meant_by_several_is_told_with_candidates(text: str, named: str) -> None:
    with pytest.raises(CannotRunError, match=r"。$") as refusal:
        target_named(small(), text)
    assert named in str(refusal.value)


@pytest.mark.long
def test_a_years_explanation_in_words(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    told = pipeline.explain(folder, "甲党总支")
    assert "平均：（85.5＋85.5）÷2＝85.5 分。" in words(told)
    assert told.sections[0].lines[0].text.startswith("甲党总支 书记甲，层面：总支。总分 ")
    texts = [line for section in told.sections for line in section.lines if line.detail]
    assert str(texts[0].place).startswith("回收/现场_L1.xlsx“")
    printed = explanation_json(told)
    assert printed["total"] == str(told.proposal.total.total)
    with pytest.raises(CannotRunError, match="A1 甲党总支"):
        pipeline.explain(folder, "党总支")


def test_the_workbook_has_a_page_for_each_target_linked_both_ways() -> None:
    assessment = case(4)
    book = load_workbook(io.BytesIO(result_workbook(assessment)))
    tabs = [name for name in book.sheetnames if name.startswith(pages.NAME)]
    assert len(tabs) == len(assessment.proposals)
    assert book.sheetnames[-len(tabs) :] == tabs
    assert max(map(len, tabs)) <= 31
    for tab, proposal in zip(tabs, assessment.proposals, strict=True):
        link = book[tab]["A2"].hyperlink.location
        ranking, cell = link.replace("'", "").split("!")
        there = book[ranking][cell]
        assert there.value == proposal.target.code
        assert there.hyperlink.location == f"'{tab}'!A1"
        assert book[tab]["A1"].value == f"{proposal.target.name}　{proposal.target.reporter_title}"
        assert book[tab].page_setup.orientation == "portrait"


def test_links_lead_to_the_same_figures() -> None:
    assessment = case(1)
    book = load_workbook(io.BytesIO(result_workbook(assessment)), data_only=True)
    seen: Counter[str] = Counter()
    for tab in (name for name in book.sheetnames if name.startswith(pages.NAME)):
        name = str(book[tab]["A1"].value).split("　")[0]
        for row in range(3, book[tab].max_row + 1):
            link = book[tab].cell(row, 3).hyperlink
            if link is not None:
                sheet, cell = str(link.location).replace("'", "").split("!")
                where = [c.value for c in book[sheet][int(cell[1:])]]
                assert name in where
                rater = str(book[tab].cell(row, 1).value).split("：")[0]
                assert sheet != "逐项明细" or rater in where
                seen[sheet] += 1
    assert set(seen) == {"环节得分", "主体得分", "逐项明细"}


@pytest.mark.parametrize("length", [0, 1, 600, 601, 1999])
def test_a_sentence_too_long_for_a_row_goes_on_below(length: int) -> None:
    text = "甲乙丙丁戊己庚" * (length // 7 + 1)
    line = Line(text[:length], Place("回收/一.xlsx"), 1, "现场")
    first, *more = pages._pieces(line)
    assert first.text + "".join(piece.text for piece in more) == line.text
    assert (first.place, first.about) == (line.place, line.about)
    assert not [piece for piece in more if piece.about or str(piece.place) or piece.depth != 1]
    # The highest row that a sheet can have takes every piece.
    heights = [16 * lines_needed(piece.text, pages._WIDTHS[0] - 6) for piece in (first, *more)]
    assert max(heights) < 409


def test_odd_names_make_tabs_that_links_find() -> None:
    assessment = case(1)
    odd = "第#1 & %20“[党]'支部" + "很长的名字" * 8
    targets = {p.target.code: replace(p.target, name=odd) for p in assessment.proposals}
    renamed = replace(assessment.scheme, organisations=tuple(targets.values()))
    book = load_workbook(io.BytesIO(result_workbook(assess(renamed, assessment.collection))))
    tabs = [name for name in book.sheetnames if name.startswith(pages.NAME)]
    ranking = next(sheet for sheet in book.worksheets if sheet.title.startswith("排名"))
    links = [ranking.cell(row, 2).hyperlink for row in range(4, ranking.max_row + 1)]
    there = [str(link.location).removesuffix("!A1").strip("'") for link in links if link]
    assert there
    assert set(there) <= set(tabs)
    assert book[tabs[0]]["A1"].value == f"{odd}　{assessment.proposals[0].target.reporter_title}"


def test_what_a_report_costs_names_the_report_and_other_awards_the_scheme() -> None:
    assessment = case(1)
    target = assessment.proposals[0].target
    kind = assessment.scheme.adjustment_kinds[1]
    awards = [
        Adjustment(target.code, kind.code, Decimal(1), award) for award in (f"{AWARD}字数超过规定", "通报")
    ]
    report = Checked(target.code, "回收/述职报告/甲.docx", "", counts=True)
    scheme = replace(assessment.scheme, adjustments=tuple(awards))
    assessment = assess(scheme, replace(assessment.collection, reports=(report,)))
    told = next(explanations(assessment, [target.code]))
    lines = [line for section in told.sections for line in section.lines]
    places = [str(line.place) for line in lines if line.text.startswith(("加分：", "减分："))]
    assert places == ["回收/述职报告/甲.docx", "方案.xlsx“加减分登记”表"]


def test_too_many_targets_have_no_pages_and_the_overview_says_how_to_see_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pages, "MOST", 2)
    book = load_workbook(io.BytesIO(result_workbook(case(4))))
    assert not [name for name in book.sheetnames if name.startswith(pages.NAME)]
    cells = [str(cell.value) for row in book["总览"].iter_rows() for cell in row]
    assert any("dangjian-xl explain" in cell for cell in cells)

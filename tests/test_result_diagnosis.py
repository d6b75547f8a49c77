"""The sheets 图表, 评价人诊断 and 评分热图: formulas agree with Python, nothing is cut or left empty, ballots stay anonymous."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dangjian_xl.outputs import charts, heat
from dangjian_xl.outputs.bins import bins, edges, parts
from dangjian_xl.outputs.grading import Grading
from dangjian_xl.outputs.paging import Block, paged
from dangjian_xl.outputs.parts import bars
from dangjian_xl.outputs.result import result_workbook
from dangjian_xl.outputs.rulemap import rule_map
from dangjian_xl.outputs.sheet import Live
from dangjian_xl.outputs.trail import Trail
from dangjian_xl.scheme import model as m
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.diagnose import diagnose
from tests.test_result import differences, formulas, recalculated, values
from tests.test_result_cases import assessment_of, case, returned, scheme_of

NEW = ("图表", "评价人诊断", "评分热图")
LONG_NAME = "智能制造与新能源汽车工程学院第{}教工党支部"


def crowd(targets: int, rate: float = 0.95) -> Assessment:
    """One tier with two panels of named raters, bonuses and penalties."""
    base = scheme_of(Random(2))
    tier = base.tiers[0]
    organisations = tuple(
        m.Organisation(f"A{n}", LONG_NAME.format(n), m.OrgKind.BRANCH, tier.code, secretary="书记")
        for n in range(targets)
    )
    groups = (m.RaterGroup("G0", "校领导"), m.RaterGroup("G1", "部门"))
    raters = tuple(m.Rater(f"{g.code}{n}", f"{g.name}{n}", g.code) for g in groups for n in range(4))
    components = tuple(
        m.Component(code, tier.code, name, weight, m.MissingPolicy.RENORMALISE)
        for code, name, weight in (("C0", "书面述职", Decimal(40)), ("C1", "现场述职", Decimal(60)))
    )
    panels = (
        m.Panel("C0", "G0", Decimal(100), "矩阵", m.Scope.ALL, m.Aggregation.MEAN),
        m.Panel("C1", "G1", Decimal(100), "表", m.Scope.ALL, m.Aggregation.MEAN),
    )
    scheme = replace(
        base,
        basics=replace(base.basics, digits=2, total_cap=None),
        tiers=(tier,),
        organisations=organisations,
        groups=groups,
        raters=raters,
        components=components,
        panels=panels,
        quotas=(),
        preconditions=(),
        veto_records=(),
        adjustments=tuple(
            m.Adjustment(f"A{n}", "J1" if n % 2 else "J2", Decimal("2.5"), "先进")
            for n in range(0, targets, 3)
        ),
    )
    return assessment_of(scheme, returned(scheme, Random(5), rate=rate))


def steps_of(assessment: Assessment) -> Grading:
    return Grading(assessment, Trail(assessment), rule_map(assessment))


def sheet_of(data: bytes, name: str) -> Worksheet:
    return load_workbook(io.BytesIO(data), data_only=True)[name]


def texts(sheet: Worksheet) -> list[str]:
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]


@pytest.mark.long
def test_the_formulas_agree_with_python(tmp_path: Path) -> None:
    books = [result_workbook(a) for a in (crowd(30), crowd(4, 0.6), case(3))]
    seen = set()
    for data, file in zip(books, recalculated(books, tmp_path), strict=True):
        of = {place: formula for place, formula in formulas(data).items() if place[0] in NEW}
        seen |= {place[0] for place in of}
        assert differences(values(data, of), values(file, of), of) == []
    assert seen == set(NEW)


@pytest.mark.parametrize("seed", range(6))
def test_the_parts_of_a_bar_add_up_to_the_total(seed: int) -> None:
    assessment = case(seed)
    steps, shown = steps_of(assessment), 0
    for tier in assessment.scheme.tiers:
        rows, without = bars(steps, tier.code)
        ranked = assessment.of_tier(tier.code)
        assert without == [p.target.name for p in ranked if p.total.total is None]
        for row, proposal in zip(rows, [p for p in ranked if p.total.total is not None], strict=True):
            pieces = [cell.value for cell in row.cells[1:-1] if isinstance(cell, Live)]
            assert sum(Fraction(piece) for piece in pieces) == proposal.total.exact
            assert row.label == f"{proposal.rank} {proposal.target.name}　{proposal.total.total}"
            shown += 1
    assert shown


@pytest.mark.parametrize("seed", range(6))
def test_every_total_is_in_one_bin_of_its_band(seed: int) -> None:
    assessment = case(seed)
    steps, counted = steps_of(assessment), 0
    for tier in assessment.scheme.tiers:
        by_grade: dict[int, int] = {}
        for row in bins(steps, tier.code, 10):
            count = row.cells[3]
            assert isinstance(count, Live)
            by_grade[row.grade] = by_grade.get(row.grade, 0) + int(float(count.value))
        bands = [p.band for p in assessment.of_tier(tier.code) if p.band is not None]
        assert by_grade == {grade: bands.count(grade) for grade in range(len(assessment.scheme.grades))}
        counted += len(bands)
    assert counted


@pytest.mark.parametrize(
    ("width", "number"),
    [("10", 4), ("15", 3), ("12", 4), ("60", 4), ("5", 2), ("1", 1), ("13", 4), ("100", 4)],
)
def test_a_band_is_divided_by_a_usual_step(width: str, number: int) -> None:
    assert parts(Decimal(width)) == number


def test_the_bounds_of_grades_are_edges() -> None:
    grades = [m.Grade(name, Decimal(low)) for name, low in (("好", "90"), ("较好", "75.5"), ("差", "0"))]
    found = [str(edge[3].normalize()) for edge in edges(grades)]
    assert found == [
        "0",
        "18.875",
        "37.75",
        "56.625",
        "75.5",
        "79.125",
        "82.75",
        "86.375",
        "9E+1",
        "92.5",
        "95",
        "97.5",
    ]


@pytest.mark.parametrize(("targets", "drawn"), [(3, [3]), (25, [25]), (26, [13, 13]), (60, [20, 20, 20])])
def test_many_bars_are_shared_out_over_charts_of_equal_length(targets: int, drawn: list[int]) -> None:
    data = result_workbook(crowd(targets, 1))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        names = [n for n in package.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", n)]
        drawings = [package.read(name).decode() for name in names]
    stacked = [text for text in drawings if '<c:grouping val="stacked"/>' in text]
    spans = [
        re.search(r"<c:cat>.*?<c:f>图表!\$A\$(\d+):\$A\$(\d+)</c:f>", text, re.DOTALL) for text in stacked
    ]
    assert [int(s[2]) - int(s[1]) + 1 for s in spans if s] == drawn
    assert len(drawings) == len(drawn) + 2  # the spread, and the first sheet's chart
    labels = [cell for cell in texts(sheet_of(data, "图表")) if LONG_NAME.format(0) in cell]
    assert len(labels) == 1


def test_without_totals_a_sentence_stands_for_each_chart() -> None:
    data = result_workbook(crowd(5, 0))
    assert any("没有图" in text for text in texts(sheet_of(data, "图表")))
    assert any("没有热图" in text for text in texts(sheet_of(data, "评分热图")))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert [n for n in package.namelist() if n.startswith("xl/charts/")] == ["xl/charts/chart1.xml"]


def test_the_heat_map_has_every_score_once_and_its_headings_on_every_page() -> None:
    assessment = crowd(2 * heat.MOST_ROWS + 3)
    sheet = sheet_of(result_workbook(assessment), "评分热图")
    given = [r.score for panel in diagnose(assessment).panels for r in panel.ratings]
    rows = [row for row in sheet.iter_rows(values_only=True) if str(row[0]).startswith("智能")]
    shown = [cell for row in rows for cell in row[2:] if isinstance(cell, float | int)]
    assert sorted(shown) == pytest.approx(sorted(map(float, given)))
    assert texts(sheet).count("党组织") == 2 * 3
    scale = next(iter(sheet.conditional_formatting))
    assert [rule.type for rule in scale.rules] == ["colorScale"]


def test_many_raters_are_shared_out_over_several_grids(monkeypatch: pytest.MonkeyPatch) -> None:
    assessment = crowd(6, 1)
    monkeypatch.setattr(heat, "MOST_RATERS", 3)
    maps = heat.heat_maps(diagnose(assessment).panels)
    assert [len(found.panel.raters) for found in maps] == [3, 1, 3, 1]
    assert [found.row for found in maps] == sorted({found.row for found in maps})
    sheet = sheet_of(result_workbook(assessment), "评分热图")
    named = [
        name for row in sheet.iter_rows(values_only=True) if row[0] == "党组织" for name in row[2:] if name
    ]
    assert named == [rater.name for rater in assessment.scheme.raters]


def test_the_sheet_says_what_lacks_and_that_it_changes_nothing() -> None:
    told = texts(sheet_of(result_workbook(crowd(4, 1)), "评价人诊断"))
    assert "评价人诊断（仅供参考，不改动任何得分）" in told
    assert "数据不够，不作判断" in told
    assert any("还差 1 个" in text for text in told)
    assert not {"偏严", "偏宽"} & set(told)


def test_a_diagnosis_changes_no_total() -> None:
    assessment = crowd(12)
    before = [p.total for p in assessment.proposals]
    result_workbook(assessment)
    assert [p.total for p in assessment.proposals] == before


class _Sheet:
    """Takes any call, and keeps the ends of pages and the scale."""

    def __init__(self) -> None:
        self.ends: list[int] = []
        self.scale = 100

    def set_h_pagebreaks(self, rows: list[int]) -> None:
        self.ends = rows

    def set_print_scale(self, scale: int) -> None:
        self.scale = scale

    def __getattr__(self, _: str) -> object:
        return lambda *_, **__: None


@given(st.lists(st.floats(20, 2500), min_size=1, max_size=12), st.integers(10, 400))
def test_pages_end_only_between_blocks_and_hold_what_fits(heights: list[float], width: int) -> None:
    sheet, blocks = _Sheet(), [Block(10 * n, height) for n, height in enumerate(heights)]
    paged(sheet, "小样", [width], blocks)
    assert 40 <= sheet.scale <= 100
    assert set(sheet.ends) <= {block.row for block in blocks[1:]}
    room, used = 737 * 100 / sheet.scale, 0.0
    for block in blocks:
        start = 0.0 if block.row in sheet.ends else used % room
        assert start + block.height <= room + 1e-6 or block.height > room
        assert start == 0 or block.height <= room
        used = start + block.height


def test_the_chart_sheet_is_named_in_the_guide() -> None:
    told = texts(sheet_of(result_workbook(crowd(3)), "总览"))
    assert {charts.CHARTS, "评价人诊断", heat.HEAT} <= set(told)

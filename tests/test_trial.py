"""What-if: both outcomes beside one another, from the same returns; the official result and the scheme stay as they are."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dangjian_xl import pipeline, report
from dangjian_xl.as_json.explained import trial_json
from dangjian_xl.errors import CannotRunError, UnusableSchemeError
from dangjian_xl.outputs.trial import NOTICE, trial_workbook
from dangjian_xl.pipeline.trying import _check
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.parse import Places
from dangjian_xl.scheme.trying import tried
from dangjian_xl.scoring.assess import assess
from dangjian_xl.scoring.compare import Compared, Standing, compare
from tests.support.explaining import all_told
from tests.support.schemes import small
from tests.test_result_cases import case

WEIGHTS = ("评价环节.现场.权重=30", "评价环节.互评.权重=70")


def standing(total: str | None, rank: int | None, proposed: str) -> Standing:
    grades: Mapping[str, int] = {"好": 0, "较好": 1, "一般": 2, "差": 3}
    return Standing(None if total is None else Decimal(total), rank, proposed, grades.get(proposed))


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (("90.00", 1, "好"), ("90.00", 1, "好"), ("不变", "不变", "不变", 0)),
        (("90.00", 1, "好"), ("90.0", 1, "好"), ("不变", "不变", "不变", 0)),
        (("90.00", 3, "好"), ("88.50", 5, "较好"), ("降 1.50 分", "降 2 名", "好→较好（降）", -1)),
        (("74.99", 5, "一般"), ("75.00", 4, "较好"), ("升 0.01 分", "升 1 名", "一般→较好（升）", 1)),
        (("90.00", 1, "好"), ("90.00", 1, "待定"), ("不变", "不变", "好→待定", 0)),
        (("90.00", 1, "待定"), ("90.00", 1, "较好"), ("不变", "不变", "待定→较好", 0)),
        (("90.00", 1, "好"), (None, None, "无法评定"), ("没有总分了", "不排名次了", "好→无法评定", 0)),
        ((None, None, "无法评定"), ("9.00", 2, "差"), ("有总分了", "排上名次了", "无法评定→差", 0)),
        ((None, None, "无法评定"), (None, None, "无法评定"), ("不变", "不变", "不变", 0)),
    ],
)
def test_a_difference_in_words(
    before: tuple[str | None, int | None, str],
    after: tuple[str | None, int | None, str],
    told: tuple[str, str, str, int],
) -> None:
    row = Compared(small().organisation("A1"), standing(*before), standing(*after))
    assert (row.total_words, row.rank_words, row.grade_words, row.grade_way) == told


def test_against_itself_nothing_differs() -> None:
    assessment = case(3)
    comparison = compare(assessment, assessment, ())
    assert [p.target.code for t in comparison.tiers for p in t.rows] == [
        p.target.code for t in assessment.scheme.tiers for p in assessment.of_tier(t.code)
    ]
    for tier in comparison.tiers:
        assert {word: n for word, n in tier.counts.items() if n} == {"人数": len(tier.rows)}


def test_a_tried_scheme_assesses_as_if_it_were_the_scheme() -> None:
    official = case(3)
    grade = official.scheme.grades[0]
    other, changes = tried(official.scheme, [f"等次.{grade.name}.下限分=80", "基本信息.保留小数位数=1"])
    outcome = assess(other, official.collection)
    comparison = compare(official, outcome, changes)
    rows = {row.target.code: row for tier in comparison.tiers for row in tier.rows}
    for proposal in outcome.proposals:
        row = rows[proposal.target.code]
        assert (row.tried.total, row.tried.proposed) == (proposal.total.total, proposal.proposed)
    data = trial_workbook(comparison)
    assert data == trial_workbook(compare(official, outcome, changes))
    book = load_workbook(io.BytesIO(data))
    assert [cell.value for cell in book["试算的改动"][4]] == ["等次", "好", "下限分", "88", "80"]
    for sheet in book.worksheets:
        assert str(sheet["A2"].value).startswith(f"{NOTICE}。")
        header = sheet.oddHeader
        assert header is not None
        assert NOTICE in str(header.left.text)
    shown = [row[0].value for sheet in book.worksheets[2:] for row in sheet.iter_rows(min_row=4)]
    assert shown == list(rows)


@pytest.mark.long
def test_a_trial_leaves_result_and_scheme_alone(
    year: tuple[Path, Scheme], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, scheme = year
    before = pipeline.assess(folder)
    kept = {path: path.read_bytes() for path in (folder / "结果" / "考核结果.xlsx", folder / "方案.xlsx")}
    trial = pipeline.try_settings(folder, WEIGHTS)
    assert all(path.read_bytes() == data for path, data in kept.items())
    assert all_told(trial.official) == all_told(before)
    first = (folder / "结果" / pipeline.TRIAL_NAME).read_bytes()
    pipeline.try_settings(folder, WEIGHTS)
    assert (folder / "结果" / pipeline.TRIAL_NAME).read_bytes() == first
    # The same as if the scheme itself had been changed.
    (folder / "方案.xlsx").write_bytes(write_book(tried(scheme, WEIGHTS)[0]))
    assert all_told(pipeline.assess(folder)) == all_told(trial.tried)
    printed = trial_json(trial)
    assert isinstance(printed["grades"], list)
    totals = {g["target"]: (g["official"]["total"], g["tried"]["total"]) for g in printed["grades"]}
    assert totals["A1"] == tuple(str(a.proposals[0].total.total) for a in (before, trial.tried))
    report.show_trial(trial)
    told = capsys.readouterr().out
    assert "“现场”的“权重（%）”由 60 改为 30。" in told
    assert NOTICE.replace("试算，", "") in told


@pytest.mark.long
def test_other_ballot_points_make_other_marks(year: tuple[Path, Scheme]) -> None:
    folder, scheme = year
    setting = "等次.较好.测评票分值=70"
    trial = pipeline.try_settings(folder, [setting])
    (folder / "方案.xlsx").write_bytes(write_book(tried(scheme, [setting])[0]))
    assert all_told(pipeline.assess(folder)) == all_told(trial.tried)
    assert all_told(trial.tried) != all_told(trial.official)


@pytest.mark.long
@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (WEIGHTS[:1], "scheme-component-weights"),
        (["等次.较好.下限分=95"], "scheme-band"),
        (["评价安排.现场/领导.合成方法=去最高最低后平均"], "scheme-trim-missing"),
    ],
)
def test_a_scheme_that_the_settings_spoil_is_refused(
    year: tuple[Path, Scheme], settings: list[str], code: str
) -> None:
    folder, _ = year
    with pytest.raises(UnusableSchemeError, match="没有试算") as refusal:
        pipeline.try_settings(folder, settings)
    assert any(finding.code.startswith(code) for finding in refusal.value.findings)
    assert not (folder / "结果" / pipeline.TRIAL_NAME).exists()


def test_rows_that_become_alike_are_refused() -> None:
    words = [
        "名额.好/该等次及以上至多/党支部书记.只限层面=T1",
        "名额.好/该等次及以上至多/T1/名额池.计算基数=层面",
    ]
    with pytest.raises(UnusableSchemeError) as refusal:
        _check(tried(small(), words)[0], Places())
    assert [finding.code for finding in refusal.value.findings] == ["scheme-duplicate"]


@pytest.mark.long
def test_an_unknown_setting_is_told_before_anything_is_read(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    with pytest.raises(CannotRunError, match="没有“H9”这一行；可以写：现场、互评"):
        pipeline.try_settings(folder, ["评价环节.H9.权重=60"])


@pytest.mark.long
def test_a_trial_that_somebody_wrote_into_is_kept(year: tuple[Path, Scheme]) -> None:
    folder, _ = year
    pipeline.try_settings(folder, WEIGHTS)
    path = folder / "结果" / pipeline.TRIAL_NAME
    book = load_workbook(path)
    book.worksheets[0]["G9"] = "书记办公会看过"
    book.save(path)
    trial = pipeline.try_settings(folder, WEIGHTS)
    assert [finding.code for finding in trial.findings] == ["trial-kept"]
    assert len(list((folder / "结果").glob("试算对比*.xlsx"))) == 2

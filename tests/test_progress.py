"""What is overdue as of a day, what came before its stage, and how far each stage has come."""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.as_json.returned import collection_json
from dangjian_xl.demo import days
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.outputs.chase import chasing_list
from dangjian_xl.outputs.letters import letters
from dangjian_xl.returns import times
from dangjian_xl.returns.collect import Collection, FileReport, collected
from dangjian_xl.returns.progress import StageProgress, Term, Timing, by_stage, overdue, term, timing
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.times import Window
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.presets import preset, preset_ids
from tests.support.small import BALLOT, MATRIX, SHEET, SMALL, right
from tests.support.year import KEY, SAVED, fill, return_all, returned_path, scheme_of, workspace
from tests.test_collect import change, put
from tests.test_result_chase import rows

EARLY, LATE = "form-early", "form-late"

#: The small year, of which the meeting is a stage from the 28th to the 29th; the other component has a day of its own.
STAGED = (
    SMALL.replace(
        "| 环节编号 | 层面 | 环节名称 | 权重（%） | 缺评处理 | 截止日期 |\n| --- |",
        "| 环节编号 | 层面 | 环节名称 | 权重（%） | 缺评处理 | 截止日期 | 工作阶段 |\n| --- | --- |",
    )
    .replace("按权重折算 | 2022-11-29 |", "按权重折算 |  | 会议 |")
    .replace("折算并提请研究 | 2022-12-07 |", "折算并提请研究 | 2022-12-07 |  |")
    + "\n## 工作阶段\n| 阶段编号 | 阶段名称 | 开始日期 | 截止日期 |\n| --- | --- | --- | --- |\n"
    "| 会议 | 述职评议会 | 2022-11-28 | 2022-11-29 |\n| 公示 | 公示结果 | 2022-12-01 | 2022-12-07 |\n"
)
SCHEME = scheme_of(STAGED)
FIRST, LAST = date(2022, 11, 28), date(2022, 11, 29)
MIDNIGHT = datetime(2022, 11, 27, 16, tzinfo=UTC)  # of the 28th, in Beijing


@pytest.fixture(scope="module")
def staged_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace to which everything came two days before the meeting; not to be changed."""
    folder = tmp_path_factory.mktemp("staged") / "年度"
    workspace(folder, SCHEME)
    return_all(folder, SCHEME, right)
    return folder


@pytest.fixture
def staged(staged_once: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(staged_once, tmp_path / "年度"))


def nothing_came(scheme: Scheme = SCHEME, today: date | None = None) -> Collection:
    return replace(collected(Recogniser.of(scheme, KEY), []), today=today)


@pytest.mark.parametrize(
    ("opens", "due", "today", "expected"),
    [
        (FIRST, LAST, date(2022, 11, 27), Term.NOT_OPEN),
        (FIRST, LAST, FIRST, Term.RUNNING),
        (FIRST, LAST, LAST, Term.RUNNING),
        (FIRST, LAST, date(2022, 11, 30), Term.OVERDUE),
        (None, LAST, FIRST, Term.RUNNING),
        (FIRST, None, date(2022, 11, 27), Term.NOT_OPEN),
        (FIRST, None, date(2023, 1, 1), Term.UNTOLD),
        (None, None, LAST, Term.UNTOLD),
        (FIRST, LAST, None, Term.UNTOLD),
    ],
)
def test_what_a_day_is_to_a_form(
    opens: date | None, due: date | None, today: date | None, expected: Term
) -> None:
    assert term(Window(opens, due, ""), today) is expected


def file(verdict: Verdict = Verdict.ACCEPTED, day: int | None = 29, **more: bool) -> FileReport:
    saved = datetime(2022, 11, day, 4, tzinfo=UTC) if day else None
    return FileReport(f"{verdict}{day}.xlsx", "", MATRIX, verdict, saved, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([], Timing.UNTOLD),
        ([file(day=None)], Timing.UNTOLD),
        ([file()], Timing.IN_TIME),
        ([file(day=27, early=True)], Timing.EARLY),
        ([file(day=30, late=True)], Timing.LATE),
        # a mended form saved after the last day says nothing by itself; one saved in time does
        ([file(day=30)], Timing.UNTOLD),
        ([file(Verdict.MENDED, 28), file(day=30)], Timing.IN_TIME),
        ([file(Verdict.HELD, 28), file(Verdict.HELD, 30, late=True)], Timing.LATE),
        # a copy says nothing of when the form came
        ([file(day=None), file(Verdict.DUPLICATE, 28)], Timing.UNTOLD),
    ],
)
def test_when_a_form_came(files: Sequence[FileReport], expected: Timing) -> None:
    assert timing(files, Window(FIRST, LAST, "会议")) is expected


def test_without_a_last_day_nothing_is_in_time() -> None:
    assert timing([file()], Window(FIRST, None, "会议")) is Timing.UNTOLD


def test_what_was_filled_in_before_its_stage_is_told_and_still_counts(staged: Path) -> None:
    collection = pipeline.collect(staged, today=LAST)
    told = [f for f in collection.findings if f.code == EARLY]
    assert {f.place.file for f in told} == {f"回收/现场_{who}.xlsx" for who in ("L1", "L2", "D1", "D2")}
    assert told[0].what == "这份表最后保存于 2022-11-26 10:00，早于“述职评议会”开始的 2022年11月28日"
    assert collection.accepted == frozenset(collection.expected)
    assert {f.form_id for f in collection.files if f.early} == {i for i in collection.expected if "现场" in i}
    told_json = collection_json(collection)
    assert [f["early"] for f in told_json["files"] if "互评" in f["path"]] == [False, False]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("saved", "codes"),
    [
        (MIDNIGHT - timedelta(seconds=1), [EARLY]),
        (MIDNIGHT, []),
        (MIDNIGHT + timedelta(days=2, seconds=-1), []),
        (MIDNIGHT + timedelta(days=2), [LATE]),
    ],
)
def test_a_stages_days_are_beijings(
    staged: Path, monkeypatch: pytest.MonkeyPatch, saved: datetime, codes: list[str]
) -> None:
    for path in (staged / "回收").iterdir():
        if path.stem != "现场_L1":
            path.unlink()
    monkeypatch.setattr("tests.support.year.SAVED", saved)
    form = issued_forms(SCHEME)[MATRIX]
    fill(staged / "发放" / pipeline.file_name(SCHEME, form), form, right, returned_path(staged, form))
    collection = pipeline.collect(staged, today=LAST)
    assert [f.code for f in collection.findings if f.place.file] == codes


def test_what_is_mended_is_not_early(staged: Path) -> None:
    path = change(staged, SCHEME, MATRIX, put(("t:A1", "i:1"), 61))
    pipeline.collect(staged, today=LAST)
    form = issued_forms(SCHEME)[MATRIX]
    path.unlink()
    fill(staged / "退回" / pipeline.file_name(SCHEME, form), form, right, path)
    again = pipeline.collect(staged, today=LAST)
    assert MATRIX in again.accepted
    assert f"回收/{path.name}" not in {f.place.file for f in again.findings}


@pytest.mark.parametrize(
    ("today", "states", "late"),
    [
        (date(2022, 11, 27), {"还没开始", "未到期"}, 0),
        (LAST, {"未到期"}, 0),
        (date(2022, 11, 30), {"逾期", "未到期"}, 4),
        (date(2022, 12, 8), {"逾期"}, 6),
    ],
)
def test_the_chasing_list_tells_overdue_from_not_yet_due(today: date, states: set[str], late: int) -> None:
    collection = nothing_came(today=today)
    data = chasing_list(SCHEME, collection)
    listed = rows(data, "催报清单")
    assert {row["是否到期"] for row in listed} == states
    assert sum(row["是否到期"] == "逾期" for row in listed) == late == overdue(collection)
    assert all(("逾期" in str(row["怎么办"])) == (row["是否到期"] == "逾期") for row in listed)
    assert data == chasing_list(SCHEME, collection)


def test_the_stages_last_day_stands_in_the_list() -> None:
    listed = rows(chasing_list(SCHEME, nothing_came(today=LAST)), "催报清单")
    assert {row["截止日期"] for row in listed} == {datetime(2022, 11, 29), datetime(2022, 12, 7)}  # noqa: DTZ001 - a cell's


def test_what_depends_on_the_day_is_told_only_where_a_day_is_asked() -> None:
    def book(today: date | None) -> tuple[str, bool]:
        made = load_workbook(io.BytesIO(chasing_list(SCHEME, nothing_came(today=today))))
        return str(made["催报清单"]["A2"].value), "各阶段进度" in made.sheetnames

    assert book(None) == ("应交 6 份，已接收 0 份；未交 6 份。", False)
    assert book(LAST) == ("截至2022年11月29日，应交 6 份，已接收 0 份；未交 6 份（逾期 0 份）。", True)
    assert book(date(2022, 11, 30))[0].endswith("未交 6 份（逾期 4 份）。")


def test_a_stages_last_day_stands_wherever_a_deadline_is_told(staged: Path) -> None:
    (staged / "回收" / "现场_L2.xlsx").unlink()
    change(staged, SCHEME, MATRIX, put(("t:A1", "i:1"), 61))
    collection = pipeline.collect(staged, today=LAST)
    (missing,) = [f for f in collection.findings if f.code == "form-missing"]
    assert "（截止 2022年11月29日）" in missing.what
    form = issued_forms(SCHEME)[MATRIX]
    front = load_workbook(staged / "退回" / pipeline.file_name(SCHEME, form)).worksheets[0]
    assert any("截止日期：2022年11月29日" in str(cell.value) for row in front.iter_rows() for cell in row)
    pipeline.assess(staged)
    result = rows((staged / "结果" / pipeline.RESULT_NAME).read_bytes(), "回收情况")
    assert {str(row["截止日期"])[:10] for row in result} == {"2022-11-29", "2022-12-07"}
    assert {row["说明"] for row in result if "现场" in str(row["表"])} == {"提前", None}


def test_letters_tell_overdue_from_not_yet_due() -> None:
    def line(rater: str, today: date) -> str:
        texts = {r.code: data.decode() for r, data in letters(SCHEME, nothing_came(today=today))}
        return next(text for text in texts[rater].split("\r\n") if text.startswith("1."))

    assert line("L1", date(2022, 11, 27)).endswith("：请在2022年11月28日开始以后、2022年11月29日前填好交回。")
    assert line("L1", LAST).endswith("：请在2022年11月29日前填好交回。")
    assert line("L1", date(2022, 11, 30)).endswith("：截止日期2022年11月29日已经过了，请尽快填好交回。")
    assert line("J1", date(2022, 11, 30)).endswith("：请在2022年12月7日前填好交回。")


def test_each_stage_is_counted(staged: Path) -> None:
    (staged / "回收" / "现场_L2.xlsx").unlink()
    (staged / "回收" / "互评_J2.xlsx").unlink()
    change(staged, SCHEME, BALLOT, put(("t:A1", "i:1"), "没有这个等次"))
    sheet = returned_path(staged, issued_forms(SCHEME)[SHEET])
    sheet.with_name("最终版2.xlsx").write_bytes(sheet.read_bytes())
    change(staged, SCHEME, SHEET, put(("i:1.1", "f:value"), 29))
    collection = pipeline.collect(staged, today=date(2022, 11, 30))
    meeting, visits = by_stage(SCHEME, collection)
    assert meeting == StageProgress("述职评议会", FIRST, LAST, 4, 2, 1, 0, 0, 1, early=3, in_time=0, late=0)
    assert (visits.name, visits.starts, visits.ends) == ("交叉互评", None, date(2022, 12, 7))
    assert (visits.due, visits.accepted + visits.held + visits.faulty, visits.missing, visits.overdue) == (
        2,
        1,
        1,
        0,
    )
    told = rows((staged / "退回" / "催报清单.xlsx").read_bytes(), "各阶段进度")
    assert list(told[0].values()) == [
        "述职评议会",
        "2022-11-28 至 2022-11-29",
        4,
        2,
        3,
        None,
        None,
        1,
        None,
        None,
        1,
    ]
    assert [told[1][name] for name in ("阶段", "起止日期", "未交（未到期）")] == [
        "交叉互评",
        "2022-12-07 截止",
        1,
    ]


@pytest.mark.parametrize("today", [None, *(date(2022, 11, 20) + timedelta(days=n) for n in range(0, 25, 3))])
def test_the_counts_of_a_stage_add_up(today: date | None) -> None:
    random = Random(str(today))
    verdicts = [Verdict.ACCEPTED, Verdict.MEND, Verdict.HELD, Verdict.VOID, None]
    for _ in range(20):
        empty = nothing_came(today=today)
        came = {i: random.choice(verdicts) for i in empty.expected}
        files = tuple(FileReport(f"{i}.xlsx", "", i, v, SAVED) for i, v in came.items() if v)
        lines = by_stage(SCHEME, replace(empty, files=files))
        assert sum(line.due for line in lines) == len(empty.expected)
        for line in lines:
            parts = (line.accepted, line.faulty, line.held, line.missing, line.overdue)
            assert sum(parts) == line.due
            assert (line.early or 0) + line.in_time + line.late <= line.due - line.missing - line.overdue


def test_the_day_is_todays_in_beijing_unless_given(staged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(times, "today", lambda: date(2022, 12, 1))
    (staged / "回收" / "现场_L2.xlsx").unlink()
    assert collection_json(pipeline.collect(staged))["as_of"] == "2022-12-01"
    told = collection_json(pipeline.collect(staged, today=LAST))
    assert (told["as_of"], told["missing"], told["overdue"]) == ("2022-11-29", 1, 0)


def test_the_result_does_not_depend_on_the_day(staged: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (staged / "回收" / "现场_L2.xlsx").unlink()
    made = []
    for today in (LAST, date(2030, 1, 1)):
        monkeypatch.setattr(times, "today", lambda today=today: today)
        pipeline.collect(staged)
        pipeline.assess(staged)
        made.append((staged / "结果" / pipeline.RESULT_NAME).read_bytes())
    assert made[0] == made[1]


@pytest.mark.parametrize("preset_id", preset_ids())
def test_the_demonstrations_people_keep_to_the_stages(preset_id: str) -> None:
    scheme = preset(preset_id)
    for component in scheme.components:
        window = Window.of(scheme, component)
        for when in (days.filled_in, days.again):
            day = when(scheme, component).date()
            assert (window.opens or day) <= day <= (window.due or day)
        assert (
            days.filled_in(scheme, component) < days.again(scheme, component) < days.late(scheme, component)
        )

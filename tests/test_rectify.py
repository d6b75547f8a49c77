"""Rectification from the lists that came back: whose they are, what counts, what is overdue or stands still, the ledger."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from dangjian_xl import pipeline
from dangjian_xl.cli import app
from dangjian_xl.errors import CannotRunError
from dangjian_xl.grids import Cell
from dangjian_xl.pipeline.rectifying import handed_out, numbered
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.rectification.lists import Standing, lists
from dangjian_xl.rectification.problems import renumbered
from dangjian_xl.rectification.progress import Alarm, Came
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.rectification.said import Saying
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.table import table
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scoring.approval import Approval, Decision
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.tree import GradeProposal
from dangjian_xl.workspace import Workspace
from tests.support import office
from tests.support.rectified import FOUND, GOOD, LATER, day, filled, form_of, hand_in, hand_out, year
from tests.support.scoring import totals

pytestmark = pytest.mark.long

TODAY = date(2023, 4, 1)


def followed(folder: Path, today: date = TODAY) -> pipeline.Followed:
    return pipeline.rectify(folder, today=today, pdf=False)


def codes(found: pipeline.Followed) -> list[str]:
    return [f.code for f in found.findings]


def test_every_problem_has_what_its_unit_says_of_it(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A1", GOOD, "随便叫/什么.xlsx")
    found = followed(tmp_path).progress
    said = {t.problem.code: (t.standing, t.alarm, t.due, t.person) for t in found.tracked}
    assert said == {
        "A1-1": (Standing.DONE, Alarm.NONE, date(2023, 3, 31), "张三"),
        "A1-2": (Standing.RUNNING, Alarm.OVERDUE, date(2023, 3, 31), "张三"),
        "A1-3": (Standing.NOT_BEGUN, Alarm.OVERDUE, date(2023, 3, 31), "张三"),
        "A1-自2": (Standing.LASTING, Alarm.OVERDUE, date(2023, 3, 31), "李四"),
        "A2-1": (None, Alarm.OVERDUE, date(2023, 3, 31), ""),
    }
    own = next(t for t in found.tracked if t.problem.source is Source.OWN)
    assert (own.problem.text, own.measures) == ("会议记录不全", "每月一查")
    assert [u.came for u in found.units] == [Came.ACCEPTED, Came.MISSING, Came.MISSING]
    assert [(c.name, c.number, c.standing[Standing.DONE], c.standing[None]) for c in found.by_unit] == [
        ("甲党总支", 4, 1, 0),
        ("乙党总支", 1, 0, 1),
        ("丙直属党支部", 0, 0, 0),
    ]
    assert {c.name: c.number for c in found.by_source} == {
        "述职报告": 1, "点评意见": 1, "测评和评分": 1, "综合评价意见": 1, "单位自查": 1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("values", "today", "alarm", "days"),
    [
        ({}, "2023-03-31", Alarm.STALLED, 80),
        ({}, "2023-04-01", Alarm.OVERDUE, 1),
        ({}, "2023-02-08", Alarm.NONE, 0),
        ({}, "2023-02-09", Alarm.STALLED, 30),
        ({"A2-1 due": day("2023-06-30")}, "2023-04-01", Alarm.OVERDUE, 1),
        ({"A2-1 due": day("2023-02-01")}, "2023-02-01", Alarm.NONE, 0),
        ({"A2-1 due": day("2023-02-01")}, "2023-02-02", Alarm.OVERDUE, 1),
        ({"A2-1 state": "整改中", "A2-1 progress": "一半", "A2-1 last": day("2023-03-01")}, "2023-03-30", Alarm.NONE, 0),
        ({"A2-1 state": "整改中", "A2-1 progress": "一半", "A2-1 last": day("2023-03-01")}, "2023-03-31", Alarm.STALLED, 30),
        ({"A2-1 state": "已完成", "A2-1 done": day("2023-03-01"), "A2-1 evidence": "记录"}, "2024-03-31", Alarm.NONE, 0),
        ({"A2-1 state": "需长期坚持", "A2-1 measures": "月查"}, "2023-04-01", Alarm.OVERDUE, 1),
    ],
)  # fmt: skip
def test_from_which_day_on_a_problem_is_named(
    values: Mapping[str, Cell], today: str, alarm: Alarm, days: int, tmp_path: Path
) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A2", {"A2-1 person": "王五", **values})
    found = followed(tmp_path, date.fromisoformat(today))
    tracked = next(t for t in found.progress.tracked if t.problem.code == "A2-1")
    assert tracked.standing is not None
    assert (tracked.alarm, tracked.days) == (alarm, days)
    told = {Alarm.OVERDUE: "list-overdue", Alarm.STALLED: "list-stalled"}.get(alarm)
    assert [code for code in codes(found) if code in ("list-overdue", "list-stalled")] == [told] * bool(told)


def test_a_units_own_last_day_that_is_later_than_the_colleges_is_told_and_is_no_fault(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A2", {"A2-1 person": "王五", "A2-1 due": day("2023-06-30")})
    found = followed(tmp_path)
    assert found.progress.units[1].came is Came.ACCEPTED
    [told] = [f for f in found.findings if f.code == "answer-day-late"]
    assert (told.severity, told.what) == (
        "warning",
        "“A2-1 完成时限”填的是 2023-06-30，晚于学校要求的 2023-03-31，逾期按 2023-03-31 算",
    )
    assert found.progress.overdue[-1].due == date(2023, 3, 31)


def test_without_a_last_day_of_the_colleges_the_units_own_counts(tmp_path: Path) -> None:
    scheme = year(tmp_path, MEND_BY="")
    hand_in(tmp_path, scheme, "A2", {"A2-1 person": "王五", "A2-1 due": day("2023-06-30")})
    found = followed(tmp_path)
    assert "answer-day-late" not in codes(found)
    assert [t.due for t in found.progress.tracked if t.standing] == [date(2023, 6, 30)]


def test_patience_is_the_schemes(tmp_path: Path) -> None:
    scheme = year(tmp_path, STALLED_DAYS="60")
    hand_in(tmp_path, scheme, "A2", {"A2-1 person": "王五"})
    assert followed(tmp_path, date(2023, 3, 10)).progress.stalled == ()
    assert [t.problem.code for t in followed(tmp_path, date(2023, 3, 11)).progress.stalled if t.standing] == [
        "A2-1"
    ]


def test_a_faulty_list_goes_back_and_the_mended_one_counts(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A2", {"A2-1 state": "整改中"})
    found = followed(tmp_path)
    assert {"answer-blank", "answer-wanted-chosen"} <= set(codes(found))
    assert found.progress.units[1].came is Came.MEND
    back = tmp_path / "整改" / "退回" / "A2_乙党总支.xlsx"
    assert back.is_file()
    book = load_workbook(back)
    mended: dict[str, str | datetime] = {"person": "王五", "progress": "一半", "last": day("2023-03-01")}
    for field, value in mended.items():
        sheet = "责任清单" if field == "person" else "整改清单"
        layout = next(x for x in form_of(scheme, "A2").layouts if x.name == sheet)
        row, column = layout.cell("i:A2-1", f"f:{field}")
        book[sheet].cell(row + 1, column + 1).value = value
    book.save(tmp_path / "整改" / "回收" / "改好.xlsx")
    found = followed(tmp_path)
    assert found.progress.units[1].came is Came.ACCEPTED
    assert not back.exists()


def test_the_list_that_was_saved_last_counts_and_the_choice_is_told(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A1", GOOD, "二月.xlsx")
    hand_in(tmp_path, scheme, "A1", {**GOOD, "A1-3 state": "已完成", "A1-3 done": day("2023-03-19"), "A1-3 evidence": "票据"}, "三月.xlsx", saved=LATER)  # fmt: skip
    found = followed(tmp_path)
    assert len(found.progress.done) == 2
    [told] = [f for f in found.findings if f.code == "list-newest"]
    assert told.place.file.endswith("三月.xlsx")


def test_two_lists_of_one_moment_wait_for_a_person(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A1", GOOD, "甲.xlsx")
    hand_in(tmp_path, scheme, "A1", {**GOOD, "A1-3 person": "赵六"}, "乙.xlsx")
    found = followed(tmp_path)
    assert codes(found).count("form-conflict") == 2
    assert found.progress.units[0].came is Came.HELD
    assert {t.standing for t in found.progress.tracked} == {None}


def test_lists_come_in_archives_and_strangers_are_told(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    data = filled(tmp_path, form_of(scheme, "A1"), GOOD)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("附件/清单.xlsx", data)
        archive.writestr("附件/别的.txt", b"...")
    folder = tmp_path / "整改" / "回收"
    folder.mkdir(parents=True)
    (folder / "邮件.zip").write_bytes(stream.getvalue())
    assert followed(tmp_path).progress.units[0].came is Came.ACCEPTED


def test_returned_lists_are_never_changed(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    path = hand_in(tmp_path, scheme, "A1", {"A1-1 state": "瞎写"})
    before = path.read_bytes()
    followed(tmp_path)
    assert path.read_bytes() == before


def test_the_words_of_problems_are_those_handed_out(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    path = hand_in(tmp_path, scheme, "A1", GOOD)
    book = load_workbook(path)
    row, column = form_of(scheme, "A1").layouts[0].cell("i:A1-1", "s:text")
    book["问题清单"].cell(row + 1, column + 1).value = "谈心谈话很好"
    book.save(path)
    found = followed(tmp_path)
    assert found.progress.tracked[0].problem == FOUND["A1"][0]
    assert "form-text-changed" in codes(found)


def test_lists_handed_out_are_held_against_their_stamps(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    folder = tmp_path / "结果" / "三张清单"
    path = folder / "A1_甲党总支.xlsx"
    (folder / "副本.xlsx").write_bytes((folder / "A2_乙党总支.xlsx").read_bytes())
    (folder / "坏.xlsx").write_bytes(b"PK..")
    book = load_workbook(path)
    row, column = form_of(scheme, "A1").layouts[0].cell("i:A1-2", "s:text")
    book["问题清单"].cell(row + 1, column + 1).value = "台账很全"
    book.save(path)
    (folder / "结果.xlsx").write_bytes(pipeline_scheme(tmp_path))
    hand_in(tmp_path, scheme, "A1", GOOD)
    found = followed(tmp_path)
    told = {(f.code, f.place.file.rpartition("/")[2]) for f in found.findings if f.severity == "error"}
    assert told == {
        ("list-no-original", "A1.xlsx"),
        ("list-altered", "A1_甲党总支.xlsx"), ("list-twice", "副本.xlsx"), ("list-unreadable", "坏.xlsx"), ("list-foreign", "结果.xlsx")
    }  # fmt: skip
    assert [u.came for u in found.progress.units] == [Came.ALTERED, Came.MISSING, Came.MISSING]
    assert [(t.problem.code, t.problem.text, t.standing) for t in found.progress.tracked] == [
        ("A1-1", "谈心谈话抓得不够紧", None),
        ("A1-2", "台账很全", None),
        ("A1-3", "=不是公式", None),
        ("A2-1", "经费使用慢", None),
    ]


def overtyped(
    folder: Path, scheme: Scheme, values: Mapping[str, str], name: str = "A1_甲党总支.xlsx"
) -> None:
    """The list of A1 that is out, with words typed over its printed ones: "A1-1 s:text" → 换了."""
    path = folder / "结果" / "三张清单" / name
    book = load_workbook(path)
    for named, value in values.items():
        code, column_key = named.split(" ")
        row, column = form_of(scheme, "A1").layouts[0].cell(f"i:{code}", column_key)
        book["问题清单"].cell(row + 1, column + 1).value = value
    book.save(path)


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"A1-2 s:source": "领导"}, [Source.REPORT, Source.UNREADABLE, Source.MARKS]),
        ({"A1-2 s:code": "A1-9"}, [Source.REPORT, Source.COMMENTS, Source.MARKS]),
        ({"A1-2 s:detail": ""}, [Source.REPORT, Source.COMMENTS, Source.MARKS]),
        ({"A1-2 s:text": ""}, [Source.REPORT, Source.MARKS]),
    ],
)
def test_of_a_list_that_was_changed_all_that_can_be_read_is_kept(
    values: Mapping[str, str], kept: list[Source], tmp_path: Path
) -> None:
    scheme = year(tmp_path)
    overtyped(tmp_path, scheme, values)
    found = followed(tmp_path)
    assert "list-altered" in codes(found)
    mine = [t.problem for t in found.progress.tracked if t.target.code == "A1"]
    assert [p.source for p in mine] == kept
    assert {p.code for p in mine} <= {"A1-1", "A1-2", "A1-3"}


def test_a_copy_that_is_as_it_was_handed_out_comes_before_one_that_is_not(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    folder = tmp_path / "结果" / "三张清单"
    (folder / "原件.xlsx").write_bytes((folder / "A1_甲党总支.xlsx").read_bytes())
    overtyped(tmp_path, scheme, {"A1-1 s:text": "换了"})
    hand_in(tmp_path, scheme, "A1", GOOD)
    found = followed(tmp_path)
    assert found.progress.units[0].came is Came.ACCEPTED
    assert found.progress.tracked[0].problem == FOUND["A1"][0]
    assert {"list-altered", "list-twice"} <= set(codes(found))


def test_numbers_on_a_list_that_was_changed_are_kept(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    overtyped(tmp_path, scheme, {"A1-1 s:text": "换了"})
    [one] = [x for x in handed_out(Workspace(tmp_path), scheme).listed if x.target.code == "A1"]
    new = (*FOUND["A1"][1:], Problem("A1-9", "A1", "又一个", Source.REPORT))
    assert [p.code for p in renumbered(new, one.problems)] == ["A1-2", "A1-3", "A1-4"]


@pytest.mark.parametrize("change", ["secretary", "name", "title"])
def test_who_is_secretary_now_does_not_matter_to_lists_that_are_out(change: str, tmp_path: Path) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A1", GOOD)
    first = scheme.organisation("A1")
    new = replace(first, secretary="新来的书记") if change == "secretary" else first
    new = replace(first, name="甲党委") if change == "name" else new
    titled = replace(scheme.basics, title="改了的标题") if change == "title" else scheme.basics
    organisations = tuple(new if o is first else o for o in scheme.organisations)
    now = replace(scheme, organisations=organisations, basics=titled)
    (tmp_path / "方案.xlsx").write_bytes(write_book(now))
    found = followed(tmp_path)
    assert [f for f in codes(found) if f.startswith(("form-", "list-altered", "list-no"))] == []
    assert found.progress.units[0].came is Came.ACCEPTED
    assert [t.problem for t in found.progress.tracked if t.problem.source is not Source.OWN] == [
        *FOUND["A1"],
        *FOUND["A2"],
    ]
    assert found.progress.units[0].target == new


def pipeline_scheme(folder: Path) -> bytes:
    return (folder / "方案.xlsx").read_bytes()


def test_a_list_of_problems_that_were_changed_since_is_not_taken(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    path = hand_in(tmp_path, scheme, "A2", {"A2-1 person": "王五"})
    new = (
        Problem("A2-1", "A2", "又一个", Source.REPORT),
        Problem("A2-2", "A2", "经费使用慢", Source.OPINION),
    )
    hand_out(tmp_path, scheme, {**FOUND, "A2": renumbered(new, FOUND["A2"])})
    found = followed(tmp_path)
    assert "form-outdated" in codes(found)
    back = load_workbook(tmp_path / "整改" / "退回" / "A2_乙党总支.xlsx")
    rows = [[c.value for c in row] for row in back["责任清单"].iter_rows()]
    assert [row[2] for row in rows if "王五" in row] == ["经费使用慢"]
    assert path.is_file()


def test_lists_that_name_other_problems_than_those_that_are_out_are_told(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    workspace = Workspace(tmp_path)
    nothing = Approval(Assessment(scheme, empty(), (), ()), ())
    problems, found = numbered(workspace, nothing)
    assert (dict(problems), found) == ({}, ())
    decided = nothing_said(scheme)
    problems, found = numbered(workspace, decided)
    assert [name for name, _ in lists(decided, problems, workspace.key())] == [
        f"三张清单/{n}.xlsx" for n in ("A1_甲党总支", "A2_乙党总支", "A3_丙直属党支部")
    ]
    assert [(f.code, f.about.target) for f in found] == [
        ("list-changed", "甲党总支"),
        ("list-changed", "乙党总支"),
    ]


def test_what_was_found_is_gathered_once_however_many_targets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheme = year(tmp_path)
    calls = []

    def counting(*given: object) -> Iterator[Saying]:
        calls.append(given)
        return iter(())

    monkeypatch.setattr("dangjian_xl.rectification.problems.sayings", counting)
    decided = nothing_said(scheme)
    problems, _ = numbered(Workspace(tmp_path), decided)
    assert (len(problems), len(calls)) == (3, 1)


def test_lists_that_bear_another_secretary_than_the_scheme_are_told(tmp_path: Path) -> None:
    scheme = year(tmp_path, dict.fromkeys(FOUND, ()))
    organisations = tuple(
        replace(o, secretary="新来的书记") if o.code == "A2" else o for o in scheme.organisations
    )
    decided = nothing_said(replace(scheme, organisations=organisations))
    _, found = numbered(Workspace(tmp_path), decided)
    assert [(f.code, f.about.target) for f in found] == [("list-renamed", "乙党总支")]


def nothing_said(scheme: Scheme) -> Approval:
    """Everybody is graded, and nothing was said of anybody."""
    proposals = tuple(
        GradeProposal(t, None, None, 0, (), (), (), "好", ()) for t in totals(scheme, table([], {}), {})
    )
    return Approval(Assessment(scheme, empty(), proposals, ()), tuple(Decision(p, "好") for p in proposals))


def empty() -> Collection:
    return Collection({}, (), (), table([], {}), {}, {})


def test_a_list_sent_back_that_somebody_changed_is_left_alone(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    path = hand_in(tmp_path, scheme, "A2", {})
    followed(tmp_path)
    back = tmp_path / "整改" / "退回" / "A2_乙党总支.xlsx"
    back.write_bytes(b"mine")
    for code in ("list-sendback-touched", "list-sendback-stale"):
        told = [(f.code, f.place.file) for f in followed(tmp_path).findings if "sendback" in f.code]
        assert told == [(code, "整改/退回/A2_乙党总支.xlsx")]
        path.unlink(missing_ok=True)
    assert back.read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["整改/回收/A2.xlsx", "结果/三张清单/A2_乙党总支.xlsx"])
def test_a_single_list_is_checked_too(name: str, tmp_path: Path) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A2", {})
    path = tmp_path / name
    assert [f.code for f in pipeline.check([path]).findings] == ["answer-blank"]
    assert [f.code for f in pipeline.check_open(path, read_grids(path.read_bytes()))] == ["answer-blank"]


def test_before_lists_are_out_nothing_is_done(tmp_path: Path) -> None:
    year(tmp_path, {})
    with pytest.raises(CannotRunError):
        followed(tmp_path)
    assert not (tmp_path / "整改").exists()


def test_a_ledger_that_somebody_changed_is_kept(tmp_path: Path) -> None:
    year(tmp_path)
    followed(tmp_path)
    ledger = tmp_path / "整改" / "整改台账.xlsx"
    first = ledger.read_bytes()
    followed(tmp_path)
    assert ledger.read_bytes() == first
    ledger.write_bytes(b"mine")
    assert "list-ledger-kept" in codes(followed(tmp_path))
    assert (tmp_path / "整改" / "整改台账（改动过的旧稿1）.xlsx").read_bytes() == b"mine"


@pytest.mark.long
def test_the_ledgers_counts_are_counted_again(tmp_path: Path) -> None:
    """LibreOffice counts what Python counted, and cell for cell the same."""
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A1", GOOD)
    followed(tmp_path)
    ledger = tmp_path / "整改" / "整改台账.xlsx"
    [copy] = office.recalculated([ledger], tmp_path / "out")
    ours, theirs = (load_workbook(path, data_only=True) for path in (ledger, copy))
    for name in ("各单位进展", "各来源进展"):
        rows = [[c.value for c in row] for row in ours[name].iter_rows()]
        assert [[c.value for c in row] for row in theirs[name].iter_rows()][: len(rows)] == rows
        assert any(isinstance(value, (int, float)) and value for row in rows[3:] for value in row)
    assert ours.sheetnames[0] == "逾期和停滞"


def test_programs_get_all_of_it(tmp_path: Path) -> None:
    scheme = year(tmp_path)
    hand_in(tmp_path, scheme, "A1", {**GOOD, "A1-3 due": day("2023-02-28")})
    run = CliRunner().invoke(app, ["rectify", str(tmp_path), "--no-pdf", "--today", "2023-03-31", "--json"])
    said = json.loads(run.stdout)
    assert run.exit_code == 0
    assert (said["as_of"], said["done"], said["overdue"]) == ("2023-03-31", 1, ["A1-3"])
    # A2 has handed in nothing, and is named for that.
    assert said["stalled"] == ["A1-自2", "A1-2"]
    assert said["problems"][0]["done"] == "2023-02-20"
    assert [one["state"] for one in said["lists"]] == ["已交回", "未交回", "未交回"]


def test_the_screen_tells_it_in_a_sentence(tmp_path: Path) -> None:
    year(tmp_path)
    run = CliRunner().invoke(app, ["rectify", str(tmp_path), "--no-pdf", "--today", "2023-04-01"])
    assert "清单应交 3 份，已交回能用的 0 份；共 4 个问题，已完成 0 个，逾期 4 个" in run.stdout

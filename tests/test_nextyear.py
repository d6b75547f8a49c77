"""A new year that begins with last year's: what goes on, what is moved, cleared and told; last year's folder stays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dangjian_xl import cli, pipeline
from dangjian_xl.cli import app
from dangjian_xl.commands.app import CANNOT_RUN
from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding
from dangjian_xl.rectification.carry import left_open
from dangjian_xl.rectification.progress import Came, Progress, Tracked, Unit
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.scheme.book import read_book, write_book
from dangjian_xl.scheme.model import (
    Adjustment,
    Order,
    PastProblem,
    PastVisit,
    Scheme,
    Session,
    Setting,
    SettingName,
    VetoRecord,
    Visit,
)
from dangjian_xl.scheme.nextyear import next_year, year_later
from dangjian_xl.scheme.presets import preset, preset_ids
from dangjian_xl.scheme.tables import TABLES
from tests.support.papers import docx
from tests.support.rectified import GOOD, hand_in, year
from tests.support.small import SMALL
from tests.support.year import KEY, scheme_of

pytestmark = pytest.mark.long


def codes(found: tuple[Finding, ...]) -> list[str]:
    return [f.code for f in found]


def told(found: tuple[Finding, ...], code: str) -> list[str]:
    return [f.what for f in found if f.code == code]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2022年度考核", "2023年度考核"),
        ("2022—2023学年考核", "2023—2024学年考核"),
        ("考核", "考核"),
        ("120220号考核", "120220号考核"),
        ("考核（2022）", "考核（2023）"),
        ("2021年起的2022年度考核", "2021年起的2023年度考核"),
        ("2023年度考核", "2023年度考核"),
    ],
)
def test_the_year_goes_on_where_it_stands_as_a_number(title: str, expected: str) -> None:
    scheme = scheme_of(SMALL)
    scheme = replace(scheme, basics=replace(scheme.basics, title=title))
    made = next_year(scheme, ()).scheme
    assert made.basics.title == expected
    assert (made.basics.year, made.basics.code) == (2023, "small-2023")


@pytest.mark.parametrize(
    ("before", "after"),
    [("2022-11-24", "2023-11-24"), ("2024-02-29", "2025-02-28"), ("2023-02-28", "2024-02-28"), ("2022-12-31", "2023-12-31")],
)  # fmt: skip
def test_a_year_later(before: str, after: str) -> None:
    assert year_later(date.fromisoformat(before)).isoformat() == after


def dates(scheme: Scheme) -> list[date]:
    records = [scheme.basics, *(r for t in TABLES for r in getattr(scheme, t.field))]
    return [v for r in records for f in fields(r) if isinstance(v := getattr(r, f.name), date)]


@pytest.mark.parametrize("name", preset_ids())
def test_every_preset_goes_on_soundly(name: str) -> None:
    before = preset(name)
    made = next_year(before, ())
    assert dates(made.scheme) == [year_later(d) for d in dates(replace(before, visits=()))]
    weekends = [d for d in dates(made.scheme) if d.weekday() > 4]
    assert codes(made.findings).count("next-weekend") == len(weekends)
    assert made.scheme.items == before.items
    assert made.scheme.organisations == before.organisations


def full() -> Scheme:
    scheme = scheme_of(SMALL)
    return replace(
        scheme,
        visits=(
            Visit("J1", "A2", date(2022, 12, 1)),
            Visit("J1", "A3"),
            Visit("J2", "A1"),
            Visit("L1", "A1"),
        ),
        past_visits=(PastVisit("A3", "A1"),),
        veto_records=(VetoRecord("A1", "V", "事实"),),
        adjustments=(Adjustment("A1", "K", Decimal(1), "奖"),),
        sessions=(Session("S", "T1", date(2022, 11, 29), time(9), time(11), 8, Order.LOT, 20_042),),
        settings=(
            Setting(SettingName.NUMBER, "组通〔2023〕1号"),
            Setting(SettingName.MEETING, "2023年1月9日会议"),
            Setting(SettingName.MEND_BY, "2023-06-30"),
            Setting(SettingName.STALLED_DAYS, "45"),
            Setting(SettingName.SIGNED),
        ),
    )


def test_what_belongs_to_the_year_is_cleared_and_told() -> None:
    found = next_year(full(), (PastProblem("A1-1", "A1", "换届拖延"),))
    made = found.scheme
    assert (made.visits, made.veto_records, made.adjustments) == ((), (), ())
    assert made.past_visits == (PastVisit("A1", "A2"), PastVisit("A1", "A3"), PastVisit("A2", "A1"))
    assert [s.seed for s in made.sessions] == [None]
    assert [s.value for s in made.settings] == ["", "", "", "45", ""]
    assert made.past_problems == (PastProblem("A1-1", "A1", "换届拖延"),)
    assert codes(found.findings).count("next-cleared") == 3
    assert told(found.findings, "next-settings") == ["清空了只属于上年度的“发文字号”“审定会议”“整改截止日期”"]
    assert told(found.findings, "next-visits-alone") == [
        "评委01没有登记所在组织，他们上年度检查过谁没有带过来"
    ]
    assert {"next-lots", "next-visits-replaced"} <= set(codes(found.findings))


CARRIED = (
    (SettingName.NUMBER, "组通〔2023〕1号", "", "next-settings"),
    (SettingName.DATED, "2023-01-10", "", "next-settings"),
    (SettingName.MEETING, "党委会", "", "next-settings"),
    (SettingName.PRINTED, "2023-01-11", "", "next-settings"),
    (SettingName.OPENING, "经党委会审定，通报如下。", "", "next-settings"),
    (SettingName.TALK_BY, "2023-02-01", "", "next-settings"),
    (SettingName.MEND_BY, "2023-06-30", "", "next-settings"),
    (SettingName.TITLE, "关于2022年度考核\n结果的通报", "关于2023年度考核\n结果的通报", "next-title"),
    (SettingName.TITLE, "关于考核结果的通报", "关于考核结果的通报", ""),
    (SettingName.TITLE, "关于2021年度考核结果的通报", "", "next-settings"),
    (SettingName.TITLE, "关于二〇二二年度考核结果的通报", "", "next-settings"),
    (SettingName.OVER_QUOTA, "是", "否", "next-permissions"),
    (SettingName.OVER_LIMIT, "是", "否", "next-permissions"),
    (SettingName.OVER_QUOTA, "否", "否", ""),
    (SettingName.OVER_QUOTA, "", "", ""),
    (SettingName.CLOSING, "6月30日前整改完。", "6月30日前整改完。", "next-settings-left"),
    (SettingName.FEEDBACK_NOTE, "2022年度的意见", "2022年度的意见", "next-settings-left"),
    (SettingName.CLOSING, "抓好整改。", "抓好整改。", ""),
    (SettingName.MASTHEAD, "中共某某学院委员会文件", "中共某某学院委员会文件", ""),
    (SettingName.ADDRESSEES, "各党总支", "各党总支", ""),
    (SettingName.SIGNED, "组织部", "组织部", ""),
    (SettingName.COPIED, "校纪委", "校纪委", ""),
    (SettingName.NAMED, "好、较好", "好、较好", ""),
    (SettingName.STALLED_DAYS, "45", "45", ""),
    (SettingName.BODY_FONT, "仿宋_GB2312", "仿宋_GB2312", ""),
    (SettingName.TITLE_SIZE, "22", "22", ""),
    (SettingName.TOP, "37", "37", ""),
)


@pytest.mark.parametrize(("name", "value", "after", "code"), CARRIED)
def test_nothing_of_last_years_papers_comes_into_this_years_untold(
    name: SettingName, value: str, after: str, code: str
) -> None:
    found = next_year(replace(scheme_of(SMALL), settings=(Setting(name, value),)), ())
    assert [s.value for s in found.scheme.settings] == [after]
    of_settings = ("next-settings", "next-title", "next-permissions", "next-settings-left")
    assert [c for c in codes(found.findings) if c in of_settings] == ([code] if code else [])
    assert next_year(found.scheme, ()).scheme.settings[0].name == name


@pytest.mark.parametrize(
    ("visits", "kept", "code"),
    [
        ((), (PastVisit("A3", "A1"),), "next-visits-kept"),
        ((Visit("L1", "A1"),), (PastVisit("A3", "A1"),), "next-visits-kept"),
        ((Visit("J1", "A2"),), (PastVisit("A1", "A2"),), "next-visits-replaced"),
    ],
)
def test_older_visits_do_not_vanish_untold(
    visits: tuple[Visit, ...], kept: tuple[PastVisit, ...], code: str
) -> None:
    scheme = replace(scheme_of(SMALL), visits=visits, past_visits=(PastVisit("A3", "A1"),))
    found = next_year(scheme, ())
    assert found.scheme.past_visits == kept
    assert [c for c in codes(found.findings) if c in ("next-visits-kept", "next-visits-replaced")] == [code]
    assert [c for c in codes(next_year(replace(scheme, past_visits=()), ()).findings) if c == code] == []


def test_a_year_that_is_left_in_a_text_is_told() -> None:
    scheme = scheme_of(SMALL)
    items = (replace(scheme.items[0], text="2022年党课"), *scheme.items[1:])
    found = next_year(replace(scheme, items=items), ())
    assert found.scheme.items[0].text == "2022年党课"
    assert len(told(found.findings, "next-year-left")) == 1
    assert told(next_year(scheme, ()).findings, "next-year-left") == []


def tree(folder: Path) -> Mapping[str, str]:
    files = (p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_open_problems_and_reports_go_into_the_new_year(tmp_path: Path) -> None:
    last, folder = tmp_path / "2022", tmp_path / "2023"
    scheme = year(last)
    hand_in(last, scheme, "A1", GOOD)
    report = last / "回收" / "述职报告" / "子" / "甲党总支.docx"
    report.parent.mkdir(parents=True)
    report.write_bytes(docx(["报告"]))
    (report.parent / "甲党总支.pdf").write_bytes(b"%PDF-1.4")
    before = tree(last)
    _, found = pipeline.new_from_last(folder, last, KEY)
    assert tree(last) == before
    assert not (last / "整改" / "退回").exists()
    made = read_book((folder / "方案.xlsx").read_bytes()).scheme
    assert made
    assert [(p.code, p.source, p.progress) for p in made.past_problems] == [
        ("A1-2", "点评意见", "整改中：补齐一半（最近进展 2023-03-01）"),
        ("A1-3", "测评和评分", "未开始"),
        ("A1-自2", "单位自查", "需长期坚持：每月一查"),
        ("A2-1", "综合评价意见", "清单没有交回或不能用，不知道整改到哪一步"),
    ]
    assert made.past_problems[1].problem == "=不是公式"
    assert [p.name for p in (folder / "上年述职报告").rglob("*.*")] == ["甲党总支.docx"]
    assert {"next-problems", "next-lists-lacking", "next-reports", "next-dates"} <= set(codes(found))


def test_without_lists_what_stood_there_stays_and_is_told(tmp_path: Path) -> None:
    scheme = replace(scheme_of(SMALL), past_problems=(PastProblem("A1-9", "A1", "老问题"),))
    pipeline.new_from(tmp_path / "2022", scheme, KEY)
    _, found = pipeline.new_from_last(tmp_path / "2023", tmp_path / "2022", KEY)
    made = read_book((tmp_path / "2023" / "方案.xlsx").read_bytes()).scheme
    assert made
    assert made.past_problems == scheme.past_problems
    assert "next-no-lists" in codes(found)


OLD = tuple(PastProblem(f"{code}-9", code, "老问题") for code in ("A1", "A2", "A3"))


def with_old_problems(folder: Path) -> None:
    scheme = replace(year(folder), past_problems=(*OLD, PastProblem("上年-1", "A2", "另一个")))
    (folder / "方案.xlsx").write_bytes(write_book(scheme))


@pytest.mark.parametrize(
    ("gone", "told_of", "kept"),
    [
        ([], [], ["A1-1", "A1-2", "A1-3", "A2-1"]),
        (["A2_乙党总支"], ["乙党总支"], ["A1-1", "A1-2", "A1-3", "A2-9", "上年-1"]),
        (["A1_甲党总支", "A3_丙直属党支部"], ["甲党总支", "丙直属党支部"], ["A1-9", "A2-1", "A3-9"]),
        (["A1_甲党总支", "A2_乙党总支", "A3_丙直属党支部"], [], ["A1-9", "A2-9", "A3-9", "上年-1"]),
    ],
)
def test_whose_list_was_moved_away_keeps_what_stood_there_and_is_told(
    gone: list[str], told_of: list[str], kept: list[str], tmp_path: Path
) -> None:
    with_old_problems(tmp_path / "2022")
    for name in gone:
        (tmp_path / "2022" / "结果" / "三张清单" / f"{name}.xlsx").unlink()
    _, found = pipeline.new_from_last(tmp_path / "2023", tmp_path / "2022", KEY)
    made = read_book((tmp_path / "2023" / "方案.xlsx").read_bytes()).scheme
    assert made
    assert [p.code for p in made.past_problems] == kept
    assert [f.about.target for f in found if f.code == "next-list-gone"] == told_of
    assert ("next-no-lists" in codes(found)) is (len(gone) == 3)


def test_a_number_that_a_scheme_cannot_hold_or_has_already_is_a_running_one() -> None:
    scheme = scheme_of(SMALL)
    listed, kept = scheme.organisation("A1"), scheme.organisation("A2")
    tracked = tuple(
        Tracked(Problem(code, "A1", "问题", Source.REPORT), listed)
        for code in ("A1-1", "A1" * 10 + "-2", "A1-3", "A1" * 10 + "-4")
    )
    past = (PastProblem("上年-1", kept.code, "老"), PastProblem("A1-3", kept.code, "老"))
    units = (Unit(listed, Came.MISSING, len(tracked)),)
    day = date(2023, 1, 1)
    found = Progress(replace(scheme, past_problems=past), day, day, 30, tracked, units)
    assert [(p.code, p.target) for p in left_open(found)] == [
        ("A1-1", "A1"),
        ("上年-2", "A1"),
        ("上年-3", "A1"),
        ("上年-4", "A1"),
        ("上年-1", "A2"),
        ("A1-3", "A2"),
    ]


@pytest.mark.parametrize("where", [".", "里面"])
def test_the_new_year_does_not_lie_in_the_old_one(where: str, tmp_path: Path) -> None:
    year(tmp_path)
    with pytest.raises(CannotRunError):
        pipeline.new_from_last(tmp_path / where, tmp_path, KEY)


def test_years_have_an_end(tmp_path: Path) -> None:
    scheme = year(tmp_path / "末年")
    late = write_book(replace(scheme, basics=replace(scheme.basics, year=2099)))
    (tmp_path / "末年" / "方案.xlsx").write_bytes(late)
    with pytest.raises(CannotRunError, match="2099"):
        pipeline.new_from_last(tmp_path / "新", tmp_path / "末年", KEY)
    assert not (tmp_path / "新").exists()


@pytest.mark.parametrize("more", [["--preset", "sztu-2022"], ["--scheme", "方案.xlsx"]])
def test_two_beginnings_are_one_too_many(
    more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["new", str(tmp_path / "新"), "--from", str(tmp_path), *more])
    assert ended.value.code == CANNOT_RUN
    assert "--from" in capsys.readouterr().err
    assert not (tmp_path / "新").exists()


def test_the_command_tells_what_was_changed(tmp_path: Path) -> None:
    year(tmp_path / "2022")
    run = CliRunner().invoke(app, ["new", str(tmp_path / "2023"), "--from", str(tmp_path / "2022")])
    assert run.exit_code == 0
    assert "个日期都顺延了一年" in run.stdout
    assert "已新建" in run.stdout

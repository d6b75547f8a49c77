"""Who inspects whom: the demands hold whatever the scheme, what was typed stays, and what clashes is said in words."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from dangjian_xl import pipeline, planning
from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Severity
from dangjian_xl.schedule.demands import inspections
from dangjian_xl.schedule.rules import check
from dangjian_xl.schedule.solve import schedule
from dangjian_xl.scheme.book import read_book, write_book
from dangjian_xl.scheme.check import check as check_scheme
from dangjian_xl.scheme.model import (
    Exclusion,
    InspectionRule,
    Organisation,
    OrgKind,
    PastVisit,
    Rater,
    Scheme,
    Visit,
)
from dangjian_xl.scheme.presets import preset
from tests.support import office, ooxml

BASE = preset("sztu-2022")
FIRST, LAST = date(2022, 11, 28), date(2022, 12, 2)  # Monday to Friday
GROUP, COMPONENT = "交叉检查组", "T1-互评"


def college(
    units: int = 6,
    teams: int = 2,
    *,
    days: tuple[date, date] = (FIRST, LAST),
    places: dict[int, str] | None = None,
    visits: tuple[Visit, ...] = (),
    excluded: tuple[tuple[int, int], ...] = (),
    past: tuple[tuple[int, int], ...] = (),
    team_daily: int = 1,
    target_daily: int = 1,
    superiors: dict[int, int] | None = None,
) -> Scheme:
    """A tier of units A0, A1 …, each with a team J0, J1 …, to be inspected by so many teams."""
    over = superiors or {}
    organisations = tuple(
        Organisation(
            f"A{n}",
            f"单位{n}",
            OrgKind.GENERAL,
            "T1",
            superior=f"A{over[n]}" if n in over else "",
            secretary=f"书记{n}",
            place=(places or {}).get(n, ""),
        )
        for n in range(units)
    )
    others = tuple(r for r in BASE.raters if r.group not in (GROUP, "党总支"))
    rule = InspectionRule(COMPONENT, teams, *days, team_daily, target_daily)
    return replace(
        BASE,
        tiers=BASE.tiers[:1],
        organisations=organisations,
        raters=others + tuple(Rater(f"J{n}", f"检查组{n}", GROUP, f"A{n}") for n in range(units)),
        groups=tuple(g for g in BASE.groups if g.code != "党总支"),
        components=BASE.components_of("T1"),
        panels=tuple(p for p in BASE.panels if p.component.startswith("T1")),
        forms=tuple(f for f in BASE.forms if f.code != "附件4"),
        items=tuple(i for i in BASE.items if i.form != "附件4"),
        preconditions=(),
        quotas=(),
        report_rules=(),
        report_parts=(),
        sessions=(),
        visits=visits,
        inspection_rules=(rule,),
        exclusions=tuple(Exclusion(f"J{t}", f"A{u}", "组长从该单位调出") for t, u in excluded),
        past_visits=tuple(PastVisit(f"A{t}", f"A{u}") for t, u in past),
    )


def solved(scheme: Scheme) -> Scheme:
    """The scheme with its schedule; the solver must have found one."""
    found = schedule(scheme)
    assert found.findings == (), found.findings[0].message
    kept = {(v.rater, v.target): v for v in found.kept}
    visits = tuple(kept.get((v.rater, v.target), v) for v in scheme.visits)
    return replace(scheme, visits=visits + found.added)


def lawful(scheme: Scheme) -> None:
    """Every hard demand, counted without the program's own checks."""
    [one] = inspections(scheme)
    home = {r.code: r.organisation for r in scheme.raters}
    superior = {o.code: o.superior for o in scheme.organisations}
    excluded = {(e.rater, e.target) for e in scheme.exclusions}
    pairs = {(v.rater, v.target) for v in scheme.visits}
    assert len(pairs) == len(scheme.visits)
    assert Counter(v.target for v in scheme.visits) == dict.fromkeys(one.targets, one.rule.teams)
    for team, target in pairs:
        assert home[team] != target
        assert superior[home[team]] != target
        assert superior[target] != home[team]
        assert (team, target) not in excluded
        assert not any(home[t] == target and u == home[team] for t, u in pairs)
    days = {v: v.day for v in scheme.visits}
    assert all(
        d is not None and one.rule.first <= d <= one.rule.last and d.weekday() < 5 for d in days.values()
    )
    assert max(Counter((v.rater, v.day) for v in scheme.visits).values()) <= one.rule.team_daily
    assert max(Counter((v.target, v.day) for v in scheme.visits).values()) <= one.rule.target_daily
    taken: dict[tuple[object, str], str] = {}
    for v in scheme.visits:
        if v.place:
            assert taken.setdefault((v.day, v.place), v.target) == v.target


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    units=st.integers(5, 9),
    teams=st.integers(1, 2),
    seed=st.sets(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=4),
    places=st.dictionaries(st.integers(0, 8), st.sampled_from(("楼一", "楼二")), max_size=3),
)
def test_every_demand_holds(
    units: int, teams: int, seed: set[tuple[int, int]], places: dict[int, str]
) -> None:
    excluded = tuple(sorted((t, u) for t, u in seed if t < units and u < units and t != u))[:2]
    scheme = solved(college(units, teams, excluded=excluded, places=places))
    lawful(scheme)
    assert [f.code for f in check(scheme) if f.severity is Severity.ERROR] == []
    assert [f.code for f in check_scheme(scheme) if f.severity is Severity.ERROR] == []
    loads = Counter(v.rater for v in scheme.visits)
    assert {loads[f"J{n}"] for n in range(units)} == {teams}


def test_the_same_scheme_gives_the_same_schedule_whatever_the_order_of_rows() -> None:
    scheme = college(7, 2)
    turned = replace(scheme, organisations=scheme.organisations[::-1], raters=scheme.raters[::-1])
    assert set(solved(scheme).visits) == set(solved(turned).visits)


def test_what_is_typed_is_kept() -> None:
    typed = (
        Visit("J0", "A3", date(2022, 11, 30), "会议室", "成员甲", "先来"),
        Visit("J1", "A3"),
        Visit("J2", "A0", None, "", "成员乙"),
    )
    scheme = solved(college(6, 2, visits=typed))
    lawful(scheme)
    assert scheme.visits[0] == typed[0]
    assert scheme.visits[1].day not in (None, date(2022, 11, 30))
    assert (scheme.visits[2].members, scheme.visits[2].day is None) == ("成员乙", False)


def test_last_years_pairs_are_avoided_where_they_can_be() -> None:
    past = tuple((n, (n + 1) % 6) for n in range(6))
    assert not [f for f in check(solved(college(6, 1, past=past))) if f.code == "schedule-past"]
    # Of three units each can be inspected by one of the two others without a mutual pair: around or around the other way.
    around = tuple((n, (n + 1) % 3) for n in range(3))
    assert len([f for f in check(solved(college(3, 1, past=around))) if f.code == "schedule-past"]) == 0
    both = around + tuple((n, (n + 2) % 3) for n in range(3))
    assert len([f for f in check(solved(college(3, 1, past=both))) if f.code == "schedule-past"]) == 3


#: Name, scheme, what the sentence must say.
CLASHES = (
    (
        "not enough days",
        college(6, 3, days=(FIRST, date(2022, 11, 29))),
        ("共 18 次", "6 个检查组在 2 个可用的日子里", "最多 12 次，少 6 次"),
    ),
    ("only a weekend", college(6, 1, days=(date(2022, 12, 3), date(2022, 12, 4))), ("没有一个可以检查的日子",)),
    (
        "nobody is left for one unit",
        college(3, 2, excluded=((0, 1),)),
        ("单位1由 2 个组检查，可以检查它的只有：检查组2", "检查组0检查单位1须回避"),
    ),
    (
        "two units that could only inspect each other",
        college(2, 1),
        ("单位0由 1 个组检查", "单位1由 1 个组检查", "不互相检查"),
    ),
    (
        "too many typed",
        college(6, 1, visits=(Visit("J0", "A3"), Visit("J1", "A3"))),
        ("单位3要求由 1 个组检查，已经填了 2 个",),
    ),
    (
        "one room for all",
        college(6, 1, places=dict.fromkeys(range(6), "报告厅")),
        ("都在“报告厅”检查，同一天只能有一个单位，至少要 6 天，可用的日子只有 5 天",),
    ),
    (
        "more teams than days",
        college(8, 3, days=(FIRST, date(2022, 11, 29)), team_daily=2),
        ("要接待 3 个组，2 个可用的日子里每天至多 1 个，最多 2 个",),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("_name", "scheme", "words"), CLASHES, ids=[name for name, _, _ in CLASHES])
def test_what_clashes_is_said_in_words(_name: str, scheme: Scheme, words: tuple[str, ...]) -> None:
    found = schedule(scheme)
    assert found.added == ()
    [finding] = found.findings
    assert finding.code == "schedule-clash"
    for part in words:
        assert part in finding.message


def visit(team: int, unit: int, day: int | None = 28, place: str = "") -> Visit:
    month = 11 if day and day > 20 else 12
    return Visit(f"J{team}", f"A{unit}", date(2022, month, day) if day else None, place)


#: Name, typed visits of a college of six and its options, the codes that must be told.
TYPED: tuple[tuple[str, list[Visit], dict[str, object], list[str]], ...] = (
    ("as demanded", [visit(n, (n + 1) % 6, 28 + n % 3) for n in range(6)], {}, []),
    ("too few teams", [visit(0, 1)], {}, ["schedule-teams-few"]),
    ("one too many", [visit(n, (n + 1) % 6, 28 + n % 3) for n in range(6)] + [visit(0, 2, 30)], {}, ["schedule-teams-many"]),
    ("no day yet", [visit(n, (n + 1) % 6, None) for n in range(6)], {}, ["schedule-undated"]),
    ("on a Saturday", [visit(0, 1, 3)], {}, ["schedule-day", "schedule-teams-few"]),
    ("before the first day", [visit(0, 1, 25)], {}, ["schedule-day", "schedule-teams-few"]),
    ("two a day", [visit(0, 1), visit(0, 2)], {}, ["schedule-team-busy", "schedule-teams-few"]),
    ("two teams at once", [visit(0, 2), visit(1, 2)], {"teams": 2}, ["schedule-target-busy", "schedule-teams-few"]),
    ("whom it is excluded from", [visit(0, 1)], {"excluded": ((0, 1),)}, ["schedule-excluded", "schedule-teams-few"]),
    ("as last year", [visit(0, 1)], {"past": ((0, 1),)}, ["schedule-past", "schedule-teams-few"]),
    ("one room, two units", [visit(0, 1, 28, "厅"), visit(1, 2, 28, "厅")], {}, ["schedule-place", "schedule-teams-few"]),
    ("one does nothing", [visit(n, n + 1, 28) for n in range(5)] + [visit(4, 0, 29)], {}, ["schedule-uneven"]),
)  # fmt: skip


@pytest.mark.parametrize(("_name", "visits", "options", "codes"), TYPED, ids=[case[0] for case in TYPED])
def test_a_schedule_made_by_hand_is_held_to_the_same_rules(
    _name: str, visits: list[Visit], options: dict[str, object], codes: list[str]
) -> None:
    scheme = college(6, **{"teams": 1, **options}, visits=tuple(visits))  # type: ignore[arg-type]
    assert [f.code for f in check(scheme)] == codes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pipeline.new_from(tmp_path / "年度", college(6, 2, places={1: "楼一"}, visits=(Visit("J0", "A3"),)))
    return tmp_path / "年度"


def contents(data: bytes) -> dict[tuple[str, str], object]:
    book = load_workbook(io.BytesIO(data))
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def looks(sheet: Worksheet) -> tuple[object, ...]:
    """What a person set up besides the cells."""
    rules = sorted(
        (str(area.sqref), [rule.formula for rule in area.rules]) for area in sheet.conditional_formatting
    )
    checks = [(str(v.sqref), v.type, v.formula1) for v in sheet.data_validations.dataValidation]
    widths = {letter: column.width for letter, column in sheet.column_dimensions.items()}
    return (
        rules,
        checks,
        widths,
        sheet.freeze_panes,
        sheet.auto_filter.ref,
        str(sheet.sheet_properties.tabColor),
    )


def test_the_workbook_is_filled_in_place_and_nothing_else_changes(folder: Path, tmp_path: Path) -> None:
    path = folder / "方案.xlsx"
    book = load_workbook(path)
    # Staff moved the table and left a remark of their own.
    book["交叉检查安排"].insert_rows(1, 2)
    book["党组织"]["N2"] = "我们自己的备注"
    book.save(path)
    before, scheme = path.read_bytes(), read_book(path.read_bytes()).scheme
    assert scheme
    planned = planning.schedule(folder)
    after = path.read_bytes()
    read = read_book(after).scheme
    assert read
    assert read == planned.scheme
    assert replace(read, visits=()) == replace(scheme, visits=())
    lawful(read)
    old, new = contents(before), contents(after)
    changed = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    assert {sheet for sheet, _ in changed} == {"交叉检查安排"}
    assert not {key for key in changed if key in old}
    one, other = (looks(load_workbook(io.BytesIO(data))["党组织"]) for data in (before, after))
    assert one == other
    assert ooxml.errors([path, folder / "安排" / "交叉检查安排表.xlsx"]) == []
    # A second time there is nothing to do, and the bytes stay.
    assert planning.schedule(folder).added == ()
    assert path.read_bytes() == after
    # Each team gets its sheets.
    issued = pipeline.issue(folder)
    assert sum("交叉检查组/" in name for name in issued.files) == 6
    [again] = office.recalculated([path], tmp_path / "out")
    assert read_book(again.read_bytes()).scheme == read


def test_more_visits_than_prepared_rows(tmp_path: Path) -> None:
    scheme = college(30, 3)
    pipeline.new_from(tmp_path / "年度", scheme)
    planned = planning.schedule(tmp_path / "年度")
    assert len(planned.added) == 90
    sheet = load_workbook(tmp_path / "年度" / "方案.xlsx")["交叉检查安排"]
    last = 4 + 90
    assert str(sheet.cell(last, 7).value).startswith("=")
    assert f"A{last}" in str(sheet.cell(last, 7).value)
    assert sheet.cell(last, 1).border.left.style == sheet.cell(6, 1).border.left.style


def test_without_a_rule_it_says_what_to_fill_in(tmp_path: Path) -> None:
    pipeline.new_from(tmp_path / "年度", replace(college(6, 1), inspection_rules=()))
    with pytest.raises(CannotRunError, match="交叉检查要求"):
        planning.schedule(tmp_path / "年度")


def test_a_clash_changes_nothing(tmp_path: Path) -> None:
    pipeline.new_from(tmp_path / "年度", CLASHES[0][1])
    before = (tmp_path / "年度" / "方案.xlsx").read_bytes()
    planned = planning.schedule(tmp_path / "年度")
    assert [f.code for f in planned.findings] == ["schedule-clash"]
    assert (tmp_path / "年度" / "方案.xlsx").read_bytes() == before == write_book(CLASHES[0][1])
    assert not (tmp_path / "年度" / "安排").exists()

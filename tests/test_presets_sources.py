"""What the presets say is what their documents say: counts, dates, limits and, where they carry them, the very words."""

import re
from datetime import date, time
from fractions import Fraction
from pathlib import Path

import pytest

from dangjian_xl.scheme.model import (
    SAMPLE_MARK,
    FormKind,
    Item,
    ItemKind,
    Level,
    OrgKind,
    PartKind,
    QuotaBase,
    Scheme,
    Scope,
)
from dangjian_xl.scheme.pools import places, pools
from dangjian_xl.scheme.presets import preset, preset_ids, templates

DATA = Path(__file__).parent / "data"


def stage_ends(scheme: Scheme) -> dict[str, date | None]:
    return {s.code: s.ends for s in scheme.stages}


def kinds(scheme: Scheme) -> dict[str, FormKind]:
    return {form.code: form.kind for form in scheme.forms}


# The guide to the 双创 tasks: its tree, as the document has it.

GUIDE = preset("dalian-shuangchuang-2024")
#: Slips of the scan that the preset mends, and a number that the document lacks.
MENDED = {
    "党员领导于部": "党员领导干部",
    "5.党建工作与事业展融合到位": "5.党建工作与事业发展融合到位",
    "院(系)理论学习中心组制度、": "3.1院(系)理论学习中心组制度、",
}
_WIDE = str.maketrans("(),", "（），")


def guide_tree() -> list[tuple[str, str, str, str]]:
    """Section, subsection, code and text of each indicator, from the document's text with the mended slips."""
    tree = []
    section = subsection = ""
    for line in (DATA / "dalian-shuangchuang-2024.txt").read_text(encoding="utf-8").splitlines():
        told = line
        for slip, mended in MENDED.items():
            told = told.replace(slip, mended)
        told = told.translate(_WIDE)
        if told.startswith("= "):
            section = told[2:]
        elif told.startswith("- "):
            subsection = told[2:]
        elif match := re.fullmatch(r"（(\d)）(.+)", told):
            tree.append((section, subsection, f"{subsection[:3]}.{match[1]}", match[2]))
    return tree


def test_the_guide_is_carried_word_for_word() -> None:
    assert [(i.section, i.subsection, i.code, i.text) for i in GUIDE.items] == guide_tree()


def test_every_mended_slip_is_in_the_document_and_told() -> None:
    told = (DATA / "dalian-shuangchuang-2024.txt").read_text(encoding="utf-8")
    assert [slip for slip in MENDED if slip not in told] == []
    comment = re.sub(r"(?m)^\|.*$", "", (templates() / "dalian-shuangchuang-2024.md").read_text("utf-8"))
    for word in ("党员领导于部", "事业展融合", "太科生", "这里编为3.1"):
        assert word in comment


def test_the_guide_has_39_indicators_in_12_in_5() -> None:
    sections = list(dict.fromkeys(i.section for i in GUIDE.items))
    assert len(GUIDE.items) == 39
    assert len({i.subsection for i in GUIDE.items}) == 12
    assert [sum(i.section == s for i in GUIDE.items) for s in sections] == [5, 7, 5, 17, 5]
    assert [s[:2] for s in sections] == ["1.", "2.", "3.", "4.", "5."]
    assert all(i.code.startswith(i.subsection[:3]) and i.code[0] == i.section[0] for i in GUIDE.items)


def guide_item(code: str) -> Item:
    return next(i for i in GUIDE.items if i.code == code)


@pytest.mark.parametrize(
    ("code", "unit", "words"),
    [
        ("2.1.1", 2, "每年至少专题研究2次意识形态工作，并向上级党组织专题汇报1次"),
        ("3.1.2", 2 * 2 * 2, "党政主要负责同志每学期讲党课和思想政治理论课"),
        ("3.1.4", 12, "每月开展1次党的创新理论学习"),
        ("4.2.1", 4, "按要求完成季度党的组织生活安排"),
        ("4.5.1", 1, "至少配备1名专职组织员"),
    ],
)
def test_thresholds_of_the_guide_are_counted(code: str, unit: int, words: str) -> None:
    item = guide_item(code)
    assert words in item.text
    assert item.kind is ItemKind.COUNT
    assert item.unit == unit
    assert {i.code for i in GUIDE.items if i.kind is ItemKind.COUNT} == {
        "2.1.1",
        "3.1.2",
        "3.1.4",
        "4.2.1",
        "4.5.1",
    }


def test_the_heads_of_branches_are_asked_by_yes_or_no() -> None:
    assert "选拔方式全覆盖" in guide_item("4.3.1").text
    assert guide_item("4.3.1").kind is ItemKind.YES_NO


def test_the_guide_is_judged_by_the_units_and_verified_by_others() -> None:
    own, verified = GUIDE.panels
    assert (own.scope, own.counts, verified.scope, verified.counts) == (Scope.SELF, False, Scope.VISITS, True)
    assert own.form == verified.form
    assert kinds(GUIDE) == {own.form: FormKind.CHECKLIST}
    homes = {r.code: r.organisation for r in GUIDE.raters}
    barred = {(x.rater, x.target) for x in GUIDE.exclusions}
    past = {(p.inspector, p.target) for p in GUIDE.past_visits}
    (rule,) = GUIDE.inspection_rules
    for target in GUIDE.targets("T1"):
        visits = [v for v in GUIDE.visits if v.target == target.code]
        assert len(visits) == rule.teams
        assert len({v.day for v in visits}) == rule.teams
        assert all(v.place == target.place and v.day and rule.first <= v.day <= rule.last for v in visits)
        assert not barred & {(v.rater, v.target) for v in visits}
        assert not past & {(homes[v.rater], v.target) for v in visits}


# The plan of Dalian for 2023.

DALIAN = preset("dalian-2023")


def test_dalian_has_two_levels() -> None:
    upper, lower = ({o.kind for o in DALIAN.targets(t.code)} for t in DALIAN.tiers)
    assert upper == {OrgKind.SECONDARY, OrgKind.GENERAL, OrgKind.DIRECT}
    assert lower == {OrgKind.BRANCH}
    run = {(c.tier, c.level) for c in DALIAN.components}
    assert run == {("T1", Level.COLLEGE), ("T2", Level.COLLEGE), ("T2", Level.UNIT)}


def test_dalian_dates() -> None:
    ends = stage_ends(DALIAN)
    assert (ends["书面述职"], ends["支部情况"]) == (date(2023, 12, 30), date(2024, 1, 30))
    assert DALIAN.due(DALIAN.component("T2-总支")) == date(2024, 1, 30)


def test_dalian_reports() -> None:
    (rule,) = DALIAN.report_rules
    assert (rule.tier, rule.limit, rule.rectified_first, rule.stage) == ("T1", 2000, True, "书面述职")
    assert rule.problems_least is not None
    assert rule.problems_most is not None
    # “About half” lies in the middle of what is let pass.
    assert (rule.problems_least + rule.problems_most) / 2 == Fraction(1, 2)
    assert SAMPLE_MARK in rule.note
    # Nine content points; the eighth is two parts, for the rectification comes first.
    told = [int(n) for p in DALIAN.report_parts for n in re.findall(r"重点内容第(\d)项", p.note)]
    assert told == [8, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert DALIAN.report_parts[0].kind is PartKind.RECTIFIED
    assert len([i for i in DALIAN.items_of("报告评阅") if i.kind is not ItemKind.TEXT]) == 9


def test_dalian_has_at_most_a_third_in_each_unit_too() -> None:
    assert {q.share for q in DALIAN.quotas} == {Fraction(1, 3)}
    assert {(q.tier, q.base) for q in DALIAN.quotas} == {
        ("T1", QuotaBase.TIER),
        ("T2", QuotaBase.POOL),
        ("T2", QuotaBase.TIER),
    }
    in_units = next(q for q in DALIAN.quotas if q.base is QuotaBase.POOL)
    units = [pool.targets for pool in pools(DALIAN, in_units)]
    assert all(len({t.superior for t in targets}) == 1 for targets in units)
    assert len(units) == len({t.superior for t in DALIAN.targets("T2")})
    # What a summary lets through never exceeds what the quota lets through.
    share = DALIAN.form("情况汇总").best_share
    assert share is not None
    assert [int(share * len(targets)) for targets in units] == [places(in_units, len(t)) for t in units]


def test_dalian_comments_and_rosters_count_for_nothing() -> None:
    silent = {p.form for c in DALIAN.components if not c.counts for p in DALIAN.panels_of(c.code)}
    assert {kinds(DALIAN)[code] for code in silent} == {FormKind.COMMENTS, FormKind.ROSTER}


# A department's plan for 2022.

DEPARTMENT = preset("department-2022")


def test_department_votes_on_site_and_reads_short_reports() -> None:
    assert DEPARTMENT.basics.ends == date(2022, 12, 31)
    assert {o.kind for o in DEPARTMENT.targets("T1")} == {OrgKind.BRANCH}
    counted = [c.name for c in DEPARTMENT.components_of("T1")]
    assert counted == ["平时掌握", "调研了解", "领导点评", "现场测评"]
    (rule,) = DEPARTMENT.report_rules
    assert (rule.limit, rule.results_most) == (3500, Fraction(1, 3))
    needed = [p.name for p in DEPARTMENT.report_parts if p.required]
    assert needed == ["工作成效", "存在的突出问题", "产生根源", "工作思路举措"]
    assert len(DEPARTMENT.items_of("评议评分")) == 5
    assert [g.ballots for g in DEPARTMENT.groups if g.ballots] == [12]


def test_department_shows_reports_after_the_meeting() -> None:
    stages = {s.code: s for s in DEPARTMENT.stages}
    shown, met = stages["报告公示"], stages["述职评议"]
    assert shown.starts is not None
    assert met.ends is not None
    assert shown.starts > met.ends
    assert stages["综合评定"].ends == date(2022, 12, 31)


# Lianyungang's standing measures, here for 2023.

LIANYUNGANG = preset("lianyungang")


def test_lianyungang_has_three_levels_from_late_december_to_january() -> None:
    levels = [{o.kind for o in LIANYUNGANG.targets(t.code)} for t in LIANYUNGANG.tiers]
    assert levels == [{OrgKind.COMMITTEE}, {OrgKind.GENERAL, OrgKind.DIRECT}, {OrgKind.BRANCH}]
    basics = LIANYUNGANG.basics
    assert (basics.starts.month, basics.ends) == (12, date(2024, 1, 31))
    assert basics.starts.day >= 20


def test_lianyungang_votes_on_site_at_every_level() -> None:
    forms = kinds(LIANYUNGANG)
    for tier in LIANYUNGANG.tiers:
        voted = [
            p.group
            for c in LIANYUNGANG.components_of(tier.code)
            for p in LIANYUNGANG.panels_of(c.code)
            if forms[p.form] is FormKind.TALLY
        ]
        asked = ["支部党员"] if tier.code == "T3" else ["两代表一委员", "党员代表", "其他参会人员"]
        assert voted == asked


def test_lianyungang_reports_under_five_headings() -> None:
    for tier in LIANYUNGANG.tiers:
        assert [p.name for p in LIANYUNGANG.report_parts if p.tier == tier.code] == [
            "述政治建设情况",
            "述党建重点任务完成情况",
            "述党建工作进展和成效",
            "述履行党建责任情况",
            "述党建存在问题整改情况",
        ]
    assert all(p.required for p in LIANYUNGANG.report_parts)
    assert [r.limit for r in LIANYUNGANG.report_rules] == [None] * 3


# The notice of Shenzhen for 2022.

SHENZHEN = preset("sztu-2022")


def test_shenzhen_speaks_on_one_afternoon() -> None:
    (session,) = SHENZHEN.sessions
    assert (session.day, session.starts, session.ends) == (date(2022, 11, 29), time(14, 30), time(16, 30))
    assert (session.tier, session.minutes, session.place) == ("T1", 8, "公共教学楼109教室")
    lasts = (session.ends.hour - session.starts.hour) * 60
    assert lasts // session.minutes == 15
    assert len(SHENZHEN.targets("T1")) == 9


def test_shenzhen_dates_and_reports() -> None:
    ends = stage_ends(SHENZHEN)
    days = [ends[code] for code in ("述职报告", "现场述职", "检查评分")]
    assert days == [date(2022, 11, 28), date(2022, 11, 29), date(2022, 12, 7)]
    for rule in SHENZHEN.report_rules:
        assert rule.pdf
        assert (rule.limit, rule.problems_least, rule.problems_most, rule.results_most) == (None,) * 4
        assert [p.name for p in SHENZHEN.report_parts if p.tier == rule.tier] == [
            "主要工作进展成效",
            "工作特色亮点",
            "存在问题及整改措施",
            "下一步工作计划",
        ]
    assert [r.tier for r in SHENZHEN.report_rules] == ["T1", "T2", "T3"]
    assert SHENZHEN.form("报告评阅").kind is FormKind.REVIEW


def test_shenzhen_visits_meet_the_demands() -> None:
    (rule,) = SHENZHEN.inspection_rules
    for target in SHENZHEN.targets("T1"):
        visits = [v for v in SHENZHEN.visits if v.target == target.code]
        assert len(visits) == rule.teams
        assert all(v.day and rule.first <= v.day <= rule.last and v.place == target.place for v in visits)
    assert len({(v.rater, v.day) for v in SHENZHEN.visits}) == len(SHENZHEN.visits)


# What no document gives is marked wherever it stands.

ALL = [DALIAN, GUIDE, DEPARTMENT, LIANYUNGANG, SHENZHEN]
every = pytest.mark.parametrize("scheme", ALL, ids=lambda s: s.basics.code)

INVENTED = (
    "components",
    "panels",
    "forms",
    "items",
    "grades",
    "quotas",
    "vetoes",
    "preconditions",
    "adjustment_kinds",
)


@every
def test_what_no_document_gives_is_marked(scheme: Scheme) -> None:
    unmarked = [
        record for table in INVENTED for record in getattr(scheme, table) if SAMPLE_MARK not in record.note
    ]
    assert unmarked == []
    notes = [s.note for s in scheme.sessions] + [r.note for r in scheme.inspection_rules]
    assert [note for note in notes if SAMPLE_MARK not in note] == []


@every
def test_invented_units_are_told_as_such(scheme: Scheme) -> None:
    targets = [o for o in scheme.organisations if o.tier]
    assert [o.name for o in targets if "虚构" not in o.note] == []


def test_no_preset_is_left_out_here() -> None:
    assert {preset(preset_id).basics.code for preset_id in preset_ids()} == {s.basics.code for s in ALL}

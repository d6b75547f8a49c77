"""Settings tried: named in the words of the scheme workbook, parsed as its cells are, and never what makes forms stale."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_xl.errors import CannotRunError
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.scheme.model import Aggregation, MissingPolicy, QuotaBase, RoundingStage, Scheme
from dangjian_xl.scheme.tables import BASICS, BASICS_SHEET, TABLES
from dangjian_xl.scheme.trying import TRIABLE, Change, bare_title, tried
from tests.support.schemes import SMALL_TEXT, small

CASES: list[tuple[str, str, int | None, str, object]] = [
    ("评价环节.T1-现场.权重=60", "components", 0, "weight", Decimal(60)),
    ("评价环节.T1-现场.权重（%）=12.5", "components", 0, "weight", Decimal("12.5")),
    ("评价环节.现场述职.权重(%)=60", "components", 0, "weight", Decimal(60)),
    (" 评价环节 . t1-现场 . 缺评处理 = 不予计算 ", "components", 0, "missing", MissingPolicy.REFUSE),
    ("评价环节.T1-现场.同分比较顺序=", "components", 0, "tie_order", None),
    ("评价安排.T2-考评/领导.合成方法=平均", "panels", 3, "aggregation", Aggregation.MEAN),
    ("评价安排.党总支考评／校领导.权重＝30", "panels", 3, "weight", Decimal(30)),
    ("评价安排.T1-现场.多于几张才去高低=7", "panels", 0, "trim_above", 7),
    ("等次.较好.下限分=80", "grades", 1, "lower", Decimal(80)),
    ("等次.较好.上限分=", "grades", 1, "upper", None),
    ("等次.好.测评票分值=95", "grades", 0, "points", Decimal(95)),
    ("名额.一般.比例=15%", "quotas", 2, "share", Fraction(15, 100)),
    ("名额.好/该等次及以上至多/T1.比例=1/4", "quotas", 0, "share", Fraction(1, 4)),
    ("名额.好/该等次及以上至多/党支部书记.计算基数=全校", "quotas", 1, "base", QuotaBase.COLLEGE),
    ("名额.一般.只限层面=党支部书记", "quotas", 2, "tier", "T2"),
    ("名额.好/该等次及以上至多/T1.只限层面=", "quotas", 0, "tier", ""),
    ("否决事项.F1.最高等次=差", "vetoes", 0, "max_grade", "差"),
    ("等次前提.好/T1-互评/1.10.至少得分=90", "preconditions", 1, "minimum", Decimal(90)),
    ("等次前提.好/交叉互评.至少得分=90", "preconditions", 0, "minimum", Decimal(90)),
    ("加减分项目.J1.累计上限=1", "adjustment_kinds", 0, "cap", Decimal(1)),
    ("加减分登记.A1.分值=2", "adjustments", 0, "points", Decimal(2)),
    ("述职报告要求.T1.每项减几分=1", "report_rules", 0, "penalty", Decimal(1)),
    ("基本信息.保留小数位数=1", "basics", None, "digits", 1),
    ("基本信息.从哪一步起取整=只取总分", "basics", None, "rounding_stage", RoundingStage.TOTAL),
    ("基本信息.总分上限=", "basics", None, "total_cap", None),
]


@pytest.mark.parametrize(("setting", "field", "index", "column", "value"), CASES, ids=[c[0] for c in CASES])
def test_a_setting_changes_its_cell_and_nothing_else(
    setting: str, field: str, index: int | None, column: str, value: object
) -> None:
    scheme = small()
    new, [change] = tried(scheme, [setting])
    held = getattr(new, field)
    assert getattr(held if index is None else held[index], column) == value
    assert change.new != change.old
    # Put back, it is the scheme that it was.
    old = getattr(scheme, field)
    assert replace(new, **{field: old}) == scheme
    if index is not None:
        assert [r for i, r in enumerate(held) if i != index] == [r for i, r in enumerate(old) if i != index]


def test_settings_follow_one_another() -> None:
    words = [
        "评价安排.T2-考评/总支.权重=50",
        "评价安排.T2-考评/领导.权重=50",
        "评价安排.T2-考评/领导.权重=40",
    ]
    new, changes = tried(small(), words)
    assert [str(p.weight) for p in new.panels[2:]] == ["50", "40"]
    assert changes[2] == Change("评价安排", "T2-考评/领导", "权重（%）", "50", "40")


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ("权重=60", "看不懂“权重=60”；请写成“表.行.栏=值”"),
        ("评价环节.T1-现场.权重", "看不懂"),
        ("基本信息.X.保留小数位数=1", "看不懂"),
        ("环节.T1-现场.权重=60", "方案里没有“环节”这张表；可以试算的表有：基本信息、评价环节、"),
        ("评价环节.T9.权重=60", "没有“T9”这一行；可以写：T1-现场、T1-互评、T2-考评。"),
        ("评价安排.T2-考评.权重=60", "“T2-考评”有几行：T2-考评/总支、T2-考评/领导；"),
        ("评价环节.T1-现场.分量=60", "没有“分量”这一栏；可以试算的有：权重、缺评处理、同分比较顺序。"),
        ("评价环节.T1-现场.权重=", "“权重（%）”不能空着：填20表示20%"),
        ("评价环节.T1-现场.权重=六十", "“六十”不行；“权重（%）”应填0 到 100 之间的数"),
        ("评价环节.T1-现场.缺评处理=按0分计", "应填下列之一：不予计算、按权重折算、折算并提请研究。"),
        ("否决事项.F1.最高等次=最差", "“最差”不在“等次”表里；那里有：好、较好、一般、差。"),
        ("指标.测评票/1.满分=50", "“指标”表里的内容不能试算"),
        ("评价人.L1.评价主体=总支", "“评价人”表里的内容不能试算"),
        ("评价环节.T1-现场.截止日期=2024-12-21", "“评价环节”表的“截止日期”不能试算"),
        ("等次.好.等次=优秀", "“等次”表的“等次”不能试算"),
        ("基本信息.考核名称=别的", "“基本信息”表的“考核名称”不能试算"),
    ],
)
def test_what_cannot_be_tried_is_told_with_what_can(setting: str, told: str) -> None:
    with pytest.raises(CannotRunError) as refusal:
        tried(small(), [setting])
    assert told in str(refusal.value)
    assert str(refusal.value).endswith("。")


def test_every_column_that_can_be_tried_is_found_by_its_words() -> None:
    scheme, seen = small(), 0
    for declared in TABLES:
        titles = [bare_title(c.title) for c in declared.columns]
        assert len(set(titles)) == len(titles)
        for field in TRIABLE.get(declared.field, ()):
            column = declared.column(field)
            with pytest.raises(CannotRunError, match="没有“没有这一行”这一行"):
                tried(scheme, [f"{declared.sheet}.没有这一行.{bare_title(column.title)}=1"])
            seen += 1
    assert seen + len(TRIABLE["basics"]) == sum(map(len, TRIABLE.values()))
    assert {c.field for c in BASICS} >= set(TRIABLE["basics"])
    assert "." not in BASICS_SHEET + "".join(t.sheet + "".join(c.title for c in t.columns) for t in TABLES)


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_nothing_that_can_be_tried_makes_an_issued_form_stale(data: st.DataObject) -> None:
    scheme = small()
    words = data.draw(st.sampled_from([case[0] for case in CASES]))
    assert digests(tried(scheme, [words])[0]) == digests(scheme)


def digests(scheme: Scheme) -> dict[str, Any]:
    return {form_id: form.digest for form_id, form in issued_forms(scheme, b"a key").items()}


def test_the_cases_touch_every_table_that_can_be_tried() -> None:
    assert {case[1] for case in CASES} | {"veto_records"} == set(TRIABLE)
    assert "F1" in SMALL_TEXT

"""Settings for approval and papers: how each is read, what holds where nothing is written, what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dangjian_xl.scheme.check import check
from dangjian_xl.scheme.codecs import Text
from dangjian_xl.scheme.model import Setting, SettingName
from dangjian_xl.scheme.presets import preset, preset_ids
from dangjian_xl.scheme.settings import KINDS, Settings, settings
from tests.support.schemes import small

N = SettingName
SMALL = small()
BARE = replace(SMALL, settings=())


def told(name: SettingName, value: str) -> Settings:
    return settings(replace(SMALL, settings=(Setting(name, value),)))


READ = [
    (N.OVER_QUOTA, "是", True),
    (N.OVER_LIMIT, "否", False),
    (N.NUMBER, "组通〔2025〕1号", "组通〔2025〕1号"),
    (N.DATED, "2025年1月10日", date(2025, 1, 10)),
    (N.NAMED, "较好，好", ("好", "较好")),
    (N.NAMED, "不公布", ()),
    (N.NAMED, "全部", tuple(g.name for g in SMALL.grades)),
    (N.TALK_GRADES, "差", ("差",)),
    (N.STALLED_DAYS, "45", 45),
    (N.PITCH, "28.5", Decimal("28.5")),
    (N.LEFT, "30", Decimal(30)),
    (N.CLOSING, "第一段\n第二段", "第一段\n第二段"),
]


@pytest.mark.parametrize(("name", "value", "read"), READ, ids=str)
def test_a_setting_is_read_by_its_own_kind(name: SettingName, value: str, read: object) -> None:
    assert getattr(told(name, value), name.name.lower()) == read


def test_what_is_not_written_has_its_default() -> None:
    plain = settings(BARE)
    names = tuple(g.name for g in SMALL.grades)
    assert plain == settings(replace(SMALL, settings=tuple(Setting(name) for name in N)))
    assert (plain.over_quota, plain.over_limit, plain.scores, plain.stalled_days) == (False, False, False, 30)
    assert (plain.named, plain.talk_grades) == (names[:1], names[2:])
    assert plain.title == "关于2024年度书记述职评议考核 & 小样结果的通报"
    assert plain.signed == "某某学院党委组织部"
    unset = [N.DATED, N.PRINTED, N.TALK_BY, N.MEND_BY, N.BODY_SIZE, N.PITCH, N.TOP, N.RIGHT]
    assert all(getattr(plain, name.name.lower()) is None for name in unset)
    told = [name for name in N if KINDS[name].codec == Text() and name not in (N.TITLE, N.SIGNED)]
    assert all(getattr(plain, name.name.lower()) == "" for name in told)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        (N.OVER_QUOTA, "可以", "“是”或“否”"),
        (N.DATED, "2025-02-30", "日期"),
        (N.NAMED, "优秀", "、".join([*(g.name for g in SMALL.grades), "全部", "不公布"])),
        (N.TALK_GRADES, "全部", "、".join(g.name for g in SMALL.grades)),
        (N.STALLED_DAYS, "0", "1 到 366"),
        (N.TOP, "200", "5 到 100"),
        (N.BODY_SIZE, "三号", "5 到 72"),
    ],
)
def test_a_value_that_cannot_be_is_told_with_its_cell(name: SettingName, value: str, expected: str) -> None:
    scheme = replace(SMALL, settings=(Setting(N.NUMBER, "1号"), Setting(name, value)))
    found = [f for f in check(scheme) if f.place.sheet == "审定和公文"]
    assert [(f.code, f.place.cell) for f in found] == [("scheme-cell-refused", "B6")]
    assert f"“{name}”填的是“{value}”" in found[0].message
    assert expected in found[0].message


def test_every_setting_stands_in_every_preset_with_what_holds_where_it_is_blank() -> None:
    for preset_id in preset_ids():
        scheme = preset(preset_id)
        assert [s.name for s in scheme.settings] == list(N)
        assert {s.note for s in scheme.settings} == {KINDS[s.name].help for s in scheme.settings}
        settings(scheme)

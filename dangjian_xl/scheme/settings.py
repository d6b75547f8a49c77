"""What is settled for approval and papers, typed: each setting's codec, its default, and what staff are told of both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dangjian_xl.findings import Finding
from dangjian_xl.grids import clipped
from dangjian_xl.scheme.choices import SettingName
from dangjian_xl.scheme.codecs import Codec, Day, Number, RefusedValueError, Text, Whole, YesNo
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.parse import Places

#: Instead of names of grades: everybody's name is told, or nobody's.
EVERYONE, NOBODY = "全部", "不公布"
_SIZE, _LENGTH = Number(Decimal(5), Decimal(72)), Number(Decimal(5), Decimal(100))


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings with their defaults put in; sizes in points, margins in millimetres, None: as the template has it.

    `named`: the grades whose bearers the circular names; `talk_grades`: those who are talked to; in the scheme's order.
    """

    over_quota: bool
    over_limit: bool
    masthead: str
    number: str
    title: str
    addressees: str
    signed: str
    dated: date | None
    meeting: str
    copied: str
    printed: date | None
    named: tuple[str, ...]
    scores: bool
    opening: str
    closing: str
    feedback_note: str
    talk_grades: tuple[str, ...]
    talk_by: date | None
    mend_by: date | None
    stalled_days: int
    body_font: str
    title_font: str
    first_font: str
    second_font: str
    body_size: Decimal | None
    title_size: Decimal | None
    pitch: Decimal | None
    top: Decimal | None
    bottom: Decimal | None
    left: Decimal | None
    right: Decimal | None


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a setting is read, and what its note says where a scheme is new: an example, and what holds where it is blank."""

    codec: Codec
    help: str


@dataclass(frozen=True, slots=True)
class GradeNames:
    """Names of grades parted by 、; also 全部 and 不公布. `parse` does not know the scheme's grades: `check` does."""

    def parse(self, raw: object) -> tuple[str, ...]:
        """The names."""
        return tuple(part.strip() for part in str(raw).replace("，", "、").split("、") if part.strip())

    def show(self, value: object) -> str:
        """The names with 、 between them."""
        return "、".join(value) if isinstance(value, tuple) else str(value)

    def wrong(self, cell: str) -> str:
        """Only an error value is wrong to a worksheet."""
        return f"ISERROR({cell})"


_NAMES = GradeNames()
_FONT = "空着＝按模板（国家标准 GB/T 9704）"
KINDS: Mapping[SettingName, _Kind] = {
    SettingName.OVER_QUOTA: _Kind(YesNo(), "空着＝否。选“是”：写明理由的，审定等次可以超出名额。"),
    SettingName.OVER_LIMIT: _Kind(
        YesNo(), "空着＝否。选“是”：写明理由的，审定等次可以高于否决事项、等次前提允许的最高等次。"
    ),
    SettingName.MASTHEAD: _Kind(Text(), "如 某某学院党委组织部文件。空着＝不印红头。"),
    SettingName.NUMBER: _Kind(Text(), "如 组通〔2023〕1号。空着＝不印。"),
    SettingName.TITLE: _Kind(Text(), "空着＝“关于”＋考核名称＋“结果的通报”。"),
    SettingName.ADDRESSEES: _Kind(
        Text(), "如 各党总支、直属党支部，不写末尾的冒号。空着＝按参加考核的党组织的类型写。"
    ),
    SettingName.SIGNED: _Kind(Text(), "空着＝学校＋组织部门。"),
    SettingName.DATED: _Kind(Day(), "如 2023-01-10。空着＝通报上留空，手写。"),
    SettingName.MEETING: _Kind(Text(), "如 2023年1月9日学校党委会会议。空着＝写“学校党委”。"),
    SettingName.COPIED: _Kind(Text(), "空着＝不印抄送。"),
    SettingName.PRINTED: _Kind(Day(), "空着＝同成文日期。"),
    SettingName.NAMED: _Kind(
        _NAMES,
        f"通报里写出哪些等次的人，如 好、较好；也可写“{EVERYONE}”或“{NOBODY}”。空着＝只写第一个等次的。",
    ),
    SettingName.SCORES: _Kind(YesNo(), "空着＝否。选“是”：通报附表里列出总分。"),
    SettingName.OPENING: _Kind(Text(), "通报第一段的话。空着＝按考核名称和审定会议写一段。"),
    SettingName.CLOSING: _Kind(
        Text(), "通报最后对各单位的要求，一行一段，从“二、有关要求”这样的标题写起。空着＝写整改的一般要求。"
    ),
    SettingName.FEEDBACK_NOTE: _Kind(Text(), "印在每张反馈表下面。空着＝写如何反馈意见、如何整改。"),
    SettingName.TALK_GRADES: _Kind(_NAMES, "如 一般、差。空着＝从第三个等次起。"),
    SettingName.TALK_BY: _Kind(Day(), "约谈最晚在哪天完成。空着＝名单上留空，手写。"),
    SettingName.MEND_BY: _Kind(Day(), "问题最晚在哪天整改完。空着＝清单上由各单位自己填。"),
    SettingName.STALLED_DAYS: _Kind(Whole(1, 366), "没有整改完的问题，多少天没有新进展就点名。空着＝30。"),
    SettingName.BODY_FONT: _Kind(Text(), f"{_FONT}：仿宋。"),
    SettingName.TITLE_FONT: _Kind(Text(), f"{_FONT}：小标宋。"),
    SettingName.FIRST_FONT: _Kind(Text(), f"{_FONT}：黑体。"),
    SettingName.SECOND_FONT: _Kind(Text(), f"{_FONT}：楷体。"),
    SettingName.BODY_SIZE: _Kind(_SIZE, f"{_FONT}：16（三号）。"),
    SettingName.TITLE_SIZE: _Kind(_SIZE, f"{_FONT}：22（二号）。"),
    SettingName.PITCH: _Kind(_SIZE, f"{_FONT}：每页22行。常用的固定值是28。"),
    SettingName.TOP: _Kind(_LENGTH, f"{_FONT}：37。"),
    SettingName.BOTTOM: _Kind(_LENGTH, f"{_FONT}：35。"),
    SettingName.LEFT: _Kind(_LENGTH, f"{_FONT}：28。"),
    SettingName.RIGHT: _Kind(_LENGTH, f"{_FONT}：26。"),
}


def settings(scheme: Scheme) -> Settings:
    """A sound scheme's settings; a value that `check` tells as an error raises RefusedValueError."""
    typed = {s.name: KINDS[s.name].codec.parse(s.value) for s in scheme.settings if s.value}
    basics = scheme.basics
    names = tuple(grade.name for grade in scheme.grades)
    typed[SettingName.NAMED] = _grades(typed.get(SettingName.NAMED, names[:1]), names)
    typed[SettingName.TALK_GRADES] = _grades(typed.get(SettingName.TALK_GRADES, names[2:]), names)
    defaults: dict[SettingName, object] = {
        SettingName.OVER_QUOTA: False,
        SettingName.OVER_LIMIT: False,
        SettingName.TITLE: f"关于{basics.title}结果的通报",
        SettingName.SIGNED: f"{basics.college}{basics.department}",
        SettingName.SCORES: False,
        SettingName.STALLED_DAYS: 30,
    }
    values = {
        name.name.lower(): typed.get(name, defaults.get(name, "" if KINDS[name].codec == Text() else None))
        for name in SettingName
    }
    return Settings(**values)  # type: ignore[arg-type] # each by its own codec


def _grades(told: object, names: tuple[str, ...]) -> tuple[str, ...]:
    """The grades that a list of names means, in the scheme's order."""
    chosen = told if isinstance(told, tuple) else ()
    return tuple(name for name in names if name in chosen or EVERYONE in chosen)


def check(scheme: Scheme, where: Places) -> Iterator[Finding]:
    """Settings whose value cannot be read, or names a grade that there is not."""
    names = [grade.name for grade in scheme.grades]
    for index, setting in enumerate(scheme.settings):
        if not setting.value:
            continue
        place = where.of("settings", index, "value")
        context = {"column": setting.name, "value": clipped(setting.value)}
        try:
            value = KINDS[setting.name].codec.parse(setting.value)
        except RefusedValueError as refusal:
            yield Finding.of("scheme-cell-refused", place, **context, expected=refusal)
            continue
        known = [*names, EVERYONE, NOBODY] if setting.name is SettingName.NAMED else names
        if isinstance(value, tuple) and not set(value) <= set(known):
            expected = "、".join(known) + "，几个之间用顿号"
            yield Finding.of("scheme-cell-refused", place, **context, expected=expected)

"""What is settled for approval and papers, carried on by a year: permissions end, one year's texts and days go, style and names stay."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dangjian_xl.findings import Finding, Place
from dangjian_xl.scheme.choices import SettingName
from dangjian_xl.scheme.codecs import YesNo
from dangjian_xl.scheme.model import Setting

#: What names one year's document, meeting or days: nobody has settled this year's yet, so nothing may be printed.
_OF_A_YEAR = (
    SettingName.NUMBER,
    SettingName.DATED,
    SettingName.MEETING,
    SettingName.PRINTED,
    SettingName.OPENING,
    SettingName.TALK_BY,
    SettingName.MEND_BY,
)
#: What the committee allowed once.
_PERMISSIONS = (SettingName.OVER_QUOTA, SettingName.OVER_LIMIT)
#: Texts that are printed, and may name a year or a day.
_PRINTED = (
    SettingName.MASTHEAD,
    SettingName.ADDRESSEES,
    SettingName.SIGNED,
    SettingName.COPIED,
    SettingName.CLOSING,
    SettingName.FEEDBACK_NOTE,
)
_YES_NO = YesNo()
_WHEN = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|[〇○零一二三四五六七八九]{4}年|[\d一二三四五六七八九十]+月[\d一二三四五六七八九十]+日"
)


@dataclass(frozen=True, slots=True)
class Carried:
    """The settings of the year after, in their order, and what was changed or is to be looked at, as findings."""

    settings: tuple[Setting, ...]
    findings: tuple[Finding, ...]


def carried_on(settings: Sequence[Setting], year: int, place: Place) -> Carried:
    """A sound scheme's settings for the year after `year`; `place` is the sheet that they stand on."""
    made = tuple(_setting(setting, year) for setting in settings)
    pairs = list(zip(settings, made, strict=True))
    cleared = [old.name for old, new in pairs if old.value and not new.value]
    ended = [old.name for old, new in pairs if old.name in _PERMISSIONS and old.value != new.value]
    titled = [new.value for old, new in pairs if new.value and old.name is SettingName.TITLE and new != old]
    left = [new.name for new in made if new.name in _PRINTED and _WHEN.search(new.value)]
    told = [Finding.of("next-settings", place, names=_listed(cleared))] if cleared else []
    told += [Finding.of("next-permissions", place, names=_listed(ended))] if ended else []
    told += [Finding.of("next-title", place, title="".join(title.split("\n"))) for title in titled]
    told += [Finding.of("next-settings-left", place, names=_listed(left))] if left else []
    return Carried(made, tuple(told))


def _setting(setting: Setting, year: int) -> Setting:
    if setting.name in _OF_A_YEAR:
        return replace(setting, value="")
    if setting.name in _PERMISSIONS and setting.value and _YES_NO.parse(setting.value):
        return replace(setting, value=str(_YES_NO.show(value=False)))
    if setting.name is SettingName.TITLE:
        return replace(setting, value=_title(setting.value, year))
    return setting


def _title(title: str, year: int) -> str:
    """The title with the year moved on; "" where it names a year in another way, for then nobody knows what is meant."""
    moved = counted_on(title, year)
    return "" if moved == title and _WHEN.search(title) else moved


def _listed(names: Iterable[str]) -> str:
    return "".join(f"“{name}”" for name in names)


def number(year: int) -> re.Pattern[str]:
    """A year as a number of its own, not as a part of a longer one."""
    return re.compile(rf"(?<!\d){year}(?!\d)")


def counted_on(text: str, year: int) -> str:
    """A text with the year as a number moved on by one; of 2022—2023 both go on."""
    # The later one first, else it would be moved twice.
    later = number(year + 1).sub(str(year + 2), text) if number(year).search(text) else text
    return number(year).sub(str(year + 1), later)

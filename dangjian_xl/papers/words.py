"""Small wordings that several papers share: days, people, scores, titles broken where no word is torn."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from math import ceil

from dangjian_xl.returns.times import full_day
from dangjian_xl.scheme.model import Organisation, Scheme
from dangjian_xl.scheme.settings import Settings
from dangjian_xl.scoring.exact import as_decimal

#: Room to write a day by hand.
BLANK_DAY = "\u3000\u3000\u3000年\u3000\u3000月\u3000\u3000日"
NONE = "—"
#: Words that titles of such circulars are made of; a line does not end within one.
_WORDS = [
    "关于",
    "情况",
    "结果",
    "通报",
    "通知",
    "年度",
    "学年",
    "述职",
    "评议",
    "考核",
    "述职评议",
    "评议考核",
    "党组织",
    "基层党组织",
    "基层党建",
    "党建工作",
    "党组织书记",
    "书记",
    "抓",
    "工作",
    "学院",
    "大学",
    "委员会",
    "组织部",
    "党总支",
    "党支部",
    "直属党支部",
    "支部书记",
    "二级党委",
    "中共",
    "党委",
    "党建",
    "基层",
    "抓基层党建",
]
_CHINESE = "一二三四五六七八九十"
#: No line begins with these, none ends with those.
_NOT_FIRST, _NOT_LAST = "的了和、，。；：）》”」〉！？", "（《“「〈第"


def day(moment: date | None) -> str:
    """A day in Arabic digits without leading zeros; room to write one where it is not settled."""
    return full_day(moment) if moment else BLANK_DAY


def numeral(index: int) -> str:
    """What numbers a heading, from 0 on: 一, 二, … 十, 十一, … 二十一, …"""
    tens, ones = divmod(index + 1, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_CHINESE[tens - 1]}十") + (
        _CHINESE[ones - 1] if ones else ""
    )


def post(target: Organisation) -> str:
    """书记, or 副书记 where there is no secretary."""
    return "书记" if target.secretary else "副书记"


def score(value: Fraction | None, digits: int) -> str:
    """A score as the scheme rounds it; — for none."""
    return NONE if value is None else f"{as_decimal(value, digits):f}"


def decided_by(told: Settings) -> str:
    """Who approved the grades."""
    return told.meeting or "学校党委"


def quoted(names: Iterable[str]) -> str:
    """Grades in quotation marks."""
    return "".join(f"“{name}”" for name in names)


def width(text: str) -> float:
    """How many full characters wide a line is; Western letters and digits are half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def broken(title: str, most: float, words: Iterable[str] = ()) -> str:
    """The title in as few lines of at most `most` characters as it needs, about equally long, torn between words only.

    `words`: names that stay whole where possible. A title with line breaks of its own stays as it is.
    """
    if "\n" in title or width(title) <= most:
        return title
    known = [*_WORDS, *words]
    costs = [_cost(title, at, known) for at in range(len(title) + 1)]
    even = width(title) / ceil(width(title) / most)
    return "\n".join(_lines(title, most, even, costs))


def names_of(scheme: Scheme) -> tuple[str, ...]:
    """Names that a title may hold and that should stay whole."""
    basics = scheme.basics
    return basics.college, basics.department, *(tier.name for tier in scheme.tiers)


def _cost(title: str, at: int, words: Iterable[str]) -> float:
    """How bad it is to break before a character: 0 between words, more within one."""
    if not 0 < at < len(title):
        return 0
    before, after = title[at - 1], title[at]
    if after in _NOT_FIRST or before in _NOT_LAST or _together(before, after):
        return 10_000
    torn = [
        word
        for word in words
        if len(word) > 1
        for start in range(max(0, at - len(word) + 1), at)
        if start + len(word) > at and title.startswith(word, start)
    ]
    return 100.0 * max((2 if len(word) <= 3 else 1 for word in torn), default=0)


def _together(before: str, after: str) -> bool:
    """Whether two characters are parts of a number or of a Western word, or of a year."""
    western = before.isascii() and after.isascii() and not before.isspace() and not after.isspace()
    return western or (before.isdigit() and after in "年月日度届级")


def _lines(title: str, most: float, even: float, costs: Sequence[float]) -> Iterator[str]:
    """The cheapest way to cut: unevenness is dear, torn words are dearer."""
    widths = [width(letter) for letter in title]
    # From each place on: what the rest costs, and where its first line ends; from the end backwards.
    best = [(0.0, len(title))] * (len(title) + 1)
    for start in reversed(range(len(title))):
        choices: list[tuple[float, int]] = []
        wide = 0.0
        for end in range(start + 1, len(title) + 1):
            wide += widths[end - 1]
            # A single letter wider than the line has to stand somewhere.
            if wide > most and choices:
                break
            choices.append(((wide - even) ** 2 + 20 + costs[end] + best[end][0], end))
        best[start] = min(choices)
    start = 0
    while start < len(title):
        end = best[start][1]
        yield title[start:end]
        start = end

"""Which year a report is about by its own words: last year's handed in again, or a title that nobody changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dangjian_xl.reading.document import Paragraph
from dangjian_xl.reports.parts import Parted
from dangjian_xl.reports.whose import title_block
from dangjian_xl.scheme.model import PartKind

_DIGITS = str.maketrans("〇○零一二三四五六七八九０１２３４５６７８９", "0001234567890123456789")
_WRITTEN = re.compile(r"[二２2][〇○零０0][〇○零一二三四五六七八九０-９0-9]{2}(?=\s*年)")
#: A year that a text is about; 2023年1月 is a date and says nothing.
_ABOUT = re.compile(r"(?<!\d)(20\d\d)\s*(?:年度|年(?!\s*\d{1,2}\s*月)|学年)")
_REPORTING = re.compile(r"(?<!\d)(20\d\d)\s*年度[^。；]{0,25}述职")
#: Words that speak of last year's assessment as a thing of the past.
_PAST = re.compile(r"整改|指出|反馈|点评|上年|上一年|去年")
#: Last year is named clearly more often: at least so often, and so many times as often as this year.
_OFTEN, _TIMES = 3, 2


@dataclass(frozen=True, slots=True)
class Stale:
    """Where a report says that it is about another year. `code`: what is told; `year`: the year that stands there.

    `named` and `current`: how often the other year and this year are named, 0 where that is not what is told.
    """

    code: str
    paragraph: Paragraph
    year: int
    named: int = 0
    current: int = 0


def stale(report: Parted, paragraphs: Sequence[Paragraph], year: int) -> Stale | None:
    """The first sign that a report is not about `year`; the part on last year's problems may speak of last year."""
    for paragraph in title_block(paragraphs):
        years = [int(found) for found in _ABOUT.findall(_plain(paragraph.text))]
        if years and year not in years and not _PAST.search(paragraph.text):
            return Stale("report-year-title", paragraph, years[0])
    body = [
        paragraph
        for section in report.sections
        if section.kind is not PartKind.RECTIFIED
        for paragraph in section.paragraphs
    ]
    for paragraph in body:
        found = _REPORTING.search(_plain(paragraph.text))
        if found and int(found[1]) != year and not _PAST.search(paragraph.text):
            return Stale("report-year-text", paragraph, int(found[1]))
    return _mostly_last(body, year)


def _mostly_last(body: Sequence[Paragraph], year: int) -> Stale | None:
    last, this = (re.compile(rf"(?<!\d){y}\s*年") for y in (year - 1, year))
    texts = [(paragraph, _plain(paragraph.text)) for paragraph in body]
    named = sum(len(last.findall(text)) for _, text in texts)
    current = sum(len(this.findall(text)) for _, text in texts)
    if named < _OFTEN or named <= _TIMES * current:
        return None
    first = next(paragraph for paragraph, text in texts if last.search(text))
    return Stale("report-year-often", first, year - 1, named, current)


def _plain(text: str) -> str:
    """A text with its years in plain digits: 二〇二二年 as 2022年."""
    return _WRITTEN.sub(lambda found: found[0].translate(_DIGITS), text)

"""A problem of a target, and where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """The four sources of problems (docs/sources.md, Lianyungang), what last year left open, and what a unit adds itself.

    UNREADABLE is never printed on a list: it stands for what was typed over one of the others.
    """

    REPORT = "述职报告"
    COMMENTS = "点评意见"
    MARKS = "测评和评分"
    OPINION = "综合评价意见"
    PAST = "上年度未整改完"
    OWN = "单位自查"
    UNREADABLE = "来源看不清"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. `code`: target's code and a running number (A01-1), unique; `target`: code; `text`: the problem in words.

    `detail`: what stands behind it (the item and how many points it lost on average, the part of the report), never who.
    """

    code: str
    target: str
    text: str
    source: Source
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A problem before it is numbered: whose it is (code), its words, its source, what stands behind it; `past`: its number last year."""

    target: str
    text: str
    source: Source
    detail: str
    past: str = ""

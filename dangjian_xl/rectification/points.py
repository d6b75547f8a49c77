"""The problems that a written report names, point by point, in its own words.

What a report says of causes and measures in paragraphs of their own is no problem and is left out; in one paragraph
with a problem it stays, for nothing is cut out of a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from dangjian_xl.reading.document import Paragraph
from dangjian_xl.rectification.words import says_none
from dangjian_xl.reports.headings import Heading, heading, unnumbered
from dangjian_xl.reports.parts import Parted, Section
from dangjian_xl.scheme.model import PartKind

#: Headings that only say that problems follow: words of these alone, a noun for problems among them.
_NOUNS = "问题|不足|短板|差距|困难|薄弱环节"
_ANNOUNCING = re.compile(
    f"(?:目前|当前|工作中|自身|本人|仍然|还|存在|突出|主要|表现|查摆|的|和|与|及|以及|、|方面|{_NOUNS})+"
)
_NOUN = re.compile(_NOUNS)
#: Begins what is said of causes and measures.
_ASIDE = re.compile(
    "(?:主要|产生|存在|问题)*的?(?:原因|根源)(?:分析|剖析)?(?:[：:是在]|$)"
    "|主要?(?:整改|改进|解决)?(?:措施|思路|打算|对策)(?:[：:是]|$)"
    "|(?:整改|改进|解决|努力)(?:措施|方向|思路|打算|计划|对策)"
    "|(?:措施|打算|对策)(?:[：:]|$)|下一步|今后|针对(?:以上|上述|这些|存在)"
)
#: Ends a sentence that only leads to what follows.
_LEADING = re.compile("(?:[：:]|(?:如下|以下).{0,12}[。；])$")


@dataclass(frozen=True, slots=True)
class Point:
    """One problem of a report: its words without their number, and where they begin; `under`: the heading above, "" for none."""

    text: str
    paragraph: int
    under: str = ""


def points(report: Parted) -> tuple[Point, ...]:
    """The problems that a report names in its parts about problems, in order."""
    found = (point for s in report.sections if s.kind is PartKind.PROBLEMS for point in _points(_body(s), ""))
    return tuple(point for point in found if point.text and not says_none(point.text))


def _body(section: Section) -> Sequence[Paragraph]:
    """A part without its own heading, unless its text goes on behind that."""
    head = heading(section.paragraphs[0])
    return section.paragraphs[1:] if head and not head.rest else section.paragraphs


def _points(paragraphs: Sequence[Paragraph], under: str) -> Iterator[Point]:
    begun: list[Paragraph] = []
    starts = _starts(paragraphs)
    for paragraph in paragraphs:
        if paragraph.number in starts and begun:
            yield from _of(begun, starts, under)
            begun = []
        begun.append(paragraph)
    if begun:
        yield from _of(begun, starts, under)


def _starts(paragraphs: Sequence[Paragraph]) -> dict[int, Heading | None]:
    """By number the paragraphs with which points begin, each with its heading: those of the highest level, or listed ones."""
    heads = {p.number: h for p in paragraphs if (h := heading(p)) and not h.weak}
    if heads:
        highest = min(head.level for head in heads.values())
        return {number: head for number, head in heads.items() if head.level == highest}
    return {p.number: heading(p) for p in paragraphs if p.listed or (p.bold and heading(p))}


def _of(paragraphs: Sequence[Paragraph], starts: dict[int, Heading | None], under: str) -> Iterator[Point]:
    """The points of a stretch that begins with one, or comes before the first."""
    first = paragraphs[0]
    if first.number not in starts:
        for paragraph in paragraphs:
            if not _is_aside(paragraph) and not _LEADING.search(paragraph.text.strip()):
                yield Point(unnumbered(paragraph.text), paragraph.number, under)
        return
    head = starts[first.number]
    if _is_aside(first):
        return
    if head and not head.rest and len(paragraphs) > 1 and _announces(head, paragraphs[1:]):
        yield from _points(paragraphs[1:], head.words)
        return
    kept = [first, *takewhile(lambda p: not _is_aside(p), paragraphs[1:])]
    lines = [unnumbered(first.text), *(p.text.strip() for p in kept[1:])]
    yield Point("\n".join(lines), first.number, under)


def _is_aside(paragraph: Paragraph) -> bool:
    return bool(_ASIDE.match(unnumbered(paragraph.text)))


def _announces(head: Heading, below: Sequence[Paragraph]) -> bool:
    """Whether a heading is no problem itself: it says that problems follow, or names the field of those numbered below it."""
    if _ANNOUNCING.fullmatch(head.words) and _NOUN.search(head.words):
        return True
    numbered = any((h := heading(p)) and not h.weak for p in below)
    return numbered and head.words.endswith("方面")

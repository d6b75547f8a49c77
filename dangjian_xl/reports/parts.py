"""A report's text, parted by its headings into the parts that the scheme names.

Only headings of one level begin parts: the highest that names two of them, and those above it. A heading below it begins one where no
heading of that level names the part, as in “三、存在问题和下一步计划” with （一） and （二） below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dangjian_xl.reading.document import Paragraph
from dangjian_xl.reports.headings import Heading, heading
from dangjian_xl.reports.words import words
from dangjian_xl.scheme.model import PartKind, ReportPart


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of text under one heading; `part` is None for what belongs to no part that the scheme names.

    `count`: 字数 with the heading; `body`: without it.
    """

    part: ReportPart | None
    paragraphs: tuple[Paragraph, ...]
    count: int
    body: int

    @property
    def kind(self) -> PartKind:
        """What it is about."""
        return self.part.kind if self.part else PartKind.OTHER


@dataclass(frozen=True, slots=True)
class Parted:
    """A whole report by its parts; the sections are all of its text, in order."""

    sections: tuple[Section, ...]

    @property
    def total(self) -> int:
        """字数 of the report."""
        return sum(section.count for section in self.sections)

    def found(self, part: ReportPart) -> tuple[Section, ...]:
        """The sections of a part, in order."""
        return tuple(section for section in self.sections if section.part == part)

    def count(self, kind: PartKind) -> int:
        """字数 of all that is about something."""
        return sum(section.count for section in self.sections if section.kind is kind)

    def share(self, kind: PartKind) -> Fraction:
        """Which part of the text is about something; 0 for a report without a text."""
        return Fraction(self.count(kind), self.total) if self.total else Fraction(0)

    def first(self, kind: PartKind) -> Section | None:
        """The first section that is about something."""
        return next((section for section in self.sections if section.kind is kind), None)


def parted(paragraphs: Sequence[Paragraph], parts: Sequence[ReportPart]) -> Parted:
    """Part a report; `parts` as the scheme has them for its tier."""
    headings = {p.number: h for p in paragraphs if (h := heading(p))}
    names = {number: part for number, h in headings.items() if (part := named(h.words, parts))}
    beginnings = _beginnings(headings, names)
    sections: list[Section] = []
    begun: ReportPart | None = None
    held: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.number in beginnings:
            if held:
                sections.append(_section(begun, held, headings))
            begun, held = beginnings[paragraph.number], []
        held.append(paragraph)
    if held:
        sections.append(_section(begun, held, headings))
    return Parted(tuple(sections))


def named(words_: str, parts: Sequence[ReportPart]) -> ReportPart | None:
    """The part that a heading names, of several the one named first.

    Of words that overlap, such as 问题 and 问题整改, the longest counts, of equal ones that of the part listed first.
    """
    text = "".join(words_.split())
    found = [
        (-len(word), text.index(word), number)
        for number, part in enumerate(parts)
        for word in _words(part)
        if word in text
    ]
    standing: list[tuple[int, int, int]] = []
    for length, at, number in sorted(found):
        if all(at - length <= start or at >= end for start, end, _ in standing):
            standing.append((at, at - length, number))
    return parts[min(standing)[2]] if standing else None


def _words(part: ReportPart) -> list[str]:
    given = [word for word in ("".join(w.split()) for w in part.words.split("、")) if word]
    return given or ["".join(part.name.split())]


def _beginnings(
    headings: Mapping[int, Heading], names: Mapping[int, ReportPart]
) -> dict[int, ReportPart | None]:
    """By a paragraph's number the part that begins with it, None where a heading begins what is no part."""
    # Short lines count as headings only where the report has no others.
    sure = {n: part for n, part in names.items() if not headings[n].weak} or names
    at_level: dict[int, set[ReportPart]] = {}
    for number, part in sure.items():
        at_level.setdefault(headings[number].level, set()).add(part)
    # The highest level that names two parts; a title may happen to name one.
    main = min(at_level, key=lambda level: (len(at_level[level]) < 2, level), default=0)
    known = {part for level, parts in at_level.items() if level <= main for part in parts}
    beginnings: dict[int, ReportPart | None] = {}
    around: ReportPart | None = None
    below = 0
    for number, head in headings.items():
        named_here = names.get(number)
        if head.level <= main and (number in sure or not (named_here or head.weak)):
            beginnings[number] = around = named_here
            below = 0
        elif named_here and named_here not in known:
            beginnings[number] = named_here
            below = 0 if head.weak else head.level
        elif not head.weak and head.level <= below:
            beginnings[number] = around
            below = 0
    return beginnings


def _section(part: ReportPart | None, held: Sequence[Paragraph], headings: Mapping[int, Heading]) -> Section:
    count = sum(words(paragraph.text) for paragraph in held)
    head = headings.get(held[0].number) if part else None
    # Behind a heading the same paragraph may go on.
    own = 0 if head is None or head.rest else words(held[0].text)
    return Section(part, tuple(held), count, count - own)


def shares(report: Parted) -> Iterator[tuple[PartKind, int, Fraction]]:
    """What the report is about, as (kind, 字数, share), kinds that do not occur left out. The shares' sum is 1."""
    for kind in PartKind:
        count = report.count(kind)
        if count:
            yield kind, count, report.share(kind)

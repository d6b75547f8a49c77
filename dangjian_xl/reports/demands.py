"""What the scheme demands of a report, held against its text: every demand that is not met, as a finding and in few words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.grids import clipped
from dangjian_xl.reading.document import Paragraph
from dangjian_xl.reports.parts import Parted
from dangjian_xl.scheme.model import PartKind, ReportPart, ReportRule

#: So many characters of a paragraph are quoted, for people to find it by.
_QUOTED = 24
#: A report has at most so many characters that fewer digits of a percentage tell any two shares apart.
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Unmet:
    """A demand that is not met: the finding, and the same as the ground of a penalty."""

    finding: Finding
    ground: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One report and what is asked of it: where it lies and whose it is, the rule and the parts of its tier."""

    place: Place
    about: About
    rule: ReportRule
    parts: Sequence[ReportPart]
    report: Parted

    def unmet(self) -> tuple[Unmet, ...]:
        """All demands on the text that are not met."""
        return tuple(
            Unmet(Finding.of(code, self.place, self.about, **context), ground)
            for code, ground, context in (*self._length(), *self._shares(), *self._missing(), *self._order())
        )

    def _length(self) -> Iterator[_Told]:
        total, limit = self.report.total, self.rule.limit
        if limit is not None and total > limit:
            context = {"count": f"{total:,}", "limit": f"{limit:,}", "over": f"{total - limit:,}"}
            yield "report-too-long", f"字数 {total:,}，超过 {limit:,}", context

    def _shares(self) -> Iterator[_Told]:
        rule = self.rule
        asked = (
            (PartKind.PROBLEMS, rule.problems_least, rule.problems_most),
            (PartKind.RESULTS, None, rule.results_most),
        )
        for kind, least, most in asked:
            share, count = self.report.share(kind), self.report.count(kind)
            first = self.report.first(kind)
            if first is None:
                # That there is no such part is told as what it is; a share of nothing says no more.
                if least and not self._is_required(kind):
                    yield "report-no-part", f"没有讲{kind}的部分", {"kind": kind, "least": least}
                continue
            said = {"kind": kind, "count": f"{count:,}", "where": whereabouts(first.paragraphs[0])}
            if least and share < least:
                said["share"] = percent(share, least)
                yield (
                    "report-share-low",
                    f"讲{kind}占 {said['share']}，要求 {least} 以上",
                    said | {"least": least},
                )
            if most and share > most:
                said["share"] = percent(share, most)
                yield (
                    "report-share-high",
                    f"讲{kind}占 {said['share']}，要求不超过 {most}",
                    said | {"most": most},
                )

    def _is_required(self, kind: PartKind) -> bool:
        return any(part.required and part.kind is kind for part in self.parts)

    def _missing(self) -> Iterator[_Told]:
        for part in self.parts:
            sections = self.report.found(part)
            if not sections:
                if part.required:
                    yield "report-part-missing", f"缺少“{part.name}”", {"part": part.name}
            elif not any(section.body for section in sections):
                where = whereabouts(sections[0].paragraphs[0])
                yield "report-part-empty", f"“{part.name}”只有标题", {"part": part.name, "where": where}

    def _order(self) -> Iterator[_Told]:
        begun = [section for section in self.report.sections if section.part]
        if self.rule.rectified_first and begun and begun[0].kind is not PartKind.RECTIFIED:
            later = self.report.first(PartKind.RECTIFIED)
            where = whereabouts(begun[0].paragraphs[0])
            if later:
                context = {"where": where, "later": whereabouts(later.paragraphs[0])}
                yield "report-rectified-first", "没有先讲上年问题整改", context
            elif not self._is_required(PartKind.RECTIFIED):
                yield "report-rectified-none", "没有讲上年问题整改", {"where": where}
        met: list[ReportPart] = []
        for section in begun:
            apart = self.rule.rectified_first and section.kind is PartKind.RECTIFIED
            if section.part and section.part not in met and not apart:
                met.append(section.part)
        wanted = [part for part in self.parts if part in met]
        wrong = next(((f, w) for f, w in zip(met, wanted, strict=True) if f is not w), None)
        if wrong:
            found, expected = wrong
            where = whereabouts(self.report.found(found)[0].paragraphs[0])
            context = {"found": found.name, "expected": expected.name, "where": where}
            yield "report-order", f"“{found.name}”写在“{expected.name}”前面", context


_Told = tuple[str, str, Mapping[str, object]]


def percent(share: Fraction, line: Fraction | None = None) -> str:
    """A share as people read it: 26%, 33.3%; with more digits where it would else read as the `line` that it misses."""
    for digits in range(1, _MOST_DIGITS):
        shown = Fraction(round(share * 100 * 10**digits), 10**digits)
        if line in (None, share) or (line and _side(shown / 100, line) == _side(share, line)):
            break
    return f"{float(shown):.{digits}f}".rstrip("0").rstrip(".") + "%"


def _side(share: Fraction, line: Fraction) -> int:
    return (share > line) - (share < line)


def whereabouts(paragraph: Paragraph) -> str:
    """A paragraph as sentences name it: 第3段“一、主要成绩”."""
    return f"第{paragraph.number}段“{clipped(paragraph.text, _QUOTED)}”"

"""One report against its scheme: length, parts, shares, order, year; many reports against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.labels import folded
from dangjian_xl.reading.document import Document
from dangjian_xl.reports.demands import Asked, Unmet, whereabouts
from dangjian_xl.reports.likeness import Alike, Text, likenesses
from dangjian_xl.reports.parts import Parted, parted
from dangjian_xl.reports.years import Stale, stale
from dangjian_xl.scheme.model import Organisation, ReportRule, Scheme

#: So many of two reports' shared paragraphs are named.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Sent:
    """A report as it came: its file, its text, whose it is (code), when it was last saved."""

    file: str
    document: Document
    owner: str
    saved: datetime | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """One organisation's report and what was found. `file` is "" where nothing usable came, `state` says what came.

    `counts`: it is the one that counts of what came; `pdf`: the file of the stamped one, "" if there is none;
    `findings`: about the text and what came with it, those of `unmet` included.
    """

    owner: str
    file: str
    state: str
    report: Parted | None = None
    counts: bool = False
    pdf: str = ""
    saved: datetime | None = None
    late: bool = False
    unmet: tuple[Unmet, ...] = ()
    findings: tuple[Finding, ...] = ()

    def also(self, *findings: Finding, unmet: tuple[Unmet, ...] = ()) -> Checked:
        """With more that was found."""
        told = (*self.findings, *findings, *(u.finding for u in unmet))
        return replace(self, unmet=(*self.unmet, *unmet), findings=told)


def check(scheme: Scheme, sent: Sent, rule: ReportRule) -> Checked:
    """Hold one report against the demands on its tier."""
    parts = [part for part in scheme.report_parts if part.tier == rule.tier]
    report = parted(sent.document.paragraphs, parts)
    place, about = Place(sent.file), about_target(scheme.organisation(sent.owner))
    checked = Checked(sent.owner, sent.file, "", report, saved=sent.saved)
    if report.total == 0:
        # Nothing more can be said of what holds no text.
        boxed = sent.document.boxed
        return checked.also(Finding.of("report-blank", place, about, boxed=_boxed(boxed)))
    unmet = Asked(place, about, rule, parts, report).unmet()
    told = []
    if sent.document.boxed:
        told.append(Finding.of("report-boxed", place, about, count=f"{sent.document.boxed:,}"))
    other = stale(report, sent.document.paragraphs, scheme.basics.year)
    if other:
        told.append(_stale(other, place, about, scheme.basics.year))
    return checked.also(*told, unmet=unmet)


def about_target(organisation: Organisation) -> About:
    """Whom a finding is about."""
    return About(target=organisation.name)


def _boxed(count: int) -> str:
    return f"，只有文本框里的 {count:,} 个字" if count else ""


def _stale(found: Stale, place: Place, about: About, year: int) -> Finding:
    where = whereabouts(found.paragraph)
    context = {"where": where, "found": found.year, "year": year}
    context |= {"named": found.named, "current": found.current}
    return Finding.of(found.code, place, about, **context)


def compare(scheme: Scheme, sent: Sequence[Sent], past: Sequence[tuple[str, Document]]) -> Iterator[Finding]:
    """What reports have in common with each other and with last year's, a finding for each two of them and side."""
    rules = {rule.tier: rule for rule in scheme.report_rules}
    tiers = {o.code: o.tier for o in scheme.organisations}
    texts = [Text(s.file, s.owner, s.document.paragraphs, _line(rules, tiers.get(s.owner, ""))) for s in sent]
    texts += [Text(file, "", document.paragraphs, None, past=True) for file, document in past]
    names = {o.code: o.name for o in scheme.organisations}
    whole: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        whole.setdefault(folded("".join(p.text for p in text.paragraphs)), []).append(number)
    same = {(one, other) for numbers in whole.values() for one in numbers for other in numbers}
    for one, other in sorted(same):
        mine, theirs = texts[one], texts[other]
        if mine.past or not mine.paragraphs or (mine.owner == theirs.owner and not theirs.past):
            continue
        code = "report-same-past" if theirs.past else "report-same"
        context = {"name": names.get(theirs.owner, ""), "other": theirs.file}
        yield Finding.of(code, Place(mine.file), About(target=names.get(mine.owner, "")), **context)
    for (one, other), group in groupby(likenesses(texts), key=lambda alike: (alike.one, alike.other)):
        if (one, other) not in same:
            yield _alike(texts[one], texts[other], list(group), names)


def _line(rules: Mapping[str, ReportRule], tier: str) -> int | None:
    return rules[tier].similar if tier in rules else None


def _alike(mine: Text, theirs: Text, found: Sequence[Alike], names: Mapping[str, str]) -> Finding:
    named = "；".join(
        f"{whereabouts(a.mine)}和那一份的{whereabouts(a.theirs)}相同 {a.percent}%" for a in found[:_NAMED]
    )
    context = {
        "name": names.get(theirs.owner, ""),
        "other": theirs.file,
        "count": len({a.mine.number for a in found}),
        "named": named + ("等" if len(found) > _NAMED else ""),
    }
    code = "report-alike-past" if theirs.past else "report-alike"
    return Finding.of(code, Place(mine.file), About(target=names.get(mine.owner, "")), **context)

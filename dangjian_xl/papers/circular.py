"""The circular's record: how many got which grade in each tier, who is named, what is asked of everybody."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dangjian_xl.papers.frame import frame, in_lines
from dangjian_xl.papers.records import Circular, GradeRow, GradeTable, Passage
from dangjian_xl.papers.words import NONE, day, decided_by, numeral, post, quoted
from dangjian_xl.returns.times import full_day
from dangjian_xl.scheme.model import Scheme, Tier
from dangjian_xl.scheme.settings import Settings
from dangjian_xl.scoring.approval import NOT_GRADED, Approval, Decision

_FIRST = re.compile(r"[一二三四五六七八九十]+、")
_SECOND = re.compile(r"（[一二三四五六七八九十]+）")


def circular(approval: Approval, told: Settings) -> Circular:
    """What stands in the circular."""
    scheme = approval.scheme
    tables = tuple(_table(approval, told, tier) for tier in scheme.tiers)
    tables = tuple(table for table in tables if table.rows)
    annex = f"{scheme.basics.title}等次名单" if tables else ""
    targets = [decision.target for decision in approval.decisions]
    around = frame(scheme, told, targets, told.title, told.dated)
    return Circular(
        frame=replace(around, number=told.number, printed=day(told.printed or told.dated)),
        passages=tuple(_passages(approval, told, named=bool(tables))),
        annex=annex,
        annex_title=in_lines(annex, scheme, told),
        scores=told.scores,
        tables=tables,
    )


def _passages(approval: Approval, told: Settings, *, named: bool) -> Iterator[Passage]:
    yield from (_typed(line) for line in _lines(told.opening or _opening(approval, told)))
    yield Passage(1, "一、考核结果")
    tiers = [tier for tier in approval.scheme.tiers if approval.of_tier(tier.code)]
    for index, tier in enumerate(tiers):
        text = _result(approval, told, tier)
        yield (
            Passage(2, f"（{numeral(index)}）{tier.name}。", text) if len(tiers) > 1 else Passage(0, "", text)
        )
    yield Passage(0, "", _where_told(approval, told, named=named))
    if told.closing:
        lines = [_typed(line) for line in _lines(told.closing)]
        if lines[0].level != 1:
            yield Passage(1, "二、有关要求")
        yield from lines
        return
    yield Passage(1, "二、有关要求")
    for index, (heading, text) in enumerate(_demands(approval, told)):
        yield Passage(2, f"（{numeral(index)}）{heading}。", text)


def _opening(approval: Approval, told: Settings) -> str:
    basics = approval.scheme.basics
    deputies = any(not d.target.secretary for d in approval.decisions)
    whom = "书记（没有书记的为副书记）" if deputies else "书记"
    return (
        f"按照{basics.title}的安排，{full_day(basics.starts)}至{full_day(basics.ends)}，对{len(approval.decisions)}个"
        f"党组织的{whom}进行了述职评议考核。经{decided_by(told)}审定，现将考核结果通报如下。"
    )


def _result(approval: Approval, told: Settings, tier: Tier) -> str:
    decisions = approval.of_tier(tier.code)
    counts = Counter(decision.grade for decision in decisions)
    told_counts = [f"“{g.name}”{counts[g.name]}人" for g in approval.scheme.grades if counts[g.name]]
    if counts[NOT_GRADED]:
        told_counts.append(f"{NOT_GRADED}{counts[NOT_GRADED]}人")
    text = f"参加考核{len(decisions)}人，其中{'、'.join(told_counts)}。"
    best = approval.scheme.grades[0].name
    people = [_person(d) for d in _listed(decisions, told, approval.scheme) if d.grade == best]
    if best in told.named and people:
        text += f"等次为“{best}”的：{'、'.join(people)}。"
    return text


def _person(decision: Decision) -> str:
    target = decision.target
    return f"{target.name}{post(target)}{target.reporter}"


def _where_told(approval: Approval, told: Settings, *, named: bool) -> str:
    """Where everybody finds their grade."""
    each = f"由{told.signed}分别反馈本人"
    if not named:
        return f"考核等次不在通报中公布，{each}。"
    given = {decision.grade for decision in approval.decisions}
    hidden = [g.name for g in approval.scheme.grades if g.name not in told.named and g.name in given]
    also = f"；等次为{quoted(hidden)}的不在通报中列名，{each}" if hidden else ""
    return f"名单见附件{also}。"


def _demands(approval: Approval, told: Settings) -> Iterator[tuple[str, str]]:
    """What the documents ask of everybody after the grades (docs/sources.md): rectification, the year's appraisal, talks."""
    by = f"，{full_day(told.mend_by)}前整改完" if told.mend_by else ""
    rectify = (
        "对述职时查摆、点评时指出、测评中反映的问题，要逐条列入问题清单、责任清单和整改清单，"
        f"明确措施、责任人和时限{by}，完成一项销号一项。"
    )
    yield "抓好问题整改", rectify
    best = approval.scheme.grades[0].name
    yield (
        "用好考核结果",
        f"考核结果归入个人档案，作为年度考核的重要依据；等次不是“{best}”的，年度考核不得评为“优秀”。",
    )
    if any(decision.grade in told.talk_grades for decision in approval.decisions):
        until = f"，{full_day(told.talk_by)}前完成" if told.talk_by else ""
        yield "做好约谈提醒", f"等次为{quoted(told.talk_grades)}的，由学校党委约谈{until}，限期整改。"


def _table(approval: Approval, told: Settings, tier: Tier) -> GradeTable:
    listed = _listed(approval.of_tier(tier.code), told, approval.scheme)
    rows = tuple(
        GradeRow(
            number,
            d.target.name,
            d.target.reporter,
            post(d.target),
            (NONE if d.proposal.total.total is None else f"{d.proposal.total.total:f}")
            if told.scores
            else "",
            d.grade,
        )
        for number, d in enumerate(listed, 1)
    )
    return GradeTable(tier.name, rows)


def _listed(decisions: Sequence[Decision], told: Settings, scheme: Scheme) -> list[Decision]:
    """Who is named, by grade. Where totals are kept back, so are ranks: then the scheme's order holds within a grade."""
    names = [grade.name for grade in scheme.grades]
    place = {organisation.code: index for index, organisation in enumerate(scheme.organisations)}
    listed = [decision for decision in decisions if decision.grade in told.named]
    if not told.scores:
        listed.sort(key=lambda decision: place[decision.target.code])
    return sorted(listed, key=lambda decision: names.index(decision.grade))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _typed(line: str) -> Passage:
    """A paragraph that staff typed, with its level as its number tells."""
    if _FIRST.match(line) and not line.endswith("。"):
        return Passage(1, line)
    if _SECOND.match(line):
        heading, stop, text = line.partition("。")
        return Passage(2, heading + stop, text)
    return Passage(0, "", line)

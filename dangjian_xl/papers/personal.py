"""The records of the papers about one target each, feedback and archive sheet, and of the list of those who are talked to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from dangjian_xl.papers import measures
from dangjian_xl.papers.records import (
    ArchiveSheet,
    Feedback,
    ProblemLine,
    SaidBy,
    ScoreLine,
    TalkRow,
    Talks,
)
from dangjian_xl.papers.words import (
    BLANK_DAY,
    NONE,
    broken,
    day,
    decided_by,
    names_of,
    post,
    quoted,
    score,
)
from dangjian_xl.rectification.records import Problem
from dangjian_xl.returns.times import full_day
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.settings import Settings
from dangjian_xl.scoring.approval import NOT_GRADED, Approval, Decision
from dangjian_xl.scoring.exact import mean

#: Of fewer scores, the own one and the mean come close to the others'.
LEAST_FOR_MEAN = 5
#: Lowest and highest are two people's very scores; among fewer everybody would guess whose.
LEAST_FOR_SPAN = 8
#: As many problems stand in the list of talks; the rest are in the feedback.
_MOST_PROBLEMS = 3
#: So many characters of each.
_SHORT = 40


def feedback(
    approval: Approval,
    told: Settings,
    decision: Decision,
    said: Sequence[SaidBy],
    problems: Sequence[Problem],
) -> Feedback:
    """What stands in a target's feedback form."""
    scheme, target, total = approval.scheme, decision.target, decision.proposal.total
    peers = [d.proposal.total for d in approval.of_tier(target.tier)]
    digits = scheme.basics.digits
    lines = [
        _line(
            component.component.name,
            f"{component.component.weight.normalize():f}%",
            component.score,
            [peer.components[index].score for peer in peers],
            digits,
        )
        for index, component in enumerate(total.components)
    ]
    sums = [None if peer.total is None else Fraction(peer.total) for peer in peers]
    whole = _line("总分", "", None if total.total is None else Fraction(total.total), sums, digits)
    return Feedback(
        title=_title(scheme, "结果反馈表"),
        organisation=target.name,
        person=target.reporter,
        post=post(target),
        tier=scheme.tier(target.tier).name,
        scores=tuple(lines),
        adjustments=_signed(total.adjustment) if total.adjustments else "",
        total=whole,
        not_compared=_why_not([*lines, whole]),
        grade=decision.grade,
        said=tuple(said),
        problems=tuple(
            ProblemLine(number, problem.code, problem.text, problem.source, problem.detail)
            for number, problem in enumerate(problems, 1)
        ),
        note=told.feedback_note or _note(scheme, told),
        signed=told.signed,
        dated=day(told.dated),
    )


def _title(scheme: Scheme, what: str) -> str:
    per_line = int(measures.points(measures.PAGE_WIDTH - 2 * measures.FORM_SIDE) / measures.FORM_TITLE)
    return broken(f"{scheme.basics.title}{what}", per_line, (*names_of(scheme), what))


def _line(
    name: str, weight: str, own: Fraction | None, all_scores: Sequence[Fraction | None], digits: int
) -> ScoreLine:
    there = [value for value in all_scores if value is not None]
    middle = score(mean(there), digits) if len(there) >= LEAST_FOR_MEAN else NONE
    enough = len(there) >= LEAST_FOR_SPAN
    span = f"{score(min(there), digits)}～{score(max(there), digits)}" if enough else NONE
    return ScoreLine(name, weight, score(own, digits), middle, span)


def _why_not(lines: Sequence[ScoreLine]) -> str:
    """Why means or ranges are left out; "" where none is."""
    if all(NONE not in (line.mean, line.span) for line in lines):
        return ""
    return (
        f"本层面有得分的不足{LEAST_FOR_MEAN}人的不列平均，不足{LEAST_FOR_SPAN}人的不列最低～最高："
        "人少时，容易从中推算出别人的得分。"
    )


def _signed(points: Decimal) -> str:
    return f"{points.normalize():+f}" if points else "0"


def _note(scheme: Scheme, told: Settings) -> str:
    who = scheme.basics.department
    by = f"，{full_day(told.mend_by)}前整改完" if told.mend_by else ""
    return (
        f"对等次和分数有不同意见的，请写在“本人意见”里，或者书面向{who}提出。"
        f"对需要整改的问题，请逐条定出措施、责任人和时限{by}，整改情况报{who}。"
    )


def archive_sheet(approval: Approval, told: Settings, decision: Decision) -> ArchiveSheet:
    """What stands in a target's sheet for the personnel archive."""
    scheme, target, total = approval.scheme, decision.target, decision.proposal.total
    basics = scheme.basics
    how = "、".join(f"{c.component.name}（{c.component.weight.normalize():f}%）" for c in total.components)
    found = (
        f"{basics.year}年度述职评议考核{NOT_GRADED}"
        if decision.grade == NOT_GRADED
        else f"{basics.year}年度述职评议考核等次为“{decision.grade}”"
    )
    return ArchiveSheet(
        title=_title(scheme, "登记表"),
        college=basics.college,
        organisation=target.name,
        person=target.reporter,
        post=post(target),
        year=f"{basics.year}年度",
        tier=scheme.tier(target.tier).name,
        how=how,
        total=NONE if total.total is None else f"{total.total:f}",
        grade=decision.grade,
        opinion=f"经{decided_by(told)}审定，{target.reporter}同志{found}。",
        dated=day(told.dated),
    )


def talks(approval: Approval, told: Settings, problems: Mapping[str, Sequence[Problem]]) -> Talks:
    """What stands in the list of those who are talked to; by tier and rank."""
    scheme = approval.scheme
    everybody = [d for tier in scheme.tiers for d in approval.of_tier(tier.code)]
    listed = [d for d in everybody if d.grade in told.talk_grades]
    rows = tuple(
        TalkRow(
            number,
            d.target.name,
            f"{d.target.reporter}（{post(d.target)}）",
            d.grade,
            _main(problems.get(d.target.code, ())),
        )
        for number, d in enumerate(listed, 1)
    )
    if not told.talk_grades:
        nobody = "方案没有规定哪些等次的人要约谈。"
    else:
        nobody = f"没有评为{quoted(told.talk_grades)}的，不需要约谈。"
    return Talks(
        title=f"{scheme.basics.title}约谈名单",
        talk_by=full_day(told.talk_by) if told.talk_by else BLANK_DAY,
        mend_by=full_day(told.mend_by) if told.mend_by else BLANK_DAY,
        rows=rows,
        nobody="" if rows else nobody,
        signed=told.signed,
        dated=day(told.dated),
    )


def _main(problems: Sequence[Problem]) -> str:
    """A target's first problems, a line each, so short that people fit on a page; whole they stand elsewhere."""
    lines = [
        f"{number}. {_short(problem.text)}" for number, problem in enumerate(problems[:_MOST_PROBLEMS], 1)
    ]
    if len(problems) > _MOST_PROBLEMS or any(_short(p.text) != p.text for p in problems):
        lines.append(f"共{len(problems)}个问题，全文见反馈表。")
    return "\n".join(lines) or "没有登记问题。"


def _short(text: str) -> str:
    line = text.split("\n", 1)[0]
    return text if len(text) <= _SHORT and line == text else line[:_SHORT].rstrip("，。；、 ") + "…"

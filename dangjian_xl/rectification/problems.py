"""The problems of each target, from last year and the four sources, each once, numbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import TypeAlias

from dangjian_xl.rectification.again import LINE, Alike, likeness
from dangjian_xl.rectification.losses import losses
from dangjian_xl.rectification.points import points
from dangjian_xl.rectification.records import Found, Problem, Source
from dangjian_xl.rectification.said import sayings
from dangjian_xl.rectification.words import core, fitting
from dangjian_xl.reports.check import Checked
from dangjian_xl.scheme.model import PastProblem, Scheme
from dangjian_xl.scoring.approval import Approval

_ORDER = (Source.PAST, Source.REPORT, Source.COMMENTS, Source.MARKS, Source.OPINION)
#: By target's code what was found of it.
Gathered: TypeAlias = Mapping[str, Sequence[Found]]


def problems(approval: Approval) -> dict[str, tuple[Problem, ...]]:
    """Every target's problems by its code, in the scheme's order: last year's, the report's, comments, marks, opinions.

    The same words are listed once, with every source in `detail`. A target without any has an empty tuple.
    """
    return listed(gathered(approval))


def listed(found: Gathered) -> dict[str, tuple[Problem, ...]]:
    """The same of what was gathered already."""
    return {target: _numbered(target, _merged(_with_repeats(own))) for target, own in found.items()}


def gathered(approval: Approval) -> Gathered:
    """What was found of every target, in the order of sources, before the same words are put together."""
    by_target: dict[str, list[Found]] = {decision.target.code: [] for decision in approval.decisions}
    for found in sorted(_found(approval), key=lambda f: _ORDER.index(f.source)):
        by_target.get(found.target, []).append(found)
    return by_target


def repeats(found: Sequence[Found]) -> Iterator[tuple[Found, Found, Alike]]:
    """Pairs of a target's problems, last year's and this year's, that may be the same in other words, and how alike they are."""
    past = [one for one in found if one.source is Source.PAST]
    for now in found:
        if past and now.source is not Source.PAST:
            same, alike = max(
                ((one, likeness(one.text, now.text)) for one in past), key=lambda pair: pair[1].percent
            )
            if alike.percent >= LINE:
                yield same, now, alike


def _with_repeats(found: Sequence[Found]) -> list[Found]:
    """The same, with a word on each that may be last year's."""
    told = {now: f"和上年度 {same.past} 相近（{a.percent}%），请核对" for same, now, a in repeats(found)}
    return [replace(one, detail=f"{one.detail}；{told[one]}") if one in told else one for one in found]


def _found(approval: Approval) -> Iterator[Found]:
    scheme, collection = approval.scheme, approval.assessment.collection
    for past in scheme.past_problems:
        yield Found(past.target, past.problem, Source.PAST, _of_past(past), past.code)
    for report in collection.reports:
        yield from _of_report(report)
    for saying in sayings(scheme, collection):
        yield Found(saying.target, saying.text, saying.source, saying.asked)
    for proposal in approval.assessment.proposals:
        yield from _of_marks(scheme, approval, proposal.target.code)


def _of_past(past: PastProblem) -> str:
    parts = [f"上年度编号 {past.code}"]
    parts += [f"来源：{past.source}"] if past.source else []
    parts += [f"上年度整改情况：{past.progress}"] if past.progress else []
    return "；".join(parts)


def _of_report(checked: Checked) -> Iterator[Found]:
    if not checked.counts or checked.report is None:
        return
    for point in points(checked.report):
        under = f"“{point.under}”" if point.under else ""
        yield Found(checked.owner, point.text, Source.REPORT, f"报告第 {point.paragraph} 段{under}")


def _of_marks(scheme: Scheme, approval: Approval, target: str) -> Iterator[Found]:
    total = approval.of(target).proposal.total
    for loss in losses(scheme, approval.assessment.collection.entries, total):
        yield Found(target, loss.text, Source.MARKS, loss.detail)


def _merged(found: Iterable[Found]) -> list[Found]:
    """The same words once: the first source leads, and where there are several each is named with what it says."""
    same: dict[str, list[Found]] = {}
    for one in found:
        same.setdefault(core(one.text), []).append(one)
    return [_joined(group) for group in same.values()]


def _joined(group: list[Found]) -> Found:
    first = group[0]
    several = len({one.source for one in group}) > 1
    told = dict.fromkeys(f"{one.source}：{one.detail}" if several else one.detail for one in group)
    return Found(first.target, first.text, first.source, "\n".join(told))


def renumbered(found: Sequence[Problem], out: Sequence[Problem]) -> tuple[Problem, ...]:
    """The problems of a target with the numbers that the same words have on a list that is out; new ones get numbers that are free.

    So what a unit filled in beside a problem is found beside it again when its list is handed out anew.
    """
    standing = {core(problem.text): problem.code for problem in out}
    taken = set(standing.values())
    free = (code for number in count(1) if (code := f"{found[0].target}-{number}") not in taken)
    return tuple(replace(p, code=standing.get(core(p.text)) or next(free)) for p in found)


def _numbered(target: str, found: Iterable[Found]) -> tuple[Problem, ...]:
    return tuple(
        Problem(f"{target}-{number}", target, fitting(one.text), one.source, fitting(one.detail))
        for number, one in enumerate(found, 1)
    )

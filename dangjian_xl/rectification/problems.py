"""The problems of each target, from last year and the four sources, each once, numbered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dangjian_xl.rectification.losses import losses
from dangjian_xl.rectification.points import points
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.rectification.said import sayings
from dangjian_xl.rectification.words import core
from dangjian_xl.reports.check import Checked
from dangjian_xl.scheme.model import PastProblem, Scheme
from dangjian_xl.scoring.approval import Approval

_ORDER = (Source.PAST, Source.REPORT, Source.COMMENTS, Source.MARKS, Source.OPINION)


@dataclass(frozen=True, slots=True)
class Found:
    """A problem before it is numbered: whose it is (code), its words, its source, and what stands behind it."""

    target: str
    text: str
    source: Source
    detail: str


def problems(approval: Approval) -> dict[str, tuple[Problem, ...]]:
    """Every target's problems by its code, in the scheme's order: last year's, the report's, comments, marks, opinions.

    The same words are listed once, with every source in `detail`. A target without any has an empty tuple.
    """
    by_target: dict[str, list[Found]] = {decision.target.code: [] for decision in approval.decisions}
    for found in sorted(_found(approval), key=lambda f: _ORDER.index(f.source)):
        by_target.get(found.target, []).append(found)
    return {target: _numbered(target, _merged(found)) for target, found in by_target.items()}


def _found(approval: Approval) -> Iterator[Found]:
    scheme, collection = approval.scheme, approval.assessment.collection
    for past in scheme.past_problems:
        yield Found(past.target, past.problem, Source.PAST, _of_past(past))
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


def _numbered(target: str, found: Iterable[Found]) -> tuple[Problem, ...]:
    return tuple(
        Problem(f"{target}-{number}", target, one.text, one.source, one.detail)
        for number, one in enumerate(found, 1)
    )

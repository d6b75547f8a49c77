"""What a person should look at before the lists go out: problems that may be last year's again, and last year's that a report passes over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.grids import clipped
from dangjian_xl.rectification.again import mentioned
from dangjian_xl.rectification.problems import Gathered, repeats
from dangjian_xl.rectification.records import Found
from dangjian_xl.reports.check import Checked
from dangjian_xl.scheme.model import Organisation
from dangjian_xl.scoring.approval import Approval


def advice(approval: Approval, found: Gathered) -> tuple[Finding, ...]:
    """Warnings, by target in the scheme's order: `past-again` with both passages and their likeness, `past-unmentioned`.

    `found`: what was gathered of the same approval, which takes time and is wanted for the lists too.
    """
    reports = {r.owner: r for r in approval.assessment.collection.reports if r.counts and r.report}
    return tuple(
        finding
        for decision in approval.decisions
        for finding in (
            *_again(decision.target, found[decision.target.code]),
            *_unmentioned(approval, decision.target.code, reports.get(decision.target.code)),
        )
    )


def _again(target: Organisation, found: Sequence[Found]) -> Iterator[Finding]:
    about = About(target=target.name)
    for same, now, alike in repeats(found):
        context = {"code": same.past, "past": clipped(alike.one), "now": clipped(alike.other)}
        context |= {"source": str(now.source), "percent": str(alike.percent)}
        yield Finding.of("past-again", Place(), about, **context)


def _unmentioned(approval: Approval, target: str, report: Checked | None) -> Iterator[Finding]:
    if report is None or report.report is None:
        return
    texts = [p.text for section in report.report.sections for p in section.paragraphs]
    about = About(target=approval.scheme.organisation(target).name)
    for past in approval.scheme.past_problems:
        if past.target == target and not mentioned(past.problem, texts):
            context = {"code": past.code, "past": clipped(past.problem)}
            yield Finding.of("past-unmentioned", Place(report.file), about, **context)

"""What `assess`, `report` and `rectify` print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangjian_xl.as_json.found import findings_json

if TYPE_CHECKING:
    from dangjian_xl.pipeline import Followed, Reported
    from dangjian_xl.rectification.progress import Tracked
    from dangjian_xl.scoring.assess import Assessment


def assessment_json(assessment: Assessment) -> dict[str, object]:
    """What `assess --json` prints."""
    from dangjian_xl.as_json.raters import diagnosis_json

    return {
        "grades": [
            {
                "tier": p.total.tier,
                "target": p.target.code,
                "organisation": p.target.name,
                "reporter": p.target.reporter,
                "total": None if p.total.total is None else str(p.total.total),
                "rank": p.rank,
                "proposed": p.proposed,
                "reasons": list(p.reasons),
            }
            for tier in assessment.scheme.tiers
            for p in assessment.of_tier(tier.code)
        ],
        "diagnosis": diagnosis_json(assessment),
        "findings": findings_json(assessment.findings),
    }


def reported_json(reported: Reported) -> dict[str, object]:
    """What `report --json` prints; `approved` is null where nothing was written; `earlier`: files of an earlier approval then."""
    approval = reported.approval
    approved = approval and [
        {
            "tier": decision.target.tier,
            "target": decision.target.code,
            "organisation": decision.target.name,
            "reporter": decision.target.reporter,
            "proposed": decision.proposal.proposed,
            "approved": decision.grade,
            "reason": decision.reason,
        }
        for decision in approval.decisions
    ]
    return {
        "approved": approved,
        "files": list(reported.files),
        "earlier": list(reported.earlier),
        "findings": findings_json(reported.findings),
    }


def rectification_json(followed: Followed) -> dict[str, object]:
    """What `rectify --json` prints."""
    progress = followed.progress
    return {
        "as_of": progress.today.isoformat(),
        "lists": [
            {"target": u.target.code, "state": str(u.came), "listed": u.listed, "files": list(u.files)}
            for u in progress.units
        ],
        "done": len(progress.done),
        "overdue": [t.problem.code for t in progress.overdue],
        "stalled": [t.problem.code for t in progress.stalled],
        "papers": list(followed.papers),
        "problems": [_tracked_json(tracked) for tracked in progress.tracked],
        "findings": findings_json(followed.findings),
    }


def _tracked_json(tracked: Tracked) -> dict[str, object]:
    days = {"due": tracked.due, "last": tracked.last, "done": tracked.done}
    return {
        "code": tracked.problem.code,
        "target": tracked.target.code,
        "problem": tracked.problem.text,
        "source": str(tracked.problem.source),
        "standing": str(tracked.standing) if tracked.standing else None,
        "alarm": str(tracked.alarm) or None,
        "leader": tracked.leader,
        "person": tracked.person,
        "measures": tracked.measures,
        "progress": tracked.progress,
        "evidence": tracked.evidence,
        **{name: day.isoformat() if day else None for name, day in days.items()},
    }

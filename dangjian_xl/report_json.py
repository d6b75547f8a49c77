"""The objects that `--json` prints, for programs: README documents them. They compute nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dangjian_xl.findings import Finding, Place

if TYPE_CHECKING:
    from dangjian_xl.pipeline import Followed, Reported, Scheduled, Spoken
    from dangjian_xl.rectification.progress import Tracked
    from dangjian_xl.reports.check import Checked
    from dangjian_xl.returns.collect import Collection, FileReport
    from dangjian_xl.returns.taking import Taken
    from dangjian_xl.returns.versions import Difference
    from dangjian_xl.scoring.assess import Assessment


def schedule_json(scheduled: Scheduled) -> dict[str, object]:
    """What `schedule --json` prints; `loads` is by the teams' codes."""
    visits = [
        {"rater": v.rater, "target": v.target, "day": v.day.isoformat() if v.day else None, "place": v.place}
        for v in scheduled.scheme.visits
    ]
    return {
        "added": scheduled.added,
        "dated": scheduled.dated,
        "loads": dict(scheduled.loads),
        "printed": scheduled.printed or None,
        "visits": visits,
        "findings": findings_json(scheduled.findings),
    }


def reported_json(reported: Reported) -> dict[str, object]:
    """What `report --json` prints; `approved` is null where nothing was written."""
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
        "problems": [_tracked_json(tracked) for tracked in progress.tracked],
        "papers": list(followed.papers),
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


def agenda_json(spoken: Spoken) -> dict[str, object]:
    """What `agenda --json` prints."""
    return {
        "sessions": [
            {
                "session": agenda.session.code,
                "day": agenda.session.day.isoformat(),
                "seed": agenda.seed,
                "speakers": [
                    {
                        "number": slot.number,
                        "target": slot.speaker.code,
                        "organisation": slot.speaker.name,
                        "starts": f"{slot.starts:%H:%M}",
                        "ends": f"{slot.ends:%H:%M}",
                    }
                    for slot in agenda.slots
                    if slot.speaker
                ],
            }
            for agenda in spoken.agendas
        ],
        "drawn": dict(spoken.drawn),
        "findings": findings_json(spoken.findings),
    }


def findings_json(findings: Sequence[Finding]) -> list[dict[str, str]]:
    """Findings as objects."""
    return [
        {
            "code": f.code,
            "severity": f.severity.value,
            **place_json(f.place),
            "rater": f.about.rater,
            "target": f.about.target,
            "item": f.about.item,
            "message": f.message,
        }
        for f in findings
    ]


def collection_json(collection: Collection, taken: Taken | None = None) -> dict[str, object]:
    """What `collect --json` prints: `returned`, `accepted` and `missing` count forms, `due` is their whole.

    `overdue` are those of the missing that should have come before the day `as_of`.
    Of ballots without names nothing but counts is said (`ballots`); they are in the four counts, too.
    """
    from dangjian_xl.returns.progress import overdue

    return {
        **({"taken_in": list(taken.copied), "known": taken.known} if taken else {}),
        "due": len(collection.expected),
        "returned": len(collection.returned),
        "accepted": len(collection.accepted),
        "missing": len(collection.missing),
        "overdue": overdue(collection),
        "as_of": collection.today.isoformat() if collection.today else None,
        "missing_forms": [
            {"rater": a.rater.name, "group": a.panel.group, "component": a.component.code, "form": a.title}
            for a in collection.missing_named
        ],
        "ballots": [
            {
                "group": b.panel.group,
                "component": b.component.code,
                "due": b.due,
                "returned": b.returned,
                "accepted": b.accepted,
            }
            for b in collection.ballots
        ],
        "files": [_file_json(collection, report) for report in collection.files],
        "differences": [_difference_json(collection, d) for d in collection.differences],
        "reports": [_report_json(report) for report in collection.reports],
        "letters": list(collection.letters),
        "findings": findings_json([*(taken.findings if taken else ()), *collection.findings]),
    }


def _file_json(collection: Collection, report: FileReport) -> dict[str, object]:
    from dangjian_xl.outputs.manifest import verdict_of, whose

    rater, form = whose(collection, report)
    return {
        "path": report.file,
        "verdict": verdict_of(collection, report),
        "sha256": report.sha256,
        "rater": rater,
        "form": form,
        "saved": report.saved.isoformat() if report.saved else None,
        "early": report.early,
        "late": report.late,
        "sent_back": collection.sent_back.get(report.file),
    }


def _report_json(report: Checked) -> dict[str, object]:
    return {
        "target": report.owner,
        "file": report.file or None,
        "pdf": report.pdf or None,
        "state": report.state,
        "counts": report.counts,
        "words": report.report.total if report.report else None,
        "saved": report.saved.isoformat() if report.saved else None,
        "late": report.late,
        "unmet": [unmet.ground for unmet in report.unmet],
        "findings": [finding.code for finding in report.findings],
    }


def _difference_json(collection: Collection, difference: Difference) -> dict[str, object]:
    assignment = collection.expected[difference.form_id].assignment
    return {
        "rater": assignment.rater.name,
        "form": assignment.title,
        "target": difference.target,
        "item": difference.label,
        "newest_known": difference.suggested,
        "versions": [
            {"file": said.file, "sheet": said.sheet, "cell": said.cell, "value": said.value}
            for said in (difference.first, difference.other)
        ],
    }


def assessment_json(assessment: Assessment) -> dict[str, object]:
    """What `assess --json` prints."""
    from dangjian_xl.diagnosis_json import diagnosis_json

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


def place_json(place: Place) -> dict[str, str]:
    """Where something stands."""
    return {"file": place.file, "sheet": place.sheet, "cell": place.cell}

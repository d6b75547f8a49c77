"""What `collect` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangjian_xl.as_json.found import findings_json

if TYPE_CHECKING:
    from dangjian_xl.reports.check import Checked
    from dangjian_xl.returns.collect import Collection, FileReport
    from dangjian_xl.returns.taking import Taken
    from dangjian_xl.returns.versions import Difference


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

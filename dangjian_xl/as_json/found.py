"""Findings and places."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_xl.findings import Finding, Place


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


def place_json(place: Place) -> dict[str, str]:
    """Where something stands."""
    return {"file": place.file, "sheet": place.sheet, "cell": place.cell}

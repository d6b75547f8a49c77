"""The objects that `explain --json` and `assess --set --json` print: README documents them. They compute nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from dangjian_xl.as_json.found import findings_json, place_json
from dangjian_xl.scoring.exact import ABOUT, in_words

if TYPE_CHECKING:
    from dangjian_xl.pipeline import Trial
    from dangjian_xl.scoring.compare import Standing
    from dangjian_xl.scoring.explained import Explanation, FormTold, GroupTold


def explanation_json(told: Explanation) -> dict[str, object]:
    """What `explain --json` prints. Scores are exact: a decimal or a fraction ("250/3") as a string, null where there is none."""
    return {
        "target": told.target.code,
        "organisation": told.target.name,
        "reporter": told.target.reporter,
        "tier": told.tier,
        "components": [
            {
                "component": part.component.code,
                "weight": str(part.component.weight),
                "exact": _number(part.exact),
                "score": _number(part.score),
                "groups": [_group_json(group) for group in part.groups],
            }
            for part in (*told.components, *told.apart)
        ],
        "adjustments": [
            {"kind": a.kind, "award": a.award, "registered": str(a.registered), "counted": str(a.counted)}
            for a in (adjustment.applied for adjustment in told.adjustments)
        ],
        "mean": _number(told.mean),
        "exact": _number(told.exact),
        "total": None if told.total is None else str(told.total),
        "rank": told.rank,
        "proposed": told.proposed,
        "sections": [
            {
                "title": section.title,
                "lines": [
                    {"text": line.text, "depth": line.depth, **place_json(line.place)}
                    for line in section.lines
                ],
            }
            for section in told.sections
        ],
    }


def trial_json(trial: Trial) -> dict[str, object]:
    """What `assess --set … --json` prints: both outcomes of every target, the official one under `official`."""
    comparison = trial.comparison
    return {
        "changes": [
            {"sheet": c.sheet, "row": c.row, "column": c.column, "old": c.old, "new": c.new}
            for c in comparison.changes
        ],
        "counts": {tier.tier.code: tier.counts for tier in comparison.tiers},
        "grades": [
            {
                "tier": tier.tier.code,
                "target": row.target.code,
                "organisation": row.target.name,
                "reporter": row.target.reporter,
                "official": _standing_json(row.official),
                "tried": _standing_json(row.tried),
            }
            for tier in comparison.tiers
            for row in tier.rows
        ],
        "findings": findings_json(trial.findings),
    }


def _standing_json(standing: Standing) -> dict[str, object]:
    total = None if standing.total is None else str(standing.total)
    return {"total": total, "rank": standing.rank, "proposed": standing.proposed}


def _group_json(group: GroupTold) -> dict[str, object]:
    return {
        "group": group.panel.group,
        "weight": str(group.panel.weight),
        "due": group.due,
        "counts": {str(fate): number for fate, number in group.counts},
        "exact": _number(group.exact),
        "score": _number(group.score),
        "forms": [_form_json(form) for form in group.forms],
    }


def _form_json(form: FormTold) -> dict[str, object]:
    return {
        "rater": form.rater,
        "fate": str(form.fate),
        "percent": _number(form.percent),
        **place_json(form.place),
    }


def _number(value: Fraction | None) -> str | None:
    """An exact number: as a decimal where it has an end."""
    if value is None:
        return None
    words = in_words(value)
    return str(value) if words.startswith(ABOUT) else words

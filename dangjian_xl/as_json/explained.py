"""The objects that `explain --json` and `assess --set --json` print: README documents them. They compute nothing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from dangjian_xl.as_json.found import findings_json, place_json
from dangjian_xl.scoring.exact import ABOUT, in_words

if TYPE_CHECKING:
    from dangjian_xl.pipeline import Trial
    from dangjian_xl.scoring.compare import Standing
    from dangjian_xl.scoring.explain import Explanation
    from dangjian_xl.scoring.form_score import FormScore
    from dangjian_xl.scoring.quotas import QuotaStep
    from dangjian_xl.scoring.tree import ComponentScore, ConditionResult, GroupScore


def explanation_json(explanation: Explanation) -> dict[str, object]:
    """What `explain --json` prints. Scores are exact: a decimal or a fraction ("250/3") as a string, null where there is none."""
    proposal = explanation.proposal
    total, target = proposal.total, proposal.target
    grades = [grade.name for grade in explanation.scheme.grades]
    return {
        "target": target.code,
        "organisation": target.name,
        "reporter": target.reporter,
        "tier": explanation.tier,
        "components": [_component_json(part, explanation) for part in (*total.scored, *total.uncounted)],
        "adjustments": [
            {
                "kind": award.kind.name,
                "award": award.registered.award,
                "registered": str(award.registered.points),
                "counted": str(award.counted),
            }
            for award in total.adjustments
        ],
        "mean": _number(total.mean),
        "exact": _number(total.exact),
        "total": None if total.total is None else str(total.total),
        "given": total.given or None,
        "rank": proposal.rank,
        "band": None if proposal.band is None or total.is_given else grades[proposal.band],
        "limit": grades[proposal.limit],
        "conditions": [_condition_json(result) for result in proposal.conditions],
        "quotas": [_step_json(step, grades) for step in proposal.steps],
        "proposed": proposal.proposed,
        "sections": [
            {
                "title": section.title,
                "lines": [
                    {"text": line.text, "depth": line.depth, **place_json(line.place)}
                    for line in section.lines
                ],
            }
            for section in explanation.sections
        ],
    }


def _component_json(part: ComponentScore, explanation: Explanation) -> dict[str, object]:
    return {
        "component": part.component.code,
        "weight": str(part.component.weight),
        "exact": _number(part.exact),
        "score": _number(part.score),
        "groups": [_group_json(group, explanation) for group in part.groups],
    }


def _condition_json(result: ConditionResult) -> dict[str, object]:
    condition = result.condition
    return {
        "grade": condition.grade,
        "component": condition.component,
        "item": condition.item,
        "minimum": str(condition.minimum),
        "score": _number(result.score),
        "met": result.met,
    }


def _step_json(step: QuotaStep, grades: Sequence[str]) -> dict[str, object]:
    """One quota's step, in the order in which they are applied; numbers are null where the target takes no place."""
    return {
        "grade": step.quota.grade,
        "side": str(step.quota.side),
        "base": str(step.quota.base),
        "tier": step.quota.tier,
        "pool": step.places.pool.name if step.places else "",
        "targets": step.places.base if step.places else None,
        "places": step.places.room if step.places else None,
        "better": step.better,
        "same": step.same,
        "says": str(step.says),
        "after": None if step.after is None else grades[step.after],
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


def _group_json(group: GroupScore, explanation: Explanation) -> dict[str, object]:
    """A group's forms one by one only where they may be shown; then its exact score is not told either."""
    return {
        "group": group.panel.group,
        "weight": str(group.panel.weight),
        "due": group.due,
        "counts": {str(outcome): number for outcome, number in group.counts},
        "exact": _number(group.exact if group.shown else group.score),
        "score": _number(group.score),
        "forms": [_form_json(form, explanation) for form in group.forms if form in explanation.told],
    }


def _form_json(form: FormScore, explanation: Explanation) -> dict[str, object]:
    rater, place = explanation.told[form]
    percent = _number(form.percent) if form.full else None
    return {"rater": rater, "fate": str(form.outcome), "percent": percent, **place_json(place)}


def _number(value: Fraction | None) -> str | None:
    """An exact number: as a decimal where it has an end."""
    if value is None:
        return None
    words = in_words(value)
    return str(value) if words.startswith(ABOUT) else words

"""What each target has of each precondition: a component's score, or the percentage reached in one of its items."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import pandas as pd

from dangjian_xl.scheme.model import Precondition, Scheme
from dangjian_xl.scoring.aggregate import Total
from dangjian_xl.scoring.grade import ConditionResult


def judge(
    scheme: Scheme, totals: Sequence[Total], entries: pd.DataFrame
) -> dict[str, tuple[ConditionResult, ...]]:
    """By target code, the preconditions of its tier's components, in the scheme's order; none on what does not count here."""
    tier = {c.code: t.code for t in scheme.tiers for c in scheme.components_of(t.code)}
    return {
        total.target.code: tuple(
            ConditionResult(condition, _score(condition, total, entries))
            for condition in scheme.preconditions
            if tier.get(condition.component) == total.tier
        )
        for total in totals
    }


def _score(condition: Precondition, total: Total, entries: pd.DataFrame) -> Fraction | None:
    if not condition.item:
        return next(c.score for c in total.components if c.component.code == condition.component)
    of_item = entries[
        (entries["target"] == total.target.code)
        & (entries["component"] == condition.component)
        & (entries["item"] == condition.item)
        & (entries["field"] == "value")
    ]
    full = int(of_item["full"].sum())
    return Fraction(100 * int(of_item["score"].sum()), full) if full else None

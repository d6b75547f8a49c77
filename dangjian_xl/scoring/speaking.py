"""How many forms of a rater group speak of a target: what stands on too few of them is fed back to nobody."""

from __future__ import annotations

import pandas as pd


def speaking(rows: pd.DataFrame) -> dict[str, int]:
    """By target, how many forms of one group speak of it; of whom none does is left out.

    `rows`: the group's accepted answers in one component, none of void forms. Where marks are asked for, a form speaks of
    a target if any item applies: 不适用 all over says nothing. Where none are, it does if anything is written on it.
    """
    marked = rows[rows["marked"]]
    if len(marked):
        said = marked[marked["full"].fillna(0) > 0]
    else:
        said = rows[rows["value"].map(_is_said).astype(bool)]
    return {
        str(target): int(number)
        for target, number in said.groupby("target", observed=True)["form_id"].nunique().items()
    }


def _is_said(value: object) -> bool:
    return isinstance(value, (str, int)) and bool(str(value).strip())

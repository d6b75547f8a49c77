"""How far raters agree: Kendall's W where all rated the same targets, else the intraclass correlation; and in words."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from dangjian_xl.scoring.additive import Variances


class Agreement(StrEnum):
    """Agreement in words."""

    HIGH = "高"
    MIDDLE = "中"
    LOW = "低"


#: From here on it is high, and from here on middling. W: Schmidt (1997) calls 0.7 strong and 0.5 moderate agreement;
#: the intraclass correlation: Koo and Li (2016) call 0.75 good and 0.5 moderate.
KENDALL_BOUNDS = (0.7, 0.5)
INTRACLASS_BOUNDS = (0.75, 0.5)


def in_words(value: float, bounds: tuple[float, float]) -> Agreement:
    """A coefficient in words, by the bounds of its kind."""
    if value >= bounds[0]:
        return Agreement.HIGH
    return Agreement.MIDDLE if value >= bounds[1] else Agreement.LOW


def kendall(scores: Sequence[Sequence[float]]) -> float | None:
    """Kendall's W, 0 to 1, corrected for ties: one row a rater, one column a target; None where nobody tells targets apart.

    Only the order in which each rater puts the targets counts: where all rated the same ones, severity does not matter.
    """
    ranked = [_ranks(np.asarray(row, dtype=np.float64)) for row in scores]
    raters, targets = len(ranked), len(ranked[0][0])
    sums = np.sum([ranks for ranks, _ in ranked], axis=0)
    ties = sum(tied for _, tied in ranked)
    room = raters**2 * (targets**3 - targets) - raters * ties
    if room == 0:
        return None
    apart = 12 * float(((sums - sums.mean()) ** 2).sum())
    return apart / room


def _ranks(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], int]:
    """Ranks from 1, equal values sharing their mean, and the sum of t³ - t over sets of t equal values."""
    _, which, counts = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts - 1) / 2
    return middle[which], int((counts**3 - counts).sum())


def intraclass(variances: Variances, raters: float = 1.0) -> float | None:
    """ICC(2,1) or, of the mean of so many raters, ICC(2,k): the targets' share of the variance; None where there is none.

    Raters count as drawn from many, so their severity lowers it.
    """
    whole = variances.target + (variances.rater + variances.rest) / raters
    return variances.target / whole if whole else None

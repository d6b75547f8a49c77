"""What chance alone could have done: intervals, probabilities, and their correction where much is compared at once."""

from __future__ import annotations

from collections.abc import Mapping

from scipy.special import stdtr, stdtrit

#: How often chance alone may lead to a statement about a whole panel; and the confidence of an interval is the rest.
ALPHA = 0.05


def interval(value: float, error: float, spare: int) -> tuple[float, float]:
    """The 95 % confidence interval of an estimate with this standard error and residual degrees of freedom."""
    reach = float(stdtrit(spare, 1 - ALPHA / 2)) * error
    return value - reach, value + reach


def two_sided(value: float, error: float, spare: int) -> float:
    """How probable an estimate at least so far from 0 is by chance alone (t test)."""
    if error == 0:
        # All scores fit the model exactly; then so does a difference that is no more than binary noise.
        return 1.0 if abs(value) < 1e-7 else 0.0
    return 2 * float(stdtr(spare, -abs(value / error)))


def lasting(probabilities: Mapping[str, float]) -> frozenset[str]:
    """Who still differs after correction for all that were compared (Holm): by chance alone nobody in 19 of 20 panels."""
    ordered = sorted(probabilities, key=lambda name: probabilities[name])
    found = []
    for number, name in enumerate(ordered):
        if probabilities[name] * (len(ordered) - number) >= ALPHA:
            break
        found.append(name)
    return frozenset(found)


def bound_for_any(number: int, spare: int) -> float:
    """The t value that the largest of so many passes by chance alone once in twenty times at most (Bonferroni)."""
    return -float(stdtrit(spare, ALPHA / (2 * number)))

"""The additive model score = level of the target + severity of the rater + rest, by least squares, for any who-rated-whom.

Raters are compared only where a chain of common targets joins them; such a set is called a block.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf, sqrt

import numpy as np
from numpy.typing import NDArray

#: Target and rater, by code.
Pair = tuple[str, str]

#: Residuals below this many points are what binary arithmetic leaves of nothing; marks are at least 1e-4 points apart.
_NOTHING = 1e-7


@dataclass(frozen=True, slots=True)
class Deviation:
    """How far a score is from what all the other scores lead one to expect (`expected`, points).

    `studentised`: the difference in standard errors, by the rest of the other scores; infinite where these fit exactly.
    """

    expected: float
    studentised: float


@dataclass(frozen=True, slots=True)
class Variances:
    """Components of a score's variance, in points squared, none below 0: targets, raters, and what neither explains."""

    target: float
    rater: float
    rest: float


@dataclass(frozen=True, slots=True)
class Fit:
    """The model of one block. `effects`: each rater's severity in points, their sum 0; `errors`: standard errors.

    `spare`: residual degrees of freedom; `deviations` lacks scores that no other score says anything of.
    """

    effects: Mapping[str, float]
    errors: Mapping[str, float]
    spare: int
    variances: Variances
    deviations: Mapping[Pair, Deviation]


def blocks(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """The pairs, apart by what no chain of common targets joins; in the order of their first pair."""
    listed = list(pairs)
    by_target: dict[str, list[Pair]] = {}
    by_rater: dict[str, list[Pair]] = {}
    for pair in listed:
        by_target.setdefault(pair[0], []).append(pair)
        by_rater.setdefault(pair[1], []).append(pair)
    number: dict[Pair, int] = {}
    found: list[list[Pair]] = []
    for first in listed:
        if first in number:
            continue
        number[first], waiting = len(found), [first]
        while waiting:
            target, rater = waiting.pop()
            for pair in (*by_target.pop(target, ()), *by_rater.pop(rater, ())):
                if pair not in number:
                    number[pair] = len(found)
                    waiting.append(pair)
        found.append([])
    for pair in listed:
        found[number[pair]].append(pair)
    return found


def spare_scores(pairs: Iterable[Pair]) -> int:
    """Residual degrees of freedom of a block: how many scores check the others."""
    listed = list(pairs)
    return len(listed) - len({t for t, _ in listed}) - len({r for _, r in listed}) + 1


def fit(scores: Mapping[Pair, float]) -> Fit:
    """The model of one block with at least 2 spare scores; a score of each pair, in points.

    The raters' reduced normal equations: their matrix is the Laplacian of who shares targets with whom, so its
    pseudo-inverse gives the effects that sum to 0, and their covariances.
    """
    targets, raters = (list(dict.fromkeys(pair[side] for pair in scores)) for side in (0, 1))
    rows, columns = ({code: n for n, code in enumerate(side)} for side in (targets, raters))
    places = [(rows[target], columns[rater]) for target, rater in scores]
    there, marks = (np.zeros((len(targets), len(raters))) for _ in range(2))
    centre = sum(scores.values()) / len(scores)
    for place, score in zip(places, scores.values(), strict=True):
        there[place], marks[place] = 1.0, score - centre
    shares = there / there.sum(axis=1, keepdims=True)
    ones = np.full((len(raters), len(raters)), 1 / len(raters))
    laplacian = np.diag(there.sum(axis=0)) - there.T @ shares
    inverse = np.linalg.inv(laplacian + ones) - ones
    effects = inverse @ (marks.sum(axis=0) - shares.T @ marks.sum(axis=1))
    levels = (marks.sum(axis=1) - there @ effects) / there.sum(axis=1)
    rest = (marks - levels[:, None] - effects) * there
    spare = spare_scores(scores)
    variance = _squares(rest) / spare
    return Fit(
        {rater: float(effects[i]) for i, rater in enumerate(raters)},
        {rater: sqrt(variance * float(inverse[i, i])) for i, rater in enumerate(raters)},
        spare,
        _variances(there, marks, rest, spare),
        _deviations(scores, places, rest, _leverages(there, shares, inverse), spare),
    )


def _squares(rest: NDArray[np.float64]) -> float:
    """The sum of squares; 0 where nothing but binary noise is left."""
    total = float((rest**2).sum())
    return total if total > rest.size * _NOTHING**2 else 0.0


def _variances(
    there: NDArray[np.float64], marks: NDArray[np.float64], rest: NDArray[np.float64], spare: int
) -> Variances:
    """By fitting constants (Henderson's method 3); with every pair there, the mean squares of the two-way analysis."""
    number, error = float(there.sum()), _squares(rest) / spare
    found = []
    # What one side explains beyond the other: the loss of leaving it out.
    for axis, left_out in ((0, there.shape[0]), (1, there.shape[1])):
        kept = there.sum(axis=axis, keepdims=True)
        without = _squares((marks - marks.sum(axis=axis, keepdims=True) / kept) * there)
        explained = without - _squares(rest) - (left_out - 1) * error
        spread = max(0.0, explained / (number - kept.size)) if number > kept.size else 0.0
        found.append(spread if spread > _NOTHING**2 else 0.0)
    return Variances(found[0], found[1], error)


def _leverages(
    there: NDArray[np.float64], shares: NDArray[np.float64], inverse: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How much each score decides its own fitted value, 0 to 1."""
    mixed = shares @ inverse
    own = (mixed * shares).sum(axis=1, keepdims=True) + 1 / there.sum(axis=1, keepdims=True)
    leverages: NDArray[np.float64] = own - 2 * mixed + np.diag(inverse)
    return leverages


def _deviations(
    scores: Mapping[Pair, float],
    places: Iterable[tuple[int, int]],
    rest: NDArray[np.float64],
    leverages: NDArray[np.float64],
    spare: int,
) -> dict[Pair, Deviation]:
    squares = _squares(rest)
    found = {}
    for (pair, score), place in zip(scores.items(), places, strict=True):
        free = 1 - float(leverages[place])
        if free < _NOTHING:
            continue
        residual = float(rest[place])
        others = squares - residual**2 / free
        if abs(residual) < _NOTHING:
            studentised = 0.0
        elif others <= len(scores) * _NOTHING**2:
            studentised = inf if residual > 0 else -inf
        else:
            studentised = residual / sqrt(others / (spare - 1) * free)
        found[pair] = Deviation(score - residual / free, studentised)
    return found

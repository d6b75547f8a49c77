"""Weighted means: what is missing is left out and the rest shares its weight; never a 0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from dangjian_xl.scoring.exact import in_words, weighted

#: A weight in percent and the score that it weighs, None where there is none.
Part = tuple[Decimal, Fraction | None]


def weigh(parts: Iterable[Part]) -> Fraction | None:
    """The exact mean of the scores that are there, by their weights; None where there is none."""
    present = present_parts(parts)
    return weighted(present) if present else None


def present_parts(parts: Iterable[Part]) -> list[tuple[Decimal, Fraction]]:
    """The parts that have a score."""
    return [(weight, score) for weight, score in parts if score is not None]


def mean_formula(weights: str, scores: str) -> str:
    """The same over blocks of a worksheet; "" where a score is missing."""
    return f"SUMPRODUCT({weights},{scores})/{_present_weight(weights, scores)}"


def shares(parts: Sequence[Part]) -> list[Fraction]:
    """What each part adds to the mean, 0 where it has no score."""
    whole = sum(Fraction(weight) for weight, _ in present_parts(parts))
    return [Fraction(0) if score is None else Fraction(weight) * score / whole for weight, score in parts]


def share_formula(weight: str, score: str, weights: str, scores: str) -> str:
    """The same as a worksheet expression, by the part's own cells and the blocks of all."""
    return f"IF(ISNUMBER({score}),{weight}*{score}/{_present_weight(weights, scores)},0)"


def _present_weight(weights: str, scores: str) -> str:
    return f"SUMPRODUCT({weights},1*ISNUMBER({scores}))"


def mean_words(parts: Sequence[Part], result: Fraction) -> str:
    """The same with its numbers, up to the result."""
    present = present_parts(parts)
    terms = "＋".join(f"{in_words(score)}×{weight:f}％" for weight, score in present)
    whole = sum(weight for weight, _ in present)
    terms = f"（{terms}）" if len(present) > 1 else terms
    return f"{terms}{'' if whole == 100 else f'÷{whole:f}％'}＝{in_words(result)}"

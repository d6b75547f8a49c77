"""Exact arithmetic of scores: fractions all the way, rounded half up (decimal) only where the scheme says so."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import floor

#: Stands before a figure whose decimals have no end.
ABOUT = "约"


def rounded(value: Fraction, digits: int) -> Fraction:
    """Half up in decimal: 2.345 -> 2.35 with two digits, never what a binary float makes of it."""
    scale = 10**digits
    return Fraction(floor(value * scale * 2 + 1) // 2, scale)


def as_decimal(value: Fraction, digits: int) -> Decimal:
    """The rounded value as a Decimal with exactly `digits` decimals."""
    return Decimal(floor(value * 10**digits * 2 + 1) // 2).scaleb(-digits)


def mean(values: Iterable[Fraction]) -> Fraction:
    """Exact mean of at least one value."""
    listed = list(values)
    return sum(listed, Fraction(0)) / len(listed)


def median(values: Iterable[Fraction]) -> Fraction:
    """Exact median of at least one value; of an even number, the mean of the middle two."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def weighted(pairs: Iterable[tuple[Decimal, Fraction]]) -> Fraction:
    """Exact mean weighted by the given weights, whatever they add to (so a missing part renormalises the rest)."""
    listed = [(Fraction(weight), value) for weight, value in pairs]
    return sum((w * v for w, v in listed), Fraction(0)) / sum(w for w, _ in listed)


def in_words(value: Fraction | Decimal) -> str:
    """A figure as people read it: all its decimals where they end, else rounded to four with 约 before it."""
    exact = Fraction(value)
    rest = exact.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest > 1:
        return f"{ABOUT}{_plain(as_decimal(exact, 4))}"
    digits = 0
    while (exact * 10**digits).denominator > 1:
        digits += 1
    return _plain(as_decimal(exact, digits))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Exact arithmetic: decimal half up, means and weights as fractions."""

from __future__ import annotations

import statistics
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl.scoring.exact import as_decimal, mean, median, rounded, weighted
from tests.support.scoring import (
    LONGER,
    D,
    F,
)

# Exact arithmetic


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        ("2.345", 2, "2.35"),  # as a binary float it lies below and gives 2.34
        ("2.675", 2, "2.68"),
        ("1.005", 2, "1.01"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),  # half to even gives 2 here …
        ("2.5", 0, "3"),  # … and 2 here
        ("89.995", 2, "90.00"),
        ("89.99499999", 2, "89.99"),
        ("92.936", 2, "92.94"),
        ("100", 4, "100.0000"),
    ],
)
def test_half_up_in_decimal(value: str, digits: int, expected: str) -> None:
    assert rounded(F(value), digits) == F(expected)
    assert str(as_decimal(F(value), digits)) == expected


@LONGER
@given(st.integers(0, 10**10), st.integers(0, 8), st.integers(0, 4))
def test_rounding_is_that_of_the_decimal_module(number: int, scale: int, digits: int) -> None:
    exact = D(number).scaleb(-scale)
    expected = exact.quantize(D(1).scaleb(-digits), ROUND_HALF_UP)
    assert as_decimal(F(exact), digits) == expected
    assert as_decimal(F(exact), digits).as_tuple() == expected.as_tuple()
    assert rounded(F(exact), digits) == F(expected)


@LONGER
@given(st.fractions(0, 100), st.integers(0, 4))
def test_rounding_moves_by_half_a_step_at_most_and_once(value: Fraction, digits: int) -> None:
    half = F(1, 2 * 10**digits)
    assert -half < rounded(value, digits) - value <= half
    assert rounded(rounded(value, digits), digits) == rounded(value, digits)


FRACTIONS = st.lists(st.fractions(0, 100), min_size=1, max_size=9)


@LONGER
@given(FRACTIONS)
def test_mean_and_median(values: list[Fraction]) -> None:
    assert mean(values) == statistics.mean(values)
    assert median(values) == statistics.median(values)


@LONGER
@given(st.lists(st.tuples(st.integers(1, 100).map(D), st.fractions(0, 100)), min_size=1), st.integers(2, 9))
def test_a_weighted_mean_depends_on_proportions_only(
    pairs: list[tuple[Decimal, Fraction]], times: int
) -> None:
    assert weighted(pairs) == weighted([(w * times, v) for w, v in pairs]) == weighted(pairs[::-1])
    assert min(v for _, v in pairs) <= weighted(pairs) <= max(v for _, v in pairs)

"""Raters who hardly tell targets apart: all their scores alike, or spread much less than those of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from statistics import median, stdev

#: Two equal scores are chance; a spread is compared from five scores on, and with those of two others at least.
_LEAST_EQUAL, _LEAST_SPREAD, _LEAST_RATERS = 3, 5, 3
#: With five scores a spread below a third of the true one comes by chance in about 2 of 100 cases, with more scores in fewer.
FLAT_SHARE = Fraction(1, 3)


def remarks(scores: Mapping[str, Sequence[Fraction]]) -> dict[str, tuple[str, ...]]:
    """Sentences about raters who share targets, by code; `scores`: what each gave, of 100."""
    spreads = {code: stdev(given) for code, given in scores.items() if len(given) >= _LEAST_SPREAD}
    usual = median(spreads.values()) if len(spreads) >= _LEAST_RATERS else 0
    found: dict[str, tuple[str, ...]] = {}
    for code, given in scores.items():
        if len(given) >= _LEAST_EQUAL and len(set(given)) == 1:
            found[code] = (f"评的 {len(given)} 个对象全部同分",)
        elif spreads.get(code, usual) < FLAT_SHARE * usual:
            found[code] = (f"打分很平：高低拉开的程度不到各评价人中位数（{usual:.2f} 分）的三分之一",)
    return found

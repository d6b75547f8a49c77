"""How many totals lie in which part of which grade's band, as rows of numbers for a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dangjian_xl.outputs.grading import GRADING, Grading
from dangjian_xl.outputs.sheet import Cell, Live, block
from dangjian_xl.scheme.model import Grade

#: Widths (points) that people count in, and into how many parts a band is divided at most.
_STEPS = tuple(map(Decimal, ("1", "2", "2.5", "3", "5", "10", "15", "20", "25", "30")))
_MOST_PARTS = 4
#: What the best band is thought to reach up to; it is open all the same.
_FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Bin:
    """One part of a grade's band (0 the best): label, lower and upper bound, how many."""

    grade: int
    cells: tuple[Cell, ...]


def parts(width: Decimal) -> int:
    """Into how many equal parts a band of so many points is divided: by a usual step, else into four."""
    fitting = [int(width / step) for step in _STEPS if width % step == 0 and width / step <= _MOST_PARTS]
    return max(fitting, default=_MOST_PARTS)


def edges(grades: Sequence[Grade]) -> list[tuple[int, int, int, Decimal]]:
    """Lower bounds of all bins, worst first, as (grade, number of its part, of so many, bound)."""
    found = []
    for grade in reversed(range(len(grades))):
        low = grades[grade].lower
        high = grades[grade - 1].lower if grade else max(_FULL, low + 10)
        count = parts(high - low)
        found += [(grade, number, count, low + (high - low) * number / count) for number in range(count)]
    return found


def bins(grading: Grading, tier: str, first: int) -> list[Bin]:
    """The bins of a tier, worst first; their rows begin at the 1-based row `first`.

    The first is open below and the last above.
    """
    grades, listed = grading.scheme.grades, edges(grading.scheme.grades)
    scores = [p.total.total for p in grading.assessment.of_tier(tier) if p.total.total is not None]
    totals = block(GRADING, grading.letters["total"], *grading.spans[tier])
    found = []
    for index, (grade, number, count, low) in enumerate(listed):
        row, final = first + index, index == len(listed) - 1
        high = None if final else listed[index + 1][3]
        inside = sum((not index or s >= low) and (high is None or s < high) for s in scores)
        within = [f"ISNUMBER({totals})"]
        within += [f"({totals}>=B{row})"] if index else []
        within += [] if final else [f"({totals}<C{row})"]
        counted = "*".join(within) if len(within) > 1 else f"1*{within[0]}"
        name = f"INDEX({grading.rules.grade_names},{grade + 1})"
        words, shown = _words(row, low if index else None, high)
        found.append(
            Bin(
                grade,
                (
                    Live(f'{name}&" "&{words}', f"{grades[grade].name} {shown}"),
                    Live(_edge(grading, grade, number, count), float(low)) if index else None,
                    None if high is None else Live(f"B{row + 1}", float(high)),
                    Live(f"SUMPRODUCT({counted})", inside),
                ),
            )
        )
    return found


def _edge(grading: Grading, grade: int, number: int, count: int) -> str:
    """The formula of a bin's lower bound."""
    lowers = grading.rules.lowers
    if not number:
        return lowers[grade]
    upper = lowers[grade - 1] if grade else str(max(_FULL, grading.scheme.grades[0].lower + 10))
    # rounded as totals are, so that a total on the line is on the line in binary arithmetic too
    return f"ROUND({lowers[grade]}+({upper}-{lowers[grade]})*{number}/{count},6)"


def _words(row: int, low: Decimal | None, high: Decimal | None) -> tuple[str, str]:
    """A bin's bounds in words: as a formula and as it reads."""
    if low is None:
        return (f'C{row}&"以下"', f"{_plain(high)}以下") if high is not None else ('"全部"', "全部")
    if high is None:
        return f'B{row}&"及以上"', f"{_plain(low)}及以上"
    return f'B{row}&"～"&C{row}', f"{_plain(low)}～{_plain(high)}"


def _plain(number: Decimal | None) -> str:
    return "" if number is None else f"{number.normalize():f}"

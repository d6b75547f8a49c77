"""Sheets of blocks that a page's end must not cut: how small they are printed, and where pages end.

A sheet that is fitted to a page's width ignores page ends that are set, so the scale is found here instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dangjian_xl import style

#: Points of A4 within the margins of `style.print_setup`: short and long side.
_SHORT, _LONG = (523.0, 491.0), (770.0, 737.0)
#: What a column takes at most for each digit of its width, and besides: where the body font is missing, a wider one stands in.
_POINTS_A_DIGIT, _POINTS_A_COLUMN = 7.2, 4.0
#: Smaller print than this (percent) is not legible; what is wider goes on to the next page.
_SMALLEST = 40


@dataclass(frozen=True, slots=True)
class Block:
    """Rows that stay together: the first one (0-based) and their height in points."""

    row: int
    height: float


def paged(
    sheet: Any,  # noqa: ANN401 - XlsxWriter is untyped
    title: str,
    widths: Sequence[float],
    blocks: Sequence[Block],
    *,
    landscape: bool = False,
) -> None:
    """Set the print-out of a sheet with columns so wide (digits) up: a block is cut only where it is higher than a page."""
    style.print_setup(sheet, title, 0)
    width, height = (_LONG[0], _SHORT[1]) if landscape else (_SHORT[0], _LONG[1])
    if not landscape:
        sheet.set_portrait()
    needed = sum(widths) * _POINTS_A_DIGIT + len(widths) * _POINTS_A_COLUMN
    scale = max(_SMALLEST, min(100, math.floor(100 * width / needed)))
    sheet.set_print_scale(scale)
    room = height * 100 / scale
    ends, used = [], 0.0
    for block in blocks:
        if used and used + block.height > room:
            ends.append(block.row)
            used = 0.0
        used += block.height
        # one that takes several pages leaves the rest of its last
        used = used % room if used > room else used
    sheet.set_h_pagebreaks(ends)

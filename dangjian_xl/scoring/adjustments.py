"""Bonuses and penalties: what of each registered one counts, its row on the sheet of rules, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from dangjian_xl.scheme.model import Adjustment, AdjustmentKind, Direction, Scheme
from dangjian_xl.scoring.exact import in_words


@dataclass(frozen=True, slots=True, eq=False)
class Award:
    """One registered adjustment and what of it counts, in signed points; `used`: what the ones before it took of its kind's cap.

    `repeated`: a higher one for the same counts, so this one does not. `unused`: the target has no total to adjust.
    """

    registered: Adjustment
    kind: AdjustmentKind
    counted: Decimal
    used: Decimal
    repeated: bool = False
    unused: bool = False

    @property
    def sentence(self) -> str:
        """What is registered, and what of it counts, and why not more."""
        points, name = self.registered.points, f"{self.kind.name}（{self.registered.award}）"
        return f"{self.kind.direction}：{name}，登记 {in_words(points)} 分，{self._counted_words()}。"

    def _counted_words(self) -> str:
        counted = abs(self.counted)
        if self.unused:
            return "没有总分，不计"
        if self.repeated:
            return "同一奖项或事由只计一次，这一次不计分"
        if counted == self.registered.points:
            return f"计 {in_words(counted)} 分"
        before = f"前面已计 {in_words(self.used)} 分，" if self.used else ""
        return f"这一项累计最多 {in_words(self.kind.cap)} 分，{before}这一次只计 {in_words(counted)} 分"

    @property
    def reason(self) -> str:
        """The same as a clause among the reasons of a grade."""
        named = f"{self.kind.name}（{self.registered.award}）"
        if self.unused:
            return f"{named}没有总分，不计"
        if self.repeated:
            return f"{named}同一奖项或事由已另计一次，这一次不计"
        if not self.counted:
            return f"{named}已到累计上限，不再计分"
        way, points = "加" if self.counted > 0 else "减", abs(self.counted)
        capped = (
            ""
            if points == self.registered.points
            else f"（登记 {self.registered.points:f} 分，到累计上限为止）"
        )
        return f"{named}{way} {points:f} 分{capped}，已计入总分"


@dataclass(frozen=True, slots=True)
class AwardCells:
    """Where a target's awards stand on the sheet of rules: letters of columns, first and last row of the target."""

    points: str
    cap: str
    direction: str
    counted: str
    kind: str
    award: str
    first: int
    last: int

    def block(self, letter: str, last: int) -> str:
        """A column from the target's first row to another."""
        return f"${letter}${self.first}:${letter}${last}"


def counted_formula(cells: AwardCells, row: int) -> str:
    """What counts of the award in a row, as a worksheet expression: `apply_adjustments` for one of them."""
    points, kind = f"{cells.points}{row}", f"{cells.kind}{row}"
    higher = f"({cells.block(cells.points, cells.last)}>{points})"
    repeated, left = f"SUMPRODUCT({_alike(cells, row, cells.last)}*{higher})", f"{cells.cap}{row}"
    if row > cells.first:
        equal = f"({cells.block(cells.points, row - 1)}={points})"
        repeated += f"+SUMPRODUCT({_alike(cells, row, row - 1)}*{equal})"
        same_kind = f"1*EXACT({cells.block(cells.kind, row - 1)},{kind})"
        left = f"ROUND({left}-SUMPRODUCT({same_kind},{cells.block(cells.counted, row - 1)}),4)"
    return f"IF({repeated}>0,0,MIN({points},{left}))"


def signed_formula(cells: AwardCells, row: int) -> str:
    """What an award adds to the total or takes off it."""
    counted = f"{cells.counted}{row}"
    return f'IF({cells.direction}{row}="{Direction.BONUS}",{counted},-{counted})'


def _alike(cells: AwardCells, row: int, last: int) -> str:
    """Which rows up to `last` are the same award in the same direction: a bonus does not cancel a penalty of the same name."""
    return "*".join(
        f"EXACT({cells.block(letter, last)},{letter}{row})" for letter in (cells.award, cells.direction)
    )


def apply_adjustments(
    registered: Iterable[Adjustment], kinds: Mapping[str, AdjustmentKind], *, unused: bool = False
) -> tuple[Award, ...]:
    """What counts of a target's registered adjustments: the same award once a direction (the highest, of equal ones the first), each kind up to its cap.

    `unused`: none, for the target has no total.
    """
    listed = list(registered)
    best: dict[tuple[Direction, str], int] = {}
    for index, one in enumerate(listed):
        held = best.setdefault((kinds[one.kind].direction, one.award), index)
        if one.points > listed[held].points:
            best[kinds[one.kind].direction, one.award] = index
    counting = set(best.values())
    used = dict.fromkeys(kinds, Decimal(0))
    awards = []
    for index, one in enumerate(listed):
        kind = kinds[one.kind]
        counts = index in counting and not unused
        points = min(one.points, kind.cap - used[kind.code]) if counts else Decimal(0)
        award = Award(
            one, kind, _signed(kind.direction, points), used[kind.code], index not in counting, unused
        )
        awards.append(award)
        used[kind.code] += points
    return tuple(awards)


def _signed(direction: Direction, points: Decimal) -> Decimal:
    match direction:
        case Direction.BONUS:
            return points
        case Direction.PENALTY:
            return -points
        case _:
            assert_never(direction)


def adjustments_by_target(scheme: Scheme) -> dict[str, list[Adjustment]]:
    """The registered adjustments of each target's code, in the order in which they are registered."""
    found: dict[str, list[Adjustment]] = {}
    for adjustment in scheme.adjustments:
        found.setdefault(adjustment.target, []).append(adjustment)
    return found

"""How an answer becomes points: one rule, in exact integers and as a worksheet formula.

All marks are ticks: integers of 1/10000 point. A proportional mark (次数, 等次) is rounded half up to a whole tick.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from dangjian_xl.scheme.model import Grade, Item, ItemKind

#: Ticks in one point.
TICKS = 10_000
#: What is filled in where an optional item does not apply; it drops out of marks and full marks.
NOT_APPLICABLE = "不适用"

#: A parsed answer: ticks for numbers, the text for choices and texts.
Value = int | str


def to_ticks(points: Decimal) -> int:
    """Points to ticks; more than four decimals is a bug of ours, for codecs refuse them."""
    ticks = points * TICKS
    if ticks != ticks.to_integral_value():
        raise ValueError(points)
    return int(ticks)


def to_points(ticks: int) -> Decimal:
    """Ticks to points without trailing zeros."""
    points = Decimal(ticks) / TICKS
    return points.quantize(Decimal(1)) if ticks % TICKS == 0 else points.normalize()


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of non-negative integers rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


@dataclass(frozen=True, slots=True)
class Marking:
    """The marks of one item. `choices` pairs each choice with its ticks (是否, 等次).

    With `votes` the answer counts how many people chose one grade: `unit` are the ballot points of one such vote, `full`
    those of the best. They are weighted before anything is rounded, so they are not converted into the item's marks.
    """

    kind: ItemKind
    full: int
    unit: int = 0
    choices: tuple[tuple[str, int], ...] = ()
    votes: bool = False

    @classmethod
    def of(cls, item: Item, grades: tuple[Grade, ...]) -> Marking:
        """The marking that a checked scheme declares for an item."""
        full = to_ticks(item.full or Decimal(0))
        return cls(item.kind, full, to_ticks(item.unit or Decimal(0)), _choices(item.kind, full, grades))

    @classmethod
    def of_votes(cls, grades: tuple[Grade, ...]) -> tuple[Marking, ...]:
        """The marking of the number of votes for each grade, in the order of the grades."""
        points = [to_ticks(grade.points or Decimal(0)) for grade in grades]
        return tuple(cls(ItemKind.GRADE, points[0], unit, votes=True) for unit in points)

    def most(self, value: Value) -> int:
        """The full marks beside a valid answer: votes bring as many times the full marks as they are."""
        return self.full * value // TICKS if self.votes and isinstance(value, int) else self.full

    def ticks(self, value: Value) -> int:
        """The marks for a valid answer that is not 不适用."""
        if isinstance(value, str):
            return dict(self.choices)[value]
        if self.votes:
            return self.unit * value // TICKS
        match self.kind:
            case ItemKind.POINTS:
                return value
            case ItemKind.DEDUCTION:
                return max(0, self.full - self.unit * value // TICKS)
            case ItemKind.COUNT:
                return half_up(self.full * min(value, self.unit), self.unit)
            case ItemKind.YES_NO | ItemKind.GRADE | ItemKind.TEXT:
                raise ValueError(value)  # a number where a choice or a text was read is a bug of ours
            case _:
                assert_never(self.kind)

    def formula(self, cell: str) -> str:
        """The same as a worksheet expression in points, for a cell that holds a valid answer."""
        full, unit = to_points(self.full), to_points(self.unit)
        if self.votes:
            return f"{unit}*{cell}"
        match self.kind:
            case ItemKind.POINTS | ItemKind.TEXT:
                return cell
            case ItemKind.DEDUCTION:
                return f"MAX(0,{full}-{unit}*{cell})"
            case ItemKind.COUNT:
                return f"ROUND({full}*MIN({cell},{unit})/{unit},4)"
            case ItemKind.YES_NO | ItemKind.GRADE:
                nested = "0"
                for choice, marks in reversed(self.choices):
                    nested = f'IF({cell}="{choice}",{to_points(marks)},{nested})'
                return nested
            case _:
                assert_never(self.kind)

    def most_formula(self, full: str, cell: str) -> str:
        """The full marks beside a valid answer in a cell; `full`: the cell that holds those of one vote or answer."""
        return f"{full}*{cell}" if self.votes else full


def _choices(kind: ItemKind, full: int, grades: tuple[Grade, ...]) -> tuple[tuple[str, int], ...]:
    """What may be chosen for an item, with the ticks that it brings; nothing where a number or a text is filled in."""
    match kind:
        case ItemKind.YES_NO:
            return (("是", full), ("否", 0))
        case ItemKind.GRADE:
            points = [to_ticks(g.points or Decimal(0)) for g in grades]
            return tuple((g.name, half_up(full * p, points[0])) for g, p in zip(grades, points, strict=True))
        case ItemKind.POINTS | ItemKind.DEDUCTION | ItemKind.COUNT | ItemKind.TEXT:
            return ()
        case _:
            assert_never(kind)

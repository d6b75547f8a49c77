"""What makes a grade of a total: bands, places, vetoes, preconditions, adjustments."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dangjian_xl.scheme.choices import Direction, QuotaBase, QuotaRounding, QuotaSide


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, best first. Its band is half-open: from `lower` up to the better grade's `lower`.

    `upper`, if given, must say the same; `points` are a ballot's points for this grade.
    """

    name: str
    lower: Decimal
    upper: Decimal | None = None
    points: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """A limit on the number of targets in a grade or beyond it; `tier` empty means every tier."""

    grade: str
    side: QuotaSide
    share: Fraction
    base: QuotaBase
    rounding: QuotaRounding
    tier: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Veto:
    """A fact that caps the grade (一票否决)."""

    code: str
    name: str
    max_grade: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class VetoRecord:
    """That a veto applies to a target, and on what ground."""

    target: str
    veto: str
    fact: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Precondition:
    """A grade is only open to who has at least `minimum` points of 100 in a component, or in one of its items."""

    grade: str
    component: str
    minimum: Decimal
    item: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AdjustmentKind:
    """A kind of bonus or penalty on the total; `cap` limits its sum per target."""

    code: str
    name: str
    direction: Direction
    cap: Decimal
    note: str = ""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One bonus or penalty, in points; the same `award` counts once per target."""

    target: str
    kind: str
    points: Decimal
    award: str
    note: str = ""

"""What is said of the raters, as finished records: advice that counts for nothing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from dangjian_xl.scheme.model import Component, Organisation, Rater, RaterGroup
from dangjian_xl.scoring.agreement import Agreement
from dangjian_xl.scoring.ratings import NamedPanel


class Leaning(StrEnum):
    """What can be said of a rater's severity."""

    STRICT = "偏严"
    LENIENT = "偏宽"
    NONE = "看不出偏差"
    THIN = "数据不够，不作判断"
    ALONE = "不能比较"


@dataclass(frozen=True, slots=True)
class Lack:
    """Data of which a judgement needs `least` and has only `there`."""

    what: str
    there: int
    least: int


@dataclass(frozen=True, slots=True)
class RaterDiagnosis:
    """One rater in one panel. `forms`: targets scored; `mean`, `spread` (standard deviation; None for one form): of 100.

    `severity`: points above the block's mean rater, `low` to `high` with 95 % confidence; None where there is not enough.
    """

    component: Component
    group: RaterGroup
    rater: Rater
    forms: int
    mean: Fraction
    spread: float | None
    leaning: Leaning
    remarks: tuple[str, ...]
    severity: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Outlier:
    """One score far from what the others lead one to expect; `studentised` None where all others fit exactly."""

    component: Component
    group: RaterGroup
    rater: Rater
    target: Organisation
    score: Fraction
    expected: float
    studentised: float | None
    bound: float
    file: str


@dataclass(frozen=True, slots=True)
class BlockDiagnosis:
    """Raters of a panel that common targets join, and how far they agree; `targets` are those that two of them rated.

    `spare`: how many scores check the others; `complete`: all rated all. `kendall` only then; `single`, `joint`:
    ICC(2,1) and ICC(2,k). `lacks`: what there is too little of; then nothing else is judged.
    """

    component: Component
    group: RaterGroup
    raters: tuple[Rater, ...]
    targets: int
    scores: int
    spare: int
    complete: bool
    lacks: tuple[Lack, ...]
    kendall: float | None = None
    single: float | None = None
    joint: float | None = None
    agreement: Agreement | None = None


@dataclass(frozen=True, slots=True)
class BallotSpread:
    """How far apart at least five ballots without names are on a target, of 100."""

    component: Component
    group: RaterGroup
    target: Organisation
    ballots: int
    mean: Fraction
    spread: float
    lowest: Fraction
    highest: Fraction


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that is said of the raters, in the scheme's order. It is advice and counts for nothing."""

    panels: tuple[NamedPanel, ...]
    raters: tuple[RaterDiagnosis, ...]
    outliers: tuple[Outlier, ...]
    blocks: tuple[BlockDiagnosis, ...]
    ballots: tuple[BallotSpread, ...]

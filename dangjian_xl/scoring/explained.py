"""How one target's total and proposed grade came about, as finished records: numbers first, then what to say of them.

No record leads to a ballot without a name: of these there are counts, and marks in an order that follows from the marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from dangjian_xl.findings import Place
from dangjian_xl.scheme.model import Component, Direction, Organisation, Panel, Quota, VetoRecord
from dangjian_xl.scoring.aggregate import AppliedAdjustment
from dangjian_xl.scoring.answers import Answer
from dangjian_xl.scoring.grade import ConditionResult
from dangjian_xl.scoring.quota import Step


class Fate(StrEnum):
    """What became of one form that was due for a target, as people read it."""

    COUNTED = "计入"
    HIGHEST = "作为最高分去掉"
    LOWEST = "作为最低分去掉"
    SILENT = "全部填“不适用”，不计入"
    ABSTAINED = "没有对他作评价，不计入"
    VOID = "按方案规定无效"
    MENDING = "有错，退回修改，还没有计入"
    HELD = "有不同版本，等人确认，还没有计入"
    UNUSED = "交了但不能用，没有计入"
    MISSING = "没有交"
    APART = "只收表，不计分"


#: Of what stands in no file, or in one that must not be told.
NOWHERE = Place()
#: Fates of forms whose marks are known.
MARKED = (Fate.COUNTED, Fate.HIGHEST, Fate.LOWEST)


@dataclass(frozen=True, slots=True)
class FormTold:
    """One form and what became of it; `score` and `full` in ticks, None where it says nothing that is marked.

    Of a ballot without a name `form_id` is "", and there is neither a place nor an answer.
    """

    form_id: str
    rater: str
    fate: Fate
    score: int | None = None
    full: int | None = None
    place: Place = NOWHERE
    answers: tuple[Answer, ...] = ()

    @property
    def percent(self) -> Fraction | None:
        """Marks of 100."""
        return Fraction(100 * self.score, self.full) if self.score is not None and self.full else None


@dataclass(frozen=True, slots=True)
class GroupTold:
    """A rater group's part in a component: `exact` before rounding, `score` after, None without a valid form.

    `counts`: how many of the `due` forms had which fate. `forms`: each of them; of ballots without names those that say
    something of the target, none where these are too few to be shown; then `exact` is rounded as `score` is.
    """

    panel: Panel
    name: str
    method: str
    due: int
    counts: tuple[tuple[Fate, int], ...]
    forms: tuple[FormTold, ...]
    ballots: bool
    exact: Fraction | None
    score: Fraction | None

    def number(self, *fates: Fate) -> int:
        """How many forms had one of these fates."""
        return sum(number for fate, number in self.counts if fate in fates)

    def of(self, *fates: Fate) -> tuple[FormTold, ...]:
        """The forms shown that had one of these fates."""
        return tuple(form for form in self.forms if form.fate in fates)


@dataclass(frozen=True, slots=True)
class ComponentTold:
    """A component's part in the total: `exact` before rounding, `score` after; `done`: what was done about missing groups."""

    component: Component
    groups: tuple[GroupTold, ...]
    exact: Fraction | None
    score: Fraction | None
    done: str


@dataclass(frozen=True, slots=True)
class AdjustmentTold:
    """An adjustment and what of it counts; `cap`: of its kind; `place`: where it is registered, or the report it is about."""

    applied: AppliedAdjustment
    direction: Direction
    cap: Decimal
    place: Place


@dataclass(frozen=True, slots=True)
class QuotaTold:
    """One quota's step: `base` targets share `room` places down to the grade `limited`, `exact` is share times base.

    `base`, `room`, `exact` are 0 and `pool` is "" where the target is in none of its pools.
    """

    quota: Quota
    pool: str
    base: int
    exact: Fraction
    room: int
    limited: int
    step: Step


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence; `depth` 0 to 2 as lists are indented, `place` where the figure stands in what came back.

    `ref`: the codes of component, rater group and form by which other sheets list the same figure, as far as they apply;
    `detail`: a single answer, which a page of all figures may leave out.
    """

    text: str
    place: Place = NOWHERE
    depth: int = 0
    ref: tuple[str, ...] = ()
    detail: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; `ref` as for a line."""

    title: str
    lines: tuple[Line, ...]
    ref: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """All of one target. `mean`: of the components by weight; `exact`: with adjustments, before cap and rounding.

    `band` and `limit` are indices of grades as in `GradeProposal`; `apart`: forms that count for nothing, by
    component; `sections` say all of it.
    """

    target: Organisation
    tier: str
    components: tuple[ComponentTold, ...]
    apart: tuple[ComponentTold, ...]
    adjustments: tuple[AdjustmentTold, ...]
    mean: Fraction | None
    exact: Fraction | None
    total: Decimal | None
    rank: int | None
    band: int | None
    limit: int
    vetoes: tuple[VetoRecord, ...]
    conditions: tuple[ConditionResult, ...]
    quotas: tuple[QuotaTold, ...]
    proposed: str
    sections: tuple[Section, ...] = ()

    @property
    def groups(self) -> Iterator[GroupTold]:
        """Every rater group of whom forms were due, those that count for nothing last."""
        return (group for part in (*self.components, *self.apart) for group in part.groups)

"""What is assessed, by whom, with which weights: the whole of one year's scheme as frozen records.

Units: weights and quota shares are percent or fractions as typed (`Decimal`, `Fraction`); marks are points.
Codes are unique within their table; a field named after another table holds one of that table's codes.
Every record has a `note`, where a default that no source document gives is marked for approval.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from dangjian_xl.scheme.choices import (
    Aggregation,
    Direction,
    FormKind,
    Incomplete,
    ItemKind,
    Level,
    MissingPolicy,
    Order,
    OrgKind,
    PartKind,
    QuotaBase,
    QuotaRounding,
    QuotaSide,
    RoundingStage,
    Scope,
    TiePolicy,
)

# The choices are part of the model's vocabulary; who uses the records finds them here.
__all__ = [
    "LEAST_SHOWN",
    "SAMPLE_MARK",
    "Adjustment",
    "AdjustmentKind",
    "Aggregation",
    "Basics",
    "Component",
    "Direction",
    "Exclusion",
    "Form",
    "FormKind",
    "Grade",
    "Incomplete",
    "InspectionRule",
    "Item",
    "ItemKind",
    "Level",
    "MissingPolicy",
    "Order",
    "OrgKind",
    "Organisation",
    "Panel",
    "PartKind",
    "PastVisit",
    "Precondition",
    "Quota",
    "QuotaBase",
    "QuotaRounding",
    "QuotaSide",
    "Rater",
    "RaterGroup",
    "ReportPart",
    "ReportRule",
    "RoundingStage",
    "Scheme",
    "Scope",
    "Session",
    "Stage",
    "TiePolicy",
    "Tier",
    "Veto",
    "VetoRecord",
    "Visit",
]

#: What a note says where a value is our default and not the source document's.
SAMPLE_MARK = "示例，须经党委审定"
#: Fewer anonymous ballots than this are never shown one by one: among so few, people recognise each other's votes.
LEAST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Basics:
    """One scheme's head: identity, window, rounding and ties. `total_cap` None means totals have no upper limit."""

    code: str
    title: str
    college: str
    department: str
    year: int
    starts: date
    ends: date
    rounding_stage: RoundingStage
    digits: int
    tie_policy: TiePolicy
    total_cap: Decimal | None = None

    @property
    def identity(self) -> str:
        """Which scheme of which year a form belongs to: last year's copy under the same code is another scheme."""
        return f"{self.code}/{self.year}"


@dataclass(frozen=True, slots=True)
class Tier:
    """A group of targets assessed the same way (层面)."""

    code: str
    name: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """A party organisation; it is a target where `tier` is given. The deputy reports where there is no secretary.

    `place`: where it is visited.
    """

    code: str
    name: str
    kind: OrgKind
    tier: str = ""
    pool: str = ""
    superior: str = ""
    secretary: str = ""
    deputy: str = ""
    place: str = ""
    note: str = ""

    @property
    def reporter(self) -> str:
        """Name of the person assessed: the secretary, else the deputy (docs/sources.md, Shenzhen)."""
        return self.secretary or self.deputy

    @property
    def reporter_title(self) -> str:
        """Name with office, as forms show it."""
        return self.secretary or f"{self.deputy}（副书记）"


@dataclass(frozen=True, slots=True)
class RaterGroup:
    """A kind of raters (评价主体). With `ballots` it is anonymous: so many forms without names for each component."""

    code: str
    name: str
    ballots: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rater:
    """One who fills in forms; `organisation` is the own unit, which is never rated by this rater."""

    code: str
    name: str
    group: str
    organisation: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a tier's assessment (评价环节); `weight` in percent; `tie_order` 1 is compared first, None never.

    Weight 0: what is collected here counts for nothing. `level`: who runs it. `stage`: whose dates hold where the
    component has no `deadline` of its own.
    """

    code: str
    tier: str
    name: str
    weight: Decimal
    missing: MissingPolicy
    deadline: date | None = None
    tie_order: int | None = None
    level: Level = Level.COLLEGE
    stage: str = ""
    note: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is part of the total."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Panel:
    """A rater group's part in a component: weight in percent, form, whom it rates, how its forms become one score.

    Weight 0: its forms are collected and count for nothing.
    `trim_above`: with TRIMMED, one highest and one lowest are dropped where more than this many forms came back.
    """

    component: str
    group: str
    weight: Decimal
    form: str
    scope: Scope
    aggregation: Aggregation
    trim_above: int | None = None
    note: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is part of its component's score."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class Form:
    """A paper people fill in. `digits`: decimals allowed in a score; `total`: what full marks must add to, if given.

    What makes a returned form void: more of the best grade than `best_share` of those listed (rounded down), all
    answers alike, all with full marks; and `incomplete`, what a blank answer does.
    """

    code: str
    title: str
    kind: FormKind
    digits: int
    reason_required: bool
    total: Decimal | None = None
    instructions: str = ""
    best_share: Fraction | None = None
    equal_void: bool = False
    full_void: bool = False
    incomplete: Incomplete = Incomplete.RETURN
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing judged on a form, in a tree of at most three levels: section, subsection, text.

    `optional`: may be 不适用; a text may be left blank. `full`: full marks (None for text); `unit`: points lost per occurrence (扣分) or the threshold (次数).
    """

    form: str
    code: str
    section: str
    text: str
    kind: ItemKind
    full: Decimal | None = None
    unit: Decimal | None = None
    optional: bool = False
    criteria: str = ""
    subsection: str = ""
    note: str = ""


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


@dataclass(frozen=True, slots=True)
class Visit:
    """One cross-inspection task: an inspecting rater (检查组) visits a target."""

    rater: str
    target: str
    day: date | None = None
    place: str = ""
    members: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the work (工作阶段): what is due in it comes not before `starts` and not after `ends`."""

    code: str
    name: str
    starts: date | None = None
    ends: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class InspectionRule:
    """What the cross-inspection of a component must be like.

    Each target is visited by `teams` teams between the days `first` and `last`; a team makes at most `team_daily`
    visits a day, a target gets at most `target_daily`; `weekends`: whether Saturdays and Sundays count.
    """

    component: str
    teams: int
    first: date
    last: date
    team_daily: int = 1
    target_daily: int = 1
    weekends: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """That a team must not visit a target, and why."""

    rater: str
    target: str
    reason: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PastVisit:
    """That one organisation's team inspected another last year."""

    inspector: str
    target: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """A meeting at which the targets of a tier speak, `minutes` each, with a break after every `break_after` speakers.

    `seed`: what the lot was drawn with, None before it was drawn.
    """

    code: str
    tier: str
    day: date
    starts: time
    ends: time
    minutes: int
    order: Order
    seed: int | None = None
    break_after: int | None = None
    break_minutes: int | None = None
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportRule:
    """What the written reports of a tier must be like.

    `limit`: words as Word counts them; shares are of the text; `similar`: from which likeness with another report on,
    in percent, it is told; `pdf`: a stamped PDF comes with it; `penalty` points of `penalty_kind` for each demand
    that is not met, none where these are not given.
    """

    tier: str
    limit: int | None = None
    problems_least: Fraction | None = None
    problems_most: Fraction | None = None
    results_most: Fraction | None = None
    rectified_first: bool = False
    pdf: bool = False
    similar: int | None = None
    stage: str = ""
    penalty_kind: str = ""
    penalty: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReportPart:
    """A part that a tier's reports must have, in the order of the rows; `words`: what its heading may say, one of them."""

    tier: str
    name: str
    kind: PartKind
    required: bool
    words: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """Everything that defines one year's assessment."""

    basics: Basics
    tiers: tuple[Tier, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    groups: tuple[RaterGroup, ...] = ()
    raters: tuple[Rater, ...] = ()
    components: tuple[Component, ...] = ()
    panels: tuple[Panel, ...] = ()
    forms: tuple[Form, ...] = ()
    items: tuple[Item, ...] = ()
    grades: tuple[Grade, ...] = ()
    quotas: tuple[Quota, ...] = ()
    vetoes: tuple[Veto, ...] = ()
    veto_records: tuple[VetoRecord, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    adjustment_kinds: tuple[AdjustmentKind, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    visits: tuple[Visit, ...] = ()
    inspection_rules: tuple[InspectionRule, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    past_visits: tuple[PastVisit, ...] = ()
    sessions: tuple[Session, ...] = ()
    report_rules: tuple[ReportRule, ...] = ()
    report_parts: tuple[ReportPart, ...] = ()
    stages: tuple[Stage, ...] = ()

    def targets(self, tier: str) -> tuple[Organisation, ...]:
        """The organisations assessed in a tier, in the scheme's order."""
        return tuple(o for o in self.organisations if o.tier == tier)

    def organisation(self, code: str) -> Organisation:
        """The organisation with this code; KeyError is a bug of ours, for references are checked before."""
        return _by_code(self.organisations, code)

    def component(self, code: str) -> Component:
        """The component with this code."""
        return _by_code(self.components, code)

    def form(self, code: str) -> Form:
        """The form with this code."""
        return _by_code(self.forms, code)

    def rater(self, code: str) -> Rater:
        """The rater with this code."""
        return _by_code(self.raters, code)

    def tier(self, code: str) -> Tier:
        """The tier with this code."""
        return _by_code(self.tiers, code)

    def group(self, code: str) -> RaterGroup:
        """The rater group with this code."""
        return _by_code(self.groups, code)

    def stage(self, code: str) -> Stage:
        """The stage with this code."""
        return _by_code(self.stages, code)

    def due(self, component: Component) -> date | None:
        """The last day for a component's forms: its own deadline, else its stage's end; None for none."""
        if component.deadline or not component.stage:
            return component.deadline
        return self.stage(component.stage).ends

    def opens(self, component: Component) -> date | None:
        """The day from which on a component's forms can be filled in; None where its stage does not say."""
        return self.stage(component.stage).starts if component.stage else None

    def items_of(self, form: str) -> tuple[Item, ...]:
        """A form's items in the scheme's order."""
        return tuple(i for i in self.items if i.form == form)

    def components_of(self, tier: str) -> tuple[Component, ...]:
        """The components that make up a tier's totals, in the scheme's order."""
        return tuple(c for c in self.components if c.tier == tier and c.counts and c.level is Level.COLLEGE)

    def panels_of(self, component: str) -> tuple[Panel, ...]:
        """A component's panels in the scheme's order, those included that count for nothing."""
        return tuple(p for p in self.panels if p.component == component)

    def counted_panels(self, component: str) -> tuple[Panel, ...]:
        """The panels that make up a component's score, in the scheme's order."""
        return tuple(p for p in self.panels if p.component == component and p.counts)

    def digest(self) -> str:
        """SHA-256 (hex) of the whole content; two schemes with the same digest are equal."""
        text = json.dumps(dataclasses.asdict(self), ensure_ascii=False, sort_keys=True, default=_canonical)
        return hashlib.sha256(text.encode()).hexdigest()


class _Coded(Protocol):
    @property
    def code(self) -> str: ...


_Record = TypeVar("_Record", bound=_Coded)


def _by_code(rows: tuple[_Record, ...], code: str) -> _Record:
    for row in rows:
        if row.code == code:
            return row
    raise KeyError(code)


def _canonical(value: object) -> str:
    # 40 and 40.0 are the same weight, so they must give the same digest.
    return str(value.normalize()) if isinstance(value, Decimal) else str(value)

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
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar

from dangjian_xl.scheme.choices import (
    Aggregation,
    Direction,
    FormKind,
    ItemKind,
    MissingPolicy,
    OrgKind,
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
    "Form",
    "FormKind",
    "Grade",
    "Item",
    "ItemKind",
    "MissingPolicy",
    "OrgKind",
    "Organisation",
    "Panel",
    "Precondition",
    "Quota",
    "QuotaBase",
    "QuotaRounding",
    "QuotaSide",
    "Rater",
    "RaterGroup",
    "RoundingStage",
    "Scheme",
    "Scope",
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
    """A party organisation; it is a target where `tier` is given. The deputy reports where there is no secretary."""

    code: str
    name: str
    kind: OrgKind
    tier: str = ""
    pool: str = ""
    superior: str = ""
    secretary: str = ""
    deputy: str = ""
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
    """A part of a tier's assessment (评价环节); `weight` in percent; `tie_order` 1 is compared first, None never."""

    code: str
    tier: str
    name: str
    weight: Decimal
    missing: MissingPolicy
    deadline: date | None = None
    tie_order: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A rater group's part in a component: weight in percent, form, whom it rates, how its forms become one score.

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


@dataclass(frozen=True, slots=True)
class Form:
    """A paper people fill in. `digits`: decimals allowed in a score; `total`: what full marks must add to, if given."""

    code: str
    title: str
    kind: FormKind
    digits: int
    reason_required: bool
    total: Decimal | None = None
    instructions: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing judged on a form.

    `full`: full marks (None for text); `unit`: points lost per occurrence (扣分) or the threshold (次数).
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

    def items_of(self, form: str) -> tuple[Item, ...]:
        """A form's items in the scheme's order."""
        return tuple(i for i in self.items if i.form == form)

    def components_of(self, tier: str) -> tuple[Component, ...]:
        """A tier's components in the scheme's order."""
        return tuple(c for c in self.components if c.tier == tier)

    def panels_of(self, component: str) -> tuple[Panel, ...]:
        """A component's panels in the scheme's order."""
        return tuple(p for p in self.panels if p.component == component)

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

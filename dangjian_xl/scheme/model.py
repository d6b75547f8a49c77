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
    SettingName,
    TiePolicy,
)
from dangjian_xl.scheme.records_grading import (
    Adjustment,
    AdjustmentKind,
    Grade,
    Precondition,
    Quota,
    Veto,
    VetoRecord,
)
from dangjian_xl.scheme.records_papers import PastProblem, Setting
from dangjian_xl.scheme.records_people import Basics, Organisation, Rater, RaterGroup, Tier
from dangjian_xl.scheme.records_plans import (
    Exclusion,
    InspectionRule,
    PastVisit,
    ReportPart,
    ReportRule,
    Session,
    Stage,
    Visit,
)
from dangjian_xl.scheme.records_rating import Component, Form, Item, Panel

# Who uses a scheme finds its records and choices here.
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
    "PastProblem",
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
    "Setting",
    "SettingName",
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
    settings: tuple[Setting, ...] = ()
    past_problems: tuple[PastProblem, ...] = ()

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

    def watched_components(self, tier: str) -> tuple[Component, ...]:
        """The components of weight 0 that a precondition looks at: they have scores and no part in the total."""
        named = {condition.component for condition in self.preconditions}
        of_college = (c for c in self.components if c.tier == tier and c.level is Level.COLLEGE)
        return tuple(c for c in of_college if not c.counts and c.code in named)

    def gives_grades(self, component: str) -> bool:
        """Whether a component's counted forms all say a grade by name (情况汇总表) instead of marks."""
        panels = self.counted_panels(component)
        return bool(panels) and all(self.form(p.form).kind is FormKind.SUMMARY for p in panels)

    def is_given(self, tier: str) -> bool:
        """Whether a tier's grades are given by name by others, without totals: all that counts there gives grades."""
        components = self.components_of(tier)
        return bool(components) and all(self.gives_grades(c.code) for c in components)

    def keeps_grades(self, component: Component) -> bool:
        """Whether grades that a component's forms give by name stay names there and bring no marks."""
        return component.counts and self.is_given(component.tier)

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

"""What is rated: components, who has a part in them, forms and their items."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from dangjian_xl.scheme.choices import (
    Aggregation,
    FormKind,
    Incomplete,
    ItemKind,
    Level,
    MissingPolicy,
    Scope,
)


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

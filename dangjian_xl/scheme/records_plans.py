"""What is planned and demanded beside the forms: visits, stages, speaking sessions, written reports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

from dangjian_xl.scheme.choices import Order, PartKind


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

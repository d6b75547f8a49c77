"""Where each rule stands on the sheet 规则, for the formulas that refer to it. The sheet is tables one below another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from dangjian_xl.outputs.sheet import at, block
from dangjian_xl.outputs.trail import Span
from dangjian_xl.scheme.model import (
    Component,
    Level,
    Organisation,
    Panel,
    Precondition,
    Quota,
    Scheme,
    VetoRecord,
)
from dangjian_xl.scheme.pools import Pool, places, pools
from dangjian_xl.scheme.tables import BASICS
from dangjian_xl.scoring.aggregate import AppliedAdjustment
from dangjian_xl.scoring.grade import GradeProposal
from dangjian_xl.scoring.quota import ordered_quotas

RULES = "规则"
#: Tables of the sheet in order.
BASIC, COMPONENTS, PANELS, GRADES, QUOTAS, CONDITIONS, VETOES, ADJUSTMENTS = range(8)
_TOP = 4  # the 1-based row of the first table's title
_HEAD = 2  # its title and its headings
#: Columns that formulas refer to.
CONTENT, WEIGHT, TRIM, GRADE_NAME, GRADE_LOWER = "B", "D", "E", "B", "D"
BASE, PLACES, LIMITED = "G", "H", "I"
MINIMUM, CONDITION_LIMIT, ITEM_CODE = "D", "E", "F"
VETO_CODE, VETO_LIMIT, COUNTED = "A", "D", "H"


@dataclass(frozen=True, slots=True)
class Place:
    """One quota's places in one pool; `number` is what its targets carry, unique over all quotas."""

    number: int
    quota: Quota
    order: int
    pool: Pool

    @property
    def room(self) -> int:
        """How many places."""
        return places(self.quota, len(self.pool.targets))


@dataclass(frozen=True, slots=True)
class Award:
    """One registered adjustment of a target and what of it counts; `code` is its kind."""

    target: Organisation
    code: str
    applied: AppliedAdjustment


@dataclass(frozen=True, slots=True)
class RuleMap:
    """The sheet's records in the order of their rows, and the row at which each table's records begin."""

    scheme: Scheme
    places: tuple[Place, ...]
    awards: tuple[Award, ...]
    starts: tuple[int, ...]
    competes: Mapping[tuple[int, str], Place]

    def basic(self, field: str) -> str:
        """The cell of one of the basics."""
        index = next(i for i, column in enumerate(BASICS) if column.field == field)
        return at(RULES, CONTENT, self.starts[BASIC] + index)

    def component(self, component: Component) -> str:
        """The cell of a component's weight."""
        return at(RULES, WEIGHT, self.starts[COMPONENTS] + self.scheme.components.index(component))

    def panel(self, panel: Panel, column: str = WEIGHT) -> str:
        """The cell of a panel's weight, or of its TRIM."""
        return at(RULES, column, self.starts[PANELS] + self.scheme.panels.index(panel))

    def lower(self, grade: int) -> str:
        """The cell of a grade's lower bound."""
        return at(RULES, GRADE_LOWER, self.starts[GRADES] + grade)

    @property
    def grade_names(self) -> str:
        """The block of the grades' names."""
        first = self.starts[GRADES]
        return block(RULES, GRADE_NAME, first, first + len(self.scheme.grades) - 1)

    def place(self, place: Place, column: str) -> str:
        """A cell of a quota's places in a pool: BASE, PLACES, LIMITED."""
        return at(RULES, column, self.starts[QUOTAS] + place.number - 1)

    def condition(self, condition: Precondition, column: str) -> str:
        """A cell of a precondition: MINIMUM, CONDITION_LIMIT, ITEM_CODE."""
        return at(RULES, column, self.starts[CONDITIONS] + self.scheme.preconditions.index(condition))

    def vetoes(self, column: str) -> str:
        """A column of all registered vetoes: VETO_CODE, VETO_LIMIT."""
        first = self.starts[VETOES]
        return block(RULES, column, first, first + len(self.scheme.veto_records) - 1)

    def awards_of(self, target: str) -> Span | None:
        """The rows of a target's adjustments."""
        rows = [
            self.starts[ADJUSTMENTS] + i for i, award in enumerate(self.awards) if award.target.code == target
        ]
        return (rows[0], rows[-1]) if rows else None

    def place_of(self, order: int, target: str) -> Place | None:
        """Which places of the quota with this order a target competes for."""
        return self.competes.get((order, target))


def rule_map(scheme: Scheme, proposals: tuple[GradeProposal, ...]) -> RuleMap:
    """Lay the tables out; an empty table takes one row, which says so."""
    pairs = [
        (o, quota, pool) for o, quota in enumerate(ordered_quotas(scheme)) for pool in pools(scheme, quota)
    ]
    listed = tuple(Place(number, quota, order, pool) for number, (order, quota, pool) in enumerate(pairs, 1))
    awards = tuple(award for proposal in proposals for award in _awards(scheme, proposal))
    basics = len(BASICS)
    counts = (basics, *(len(t) for t in (scheme.components, scheme.panels, scheme.grades, listed)))
    counts += (len(scheme.preconditions), len(scheme.veto_records), len(awards))
    starts, row = [], _TOP
    for size in counts:
        starts.append(row + _HEAD)
        row += _HEAD + max(1, size) + 1
    competes = {(place.order, t.code): place for place in listed for t in place.pool.targets}
    return RuleMap(scheme, listed, awards, tuple(starts), competes)


def _awards(scheme: Scheme, proposal: GradeProposal) -> list[Award]:
    registered = [a for a in scheme.adjustments if a.target == proposal.target.code]
    applied = proposal.total.adjustments
    return [Award(proposal.target, a.kind, b) for a, b in zip(registered, applied, strict=True)]


def veto_records(scheme: Scheme, target: str) -> list[VetoRecord]:
    """What is registered against a target."""
    return [record for record in scheme.veto_records if record.target == target]


def condition_lists(scheme: Scheme) -> Mapping[str, list[Precondition]]:
    """Each tier's preconditions, in the scheme's order; those on what units run are judged by the units."""
    tier = {c.code: c.tier for c in scheme.components if c.level is Level.COLLEGE}
    judged = [condition for condition in scheme.preconditions if condition.component in tier]
    ordered = sorted(judged, key=lambda condition: tier[condition.component])
    found = {code: list(group) for code, group in groupby(ordered, key=lambda c: tier[c.component])}
    return {t.code: found.get(t.code, []) for t in scheme.tiers}

"""Where each rule stands on the sheet 规则, for the formulas that refer to it. The sheet is tables one below another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dangjian_xl.outputs.sheet import at, block
from dangjian_xl.outputs.trail import Span
from dangjian_xl.scheme.model import Component, Organisation, Panel, Precondition, Scheme
from dangjian_xl.scheme.tables import BASICS
from dangjian_xl.scoring.adjustments import Award
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.quotas import QuotaPlaces

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
class RuleMap:
    """The sheet's records in the order of their rows, and the row at which each table's records begin.

    `places`: each quota's, by number; `awards`: whose, and what; `competes`: by order of the quota and target the places that
    the target competes for; `award_rows`: by target the rows of its awards.
    """

    scheme: Scheme
    places: tuple[QuotaPlaces, ...]
    awards: tuple[tuple[Organisation, Award], ...]
    starts: tuple[int, ...]
    competes: Mapping[tuple[int, str], QuotaPlaces]
    award_rows: Mapping[str, Span]
    indices: Mapping[object, int]

    def basic(self, field: str) -> str:
        """The cell of one of the basics."""
        index = next(i for i, column in enumerate(BASICS) if column.field == field)
        return at(RULES, CONTENT, self.starts[BASIC] + index)

    def component(self, component: Component) -> str:
        """The cell of a component's weight."""
        return at(RULES, WEIGHT, self.starts[COMPONENTS] + self.indices[component])

    def panel(self, panel: Panel, column: str = WEIGHT) -> str:
        """The cell of a panel's weight, or of its TRIM."""
        return at(RULES, column, self.starts[PANELS] + self.indices[panel])

    @property
    def lowers(self) -> list[str]:
        """The cells of the grades' lower bounds."""
        first = self.starts[GRADES]
        return [at(RULES, GRADE_LOWER, first + index) for index in range(len(self.scheme.grades))]

    @property
    def grade_names(self) -> str:
        """The block of the grades' names."""
        first = self.starts[GRADES]
        return block(RULES, GRADE_NAME, first, first + len(self.scheme.grades) - 1)

    def place(self, places: QuotaPlaces, column: str) -> str:
        """A cell of a quota's places in a pool: BASE, PLACES, LIMITED."""
        return at(RULES, column, self.starts[QUOTAS] + places.number - 1)

    def condition(self, condition: Precondition, column: str) -> str:
        """A cell of a precondition: MINIMUM, CONDITION_LIMIT, ITEM_CODE."""
        return at(RULES, column, self.starts[CONDITIONS] + self.indices[condition])

    def vetoes(self, column: str) -> str:
        """A column of all registered vetoes: VETO_CODE, VETO_LIMIT."""
        first = self.starts[VETOES]
        return block(RULES, column, first, first + len(self.scheme.veto_records) - 1)

    def place_of(self, order: int, target: str) -> QuotaPlaces | None:
        """Which places of the quota with this order a target competes for."""
        return self.competes.get((order, target))


def rule_map(assessment: Assessment) -> RuleMap:
    """Lay the tables out; an empty table takes one row, which says so."""
    scheme, places = assessment.scheme, assessment.places
    awards = tuple((p.target, award) for p in assessment.proposals for award in p.total.adjustments)
    sizes = [len(BASICS), *map(len, (scheme.components, scheme.panels, scheme.grades, places))]
    sizes += [*map(len, (scheme.preconditions, scheme.veto_records, awards))]
    starts, row = [], _TOP
    for size in sizes:
        starts.append(row + _HEAD)
        row += _HEAD + max(1, size) + 1
    listed: Sequence[Sequence[object]] = (scheme.components, scheme.panels, scheme.preconditions)
    return RuleMap(
        scheme,
        places,
        awards,
        tuple(starts),
        {(place.order, target.code): place for place in places for target in place.pool.targets},
        _award_rows(awards, starts[ADJUSTMENTS]),
        {record: index for records in listed for index, record in enumerate(records)},
    )


def _award_rows(awards: Sequence[tuple[Organisation, Award]], first: int) -> dict[str, Span]:
    """The rows of each target's awards, which stand together."""
    rows: dict[str, Span] = {}
    for row, (target, _) in enumerate(awards, first):
        rows[target.code] = (rows.get(target.code, (row, row))[0], row)
    return rows

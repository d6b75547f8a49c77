"""The tree of every number: form → rater group → component → total → rank → quota place → grade, one a target.

Each node holds its value, what it was made from, and the choice of the scheme that made it (a way of combining, a quota's
places …), which knows the formula and the words for it. Whatever shows a figure walks this tree; nothing computes it again.
Nodes are equal only to themselves, so that sheets can find where each of them stands.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dangjian_xl.scheme.model import (
    LEAST_SHOWN,
    Component,
    Form,
    Item,
    Organisation,
    Panel,
    Precondition,
    RaterGroup,
    VetoRecord,
)
from dangjian_xl.scoring.adjustments import Award
from dangjian_xl.scoring.combining import Combining
from dangjian_xl.scoring.form_score import FormScore
from dangjian_xl.scoring.missing import MissingGroups, refuses
from dangjian_xl.scoring.outcomes import BACK, MARKED, VOIDED, WORDLESS, FormOutcome
from dangjian_xl.scoring.quotas import QuotaStep
from dangjian_xl.scoring.sentences import quoted


@dataclass(frozen=True, slots=True, eq=False)
class GroupScore:
    """What a rater group says of a target: `exact` before rounding, `score` after; None without a valid form.

    `forms`: all that were due, in the order of issue; ballots without names in an order of their content alone. `speaking`: of
    a single item, how many forms say something of the target as a whole.
    """

    panel: Panel
    group: RaterGroup
    form: Form
    combining: Combining
    forms: tuple[FormScore, ...]
    exact: Fraction | None = None
    score: Fraction | None = None
    speaking: int | None = None

    @property
    def listed(self) -> tuple[FormScore, ...]:
        """The forms that have marks or a given grade for the target, those on which nothing applied among them."""
        return tuple(form for form in self.forms if form.score is not None or form.grade)

    @property
    def kept(self) -> tuple[FormScore, ...]:
        """The forms that the score is made from."""
        return self.of(FormOutcome.COUNTED)

    @property
    def dropped(self) -> tuple[FormScore, ...]:
        """The forms left out as highest and lowest."""
        return self.of(FormOutcome.HIGHEST, FormOutcome.LOWEST)

    @property
    def due(self) -> int:
        """How many forms were issued."""
        return len(self.forms)

    @property
    def valid(self) -> int:
        """How many forms say something of the target."""
        return self.number(*MARKED)

    @property
    def silent(self) -> int:
        """How many forms came back and say nothing of the target."""
        return self.number(*WORDLESS)

    @property
    def void(self) -> int:
        """How many came back and are void, by the scheme's rules or because more votes came back than went out."""
        return self.number(*VOIDED)

    @property
    def back(self) -> int:
        """How many forms came back and can be read."""
        return self.number(*BACK)

    @property
    def secret(self) -> bool:
        """Whether its forms are ballots without names."""
        return bool(self.group.ballots)

    @property
    def shown(self) -> bool:
        """Whether its forms may be shown one by one."""
        speaking = self.valid if self.speaking is None else self.speaking
        return not self.secret or speaking >= LEAST_SHOWN

    @property
    def counts(self) -> tuple[tuple[FormOutcome, int], ...]:
        """How many of the due forms had which outcome."""
        numbers = Counter(form.outcome for form in self.forms)
        return tuple((outcome, numbers[outcome]) for outcome in FormOutcome if numbers[outcome])

    def number(self, *outcomes: FormOutcome) -> int:
        """How many forms had one of these outcomes."""
        return sum(form.outcome in outcomes for form in self.forms)

    def of(self, *outcomes: FormOutcome) -> tuple[FormScore, ...]:
        """The forms that had one of these outcomes."""
        return tuple(form for form in self.forms if form.outcome in outcomes)


@dataclass(frozen=True, slots=True, eq=False)
class ComponentScore:
    """A component's score for a target, or that of one `item` of it: `exact` before rounding, `score` after.

    None where no group has a score, or one has none and the scheme refuses then.
    """

    component: Component
    groups: tuple[GroupScore, ...]
    exact: Fraction | None = None
    score: Fraction | None = None
    item: Item | None = None

    @property
    def missing(self) -> tuple[GroupScore, ...]:
        """Groups without a score; grades given by name are none that is missing."""
        return tuple(g for g in self.groups if g.score is None and not any(f.grade for f in g.kept))

    @property
    def refused(self) -> bool:
        """Whether something is missing here and the scheme says that then there is no score."""
        return bool(self.missing) and refuses(self.component.missing)

    def lack(self, *, computed: bool) -> MissingGroups:
        """What is missing here; `computed`: the target has a total all the same."""
        names = tuple(group.group.name for group in self.missing)
        return MissingGroups(self.component, names, self.score is not None, computed)


@dataclass(frozen=True, slots=True, eq=False)
class Total:
    """A target's total; None where it cannot be computed, or grades are given by name (`is_given`).

    `watched`: components that only preconditions look at; `uncounted`: what was due and counts for nothing. `mean`: of the
    components by weight; `exact`: with adjustments, before cap and rounding. `given`: the grade that was reported, "" for none.
    """

    tier: str
    target: Organisation
    components: tuple[ComponentScore, ...]
    adjustments: tuple[Award, ...] = ()
    mean: Fraction | None = None
    exact: Fraction | None = None
    total: Decimal | None = None
    watched: tuple[ComponentScore, ...] = ()
    uncounted: tuple[ComponentScore, ...] = ()
    is_given: bool = False
    given: str = ""

    @property
    def adjustment(self) -> Decimal:
        """Sum of what the adjustments count."""
        return sum((a.counted for a in self.adjustments), Decimal(0))

    @property
    def lacking(self) -> str:
        """Why there is no grade where grades are given by name, as a clause."""
        named = dict.fromkeys(f.grade for part in self.components for g in part.groups for f in g.kept)
        return f"上报的等次不一致（{quoted(named)}）" if named else "没有上报等次"

    @property
    def component_scores(self) -> dict[str, Fraction | None]:
        """The counted components' scores by code."""
        return {part.component.code: part.score for part in self.components}

    @property
    def scored(self) -> tuple[ComponentScore, ...]:
        """All components that have scores: those that count, then those that are only looked at."""
        return (*self.components, *self.watched)

    @property
    def unscored(self) -> tuple[ComponentScore, ...]:
        """The counted components to blame where there is no total: those that the scheme refuses, else those without a score."""
        refused = tuple(part for part in self.components if part.refused)
        return refused or tuple(part for part in self.components if part.score is None)

    @property
    def groups(self) -> tuple[GroupScore, ...]:
        """Every rater group of whom forms were due, those that count for nothing last."""
        return tuple(group for part in (*self.scored, *self.uncounted) for group in part.groups)


@dataclass(frozen=True, slots=True, eq=False)
class ConditionResult:
    """A precondition and what the target has of it (None: there is no such score, so it is not met).

    `made_from`: the component, or of a precondition on an item what that item alone makes of it.
    """

    condition: Precondition
    made_from: ComponentScore | None

    @property
    def score(self) -> Fraction | None:
        """Points of 100."""
        return self.made_from.score if self.made_from else None

    @property
    def met(self) -> bool:
        """Whether the minimum is reached."""
        return self.score is not None and self.score >= Fraction(self.condition.minimum)


@dataclass(frozen=True, slots=True, eq=False)
class GradeProposal:
    """One target's rank and proposed grade. Grades are indices into `scheme.grades` (0 best); None without a total.

    `band`: by total alone, or the grade given by name; `vetoes`: what is registered; `limit`: best grade that vetoes and
    preconditions leave; `steps`: one a quota, in the order of `quotas.order_quotas`; `proposed` is what people read.
    """

    total: Total
    rank: int | None
    band: int | None
    limit: int
    vetoes: tuple[VetoRecord, ...]
    conditions: tuple[ConditionResult, ...]
    steps: tuple[QuotaStep, ...]
    proposed: str
    reasons: tuple[str, ...]

    @property
    def target(self) -> Organisation:
        """Who."""
        return self.total.target

    @property
    def final(self) -> int | None:
        """The grade after all quotas, whether a tie leaves it open or not."""
        return self.steps[-1].after if self.steps else self.start

    @property
    def start(self) -> int | None:
        """The grade before any quota."""
        return None if self.band is None else max(self.band, self.limit)

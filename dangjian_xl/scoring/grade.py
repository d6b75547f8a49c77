"""Totals -> ranks and proposed grades: bands or given grades, vetoes, preconditions, quotas, ties; every step leaves its reason.

The committee decides; where a tie straddles a quota's line nothing is decided here, the grade is PENDING.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import Organisation, Scheme, VetoRecord
from dangjian_xl.scheme.pools import grade_index
from dangjian_xl.scoring.exact import as_decimal
from dangjian_xl.scoring.limits import (
    band_words,
    condition_words,
    find_band,
    find_limit,
    given_words,
    item_gap_words,
    veto_words,
)
from dangjian_xl.scoring.quotas import (
    Contender,
    QuotaPlaces,
    QuotaStep,
    Stand,
    apply_quotas,
    order_quotas,
    quota_places,
)
from dangjian_xl.scoring.sentences import quoted
from dangjian_xl.scoring.ties import Order, Strength, TieBreak
from dangjian_xl.scoring.tree import ConditionResult, GradeProposal, Total

#: Proposed “grade” of a target whose tie straddles a line, and of one without a total.
PENDING = "待定"
UNGRADED = "无法评定"

Conditions = Mapping[str, tuple[ConditionResult, ...]]


@dataclass(frozen=True, slots=True)
class Graded:
    """Proposals in the order of the totals; `places`: each quota's.

    `findings`: what the committee is asked: ties on a line, and places left over.
    """

    proposals: tuple[GradeProposal, ...]
    places: tuple[QuotaPlaces, ...]
    findings: tuple[Finding, ...]


def grade_totals(scheme: Scheme, totals: Sequence[Total], conditions: Conditions) -> Graded:
    """Rank and grade all targets. `conditions`: by target code, what each has of its preconditions."""
    return _Grading(scheme, totals, conditions).graded()


class _Grading:
    """One run: where each target starts, who competes with whom, and what is said of it."""

    def __init__(self, scheme: Scheme, totals: Sequence[Total], conditions: Conditions) -> None:
        self._scheme, self._totals, self._conditions = scheme, totals, conditions
        self._vetoes: dict[str, list[VetoRecord]] = {}
        for record in scheme.veto_records:
            self._vetoes.setdefault(record.target, []).append(record)
        self._bands = {total.target.code: _find_band(scheme, total) for total in totals}
        self._limits = {
            t.target.code: find_limit(
                scheme, self._vetoes.get(t.target.code, ()), conditions.get(t.target.code, ())
            )
            for t in totals
        }
        breaks = {tier.code: TieBreak.of(scheme, tier.code) for tier in scheme.tiers}
        self._contenders = {
            total.target.code: Contender(
                _strength(total, band, breaks[total.tier]), max(band, self._limits[total.target.code])
            )
            for total in totals
            if (band := self._bands[total.target.code]) is not None
        }
        self._places = quota_places(scheme)

    def graded(self) -> Graded:
        apply_quotas(self._scheme, self._places, self._contenders)
        freed = {(p.number, code): free for p in self._places for code, free in self._free(p)}
        for code, one in self._contenders.items():
            one.settle({places.number: freed.get((places.number, code), 0) for places in self._places})
        ranks = self._ranks()
        proposals = tuple(self._proposal(total, ranks.get(total.target.code)) for total in self._totals)
        return Graded(proposals, self._places, (*self._ties(), *self._left_over()))

    def _ranks(self) -> dict[str, int]:
        """Rank within the tier: one more than those who stand strictly better; none without a total."""
        ranks: dict[str, int] = {}
        for tier in self._scheme.tiers:
            own = [t for t in self._totals if t.tier == tier.code and t.total is not None]
            strengths = {t.target.code: self._contenders[t.target.code].strength for t in own}
            order = Order(strengths.values())
            ranks |= {code: 1 + order.place(one)[0] for code, one in strengths.items()}
        return ranks

    def _proposal(self, total: Total, rank: int | None) -> GradeProposal:
        code = total.target.code
        one, conditions = self._contenders.get(code), self._conditions.get(code, ())
        vetoes = tuple(self._vetoes.get(code, ()))
        if one is None:
            steps = tuple(
                QuotaStep(quota, None, Stand.OUTSIDE, None, None) for quota in order_quotas(self._scheme)
            )
            proposed = UNGRADED
        else:
            steps = tuple(one.steps)
            proposed = PENDING if one.pending else self._scheme.grades[one.grade].name
        reasons = tuple(self._reasons(total, vetoes, conditions, steps))
        band, limit = self._bands[code], self._limits[code]
        return GradeProposal(total, rank, band, limit, vetoes, conditions, steps, proposed, reasons)

    def _reasons(
        self,
        total: Total,
        vetoes: Sequence[VetoRecord],
        conditions: Sequence[ConditionResult],
        steps: Sequence[QuotaStep],
    ) -> Iterator[str]:
        scheme, band = self._scheme, self._bands[total.target.code]
        if total.total is not None and band is not None:
            yield band_words(scheme, total.total, band)
        elif band is not None:
            yield given_words(scheme, band)
        elif not total.is_given:
            yield "没有足够的有效表，算不出总分"
        yield from (veto_words(scheme, record) for record in vetoes)
        yield from (condition_words(scheme, result) for result in conditions if not result.met)
        yield from (told for result in conditions if (told := item_gap_words(result)))
        yield from (award.reason for award in total.adjustments if band is not None)
        yield from (step.reason for step in steps if step.reason)

    def _inside(
        self, places: QuotaPlaces, said: Stand
    ) -> Iterator[tuple[Organisation, Contender, QuotaStep]]:
        """Who took this quota's step with this outcome, with the step."""
        for target in places.pool.targets:
            one = self._contenders.get(target.code)
            if one and one.steps[places.order].says is said:
                yield target, one, one.steps[places.order]

    def _free(self, places: QuotaPlaces) -> Iterator[tuple[str, int]]:
        """The codes of those who found no place although one is left after later quotas, with how many are; nobody is moved up.

        Only who would then break no other quota.
        """
        free = places.room - self._taken(places)
        for target, one, _ in self._inside(places, Stand.FULL) if free > 0 else ():
            if one.grade == places.limited + 1:
                others = (s.places for s in one.steps if s.places and s.places is not places)
                if all(
                    one.grade <= p.limited or p.limited < places.limited or self._taken(p) < p.room
                    for p in others
                ):
                    yield target.code, free

    def _taken(self, places: QuotaPlaces) -> int:
        """How many have the limited grade or a better one, those who wait for the committee among them."""
        inside = (self._contenders.get(target.code) for target in places.pool.targets)
        return sum(one is not None and one.grade <= places.limited for one in inside)

    def _ties(self) -> Iterator[Finding]:
        """For every tie on a line that nothing settled: who, of which places."""
        for places in self._places:
            tied = list(self._inside(places, Stand.TIED))
            still = [(target.name, step) for target, _, step in tied if step.is_open]
            settled = [target.name for target, _, step in tied if not step.is_open]
            if still:
                equal = _equal_words(self._scheme, [one.strength for _, one, _ in tied])
                if settled:
                    equal += f"（{quoted(settled)}已由后面的名额改低）"
                yield Finding.of(
                    "result-tie-on-line",
                    pool=places.pool.name,
                    targets="、".join(name for name, _ in still),
                    equal=equal,
                    grade=places.grades[places.limited],
                    places=still[0][1].left,
                )

    def _left_over(self) -> Iterator[Finding]:
        for places in self._places:
            found = {t.name: step.freed for t, _, step in self._inside(places, Stand.FULL) if step.freed}
            if found:
                yield Finding.of(
                    "result-place-free",
                    pool=places.pool.name,
                    grade=places.grade,
                    places=max(found.values()),
                    targets="、".join(found),
                    below=places.below,
                )


def _find_band(scheme: Scheme, total: Total) -> int | None:
    """Index of the grade by total alone, or of the one given by name; None where there is neither."""
    if total.given:
        return grade_index(scheme, total.given)
    return None if total.total is None else find_band(scheme.grades, total.total)


def _strength(total: Total, band: int, ties: TieBreak) -> Strength:
    if total.total is None:
        return Strength(total.tier, Fraction(-1 - band), band, is_given=True)
    return Strength(total.tier, Fraction(total.total), band, parting=ties.scores(total.component_scores))


def _equal_words(scheme: Scheme, tied: Sequence[Strength]) -> str:
    """In what those are equal whom nothing parts."""
    first = tied[0]
    if len({(one.is_given, one.value) for one in tied}) > 1:
        return f"按总分或上报的等次同属“{scheme.grades[first.level].name}”，不能再分先后"
    if first.is_given:
        return f"上报的等次同为“{scheme.grades[int(-first.value) - 1].name}”"
    return f"总分同为 {as_decimal(first.value, scheme.basics.digits)}"

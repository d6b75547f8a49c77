"""Quotas: who keeps a grade, who moves on because the places are taken, who ties across the line; every step is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import Quota, QuotaBase, Scheme, TiePolicy
from dangjian_xl.scheme.pools import Pool, limited_grade, places, pools
from dangjian_xl.scoring.aggregate import Total

#: What a quota says of a target. OUTSIDE: the target is not in its pool, or has no total.
OUTSIDE = "—"
LOWER = "不占名额"
WITHIN = "在名额内"
FULL = "名额已满"
TIED = "并列待定"

#: What totals are compared by: the total, then component scores where the scheme compares them.
OrderKey = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One quota's step with one target; `better`, `same` are None where it takes no place, `after` is a grade's index.

    `one_tier`: all who compete for the places are of one tier, so that component scores may part ties.
    """

    better: int | None
    same: int | None
    says: str
    after: int | None
    one_tier: bool = True


@dataclass(slots=True)
class Contender:
    """A target with a total on its way through the quotas: the grade where it stands now, and how it came there."""

    total: Total
    tie_scores: tuple[Fraction, ...]
    grade: int
    steps: list[Step] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def pending(self) -> bool:
        """Whether a tie straddled some quota's line."""
        return any(step.says == TIED for step in self.steps)

    def key(self, *, one_tier: bool = True) -> OrderKey:
        """What the target is compared by; component scores of different tiers cannot be compared."""
        return (Fraction(self.total.total or 0), *(self.tie_scores if one_tier else ()))


def ordered_quotas(scheme: Scheme) -> tuple[Quota, ...]:
    """Quotas from the widest limit to the narrowest: who has no place among 较好 must not take one among 好.

    Of equal limits the smaller base comes first, so that who has no place in the pool does not take one of the tier, nor
    who has none in the tier one of the college.
    """
    bases = list(QuotaBase)

    def order(quota: Quota) -> tuple[int, int, int]:
        largest = max((len(pool.targets) for pool in pools(scheme, quota)), default=0)
        return -limited_grade(scheme, quota), largest, bases.index(quota.base)

    return tuple(sorted(scheme.quotas, key=order))


def tie_scores(scheme: Scheme, total: Total) -> tuple[Fraction, ...]:
    """The component scores that part ties, first compared first; -1 where there is none. Empty where ties stay."""
    if scheme.basics.tie_policy is not TiePolicy.COMPONENTS:
        return ()
    ordered = sorted(
        (c for c in total.components if c.component.tie_order), key=lambda c: c.component.tie_order or 0
    )
    return tuple(Fraction(-1) if c.score is None else c.score for c in ordered)


def apply_quotas(scheme: Scheme, contenders: Mapping[str, Contender]) -> tuple[Finding, ...]:
    """Take every contender (by target code) through all quotas; each gets one step a quota. Returns the ties."""
    findings: list[Finding] = []
    for number, quota in enumerate(ordered_quotas(scheme), 1):
        for pool in pools(scheme, quota):
            findings += _apply(scheme, quota, pool, contenders)
        for contender in contenders.values():
            if len(contender.steps) < number:
                contender.steps.append(Step(None, None, OUTSIDE, contender.grade))
    return tuple(findings)


def _apply(scheme: Scheme, quota: Quota, pool: Pool, contenders: Mapping[str, Contender]) -> list[Finding]:
    line = _Line(scheme, pool, limited_grade(scheme, quota), places(quota, len(pool.targets)))
    one_tier = len({t.tier for t in pool.targets}) == 1
    members = [contenders[t.code] for t in pool.targets if t.code in contenders]
    inside = [m for m in members if m.grade <= line.limited]
    keys = [m.key(one_tier=one_tier) for m in inside]
    ties: dict[OrderKey, list[Contender]] = {}
    for member, key in zip(inside, keys, strict=True):
        step = line.step(sum(other > key for other in keys), keys.count(key), member.grade, one_tier=one_tier)
        member.reasons.append(line.reason(step, member.grade))
        if step.says == TIED:
            ties.setdefault(key, []).append(member)
        member.steps.append(step)
    for member in members:
        if member.grade > line.limited:
            member.steps.append(Step(None, None, LOWER, member.grade, one_tier))
    # Only now, for a step must not see the grades that the same quota has just changed.
    for member in inside:
        member.grade = line.limited + 1 if member.steps[-1].says == FULL else member.grade
    return [line.tie(tied) for tied in ties.values()]


@dataclass(frozen=True, slots=True)
class _Line:
    """A quota's line through one pool: the worst grade that it limits, and how many places there are down to it."""

    scheme: Scheme
    pool: Pool
    limited: int
    room: int

    def step(self, better: int, same: int, grade: int, *, one_tier: bool) -> Step:
        """Where a contender stands who has so many before and (the own place counted) beside it."""
        says = WITHIN if better + same <= self.room else FULL if better >= self.room else TIED
        return Step(better, same, says, self.limited + 1 if says == FULL else grade, one_tier)

    def _name(self, grade: int) -> str:
        return f"“{self.scheme.grades[grade].name}”"

    def reason(self, step: Step, grade: int) -> str:
        """The step as a clause."""
        wider = "及更好的" if self.limited else ""
        rule = f"{self.pool.name}共 {len(self.pool.targets)} 人，{self._name(self.limited)}{wider}至多 {self.room} 人"
        better = step.better or 0
        if step.says == WITHIN:
            return f"{rule}，排在第 {better + 1} 位，在名额内"
        below = self._name(self.limited + 1)
        if step.says == FULL:
            return f"{rule}，排在第 {better + 1} 位，名额已满，改为{below}"
        tied = f"{step.same} 人并列第 {better + 1} 位，只剩 {self.room - better} 个名额，没有自动取舍"
        return f"{rule}，{tied}，在{self._name(grade)}和{below}之间请党委研究决定"

    def tie(self, tied: list[Contender]) -> Finding:
        """The finding that asks the committee."""
        who = "、".join(member.total.target.name for member in tied)
        left = self.room - (tied[0].steps[-1].better or 0)
        context = {
            "total": tied[0].total.total,
            "grade": self.scheme.grades[self.limited].name,
            "places": left,
        }
        return Finding.of("result-tie-on-line", pool=self.pool.name, targets=who, **context)

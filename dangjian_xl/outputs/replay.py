"""The steps that the quotas took with each target, told again so that every step can be shown beside its formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from dangjian_xl.scheme.model import Quota, Scheme, TiePolicy
from dangjian_xl.scheme.pools import limited_grade, places, pools
from dangjian_xl.scoring.grade import PENDING, UNGRADED, GradeProposal

#: What a quota says of a target. OUTSIDE: the target is not in its pool, or has no total.
OUTSIDE = "—"
LOWER = "不占名额"
WITHIN = "在名额内"
FULL = "名额已满"
TIED = "并列待定"


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


def ordered_quotas(scheme: Scheme) -> tuple[Quota, ...]:
    """Quotas in the order in which they are applied: from the best limited grade to the worst."""
    return tuple(sorted(scheme.quotas, key=lambda quota: limited_grade(scheme, quota)))


def tie_scores(scheme: Scheme, proposal: GradeProposal) -> tuple[Fraction, ...]:
    """The component scores that part ties, first compared first; -1 where there is none. Empty where ties stay."""
    if scheme.basics.tie_policy is not TiePolicy.COMPONENTS:
        return ()
    ordered = sorted(
        (c for c in proposal.total.components if c.component.tie_order),
        key=lambda c: c.component.tie_order or 0,
    )
    return tuple(Fraction(-1) if c.score is None else c.score for c in ordered)


def replay(scheme: Scheme, proposals: Sequence[GradeProposal]) -> dict[str, tuple[Step, ...]]:
    """Each target's steps, one a quota in the order applied. A step that ends elsewhere than the proposal raises."""
    graded = {p.target.code: p for p in proposals if p.band is not None}
    grades = {code: max(p.band or 0, p.limit) for code, p in graded.items()}
    start = {p.target.code: grades.get(p.target.code) for p in proposals}
    steps: dict[str, list[Step]] = {code: [] for code in start}
    for quota in ordered_quotas(scheme):
        taken = _taken(scheme, quota, graded, grades)
        for code, found in steps.items():
            before = grades.get(code)
            step = taken.get(code) or Step(None, None, OUTSIDE, before)
            found.append(step)
            if step.after is not None:
                grades[code] = step.after
    for proposal in proposals:
        told = _told(scheme, steps[proposal.target.code], grades.get(proposal.target.code))
        if told != proposal.proposed:
            raise AssertionError((proposal.target.code, told, proposal.proposed))
    return {code: tuple(found) for code, found in steps.items()}


def _told(scheme: Scheme, steps: Sequence[Step], grade: int | None) -> str:
    if grade is None:
        return UNGRADED
    return PENDING if any(step.says == TIED for step in steps) else scheme.grades[grade].name


def _taken(
    scheme: Scheme, quota: Quota, graded: dict[str, GradeProposal], grades: dict[str, int]
) -> dict[str, Step]:
    """What one quota does with the targets of its pools that have a total."""
    limited, taken = limited_grade(scheme, quota), {}
    for pool in pools(scheme, quota):
        members = [graded[t.code] for t in pool.targets if t.code in graded]
        one_tier = len({m.total.tier for m in members}) == 1
        keys = {}
        for member in members:
            tied = tie_scores(scheme, member) if one_tier else ()
            keys[member.target.code] = (Fraction(member.total.total or 0), *tied)
        room = places(quota, len(pool.targets))
        inside = {code: key for code, key in keys.items() if grades[code] <= limited}
        for code in keys:
            if code not in inside:
                taken[code] = Step(None, None, LOWER, grades[code], one_tier)
                continue
            better = sum(other > inside[code] for other in inside.values())
            same = sum(other == inside[code] for other in inside.values())
            says = WITHIN if better + same <= room else FULL if better >= room else TIED
            taken[code] = Step(better, same, says, limited + 1 if says == FULL else grades[code], one_tier)
    return taken

"""What the committee decided: approved grades with their reasons, and what stands against them.

The decisions are read from a result workbook (`returns.approved`); the papers are made from them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.labels import folded
from dangjian_xl.grids import clipped
from dangjian_xl.returns.approved import APPROVAL, AS_PROPOSED, Row
from dangjian_xl.scheme.model import Organisation, Scheme
from dangjian_xl.scheme.settings import Settings
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.quotas import quota_places
from dangjian_xl.scoring.tree import GradeProposal

#: What may be approved instead of a grade, such as for who took office late in the year.
NOT_GRADED = "不定等次"


@dataclass(frozen=True, slots=True)
class Decision:
    """One target's approved grade: a grade's name or NOT_GRADED; `reason` of a change; `place` where it was typed."""

    proposal: GradeProposal
    grade: str
    reason: str = ""
    place: Place = Place()  # noqa: RUF009 - frozen

    @property
    def target(self) -> Organisation:
        """Who."""
        return self.proposal.target

    @property
    def changed(self) -> bool:
        """Whether it is another grade than the proposed one."""
        return self.grade != self.proposal.proposed


@dataclass(frozen=True, slots=True)
class Approval:
    """An assessment with a decision for every target, in the order of its proposals."""

    assessment: Assessment
    decisions: tuple[Decision, ...]

    @property
    def scheme(self) -> Scheme:
        """What was assessed."""
        return self.assessment.scheme

    def of(self, target: str) -> Decision:
        """The decision on a target, by its code."""
        return next(d for d in self.decisions if d.target.code == target)

    def of_tier(self, tier: str) -> tuple[Decision, ...]:
        """A tier's decisions by rank, those without a total last."""
        by_code = {decision.target.code: decision for decision in self.decisions}
        return tuple(by_code[proposal.target.code] for proposal in self.assessment.of_tier(tier))


def decided(
    proposals: Sequence[GradeProposal], rows: Sequence[Row]
) -> tuple[tuple[Decision, ...], tuple[Finding, ...]]:
    """A decision for every proposal as the sheet's rows have it ("" where there is none), and what is doubtful about rows."""
    found: list[Finding] = []
    made = []
    for proposal in proposals:
        target = proposal.target
        # Somebody may have kept a copy of the sheet: what says nothing else there does no harm.
        own = sorted(
            (row for row in rows if row.code == target.code), key=lambda r: r.place.sheet != APPROVAL
        )
        row = own[0] if own else Row(target.code, target.name, "", "", "", Place())
        about = About(target=target.name)
        if not own:
            found.append(Finding.of("approval-row-missing", row.place, about))
        others = [
            r for r in own[1:] if r.place.sheet == row.place.sheet or r.approved not in ("", row.approved)
        ]
        found += [Finding.of("approval-row-twice", r.place, about, target=target.name) for r in others]
        if folded(row.name) != folded(target.name):
            context = {"target": target.name, "found": clipped(row.name) or "（空白）"}
            found.append(Finding.of("approval-row-mixed", row.place, about, **context))
        grade = proposal.proposed if row.approved == AS_PROPOSED else row.approved
        made.append(Decision(proposal, grade, row.reason, row.place))
    codes = {proposal.target.code for proposal in proposals}
    for row in rows:
        if row.code not in codes and row.approved:
            context = {"code": clipped(row.code) or "（空白）", "value": clipped(row.approved)}
            found.append(Finding.of("approval-whose", row.place, **context))
    return tuple(made), tuple(found)


def breaches(scheme: Scheme, told: Settings, decisions: Sequence[Decision]) -> tuple[Finding, ...]:
    """What stands against the decisions as errors; as warnings what the scheme lets pass with a reason.

    A decision that is not made, is no grade, lacks a reason, goes beyond what vetoes and preconditions leave, or takes
    more than the places of its pool.
    """
    if decisions and not any(decision.grade for decision in decisions):
        place = Place(decisions[0].place.file, decisions[0].place.sheet)
        return (Finding.of("approval-none", place, number=len(decisions)),)
    found = [finding for d in decisions if (finding := _of_one(scheme, told, d))]
    return (*found, *_of_quotas(scheme, told, decisions))


def _of_one(scheme: Scheme, told: Settings, decision: Decision) -> Finding | None:
    names = [grade.name for grade in scheme.grades]
    about = About(target=decision.target.name)
    proposed = decision.proposal.proposed
    if not decision.grade:
        return Finding.of("approval-open", decision.place, about, proposed=proposed)
    if decision.grade.startswith("="):
        return Finding.of("approval-formula", decision.place, about, value=clipped(decision.grade))
    if decision.grade not in (*names, NOT_GRADED):
        listed = "、".join([*names, NOT_GRADED])
        return Finding.of(
            "approval-unknown", decision.place, about, value=clipped(decision.grade), grades=listed
        )
    if decision.changed and not decision.reason:
        return Finding.of(
            "approval-reason-missing", decision.place, about, proposed=proposed, grade=decision.grade
        )
    limit = decision.proposal.limit
    if decision.grade in names[:limit]:
        context = {"grade": decision.grade, "most": names[limit], "reason": clipped(decision.reason)}
        code = "approval-over-limit-allowed" if told.over_limit else "approval-over-limit"
        return Finding.of(code, decision.place, about, **context)
    return None


def _of_quotas(scheme: Scheme, told: Settings, decisions: Sequence[Decision]) -> Iterator[Finding]:
    for places in quota_places(scheme):
        codes = {target.code for target in places.pool.targets}
        allowed = places.grades[: places.limited + 1]
        taken = [d for d in decisions if d.target.code in codes and d.grade in allowed]
        if len(taken) > places.room:
            context = {"pool": places.pool.name, "grade": places.grade, "room": places.room}
            changed = "、".join(d.target.name for d in taken if d.changed)
            code = "approval-over-quota-allowed" if told.over_quota else "approval-over-quota"
            place = Place(taken[0].place.file, taken[0].place.sheet)
            yield Finding.of(code, place, number=len(taken), changed=changed, **context)

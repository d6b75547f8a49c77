"""Totals -> ranks and proposed grades: bands, vetoes, preconditions, quotas, ties; every step leaves its reason.

The committee decides; where a tie straddles a quota's line nothing is decided here, the grade is PENDING.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import Organisation, Precondition, Quota, Scheme, TiePolicy
from dangjian_xl.scheme.pools import Pool, limited_grade, places, pools
from dangjian_xl.scoring.aggregate import Total
from dangjian_xl.scoring.exact import as_decimal

#: Proposed “grade” of a target whose tie straddles a line, and of one without a total.
PENDING = "待定"
UNGRADED = "无法评定"

#: What totals are compared by: the total, then component scores where the scheme compares them.
OrderKey = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """A precondition and what the target has of it (None: there is no such score, so it is not met)."""

    condition: Precondition
    score: Fraction | None

    @property
    def met(self) -> bool:
        """Whether the minimum is reached."""
        return self.score is not None and self.score >= Fraction(self.condition.minimum)


@dataclass(frozen=True, slots=True)
class GradeProposal:
    """One target's rank and proposed grade. Grades are indices into `scheme.grades` (0 best); None without a total.

    `band`: by total alone; `limit`: best grade that vetoes and preconditions leave; `proposed` is what people read.
    """

    total: Total
    rank: int | None
    band: int | None
    limit: int
    conditions: tuple[ConditionResult, ...]
    proposed: str
    reasons: tuple[str, ...]

    @property
    def target(self) -> Organisation:
        """Who."""
        return self.total.target


@dataclass(slots=True)
class _Standing:
    """A target on its way through the quotas."""

    total: Total
    key: OrderKey
    tie_key: OrderKey
    band: int
    limit: int
    grade: int
    pending: bool = False
    reasons: list[str] = field(default_factory=list)


def grades(
    scheme: Scheme, totals: Sequence[Total], conditions: dict[str, tuple[ConditionResult, ...]]
) -> tuple[tuple[GradeProposal, ...], tuple[Finding, ...]]:
    """Proposals in the order of the totals, and a finding for every tie on a line.

    `conditions`: each target code's preconditions as `preconditions.judge` found them.
    """
    standings: dict[str, _Standing] = {}
    for total in totals:
        if total.total is not None:
            standings[total.target.code] = _standing(scheme, total, conditions.get(total.target.code, ()))
    findings = [
        finding
        for quota in _by_grade(scheme)
        for pool in pools(scheme, quota)
        for finding in _apply(scheme, quota, pool, standings)
    ]
    ranks = _ranks(scheme, standings)
    proposals = []
    for total in totals:
        code = total.target.code
        standing = standings.get(code)
        results = conditions.get(code, ())
        if standing is None:
            why = "没有足够的有效表，算不出总分"
            proposals.append(GradeProposal(total, None, None, 0, results, UNGRADED, (why,)))
            continue
        proposed = PENDING if standing.pending else scheme.grades[standing.grade].name
        reasons = tuple(standing.reasons)
        proposals.append(
            GradeProposal(total, ranks[code], standing.band, standing.limit, results, proposed, reasons)
        )
    return tuple(proposals), tuple(findings)


def _standing(scheme: Scheme, total: Total, conditions: Sequence[ConditionResult]) -> _Standing:
    """Where a target stands by its total, its vetoes and preconditions, before any quota."""
    points = total.total or Decimal(0)
    in_band = band(scheme, points)
    limit, why = _limit(scheme, total.target.code, conditions)
    standing = _Standing(total, *_keys(scheme, total), in_band, limit, max(in_band, limit))
    standing.reasons += [_band_reason(scheme, points, in_band), *why, *_adjustment_reasons(total)]
    return standing


def band(scheme: Scheme, total: Decimal) -> int:
    """Index of the grade whose half-open band holds the total."""
    return next(index for index, grade in enumerate(scheme.grades) if total >= grade.lower)


def _keys(scheme: Scheme, total: Total) -> tuple[OrderKey, OrderKey]:
    """The total alone, and the total followed by the component scores that part ties."""
    alone = (Fraction(total.total or 0),)
    if scheme.basics.tie_policy is not TiePolicy.COMPONENTS:
        return alone, alone
    ordered = sorted(
        (c for c in total.components if c.component.tie_order), key=lambda c: c.component.tie_order or 0
    )
    return alone, alone + tuple(c.score if c.score is not None else Fraction(-1) for c in ordered)


def _ranks(scheme: Scheme, standings: dict[str, _Standing]) -> dict[str, int]:
    """Rank within the tier: one more than those who stand strictly better."""
    ranks = {}
    for tier in scheme.tiers:
        members = [s for s in standings.values() if s.total.tier == tier.code]
        for one in members:
            ranks[one.total.target.code] = 1 + sum(other.tie_key > one.tie_key for other in members)
    return ranks


def _limit(scheme: Scheme, target: str, conditions: Sequence[ConditionResult]) -> tuple[int, list[str]]:
    names = [g.name for g in scheme.grades]
    vetoes = {v.code: v for v in scheme.vetoes}
    limit, reasons = 0, []
    for record in scheme.veto_records:
        if record.target == target:
            veto = vetoes[record.veto]
            limit = max(limit, names.index(veto.max_grade))
            reasons.append(f"有否决事项“{veto.name}”（{record.fact}），最高只能定为“{veto.max_grade}”")
    for result in conditions:
        if not result.met:
            limit = max(limit, names.index(result.condition.grade) + 1)
            reasons.append(_condition_reason(scheme, result))
    return limit, reasons


def _condition_reason(scheme: Scheme, result: ConditionResult) -> str:
    condition = result.condition
    what = scheme.component(condition.component).name
    if condition.item:
        forms = {p.form for p in scheme.panels_of(condition.component)}
        what += (
            "的“" + next(i.text for i in scheme.items if i.form in forms and i.code == condition.item) + "”"
        )
    wanted = f"评“{condition.grade}”须达到 {condition.minimum:f} 分"
    if result.score is None:
        return f"{what}没有得分，无法核实“{wanted}”的前提，按未达到处理，请党委研究"
    return f"{what}得 {as_decimal(result.score, scheme.basics.digits)} 分（百分制），{wanted}，没有达到"


def _band_reason(scheme: Scheme, total: Decimal, index: int) -> str:
    grade = scheme.grades[index]
    upper = f"、不到 {scheme.grades[index - 1].lower:f} 分" if index else ""
    return f"总分 {total}，达到 {grade.lower:f} 分{upper}，属“{grade.name}”的分数段"


def _adjustment_reasons(total: Total) -> list[str]:
    def told(points: Decimal) -> str:
        return f"加 {points:f} 分" if points > 0 else f"减 {-points:f} 分"

    return [
        f"{a.kind}（{a.award}）{told(a.counted)}，已计入总分"
        if a.counted
        else f"{a.kind}（{a.award}）已计过或已到上限，不再计分"
        for a in total.adjustments
    ]


def _by_grade(scheme: Scheme) -> list[Quota]:
    """Quotas from the best limited grade to the worst: who leaves 好 must be counted among 较好."""
    return sorted(scheme.quotas, key=lambda q: limited_grade(scheme, q))


def _apply(scheme: Scheme, quota: Quota, pool: Pool, standings: dict[str, _Standing]) -> list[Finding]:
    """Move who stands below the line one grade further, leave who ties across it pending; returns the ties."""
    limited = limited_grade(scheme, quota)
    room = places(quota, len(pool.targets))
    members = [standings[t.code] for t in pool.targets if t.code in standings]
    one_tier = len({m.total.tier for m in members}) == 1
    inside = [m for m in members if m.grade <= limited]
    # Component scores of different tiers cannot be compared, so across tiers only the total counts.
    keys = {m.total.target.code: m.tie_key if one_tier else m.key for m in inside}
    names = [g.name for g in scheme.grades]
    rule = f"{pool.name}共 {len(pool.targets)} 人，“{names[limited]}”{'及更好的' if limited else ''}至多 {room} 人"
    ties: dict[OrderKey, list[_Standing]] = {}
    for member in inside:
        key = keys[member.total.target.code]
        better = sum(other > key for other in keys.values())
        same = sum(other == key for other in keys.values())
        if better + same <= room:
            member.reasons.append(f"{rule}，排在第 {better + 1} 位，在名额内")
        elif better >= room:
            member.grade = limited + 1
            member.reasons.append(f"{rule}，排在第 {better + 1} 位，名额已满，改为“{names[limited + 1]}”")
        else:
            member.pending = True
            word = f"{same} 人并列第 {better + 1} 位，只剩 {room - better} 个名额，没有自动取舍"
            member.reasons.append(
                f"{rule}，{word}，在“{names[member.grade]}”和“{names[limited + 1]}”之间请党委研究决定"
            )
            ties.setdefault(key, []).append(member)
    return [_tie_finding(pool, names[limited], room, keys, tied) for tied in ties.values()]


def _tie_finding(
    pool: Pool, grade: str, room: int, keys: dict[str, OrderKey], tied: list[_Standing]
) -> Finding:
    key = keys[tied[0].total.target.code]
    left = room - sum(other > key for other in keys.values())
    who = "、".join(m.total.target.name for m in tied)
    total = tied[0].total.total
    return Finding.of(
        "result-tie-on-line", pool=pool.name, targets=who, total=total, grade=grade, places=left
    )

"""Totals -> ranks and proposed grades: bands, vetoes, preconditions, quotas, ties; every step leaves its reason.

The committee decides; where a tie straddles a quota's line nothing is decided here, the grade is PENDING.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import Organisation, Precondition, Scheme
from dangjian_xl.scoring.aggregate import Total
from dangjian_xl.scoring.exact import in_words
from dangjian_xl.scoring.quota import OUTSIDE, Contender, Step, apply_quotas, tie_scores

#: Proposed “grade” of a target whose tie straddles a line, and of one without a total.
PENDING = "待定"
UNGRADED = "无法评定"


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

    `band`: by total alone; `limit`: best grade that vetoes and preconditions leave; `steps`: one a quota, in the order of `ordered_quotas`;
    `proposed` is what people read.
    """

    total: Total
    rank: int | None
    band: int | None
    limit: int
    conditions: tuple[ConditionResult, ...]
    steps: tuple[Step, ...]
    proposed: str
    reasons: tuple[str, ...]

    @property
    def target(self) -> Organisation:
        """Who."""
        return self.total.target


def grades(
    scheme: Scheme, totals: Sequence[Total], conditions: Mapping[str, tuple[ConditionResult, ...]]
) -> tuple[tuple[GradeProposal, ...], tuple[Finding, ...]]:
    """Proposals in the order of the totals, and a finding for every tie on a line.

    `conditions`: each target code's preconditions as `preconditions.judge` found them.
    """
    starts = {
        total.target.code: _start(scheme, total, conditions.get(total.target.code, ()))
        for total in totals
        if total.total is not None
    }
    contenders = {code: start.contender for code, start in starts.items()}
    findings = apply_quotas(scheme, contenders)
    ranks = _ranks(scheme, contenders)
    proposals = []
    for total in totals:
        code = total.target.code
        results = conditions.get(code, ())
        if code not in starts:
            steps = tuple(Step(None, None, OUTSIDE, None) for _ in scheme.quotas)
            # The committee may still grade such a target, but not beyond this.
            limit, why = _limit(scheme, code, results, len(scheme.grades) - 1)
            told = ("没有足够的有效表，算不出总分", *why)
            proposals.append(GradeProposal(total, None, None, limit, results, steps, UNGRADED, told))
            continue
        start, one = starts[code], contenders[code]
        proposed = PENDING if one.pending else scheme.grades[one.grade].name
        proposals.append(
            GradeProposal(
                total,
                ranks[code],
                start.band,
                start.limit,
                results,
                tuple(one.steps),
                proposed,
                tuple(one.reasons),
            )
        )
    return tuple(proposals), findings


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a target stands by its total, its vetoes and preconditions, before any quota."""

    contender: Contender
    band: int
    limit: int


def _start(scheme: Scheme, total: Total, conditions: Sequence[ConditionResult]) -> _Start:
    points = total.total or Decimal(0)
    in_band = band(scheme, points)
    limit, why = _limit(scheme, total.target.code, conditions, in_band)
    contender = Contender(total, tie_scores(scheme, total), max(in_band, limit))
    contender.reasons += [band_reason(scheme, points, in_band), *why, *_adjustment_reasons(total)]
    return _Start(contender, in_band, limit)


def band(scheme: Scheme, total: Decimal) -> int:
    """Index of the grade whose half-open band holds the total."""
    return next(index for index, grade in enumerate(scheme.grades) if total >= grade.lower)


def _ranks(scheme: Scheme, contenders: Mapping[str, Contender]) -> dict[str, int]:
    """Rank within the tier: one more than those who stand strictly better."""
    ranks = {}
    for tier in scheme.tiers:
        keys = {code: one.key() for code, one in contenders.items() if one.total.tier == tier.code}
        for code, key in keys.items():
            ranks[code] = 1 + sum(other > key for other in keys.values())
    return ranks


def _limit(
    scheme: Scheme, target: str, conditions: Sequence[ConditionResult], in_band: int
) -> tuple[int, list[str]]:
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
            allowed = names.index(result.condition.grade) + 1
            limit = max(limit, allowed)
            # Who is below anyway need not hear of a condition for better grades.
            if allowed > in_band:
                reasons.append(condition_reason(scheme, result))
    return limit, reasons


def condition_reason(scheme: Scheme, result: ConditionResult) -> str:
    """Whether a precondition is met, as a clause."""
    condition = result.condition
    what = scheme.component(condition.component).name
    if condition.item:
        forms = {p.form for p in scheme.counted_panels(condition.component)}
        what += (
            "的“" + next(i.text for i in scheme.items if i.form in forms and i.code == condition.item) + "”"
        )
    wanted = f"评“{condition.grade}”须达到 {condition.minimum:f} 分"
    if result.score is None:
        return f"{what}没有得分，无法核实“{wanted}”的前提，按未达到处理，请党委研究"
    reached = "已经达到" if result.met else "没有达到"
    return f"{what}得 {in_words(result.score)} 分（百分制），{wanted}，{reached}"


def band_reason(scheme: Scheme, total: Decimal, index: int) -> str:
    """In which grade's band a total lies, as a clause."""
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

"""What an explanation says of adjustments, rank, limits and places: the records, and the sentences on the grade."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from dangjian_xl.findings import Place
from dangjian_xl.reports.penalties import AWARD
from dangjian_xl.scheme.model import QuotaSide, Scheme, TiePolicy
from dangjian_xl.scheme.pools import limited_grade, places, pools
from dangjian_xl.scheme.tables import table
from dangjian_xl.scoring.aggregate import Total
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.exact import in_words
from dangjian_xl.scoring.explained import AdjustmentTold, Explanation, Line, QuotaTold, Section
from dangjian_xl.scoring.grade import PENDING, GradeProposal, band_reason, condition_reason
from dangjian_xl.scoring.quota import FULL, LOWER, OUTSIDE, TIED, WITHIN, ordered_quotas
from dangjian_xl.workspace import SCHEME_NAME


def adjustments_told(assessment: Assessment, total: Total) -> tuple[AdjustmentTold, ...]:
    """A target's adjustments in the order in which they were counted."""
    scheme, target = assessment.scheme, total.target.code
    kinds = {kind.code: kind for kind in scheme.adjustment_kinds}
    registered = [adjustment for adjustment in scheme.adjustments if adjustment.target == target]
    report = next((r.file for r in assessment.collection.reports if r.owner == target and r.counts), "")
    told = []
    for adjustment, applied in zip(registered, total.adjustments, strict=True):
        kind = kinds[adjustment.kind]
        penalty = report and adjustment.award.startswith(AWARD)
        place = Place(report) if penalty else Place(SCHEME_NAME, table("adjustments").sheet)
        told.append(AdjustmentTold(applied, kind.direction, kind.cap, place))
    return tuple(told)


def adjustment_line(told: AdjustmentTold) -> Line:
    """What is registered, and what of it counts."""
    applied = told.applied
    kind = f"{told.direction}：{applied.kind}（{applied.award}），登记 {in_words(applied.registered)} 分"
    return Line(f"{kind}，{_counted(told)}。", told.place)


def _counted(told: AdjustmentTold) -> str:
    """What of an adjustment counts, and why not more."""
    counted = abs(told.applied.counted)
    if told.applied.repeated:
        return "同一奖项或事由只计一次，这一次不计分"
    if counted == told.applied.registered:
        return f"计 {in_words(counted)} 分"
    # What is left of the cap is what counts, so the rest was used before.
    used = told.cap - counted
    before = f"前面已计 {in_words(used)} 分，" if used else ""
    return f"这一项累计最多 {in_words(told.cap)} 分，{before}这一次只计 {in_words(counted)} 分"


def quotas_told(scheme: Scheme, proposal: GradeProposal) -> tuple[QuotaTold, ...]:
    """Each quota's step with a target, in the order in which they were applied."""
    told = []
    for quota, step in zip(ordered_quotas(scheme), proposal.steps, strict=True):
        mine = (pool for pool in pools(scheme, quota) if proposal.target in pool.targets)
        pool, limited = next(mine, None), limited_grade(scheme, quota)
        if pool is None:
            told.append(QuotaTold(quota, "", 0, Fraction(0), 0, limited, step))
        else:
            base = len(pool.targets)
            room = places(quota, base)
            told.append(QuotaTold(quota, pool.name, base, quota.share * base, room, limited, step))
    return tuple(told)


def settled(scheme: Scheme, told: Explanation) -> Iterator[Section]:
    """The section on rank and grade."""
    yield Section("名次和建议等次", tuple(_lines(scheme, told)))


def _lines(scheme: Scheme, told: Explanation) -> Iterator[Line]:
    if told.total is None or told.band is None:
        yield Line(f"没有总分，不排名次，不占名额：{told.proposed}，请党委研究。")
        return
    comparing = "；总分相同的并列"
    if scheme.basics.tie_policy is TiePolicy.COMPONENTS:
        ordered = sorted(
            (c.component for c in told.components if c.component.tie_order), key=lambda c: c.tie_order or 0
        )
        comparing = f"；总分相同的依次比较{'、'.join(f'“{c.name}”' for c in ordered)}的得分"
    yield Line(f"名次：在“{told.tier}”里按总分排第 {told.rank} 名{comparing}。")
    yield Line(f"分数段：{band_reason(scheme, told.total, told.band)}。")
    yield from _limits(scheme, told)
    for quota in told.quotas:
        yield from _quota(scheme, quota)
    if told.proposed == PENDING:
        yield Line("建议等次：待定。并列压在名额线上，程序不取舍，请党委研究决定。")
    else:
        yield Line(f"建议等次：{told.proposed}。这是程序按方案提出的，最终等次由党委审定。")


def _limits(scheme: Scheme, told: Explanation) -> Iterator[Line]:
    vetoes = {veto.code: veto for veto in scheme.vetoes}
    sheet = Place(SCHEME_NAME, table("veto_records").sheet)
    for record in told.vetoes:
        veto = vetoes[record.veto]
        text = f"一票否决：“{veto.name}”（{record.fact}），最高只能定为“{veto.max_grade}”。"
        yield Line(text, sheet)
    if not told.vetoes:
        yield Line("一票否决：没有登记。")
    for result in told.conditions:
        yield Line(f"前提：{condition_reason(scheme, result)}。", ref=(result.condition.component,))
    if told.limit > (told.band or 0):
        yield Line(f"因此占名额以前就只能是“{scheme.grades[told.limit].name}”。")


def _quota(scheme: Scheme, told: QuotaTold) -> Iterator[Line]:
    quota, names = told.quota, [grade.name for grade in scheme.grades]
    limited = f"“{names[told.limited]}”{'及更好的' if told.limited else ''}"
    only = f"，只限“{scheme.tier(quota.tier).name}”" if quota.tier else ""
    what = f"名额（{limited}，按{quota.base}{only}）"
    if told.step.says == OUTSIDE:
        yield Line(f"{what}：不在这个名额的范围内，等次不变。")
        return
    yield Line(f"{what}：{told.pool}共 {told.base} 人，{_room(told)}。{_standing(told, names)}。")


def _room(told: QuotaTold) -> str:
    """How the number of places comes about."""
    quota, exact = told.quota, told.exact
    product = f"{told.base}×{quota.share}＝{in_words(exact)}"
    whole = "" if exact.denominator == 1 else f"，不足一人的{quota.rounding}"
    if quota.side is QuotaSide.AT_MOST:
        return f"至多占 {quota.share}：{product}{whole}，有 {told.room} 个名额"
    lower = told.base - told.room
    return f"“{quota.grade}”及更差的至少占 {quota.share}：{product}{whole}，至少 {lower} 人，所以有 {told.room} 个名额"


def _standing(told: QuotaTold, names: list[str]) -> str:
    """Where the target stands among those who compete for the places, and what follows."""
    step = told.step
    if step.better is None or step.same is None:
        return f"现在的等次已经低于“{names[told.limited]}”，{LOWER}，等次不变"
    beside = f"，同分的连本人 {step.same} 人" if step.same > 1 else ""
    apart = "" if step.one_tier else "（几个层面一起排，只比总分）"
    stands = f"前面 {step.better} 人{beside}{apart}"
    below = names[told.limited + 1]
    return {
        WITHIN: f"{stands}，{WITHIN}，等次不变",
        FULL: f"{stands}，{FULL}，改为“{below}”",
        TIED: f"{stands}，只剩 {told.room - step.better} 个名额，{TIED}",
    }[step.says]

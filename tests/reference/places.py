"""Step 9 of the manual's “怎样算分”: quotas, applied one after another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from tests.reference.grades import Standing, Step, compare
from tests.reference.plain import Paper, Row, half_up, number

OUTSIDE, BELOW, WITHIN, FULL, ON_THE_LINE = "—", "不占名额", "在名额内", "名额已满", "并列待定"
_BASES = ("名额池", "层面", "全校")


@dataclass(frozen=True)
class Contest:
    """A quota and those who share its places; `limit`: the worst grade that it limits, from 0 for the best."""

    quota: Row
    pool: str
    members: tuple[Standing, ...]
    limit: int
    places: int


def contests(paper: Paper, standings: Sequence[Standing]) -> list[Contest]:
    """先限制范围宽的，再限制窄的；范围相同的，先“名额池”，再“层面”，后“全校”；还相同的，按“名额”表里的先后."""
    rows = paper.rows("名额")
    ordered = sorted(rows, key=lambda r: (-_limit(paper, r), _BASES.index(r["计算基数"])))
    return [
        Contest(row, pool, members, _limit(paper, row), _places(row, len(members)))
        for row in ordered
        for pool, members in _pools(paper, row, standings)
    ]


def _limit(paper: Paper, quota: Row) -> int:
    """“该等次及以下至少” limits what is better than it."""
    return paper.grades.index(quota["等次"]) - (quota["限制方式"] == "该等次及以下至少")


def _places(quota: Row, base: int) -> int:
    """名额＝比例×基数，按“不足一人时”取整; of “至少”, the rest."""
    exact = number(quota["比例"]) * base
    rounded = {"舍去": floor(exact), "进一": ceil(exact), "四舍五入": int(half_up(Fraction(exact), 0))}
    count = rounded[quota["不足一人时"]]
    return base - count if quota["限制方式"] == "该等次及以下至少" else count


def _pools(paper: Paper, quota: Row, standings: Sequence[Standing]) -> list[tuple[str, tuple[Standing, ...]]]:
    """Who counts together; 没有总分、无法评定的也算在基数内."""
    wanted = [s for s in standings if quota["只限层面"] in ("", s.tier)]
    tiers = {t["层面编号"]: t["层面名称"] for t in paper.tables["层面"]}
    if quota["计算基数"] == "全校":
        return [(tiers[quota["只限层面"]] if quota["只限层面"] else "全校", tuple(wanted))]
    if quota["计算基数"] == "层面":
        return [
            (name, tuple(s for s in wanted if s.tier == tier))
            for tier, name in tiers.items()
            if quota["只限层面"] in ("", tier)
        ]
    # The tiers' order, and within a tier that of the table.
    codes = list(tiers)
    listed = sorted(wanted, key=lambda s: codes.index(s.tier))
    names = dict.fromkeys(s.target["名额池"] for s in listed)
    return [(f"名额池“{n}”", tuple(s for s in wanted if s.target["名额池"] == n)) for n in names]


def apply_quotas(paper: Paper, standings: Sequence[Standing], grades: dict[str, int]) -> set[str]:
    """Lower `grades` as the quotas say and write the steps down; who stands on a line in the end is returned."""
    # On which lines each of them stands.
    lines: dict[str, set[int]] = {}
    for contest in contests(paper, standings):
        steps = {s.code: _step(paper, contest, s, grades) for s in standings}
        for standing in standings:
            step = steps[standing.code]
            standing.steps.append(step)
            if step.says == FULL:
                grades[standing.code] = contest.limit + 1
            elif step.says == ON_THE_LINE:
                lines.setdefault(standing.code, set()).add(contest.limit)
    # 后面的名额把他改低到这个名额限制的范围以外的，不再待定；改低以后还在范围内的，仍然待定.
    return {code for code, limits in lines.items() if any(grades[code] <= limit for limit in limits)}


def _step(paper: Paper, contest: Contest, standing: Standing, grades: dict[str, int]) -> Step:
    plain = (contest.quota, contest.pool, len(contest.members), contest.places)
    if standing.code not in [m.code for m in contest.members] or standing.code not in grades:
        grade = grades.get(standing.code)
        return Step(*plain, OUTSIDE, after=None if grade is None else paper.grades[grade])
    if grades[standing.code] > contest.limit:
        return Step(*plain, BELOW, after=paper.grades[grades[standing.code]])
    rivals = [m for m in contest.members if m.code in grades and grades[m.code] <= contest.limit]
    better = sum(compare(paper, rival, standing) > 0 for rival in rivals)
    same = sum(compare(paper, rival, standing) == 0 for rival in rivals)
    if better >= contest.places:
        return Step(*plain, FULL, better, same, paper.grades[contest.limit + 1])
    says = WITHIN if better + same <= contest.places else ON_THE_LINE
    return Step(*plain, says, better, same, paper.grades[grades[standing.code]])

"""Why there is no schedule, in words: sums first, else the least set of demands that cannot be met together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dangjian_xl.schedule.demands import Inspection, Pair, place_of
from dangjian_xl.schedule.pairs import Demand, PairModel, solver_of
from dangjian_xl.scheme.model import Scheme, Visit

#: Work for each question whether a few demands clash by themselves.
_EFFORT = 10.0
#: More demands than these are not all read out.
_READ = 8


def why_no_pairs(one: Inspection) -> str:
    """Why no choice of pairs fulfils all demands."""
    told = list(_sums(one))
    if told:
        return "；".join(told)
    core = _core(one)
    words = [demand.words for demand in core[:_READ]]
    more = f" 等 {len(core)} 条" if len(core) > _READ else ""
    return "；".join(words) + more


def _sums(one: Inspection) -> Iterator[str]:
    needed, possible = one.needed, len(one.teams) * one.capacity
    if not one.days:
        yield f"{one.rule.first} 至 {one.rule.last} 没有一个可以检查的日子（周末不检查）"
    elif needed > possible:
        yield (
            f"{len(one.targets)} 个单位各由 {one.rule.teams} 个组检查，共 {needed} 次；{len(one.teams)} 个检查组在 "
            f"{len(one.days)} 个可用的日子里、每天至多 {one.rule.team_daily} 个，最多 {possible} 次，少 {needed - possible} 次"
        )
    visited = Counter(target for _, target in one.fixed)
    for code, target in one.targets.items():
        if visited[code] > one.rule.teams:
            yield f"{target.name}要求由 {one.rule.teams} 个组检查，已经填了 {visited[code]} 个"


def _core(one: Inspection) -> list[Demand]:
    """A set of demands that clash, none of which can be left out."""
    from ortools.sat.python import cp_model

    made = PairModel(one)
    made.model.add_assumptions([d.literal for d in made.demands])
    solver = solver_of(_EFFORT)
    if solver.solve(made.model) != cp_model.INFEASIBLE:
        return []
    indices = set(solver.sufficient_assumptions_for_infeasibility())
    core = [d for d in made.demands if d.literal.index in indices]
    for demand in list(core):
        rest = [d for d in core if d is not demand]
        made.model.clear_assumptions()
        made.model.add_assumptions([d.literal for d in rest])
        if solver_of(_EFFORT).solve(made.model) == cp_model.INFEASIBLE:
            core = rest
    return core


def why_no_days(scheme: Scheme, chosen: Sequence[tuple[Inspection, Sequence[Pair]]]) -> str:
    """Why the visits do not fit into the days: the busiest target, team or place."""
    told = []
    for one, pairs in chosen:
        days = len(one.days)
        targets = Counter(u for _, u in pairs)
        for code, number in targets.items():
            if number > days * one.rule.target_daily:
                told.append(
                    f"{one.targets[code].name}要接待 {number} 个组，{days} 个可用的日子里每天至多 "
                    f"{one.rule.target_daily} 个，最多 {days * one.rule.target_daily} 个"
                )
        at: dict[str, set[str]] = {}
        for pair in pairs:
            place = place_of(one.fixed.get(pair) or Visit(*pair), scheme)
            if place:
                at.setdefault(place, set()).add(pair[1])
        for place, codes in at.items():
            least = sum(-(-targets[code] // one.rule.target_daily) for code in codes)
            if len(codes) > 1 and least > days:
                names = "、".join(one.targets[code].name for code in sorted(codes))
                told.append(
                    f"{names}都在“{place}”检查，同一天只能有一个单位，至少要 {least} 天，可用的日子只有 {days} 天"
                )
    return "；".join(told) or "已经填好的日期、地点和每天的个数"

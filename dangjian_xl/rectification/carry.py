"""What goes on into next year: the problems that are not mended."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from itertools import count

from dangjian_xl.rectification.progress import Progress, Tracked
from dangjian_xl.rectification.words import fitting
from dangjian_xl.scheme.codecs import Code, RefusedValueError
from dangjian_xl.scheme.model import PastProblem


def left_open(progress: Progress) -> tuple[PastProblem, ...]:
    """Every problem that is not 已完成, with its number, its words, its source and how far it is.

    What a scheme says of a target whose lists are not out stands as it is, for nobody knows that it is mended.
    """
    listed = {unit.target.code for unit in progress.units}
    kept = tuple(past for past in progress.scheme.past_problems if past.target not in listed)
    taken = {past.code for past in kept}
    free = (code for number in count(1) if (code := f"上年-{number}") not in taken)
    carried = [_past(tracked, taken, free) for tracked in progress.tracked if tracked.open]
    order = {organisation.code: at for at, organisation in enumerate(progress.scheme.organisations)}
    return tuple(sorted((*carried, *kept), key=lambda past: order[past.target]))


def _past(tracked: Tracked, taken: AbstractSet[str], free: Iterator[str]) -> PastProblem:
    """With the number of the list, or a running one where that is taken or, by a long code, too long for a scheme."""
    problem = tracked.problem
    code = problem.code if problem.code not in taken and _fits(problem.code) else next(free)
    return PastProblem(code, tracked.target.code, problem.text, str(problem.source), _how_far(tracked))


def _fits(code: str) -> bool:
    try:
        Code().parse(code)
    except RefusedValueError:
        return False
    return True


def _how_far(tracked: Tracked) -> str:
    if tracked.standing is None:
        return "清单没有交回或不能用，不知道整改到哪一步"
    parts = [part for part in (tracked.progress, tracked.measures) if part]
    last = f"（最近进展 {tracked.last}）" if tracked.last else ""
    return fitting(str(tracked.standing) + ("：" + "；".join(parts) if parts else "") + last)

"""What goes on into next year: the problems that are not mended."""

from __future__ import annotations

from dangjian_xl.rectification.progress import Progress, Tracked
from dangjian_xl.scheme.codecs import Code, RefusedValueError
from dangjian_xl.scheme.model import PastProblem


def left_open(progress: Progress) -> tuple[PastProblem, ...]:
    """Every problem that is not 已完成, with its number, its words, its source and how far it is."""
    return tuple(
        PastProblem(
            _code(tracked.problem.code, number),
            tracked.target.code,
            tracked.problem.text,
            str(tracked.problem.source),
            _how_far(tracked),
        )
        for number, tracked in enumerate((t for t in progress.tracked if t.open), 1)
    )


def _code(code: str, number: int) -> str:
    """The number of the list, or a running one where a long code of an organisation makes it too long for a scheme."""
    try:
        return Code().parse(code)
    except RefusedValueError:
        return f"上年-{number}"


def _how_far(tracked: Tracked) -> str:
    if tracked.standing is None:
        return "清单没有交回或不能用，不知道整改到哪一步"
    parts = [part for part in (tracked.progress, tracked.measures) if part]
    last = f"（最近进展 {tracked.last}）" if tracked.last else ""
    return str(tracked.standing) + ("：" + "；".join(parts) if parts else "") + last

"""What is planned: who inspects whom, who speaks when. It goes into the scheme workbook, in place."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, Place, in_order
from dangjian_xl.pipeline.steps import (
    AGENDA_NAME,
    INSPECTIONS_NAME,
    noticed,
    opened,
    replaced,
    usable,
    withdrawn,
)
from dangjian_xl.schedule.agenda import HIGHEST, Agenda, agendas, capacity, fits, of_tier, tiers, undrawn
from dangjian_xl.schedule.agenda import check as check_sessions
from dangjian_xl.schedule.cells import with_values
from dangjian_xl.scheme.book import read_book
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.parse import Places
from dangjian_xl.scheme.tables import table
from dangjian_xl.workspace import SCHEME_NAME, Workspace, require_closed, write_whole


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What `schedule` did: how many visits were added, how many got a day; the schedule now stands in `scheme`.

    `loads`: each team's number of visits, by its code. `printed`: the file to print, below the workspace. Where nothing
    could be planned, `scheme` is as it was, `findings` say why, nothing was written, and a file to print of before is gone.
    """

    scheme: Scheme
    added: int
    dated: int
    loads: Mapping[str, int]
    printed: str
    findings: tuple[Finding, ...]


def schedule(folder: Path) -> Scheduled:
    """Complete the cross-inspection schedule in 方案.xlsx by its rules, and write 安排/交叉检查安排表.xlsx.

    Rows that were typed are kept. Where all is scheduled already, the scheme workbook is left untouched.
    """
    from dangjian_xl.outputs.inspections import inspections_workbook
    from dangjian_xl.schedule.fill import fill
    from dangjian_xl.schedule.plan import plan

    workspace = Workspace(folder.resolve())
    data, parsed = opened(workspace)
    if parsed.scheme is not None and not parsed.scheme.inspection_rules:
        raise CannotRunError("没有交叉检查的要求，没有排；请先填写方案里的“交叉检查要求”表，一个环节一行。")
    scheme, _ = usable(parsed, "没有排安排")
    planned = plan(scheme, parsed.places)
    if planned.visits is None:
        left = withdrawn(workspace.plans, INSPECTIONS_NAME, "schedule-left")
        return Scheduled(scheme, 0, 0, {}, "", in_order([*planned.findings, *left]))
    if planned.changed:
        require_closed(workspace.scheme, "没有往里写")
        data = fill(data, parsed, planned.visits)
        parsed = read_book(data, SCHEME_NAME)
        if parsed.scheme != replace(scheme, visits=planned.visits):
            raise RuntimeError(parsed.findings)
        write_whole(workspace.scheme, data)
        scheme = parsed.scheme
    printed = f"{workspace.plans.name}/{INSPECTIONS_NAME}"
    kept = replaced(workspace.plans, INSPECTIONS_NAME, inspections_workbook(scheme), "schedule-kept")
    told = [*noticed(scheme, parsed.places), *kept]
    loads = planned.loads or {}
    return Scheduled(scheme, planned.added, planned.dated, loads, printed, in_order(told))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What `agenda` did: the agendas (of the tiers that fit), which lots were drawn now (by session), findings.

    `printed`: the file to print, below the workspace, "" where there is none.
    """

    agendas: tuple[Agenda, ...]
    drawn: Mapping[str, int]
    printed: str
    findings: tuple[Finding, ...]


def agenda(folder: Path, draw: Callable[[], int] = lambda: secrets.randbelow(HIGHEST) + 1) -> Spoken:
    """Write 安排/现场述职议程.xlsx. A lot that is not drawn yet is drawn and its number written into 方案.xlsx.

    Where a tier's speakers do not fit, nothing is drawn or planned for it, and findings say by how much. `draw`: a
    lot's number.
    """
    from dangjian_xl.outputs.agenda import agenda_workbook

    workspace = Workspace(folder.resolve())
    data, parsed = opened(workspace)
    scheme, _ = usable(parsed)
    if not scheme.sessions:
        raise CannotRunError(f"方案的“{table('sessions').sheet}”表还没有填，排不出议程；请先填好这张表。")
    told = [*check_sessions(scheme, parsed.places), *_undone(scheme, parsed.places)]
    seeds = {index: draw() for index in undrawn(scheme)}
    if seeds:
        require_closed(workspace.scheme, "没有往里写")
        scheme, data = _recorded(scheme, data, parsed.places, seeds)
        write_whole(workspace.scheme, data)
    made = agendas(scheme)
    if not made:
        return Spoken((), {}, "", in_order([*told, *withdrawn(workspace.plans, AGENDA_NAME, "agenda-left")]))
    kept = replaced(workspace.plans, AGENDA_NAME, agenda_workbook(scheme, made), "agenda-kept")
    lots = {scheme.sessions[index].code: seed for index, seed in seeds.items()}
    return Spoken(made, lots, f"{workspace.plans.name}/{AGENDA_NAME}", in_order([*told, *kept]))


def _undone(scheme: Scheme, places: Places) -> Iterator[Finding]:
    for tier in tiers(scheme):
        sessions = of_tier(scheme, tier)
        if not fits(scheme, tier):
            context = {"tier": scheme.tier(tier).name, "speakers": len(scheme.targets(tier))}
            place = places.of("sessions", scheme.sessions.index(sessions[0]), "starts")
            yield Finding.of("agenda-undone", place, **context, room=sum(map(capacity, sessions)))


def _recorded(scheme: Scheme, data: bytes, places: Places, seeds: Mapping[int, int]) -> tuple[Scheme, bytes]:
    """The scheme and its workbook with the lots' numbers, by the session's position; CannotRunError where they do not go in."""
    sessions = tuple(replace(s, seed=seeds.get(i, s.seed)) for i, s in enumerate(scheme.sessions))
    scheme = replace(scheme, sessions=sessions)
    cells: dict[Place, int | str] = {
        places.of("sessions", index, "seed"): seed for index, seed in seeds.items()
    }
    new = with_values(data, cells)
    if new is None or read_book(new).scheme != scheme:
        where = "、".join(f"{place.cell} 填 {seed}" for place, seed in cells.items())
        raise CannotRunError(
            "抽签号写不进方案，没有排议程；请用 Excel 或 WPS 把方案另存为 .xlsx 后再试，"
            f"或者自己写进“{table('sessions').sheet}”表（{where}）。"
        )
    return scheme, new

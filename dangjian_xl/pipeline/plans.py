"""What is planned: who inspects whom, who speaks when. It goes into the scheme workbook, in place."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dangjian_xl.errors import CannotRunError, UnusableSchemeError
from dangjian_xl.findings import Finding, Place, has_errors, in_order
from dangjian_xl.outbox import replace_keeping
from dangjian_xl.pipeline.steps import AGENDA_NAME, INSPECTIONS_NAME, checked, load_scheme, noticed
from dangjian_xl.schedule.agenda import HIGHEST, Agenda, agendas, drawn, of_tier
from dangjian_xl.schedule.agenda import check as check_sessions
from dangjian_xl.schedule.cells import with_numbers
from dangjian_xl.scheme.book import read_book
from dangjian_xl.scheme.model import Order, Scheme
from dangjian_xl.scheme.tables import table
from dangjian_xl.workspace import SCHEME_NAME, Workspace, write_whole


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What `schedule` did: how many visits were added, how many got a day; the schedule now stands in `scheme`.

    `loads`: each team's number of visits, by its code. `printed`: the file to print, below the workspace. Where nothing
    could be planned, `scheme` is as it was, `findings` say why, and nothing was written.
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
    workspace.require()
    data = workspace.scheme.read_bytes()
    parsed = read_book(data, SCHEME_NAME)
    scheme, findings = checked(parsed)
    if scheme is not None and not scheme.inspection_rules:
        raise CannotRunError("没有交叉检查的要求，没有排；请先填写方案里的“交叉检查要求”表，一个环节一行。")
    if scheme is None or has_errors(findings):
        raise UnusableSchemeError("方案有错误，没有排安排；请按提示改好方案后再试。", in_order(findings))
    planned = plan(scheme, parsed.places)
    if planned.visits is None:
        return Scheduled(scheme, 0, 0, {}, "", planned.findings)
    if planned.changed:
        data = fill(data, parsed, planned.visits)
        parsed = read_book(data, SCHEME_NAME)
        if parsed.scheme != replace(scheme, visits=planned.visits):
            raise RuntimeError(parsed.findings)
        write_whole(workspace.scheme, data)
        scheme = parsed.scheme
    printed = f"{workspace.plans.name}/{INSPECTIONS_NAME}"
    kept = replace_keeping(workspace.plans, INSPECTIONS_NAME, inspections_workbook(scheme))
    told = [*noticed(scheme, parsed.places)]
    if kept:
        told.append(Finding.of("schedule-kept", Place(printed), kept=f"{workspace.plans.name}/{kept}"))
    loads = planned.loads or {}
    return Scheduled(scheme, planned.added, planned.dated, loads, printed, in_order(told))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What `agenda` did: the agendas (none where they do not fit), which lots were drawn now (by session), findings."""

    agendas: tuple[Agenda, ...]
    drawn: Mapping[str, int]
    findings: tuple[Finding, ...]


def agenda(folder: Path, draw: Callable[[], int] = lambda: secrets.randbelow(HIGHEST) + 1) -> Spoken:
    """Write 安排/现场述职议程.xlsx. A lot that is not drawn yet is drawn and its number written into 方案.xlsx.

    Where the speakers do not fit, nothing is drawn or written, and a finding says by how much. `draw`: a lot's number.
    """
    from dangjian_xl.outputs.agenda import agenda_workbook

    workspace = Workspace(folder.resolve())
    scheme, _ = load_scheme(workspace)
    if not scheme.sessions:
        raise CannotRunError(f"方案的“{table('sessions').sheet}”表还没有填，排不出议程；请先填好这张表。")
    data = workspace.scheme.read_bytes()
    places = read_book(data).places
    told = check_sessions(scheme, places)
    if any(f.code == "agenda-over" for f in told):
        return Spoken((), {}, told)
    tiers = dict.fromkeys(session.tier for session in scheme.sessions)
    first = {tier: of_tier(scheme, tier)[0] for tier in tiers if drawn(of_tier(scheme, tier)) is None}
    undrawn = [scheme.sessions.index(s) for s in first.values() if s.order is Order.LOT]
    seeds = {index: draw() for index in undrawn}
    if seeds:
        sessions = tuple(replace(s, seed=seeds.get(i, s.seed)) for i, s in enumerate(scheme.sessions))
        scheme = replace(scheme, sessions=sessions)
        cells = {places.of("sessions", index, "seed"): seed for index, seed in seeds.items()}
        new = with_numbers(data, cells)
        if new is None or read_book(new).scheme != scheme:
            where = "、".join(f"{place.cell} 填 {seed}" for place, seed in cells.items())
            raise CannotRunError(
                "抽签号写不进方案，没有排议程；请用 Excel 或 WPS 把方案另存为 .xlsx 后再试，"
                f"或者自己写进“{table('sessions').sheet}”表（{where}）。"
            )
        write_whole(workspace.scheme, new)
    made = agendas(scheme)
    kept = replace_keeping(workspace.plans, AGENDA_NAME, agenda_workbook(scheme, made))
    if kept:
        place = Place(f"{workspace.plans.name}/{AGENDA_NAME}")
        told = (*told, Finding.of("agenda-kept", place, kept=f"{workspace.plans.name}/{kept}"))
    lots = {scheme.sessions[index].code: seed for index, seed in seeds.items()}
    return Spoken(made, lots, in_order(told))

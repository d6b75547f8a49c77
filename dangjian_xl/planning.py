"""The steps that plan: who inspects whom. What is planned goes into the scheme workbook, in place.

from dangjian_xl import planning
planning.schedule(Path("2022年度"))
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, Place, in_order
from dangjian_xl.outbox import replace_keeping
from dangjian_xl.pipeline import load_scheme
from dangjian_xl.schedule.agenda import HIGHEST, Agenda, agendas
from dangjian_xl.schedule.agenda import check as check_sessions
from dangjian_xl.scheme.book import read_book
from dangjian_xl.scheme.model import Order
from dangjian_xl.scheme.tables import table
from dangjian_xl.workspace import Workspace, write_whole

AGENDA_NAME = "现场述职议程.xlsx"


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
    from dangjian_xl.schedule.inplace import with_lots

    workspace = Workspace(folder.resolve())
    scheme, _ = load_scheme(workspace)
    if not scheme.sessions:
        raise CannotRunError(f"方案的“{table('sessions').sheet}”表还没有填，排不出议程；请先填好这张表。")
    data = workspace.scheme.read_bytes()
    places = read_book(data).places
    told = check_sessions(scheme, places)
    if any(f.code == "agenda-over" for f in told):
        return Spoken((), {}, told)
    tiers: dict[str, int] = {}
    for index, session in enumerate(scheme.sessions):
        tiers.setdefault(session.tier, index)
    undrawn = [
        i for i in tiers.values() if scheme.sessions[i].order is Order.LOT and scheme.sessions[i].seed is None
    ]
    seeds = {index: draw() for index in undrawn}
    if seeds:
        sessions = tuple(replace(s, seed=seeds.get(i, s.seed)) for i, s in enumerate(scheme.sessions))
        scheme = replace(scheme, sessions=sessions)
        new = with_lots(data, places, seeds)
        if read_book(new).scheme != scheme:
            raise AssertionError(seeds)
        write_whole(workspace.scheme, new)
    made = agendas(scheme)
    kept = replace_keeping(workspace.plans, AGENDA_NAME, agenda_workbook(scheme, made))
    if kept:
        place = Place(f"{workspace.plans.name}/{AGENDA_NAME}")
        told = (*told, Finding.of("agenda-kept", place, kept=f"{workspace.plans.name}/{kept}"))
    drawn = {scheme.sessions[index].code: seed for index, seed in seeds.items()}
    return Spoken(made, drawn, in_order(told))

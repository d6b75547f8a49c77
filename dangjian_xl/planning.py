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
from dangjian_xl.outbox import Published, publish
from dangjian_xl.pipeline import load_scheme
from dangjian_xl.schedule.agenda import HIGHEST, Agenda, agendas
from dangjian_xl.schedule.agenda import check as check_sessions
from dangjian_xl.scheme.book import read_book
from dangjian_xl.scheme.model import Order, Scheme, Visit
from dangjian_xl.scheme.tables import table
from dangjian_xl.workspace import SCHEME_NAME, Workspace, why, write_whole

SCHEDULE_NAME = "交叉检查安排表.xlsx"
AGENDA_NAME = "现场述职议程.xlsx"


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What `schedule` did: the scheme as it is now, the visits that are new, and findings (among them why there is none)."""

    scheme: Scheme
    added: tuple[Visit, ...]
    findings: tuple[Finding, ...]


def schedule(folder: Path) -> Scheduled:
    """Fill the sheet 交叉检查安排 of 方案.xlsx by the rules of 交叉检查要求, and write a schedule for the units into 安排/.

    What people typed is kept. Without a solution nothing is written, and a finding says which demands clash.
    """
    from dangjian_xl.outputs.visits import visits_workbook
    from dangjian_xl.schedule.fill import filled
    from dangjian_xl.schedule.rules import check
    from dangjian_xl.schedule.solve import schedule as solve

    workspace = Workspace(folder.resolve())
    scheme, _ = load_scheme(workspace)
    if not scheme.inspection_rules:
        sheet = table("inspection_rules").sheet
        raise CannotRunError(f"方案的“{sheet}”表还没有填，不知道怎样排；请先填好这张表。")
    solved = solve(scheme)
    if solved.findings:
        return Scheduled(
            scheme, (), tuple(replace(f, place=Place(SCHEME_NAME, f.place.sheet)) for f in solved.findings)
        )
    try:
        data = workspace.scheme.read_bytes()
    except OSError as error:
        raise CannotRunError(f"{SCHEME_NAME}读不出来：{why(error)}。") from error
    done = _completed(scheme, solved.kept, solved.added)
    if done != scheme:
        new = filled(data, read_book(data).places, scheme.visits, solved.kept, solved.added)
        parsed = read_book(new)
        if parsed.scheme != done:
            raise AssertionError([f.message for f in parsed.findings])
        write_whole(workspace.scheme, new)
    published = publish(workspace.plans, [(SCHEDULE_NAME, visits_workbook(done))], only=False)
    return Scheduled(
        done,
        solved.added,
        in_order(
            [*check(done, read_book(workspace.scheme.read_bytes()).places), *_touched(workspace, published)]
        ),
    )


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
    from dangjian_xl.schedule.fill import with_lots

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
    published = publish(workspace.plans, [(AGENDA_NAME, agenda_workbook(scheme, made))], only=False)
    drawn = {scheme.sessions[index].code: seed for index, seed in seeds.items()}
    return Spoken(made, drawn, in_order([*told, *_touched(workspace, published)]))


def _touched(workspace: Workspace, published: Published) -> list[Finding]:
    """Plans that a person had changed, which were left as they are."""
    return [Finding.of("plan-touched", Place(f"{workspace.plans.name}/{name}")) for name in published.touched]


def _completed(scheme: Scheme, kept: tuple[Visit, ...], added: tuple[Visit, ...]) -> Scheme:
    """The scheme with typed visits completed where they stand, and the new ones behind them."""
    by_pair = {(v.rater, v.target): v for v in kept}
    standing = tuple(by_pair.get((v.rater, v.target), v) for v in scheme.visits)
    return replace(scheme, visits=standing + added)

"""The steps that plan: who inspects whom. What is planned goes into the scheme workbook, in place.

from dangjian_xl import planning
planning.schedule(Path("2022年度"))
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding, Place, in_order
from dangjian_xl.outbox import publish
from dangjian_xl.pipeline import load_scheme
from dangjian_xl.scheme.book import read_book
from dangjian_xl.scheme.model import Scheme, Visit
from dangjian_xl.scheme.tables import table
from dangjian_xl.workspace import SCHEME_NAME, Workspace, why, write_whole

SCHEDULE_NAME = "交叉检查安排表.xlsx"


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
    touched = [
        Finding.of("plan-touched", Place(f"{workspace.plans.name}/{name}")) for name in published.touched
    ]
    return Scheduled(
        done,
        solved.added,
        in_order([*check(done, read_book(workspace.scheme.read_bytes()).places), *touched]),
    )


def _completed(scheme: Scheme, kept: tuple[Visit, ...], added: tuple[Visit, ...]) -> Scheme:
    """The scheme with typed visits completed where they stand, and the new ones behind them."""
    by_pair = {(v.rater, v.target): v for v in kept}
    standing = tuple(by_pair.get((v.rater, v.target), v) for v in scheme.visits)
    return replace(scheme, visits=standing + added)

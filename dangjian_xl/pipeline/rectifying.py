"""Rectification: the three lists that came back, held against those that were handed out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import About, Finding, Place, in_order
from dangjian_xl.outbox import publish
from dangjian_xl.pipeline.pdfs import publish_papers
from dangjian_xl.pipeline.steps import Progress, left_alone, load_scheme, replaced, silent
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import Workspace, why

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.rectification.issued import Listed, ListsOut
    from dangjian_xl.rectification.progress import Progress as Mending
    from dangjian_xl.rectification.records import Problem
    from dangjian_xl.returns.collect import Collection
    from dangjian_xl.scoring.approval import Approval

LEDGER_NAME = "整改台账.xlsx"
#: What is told of a list sent back that a person had changed, where it is still wanted and where it is not.
_SENT_BACK = ("list-sendback-touched", "list-sendback-stale")


@dataclass(frozen=True, slots=True)
class Followed:
    """How far everything is mended: what the lists say, what came of the files, and what was found in them.

    `papers`: the circular and its PDF, as names below 整改/, as far as they stand as made.
    """

    progress: Mending
    collection: Collection
    findings: tuple[Finding, ...]
    papers: tuple[str, ...] = ()


def rectify(
    folder: Path, progress: Progress = silent, *, today: date | None = None, pdf: bool = True
) -> Followed:
    """Read everything under 整改/回收/ (never changed); faulty lists go with notes into 整改/退回/, all problems into the ledger.

    A circular tells how far they are mended. `today`: the day as of which problems are overdue; without it the day that
    it is in Beijing. `pdf`: the circular becomes a PDF too. CannotRunError before any lists were handed out.
    """
    from dangjian_xl.outputs.rectification import ledger
    from dangjian_xl.rectification.alarms import alarms
    from dangjian_xl.rectification.lists import file_name
    from dangjian_xl.returns.sendback import send_backs

    workspace = Workspace(folder.resolve())
    scheme, _ = load_scheme(workspace)
    out = handed_out(workspace, scheme)
    if not out.listed and not out.findings:
        raise CannotRunError(
            "“结果/三张清单”里还没有发出的清单，没有可以统计的；请先做 report 生成三张清单，发给各党组织。"
        )
    workspace.lists_returned.mkdir(parents=True, exist_ok=True)
    followed = follow(workspace, out, progress, today)
    collection = followed.collection
    back = [
        (file_name(collection.expected[report.form_id]), data)
        for report, data in send_backs(collection, scheme.basics.identity, workspace.key())
    ]
    published = publish(workspace.lists_sent_back, back)
    shown = workspace.relative(workspace.lists_sent_back)
    left = left_alone(workspace.lists_sent_back, published, lambda _: _SENT_BACK, shown)
    found = [*followed.findings, *left]
    data = ledger(followed.progress, collection, in_order(found))
    kept = replaced(workspace.mending, LEDGER_NAME, data, "list-ledger-kept")
    papers, faults = _circular(workspace, followed.progress, progress if pdf else None)
    every = in_order([*found, *kept, *alarms(followed.progress), *faults])
    return Followed(followed.progress, collection, every, papers)


def _circular(
    workspace: Workspace, found: Mending, pdf: Progress | None
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The circular beside the ledger: names of what stands as made, and what is to be told."""
    from dangjian_xl.papers import build_progress
    from dangjian_xl.papers.templates import OWN

    files, faults = build_progress(found, workspace.root / OWN)
    # The ledger, which lies in the same folder, is no paper.
    written, left = publish_papers(workspace.mending, files, lambda name: name.endswith(".docx"), pdf)
    return written, (*faults, *left)


def numbered(
    workspace: Workspace, approval: Approval
) -> tuple[Mapping[str, tuple[Problem, ...]], tuple[Finding, ...]]:
    """Every target's problems by its code, and what to look at before lists of them go out; nothing is written.

    Told are problems that may be last year's again, reports that pass over them, and lists that lie there already and
    name other problems or another secretary: they are to be handed out anew. A problem keeps the number that it has on a list that lies there.
    """
    from dangjian_xl.rectification.advice import advice
    from dangjian_xl.rectification.problems import gathered, listed, renumbered

    before = {one.target.code: one for one in handed_out(workspace, approval.scheme).listed}
    told = gathered(approval)
    found = {
        target: renumbered(own, before[target].problems) if target in before else own
        for target, own in listed(told).items()
    }
    changed = [
        Finding.of(code, Place(), About(target=one.target.name))
        for one in before.values()
        if (code := _changed(approval.scheme, one, found.get(one.target.code, one.problems)))
    ]
    return found, in_order([*advice(approval, told), *changed])


def _changed(scheme: Scheme, out: Listed, now: tuple[Problem, ...]) -> str:
    """The code of what differs between a list that lies there and the one that is to be handed out; "" for nothing."""
    from dangjian_xl.rectification.lists import list_form

    if out.problems != now:
        return "list-changed"
    return "list-renamed" if list_form(scheme, out.target, now).digest != out.form.digest else ""


def handed_out(workspace: Workspace, scheme: Scheme) -> ListsOut:
    """The lists that were handed out, as they lie below 结果/; nothing is written."""
    from dangjian_xl.rectification.issued import lists_out

    files = []
    paths = sorted(workspace.three_lists.glob("*.xlsx")) if workspace.three_lists.is_dir() else []
    for path in (p for p in paths if not p.name.startswith(("~$", "."))):
        try:
            files.append((workspace.relative(path), path.read_bytes()))
        except OSError as error:
            raise CannotRunError(f"“{path.name}”打不开：{why(error)}。") from error
    return lists_out(scheme, workspace.key(), files)


def follow(
    workspace: Workspace, out: ListsOut, progress: Progress = silent, today: date | None = None
) -> Followed:
    """What the lists that came back say of the problems; nothing is written."""
    from dangjian_xl.rectification.progress import progress as progress_of
    from dangjian_xl.rectification.returned import lists_returned
    from dangjian_xl.returns import times
    from dangjian_xl.returns.intake import survey

    as_of = today or times.today()
    paths = list(survey(workspace.lists_returned)) if workspace.lists_returned.is_dir() else []
    files = [(path, workspace.relative(path)) for path in paths]
    collection = lists_returned(out, workspace.key(), files, as_of, progress)
    findings = in_order([*out.findings, *collection.findings])
    return Followed(progress_of(out, collection, as_of), collection, findings)

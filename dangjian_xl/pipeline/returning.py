"""Forms that come back: collected, sent back, assessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import in_order
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.forms.known import wants_returns
from dangjian_xl.outbox import publish
from dangjian_xl.pipeline.issuing import file_name
from dangjian_xl.pipeline.steps import (
    CHASE_NAME,
    LETTERS,
    REPORT_LETTERS,
    REPORTS_NAME,
    Preference,
    Progress,
    collected,
    left_alone,
    opened,
    silent,
)
from dangjian_xl.scheme.model import Organisation, Rater, Scheme
from dangjian_xl.workspace import Workspace, named_after, plain

if TYPE_CHECKING:  # these import pandas, which no command should load that does not need it
    from dangjian_xl.returns.collect import Collection
    from dangjian_xl.returns.taking import Taken


def collect(
    folder: Path,
    progress: Progress = silent,
    *,
    prefer: Preference = None,
    today: date | None = None,
    scheduler: str = "",
) -> Collection:
    """Read everything under 回收/ (never changed); into 退回/ go faulty forms with notes, the chasing list, and letters.

    `prefer="newest"`: of differing versions the one counts that was saved last, where that can be told. `today`: the day
    as of which it is told what is overdue; without it the day that it is in Beijing. `scheduler`: the address of a Dask
    cluster that reads the files (CannotRunError where it is not there or runs another program); the outcome is the same.
    """
    from dangjian_xl.outputs.chase import chasing_list
    from dangjian_xl.outputs.letters import letters
    from dangjian_xl.outputs.report_letters import report_letters
    from dangjian_xl.outputs.reports import reports_workbook
    from dangjian_xl.returns import times
    from dangjian_xl.returns.known import known
    from dangjian_xl.returns.sendback import send_backs

    workspace, scheme, collection = collected(folder, progress, prefer, scheduler)
    names = {form_id: file_name(scheme, form) for form_id, form in collection.expected.items()}
    sent_back = {report.file: names[report.form_id] for report in collection.faulty}
    collection = replace(collection, sent_back=sent_back, today=today or times.today())
    forms = None
    if sent_back and wants_returns(scheme):
        forms = issued_forms(scheme, workspace.key(), known(scheme, collection))
    files = [
        (names[report.form_id], data)
        for report, data in send_backs(collection, scheme.basics.identity, workspace.key(), forms)
    ]
    # Before anything was handed out nobody can be asked to hand it in.
    begun = collection.files or any(workspace.issued.rglob("*.xls[xm]"))
    texts = []
    if begun:
        texts = [(_letter_name(scheme, rater), data) for rater, data in letters(scheme, collection)]
        texts += [(_report_letter_name(o), data) for o, data in report_letters(scheme, collection)]
    files += [(CHASE_NAME, chasing_list(scheme, collection)), *texts]
    if scheme.report_rules:
        files.append((REPORTS_NAME, reports_workbook(scheme, collection)))
    published = publish(workspace.sent_back, files)
    alone = left_alone(workspace.sent_back, published, _codes)
    found = in_order([*collection.findings, *alone, *collection.told])
    return replace(collection, findings=found, letters=tuple(name for name, _ in texts))


def _letter_name(scheme: Scheme, rater: Rater) -> str:
    """Where a rater's letter lies below 退回/."""
    group = plain(scheme.group(rater.group).name)
    return f"{LETTERS}/{group}/{named_after(rater.code, rater.name)}.txt"


def _report_letter_name(organisation: Organisation) -> str:
    """Where a letter about an organisation's written report lies below 退回/."""
    return f"{REPORT_LETTERS}/{named_after(organisation.code, organisation.name)}.txt"


def _codes(name: str) -> tuple[str, str]:
    """What is told of a file below 退回/ that a person had changed, where it is still wanted and where not."""
    if name == REPORTS_NAME:
        return "reports-touched", "reports-touched"
    if name.startswith(f"{LETTERS}/"):
        return "letter-touched", "letter-stale"
    return "sendback-touched", "sendback-stale"


def take_in(folder: Path, source: Path, progress: Progress = silent) -> Taken:
    """Copy a folder of attachments into 回收/; what lies there already, under whatever name, is not copied again."""
    from dangjian_xl.returns.taking import take_in as take_in_files

    workspace = Workspace(folder.resolve())
    workspace.require()
    source = source.expanduser().resolve()
    if not source.is_dir():
        raise CannotRunError(f"找不到文件夹“{source}”；请核对写得对不对。")
    if source == workspace.root or workspace.root in source.parents or source in workspace.root.parents:
        raise CannotRunError(f"“{source}”和工作目录相互包含，不能收进来；请选工作目录以外的文件夹。")
    scheme = opened(workspace)[1].scheme
    reports = scheme is not None and bool(scheme.report_rules)
    return take_in_files(source, workspace.returned, progress, reports=reports)

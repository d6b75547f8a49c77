"""Forms handed out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dangjian_xl.findings import in_order
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.known import NOTHING_KNOWN, Known, wants_returns
from dangjian_xl.forms.patterns import Patterns
from dangjian_xl.outbox import publish
from dangjian_xl.pipeline.steps import Issued, Progress, collected_by, how, left_alone, load_scheme, silent
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import Workspace, plain


def issue(folder: Path, progress: Progress = silent, *, macros: bool = False) -> Issued:
    """Write every form of the scheme into 发放/, one workbook per rater and component, signed with the workspace's key.

    `macros`: as .xlsm with the button 校验, instead of .xlsx.
    """
    workspace = Workspace(folder.resolve())
    scheme, findings = load_scheme(workspace)
    if not workspace.in_use():
        workspace.create()
    key = workspace.key()
    forms = issued_forms(scheme, key, _known(workspace, scheme, progress))

    patterns = Patterns(macros=macros)

    def written() -> Iterator[tuple[str, bytes]]:
        for form in forms.values():
            data = patterns.write(form.layouts, form.signed(scheme.basics.identity, key))
            name = file_name(scheme, form)
            yield name.removesuffix(".xlsx") + ".xlsm" if macros else name, data

    published = publish(workspace.issued, written(), lambda done: progress(done, len(forms)))
    told = left_alone(workspace.issued, published, lambda _: ("issue-touched", "issue-stale"))
    return Issued(published.written, in_order([*findings, *told]))


def _known(workspace: Workspace, scheme: Scheme, progress: Progress) -> Known:
    """What forms print of earlier returns; nothing is read for it where no form does."""
    if not wants_returns(scheme) or not any(workspace.returned.glob("*")):
        return NOTHING_KNOWN
    from dangjian_xl.returns.known import known

    return known(scheme, collected_by(scheme, workspace, how(workspace, progress)))


def file_name(scheme: Scheme, form: IssuedForm) -> str:
    """Where an issued form lies below 发放/: a folder per rater group, names that people can mail. Unique by codes."""
    assignment = form.assignment
    group = scheme.group(assignment.panel.group).name
    if assignment.anonymous:
        name = f"{assignment.component.code}_{assignment.form.kind}_{assignment.label}"
        return f"{plain(group)}（匿名）/{plain(name)}.xlsx"
    parts = (assignment.rater.code, assignment.rater.name, assignment.component.code, assignment.form.kind)
    return f"{plain(group)}/{plain('_'.join(parts))}.xlsx"

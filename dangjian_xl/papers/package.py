"""All official papers as files: those of approved grades, and the circular on rectification."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

from dangjian_xl.findings import Finding
from dangjian_xl.papers.circular import circular
from dangjian_xl.papers.empty import saved
from dangjian_xl.papers.field import values
from dangjian_xl.papers.fields import CIRCULARS, FIELDS, OF_RECTIFICATION, OF_REPORT, Paper
from dangjian_xl.papers.personal import archive_sheet, feedback, talks
from dangjian_xl.papers.placing import place, set_fonts, set_sizes
from dangjian_xl.papers.progress import progress_circular
from dangjian_xl.papers.render import Renderer, TemplateFaultError
from dangjian_xl.papers.said import said_of
from dangjian_xl.papers.templates import Template, load_templates
from dangjian_xl.rectification.progress import Progress
from dangjian_xl.rectification.records import Problem
from dangjian_xl.scheme.model import Organisation
from dangjian_xl.scheme.settings import Settings, settings
from dangjian_xl.scoring.approval import Approval
from dangjian_xl.workspace import named_after

Problems = Mapping[str, tuple[Problem, ...]]
#: A paper's files with what stands in each; and what a step gets: files by name, findings.
Records: TypeAlias = Callable[[Paper], Iterable[tuple[str, object]]]
Built: TypeAlias = tuple[list[tuple[str, bytes]], tuple[Finding, ...]]


def build(approval: Approval, problems: Problems, templates: Path | None = None) -> Built:
    """The papers of approved grades as (name below 结果/, bytes), and what is wrong with the templates.

    `problems` by target code; `templates`: a folder with templates that replace the built-in ones. A paper whose own template
    is broken is left out, whole; the built-in one never takes its place.
    """
    told = settings(approval.scheme)
    return _built(OF_REPORT, told, templates, lambda paper: _records(paper, approval, problems, told))


def build_progress(found: Progress, templates: Path | None = None) -> Built:
    """The circular on rectification as (name below 整改/, bytes), none where no lists are out; templates as for `build`."""
    told = settings(found.scheme)

    def records(paper: Paper) -> Iterator[tuple[str, object]]:
        if found.units:
            yield paper.file, progress_circular(found, told)

    return _built(OF_RECTIFICATION, told, templates, records)


def _built(papers: Iterable[Paper], told: Settings, templates: Path | None, records: Records) -> Built:
    chosen = load_templates(templates, papers)
    files: list[tuple[str, bytes]] = []
    findings = list(chosen.findings)
    for paper, template in chosen.papers.items():
        try:
            files += list(_of_paper(paper, template, told, records(paper)))
        except TemplateFaultError as fault:
            if not template.own:
                raise
            findings.append(fault.finding(template.place, paper))
    return files, tuple(findings)


def _of_paper(
    paper: Paper, template: Template, told: Settings, records: Iterable[tuple[str, object]]
) -> Iterator[tuple[str, bytes]]:
    renderer = Renderer(template.data)
    for name, record in records:
        document = renderer.render(values(FIELDS[paper], record))
        set_fonts(document, told)
        if paper in CIRCULARS:
            set_sizes(document, told)
        place(document)
        yield name, saved(document)


def _records(
    paper: Paper, approval: Approval, problems: Problems, told: Settings
) -> Iterator[tuple[str, object]]:
    """Each file of a paper with what stands in it."""
    if paper is Paper.CIRCULAR:
        yield paper.file, circular(approval, told)
    elif paper is Paper.TALKS:
        yield paper.file, talks(approval, told, problems)
    elif paper is Paper.ARCHIVE:
        for decision in approval.decisions:
            yield _file(paper, decision.target), archive_sheet(approval, told, decision)
    else:
        said = said_of(approval.assessment)
        for decision in approval.decisions:
            code = decision.target.code
            record = feedback(approval, told, decision, said.get(code, ()), problems.get(code, ()))
            yield _file(paper, decision.target), record


def _file(paper: Paper, target: Organisation) -> str:
    """Where a target's paper lies."""
    return f"{paper}/{named_after(target.code, target.name)}.docx"

"""The templates of the papers: the built-in ones, and those of a workspace that replace them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dangjian_xl.findings import Finding, Place
from dangjian_xl.papers.fields import Paper
from dangjian_xl.scheme.presets import templates as built_in_folder
from dangjian_xl.workspace import printable, why

#: Folder of the built-in ones below workbook_templates/, and of a workspace's own.
BUILT_IN, OWN = "公文", "公文模板"
#: Templates are a few kilobytes; with pictures of seals some more.
_LARGEST = 20_000_000


@dataclass(frozen=True, slots=True)
class Template:
    """A paper's template; `own`: it is the workspace's; then what is wrong with it is told at `place`."""

    data: bytes
    own: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates that count, by paper; a paper is left out whose own one cannot be read, as a finding says."""

    papers: Mapping[Paper, Template]
    findings: tuple[Finding, ...]


def load_templates(folder: Path | None, papers: Iterable[Paper]) -> Templates:
    """The built-in templates of these papers, each replaced by the one of that name in the folder, if there is a folder with one."""
    own = _entries(folder)
    found: dict[Paper, Template] = {}
    names = {paper.file for paper in Paper}
    findings = [
        Finding.of("paper-template-stray", _place(name), names="、".join(paper.file for paper in Paper))
        for name, path in own.items()
        if name not in names and path.is_file()
    ]
    for paper in papers:
        if paper.file not in own:
            data = (built_in_folder() / BUILT_IN / paper.file).read_bytes()
            found[paper] = Template(data, own=False, place=Place())
            continue
        read = _own(own[paper.file], paper)
        if isinstance(read, Finding):
            findings.append(read)
        else:
            found[paper] = read
    return Templates(found, tuple(findings))


def _own(path: Path, paper: Paper) -> Template | Finding:
    """A workspace's template, or why it cannot be read. Only a file is opened: a pipe would keep us waiting for ever."""
    place = _place(paper.file)
    try:
        if path.is_symlink() or not path.is_file():
            return Finding.of("paper-template-no-file", place, paper=paper)
        if path.stat().st_size > _LARGEST:
            return Finding.of("paper-template-large", place, paper=paper)
        return Template(path.read_bytes(), own=True, place=place)
    except OSError as error:
        return Finding.of("paper-template-unread", place, paper=paper, reason=why(error))


def _entries(folder: Path | None) -> dict[str, Path]:
    """What lies in the folder by name, in its order, be it a file or not; not what programs leave there while one is open."""
    if folder is None or not folder.is_dir():
        return {}
    return {path.name: path for path in sorted(folder.iterdir()) if not path.name.startswith(("~$", "."))}


def _place(name: str) -> Place:
    return Place(f"{OWN}/{printable(name)}")

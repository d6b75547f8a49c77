"""Papers into a folder of ours, and PDFs of them beside: what a person changed there is left alone and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from dangjian_xl.findings import Finding
from dangjian_xl.outbox import Published, publish
from dangjian_xl.pipeline.steps import Progress, left_alone, read_bytes
from dangjian_xl.workspace import THREE_LISTS


def publish_papers(
    folder: Path, files: Sequence[tuple[str, bytes]], only: Callable[[str], bool], pdf: Progress | None
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The files below the folder that stand as made, and what was left alone or not converted.

    `only`: which others of ours there go, for they are no longer wanted; PDFs are not among them. `pdf`: told how many
    papers are PDFs already; None: none is made, and ours of before go.
    """
    published = publish(folder, files, only=only)
    left = _left(folder, published)
    if pdf is None:
        # Older ones beside papers that may be newer would be taken for theirs.
        return published.written, (*left, *_left(folder, publish(folder, (), only=_is_pdf)))
    papers = [name for name in (*published.written, *published.touched) if _has_pdf(name)]
    written, unmade = _pdfs(folder, papers, pdf)
    return (*published.written, *written), (*left, *unmade)


def _pdfs(
    folder: Path, names: Sequence[str], progress: Progress
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """PDFs of papers as they stand in the folder, whoever wrote them last; one that a person changed is left alone."""
    from dangjian_xl.papers.pdf import to_pdf

    with TemporaryDirectory(prefix="dangjian-xl-") as scratch:
        # What cannot be converted is told by its place below a folder of this name.
        copies = {name: Path(scratch) / folder.name / name for name in names}
        for name, copy in copies.items():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(read_bytes(folder / name))
        outcome = to_pdf(list(copies.values()), progress)
        made = set(outcome.written)
        files = [
            (str(PurePosixPath(name).with_suffix(".pdf")), copy.with_suffix(".pdf").read_bytes())
            for name, copy in copies.items()
            if copy.with_suffix(".pdf") in made
        ]
    published = publish(folder, files, only=_is_pdf)
    return published.written, (*outcome.findings, *_left(folder, published))


def _has_pdf(name: str) -> bool:
    """Whether a file is a paper: Word files are, and workbooks but for those that people fill in."""
    return name.endswith(".docx") or (name.endswith(".xlsx") and not name.startswith(THREE_LISTS))


def _is_pdf(name: str) -> bool:
    return name.endswith(".pdf")


def _left(folder: Path, published: Published) -> tuple[Finding, ...]:
    return left_alone(folder, published, lambda _: ("paper-touched", "paper-stale"))

"""Files that came back -> cells, or the reason why not: regular files only, kinds by content, opened read-only.

An archive gives further tasks, one for each file in it.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dangjian_xl.findings import Finding, Place
from dangjian_xl.grids import Aside, Grid
from dangjian_xl.reading import limits
from dangjian_xl.reading.errors import EncryptedWorkbookError, UnreadableWorkbookError
from dangjian_xl.reading.kinds import Kind, kind_of
from dangjian_xl.reading.workbook import read_workbook
from dangjian_xl.returns import archives
from dangjian_xl.returns.archives import UnreadableArchiveError
from dangjian_xl.returns.papers import Paper, open_paper
from dangjian_xl.workspace import UNFINISHED, why

_WORKBOOK_SUFFIXES = frozenset(
    {".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et", ".xlt", ".xltx", ".xltm", ".ett"}
)
#: Papers that are packages of the same make.
_PAPERS = frozenset({".docx", ".docm", ".pptx", ".wps", ".dps", ".odt", ".odp"})
#: What operating systems and spreadsheet programs leave in folders and archives.
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
_LOCKS = (UNFINISHED, "~$", ".~lock.", "._", ".~")
#: Text or XML in a workbook's place is told as such even under a text's name: a form may be in it.
_STRAY = (Kind.STRAY_TEXT, Kind.XML_SHEET, Kind.OLD_SHEET, Kind.MAIL)
#: Told of an archive whose files were read.


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read: where it lies, what messages call it, and the way to it if it lies within an archive.

    `reports`: the scheme demands something of written reports, so they are to be read where they lie.
    """

    path: Path
    shown: str
    way: tuple[int, ...] = ()
    reports: bool = False

    @property
    def name(self) -> str:
        """Its own name."""
        return self.shown.rsplit("/", 1)[-1] if self.way else self.path.name


@dataclass(frozen=True, slots=True)
class Opened:
    """One file as it was read: path shown to people, SHA-256 of its bytes, and its grids or why there are none.

    `asides`: by tab what stands beside the values; `saved`: when the workbook says that it was last saved (with a
    zone), None where it does not say; `paper`: what it is instead of a workbook.
    """

    file: str
    sha256: str
    grids: Mapping[str, Grid] | None
    finding: Finding | None
    asides: Mapping[str, Aside] = field(default_factory=dict)
    saved: datetime | None = None
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class Packed:
    """What lies in an archive: a task for each file, and how many bytes they take unpacked."""

    tasks: tuple[Task, ...] = ()
    size: int = 0


def survey(root: Path) -> Iterator[Path]:
    """All entries under a folder in a fixed order, sub-folders included, without following links."""
    refused: list[Path] = []
    for folder, folders, names in os.walk(root, onerror=lambda error: refused.append(Path(error.filename))):
        folders.sort()
        # os.path: the question whether a folder is a link must not stop where a path is too long or a folder closed.
        links = [name for name in folders if os.path.islink(os.path.join(folder, name))]  # noqa: PTH114, PTH118
        for name in sorted(names + links):
            yield Path(folder, name)
    # A folder that cannot be listed may hold returns; opening it as a file will say that it could not be read.
    yield from sorted(refused)


def open_task(task: Task) -> tuple[Opened, Packed]:
    """Read one file; nothing in it is executed and it is not changed. Every refusal is a finding."""
    place = Place(task.shown)
    data = content_of(task)
    if isinstance(data, Finding):
        return Opened(task.shown, "", None, data), Packed()
    digest = hashlib.sha256(data).hexdigest()
    kind = kind_of(data)
    paper = _paper(task, digest, data, kind)
    if paper:
        return paper, Packed()
    if kind is Kind.ZIP:
        finding, packed = _unpacked(task, place)
        return Opened(task.shown, digest, None, finding), packed
    if len(data) > limits.MAX_BYTES:
        return Opened(task.shown, digest, None, _too_large(place, len(data))), Packed()
    return _workbook(task, digest, data, kind), Packed()


def _paper(task: Task, digest: str, data: bytes, kind: Kind) -> Opened | None:
    """A written report, read or refused; None where it is to be treated as any other file."""
    if not task.reports or len(data) > limits.MAX_BYTES:
        return None
    paper = open_paper(task.shown, data, kind)
    if paper is None:
        return None
    if isinstance(paper, Finding):
        return Opened(task.shown, digest, None, paper)
    return Opened(task.shown, digest, None, None, saved=paper.saved, paper=paper)


def _workbook(task: Task, digest: str, data: bytes, kind: Kind) -> Opened:
    place = Place(task.shown)
    refusal = _refused(kind, Path(task.name).suffix.lower(), place)
    if refusal:
        if task.reports and kind is Kind.WORD and refusal.code == "file-ignored":
            refusal = Finding.of("report-elsewhere", place)
        return Opened(task.shown, digest, None, refusal)
    try:
        book = read_workbook(data, kind, many=True)
    except EncryptedWorkbookError:
        return Opened(task.shown, digest, None, Finding.of("file-encrypted", place))
    except UnreadableWorkbookError as error:
        return Opened(task.shown, digest, None, Finding.of("file-unreadable", place, reason=error))
    return Opened(task.shown, digest, book.grids, None, book.asides, book.saved)


def content_of(task: Task) -> bytes | Finding:
    """The bytes of the file, else why it was not read."""
    place = Place(task.shown)
    if _is_litter(task.name) or "/__MACOSX/" in task.shown:
        return Finding.of("file-lock", place)
    if not task.way:
        return read_return(task.path, place)
    try:
        data = archives.content(task.path, task.way)
    except UnreadableArchiveError as error:
        return Finding.of("file-archive-refused", place, reason=error)
    if len(data) > limits.MAX_BYTES:
        return _too_large(place, len(data))
    return data


def read_return(path: Path, place: Place) -> bytes | Finding:
    """The bytes of a regular file of sensible size, else why it was not read."""
    if _is_litter(path.name):
        return Finding.of("file-lock", place)
    try:
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            return Finding.of("file-folder-unreadable", place)
        if not stat.S_ISREG(status.st_mode):
            return Finding.of("file-not-regular", place)
        # Should something else take its place meanwhile: no link is followed, no pipe waited for.
        flags = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
        with os.fdopen(os.open(path, flags), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            limit = limits.MAX_ARCHIVE_FILE if file.peek(2)[:2] == b"PK" else limits.MAX_BYTES
            return _too_large(place, size, limit) if size > limit else file.read(size + 1)
    except OSError as error:
        return Finding.of("file-unreadable", place, reason=why(error))


def _too_large(place: Place, size: int, limit: int = limits.MAX_BYTES) -> Finding:
    if limit > limits.MAX_BYTES:
        return Finding.of("file-archive-refused", place, reason=f"有 {size >> 20} MB，超过 {limit >> 20} MB")
    # So that a file a little over the limit is not said to be just as large.
    return Finding.of("file-too-large", place, size=-(-size >> 20), limit=limit >> 20)


def _is_litter(name: str) -> bool:
    return name.lower() in _LITTER or name.startswith(_LOCKS)


def _unpacked(task: Task, place: Place) -> tuple[Finding, Packed]:
    """An archive: its files as tasks, or why they cannot be."""
    if len(task.way) >= limits.MAX_DEPTH:
        return Finding.of(
            "file-archive-refused", place, reason=f"压缩包套了 {limits.MAX_DEPTH} 层以上"
        ), Packed()
    try:
        found = archives.members(task.path, task.way)
    except UnreadableArchiveError as error:
        if Path(task.name).suffix.lower() in _PAPERS:
            return Finding.of("file-ignored", place, kind="损坏的文档"), Packed()
        return Finding.of("file-archive-refused", place, reason=error), Packed()
    tasks = tuple(
        Task(task.path, f"{task.shown}/{m.name}", (*task.way, m.place), task.reports) for m in found
    )
    finding = (
        Finding.of("file-unpacked", place, count=len(tasks))
        if tasks
        else Finding.of("file-archive-empty", place)
    )
    return finding, Packed(tasks, sum(member.size for member in found))


def _refused(kind: Kind, suffix: str, place: Place) -> Finding | None:
    """A finding where the content is no workbook, whatever the name says."""
    if kind is Kind.EMPTY:
        return Finding.of("file-empty", place)
    if kind is Kind.ARCHIVE:
        return Finding.of("file-archive", place)
    if kind.is_workbook or kind is Kind.ENCRYPTED:
        return None
    if kind in _STRAY or suffix in _WORKBOOK_SUFFIXES:
        return Finding.of("file-not-workbook", place, kind=kind)
    return Finding.of("file-ignored", place, kind=kind)

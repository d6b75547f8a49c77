"""Files that came back -> grids, or the reason why not: regular files only, content sniffed, opened read-only."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from dangjian_xl.findings import Finding, Place
from dangjian_xl.forms.layout import STAMP_PREFIX
from dangjian_xl.grids import Aside, Grid, UnreadableWorkbookError, read_grids
from dangjian_xl.workspace import why

#: A filled form is some tens of kB; a workbook with pasted photographs is some MB.
MAX_BYTES = 50 * 1024 * 1024
_WORKBOOK_SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"})
#: What operating systems leave in folders.
_LITTER = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ARCHIVE = "压缩包"
#: A form saved as CSV or a web page: its stamp is there, its cells are not.
STRAY_TEXT = "存成了文本或网页的表，请另存为 .xlsx"
#: How other content begins, and what it is called.
_OTHERS = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"{\\rtf", "RTF 文档"),
    (b"Rar!", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """One file as it was read: path shown to people, SHA-256 of its bytes, and its grids or why there are none.

    `asides`: by tab what stands beside the values; `saved`: when the workbook says that it was last saved (with a
    zone), None where it does not say.
    """

    file: str
    sha256: str
    grids: Mapping[str, Grid] | None
    finding: Finding | None
    asides: Mapping[str, Aside] = field(default_factory=dict)
    saved: datetime | None = None


def survey(root: Path) -> Iterator[Path]:
    """All entries under a folder in a fixed order, sub-folders included, without following links."""
    refused: list[Path] = []
    for folder, folders, names in os.walk(root, onerror=lambda error: refused.append(Path(error.filename))):
        folders.sort()
        for name in sorted(names + [f for f in folders if Path(folder, f).is_symlink()]):
            yield Path(folder, name)
    # A folder that cannot be listed may hold returns; opening it as a file will say that it could not be read.
    yield from sorted(refused)


def open_return(path: Path, shown: str) -> Opened:
    """Read one file; nothing in it is executed and it is not changed. Every refusal is a finding."""
    place = Place(shown)
    data = read_return(path, place)
    if isinstance(data, Finding):
        return Opened(shown, "", None, data)
    digest = hashlib.sha256(data).hexdigest()
    refusal = _refused(data, path.suffix.lower(), place)
    if refusal:
        return Opened(shown, digest, None, refusal)
    try:
        return Opened(shown, digest, read_grids(data), None)
    except UnreadableWorkbookError as error:
        return Opened(shown, digest, None, Finding.of("file-unreadable", place, reason=error))


def read_return(path: Path, place: Place) -> bytes | Finding:
    """The bytes of a regular file of sensible size, else why it was not read."""
    if path.name.startswith("~$") or path.name in _LITTER:
        return Finding.of("file-lock", place)
    try:
        status = path.lstat()
        if stat.S_ISDIR(status.st_mode):
            return Finding.of("file-folder-unreadable", place)
        if not stat.S_ISREG(status.st_mode):
            return Finding.of("file-not-regular", place)
        if status.st_size > MAX_BYTES:
            return Finding.of("file-too-large", place, size=status.st_size >> 20, limit=MAX_BYTES >> 20)
        return path.read_bytes()
    except OSError as error:
        return Finding.of("file-unreadable", place, reason=why(error))


def _refused(data: bytes, suffix: str, place: Place) -> Finding | None:
    """A finding where the content is no workbook, whatever the name says."""
    if not data:
        return Finding.of("file-empty", place)
    kind = _other_kind(data)
    if kind == "加密文件":
        return Finding.of("file-encrypted", place)
    if kind:
        if kind == STRAY_TEXT:
            return Finding.of("file-not-workbook", place, kind=kind)
        if kind == ARCHIVE:
            return Finding.of("file-archive", place)
        code = "file-not-workbook" if suffix in _WORKBOOK_SUFFIXES else "file-ignored"
        return Finding.of(code, place, kind=kind)
    return None


def _other_kind(data: bytes) -> str:
    """What the content is if it is no workbook, "" if it may be one."""
    for start, kind in _OTHERS:
        if data.startswith(start):
            return kind
    if data.startswith(b"PK"):
        return _zip_kind(data)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "加密文件"
        streams = ("Workbook", "Book")
        return "" if any(s.encode("utf-16-le") in data for s in streams) else "旧版 Word 等文件"
    if STAMP_PREFIX.encode() + b"|" in data:
        return STRAY_TEXT
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return "网页" if head.startswith((b"<html", b"<!doctype", b"<table")) else "文本或其他文件"


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        # A workbook that was cut off; reading it will say so.
        return "" if b"xl/" in data else ARCHIVE
    if any(name.startswith("xl/") for name in names) or b"opendocument.spreadsheet" in data[:200]:
        return ""
    if any(name.startswith("word/") for name in names) or b"opendocument.text" in data[:200]:
        return "Word 文档"
    return "PPT 文件" if any(name.startswith("ppt/") for name in names) else ARCHIVE

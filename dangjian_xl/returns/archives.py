"""Files within zip archives, within archives again: listed and read in memory, nothing is unpacked onto the disk."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dangjian_xl.reading import limits
from dangjian_xl.reading.package import DAMAGED
from dangjian_xl.workspace import printable

#: Set where a member's name is UTF-8; without it Chinese programs write GBK.
_UTF8_NAME = 0x800
_LOCKED = 0x1


class UnreadableArchiveError(Exception):
    """An archive, or a file in one, that is not read; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: its place in the archive's directory, its name for people, its size unpacked."""

    place: int
    name: str
    size: int


def members(path: Path, way: tuple[int, ...]) -> tuple[Member, ...]:
    """The files of an archive: the file itself where `way` is empty, else the archive that it leads to within."""
    infos = _directory(path, way).infolist()
    found = tuple(
        Member(place, member_name(info), info.file_size)
        for place, info in enumerate(infos)
        if not info.is_dir()
    )
    if len(found) > limits.MAX_MEMBERS:
        raise UnreadableArchiveError(f"里面有 {len(found)} 个文件，太多了")
    if sum(member.size for member in found) > limits.MAX_ARCHIVE_BYTES:
        raise UnreadableArchiveError("解开以后太大")
    return found


def content(path: Path, way: tuple[int, ...]) -> bytes:
    """The bytes of the file that `way` leads to within the archive at `path`."""
    archive = _directory(path, way[:-1])
    try:
        info = archive.infolist()[way[-1]]
        if info.flag_bits & _LOCKED:
            raise UnreadableArchiveError("压缩时设了密码")
        if info.file_size > limits.MAX_BYTES:
            raise UnreadableArchiveError(f"有 {info.file_size >> 20} MB，超过 {limits.MAX_BYTES >> 20} MB")
        with archive.open(info) as file:
            # What it says of its size may be a lie.
            data = file.read(limits.MAX_BYTES + 1)
    except (*DAMAGED, IndexError) as error:
        raise UnreadableArchiveError("在压缩包里已经损坏，或者压缩方式特殊") from error
    return data


# A child reads one archive after the other, and each several thousand times.
@lru_cache(maxsize=limits.MAX_DEPTH)
def _directory(path: Path, way: tuple[int, ...]) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content(path, way)) if way else path)
    except DAMAGED as error:
        raise UnreadableArchiveError("压缩包已经损坏") from error


def forget() -> None:
    """Close what is remembered: the next run may find other files under the same names."""
    _directory.cache_clear()


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name for people, whatever program wrote it."""
    if info.flag_bits & _UTF8_NAME:
        return printable(info.filename)
    # zipfile took the bytes for the DOS letters of 1981
    raw = info.orig_filename.encode("cp437", "replace")
    return printable(raw.decode("utf-8", "surrogateescape"))

"""A workbook that is a zip package: its limits, which part is which sheet, its notes, when it was saved."""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from functools import cached_property, lru_cache
from xml.etree import ElementTree as ET

from dangjian_xl.reading import limits
from dangjian_xl.reading.errors import UnreadableWorkbookError

#: What a damaged package makes zipfile and the XML parser raise.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ET.ParseError,
    EOFError,
    lzma.LZMAError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_SAVED = re.compile(
    rb"<(?:dcterms:modified|dc:date)\b[^<>]*>\s*(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)[.\d]*(Z|[+-]\d\d:\d\d)?"
)
_WORKBOOK = "xl/workbook.xml"
#: What stands before a part's bytes, to be followed by its name: a sign, flags, the lengths of the name and of more.
_HEAD = struct.Struct("<4s2xH18xHH")
#: Not: encrypted, patched, names in other alphabets.
_SIGN, _USUAL_FLAGS = b"PK\3\4", 0b1110
#: A part of so many bytes cannot unpack to more than some 130 MB, whatever it says of itself.
_SMALL = 128 * 1024
_TINY = 2048
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
#: Forms as issued are dated to this year, and no spreadsheet program that we know saved anything before.
_NEVER, _EVER = 2000, 2200
#: A time without a zone is China's, for there the files come from.
CHINA = timezone(timedelta(hours=8))


class Package:
    """The parts of a package within limits; raises UnreadableWorkbookError beyond them."""

    def __init__(self, data: bytes) -> None:
        """Open a package's bytes; its directory is checked, nothing is unpacked yet."""
        self._data = data
        self._archive = archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        names = [part.filename for part in parts]
        if len(parts) > limits.MAX_PARTS:
            raise UnreadableWorkbookError("里面的部件太多，不像正常的文件")
        self._actual = {_usual(name): name for name in names}
        if len(self._actual) < len(names):
            raise UnreadableWorkbookError("里面有重名的部件，分不清以哪个为准")
        if any(part.flag_bits & 1 for part in parts):
            raise UnreadableWorkbookError("里面的内容加了密")
        large = sum(part.file_size for part in parts) > limits.MAX_PACKAGE_BYTES
        if large or any(part.file_size > limits.MAX_PART_BYTES for part in parts):
            raise UnreadableWorkbookError("解开以后太大，不像正常的文件")
        self.names = frozenset(self._actual)
        self._read: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        """One part's bytes, b"" where there is none."""
        actual = self._actual.get(_usual(name))
        if actual is None:
            return b""
        if actual not in self._read:
            part = self._archive.getinfo(actual)
            content = _inflated(self._data, part)
            self._read[actual] = self._archive.read(part) if content is None else content
        return self._read[actual]

    def has(self, name: str) -> bool:
        """Whether there is a part of this name."""
        return _usual(name) in self.names

    def tree(self, name: str) -> ET.Element | None:
        """One part's XML, None where there is none. Entities of its own are refused."""
        return _tree(self.read(name))

    def related(self, name: str) -> Iterator[tuple[str, str, str]]:
        """The parts that a part refers to, as (id, last word of the type, name)."""
        folder, base = posixpath.split(name)
        yield from _related(folder, self.read(posixpath.join(folder, "_rels", f"{base}.rels")))

    @cached_property
    def workbook(self) -> str:
        """The name of the part that lists the sheets. The first reader looks for it in its usual place first, so we do."""
        if self.has(_WORKBOOK):
            return _WORKBOOK
        return next((name for _, kind, name in self.related("") if kind == "officeDocument"), _WORKBOOK)

    @cached_property
    def _of_workbook(self) -> tuple[tuple[str, str, str], ...]:
        return tuple(self.related(self.workbook))

    def shared(self, kind: str) -> bytes:
        """The part of the whole workbook of a kind (`styles`, `sharedStrings`), b"" where there is none."""
        return next((self.read(name) for _, found, name in self._of_workbook if found == kind), b"")

    @cached_property
    def sheets(self) -> Mapping[str, str]:
        """The part of each sheet by its tab, in tab order."""
        return _sheets(self.read(self.workbook), self._of_workbook)

    @cached_property
    def saved(self) -> datetime | None:
        """When it says that it was last saved."""
        for name in ("docProps/core.xml", "meta.xml"):
            found = _SAVED.search(self.read(name))
            if found:
                return _moment(found)
        return None


def _inflated(data: bytes, part: zipfile.ZipInfo) -> bytes | None:
    """One part's bytes where it is packed and named as usual; None for `zipfile` to say what is wrong with it.

    A form has some ten parts, and `zipfile` takes twice as long to prepare for a part as to unpack it.
    """
    head = data[part.header_offset : part.header_offset + _HEAD.size]
    usual = part.compress_type == zipfile.ZIP_DEFLATED and part.compress_size <= _SMALL
    if not usual or len(head) < _HEAD.size:
        return None
    sign, flags, name, extra = _HEAD.unpack(head)
    start = part.header_offset + _HEAD.size + name + extra
    named = data[part.header_offset + _HEAD.size : start - extra]
    if sign != _SIGN or flags & ~_USUAL_FLAGS or named != part.orig_filename.encode("ascii", "replace"):
        return None
    packed = data[start : start + part.compress_size]
    unpack = _unpacked_once if part.compress_size <= _TINY else _unpacked
    return unpack(packed, part.file_size, part.CRC)


def _unpacked(packed: bytes, size: int, check: int) -> bytes | None:
    try:
        content = zlib.decompress(packed, -zlib.MAX_WBITS, max(1, size))
    except zlib.error:
        return None
    return content if len(content) == size and zlib.crc32(content) == check else None


#: Styles and lists of parts are the same in thousands of forms.
_unpacked_once = lru_cache(maxsize=256)(_unpacked)


# Thousands of forms have the same lists of parts: each is taken apart once.


@lru_cache(maxsize=256)
def _related(folder: str, content: bytes) -> tuple[tuple[str, str, str], ...]:
    found = []
    relations = _tree(content)
    for relation in relations if relations is not None else ():
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External":
            plain = folder and target[:1] not in "/."
            path = f"{folder}/{target}" if plain else _joined(folder, target)
            kind = (relation.get("Type") or "").rpartition("/")[2]
            found.append((relation.get("Id") or "", kind, path))
    return tuple(found)


@lru_cache(maxsize=256)
def _sheets(workbook: bytes, related: tuple[tuple[str, str, str], ...]) -> Mapping[str, str]:
    targets = {id_: name for id_, _, name in related}
    tree = _tree(workbook)
    found = {}
    for element in tree.iter() if tree is not None else ():
        if element.tag.endswith("}sheet"):
            relation = next((v for k, v in element.attrib.items() if k.endswith("}id")), "")
            tab = element.get("name") or ""
            if tab in found:
                raise UnreadableWorkbookError(f"有两张工作表都叫“{tab}”")
            found[tab] = targets.get(relation, "")
    return found


def _tree(content: bytes) -> ET.Element | None:
    refuse_entities(content)
    return ET.fromstring(content) if content else None  # noqa: S314 - entities were refused


def _usual(name: str) -> str:
    """A part's name as it is looked for: programs differ in letters' case and in strokes, and so mean the same part."""
    return name.replace("\\", "/").lower()


def _joined(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def refuse_entities(content: bytes) -> None:
    """Raise UnreadableWorkbookError for XML that declares entities: no office program writes them."""
    # one quick search says that there is nothing of the kind in nearly all files
    if b"<!" in content and any(word in content for word in _FORBIDDEN):
        raise UnreadableWorkbookError("里面有正常文件不该有的内容")


def _moment(found: re.Match[bytes]) -> datetime | None:
    *numbers, zone = (group.decode() if group else "" for group in found.groups())
    hours, minutes = (int(zone[1:3]), int(zone[4:6])) if len(zone) == 6 else (0, 0)
    offset = timedelta(hours=hours, minutes=minutes) * (-1 if zone.startswith("-") else 1)
    try:
        moment = datetime(*map(int, numbers), tzinfo=timezone(offset) if zone else CHINA)  # type: ignore[arg-type,misc]
    except ValueError:
        return None
    return moment if _NEVER < moment.year < _EVER else None

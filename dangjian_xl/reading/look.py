"""A cheap look at a sheet's XML: what the first reader would lose.

calamine reads error cells, entities and other encodings as empty, 80% as 0.8, 18-digit numbers as others, and refuses a
whole workbook for one unknown cell type.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dangjian_xl.grids import cell_position
from dangjian_xl.reading.extent import refuse_far, refuse_repeated
from dangjian_xl.reading.formats import odd_styles
from dangjian_xl.reading.package import Package, refuse_entities

_ENCODING = re.compile(rb"^\s*<\?xml[^<>]*?\bencoding\s*=\s*[\"']([^\"']+)")
_BOM = b"\xef\xbb\xbf"
_ERRORS = (b't="e"', b"t='e'")
#: A value that is not written in one piece, which the first reader cuts off.
_BROKEN = re.compile(rb"<v>[^<&]*(?:&#|<!|<\?)")
_LONG = re.compile(rb"<v>-?[0-9]{16}")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*?\bref\s*=\s*[\"']([A-Z]+[0-9]+):([A-Z]+[0-9]+)[\"']")
#: A formula and nothing behind it. <v></v> is how the forms as issued write an empty text that a formula shows.
_UNCOMPUTED = re.compile(rb"<c\b([^<>]*)>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>)?\s*</c>")
_NAME = re.compile(rb"\br\s*=\s*[\"']([A-Z]+[0-9]+)[\"']")
_TEXT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")


@dataclass(frozen=True, slots=True)
class Seen:
    """Tabs that need the second reader, and those in which formulas may have no result: the others are plain."""

    doubtful: frozenset[str]
    unusual: frozenset[str]


def seen(package: Package, *, quick: bool) -> Seen:
    """Look at all sheets. Raises UnreadableWorkbookError, with the place, for what would exhaust memory or mislead.

    `quick`: where a quick sight shows that a sheet is plain, it is not gone through piece by piece.
    """
    odd = odd_styles(package.shared("styles"))
    strings = package.shared("sharedStrings")
    contents = {tab: package.read(part) for tab, part in package.sheets.items()}
    unusual = _not_plain(contents, odd) if quick else contents
    for content in (strings, *unusual.values()):
        refuse_entities(content)
    refuse_far(unusual)
    refuse_repeated(contents.values(), strings)
    whole = _plain(strings)
    doubtful = frozenset(
        tab
        for tab, content in contents.items()
        if not whole or not _plain(content) or (tab in unusual and _is_doubtful(content, odd))
    )
    return Seen(doubtful, frozenset(unusual))


def _not_plain(contents: Mapping[str, bytes], odd: frozenset[bytes]) -> Mapping[str, bytes]:
    # It takes longer to load than a few sheets take to be gone through.
    from dangjian_xl.reading.plain import is_plain

    return {tab: content for tab, content in contents.items() if not is_plain(content, odd)}


def _plain(content: bytes) -> bool:
    """Whether it is written as the first reader expects: UTF-8."""
    head = content[:200].removeprefix(_BOM)
    declared = _ENCODING.match(head)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        return False
    return not head.lstrip() or (head.lstrip()[:1] == b"<" and b"\0" not in head)


def _is_doubtful(content: bytes, odd: frozenset[bytes]) -> bool:
    if _BROKEN.search(content) or any(word in content for word in _ERRORS) or _LONG.search(content):
        return True
    # A cell that names no style has the first.
    return b"0" in odd or any(b's="%s"' % style in content or b"s='%s'" % style in content for style in odd)


def merged_ranges(content: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """The merged cells that a sheet declares, 0-based."""
    pairs = (
        (cell_position(one.decode()), cell_position(other.decode()))
        for one, other in _MERGED.findall(content)
    )
    return tuple((*one, *other) for one, other in pairs if one and other)


def uncomputed(content: bytes) -> Iterator[str]:
    """The names of cells whose formula has no result: the program that saved the file did not compute it.

    An empty text is a result.
    """
    for found in _UNCOMPUTED.finditer(content):
        name = _NAME.search(found[1])
        if name and not _TEXT.search(found[1]):
            yield name[1].decode()

"""A cheap look at a sheet's XML: what the first reader would lose or die of.

calamine reads error cells, entities and other encodings as empty, 80% as 0.8, 18-digit numbers as others, refuses a whole
workbook for one unknown cell type, and makes room for every cell up to the farthest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.sax.saxutils import unescape

from dangjian_xl.grids import cell_position, column_letters
from dangjian_xl.reading import limits
from dangjian_xl.reading.amendments import misleading
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.package import Package, refuse_entities

#: Cells as all known programs write them, and in any other way that XML allows; the former are found much faster.
_FAR_NAME = rb"([A-Z]{%d,}[0-9]+|[A-Z]+[0-9]{%d,})" % (
    limits.MAX_COLUMN_LETTERS + 1,
    limits.MAX_ROW_DIGITS + 1,
)
_FAR = re.compile(rb'<c r="' + _FAR_NAME + rb'"[^>]*(?<!/)>')
_FAR_ANY = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']" + _FAR_NAME + rb"[\"'][^>]*(?<!/)>")
_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"')
_HELD = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*(?<!/)>')
_HELD_ANY = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]+[0-9]+)[\"'][^>]*(?<!/)>")
_NEAR = 5
_CELL_ANY = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]+[0-9]+)[\"']")
_ENCODING = re.compile(rb"^\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([^\"']+)")
_BOM = b"\xef\xbb\xbf"
_ERRORS = (b't="e"', b"t='e'")
_UNCOMPUTED = re.compile(rb"</f>(?:<v ?/>)?</c>")
_QUOTES = {"&quot;": '"', "&apos;": "'", "&#37;": "%"}
#: A value that is not written in one piece, which the first reader cuts off.
_BROKEN = re.compile(rb"<v>[^<&]*(?:&#|<!|<\?)")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*\bref\s*=\s*[\"']([A-Z]+[0-9]+):([A-Z]+[0-9]+)[\"']")
_LONG = re.compile(rb"<v>-?[0-9]{16}")
_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_STRING = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL)
_PERCENT_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\b[^>]*>")
_CELL_STYLES = re.compile(rb"<(?:\w+:)?cellXfs\b[^>]*>(.*?)</(?:\w+:)?cellXfs>", re.DOTALL)
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_FORMAT_ID = re.compile(rb"numFmtId\s*=\s*[\"']([0-9]+)[\"']")
_FORMAT_CODE = re.compile(rb"formatCode\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
#: Built-in formats that show odd.
_PERCENTS = frozenset({b"9", b"10"})


def doubtful_tabs(package: Package) -> frozenset[str]:
    """The tabs that need the second reader. Raises UnreadableWorkbookError, with the place, for what would exhaust memory or mislead."""
    odd = _odd_styles(package.shared("styles"))
    strings = package.shared("sharedStrings")
    refuse_entities(strings)
    found = set()
    for tab, part in package.sheets.items():
        content = package.read(part)
        refuse_entities(content)
        _refuse_cells(content)
        _refuse_repeated(content, strings)
        if _is_doubtful(content, odd) or not _plain(strings):
            found.add(tab)
    return frozenset(found)


def _plain(content: bytes) -> bool:
    """Whether it is written as the first reader expects: UTF-8."""
    head = content[:200].removeprefix(_BOM)
    declared = _ENCODING.match(head)
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii"):
        return False
    return not head.lstrip() or (head.lstrip()[:1] == b"<" and b"\0" not in head)


def _refuse_cells(content: bytes) -> None:
    """Cells far away, and a cell that is written twice, of which programs show one or the other."""
    usual = b'<c r="' in content
    far = (_FAR if usual else _FAR_ANY).search(content)
    if far:
        raise UnreadableWorkbookError(f"离表很远的 {far[1].decode()} 格里有内容，请先删去")
    cells = (_CELL if usual else _CELL_ANY).findall(content)
    # AA1000 and A10000 are the first that may make a large rectangle with others
    if cells and max(map(len, cells)) > _NEAR:
        _refuse_area(content, usual=usual)
    if len(set(cells)) < len(cells):
        twice = Counter(cells).most_common(1)[0][0]
        raise UnreadableWorkbookError(f"{twice.decode()} 格的内容写了两遍，分不清以哪个为准")


def _refuse_area(content: bytes, *, usual: bool) -> None:
    held = (_HELD if usual else _HELD_ANY).findall(content)
    places = [place for name in held if (place := cell_position(name.decode().upper()))]
    rows, columns = (
        (max(numbers, default=0) + 1 for numbers in zip(*places, strict=True)) if places else (0, 0)
    )
    if rows * columns > limits.MAX_AREA:
        raise UnreadableWorkbookError(
            f"第 {rows} 行、{column_letters(columns - 1)} 列还有内容，表太大，请删去多余的"
        )


def _refuse_repeated(content: bytes, shared: bytes) -> None:
    """Long texts repeated in many cells: a small file that becomes gigabytes in memory."""
    # a cell that refers to a text takes some 25 bytes
    if len(shared) * len(content) // 20 <= limits.MAX_REPEATED_TEXT:
        return
    longest = max(map(len, _STRING.findall(shared)), default=0)
    if longest * len(_SHARED.findall(content)) > limits.MAX_REPEATED_TEXT:
        raise UnreadableWorkbookError("同一段长文字重复太多次，读出来太大，不像填好的表")


def _is_doubtful(content: bytes, odd: frozenset[bytes]) -> bool:
    if (
        not _plain(content)
        or _BROKEN.search(content)
        or any(word in content for word in _ERRORS)
        or _LONG.search(content)
    ):
        return True
    return any(b's="%s"' % style in content or b"s='%s'" % style in content for style in odd)


def merged_ranges(content: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """The merged cells that a sheet declares, 0-based."""
    pairs = (
        (cell_position(one.decode()), cell_position(other.decode()))
        for one, other in _MERGED.findall(content)
    )
    return tuple((*one, *other) for one, other in pairs if one and other)


def uncomputed(content: bytes) -> Iterator[str]:
    """The names of cells whose formula has no result: the program that saved the file did not compute it."""
    for found in _UNCOMPUTED.finditer(content):
        start = content.rfind(b"<c ", 0, found.start())
        name = _CELL.match(content, start)
        if name:
            yield name[1].decode()


def _odd_styles(styles: bytes) -> frozenset[bytes]:
    """The style numbers that show a number as something else, such as a percentage."""
    formats = set(_PERCENTS)
    for declared in _PERCENT_FORMAT.findall(styles):
        number, code = _FORMAT_ID.search(declared), _FORMAT_CODE.search(declared)
        if (
            number
            and code
            and misleading(unescape((code[1] or code[2] or b"").decode("utf-8", "replace"), _QUOTES))
        ):
            formats.add(number[1])
    block = _CELL_STYLES.search(styles)
    used = [_FORMAT_ID.search(style) for style in _STYLE.findall(block[1] if block else b"")]
    return frozenset(
        str(number).encode() for number, style in enumerate(used) if style and style[1] in formats
    )

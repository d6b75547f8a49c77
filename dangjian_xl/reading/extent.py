"""How far a workbook's sheets reach, before anybody makes room for them; and cells that are written twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping

from dangjian_xl.grids import cell_position, column_letters
from dangjian_xl.reading import limits
from dangjian_xl.reading.errors import UnreadableWorkbookError

#: Cells as all known programs write them, and in any other way that XML allows; the former are found much faster.
_USUAL = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^<>]*)>')
_ANY = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>")
_REFERENCE = re.compile(rb"\br\s*=\s*[\"']\s*([^\"']*?)\s*[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b([^<>]*)>(?=\s*<)")
_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
#: A name of so many letters and digits, of which at most two letters, is near: AA1000 and A10000 are the first that make a
#: large rectangle with others.
_NEAR = 5


def refuse_far(sheets: Mapping[str, bytes]) -> None:
    """Raise UnreadableWorkbookError, with the place, for sheets (XML by tab) that reach too far or say a cell twice.

    The limit is for all sheets together.
    """
    if sum(map(_area, sheets.values())) > limits.MAX_AREA:
        raise UnreadableWorkbookError("表太大，请删去多余的行、列和工作表")


def refuse_repeated(sheets: Collection[bytes], strings: bytes) -> None:
    """Raise UnreadableWorkbookError where all sheets together repeat too much of the shared texts (their XML)."""
    repeated = 0
    for content in sheets:
        # a cell that refers to a text takes some 25 bytes
        if len(strings) * len(content) // 20 > limits.MAX_REPEATED_TEXT:
            longest = max(map(len, strings.split(b"</si>")), default=0)
            repeated += longest * len(_SHARED.findall(content))
        if repeated > limits.MAX_REPEATED_TEXT:
            raise UnreadableWorkbookError("同一段长文字重复太多次，读出来太大，不像填好的表")


def _area(content: bytes) -> int:
    """Cells up to the farthest that holds something; 0 where it is plainly small."""
    cells = _USUAL.findall(content)
    if len(cells) < content.count(b"<c ") or b"<c>" in content or b":c " in content or b":c>" in content:
        cells = _unusual(content)
    names = [name for name, _ in cells]
    if len(set(names)) < len(names):
        twice = Counter(names).most_common(1)[0][0]
        raise UnreadableWorkbookError(f"{twice.decode()} 格的内容写了两遍，分不清以哪个为准")
    if max(map(len, names), default=0) <= _NEAR and not any(name[2:3] > b"9" for name in names):
        return 0
    rows = columns = 0
    for name, rest in cells:
        if rest.endswith(b"/"):
            # An empty cell, if a coloured one.
            continue
        place = cell_position(name.decode())
        if place is None or place[0] >= limits.FAR_ROW or place[1] >= limits.FAR_COLUMN:
            raise UnreadableWorkbookError(f"离表很远的 {name.decode()} 格里有内容，请先删去")
        rows, columns = max(rows, place[0] + 1), max(columns, place[1] + 1)
    if rows * columns > limits.MAX_AREA:
        raise UnreadableWorkbookError(
            f"第 {rows} 行、{column_letters(columns - 1)} 列还有内容，表太大，请删去多余的"
        )
    return rows * columns


def _unusual(content: bytes) -> list[tuple[bytes, bytes]]:
    """Cells of programs that write them in their own way. Those without a name stand in rows that may be far away."""
    found = []
    for attributes in _ANY.findall(content):
        named = _REFERENCE.search(attributes)
        if named is None:
            continue
        name = named[1].upper()
        if cell_position(name.decode("ascii", "replace")) is None:
            raise UnreadableWorkbookError("单元格的编号不正常")
        found.append((name, attributes))
    for attributes in _ROW.findall(content):
        numbered = _REFERENCE.search(attributes)
        if numbered and not attributes.endswith(b"/"):
            number = numbered[1].decode("ascii", "replace")
            if not number.isdecimal() or int(number) > limits.FAR_ROW:
                raise UnreadableWorkbookError(f"离表很远的第 {number[:20]} 行里有内容，请先删去")
    return found

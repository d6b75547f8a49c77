"""Numbers and texts put into single cells of a workbook that people work in; every other byte of its parts stays.

A library that loads and saves the whole workbook would lose what formulas show, which a person may have typed among the
scheme, and what charts look like: until Excel computes again, the scheme could not be read.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

from dangjian_xl.findings import Place
from dangjian_xl.grids import column_index
from dangjian_xl.packages import repacked
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.package import DAMAGED, Package

_NAME = re.compile(r"([A-Z]{1,3})([1-9]\d*)")
_ROW = rb'<(?P<p>(?:\w+:)?)row\b(?P<head>[^<>]*?\sr="%d"[^<>]*?)(?:/>|>(?P<cells>.*?)</(?P=p)row>)'
_CELL = re.compile(
    rb'<(?P<p>(?:\w+:)?)c\b(?P<head>[^<>]*?)\sr="(?P<letters>[A-Z]+)\d+"(?P<tail>[^<>]*?)'
    rb"(?:/>|>(?P<inner>.*?)</(?P=p)c>)",
    re.DOTALL,
)
_TYPE = re.compile(rb'\st="\w+"')


def with_values(data: bytes, values: Mapping[Place, int | str]) -> bytes | None:
    """The workbook with these whole numbers and texts in cells that were blank; None where that cannot be done.

    Asked for are sheet and cell of each place. It cannot be done in a file that is no .xlsx, nor in a cell that holds a
    formula; who calls reads the result again before trusting it.
    """
    try:
        sheets = {tab.strip(): name for tab, name in Package(data).sheets.items()}
        parts: dict[str, bytes] = {}
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            for place, value in values.items():
                name = sheets[place.sheet]
                content = _filled(parts.get(name) or old.read(name), place.cell, value)
                if content is None:
                    return None
                parts[name] = content
        return repacked(data, parts.get)
    except (*DAMAGED, UnreadableWorkbookError):
        return None


def _filled(content: bytes, cell: str, value: int | str) -> bytes | None:
    match = _NAME.fullmatch(cell)
    row = re.search(_ROW % int(match[2]), content, re.DOTALL) if match else None
    if match is None or row is None or row["cells"] is None:
        return None
    start, end = row.span("cells")
    cells = _in_row(row["cells"], row["p"], match, value)
    return None if cells is None else content[:start] + cells + content[end:]


def _in_row(cells: bytes, prefix: bytes, name: re.Match[str], value: int | str) -> bytes | None:
    """The row's cells with the value in its column: in the blank cell there, else in a new one before the next."""
    kind, inner = _content(prefix, value)
    end = b">%b</%bc>" % (inner, prefix)
    new = b'<%bc r="%b"' % (prefix, name[0].encode())
    for found in _CELL.finditer(cells):
        at = column_index(found["letters"].decode())
        if at == column_index(name[1]):
            if found["inner"] and re.search(rb"<(?:\w+:)?f\b", found["inner"]):
                return None
            style = _TYPE.sub(b"", found["head"] + found["tail"])
            return cells[: found.start()] + new + style + kind + end + cells[found.end() :]
        if at > column_index(name[1]):
            return cells[: found.start()] + new + kind + end + cells[found.start() :]
    return cells + new + kind + end


def _content(prefix: bytes, value: int | str) -> tuple[bytes, bytes]:
    """The type of a cell that holds a value, and what stands in it."""
    if isinstance(value, int):
        return b"", b"<%bv>%d</%bv>" % (prefix, value, prefix)
    text = escape(value).encode()
    return b' t="inlineStr"', b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>' % (
        prefix,
        prefix,
        text,
        prefix,
        prefix,
    )

"""Number formats that show something else than the number that stands in the cell."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from dangjian_xl.grids import Cell, CellError

_QUOTED = re.compile(r'"([^"]*)"')
#: Outside quotation marks: digits added, thousands divided away, nothing shown, a sign put in front.
_ODD = re.compile(r"\\[0-9]|[0#?],+(?:;|$|[^0#?,.])|^;|^\\?-[0#?]")
_DECLARED = re.compile(rb"<(?:\w+:)?numFmt\b[^<>]*>")
_STYLE = re.compile(rb"<(?:\w+:)?xf\b[^<>]*>")
_ID = re.compile(rb"numFmtId\s*=\s*[\"']([0-9]+)[\"']")
_CODE = re.compile(rb"formatCode\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
#: Built-in formats that show percents.
_PERCENTS = frozenset({b"9", b"10"})


def as_shown(number: float, code: str) -> Cell:
    """A number as people see it by its format's code, where that is something else than the number."""
    if "%" in _QUOTED.sub("", code):
        return percent(number)
    if misleading(code):
        return CellError(f"（实际是 {number:.10g}，单元格的数字格式把它显示成了别的样子）")
    return float(number)


def percent(number: float) -> str:
    """What people see where a number is shown as percent; 0.8 in such a cell is 80%."""
    return f"{number * 100:.10g}%"


def misleading(code: str) -> bool:
    """Whether a format shows a number as something else. Words and signs of money beside it do not."""
    bare = _QUOTED.sub("", code)
    added = any(re.search("[0-9%]", quoted) for quoted in _QUOTED.findall(code))
    return added or "%" in bare or bool(_ODD.search(bare))


@lru_cache(maxsize=64)
def odd_styles(styles: bytes) -> frozenset[bytes]:
    """The style numbers of a styles part that show a number as something else."""
    formats = set(_PERCENTS)
    for declared in _DECLARED.findall(styles):
        number, code = _ID.search(declared), _CODE.search(declared)
        if number and code:
            text = (code[1] or code[2] or b"").decode("utf-8", "replace")
            if misleading(unescape(text)):
                formats.add(number[1])
    block = styles.partition(b"cellXfs")[2].partition(b"cellXfs")[0]
    used = [_ID.search(style) for style in _STYLE.findall(block)]
    return frozenset(
        str(number).encode() for number, style in enumerate(used) if style and style[1] in formats
    )

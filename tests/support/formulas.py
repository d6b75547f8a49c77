"""Which functions the formulas of a workbook call, and which ones every spreadsheet program of these offices has."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

_NAMES = """
ABS ADDRESS AND AVERAGE CELL CHAR CHOOSE CLEAN COLUMN COUNT COUNTA COUNTIF EXACT FIND FIXED HYPERLINK IF IFERROR INDEX INT
ISBLANK ISERROR ISLOGICAL ISNUMBER LEFT LEN MATCH MAX MEDIAN MID MIN N NOT OFFSET OR RIGHT ROUND ROW ROWS SMALL STDEV
SUBSTITUTE SUBTOTAL SUM SUMPRODUCT TRIM VALUE
"""
#: Excel 97 has all of these but IFERROR, which came with Excel 2007; WPS and LibreOffice have them all.
CLASSIC = frozenset(_NAMES.split())

#: Of cells, of data validations, of conditional formats, of defined names.
_FORMULA = re.compile(r"<(?:f|formula|formula1|formula2|definedName)(?: [^>]*)?>([^<]*)<")
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_CALL = re.compile(r"([A-Z][A-Z0-9._]*)\(")


def functions(data: bytes) -> set[str]:
    """The names of all functions that a workbook calls, wherever a formula may stand in it."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [
            n for n in package.namelist() if n.startswith("xl/worksheets/sheet") or n == "xl/workbook.xml"
        ]
        texts = [package.read(name).decode() for name in parts]
    found = (unescape(formula) for text in texts for formula in _FORMULA.findall(text))
    return {name for formula in found for name in _CALL.findall(_QUOTED.sub("", formula))}

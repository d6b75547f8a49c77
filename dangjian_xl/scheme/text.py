r"""Scheme <-> text: one Markdown table a sheet, the same headings as the workbook. Presets and tests are written so.

    ## 层面
    | 层面编号 | 层面名称 | 备注 |
    | --- | --- | --- |
    | T1 | 招生学院 | |

A line break inside a cell is written `<br>`, a bar `\|`, a backslash `\\`; text outside tables is comment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from dangjian_xl.scheme.codecs import Shown
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.parse import FIRST_ROW, Parsed, RawRow, RawSheet, parse
from dangjian_xl.scheme.tables import BASICS, BASICS_SHEET, TABLES

#: A cell between bars; a backslash protects the next character.
_CELL = re.compile(r"\|((?:[^|\\]|\\.)*)(?=\|)")


def read_text(text: str, file: str = "方案.xlsx") -> Parsed:
    """Parse a scheme's text; a heading that names no sheet raises ValueError. Sheets that the text leaves out are empty tables, as nobody writes empty tables."""
    sheets = {
        name: RawSheet((), _letters([c.title for c in t.columns])) for t in TABLES for name in [t.sheet]
    }
    name = ""
    heading: list[str] = []
    ruled = False
    rows: list[RawRow] = []
    for line in text.splitlines():
        if line.startswith("## "):
            name, heading, rows, ruled = line[3:].strip(), [], [], False
            if name not in sheets and name != BASICS_SHEET:
                raise ValueError(name)
        elif name and line.startswith("|"):
            cells = [_unescaped(cell) for cell in _CELL.findall(line.strip())]
            if not heading:
                heading = cells
            elif not ruled and not set("".join(cells)) - set("-: "):
                ruled = True
            else:
                rows.append(RawRow(FIRST_ROW + len(rows), dict(zip(heading, cells, strict=False))))
                sheets[name] = RawSheet(tuple(rows), _letters(heading))
    return parse(sheets, file)


def write_text(scheme: Scheme) -> str:
    """The scheme as text; `read_text` gives an equal scheme back. Empty tables are left out."""
    parts = [
        f"# {scheme.basics.title}\n",
        f"## {BASICS_SHEET}\n",
        _line(["项目", "内容"]),
        _line(["---"] * 2),
    ]
    for column in BASICS:
        value = getattr(scheme.basics, column.field)
        parts.append(_line([column.title, None if value is None else column.codec.show(value)]))
    for declared in TABLES:
        records = getattr(scheme, declared.field)
        if not records:
            continue
        parts += [f"\n## {declared.sheet}\n", _line([c.title for c in declared.columns])]
        parts.append(_line(["---"] * len(declared.columns)))
        for record in records:
            values = [(c.codec, getattr(record, c.field)) for c in declared.columns]
            parts.append(_line([None if v is None or v == "" else codec.show(v) for codec, v in values]))
    return "\n".join(parts) + "\n"


def _letters(headings: Iterable[str]) -> dict[str, str]:
    return {title: chr(ord("A") + index) for index, title in enumerate(headings)}


def _line(cells: Iterable[Shown]) -> str:
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(cell: Shown) -> str:
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
    return re.sub(r"([\\|]|<br>)", r"\\\1", text).replace("\n", "<br>")


def _unescaped(cell: str) -> str:
    return re.sub(r"\\([\\|]|<br>)|<br>", lambda m: m[1] or "\n", cell.strip())

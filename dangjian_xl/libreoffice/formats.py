"""Colours and number formats, from LibreOffice's notation to Excel's and back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dangjian_xl.libreoffice.runtime import Uno

Rgb = tuple[int, int, int]
Color = Rgb | Sequence[int] | int | str
#: Parts of a number format that are not its letters: quoted or escaped text, brackets that do not count time.
_FIXED = re.compile(r'("[^"]*"|\\.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|AM/PM|A/P)', re.IGNORECASE)
_COLOR_NAME = re.compile(r"\[([A-Z]+)\]")


def number_of(color: Color) -> int:
    """A colour as xlwings takes it (a tuple, #RRGGBB, Excel's number) as LibreOffice's number."""
    if isinstance(color, str):
        return int(color.removeprefix("#"), 16)
    if isinstance(color, int):  # Excel counts the other way round
        color = (color & 255, color >> 8 & 255, color >> 16 & 255)
    red, green, blue = color
    return int(red) << 16 | int(green) << 8 | int(blue)


def rgb_of(number: int) -> Rgb:
    """LibreOffice's number of a colour as a tuple."""
    return number >> 16 & 255, number >> 8 & 255, number & 255


def uniform(cells: Uno, name: str) -> Any:  # noqa: ANN401 - a property of LibreOffice
    """A property of cells, None if they differ in it: LibreOffice itself answers for the first."""
    if cells.getPropertyState(name).value == "AMBIGUOUS_VALUE":
        return None
    return cells.getPropertyValue(name)


def as_excel(code: str, *, dates: bool) -> str:
    """LibreOffice writes a date's letters and colours' names in capitals."""
    code = _COLOR_NAME.sub(lambda name: f"[{name[1].capitalize()}]", code)
    if not dates:
        return code
    return "".join(part if index % 2 else part.lower() for index, part in enumerate(_FIXED.split(code)))

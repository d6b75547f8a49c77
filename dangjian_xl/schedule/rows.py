"""Rows below the prepared ones of a scheme sheet: they look, check and are checked as the last prepared row."""

from __future__ import annotations

import re
from copy import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.worksheet.cell_range import MultiCellRange
    from openpyxl.worksheet.worksheet import Worksheet


def copy_row(sheet: Worksheet, pattern: int, row: int) -> None:
    """Give a row the pattern's looks, and its formulas moved along."""
    from openpyxl.formula.translate import Translator

    for column in range(1, sheet.max_column + 1):
        cell: Any = sheet.cell(pattern, column)
        new: Any = sheet.cell(row, column)
        new._style = copy(cell._style)  # noqa: SLF001 - openpyxl's own way to copy a style
        if cell.data_type == "f" and isinstance(cell.value, str):
            new.value = Translator(cell.value, cell.coordinate).translate_formula(new.coordinate)


def extend(sheet: Worksheet, pattern: int, last: int) -> None:
    """Let what ends at the pattern's row end at the last row: drop-downs, conditional formats, filter, looked-at ranges."""
    for validation in sheet.data_validations.dataValidation:
        _stretch(validation.sqref, pattern, last)
    _stretch_formats(sheet, pattern, last)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = _ending(sheet.auto_filter.ref, pattern, last)
    _stretch_formulas(sheet, last)


def _stretch(ranges: MultiCellRange, pattern: int, last: int) -> None:
    for one in list(ranges.ranges):
        if one.max_row == pattern:
            one.expand(down=last - pattern)


def _stretch_formats(sheet: Worksheet, pattern: int, last: int) -> None:
    from openpyxl.formatting.formatting import ConditionalFormattingList

    old, sheet.conditional_formatting = sheet.conditional_formatting, ConditionalFormattingList()
    for area in old:
        _stretch(area.sqref, pattern, last)
        for rule in area.rules:
            sheet.conditional_formatting.add(str(area.sqref), rule)


def _ending(reference: str, pattern: int, last: int) -> str:
    return re.sub(rf"(?<=[A-Z]){pattern}$", str(last), reference)


def _stretch_formulas(sheet: Worksheet, last: int) -> None:
    """Where rows now go beyond what formulas look at, let those formulas look at them too, on the other sheets as well.

    All ranges over a sheet's records end at the same row: the largest that one of its own formulas names.
    """
    own = re.compile(r"(?<=[:])(\$?[A-Z]{1,3}\$)(\d+)\b")
    ends = [int(n) for cell in _formulas(sheet) for _, n in own.findall(_bare_of_others(str(cell.value)))]
    end = max(ends, default=last)
    if end >= last or sheet.parent is None:
        return
    named = re.compile(rf"('{re.escape(sheet.title)}'!\$[A-Z]{{1,3}}\$\d+:\$[A-Z]{{1,3}}\$){end}\b")
    for other in sheet.parent.worksheets:
        for cell in _formulas(other):
            changed = named.sub(rf"\g<1>{last}", str(cell.value))
            if other is sheet:
                changed = _own_stretched(changed, end, last)
            if changed != cell.value:
                cell.value = changed


_OTHERS = re.compile(r"('[^']+'![$A-Z0-9]+:[$A-Z0-9]+)")


def _bare_of_others(formula: str) -> str:
    """A formula without its ranges on other sheets."""
    return _OTHERS.sub("", formula)


def _own_stretched(formula: str, end: int, last: int) -> str:
    """A formula whose ranges on its own sheet end farther down."""
    parts = _OTHERS.split(formula)
    return "".join(
        part if _OTHERS.fullmatch(part) else re.sub(rf"(:\$?[A-Z]{{1,3}}\$){end}\b", rf"\g<1>{last}", part)
        for part in parts
    )


def _formulas(sheet: Worksheet) -> list[Any]:
    return [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]

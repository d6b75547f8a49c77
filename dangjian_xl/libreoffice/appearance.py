"""How cells look: fill, font, number format, sizes, alignment. Only what xlwings names, in Excel's units."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

from xlwings import base_classes

from dangjian_xl.libreoffice.font import Font
from dangjian_xl.libreoffice.formats import Color, Rgb, as_excel, number_of, rgb_of, uniform
from dangjian_xl.libreoffice.kin import SheetOf
from dangjian_xl.libreoffice.protection import lifted
from dangjian_xl.libreoffice.runtime import Uno, enum, struct
from dangjian_xl.libreoffice.values import DATE, LOGICAL, TIME, areas

_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
#: com.sun.star.table.CellVertJustify2; 0 is LibreOffice's default, at the bottom
_VERTICAL = {"top": 1, "center": 2, "bottom": 3, "justify": 4}
#: LibreOffice measures in 1/100 mm.
_POINT = 2540 / 72
_PIXEL = 2540 / 96
#: A column of n characters of Excel's usual font is 7n + 5 pixels wide.
_CHARACTER, _MARGIN = 7, 5


class Appearance(base_classes.Range):
    """The looks of a range."""

    sheet: SheetOf
    cells: Uno

    def _change(self) -> AbstractContextManager[None]:
        return lifted(self.sheet)

    def _put(self, name: str, value: object) -> None:
        with self._change():
            self.cells.setPropertyValue(name, value)

    @property
    def color(self) -> Rgb | None:
        """The fill; None without one or if the cells differ."""
        number = uniform(self.cells, "CellBackColor")
        return None if number is None or number < 0 else rgb_of(number)

    @color.setter
    def color(self, value: Color | None) -> None:
        self._put("CellBackColor", -1 if value is None else number_of(value))

    def set_colors(self, colors: Sequence[Sequence[Any]]) -> None:
        """The fill of each cell: a tuple, None for none, ... to leave it; one call for each colour."""
        address = self.cells.RangeAddress
        places: dict[int, list[tuple[int, int]]] = {}
        for row, line in enumerate(colors, start=address.StartRow):
            for column, color in enumerate(line, start=address.StartColumn):
                if color is not ...:
                    places.setdefault(-1 if color is None else number_of(color), []).append((row, column))
        with self._change():
            for number, cells in places.items():
                areas(self.sheet.book.document, address.Sheet, cells).CellBackColor = number

    @property
    def font(self) -> Font:
        """The font."""
        return Font(self.sheet, self.cells)

    @property
    def number_format(self) -> str | None:
        """The number format in Excel's notation; None if the cells differ."""
        key = uniform(self.cells, "NumberFormat")
        if key is None:
            return None
        formats = self.sheet.book.document.NumberFormats
        found = formats.getByKey(key)
        if found.Type & LOGICAL or found.FormatString == "Standard":
            return "General"
        if found.Locale.Language not in {"", "en"}:
            english = struct("lang.Locale", Language="en", Country="US")
            found = formats.getByKey(formats.addNewConverted(found.FormatString, found.Locale, english))
        return as_excel(found.FormatString, dates=bool(found.Type & (DATE | TIME)))

    @number_format.setter
    def number_format(self, value: str) -> None:
        formats = self.sheet.book.document.NumberFormats
        english = struct("lang.Locale", Language="en", Country="US")
        key = 0
        if value.casefold() != "general":
            key = formats.queryKey(value, english, False)  # noqa: FBT003 - UNO has no names for arguments
            key = formats.addNew(value, english) if key == -1 else key
        self._put("NumberFormat", key)

    @property
    def wrap_text(self) -> bool | None:
        """Whether long texts are broken into lines."""
        wrapped = uniform(self.cells, "IsTextWrapped")
        return None if wrapped is None else bool(wrapped)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self._put("IsTextWrapped", bool(value))

    @property
    def horizontal_alignment(self) -> str | None:
        """One of general, left, center, right, justify, fill."""
        found = uniform(self.cells, "HoriJustify")
        return None if found is None else next((k for k, v in _HORIZONTAL.items() if v == found.value), None)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise NotImplementedError(f"LibreOffice 引擎没有水平对齐方式 {value}。")
        self._put("HoriJustify", enum("table.CellHoriJustify", _HORIZONTAL[value]))

    @property
    def vertical_alignment(self) -> str | None:
        """One of top, center, bottom, justify."""
        found = uniform(self.cells, "VertJustify")
        return None if found is None else next((k for k, v in _VERTICAL.items() if v == found), "bottom")

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        if value not in _VERTICAL:
            raise NotImplementedError(f"LibreOffice 引擎没有垂直对齐方式 {value}。")
        self._put("VertJustify", _VERTICAL[value])

    @property
    def column_width(self) -> float | None:
        """In characters of Excel's usual font; None if the columns differ."""
        pixels = self._size("Columns", "Width", _PIXEL)
        if pixels is None:
            return None
        narrow = _CHARACTER + _MARGIN
        return round(pixels / narrow if pixels < narrow else (pixels - _MARGIN) / _CHARACTER, 2)

    @column_width.setter
    def column_width(self, value: float) -> None:
        pixels = value * (_CHARACTER + _MARGIN) if value < 1 else value * _CHARACTER + _MARGIN
        with self._change():
            self.cells.Columns.Width = round(pixels * _PIXEL)

    @property
    def row_height(self) -> float | None:
        """In points; None if the rows differ."""
        return self._size("Rows", "Height", _POINT)

    @row_height.setter
    def row_height(self, value: float) -> None:
        with self._change():
            self.cells.Rows.Height = round(value * _POINT)

    def _size(self, lines: str, name: str, unit: float) -> float | None:
        whole = getattr(self.cells, lines)
        sizes = {whole.getByIndex(index).getPropertyValue(name) for index in range(whole.Count)}
        return round(sizes.pop() / unit, 1) if len(sizes) == 1 else None

    @property
    def width(self) -> float:
        """In points."""
        return float(self.cells.Size.Width / _POINT)

    @property
    def height(self) -> float:
        """In points."""
        return float(self.cells.Size.Height / _POINT)

    @property
    def left(self) -> float:
        """From the sheet's left edge, in points."""
        return float(self.cells.Position.X / _POINT)

    @property
    def top(self) -> float:
        """From the sheet's upper edge, in points."""
        return float(self.cells.Position.Y / _POINT)

    def autofit(self, axis: str | None = None) -> None:
        """Make columns ("c") and rows ("r") as large as their contents need."""
        with self._change():
            if axis in {None, "c", "columns"}:
                self.cells.Columns.OptimalWidth = True
            if axis in {None, "r", "rows"}:
                self.cells.Rows.OptimalHeight = True

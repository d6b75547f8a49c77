"""The font of cells."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from dangjian_xl.libreoffice.formats import Color, Rgb, number_of, rgb_of, uniform
from dangjian_xl.libreoffice.kin import SheetOf
from dangjian_xl.libreoffice.plain import plain
from dangjian_xl.libreoffice.protection import lifted
from dangjian_xl.libreoffice.runtime import Uno, enum

#: com.sun.star.awt.FontWeight
_BOLD, _NORMAL = 150.0, 100.0


@plain
class Font(base_classes.Font):
    """The font of cells; Latin and Chinese letters alike, as in Excel."""

    def __init__(self, sheet: SheetOf, cells: Uno) -> None:
        """The font of cells of a sheet."""
        self._sheet = sheet
        self._cells = cells
        self.office = sheet.office

    @property
    def api(self) -> Uno:
        """LibreOffice's cells, which have the font's properties."""
        return self._cells

    def _get(self, name: str) -> Any:  # noqa: ANN401 - a property of LibreOffice
        return uniform(self.api, name)

    def _put(self, name: str, value: object) -> None:
        with lifted(self._sheet):
            for script in ("", "Asian", "Complex"):
                self.api.setPropertyValue(name + script, value)

    @property
    def bold(self) -> bool | None:
        """Whether bold."""
        weight = self._get("CharWeight")
        return None if weight is None else weight >= _BOLD

    @bold.setter
    def bold(self, value: bool) -> None:
        self._put("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        """Whether italic."""
        posture = self._get("CharPosture")
        return None if posture is None else posture.value == "ITALIC"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._put("CharPosture", enum("awt.FontSlant", "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """In points."""
        return self._get("CharHeight")  # type: ignore[no-any-return]

    @size.setter
    def size(self, value: float) -> None:
        self._put("CharHeight", float(value))

    @property
    def color(self) -> Rgb | None:
        """The colour of the letters, black where LibreOffice chooses it."""
        number = self._get("CharColor")
        return None if number is None else rgb_of(max(number, 0))

    @color.setter
    def color(self, value: Color) -> None:
        with lifted(self._sheet):
            self.api.CharColor = number_of(value)

    @property
    def name(self) -> str | None:
        """The font's name."""
        return self._get("CharFontName")  # type: ignore[no-any-return]

    @name.setter
    def name(self, value: str) -> None:
        self._put("CharFontName", value)

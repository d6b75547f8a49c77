"""Notes of cells (LibreOffice calls them comments)."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from dangjian_xl.libreoffice.kin import SheetOf
from dangjian_xl.libreoffice.plain import plain
from dangjian_xl.libreoffice.protection import lifted
from dangjian_xl.libreoffice.runtime import Uno

#: com.sun.star.sheet.CellFlags.ANNOTATION
_NOTE = 8


@plain
class Note(base_classes.Note):
    """The note of a cell."""

    def __init__(self, location: Any) -> None:  # noqa: ANN401 - an engine's range
        """The note of the upper left cell of a range."""
        self._location = location
        self._sheet: SheetOf = location.sheet
        self.office = self._sheet.office

    @property
    def api(self) -> Uno:
        """LibreOffice's note."""
        return self._location.cell.getAnnotation()

    @property
    def text(self) -> str:
        """The text, paragraphs parted by newlines."""
        return str(self.api.String)

    @text.setter
    def text(self, value: str) -> None:
        with lifted(self._sheet):
            self.api.String = value

    @property
    def author(self) -> str:
        """Who wrote it; the name in LibreOffice's settings."""
        return str(self.api.Author)

    @property
    def location(self) -> Any:  # noqa: ANN401 - an engine's range
        """The cell."""
        return self._location

    def delete(self) -> None:
        """Delete the note."""
        with lifted(self._sheet):
            self._location.cells.clearContents(_NOTE)


def note(location: Any) -> Note | None:  # noqa: ANN401 - an engine's range
    """The note of a cell if it has one."""
    found = Note(location)
    return found if found.text else None


def add(location: Any, text: str) -> Note:  # noqa: ANN401 - an engine's range
    """Give a cell a note."""
    sheet: SheetOf = location.sheet
    with lifted(sheet):
        sheet.sheet.Annotations.insertNew(location.cell.CellAddress, text)
        added = location.cell.getAnnotation()
        if added.String != text:  # a new note loses an empty last line
            added.String = text
    return Note(location)


def notes(sheet: SheetOf) -> list[Note]:
    """All notes of a sheet."""
    found = sheet.sheet.Annotations
    places = [found.getByIndex(index).Position for index in range(found.Count)]
    return [Note(sheet.block(place.Row + 1, place.Column + 1)) for place in places]

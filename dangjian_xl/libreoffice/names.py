"""Defined names of a book and of its sheets, their definitions in Excel's notation."""

from __future__ import annotations

from typing import Any

from xlwings import XlwingsError, base_classes

from dangjian_xl.errors import CannotRunError
from dangjian_xl.libreoffice import addresses, formulas
from dangjian_xl.libreoffice.kin import BookOf, SheetOf
from dangjian_xl.libreoffice.plain import plain
from dangjian_xl.libreoffice.runtime import Uno, struct


@plain
class Names(base_classes.Names):
    """The names of a sheet, or all names of a book: its own first, then those of its sheets."""

    def __init__(self, book: BookOf, sheet: SheetOf | None = None) -> None:
        """All names, or a sheet's."""
        self._book = book
        self._sheet = sheet
        self.office = book.office

    @property
    def api(self) -> Uno:
        """LibreOffice's names of the same scope; of a book only its own."""
        return (self._sheet.sheet if self._sheet else self._book.document).NamedRanges

    def _all(self) -> list[Name]:
        scopes: list[Any] = [self._sheet] if self._sheet else [None, *self._book.sheets]
        return [
            Name(self._book, scope, name)
            for scope in scopes
            for name in (scope.sheet if scope else self._book.document).NamedRanges.ElementNames
        ]

    def _find(self, name_or_index: str | int) -> Name | None:
        if isinstance(name_or_index, int):
            names = self._all()
            return names[name_or_index - 1] if 1 <= name_or_index <= len(names) else None
        sheet, name = addresses.split(name_or_index)
        if sheet is None:
            scope = self._sheet
        elif self._sheet is None or sheet.casefold() == self._sheet.name.casefold():
            scope = next((one for one in self._book.sheets if one.name.casefold() == sheet.casefold()), None)
            if scope is None:
                return None
        else:
            return None
        names_here = (scope.sheet if scope else self._book.document).NamedRanges.ElementNames
        found = next((one for one in names_here if one.casefold() == name.casefold()), None)
        return Name(self._book, scope, found) if found else None

    def __call__(self, name_or_index: str | int) -> Name:
        """The name; raises KeyError."""
        found = self._find(name_or_index)
        if found is None:
            raise KeyError(name_or_index)
        return found

    def contains(self, name_or_index: str | int) -> bool:
        """Whether there is such a name."""
        return self._find(name_or_index) is not None

    def snapshot(self) -> list[tuple[str, Name]]:
        """The names with their texts."""
        return [(name.name, name) for name in self._all()]

    def __len__(self) -> int:
        return len(self._all())

    def add(self, name: str, refers_to: str) -> Name:
        """Define a name, `Sheet1!name` as the sheet's own; one that exists is defined anew."""
        self._book.require_writable()
        sheet, bare = addresses.split(name)
        scope: Any = self._book.sheets(sheet) if sheet else self._sheet
        existing = self._find(name)
        if existing:
            existing.refers_to = refers_to
            return existing
        names = (scope.sheet if scope else self._book.document).NamedRanges
        names.addNewByName(bare, "0", struct("table.CellAddress"), 0)
        added = Name(self._book, scope, bare)
        added.refers_to = refers_to
        return added


@plain
class Name(base_classes.Name):
    """A defined name."""

    def __init__(self, book: BookOf, sheet: SheetOf | None, name: str) -> None:
        """A name of a book or of a sheet."""
        self._book = book
        self._sheet = sheet
        self._name = name
        self.office = book.office

    @property
    def _container(self) -> Uno:
        return (self._sheet.sheet if self._sheet else self._book.document).NamedRanges

    @property
    def api(self) -> Uno:
        """LibreOffice's name."""
        if not self._container.hasByName(self._name):
            raise CannotRunError(f"名称“{self._name}”已经没有了。")
        return self._container.getByName(self._name)

    @property
    def name(self) -> str:
        """The name, with its sheet if it is a sheet's own."""
        return f"{addresses.quoted(self._sheet.name)}!{self._name}" if self._sheet else self._name

    @name.setter
    def name(self, value: str) -> None:
        self._book.require_writable()
        new = addresses.split(value)[1]
        self.api.Name = new
        self._name = new

    @property
    def refers_to(self) -> str:
        """The definition, beginning with =."""
        named = self.api
        if "#REF!" in named.Content:  # its cells were deleted; the translator leaves such a reference out
            return "=#REF!"
        return f"={formulas.parser(self._book).printFormula(named.getTokens(), named.ReferencePosition)}"

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self._book.require_writable()
        named = self.api
        tokens = formulas.parser(self._book).parseFormula(value.removeprefix("="), named.ReferencePosition)
        named.setTokens(tokens)

    @property
    def refers_to_range(self) -> Any:  # noqa: ANN401 - an engine's range
        """The cells; a name of anything else has none."""
        named = self.api
        cells = None if "#REF!" in named.Content else named.getReferredCells()
        if cells is None:
            raise XlwingsError(f"名称“{self._name}”不指向单元格：{self.refers_to}")
        return self._book.cells(cells)

    def delete(self) -> None:
        """Delete the name."""
        self._book.require_writable()
        self._container.removeByName(self.api.Name)

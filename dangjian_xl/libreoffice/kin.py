"""What a part knows of the whole it belongs to: cells of their sheet, a sheet of its book, a book of its application."""

from __future__ import annotations

from typing import Any, Protocol

from dangjian_xl.libreoffice.connection import Office
from dangjian_xl.libreoffice.runtime import Uno


class AppOf(Protocol):
    """The application of a book."""

    office: Office


class BookOf(Protocol):
    """The book of a sheet or a name."""

    office: Office
    document: Uno

    @property
    def app(self) -> Any:  # noqa: ANN401 - an engine's object, as xlwings passes them about
        """Its application."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def sheets(self) -> Any:  # noqa: ANN401 - as above
        """Its sheets."""

    @property
    def names(self) -> Any:  # noqa: ANN401 - as above
        """Its names."""

    @property
    def controller(self) -> Uno:
        """Its view."""

    def cells(self, cells: Uno) -> Any:  # noqa: ANN401 - as above
        """LibreOffice's cells as a range."""

    def require_writable(self) -> None:
        """Raise CannotRunError if nothing can be changed."""


class SheetOf(Protocol):
    """The sheet of a range."""

    office: Office
    sheet: Uno

    @property
    def book(self) -> BookOf:
        """Its book."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def cells(self) -> Any:  # noqa: ANN401 - as above
        """All its cells."""

    @property
    def used_range(self) -> Any:  # noqa: ANN401 - as above
        """Its cells with content."""

    def block(self, row: int, column: int, rows: int = 1, columns: int = 1) -> Any:  # noqa: ANN401 - as above
        """Its cells from a corner on."""

    def activate(self) -> None:
        """Show it."""

"""Spreadsheets open in LibreOffice as xlwings' books."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from xlwings import XlwingsError, base_classes

from dangjian_xl.errors import CannotRunError
from dangjian_xl.libreoffice.connection import Office
from dangjian_xl.libreoffice.kin import AppOf
from dangjian_xl.libreoffice.names import Names
from dangjian_xl.libreoffice.plain import is_uno, plain
from dangjian_xl.libreoffice.range import Range
from dangjian_xl.libreoffice.runtime import Uno, properties, uno
from dangjian_xl.libreoffice.sheet import Sheet, Sheets

_SPREADSHEET = "com.sun.star.sheet.SpreadsheetDocument"
#: The export filter by the file's ending.
_FILTERS = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".ods": "calc8",
    ".ots": "calc8_template",
    ".xls": "MS Excel 97",
    ".csv": "Text - txt - csv (StarCalc)",
}
#: com.sun.star.document.MacroExecMode.NEVER_EXECUTE, UpdateDocMode.NO_UPDATE
_NEVER = 0


@plain
class Books(base_classes.Books):
    """The spreadsheets that a person can see, in the order in which they were opened."""

    def __init__(self, app: AppOf) -> None:
        """The books of an application."""
        self.app = app
        self.office = app.office

    @property
    def api(self) -> Uno:
        """LibreOffice's open documents."""
        return self.office.desktop.Components

    def _documents(self) -> list[Uno]:
        found = []
        components = self.office.desktop.Components.createEnumeration()
        while components.hasMoreElements():
            document = components.nextElement()
            if _counts(document):
                found.append(document)
        return found[::-1]

    @property
    def active(self) -> Book:
        """The book that was worked in last."""
        current = self.office.desktop.getCurrentComponent()
        if current is not None and _counts(current):
            return Book(self.app, current)
        documents = self._documents()
        if not documents:
            raise CannotRunError("LibreOffice 里没有打开的表格。")
        return Book(self.app, documents[-1])

    def __call__(self, name_or_index: str | int) -> Book:
        """The book of a name, or by its number from 1; raises KeyError or IndexError."""
        books = list(self)
        if isinstance(name_or_index, int):
            if not 1 <= name_or_index <= len(books):
                raise IndexError(name_or_index)
            return books[name_or_index - 1]
        for alike in (str, str.casefold):
            for book in books:
                if alike(book.name) == alike(name_or_index):
                    return book
        raise KeyError(name_or_index)

    def __contains__(self, name_or_index: str | int) -> bool:
        try:
            self(name_or_index)
        except (KeyError, IndexError):
            return False
        return True

    def __len__(self) -> int:
        return len(self._documents())

    def __iter__(self) -> Iterator[Book]:
        return iter([Book(self.app, document) for document in self._documents()])

    def add(self) -> Book:
        """A new book."""
        return Book(self.app, self._load("private:factory/scalc"))

    def open(
        self,
        fullname: str,
        update_links: object = None,  # noqa: ARG002 - links are never updated
        read_only: bool | None = None,  # noqa: FBT001 - xlwings' signature
        format: object = None,  # noqa: A002 - as above
        password: str | None = None,
        *others: object,
    ) -> Book:
        """Open a file, without ever running its macros; one that is open already is returned."""
        if format is not None or any(other is not None for other in others):
            raise NotImplementedError(
                "LibreOffice 引擎的 Books.open 只有 fullname、read_only 和 password 参数。"
            )
        url = uno().systemPathToFileUrl(str(Path(fullname).absolute()))
        for document in self._documents():
            if url == document.URL:
                return Book(self.app, document)
        given = {"Password": password} if password else {}
        return Book(self.app, self._load(url, ReadOnly=bool(read_only), **given))

    def _load(self, url: str, **arguments: object) -> Uno:
        how = properties(MacroExecutionMode=_NEVER, UpdateDocMode=_NEVER, **arguments)
        name = unquote(Path(url).name)
        try:
            document = self.office.desktop.loadComponentFromURL(url, "_blank", 0, how)
        except Exception as error:
            if is_uno(error, "IllegalArgumentException", "IOException"):
                raise CannotRunError(f"LibreOffice 打不开“{name}”。") from error
            raise
        if document is None or not document.supportsService(_SPREADSHEET):
            if document is not None:
                document.close(True)  # noqa: FBT003 - UNO has no names for arguments
            raise CannotRunError(f"LibreOffice 打不开“{name}”，或者它不是表格。")
        return document


def _counts(document: Uno) -> bool:
    """Whether a document is a spreadsheet with a window of its own: not hidden, no preview, no other program's."""
    if not hasattr(document, "supportsService") or not document.supportsService(_SPREADSHEET):
        return False
    controller = document.CurrentController
    if controller is None or controller.Frame is None or not controller.Frame.ContainerWindow.isVisible():
        return False
    return not any(argument.Name == "Preview" and argument.Value for argument in document.getArgs())


@plain
class Book(base_classes.Book):
    """A spreadsheet."""

    def __init__(self, app: AppOf, document: Uno) -> None:
        """A document of an application."""
        self._app = app
        self.office: Office = app.office
        self.document = document

    @property
    def app(self) -> AppOf:
        """The application."""
        return self._app

    @property
    def api(self) -> Uno:
        """LibreOffice's document."""
        return self.document

    @property
    def controller(self) -> Uno:
        """The document's view."""
        return self.document.CurrentController

    @property
    def frame(self) -> Uno:
        """The document's window."""
        return self.controller.Frame

    @property
    def name(self) -> str:
        """The file's name; the window's title before it was saved for the first time."""
        return Path(self.fullname).name if self.document.URL else str(self.document.Title)

    @property
    def fullname(self) -> str:
        """The file's path; the name before it was saved for the first time, as in Excel."""
        url = self.document.URL
        if url.startswith("file:"):
            return str(uno().fileUrlToSystemPath(url))
        return str(url or self.document.Title)

    @property
    def sheets(self) -> Sheets:
        """The sheets."""
        return Sheets(self)

    @property
    def names(self) -> Names:
        """The names, those of the sheets included."""
        return Names(self)

    def cells(self, cells: Uno) -> Range:
        """Cells that LibreOffice gave us as a range."""
        return Range(Sheet(self, cells.Spreadsheet), cells)

    def activate(self) -> None:
        """Bring the window to the front."""
        self.frame.activate()
        self.frame.ContainerWindow.toFront()
        self.frame.ContainerWindow.setFocus()

    def require_writable(self) -> None:
        """A document that was opened for reading swallows changes; say so instead."""
        if self.document.isReadonly():
            raise CannotRunError(f"“{self.name}”是以只读方式打开的，改不了。")

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in the file's own format, or in the one that the ending of the path says."""
        if password is not None:
            raise NotImplementedError("LibreOffice 引擎的 Book.save 没有 password 参数。")
        if not path and self.document.hasLocation():
            self._store(self.fullname, self.document.store)
            return
        target = Path(path or f"{self.name}.xlsx").absolute()
        name = _FILTERS.get(target.suffix.lower())
        if name is None:
            raise XlwingsError(f"LibreOffice 不能把表格存成“{target.suffix}”文件。")
        if not target.parent.is_dir():  # LibreOffice would make the folder
            raise CannotRunError(f"“{target.name}”写不进去：没有“{target.parent}”这个文件夹。")
        url = uno().systemPathToFileUrl(str(target))
        how = properties(FilterName=name, Overwrite=True)
        self._store(str(target), lambda: self.document.storeAsURL(url, how))

    def _store(self, path: str, action: object) -> None:
        try:
            action()  # type: ignore[operator]
        except Exception as error:
            if is_uno(error, "IOException", "ErrorCodeIOException"):
                raise CannotRunError(
                    f"“{Path(path).name}”写不进去：可能是只读的，或者正被别人打开。"
                ) from error
            raise

    def close(self) -> None:
        """Close without asking. A window is closed as a person would, so that LibreOffice shows its start page."""
        self.document.setModified(False)
        if self.office.headless:
            self.document.close(True)  # noqa: FBT003 - UNO has no names for arguments
            return
        dispatcher = self.office.service("frame.DispatchHelper")
        dispatcher.executeDispatch(self.frame, ".uno:CloseDoc", "", 0, properties(SynchronMode=True))

"""LibreOffice as xlwings' application."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from xlwings import XlwingsError, base_classes

from dangjian_xl.errors import CannotRunError
from dangjian_xl.libreoffice.book import Books
from dangjian_xl.libreoffice.connection import Office
from dangjian_xl.libreoffice.plain import plain
from dangjian_xl.libreoffice.range import Range
from dangjian_xl.libreoffice.runtime import Uno, enum, struct, uno

_STATUS_BAR = "private:resource/statusbar/statusbar"
_BUTTONS = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


def _remembered(name: str, value: object, doc: str) -> property:
    """A setting of Excel that LibreOffice has no like of: kept, so that it can be set for a while and put back."""

    def get(app: App) -> object:
        return app.office.settings.get(name, value)

    def put(app: App, new: object) -> None:
        app.office.settings[name] = new

    return property(get, put, doc=doc)


@plain
class App(base_classes.App):
    """One LibreOffice."""

    display_alerts = _remembered("display_alerts", value=True, doc="Remembered only: the engine never asks.")
    enable_events = _remembered("enable_events", value=True, doc="Remembered only.")
    interactive = _remembered("interactive", value=True, doc="Remembered only.")

    def __init__(self, office: Office, engine: object) -> None:
        """The application of a connection."""
        self.office = office
        self.engine = engine

    @property
    def api(self) -> Uno:
        """LibreOffice's desktop."""
        return self.office.desktop

    @property
    def pid(self) -> int:
        """The process id; 0 where the system does not tell it."""
        return self.office.pid

    @property
    def version(self) -> str:
        """LibreOffice's version, such as 7.4.7.2."""
        provider = self.office.service("configuration.ConfigurationProvider")
        where = struct("beans.NamedValue", Name="nodepath", Value="/org.openoffice.Setup/Product")
        product = provider.createInstanceWithArguments(
            "com.sun.star.configuration.ConfigurationAccess", (where,)
        )
        return str(product.getByName("ooSetupVersionAboutBox"))

    @property
    def path(self) -> str:
        """The folder of the program."""
        folder = self.office.service("util.PathSubstitution").getSubstituteVariableValue("$(prog)")
        return str(Path(uno().fileUrlToSystemPath(folder)))

    @property
    def books(self) -> Books:
        """The open spreadsheets."""
        return Books(self)

    @property
    def selection(self) -> Range | None:
        """The selected cells of the active book, of several areas the first; None if something else is selected."""
        if not len(self.books):
            return None
        book = self.books.active
        chosen = book.controller.getSelection()
        if chosen is None or not hasattr(chosen, "supportsService"):
            return None
        if chosen.supportsService("com.sun.star.sheet.SheetCellRanges"):
            chosen = chosen.getByIndex(0)
        if not chosen.supportsService("com.sun.star.sheet.SheetCellRange"):
            return None
        return book.cells(chosen)

    @property
    def visible(self) -> bool:
        """Whether it has windows; that is settled when it starts."""
        return not self.office.headless

    @visible.setter
    def visible(self, value: bool) -> None:
        if bool(value) != self.visible:
            raise XlwingsError("LibreOffice 启动以后，不能再改成显示或不显示窗口。")

    def activate(self, steal_focus: bool = False) -> None:  # noqa: FBT001, FBT002 - xlwings' signature
        """Bring the active book's window to the front."""
        if steal_focus and len(self.books):
            self.books.active.activate()

    @property
    def screen_updating(self) -> bool:
        """Whether what changes is painted at once. Painting takes most of the time of many small changes."""
        return not any(book.api.hasControllersLocked() for book in self.books)

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        for book in self.books:
            if not value:
                book.api.lockControllers()
            # Locks are counted; what a program left behind that was ended meanwhile goes with ours.
            while value and book.api.hasControllersLocked():
                book.api.unlockControllers()

    @property
    def calculation(self) -> str:
        """Automatic or manual, as the active book has it."""
        return "automatic" if self.books.active.api.isAutomaticCalculationEnabled() else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in {"automatic", "manual", "semiautomatic"}:
            raise ValueError(value)
        for book in self.books:
            book.api.enableAutomaticCalculation(value != "manual")

    def calculate(self) -> None:
        """Calculate what is not up to date in every book."""
        for book in self.books:
            book.api.calculate()

    @property
    def status_bar(self) -> str | bool:
        """What was written into the status bar; False if LibreOffice has it."""
        text: str | bool = self.office.settings.get("status_bar", False)
        return text

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        if value is None or value is False:
            self._release_status_bar()
            return
        for book in self.books:
            key = book.api.RuntimeUID
            if key in self.office.indicators:
                self.office.indicators[key].setText(str(value))
            else:
                indicator = self.office.indicators[key] = book.frame.createStatusIndicator()
                indicator.start(str(value), 0)
        self.office.settings["status_bar"] = str(value)

    def _release_status_bar(self) -> None:
        """Give the bars back. One that a program left behind when it ended is only got rid of by a new bar."""
        for book in self.books:
            indicator = self.office.indicators.get(book.api.RuntimeUID)
            if indicator is not None:
                indicator.end()
            layout = book.frame.LayoutManager
            if layout.isElementVisible(_STATUS_BAR):
                layout.destroyElement(_STATUS_BAR)
                layout.createElement(_STATUS_BAR)
        self.office.indicators.clear()
        self.office.settings["status_bar"] = False

    def alert(
        self, prompt: str, title: str | None, buttons: str | None, mode: str | None, callback: object
    ) -> str:
        """Show a message and wait for the answer: ok, cancel, yes or no."""
        if callback is not None:
            raise NotImplementedError("LibreOffice 引擎的 App.alert 没有 callback 参数。")
        buttons = buttons or "ok"
        if buttons not in _BUTTONS or mode not in {None, "info", "critical"}:
            raise ValueError(f"buttons={buttons!r}, mode={mode!r}")
        if self.office.headless:
            raise CannotRunError("LibreOffice 没有窗口，显示不了消息。")
        # An information box has no other button than “OK”.
        plain_kind = "MESSAGEBOX" if mode is None else "INFOBOX"
        kind = "ERRORBOX" if mode == "critical" else plain_kind if buttons == "ok" else "QUERYBOX"
        frame: Any = self.books.active.frame if len(self.books) else self.office.desktop.ActiveFrame
        box = self.office.service("awt.Toolkit").createMessageBox(
            frame and frame.ContainerWindow,
            enum("awt.MessageBoxType", kind),
            _BUTTONS[buttons],
            title or "LibreOffice",
            prompt,
        )
        return _ANSWERS.get(box.execute(), "cancel")

    def quit(self) -> None:
        """End LibreOffice; unsaved changes in spreadsheets are discarded, as xlwings does in Excel."""
        for book in self.books:
            book.api.setModified(False)
        self.office.quit()

    def kill(self) -> None:
        """End LibreOffice at once."""
        with contextlib.suppress(ProcessLookupError):
            self.office.kill()

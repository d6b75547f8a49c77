"""An open workbook on the screen: what a person does with it, and what it then shows."""

from __future__ import annotations

import functools
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar, cast

from tests.support.accessibility import (
    Box,
    box_of,
    constant,
    descendants,
    role_number,
    told,
)
from tests.support.devices import SCREEN, Devices
from tests.support.waiting import PATIENCE, NoAnswerError, wait_until

if TYPE_CHECKING:
    from tests.support.desktop import Desktop
_T = TypeVar("_T")
_P = ParamSpec("_P")
_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]*")
# A view's data: zoom, sheet in front, width of the tabs, then for each sheet where its cursor is, and more.
_SHEETS_FROM = 3
_EDGE = 8  # pixels from a cell's edge to within its text
_DARK = 100  # of 255: letters are darker, lines and surfaces are not


@dataclass(frozen=True)
class Cell:
    """What a cell shows, holds and is computed by."""

    string: str
    value: float
    formula: str


def _asking(method: Callable[Concatenate[Document, _P], _T]) -> Callable[Concatenate[Document, _P], _T]:
    """The method, given up where LibreOffice does not answer."""

    @functools.wraps(method)
    def asked(self: Document, *arguments: _P.args, **named: _P.kwargs) -> _T:
        with self.desktop._watched():
            return method(self, *arguments, **named)

    return cast("Callable[Concatenate[Document, _P], _T]", asked)


class Document:
    """An open workbook: what a person does with it, and what it then shows."""

    def __init__(self, desktop: Desktop, model: Any) -> None:  # noqa: ANN401 - UNO has no types
        self.desktop = desktop
        self.model = model
        self._asked = 0.0  # when its window was last asked to come to the front

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- what it shows

    @property
    @_asking
    def active_sheet(self) -> str:
        return str(self._controller.ActiveSheet.Name)

    @property
    @_asking
    def active_cell(self) -> str:
        """The name of the cell that the cursor is on."""
        # The selection would not do: a cell in a row that is filtered out is not part of it.
        sheet = self._controller.ActiveSheet.RangeAddress.Sheet
        places = self._controller.ViewData.split(";")[_SHEETS_FROM + sheet]
        column, row = re.split(r"[/+]", places)[:2]
        return _cell_name(int(column), int(row))

    @_asking
    def cell(self, sheet: str, name: str) -> Cell:
        cell = self._sheet(sheet).getCellRangeByName(name)
        return Cell(str(cell.String), float(cell.Value), str(cell.Formula))

    @property
    @_asking
    def modified(self) -> bool:
        return bool(self.model.isModified())

    @_asking
    def is_on_screen(self, cell: str) -> bool:
        """Whether the cell of the sheet in front can be seen as the sheet is scrolled and filtered."""
        return self._visible_cell(cell) is not None

    @_asking
    def is_row_visible(self, sheet: str, row: int) -> bool:
        return bool(self._sheet(sheet).Rows.getByIndex(row - 1).IsVisible)

    @_asking
    def is_status_bar_taken(self) -> bool:
        """Whether a macro's words stand where the status bar else shows its fields; only the eye is told them."""
        bar = box_of(next(descendants(self._window, role_number("STATUS_BAR"))))
        # the fields in the middle are never empty
        middle = Box(bar.x + bar.width // 4, bar.y, bar.width // 2, bar.height)
        return min(self.desktop._pixels(middle)) > _DARK

    @_asking
    def dialog_text(self, seconds: float = PATIENCE) -> str:
        """What the message box in front says, once there is one."""
        return wait_until(lambda: told(self.desktop._dialog()), seconds, "a message box")

    @property
    @_asking
    def has_dialog(self) -> bool:
        return self.desktop.has_dialog()

    @_asking
    def screenshot(self, path: Path) -> Path:
        """All of the screen as a PNG, this workbook in front."""
        self._to_front()
        self.desktop._toolkit.processEventsToIdle()
        return self.desktop.screenshot(path)

    # -- what a person does

    @_asking
    def click(self, what: str) -> None:
        """A click on a cell of the sheet in front, or on the button that is labelled so."""
        place = self._cell_place if _CELL.fullmatch(what) else self._button_place
        self._click(wait_until(lambda: place(what), what=f"{what} to be on the screen").centre)

    @_asking
    def ctrl_click(self, cell: str) -> None:
        """Follows the cell's link."""
        self._click(self._text_place(cell), "Control_L")

    @_asking
    def type(self, text: str) -> None:
        """The text through the keyboard, Chinese as well; line breaks are left to `key`."""
        self._wait_for_focus()
        self._devices.type(text)

    @_asking
    def key(self, name: str) -> None:
        """A key by its X name: "Return", "Escape", "ctrl+Home"."""
        self._wait_for_focus()
        self._devices.press(name)

    @_asking
    def dismiss(self, key: str = "Return") -> None:
        """Answers the message box in front by a key, and waits until it is gone."""
        if not self.desktop.has_dialog():
            raise NoAnswerError("There is no message box.")
        self._wait_for_focus()
        self._devices.press(key)
        wait_until(lambda: not self.desktop.has_dialog(), what="the message box to close")

    @_asking
    def go(self, cell: str) -> None:
        """Puts the cursor on a cell of the sheet in front, as typing its name into the name box does."""
        self._controller.select(self._controller.ActiveSheet.getCellRangeByName(cell))

    @_asking
    def show_sheet(self, name: str) -> None:
        """Brings a sheet to the front, as a click on its tab does."""
        self._controller.setActiveSheet(self._sheet(name))

    # -- what a test prepares

    @_asking
    def put(self, sheet: str, name: str, value: str | float) -> None:
        """Writes a cell without mouse or keyboard, and whether or not it is locked."""
        cell = self._sheet(sheet).getCellRangeByName(name)
        if isinstance(value, str):
            cell.String = value
        else:
            cell.Value = value

    @_asking
    def close(self) -> None:
        """Closes the workbook; nothing is saved."""
        while self.desktop.has_dialog():
            self.dismiss("Escape")
        self.model.setModified(False)
        self.model.close(True)

    # -- inside

    @property
    def _devices(self) -> Devices:
        return self.desktop._devices

    @property
    def _controller(self) -> Any:  # noqa: ANN401
        return self.model.CurrentController

    @property
    def _window(self) -> Any:  # noqa: ANN401
        return self._controller.Frame.ContainerWindow.AccessibleContext

    def _sheet(self, name: str) -> Any:  # noqa: ANN401
        return self.model.Sheets.getByName(name)

    def _fills_the_screen(self) -> bool:
        if box_of(self._window).width == SCREEN[0]:
            return any(self._panes())
        # Now and then it overlooks that it was maximised; a new size, whatever it is, makes it look.
        everything = constant("com.sun.star.awt.PosSize.POSSIZE")
        self._controller.Frame.ContainerWindow.setPosSize(0, 0, *SCREEN, everything)
        return False

    def _wait_for_focus(self) -> None:
        """Until what is typed goes to an open dialogue, or else to this workbook."""
        wait_until(
            lambda: self.desktop._dialog() or (not self.desktop.has_dialog() and self._is_in_front()),
            what="a window to get the keys",
        )

    def _to_front(self) -> None:
        wait_until(self._is_in_front, what="the window to come to the front")

    def _is_in_front(self) -> bool:
        window = self._controller.Frame.ContainerWindow
        if self.desktop._in_front() == window:
            return True
        # not again and again: what is asked too often is still being done when another window's turn has come
        if time.monotonic() > self._asked + 1:
            self._asked = time.monotonic()
            window.toFront()
        return False

    def _click(self, point: tuple[int, int], *held: str) -> None:
        self._to_front()
        self._devices.click(point, held)

    def _panes(self) -> Iterator[Any]:
        """The parts of the sheet in front: one, or those that frozen headings leave."""
        return descendants(self._window, role_number("DOCUMENT_SPREADSHEET"))

    def _cell_place(self, name: str) -> Box | None:
        if (box := self._visible_cell(name)) is None:
            # the last pane is the one that frozen headings leave to scroll
            address = self._controller.ActiveSheet.getCellRangeByName(name).CellAddress
            pane = self._controller.getByIndex(self._controller.Count - 1)
            pane.FirstVisibleRow = max(address.Row - 3, 0)
            pane.FirstVisibleColumn = max(address.Column - 1, 0)
        return box

    def _visible_cell(self, name: str) -> Box | None:
        address = self._controller.ActiveSheet.getCellRangeByName(name).CellAddress
        for pane in self._panes():
            table = pane.getAccessibleChild(0).AccessibleContext
            cell = box_of(table.getAccessibleCellAt(address.Row, address.Column).AccessibleContext)
            if cell.width and cell.height and box_of(pane).holds(cell.centre):
                return cell
        return None

    def _text_place(self, name: str) -> tuple[int, int]:
        """A point on the cell's text: a link is followed only from there."""
        box = wait_until(lambda: self._cell_place(name), what=f"{name} to be on the screen")
        cell = self._controller.ActiveSheet.getCellRangeByName(name)
        x = {"CENTER": box.centre[0], "RIGHT": box.x + box.width - _EDGE}.get(
            cell.HoriJustify.value, box.x + _EDGE
        )
        y = {1: box.y + _EDGE, 2: box.centre[1]}.get(cell.VertJustify, box.y + box.height - _EDGE)
        return x, y

    def _button_place(self, label: str) -> Box | None:
        panes = [box_of(pane) for pane in self._panes()]
        for shape in self._controller.ActiveSheet.DrawPage:
            if getattr(getattr(shape, "Control", None), "Label", None) == label:
                box = box_of(self._controller.getControl(shape.Control).AccessibleContext)
                if any(pane.holds(box.centre) for pane in panes):
                    return box
                frozen = self._in_frozen_pane(shape, panes)
                if frozen is None:
                    # Buttons are at the top: scroll there, and look again.
                    self._controller.getByIndex(self._controller.Count - 1).FirstVisibleRow = 0
                return frozen
        return None

    def _in_frozen_pane(self, shape: Any, panes: Sequence[Box]) -> Box | None:  # noqa: ANN401
        """Where a shape stands by the first cell: of one in a frozen pane the office tells where it would be scrolled to."""
        first = self._visible_cell("A1")
        if first is None:
            return None
        scale = first.height / self._controller.ActiveSheet.getCellRangeByName("A1").Size.Height
        left, top = round(shape.Position.X * scale), round(shape.Position.Y * scale)
        width, height = round(shape.Size.Width * scale), round(shape.Size.Height * scale)
        box = Box(first.x + left, first.y + top, width, height)
        frozen = (pane for pane in panes if pane.holds(first.centre))
        return box if any(pane.holds(box.centre) for pane in frozen) else None


def _cell_name(column: int, row: int) -> str:
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"

"""A real desktop with the real LibreOffice in it: a window, a mouse, a keyboard, and a way to look inside.

Mouse and keyboard are the X server's own test devices, so what a test does is what a person could do. What came of it
is asked through UNO, LibreOffice's interface for other programs; message boxes are read as a screen reader reads them.
"""

from __future__ import annotations

import atexit
import builtins
import contextlib
import ctypes
import functools
import importlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Concatenate, ParamSpec, Self, TypeVar, cast

from tests.support.office import soffice

SCREEN = (1600, 1000)
START = 90.0  # seconds until LibreOffice must have answered for the first time
ANSWER = 30.0  # seconds one question to LibreOffice may take
PATIENCE = 10.0  # seconds until what a click or key brings about must be there
_PAUSE = 0.02

_T = TypeVar("_T")
_P = ParamSpec("_P")

# Debian puts the bindings beside the packages of its own Python.
_BINDINGS = "/usr/lib/python3/dist-packages"

# Macros run without a question; stored values stay; nothing greets, advertises or gives tips.
_SETTINGS = {
    "Office.Common/Security/Scripting": {"MacroSecurityLevel": "0"},
    "Office.Calc/Formula/Load": {"OOXMLRecalcMode": "1", "ODFRecalcMode": "1"},
    "Office.Common/Misc": {"FirstRun": "false", "ShowTipOfTheDay": "false"},
    "Office.UI.Infobar/Enabled": {"Donate": "false", "GetInvolved": "false", "WhatsNew": "false"},
    "Setup/Office": {"ooSetupInstCompleted": "true"},
}

# LibreOffice maximises its windows too early now and then; the window manager does not. And that has no use for keys
# and clicks of its own: it would hold every click back to look at it, and the keys that follow would overtake it.
_WINDOWS = """\
<openbox_config xmlns="http://openbox.org/3.4/rc"><keyboard/><mouse/><applications>
<application type="normal"><maximized>yes</maximized></application>
</applications></openbox_config>
"""

_CELL = re.compile(r"[A-Z]{1,3}[1-9][0-9]*")
_LEFT_BUTTON = 1
# A view's data: zoom, sheet in front, width of the tabs, then for each sheet where its cursor is, and more.
_SHEETS_FROM = 3
_EDGE = 8  # pixels from a cell's edge to within its text
_MANY = 1000
_DARK = 100  # of 255: letters are darker, lines and surfaces are not
# What X calls a key that writes a character: Latin letters by their number, others by this more.
_LATIN, _UNICODE = 0x100, 0x1000000
# Keys that no ordinary keyboard has.
_SPARE_KEYS = range(140, 256)
_MODIFIERS = {"ctrl": "Control_L", "shift": "Shift_L", "alt": "Alt_L"}


class NoAnswerError(Exception):
    """What was waited for did not come."""


def wait_until(predicate: Callable[[], _T | None], seconds: float = PATIENCE, what: str = "") -> _T:
    """The predicate's first true answer."""
    end = time.monotonic() + seconds
    while not (answer := predicate()):
        if time.monotonic() > end:
            raise NoAnswerError(f"Waited {seconds:g} s in vain{what and f' for {what}'}: {answer!r}")
        time.sleep(_PAUSE)
    return answer


@dataclass(frozen=True)
class Cell:
    """What a cell shows, holds and is computed by."""

    string: str
    value: float
    formula: str


@dataclass(frozen=True)
class _Box:
    """A rectangle on the screen."""

    x: int
    y: int
    width: int
    height: int

    @property
    def centre(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2

    def holds(self, point: tuple[int, int]) -> bool:
        return self.x <= point[0] < self.x + self.width and self.y <= point[1] < self.y + self.height


class Desktop:
    """A screen with LibreOffice on it, for as long as the process lives, or until `close`."""

    def __init__(self, variables: Mapping[str, str] | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="desktop-"))
        self._processes: list[subprocess.Popen[bytes]] = []
        atexit.register(self.close)
        self.profile = self._folder / "profile"
        self.programs = self._folder / "programs"
        self.programs.mkdir()
        self.variables = {
            **os.environ,
            # Chinese file names get lost in the C locale
            "LC_ALL": "C.UTF-8",
            "SAL_USE_VCLPLUGIN": "gen",
            # what a macro starts is looked for here; first what a test puts there
            "PATH": os.pathsep.join(
                [str(self.programs), str(Path(sys.executable).parent), os.environ["PATH"]]
            ),
            "DANGJIAN_XL_LIBREOFFICE_PROFILE": self.profile.as_uri(),
            **(variables or {}),
        }
        self.variables["DISPLAY"] = self._screen()
        self._devices = _Devices(self.variables["DISPLAY"])
        rules = self._folder / "openbox.xml"
        rules.write_text(_WINDOWS, encoding="utf-8")
        self._start(["openbox", "--config-file", str(rules)], "openbox", "openbox")
        # LibreOffice looks for one only when it starts.
        wait_until(self._devices.are_managed, START, "the window manager")
        self._settings()
        self._office: subprocess.Popen[bytes] | None = None
        self._context: Any = None
        self._desktop: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, path: Path, *, read_only: bool = False) -> Document:
        """The file in a window of its own that fills the screen, its macros ready to run."""
        if not path.is_file():
            raise FileNotFoundError(path)
        return self._opened(path.resolve().as_uri(), ReadOnly=read_only)

    def new(self) -> Document:
        """An empty workbook that was never saved."""
        return self._opened("private:factory/scalc")

    def open_as_template(self, path: Path) -> Document:
        """The workbook as a new one that was never saved: what opening a template gives."""
        return self._opened(path.resolve().as_uri(), AsTemplate=True)

    def screenshot(self, path: Path) -> Path:
        """All of the screen as a PNG."""
        program = _program("import", "imagemagick")
        subprocess.run(
            [program, "-window", "root", str(path)],
            env=self.variables,
            check=True,
            timeout=START,
            capture_output=True,
        )
        return path

    def _pixels(self, box: _Box) -> bytes:
        program = _program("import", "imagemagick")
        part = f"{box.width}x{box.height}+{box.x}+{box.y}"
        return subprocess.run(
            [program, "-window", "root", "-crop", part, "-depth", "8", "gray:-"],
            env=self.variables,
            check=True,
            timeout=START,
            capture_output=True,
        ).stdout

    def close(self) -> None:
        """Ends everything that was started. What was not saved is lost."""
        atexit.unregister(self.close)
        self._context = self._desktop = None
        for process in reversed(self._processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=ANSWER)
        self._processes.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _opened(self, url: str, **how: bool) -> Document:
        # a LibreOffice that crashed or hung has failed its test, not those that follow
        if self._office is None or self._office.poll() is not None:
            self._start_office()
        always = _constant("com.sun.star.document.MacroExecMode.ALWAYS_EXECUTE_NO_WARN")
        arguments = {
            "MacroExecutionMode": always,
            "UpdateDocMode": _constant("com.sun.star.document.UpdateDocMode.NO_UPDATE"),
            **how,
        }
        with self._watched():
            model = self._desktop.loadComponentFromURL(url, "_blank", 0, _properties(arguments))
            if model is None:
                raise RuntimeError(f"LibreOffice did not open {url}.")
            document = Document(self, model)
            wait_until(document._fills_the_screen, what=f"the window of {url}")
        return document

    def _screen(self) -> str:
        program = _program("Xvfb", "xvfb")
        reading, writing = os.pipe()
        size = "x".join(map(str, (*SCREEN, 24)))
        try:
            # the server chooses a free display, and says which once it is ready
            self._start(
                [program, "-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"],
                "Xvfb",
                "xvfb",
                pass_fds=(writing,),
            )
        finally:
            os.close(writing)
        with os.fdopen(reading) as said:
            display = said.readline().strip()
        if not display:
            raise RuntimeError(f"Xvfb did not start. It said:\n{self._said('Xvfb')}")
        return f":{display}"

    def _settings(self) -> None:
        items = [
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
            f"<value>{value}</value></prop></item>"
            for path, values in _SETTINGS.items()
            for name, value in values.items()
        ]
        file = self.profile / "user" / "registrymodifications.xcu"
        file.parent.mkdir(parents=True)
        file.write_text(
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n{"".join(items)}\n</oor:items>\n',
            encoding="utf-8",
        )

    def _start_office(self) -> None:
        pipe = f"{self._folder.name}-{len(self._processes)}"
        office = self._start(
            [
                soffice(),
                f"-env:UserInstallation={self.profile.as_uri()}",
                f"--accept=pipe,name={pipe};urp",
                "--nologo",
                "--norestore",
                "--nodefault",
                "--nofirststartwizard",
            ],
            "soffice",
            "libreoffice-calc",
        )
        local = _uno().getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)

        def answer() -> Any:  # noqa: ANN401 - UNO has no types
            if office.poll() is not None:
                raise RuntimeError(
                    f"LibreOffice ended with {office.poll()}. It said:\n{self._said('soffice')}"
                )
            try:
                return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            except _exception("com.sun.star.connection.NoConnectException"):
                return None

        self._context = wait_until(answer, START, "LibreOffice to start")
        self._desktop = self._service("com.sun.star.frame.Desktop")
        self._office = office

    def _service(self, name: str) -> Any:  # noqa: ANN401
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def _start(
        self, command: Sequence[str], name: str, package: str, pass_fds: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        _program(command[0], package)
        with (self._folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                # even where this process is killed, what it started ends with it
                [_program("setpriv", "util-linux"), "--pdeathsig", "KILL", *command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.variables,
                pass_fds=tuple(pass_fds),
                # soffice is a script: killing only that would leave the real program running
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def _said(self, name: str) -> str:
        return (self._folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """A question that LibreOffice does not answer in time is ended by ending LibreOffice."""
        office = self._office
        if office is None:
            raise RuntimeError("LibreOffice is not running.")
        seen: list[str] = []

        def give_up() -> None:
            with tempfile.NamedTemporaryFile(suffix=".png", delete=False) as picture:
                seen.append(f" after {ANSWER:g} s; see {picture.name}")
            with contextlib.suppress(subprocess.SubprocessError):
                self.screenshot(Path(picture.name))
            os.killpg(office.pid, signal.SIGKILL)

        late = threading.Timer(ANSWER, give_up)
        late.daemon = True
        late.start()
        try:
            yield
        except _exception("com.sun.star.uno.Exception") as error:
            # UNO's exceptions cannot carry a traceback, which pytest could not do without
            raise RuntimeError(f"LibreOffice{''.join(seen)}: {error}\n{self._said('soffice')}") from None
        finally:
            late.cancel()

    @property
    def _toolkit(self) -> Any:  # noqa: ANN401
        return self._service("com.sun.star.awt.Toolkit")

    def _in_front(self) -> Any:  # noqa: ANN401
        """The window that gets clicks and keys; None while LibreOffice and the screen do not agree which it is."""
        window = self._toolkit.getActiveTopWindow()
        if window is None:
            return None
        kind = _constant("com.sun.star.lang.SystemDependent.SYSTEM_XWINDOW")
        handle = window.getWindowHandle(_uno().ByteSequence(b""), kind)
        wanted = {self._devices.focus(), self._devices.uppermost()}
        return window if wanted == {handle.WindowHandle} else None

    def _dialog(self) -> Any:  # noqa: ANN401
        """The message box or dialogue in front, as a screen reader sees it; None while there is none."""
        return _as_dialog(self._in_front())

    def has_dialog(self) -> bool:
        """Whether any message box or dialogue is open."""
        toolkit = self._toolkit
        return any(_as_dialog(toolkit.getTopWindow(index)) for index in range(toolkit.TopWindowCount))


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
        bar = _box(next(_descendants(self._window, _role("STATUS_BAR"))))
        # the fields in the middle are never empty
        middle = _Box(bar.x + bar.width // 4, bar.y, bar.width // 2, bar.height)
        return min(self.desktop._pixels(middle)) > _DARK

    @_asking
    def dialog_text(self, seconds: float = PATIENCE) -> str:
        """What the message box in front says, once there is one."""
        return wait_until(lambda: _told(self.desktop._dialog()), seconds, "a message box")

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
    def _devices(self) -> _Devices:
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
        if _box(self._window).width == SCREEN[0]:
            return any(self._panes())
        # Now and then it overlooks that it was maximised; a new size, whatever it is, makes it look.
        everything = _constant("com.sun.star.awt.PosSize.POSSIZE")
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
        return _descendants(self._window, _role("DOCUMENT_SPREADSHEET"))

    def _cell_place(self, name: str) -> _Box | None:
        if (box := self._visible_cell(name)) is None:
            # the last pane is the one that frozen headings leave to scroll
            address = self._controller.ActiveSheet.getCellRangeByName(name).CellAddress
            pane = self._controller.getByIndex(self._controller.Count - 1)
            pane.FirstVisibleRow = max(address.Row - 3, 0)
            pane.FirstVisibleColumn = max(address.Column - 1, 0)
        return box

    def _visible_cell(self, name: str) -> _Box | None:
        address = self._controller.ActiveSheet.getCellRangeByName(name).CellAddress
        for pane in self._panes():
            table = pane.getAccessibleChild(0).AccessibleContext
            cell = _box(table.getAccessibleCellAt(address.Row, address.Column).AccessibleContext)
            if cell.width and cell.height and _box(pane).holds(cell.centre):
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

    def _button_place(self, label: str) -> _Box | None:
        panes = [_box(pane) for pane in self._panes()]
        for shape in self._controller.ActiveSheet.DrawPage:
            if getattr(getattr(shape, "Control", None), "Label", None) == label:
                box = _box(self._controller.getControl(shape.Control).AccessibleContext)
                if any(pane.holds(box.centre) for pane in panes):
                    return box
        return None


class _Devices:
    """The mouse and the keyboard of a screen, and who gets what they do."""

    def __init__(self, display: str) -> None:
        # by what they write; first the one that was not used for longest
        self._spare = {(f"spare {code}", False): code for code in _SPARE_KEYS}
        self._x = ctypes.CDLL("libX11.so.6")
        self._test = ctypes.CDLL("libXtst.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XStringToKeysym.restype = ctypes.c_ulong
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._x.XInternAtom.restype = ctypes.c_ulong
        self._x.XKeysymToKeycode.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
        self._x.XKeysymToKeycode.restype = ctypes.c_ubyte
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if not self._display:
            raise RuntimeError(f"The screen {display} cannot be reached.")

    def are_managed(self) -> bool:
        """Whether a window manager has presented itself."""
        return bool(self._said_of_all("_NET_SUPPORTING_WM_CHECK"))

    def uppermost(self) -> int:
        """The number of the window that no other one covers; 0 without any."""
        return (0, *self._said_of_all("_NET_CLIENT_LIST_STACKING"))[-1]

    def focus(self) -> int:
        """The number of the window that gets what is typed."""
        window, follows = ctypes.c_ulong(), ctypes.c_int()
        self._x.XGetInputFocus(self._display, ctypes.byref(window), ctypes.byref(follows))
        return window.value

    def click(self, point: tuple[int, int], held: Sequence[str] = ()) -> None:
        self._test.XTestFakeMotionEvent(self._display, -1, *point, 0)
        with self._holding(held):
            for down in (1, 0):
                self._test.XTestFakeButtonEvent(self._display, _LEFT_BUTTON, down, 0)
        self._done()

    def press(self, name: str) -> None:
        *held, key = name.split("+")
        with self._holding([_MODIFIERS[each] for each in held]):
            self._tap(self._code(key))
        self._done()

    def type(self, text: str) -> None:
        # Every character gets a key, and so does one that follows itself: a key that is tapped twice
        # in no time would look like one held down.
        keys: list[tuple[str, bool]] = []
        for character in text:
            keys.append((character, bool(keys) and keys[-1] == (character, False)))
        if len(set(keys)) > len(_SPARE_KEYS):
            raise ValueError("Too many different characters for the keyboard: type the text in parts.")
        codes = {key: self._spare_key(key) for key in dict.fromkeys(keys)}
        self._done()
        for key in keys:
            self._tap(codes[key])
        self._done()

    def _spare_key(self, key: tuple[str, bool]) -> int:
        """The key that writes the character; for a new one, the key that was not used for longest."""
        # LibreOffice reads the keyboard's definition when it gets to a tap, so what was tapped lately has to stay.
        if key not in self._spare:
            code = self._spare.pop(next(iter(self._spare)))
            point = ord(key[0])
            symbol = point if point < _LATIN else _UNICODE + point
            pair = (ctypes.c_ulong * 2)(symbol, symbol)
            self._x.XChangeKeyboardMapping(self._display, code, 2, pair, 1)
            self._spare[key] = code
        self._spare[key] = self._spare.pop(key)
        return self._spare[key]

    @contextlib.contextmanager
    def _holding(self, keys: Sequence[str]) -> Iterator[None]:
        codes = [self._code(key) for key in keys]
        for code in codes:
            self._test.XTestFakeKeyEvent(self._display, code, 1, 0)
        yield
        for code in reversed(codes):
            self._test.XTestFakeKeyEvent(self._display, code, 0, 0)

    def _tap(self, code: int) -> None:
        for down in (1, 0):
            self._test.XTestFakeKeyEvent(self._display, code, down, 0)

    def _code(self, name: str) -> int:
        symbol = self._x.XStringToKeysym(name.encode())
        code = int(self._x.XKeysymToKeycode(self._display, symbol)) if symbol else 0
        if not code:
            raise ValueError(f"There is no key {name}.")
        return code

    def _done(self) -> None:
        self._x.XSync(self._display, 0)

    def _said_of_all(self, name: str) -> list[int]:
        """What the window manager has noted at the screen under that name: numbers of windows."""
        noted = ctypes.POINTER(ctypes.c_ulong)()
        kind, count, left = ctypes.c_ulong(), ctypes.c_ulong(), ctypes.c_ulong()
        self._x.XGetWindowProperty(
            self._display,
            ctypes.c_ulong(self._x.XDefaultRootWindow(self._display)),
            ctypes.c_ulong(self._x.XInternAtom(self._display, name.encode(), 0)),
            *(ctypes.c_long(0), ctypes.c_long(_MANY)),
            *(0, ctypes.c_ulong(0)),  # leave it there, of any type
            *(ctypes.byref(kind), ctypes.byref(ctypes.c_int())),
            *(ctypes.byref(count), ctypes.byref(left), ctypes.byref(noted)),
        )
        numbers = noted[: count.value] if count.value else []
        self._x.XFree(noted)
        return numbers


@functools.cache
def _uno() -> ModuleType:
    """The bindings, and nothing else of what lies beside them."""
    usual = builtins.__import__
    sys.path.append(_BINDINGS)
    try:
        return importlib.import_module("uno")
    except ModuleNotFoundError as error:
        raise RuntimeError(f"{error}: install python3-uno, `make system` does it on Debian.") from error
    finally:
        sys.path.remove(_BINDINGS)
        # uno lets `import` look into the office as well, for all of the process
        builtins.__import__ = usual


def _constant(name: str) -> int:
    return int(_uno().getConstantByName(name))


@functools.cache
def _role(name: str) -> int:
    return _constant(f"com.sun.star.accessibility.AccessibleRole.{name}")


def _exception(name: str) -> type[Exception]:
    found = _uno().getClass(name)
    assert isinstance(found, type)
    assert issubclass(found, Exception)
    return found


def _properties(values: Mapping[str, object]) -> tuple[object, ...]:
    made = []
    for name, value in values.items():
        one = _uno().createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def _children(context: Any) -> Iterator[Any]:  # noqa: ANN401
    count = context.AccessibleChildCount
    # the cells of a sheet are too many to look at
    for index in range(count if count < _MANY else 0):
        yield context.getAccessibleChild(index).AccessibleContext


def _descendants(context: Any, role: int) -> Iterator[Any]:  # noqa: ANN401
    """Those of the role, none of them within another; menus and toolbars are passed by."""
    for child in _children(context):
        found = child.AccessibleRole
        if found == role:
            yield child
        elif found not in {_role("MENU_BAR"), _role("TOOL_BAR"), _role("DOCUMENT_SPREADSHEET")}:
            yield from _descendants(child, role)


def _told(dialog: Any) -> str:  # noqa: ANN401
    """The words of a message box; none while it is not all there yet."""
    if dialog is None:
        return ""
    roles = (_role("STATIC"), _role("LABEL"))
    try:
        texts = [text.AccessibleName for role in roles for text in _descendants(dialog, role)]
    except (_exception("com.sun.star.uno.Exception"), AttributeError):
        return ""
    return "\n".join(filter(None, texts))


def _as_dialog(window: Any) -> Any:  # noqa: ANN401
    if window is None:
        return None
    try:
        context = window.AccessibleContext
        return context if context.AccessibleRole in {_role("DIALOG"), _role("ALERT")} else None
    except (_exception("com.sun.star.uno.Exception"), AttributeError):
        return None  # it closed while being looked at


def _box(context: Any) -> _Box:  # noqa: ANN401
    place, size = context.getLocationOnScreen(), context.getSize()
    return _Box(place.X, place.Y, size.Width, size.Height)


def _cell_name(column: int, row: int) -> str:
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def _program(name: str, package: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise RuntimeError(f"{name} is not on PATH: install {package}, `make system` does it on Debian.")
    return path

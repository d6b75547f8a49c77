"""Mouse and keyboard of a screen: the X server's own test devices, so what a test does is what a person could do."""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Iterator, Sequence

from tests.support.accessibility import MANY

SCREEN = (1600, 1000)
_LEFT_BUTTON = 1
# What X calls a key that writes a character: Latin letters by their number, others by this more.
_LATIN, _UNICODE = 0x100, 0x1000000
# Keys that no ordinary keyboard has.
_SPARE_KEYS = range(140, 256)
_MODIFIERS = {"ctrl": "Control_L", "shift": "Shift_L", "alt": "Alt_L"}


class Devices:
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
            *(ctypes.c_long(0), ctypes.c_long(MANY)),
            *(0, ctypes.c_ulong(0)),  # leave it there, of any type
            *(ctypes.byref(kind), ctypes.byref(ctypes.c_int())),
            *(ctypes.byref(count), ctypes.byref(left), ctypes.byref(noted)),
        )
        numbers = noted[: count.value] if count.value else []
        self._x.XFree(noted)
        return numbers

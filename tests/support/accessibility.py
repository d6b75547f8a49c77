"""What stands on the screen, as a screen reader is told it: boxes, roles, words; and the bindings to LibreOffice."""

from __future__ import annotations

import builtins
import functools
import importlib
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

# Debian puts the bindings beside the packages of its own Python.
_BINDINGS = "/usr/lib/python3/dist-packages"
MANY = 1000


@dataclass(frozen=True)
class Box:
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


@functools.cache
def uno_module() -> ModuleType:
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


def constant(name: str) -> int:
    return int(uno_module().getConstantByName(name))


@functools.cache
def role_number(name: str) -> int:
    return constant(f"com.sun.star.accessibility.AccessibleRole.{name}")


def exception(name: str) -> type[Exception]:
    found = uno_module().getClass(name)
    assert isinstance(found, type)
    assert issubclass(found, Exception)
    return found


def properties(values: Mapping[str, object]) -> tuple[object, ...]:
    made = []
    for name, value in values.items():
        one = uno_module().createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def children(context: Any) -> Iterator[Any]:  # noqa: ANN401
    count = context.AccessibleChildCount
    # the cells of a sheet are too many to look at
    for index in range(count if count < MANY else 0):
        yield context.getAccessibleChild(index).AccessibleContext


def descendants(context: Any, role: int) -> Iterator[Any]:  # noqa: ANN401
    """Those of the role, none of them within another; menus and toolbars are passed by."""
    for child in children(context):
        found = child.AccessibleRole
        if found == role:
            yield child
        elif found not in {
            role_number("MENU_BAR"),
            role_number("TOOL_BAR"),
            role_number("DOCUMENT_SPREADSHEET"),
        }:
            yield from descendants(child, role)


def told(dialog: Any) -> str:  # noqa: ANN401
    """The words of a message box; none while it is not all there yet."""
    if dialog is None:
        return ""
    roles = (role_number("STATIC"), role_number("LABEL"))
    try:
        texts = [text.AccessibleName for role in roles for text in descendants(dialog, role)]
    except (exception("com.sun.star.uno.Exception"), AttributeError):
        return ""
    return "\n".join(filter(None, texts))


def as_dialog(window: Any) -> Any:  # noqa: ANN401
    if window is None:
        return None
    try:
        context = window.AccessibleContext
        return context if context.AccessibleRole in {role_number("DIALOG"), role_number("ALERT")} else None
    except (exception("com.sun.star.uno.Exception"), AttributeError):
        return None  # it closed while being looked at


def box_of(context: Any) -> Box:  # noqa: ANN401
    place, size = context.getLocationOnScreen(), context.getSize()
    return Box(place.X, place.Y, size.Width, size.Height)

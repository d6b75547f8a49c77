"""An xlwings engine for LibreOffice Calc: what is written against xlwings' public interface runs there as in Excel."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlwings


def usable() -> bool:
    """Whether LibreOffice can be driven from this Python: its bridge is there and can be loaded."""
    from dangjian_xl.errors import CannotRunError
    from dangjian_xl.libreoffice import runtime

    try:
        runtime.uno()
    except CannotRunError:
        return False
    return True


def register() -> xlwings.Engine:
    """Make the engine known to xlwings, once; it becomes the active one only where there is no Excel."""
    from dangjian_xl.libreoffice.engine import register as registered

    return registered()


def attach() -> xlwings.App:
    """The LibreOffice that the user runs; raises CannotRunError with what is in the way (it is not running, no bridge)."""
    from dangjian_xl.libreoffice.engine import attach as attached

    return attached()

"""Protected sheets: formats and notes get through, contents do not.

A form's sheet is protected without a password, and allows formats and notes. Excel heeds that; LibreOffice ignores a
change of a locked cell's format or note without a word. So the protection is lifted for that one change. LibreOffice
keeps what the protection allows while it is lifted, and puts it back with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dangjian_xl.errors import CannotRunError
from dangjian_xl.libreoffice.kin import SheetOf
from dangjian_xl.libreoffice.plain import is_uno
from dangjian_xl.libreoffice.runtime import Uno


@contextmanager
def lifted(sheet: SheetOf) -> Iterator[None]:
    """Let formats and notes of a sheet be changed; raises CannotRunError if a password stands in the way."""
    sheet.book.require_writable()
    if not sheet.sheet.isProtected():
        yield
        return
    # One step back in LibreOffice takes back the change, and never leaves the sheet unprotected.
    undo = sheet.book.document.UndoManager
    undo.enterUndoContext("标记")
    try:
        _unprotect(sheet)
        try:
            yield
        finally:
            sheet.sheet.protect("")
    finally:
        undo.leaveUndoContext()


def require_unlocked(sheet: SheetOf, cells: Uno) -> None:
    """Raise CannotRunError if the contents of these cells are protected: LibreOffice itself may say nothing."""
    sheet.book.require_writable()
    if not sheet.sheet.isProtected():
        return
    groups = cells.getUniqueCellFormatRanges()
    if any(groups.getByIndex(index).CellProtection.IsLocked for index in range(groups.Count)):
        where = cells.AbsoluteName.rpartition(".")[2].replace("$", "")
        raise CannotRunError(f"工作表“{sheet.name}”受保护，{where} 里有锁定的单元格，改不了。")


def _unprotect(sheet: SheetOf) -> None:
    refused = CannotRunError(f"工作表“{sheet.name}”用密码保护着，改不了；请先撤销保护。")
    try:
        sheet.sheet.unprotect("")
    except Exception as error:
        if is_uno(error, "IllegalArgumentException"):
            raise refused from error
        raise
    if sheet.sheet.isProtected():
        raise refused

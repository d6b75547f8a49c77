"""Hyperlinks in cells: to web pages, files, and places in the same book."""

from __future__ import annotations

import re

from dangjian_xl.libreoffice.runtime import Uno

_FIELD = "com.sun.star.text.TextField.URL"
#: A place in the same book: Excel writes #'Sheet 1'!A1, LibreOffice #'Sheet 1'.A1.
_EXCEL_PLACE = re.compile(r"#(.+)!([^!]+)")
_CALC_PLACE = re.compile(r"#\$?(.+)\.([^.]+)")


def read(cell: Uno) -> str | None:
    """The address of the first link in a cell, None without one."""
    fields = cell.TextFields.createEnumeration()
    while fields.hasMoreElements():
        field = fields.nextElement()
        if hasattr(field, "URL"):
            place = _CALC_PLACE.fullmatch(field.URL)
            return f"#{place[1]}!{place[2]}" if place else str(field.URL)
    return None


def write(document: Uno, cell: Uno, address: str, text: str) -> None:
    """Replace a cell's content by a link."""
    field = document.createInstance(_FIELD)
    place = _EXCEL_PLACE.fullmatch(address)
    field.URL = f"#{place[1]}.{place[2]}" if place else address
    field.Representation = text
    cell.String = ""
    cell.insertTextContent(cell.createTextCursor(), field, False)  # noqa: FBT003 - UNO has no names for arguments

"""A workbook opened by openpyxl and changed in places, and as bytes again that Excel's own order and our rules are kept in."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any

from dangjian_xl.packages import repacked

_CORE, _STYLES = "docProps/core.xml", "xl/styles.xml"
_FONT = re.compile(rb"(?<=<font>).*?(?=</font>)", re.DOTALL)
_PART = re.compile(rb"<(\w+)\b[^>]*/>")
#: The standard's order (ECMA-376, CT_Font as Microsoft's validator has it); openpyxl has one of its own.
_PARTS = (
    b"b i strike condense extend outline shadow u vertAlign sz color name family charset scheme"
).split()


def loaded(data: bytes, **options: bool) -> Any:  # noqa: ANN401 - openpyxl is untyped
    """The workbook as openpyxl has it, which is not to tell staff in English what it does not know."""
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")
        return load_workbook(io.BytesIO(data), **options)


def resaved(book: Any, original: bytes) -> bytes:  # noqa: ANN401 - openpyxl is untyped
    """The workbook's bytes; equal content gives equal bytes.

    The facts of the original are kept, when it was last saved among them: what a program filled in is no person's saving.
    """
    stream = io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(io.BytesIO(original)) as before:
        core = before.read(_CORE) if _CORE in before.namelist() else None

    def as_before(name: str, content: bytes) -> bytes:
        if name == _CORE and core is not None:
            return core
        return _FONT.sub(_in_order, content) if name == _STYLES else content

    return repacked(stream.getvalue(), as_before, undated=True)


def _in_order(font: re.Match[bytes]) -> bytes:
    parts = sorted(_PART.finditer(font[0]), key=lambda part: _PARTS.index(part[1]))
    return b"".join(part[0] for part in parts)

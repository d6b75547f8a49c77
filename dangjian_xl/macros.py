"""The compiled macros that workbooks with buttons carry. Their source, as text, lies beside them."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

#: At the top of the source tree, where people look for them; installed, data of the package.
_FOLDERS = (Path(__file__).parent / "macro_files", Path(__file__).parent.parent / "macros")


def add_macros(workbook: Any, name: str) -> None:  # noqa: ANN401 - XlsxWriter is untyped
    """Give an XlsxWriter workbook the macros of a name: form or workbench. It becomes an .xlsm."""
    folder = next(folder for folder in _FOLDERS if folder.is_dir())
    workbook.add_vba_project(io.BytesIO((folder / f"{name}.bin").read_bytes()), is_stream=True)
    workbook.set_vba_name("ThisWorkbook")

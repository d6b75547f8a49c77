"""A small year on which many tests work: three targets, six raters, a matrix, a ballot and a score sheet."""

from __future__ import annotations

from pathlib import Path

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell

SMALL = (Path(__file__).parent.parent / "data" / "small.md").read_text(encoding="utf-8")

MATRIX, BALLOT, SHEET = "现场/L1", "现场/D1", "互评/J1"

RIGHT: dict[str, Cell] = {"1": 50, "2": 35.5, "1.1": 30, "1.2": 0, "2.1": 4, "2.2": "是"}


def right(form: IssuedForm, address: Address) -> Cell:
    """Valid answers; full marks on the score sheet, so no reasons are wanted."""
    if address[2] != "value":
        return ""
    return "较好" if form.assignment.form.code == "票" else RIGHT.get(address[1], "")

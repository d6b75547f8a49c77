"""What people typed goes through formulas and lists as the text that it is: workbooks stay sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from dangjian_xl import style
from tests.support import ooxml

#: Characters that XML has no place for, as Excel hands them over from a pasted text.
ODD = ("\x01", "\x07", "\x0b", "\x1f", "\ufffe")


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_a_formula_and_what_it_shows_hold_nothing_that_spoils_a_workbook(odd: str, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with path.open("wb") as stream:
        book = style.new_workbook(stream)
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, f'=LEFT(B1,3)="前{odd}后"', None, f"前{odd}后")
        book.close()
    assert ooxml.errors([path]) == []

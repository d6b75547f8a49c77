"""What people typed goes through formulas and lists as the text that it is: workbooks stay sound."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dangjian_xl import pipeline, style
from dangjian_xl.rectification.lists import list_form
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.rectification.words import fitting
from tests.support import ooxml
from tests.support.rectified import FOUND, filled, year

#: Characters that XML has no place for, as Excel hands them over from a pasted text.
ODD = ("\x01", "\x07", "\x0b", "\x1f", "\ufffe")


def test_lists_and_what_is_sent_back_of_them_are_sound_whatever_people_wrote(tmp_path: Path) -> None:
    words = "".join(f"前{odd}后" for odd in ODD)
    found = {**FOUND, "A2": (Problem("A2-1", "A2", fitting(words), Source.OPINION, fitting(words)),)}
    scheme = year(tmp_path, found)
    form = list_form(scheme, scheme.organisation("A2"), found["A2"])
    path = tmp_path / "整改" / "回收" / "A2.xlsx"
    path.parent.mkdir(parents=True)
    # As Excel keeps such characters.
    kept = "第一行_x000B_第二行_x0007_"
    path.write_bytes(filled(tmp_path, form, {"A2-自5 problem": kept, "A2-1 person": "王五"}))
    followed = pipeline.rectify(tmp_path, today=date(2023, 2, 1), pdf=False)
    assert followed.collection.faulty
    made = sorted([*(tmp_path / "结果").rglob("*.xlsx"), *(tmp_path / "整改" / "退回").rglob("*.xlsx")])
    assert len(made) == 4
    assert ooxml.errors(made) == []


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_a_formula_and_what_it_shows_hold_nothing_that_spoils_a_workbook(odd: str, tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with path.open("wb") as stream:
        book = style.new_workbook(stream)
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, f'=LEFT(B1,3)="前{odd}后"', None, f"前{odd}后")
        book.close()
    assert ooxml.errors([path]) == []

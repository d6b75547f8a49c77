"""A year's work as a person does it: issued forms filled in with a spreadsheet library and put among the returns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.demo.people import save_form
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.text import read_text

KEY = b"a key for tests only"
#: When people save what they filled in: before every deadline of the small year.
SAVED = datetime(2022, 11, 26, 2, tzinfo=UTC)

#: What a rater answers at an address; "" leaves the cell blank.
Answers = Callable[[IssuedForm, Address], Cell]


def scheme_of(text: str) -> Scheme:
    parsed = read_text(text)
    assert parsed.scheme is not None, [f.message for f in parsed.findings]
    return parsed.scheme


def workspace(folder: Path, scheme: Scheme) -> dict[str, IssuedForm]:
    """A workspace with all forms issued; the forms by id."""
    pipeline.new_from(folder, scheme, KEY)
    issued = pipeline.issue(folder)
    forms = issued_forms(scheme, KEY)
    assert len(issued.files) == len(forms)
    return forms


def issued_path(folder: Path, scheme: Scheme, form: IssuedForm) -> Path:
    return folder / "发放" / pipeline.file_name(scheme, form)


def returned_path(folder: Path, form: IssuedForm) -> Path:
    return folder / "回收" / f"{form.assignment.id.replace('/', '_')}.xlsx"


def fill(source: Path, form: IssuedForm, answers: Answers, target: Path) -> Path:
    """Open a form, write the answers, save it elsewhere."""
    book = load_workbook(source)
    for layout in form.layouts:
        for keys in layout.answers:
            row, column = layout.cell(*keys)
            value = answers(form, layout.address(*keys))
            cell = book[layout.name].cell(row + 1, column + 1)
            cell.value = None if value == "" else value  # type: ignore[assignment]
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(save_form(book, SAVED))
    return target


def return_all(folder: Path, scheme: Scheme, answers: Answers) -> None:
    """Everybody returns the form rightly named and filled in."""
    for form in issued_forms(scheme, KEY).values():
        fill(issued_path(folder, scheme, form), form, answers, returned_path(folder, form))

"""A small year on two levels: a college, two units with three branches each; what the units' people answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.demo.people import save_form
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell
from dangjian_xl.returns.approved import APPROVAL, APPROVED_HEADING, CODE_HEADING, REASON_HEADING
from dangjian_xl.scheme.model import ItemKind, Scheme
from dangjian_xl.workspace import Workspace
from tests.support.year import KEY, SAVED, return_all

LEVELS = (Path(__file__).parent.parent / "data" / "levels.md").read_text(encoding="utf-8")

#: What each branch gets for 工作实绩, and on every ballot: totals part all of a unit but for none.
WORK: dict[str, int] = {"A1": 40, "A2": 36, "A3": 20, "B1": 38, "B2": 34, "B3": 40}


def unit_answers(form: IssuedForm, address: Address) -> Cell:
    target, item, field = address
    if field != "value":
        return ""
    if form.assignment.form.code == "测评票":
        return "好" if WORK[target] > 30 else "一般"
    return 58 if item == "1" else WORK[target]


def assessed_unit(folder: Path, given: Path) -> tuple[Path, Scheme]:
    """A unit's whole year, from the scheme in its folder below 分级/ to its result."""
    pipeline.new_from_file(folder, given / "方案.xlsx", KEY)
    pipeline.issue(folder)
    scheme, _ = pipeline.load_scheme(Workspace(folder))
    return_all(folder, scheme, unit_answers)
    pipeline.collect(folder)
    pipeline.assess(folder)
    return folder, scheme


def approve(folder: Path, grades: Mapping[str, str], reasons: Mapping[str, str] | None = None) -> None:
    """The committee's grades and reasons, typed into the sheet for them by the target's code."""
    path = folder / "结果" / "考核结果.xlsx"
    book = load_workbook(path)
    sheet = book[APPROVAL]
    head = next(r for r in sheet.iter_rows() if CODE_HEADING in [cell.value for cell in r])
    columns = {str(cell.value): cell.column or 0 for cell in head}
    for row in range((head[0].row or 0) + 1, sheet.max_row + 1):
        code = str(sheet.cell(row, columns[CODE_HEADING]).value)
        for heading, typed in ((APPROVED_HEADING, grades), (REASON_HEADING, reasons or {})):
            if code in typed:
                sheet.cell(row, columns[heading]).value = typed[code]
    book.save(path)


def write_texts(path: Path, form: IssuedForm) -> None:
    """What a unit writes into its summary beside the grades."""
    book = load_workbook(path)
    (layout,) = form.layouts
    for row_key, column_key in layout.answers:
        spec = layout.answers[row_key, column_key]
        if spec.field == "value" and spec.kind is ItemKind.TEXT:
            row, column = layout.cell(row_key, column_key)
            book[layout.name].cell(row + 1, column + 1).value = f"{row_key[2:]}的{spec.label}"
    path.write_bytes(save_form(book, SAVED.replace(year=2023)))

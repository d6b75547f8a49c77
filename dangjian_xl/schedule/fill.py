"""A schedule, or the number of a lot, put into the scheme workbook, in place: everything else in it stays as it is. The only openpyxl code here."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any

from dangjian_xl.resaved import resaved
from dangjian_xl.scheme.model import Visit
from dangjian_xl.scheme.parse import HEADING_ROW, Places
from dangjian_xl.scheme.tables import table

_FIELDS = ("rater", "target", "day", "place", "members", "note")


def filled(
    data: bytes, places: Places, typed: Sequence[Visit], done: Sequence[Visit], added: Sequence[Visit]
) -> bytes:
    """The workbook with the typed visits completed (`done`, in any order) and the new ones below them.

    `places`: where the visits stand, as the workbook was read; `typed` are those that it holds.
    """
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), rich_text=True)
    declared = table("visits")
    name = next(n for n in book.sheetnames if n.strip() == declared.sheet)
    sheet = _Sheet(book[name], {f: _letter(places, f) for f in _FIELDS})
    rows = {(v.rater, v.target): places.row("visits", index) for index, v in enumerate(typed)}
    for visit in done:
        # Only what was left blank is filled in.
        sheet.complete(rows[visit.rater, visit.target], visit)
    first = max([*rows.values(), sheet.heading(declared.column("rater").title)]) + 1
    for row, visit in enumerate(added, first):
        sheet.write(row, visit)
    return resaved(book, data)


def with_lots(data: bytes, places: Places, seeds: Mapping[int, int]) -> bytes:
    """The workbook with the numbers of the lots written down, by the index of the session."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), rich_text=True)
    name = next(n for n in book.sheetnames if n.strip() == table("sessions").sheet)
    for index, seed in seeds.items():
        book[name][places.of("sessions", index, "seed").cell].value = seed
    return resaved(book, data)


def _letter(places: Places, field: str) -> str:
    return places.of("visits", 0, field).cell.rstrip("0123456789")


class _Sheet:
    """The sheet of visits; rows beyond the prepared ones get the looks and the self-check of the last prepared one."""

    def __init__(self, sheet: Any, letters: dict[str, str]) -> None:  # noqa: ANN401 - openpyxl's sheets are typed in part
        self.sheet, self.letters = sheet, letters
        self.prepared = sheet.max_row

    def heading(self, title: str) -> int:
        """The 1-based row of the headings."""
        for row in self.sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and "".join(cell.value.split()) == title:
                    return int(cell.row)
        return HEADING_ROW

    def complete(self, row: int, visit: Visit) -> None:
        """Fill in what a typed visit lacks."""
        for field in ("day", "place"):
            cell = self.sheet[f"{self.letters[field]}{row}"]
            if cell.value is None or cell.value == "":
                self._put(cell, getattr(visit, field))

    def write(self, row: int, visit: Visit) -> None:
        """A new visit in a row of its own."""
        if row > self.prepared:
            self._prepare(row)
        for field in _FIELDS:
            self._put(self.sheet[f"{self.letters[field]}{row}"], getattr(visit, field))

    def _put(self, cell: Any, value: date | str | None) -> None:  # noqa: ANN401 - as above
        if value in (None, ""):
            return
        cell.value = value
        if isinstance(value, str):
            # Whatever it begins with, it is no formula.
            cell.data_type = "s"

    def _prepare(self, row: int) -> None:
        from openpyxl.formula.translate import Translator

        for model in self.sheet[self.prepared]:
            cell = self.sheet.cell(row, model.column)
            cell._style = copy(model._style)  # noqa: SLF001 - openpyxl's own way to copy a cell's looks
            if isinstance(model.value, str) and model.value.startswith("="):
                cell.value = Translator(model.value, model.coordinate).translate_formula(cell.coordinate)
        for validation in self.sheet.data_validations.dataValidation:
            for area in list(validation.sqref.ranges):
                if area.max_row == row - 1 or area.max_row == self.prepared:
                    area.max_row = row
        if self.sheet.auto_filter.ref:
            first, _, last = self.sheet.auto_filter.ref.partition(":")
            self.sheet.auto_filter.ref = f"{first}:{last.rstrip('0123456789')}{row}"

"""A worksheet as XlsxWriter writes it for formulas of classic functions only."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from dangjian_xl.grids import storable


class ClassicSheet(Worksheet):  # type: ignore[misc] # XlsxWriter is untyped
    """A worksheet for formulas of classic functions only, as all of ours are.

    XlsxWriter looks into every formula for each of some forty newer functions; with formulas as long as a self-check
    that took two thirds of the time of a workbook.
    """

    def _prepare_formula(self, formula: str, *_: object) -> str:
        # Texts of cells are escaped by the library, those within formulas and shown by them are not.
        return storable(formula.removeprefix("="))

    def _write_formula(
        self, row: int, column: int, formula: str, cell_format: object = None, value: object = 0
    ) -> int:
        shown = storable(value) if isinstance(value, str) else value
        return int(super()._write_formula(row, column, formula, cell_format, shown))

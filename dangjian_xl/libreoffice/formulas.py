"""Formulas in Excel's notation: English names, commas, Sheet1!A1."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_xl.libreoffice.kin import BookOf, SheetOf
from dangjian_xl.libreoffice.protection import require_unlocked
from dangjian_xl.libreoffice.runtime import Uno
from dangjian_xl.libreoffice.values import forget_truth, keeping_notes

#: com.sun.star.sheet.AddressConvention.XL_A1, FormulaLanguage.XL_ENGLISH, all of FormulaMapGroup
_XL_A1, _XL_ENGLISH, _ALL = 1, 3, 0x7FFFFFFF
#: com.sun.star.sheet.CellFlags.FORMULA
_FORMULA = 16


def parser(book: BookOf) -> Uno:
    """LibreOffice's translator of a book's formulas, set to Excel's notation."""
    known, document = book.office.parsers, book.document
    key = document.RuntimeUID
    if key not in known:
        known[key] = _parser(document)
    return known[key]


def _parser(document: Uno) -> Uno:
    made = document.createInstance("com.sun.star.sheet.FormulaParser")
    mapper = document.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
    made.CompileEnglish = True
    made.FormulaConvention = _XL_A1
    made.OpCodeMap = mapper.getAvailableMappings(_XL_ENGLISH, _ALL)
    return made


def read(book: BookOf, cells: Uno) -> tuple[tuple[str, ...], ...]:
    """What stands in the cells as one would type it in Excel."""
    rows = [[_typed(text) for text in row] for row in cells.getFormulaArray()]
    found = cells.queryContentCells(_FORMULA)
    if found.Count:
        translate = parser(book)
        address = cells.RangeAddress
        for box in found.RangeAddresses:
            for row in range(box.StartRow - address.StartRow, box.EndRow - address.StartRow + 1):
                for column in range(
                    box.StartColumn - address.StartColumn, box.EndColumn - address.StartColumn + 1
                ):
                    cell = cells.getCellByPosition(column, row)
                    text = translate.printFormula(cell.getTokens(), cell.CellAddress)
                    rows[row][column] = f"={text}" if text else cell.Formula
    return tuple(map(tuple, rows))


def write(sheet: SheetOf, cells: Uno, data: Sequence[Sequence[object]]) -> None:
    """Put formulas into cells; what does not begin with = is taken as if it were typed."""
    require_unlocked(sheet, cells)
    forget_truth(sheet, cells)
    with keeping_notes(sheet, cells):
        cells.setFormulaArray(
            tuple(tuple("" if _is_formula(text) else _text(text) for text in row) for row in data)
        )
    translate = parser(sheet.book)
    for row, texts in enumerate(data):
        for column, text in enumerate(texts):
            if _is_formula(text):
                cell = cells.getCellByPosition(column, row)
                cell.setTokens(translate.parseFormula(str(text)[1:], cell.CellAddress))


def fill(sheet: SheetOf, cells: Uno, formula: object, shape: tuple[int, int]) -> None:
    """Put one formula into all cells, its relative references moving along."""
    rows, columns = shape
    if not _is_formula(formula):
        write(sheet, cells, [[formula] * columns] * rows)
        return
    require_unlocked(sheet, cells)
    forget_truth(sheet, cells)
    first = cells.getCellByPosition(0, 0)
    tokens = parser(sheet.book).parseFormula(str(formula)[1:], first.CellAddress)
    for row in range(rows):
        for column in range(columns):
            cells.getCellByPosition(column, row).setTokens(tokens)


def _is_formula(text: object) -> bool:
    return isinstance(text, str) and text.startswith("=") and len(text) > 1


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    return "" if value is None else str(value)


def _typed(text: str) -> str:
    """LibreOffice marks a text that could be taken for something else with an apostrophe."""
    return text.removeprefix("'")

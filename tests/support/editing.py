"""What a person does in an open workbook by menu, not by mouse and keyboard, and waiting until it is done."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.accessibility import properties, uno_module
from tests.support.document import Document
from tests.support.waiting import NoAnswerError, wait_until

#: So many questions that find the program idle, so long apart.
_ROUNDS, _ROUND = 3, 0.03


def settle(document: Document) -> None:
    """Wait until the program has nothing more to do; questions that pop up are answered with Return.

    A key is in the program's queue when it was pressed; each question to the program waits its turn behind it.
    """
    toolkit = document.desktop._service("com.sun.star.awt.Toolkit")
    quiet = 0
    while quiet < _ROUNDS:
        time.sleep(_ROUND)
        if document.has_dialog:
            # One that is only just opening does not hear the key: so once more in the next round.
            document.key("Return")
            quiet = 0
        else:
            toolkit.processEventsToIdle()
            quiet += 1


def click_until(document: Document, button: str, answered: Callable[[], object]) -> None:
    """Click a button; a window that has only just opened may miss the first click, as it does for people."""
    for _ in range(3):
        document.click(button)
        try:
            wait_until(answered, 2.0)
        except NoAnswerError:
            continue
        return
    raise NoAnswerError(f"{button} was clicked in vain.")


def tabs(document: Document) -> list[str]:
    """The sheets' names in order."""
    return list(document.model.Sheets.ElementNames)


def saved_copy(document: Document, path: Path, how: str = "Calc MS Excel 2007 XML") -> Path:
    """A copy of the workbook as it stands, as .xlsx if no other filter is named."""
    arguments = properties({"FilterName": how, "Overwrite": True})
    document.model.storeToURL(path.as_uri(), arguments)
    return path


def rename(document: Document, tab: str, name: str) -> None:
    """Give a sheet another name."""
    _sheet(document, tab).Name = name


def delete_tab(document: Document, tab: str) -> None:
    """Delete a sheet."""
    document.model.Sheets.removeByName(tab)


def unprotect(document: Document, tab: str) -> None:
    """Lift the protection, which has no password."""
    _sheet(document, tab).unprotect("")


def insert_rows(document: Document, tab: str, row: int) -> None:
    """Insert a row above the 0-based row."""
    _sheet(document, tab).Rows.insertByIndex(row, 1)


def delete_row(document: Document, tab: str, row: int) -> None:
    """Delete the 0-based row."""
    _sheet(document, tab).Rows.removeByIndex(row, 1)


def copy_row(document: Document, tab: str, row: int, over: int) -> None:
    """Copy a 0-based row over another."""
    sheet = _sheet(document, tab)
    target = sheet.getCellByPosition(0, over).CellAddress
    sheet.copyRange(target, sheet.Rows.getByIndex(row).RangeAddress)


def insert_columns(document: Document, tab: str, column: int) -> None:
    """Insert a column left of the 0-based column."""
    _sheet(document, tab).Columns.insertByIndex(column, 1)


def put_formula(document: Document, tab: str, cell: str, formula: str) -> None:
    """Put a formula into a cell."""
    _sheet(document, tab).getCellRangeByName(cell).Formula = formula


def put(document: Document, tab: str, cell: str, value: str | float) -> None:
    """Put a value into a cell, "" for nothing."""
    found = _sheet(document, tab).getCellRangeByName(cell)
    if isinstance(value, str):
        found.String = value
    else:
        found.Value = value


def hide_row(document: Document, tab: str, row: int) -> None:
    """Hide the 0-based row, as a filter does."""
    _sheet(document, tab).Rows.getByIndex(row).IsVisible = False


def sort_down(document: Document, tab: str, block: str, column: int) -> None:
    """Sort a block of rows in descending order of its 0-based column."""
    field = uno_module().createUnoStruct("com.sun.star.table.TableSortField")
    field.Field, field.IsAscending = column, False
    fields = uno_module().Any("[]com.sun.star.table.TableSortField", (field,))
    how = properties({"SortFields": fields, "ContainsHeader": False, "IsSortColumns": False})
    found = _sheet(document, tab).getCellRangeByName(block)
    uno_module().invoke(found, "sort", (how,))


def _sheet(document: Document, tab: str) -> Any:  # noqa: ANN401 - UNO has no types
    return document.model.Sheets.getByName(tab)


def open_paths(document: Document) -> list[Path]:
    """The files that are open beside this one."""
    return [_path(model) for model in _others(document)]


def close_others(document: Document) -> None:
    """Close all others without saving."""
    for model in _others(document):
        model.setModified(False)
        model.close(True)


def first_unlocked(document: Document, tab: str) -> str:
    """The first cell that people may fill in."""
    sheet = _sheet(document, tab)
    for row in range(30):
        for column in range(20):
            cell = sheet.getCellByPosition(column, row)
            if not cell.CellProtection.IsLocked:
                return str(cell.AbsoluteName).rpartition(".")[2].replace("$", "")
    raise ValueError(tab)


def colour(document: Document, tab: str, cell: str) -> int:
    """A cell's own background."""
    return int(_sheet(document, tab).getCellRangeByName(cell).CellBackColor)


def note(document: Document, tab: str, cell: str) -> str:
    """A cell's note, "" for none."""
    return str(_sheet(document, tab).getCellRangeByName(cell).Annotation.String)


def _others(document: Document) -> list[Any]:
    components = document.desktop._desktop.Components.createEnumeration()
    found = []
    while components.hasMoreElements():
        model = components.nextElement()
        if getattr(model, "URL", "") and model.URL != document.model.URL:
            found.append(model)
    return found


def _path(model: Any) -> Path:  # noqa: ANN401 - UNO has no types
    return Path(uno_module().fileUrlToSystemPath(model.URL))


def cursors(document: Document) -> list[str]:
    """Where the cursor stands in the files that are open beside this one, as "sheet cell"."""
    found = []
    for model in _others(document):
        sheet, _, cell = str(model.CurrentSelection.AbsoluteName).replace("$", "").rpartition(".")
        found.append(f"{sheet.strip(chr(39))} {cell}")
    return found

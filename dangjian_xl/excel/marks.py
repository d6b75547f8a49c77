"""Marks in the cells of an open workbook: colour and note. What was there before comes back when they are cleared.

Each mark is a name of the workbook that refers to its cell, so that it is found again wherever the cell has moved and
whoever opens the file next; the name also holds the colours that the cell had. The letters are coloured too: where a
conditional format covers the cell's own colour, as on provisional rows of a scheme, they are what is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from dangjian_xl.findings import Finding, Severity
from dangjian_xl.grids import quoted_tab
from dangjian_xl.reading.notes import OWN_NOTE, others
from dangjian_xl.style import AMBER, PINK, RED

if TYPE_CHECKING:
    import xlwings as xw

_NAME = re.compile(r"djxl_mark_\d+_(none|[0-9a-f]{6})_([0-9a-f]{6})$")
_COLOURS = {Severity.ERROR: PINK, Severity.WARNING: AMBER}


def clear(book: xw.Book) -> int:
    """Take all marks away; returns how many there were."""
    found = [(name, match) for name in book.names if (match := _NAME.search(name.name))]
    for name, match in found:
        cell = _cell(name)
        if cell is not None:
            cell.color = None if match[1] == "none" else f"#{match[1]}"
            cell.font.color = f"#{match[2]}"
            _unnote(cell)
        name.delete()
    return len(found)


def mark(book: xw.Book, findings: Iterable[Finding]) -> int:
    """Colour the cells that errors and warnings name, and say in a note what is wrong; returns how many cells."""
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    tabs = {sheet.name for sheet in book.sheets}
    for finding in findings:
        if finding.severity in _COLOURS and finding.place.cell and finding.place.sheet in tabs:
            by_cell.setdefault((finding.place.sheet, finding.place.cell), []).append(finding)
    for number, ((tab, address), told) in enumerate(by_cell.items(), 1):
        cell = book.sheets[tab].range(address)
        before, letters = cell.color, cell.font.color
        kept = f"{_hex(before) if before else 'none'}_{_hex(letters or (0, 0, 0))}"
        book.names.add(f"djxl_mark_{number}_{kept}", f"={quoted_tab(tab)}!{cell.address}")
        worst = Severity.ERROR if any(f.severity is Severity.ERROR for f in told) else Severity.WARNING
        cell.color = _COLOURS[worst]
        cell.font.color = RED
        _note(cell, OWN_NOTE + "\n".join(f.sentence for f in told))
    return len(by_cell)


def _cell(name: xw.Name) -> xw.Range | None:
    """The marked cell, None if somebody deleted it."""
    return None if "#REF!" in (name.refers_to or "#REF!") else name.refers_to_range


def _note(cell: xw.Range, text: str) -> None:
    note = cell.note
    if note is None:
        cell.add_note(text)
    else:
        note.text = f"{note.text}\n{text}"


def _unnote(cell: xw.Range) -> None:
    note = cell.note
    if note is None or OWN_NOTE not in note.text:
        return
    kept = others(note.text)
    if kept:
        note.text = kept
    else:
        note.delete()


def _hex(colour: tuple[int, int, int]) -> str:
    return "".join(f"{part:02x}" for part in colour)

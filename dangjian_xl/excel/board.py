"""The screen of the open workbench: its states, counts and findings list. What people typed there stays theirs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding
from dangjian_xl.grids import shown
from dangjian_xl.outputs.workbench import LAST_ROW, LIST, SENTENCES
from dangjian_xl.style import GREY

if TYPE_CHECKING:
    import xlwings as xw

#: The list's own columns; behind them the people's, and hidden: the row's seal, its send-back, its link.
_OURS = len(LIST) - 1
_NOTE, _SEAL, _SEND_BACK, _LINK = range(_OURS, _OURS + 4)
_FILE = 1
#: Said in rows whose problem is gone, so that what people wrote beside it is not lost.
GONE = "（已不再出现）"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the findings list: what it shows, what people wrote beside it, and the files that it opens.

    `mark` tells which button the row came from: each button renews its own rows only. `link` and `send_back` are paths
    below the workspace and below 退回/.
    """

    mark: str
    texts: tuple[str, ...]
    link: str = ""
    send_back: str = ""
    note: str = ""

    @classmethod
    def of(cls, mark: str, finding: Finding, send_back: str = "") -> Line:
        """A finding's row."""
        place = finding.place
        where = " ".join(part for part in (place.sheet, place.cell) if part)
        label = f"{mark} {finding.severity.label}"
        texts = (label, place.file, where, str(finding.about), finding.what, finding.remedy)
        target = f"#'{place.sheet}'!{place.cell or 'A1'}" if place.sheet else ""
        return cls(mark, texts, place.file and place.file + target, send_back)

    @property
    def seal(self) -> str:
        """By which the row is known as ours and unchanged."""
        return hashlib.sha256("\x1f".join(self.texts).encode()).hexdigest()[:16]

    @property
    def cells(self) -> tuple[str, ...]:
        """The row, hidden cells included."""
        return (*self.texts, self.note, self.seal, self.send_back, self.link)

    @classmethod
    def standing(cls, cells: Sequence[str]) -> Line | None:
        """The row again, None if somebody changed it, or wrote it."""
        line = cls(cells[0][:1], tuple(cells[:_OURS]), cells[_LINK], cells[_SEND_BACK], cells[_NOTE])
        return line if line.seal == cells[_SEAL] else None


class Board:
    """The workbench on the screen; CannotRunError where a name or the sheet behind it is gone."""

    def __init__(self, book: xw.Book) -> None:
        """Take the open workbook."""
        self.book = book

    def _at(self, name: str) -> xw.Range:
        if not self.book.names.contains(f"djxl_{name}"):
            raise CannotRunError(SENTENCES["djxl_say_broken"])
        found = self.book.names[f"djxl_{name}"]
        if "#REF!" in (found.refers_to or "#REF!"):
            raise CannotRunError(SENTENCES["djxl_say_broken"])
        return found.refers_to_range

    def require(self) -> None:
        """Raise before anything is done if the workbench is damaged."""
        for name in ("state", "list", "folder"):
            self._at(name)

    @property
    def folder(self) -> str:
        """The folder that people want taken in, "" if none is written there."""
        return str(self._at("folder").value or "").strip().strip('"')

    def say(self, sentence: str, colour: str = GREY) -> None:
        """The line on top."""
        cell = self._at("state")
        cell.value = sentence
        cell.font.color = colour

    def step(self, code: str, state: str, count: str = "", when: datetime | None = None) -> None:
        """State of a step; with `when`, also what came out and when."""
        self._at(f"{code}_state").value = state
        if when:
            self._at(f"{code}_count").value = count
            self._at(f"{code}_when").value = when

    def selected(self) -> tuple[str, str]:
        """Of the selected row of the list its link and its send-back; "" where it has none, or is no row of ours."""
        selection, first = self.book.app.selection, self._at("list")
        if selection is None or selection.sheet.name != first.sheet.name:
            return "", ""
        if selection.sheet.book.fullname != self.book.fullname or selection.row < first.row:
            return "", ""
        cells = first.offset(selection.row - first.row, 0).resize(1, _LINK + 1).value
        return str(cells[_LINK] or ""), str(cells[_SEND_BACK] or "")

    def renew(self, marks: AbstractSet[str], lines: Sequence[Line]) -> None:
        """Put these rows in the place of those of the same marks. What people wrote stays, beside its row or at the end."""
        first = self._at("list")
        height = max(0, min(first.sheet.used_range.last_cell.row, LAST_ROW) - first.row + 1)
        standing, own = _standing(first, height)
        old = {line.seal: line for line in standing if line.mark in marks}
        new = [replace(line, note=old[line.seal].note if line.seal in old else "") for line in lines]
        kept = [line for line in standing if line.mark not in marks]
        rows = [line.cells for line in sorted([*new, *kept], key=lambda line: line.mark)]
        still = {line.seal for line in lines}
        gone = [line for line in old.values() if line.note and line.seal not in still]
        rows += [(*line.texts[:-1], f"{GONE}{line.texts[-1]}", line.note, "", "", "") for line in gone]
        rows += own
        blank = ("",) * (_LINK + 1)
        if max(height, len(rows)):
            padded = [*rows, *([blank] * (height - len(rows)))]
            first.resize(len(padded), _LINK + 1).value = [[cell or None for cell in row] for row in padded]
        for at, row in enumerate(rows):
            if row[_LINK]:
                first.offset(at, _FILE).formula = _hyperlink(row[_LINK], row[_FILE])


def _standing(first: xw.Range, height: int) -> tuple[list[Line], list[tuple[str, ...]]]:
    """The list as it stands: the rows as we wrote them, and those of people's own or changed by them."""
    lines: list[Line] = []
    own: list[tuple[str, ...]] = []
    for row in first.resize(height, _LINK + 1).options(ndim=2).value if height else []:
        cells = tuple("" if cell is None else shown(cell) for cell in row)
        line = Line.standing(cells)
        if line:
            lines.append(line)
        elif any(cells[: _NOTE + 1]):
            own.append((*cells[: _NOTE + 1], "", "", ""))
    return lines, own


def _hyperlink(target: str, text: str) -> str:
    """The formula of a link below the workbook's own folder. A formula, for a link proper outlives its cell's text."""
    parts = [part.replace('"', '""') for part in (target, text)]
    return f'=HYPERLINK("{parts[0]}","{parts[1]}")'

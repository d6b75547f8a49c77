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
from dangjian_xl.grids import quoted_tab, shown
from dangjian_xl.outputs.workbench import LIST, MOST_LINES, SENTENCES
from dangjian_xl.style import GREY

if TYPE_CHECKING:
    import xlwings as xw

#: The list's own columns; behind them the people's, and hidden: the row's seal, its send-back, its file and place.
_OURS = len(LIST) - 1
_NOTE, _SEAL, _SEND_BACK, _PATH, _PLACE = range(_OURS, _OURS + 5)
_WIDTH = _PLACE + 1
_FILE = 1
#: Excel takes no longer text in a formula.
_LONGEST = 250
#: Said in rows that are no more in the list, so that what people wrote beside them is not lost.
GONE = "（已不在本次清单里）"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the findings list: what it shows, what people wrote beside it, and the files that it opens.

    `mark` tells which button the row came from: each button renews its own rows only. `path` lies below the workspace,
    `send_back` below 退回/; `place` is the sheet and cell as Excel writes them.
    """

    mark: str
    texts: tuple[str, ...]
    path: str = ""
    place: str = ""
    send_back: str = ""
    note: str = ""

    @classmethod
    def of(cls, mark: str, finding: Finding, send_back: str = "", *, linked: bool = True) -> Line:
        """A finding's row; not `linked` where its file lies outside the workspace."""
        place = finding.place
        where = " ".join(part for part in (place.sheet, place.cell) if part)
        label = f"{mark} {finding.severity.label}"
        texts = (label, place.file, where, str(finding.about), finding.what, finding.remedy)
        target = f"{quoted_tab(place.sheet)}!{place.cell or 'A1'}" if place.sheet else ""
        return cls(mark, texts, place.file if linked else "", target, send_back)

    @property
    def seal(self) -> str:
        """By which the row is known as ours and unchanged. It begins with a letter: Excel would read digits as a number."""
        return "s" + hashlib.sha256("\x1f".join(self.texts).encode()).hexdigest()[:16]

    @property
    def cells(self) -> tuple[str, ...]:
        """The row, hidden cells included."""
        return (*self.texts, self.note, self.seal, self.send_back, self.path, self.place)

    @classmethod
    def standing(cls, cells: Sequence[str]) -> Line | None:
        """The row again, None if somebody changed it, or wrote it."""
        line = cls(
            cells[0][:1],
            tuple(cells[:_OURS]),
            cells[_PATH],
            cells[_PLACE],
            cells[_SEND_BACK],
            cells[_NOTE],
        )
        return line if line.seal == cells[_SEAL] else None

    @property
    def link(self) -> str:
        """The formula of the file's cell. A formula, for a link proper outlives its cell's text."""
        text = self.texts[_FILE]
        target = f"{self.path}#{self.place}" if self.place else self.path
        # Excel could not tell a # in a file's name from the one that begins the cell's.
        if not self.path or "#" in self.path or max(len(target), len(text)) > _LONGEST:
            return _literal(text)
        return f"=HYPERLINK({_quoted(target)},{_quoted(text)})"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _literal(text: str) -> str:
    """A text as it is entered where formulas are."""
    return f"={_quoted(text)}" if text[:1] in ("=", "+", "-", "@", "'") and len(text) <= _LONGEST else text


class Board:
    """The workbench on the screen; CannotRunError where a name or the sheet behind it is gone."""

    def __init__(self, book: xw.Book) -> None:
        """Take the open workbook."""
        self.book = book

    def _at(self, name: str) -> xw.Range:
        if not self.book.names.contains(f"djxl_{name}"):
            raise CannotRunError(SENTENCES["djxl_say_broken"])
        try:
            return self.book.names[f"djxl_{name}"].refers_to_range
        except Exception as error:
            # Each program refuses in its own way a name whose cell is gone.
            raise CannotRunError(SENTENCES["djxl_say_broken"]) from error

    def require(self) -> None:
        """Raise before anything is done if the workbench is damaged."""
        for name in ("state", "list", "folder"):
            self._at(name)

    @property
    def folder(self) -> str:
        """The folder that people want taken in, "" if none is written there."""
        return self._typed("folder")

    @property
    def form(self) -> str:
        """The college's summary form that a unit hands in, "" if none is written there."""
        return self._typed("form")

    def _typed(self, name: str) -> str:
        return str(self._at(name).value or "").strip().strip('"')

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

    @property
    def _first(self) -> xw.Range:
        """The list's first cell. Named is the heading above it, for people delete rows."""
        return self._at("list").offset(1, 0)

    def selected(self) -> tuple[str, str, str]:
        """Of the selected row of the list its file, its place, and its send-back; "" where it has none, or is not ours."""
        selection, first = self.book.app.selection, self._first
        if selection is None or selection.sheet.name != first.sheet.name:
            return "", "", ""
        if selection.sheet.book.fullname != self.book.fullname or selection.row < first.row:
            return "", "", ""
        cells = first.offset(selection.row - first.row, 0).resize(1, _WIDTH).value
        return str(cells[_PATH] or ""), str(cells[_PLACE] or ""), str(cells[_SEND_BACK] or "")

    def renew(self, marks: AbstractSet[str], lines: Sequence[Line]) -> None:
        """Put these rows in the place of those of the same marks. What people wrote stays, beside its row or at the end."""
        first = self._first
        headings = self._at("list").resize(1, len(LIST)).value
        if list(headings) != list(LIST):
            raise CannotRunError(
                "“问题清单”的列被插入、删除或改动过，清单没有更新；请撤销这些改动，再点一次按钮。"
            )
        height = max(0, first.sheet.used_range.last_cell.row - first.row + 1)
        standing, own = _standing(first, height)
        rows = _renewed(marks, _within(lines), standing, own)
        size = max(height, len(rows))
        if not size:
            return
        blank = ("",) * _WIDTH
        table = [row.cells if isinstance(row, Line) else row for row in rows]
        table += [blank] * (size - len(rows))
        first.resize(size, _WIDTH).value = [[cell or None for cell in row] for row in table]
        links = [row.link if isinstance(row, Line) else _literal(row[_FILE]) for row in rows]
        if links:
            first.offset(0, _FILE).resize(len(links), 1).formula = [[link] for link in links]


def _within(lines: Sequence[Line]) -> list[Line]:
    """So many lines as a person can look at; how many more there are is told."""
    if len(lines) <= MOST_LINES:
        return list(lines)
    rest = f"另有 {len(lines) - MOST_LINES} 条没有列出，都在“退回”的催报清单或“结果”的考核结果里。"
    mark = lines[0].mark
    return [*lines[:MOST_LINES], Line(mark, (f"{mark} 说明", "", "", "", rest, "先改好上面的，再运行一次。"))]


def _renewed(
    marks: AbstractSet[str], lines: list[Line], standing: list[Line], own: list[tuple[str, ...]]
) -> list[Line | tuple[str, ...]]:
    """All rows of the list: the new ones with the notes that stood beside them, the others, and what would be lost."""
    old: dict[str, list[Line]] = {}
    for line in standing:
        if line.mark in marks:
            old.setdefault(line.seal, []).append(line)
    left = list(own)
    new = []
    for line in lines:
        same = old.get(line.seal, [])
        before = same.pop(0) if same else None
        note = before.note if before else _rejoined(line, left)
        send_back = line.send_back or (before.send_back if before else "")
        new.append(replace(line, note=note, send_back=send_back))
    kept = [line for line in standing if line.mark not in marks]
    gone = [
        (*line.texts[:-1], f"{GONE}{line.texts[-1]}", line.note, *[""] * (_WIDTH - _SEAL))
        for same in old.values()
        for line in same
        if line.note
    ]
    return [*sorted([*new, *kept], key=lambda line: line.mark), *gone, *left]


def _rejoined(line: Line, left: list[tuple[str, ...]]) -> str:
    """The note of a row that had left the list and is back; its leftover is taken away."""
    gone = (*line.texts[:-1], f"{GONE}{line.texts[-1]}")
    at = next((n for n, row in enumerate(left) if row[:_OURS] == gone), None)
    return left.pop(at)[_NOTE] if at is not None else ""


def _standing(first: xw.Range, height: int) -> tuple[list[Line], list[tuple[str, ...]]]:
    """The list as it stands: the rows as we wrote them, and those of people's own or changed by them."""
    lines: list[Line] = []
    own: list[tuple[str, ...]] = []
    block = first.resize(height, _WIDTH).options(ndim=2, err_to_str=True).value if height else []
    for row in block:
        cells = tuple("" if cell is None else shown(cell) for cell in row)
        line = Line.standing(cells)
        if line:
            lines.append(line)
        elif any(cells[: _NOTE + 1]):
            own.append((*cells[: _NOTE + 1], *[""] * (_WIDTH - _SEAL)))
    return lines, own

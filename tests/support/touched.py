"""Sheets changed at random as people and programs change them, and both ways of reading what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from random import Random
from unittest.mock import patch

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.marking import TICKS, to_points
from dangjian_xl.forms.read import read_sheet
from dangjian_xl.forms.values import Answer
from dangjian_xl.grids import Aside, Cell, CellError, Grid
from dangjian_xl.reading.workbook import read_workbook
from dangjian_xl.returns import recognise
from dangjian_xl.returns.answers import AnswerTable
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.scheme.model import FormKind, ItemKind
from tests.support.forms import FILE, counted

#: What people, programs and bad luck put into a cell.
CONTENTS: tuple[Cell, ...] = (
    "", "", " ", "　", "\n", 0.0, -0.0, 1.0, 2.0, 5.0, 100.0, -1.0, 0.5, 1e300, float("nan"), float("inf"), 1, 10**16,
    True, False, "1", "TRUE", "8５分", "80%", "不适用", " 不适用", "是", "√", "好", "好 ", "合计", "同意", "见附件",
    "签名：", "评价人签名：评委2　日期：", "评价人签名：评委1", "被评党组织：第9党支部", "评价人：评委2", "日期：",
    CellError("#N/A"), CellError("（公式还没有算出结果）"), date(2024, 12, 1), datetime(2024, 12, 1, 12),  # noqa: DTZ001
    "x:total", "x:help", "x:helper", "f:value", "t:A1", "i:1", "i:99", "s:text", "DJXM|" + "0" * 64 + "|0", "DJXL1|",
)  # fmt: skip
#: How far beyond a sheet's cells something is put now and then.
_BEYOND = 8
#: By how much numbers are off: less than shows, just what shows, more.
_OFF = (0.4 / TICKS, 0.5 / TICKS, -0.5 / TICKS, 1 / TICKS, 1.0)


@dataclass
class Sheet:
    """A sheet's cells, and what stands beside them, to be changed."""

    grid: Grid
    aside: Aside


def answered(form: IssuedForm, random: Random) -> dict[Address, Cell]:
    """A form filled in wholly, each answer just as it was asked for."""
    found = {address: _answer(spec, random) for address, spec in form.specs.items()}
    if form.assignment.form.kind is FormKind.TALLY:
        for target in form.assignment.targets:
            found |= counted(target.code, [random.randrange(40) for _ in range(7)])
    return found


def _answer(spec: Answer, random: Random) -> Cell:
    if spec.kind is ItemKind.TEXT:
        return random.choice(("工作扎实。", "请注意台账。\n还有一条", "=不是公式", "12"))
    if spec.choices:
        return random.choice(spec.choices)
    if spec.upper is None:
        return random.randrange(12)
    step = TICKS // 10**spec.digits
    return float(to_points(random.randrange(int(spec.upper * TICKS) // step + 1) * step))


def sheets_of(data: bytes) -> dict[str, Sheet]:
    """A file's sheets by tab."""
    book = read_workbook(data)
    return {tab: Sheet(grid, book.asides.get(tab, Aside())) for tab, grid in book.grids.items()}


def copied(sheets: Mapping[str, Sheet]) -> dict[str, Sheet]:
    """The same sheets, to be changed without changing these."""
    return {tab: Sheet([list(cells) for cells in s.grid], s.aside) for tab, s in sheets.items()}


def opened(sheets: Mapping[str, Sheet], file: str = FILE) -> Opened:
    """They as a file that was read."""
    grids = {tab: sheet.grid for tab, sheet in sheets.items()}
    return Opened(file, "", grids, None, {tab: sheet.aside for tab, sheet in sheets.items()})


def carefully(recogniser: Recogniser, file: Opened) -> Recognised:
    """What a file is, no sheet taken for untouched."""
    with patch.object(recognise, "untouched", lambda *_: None):
        return recogniser.recognise(file)


def answers_of(recogniser: Recogniser, file: Recognised) -> list[str]:
    """Each answer of a file, where it stands, and what it says, told exactly."""
    return list(map(repr, AnswerTable(recogniser.expected).add(file).answers))


def read_alike(recogniser: Recogniser, file: Opened) -> bool:
    """Whether the short cut was taken. Whichever way is gone, file, findings and every answer must be the same."""
    with patch.object(recognise, "read_sheet", wraps=read_sheet) as long:
        quick = recogniser.recognise(file)
    slow, short = carefully(recogniser, file), bool(quick.sheets) and not long.called
    assert answers_of(recogniser, quick) == answers_of(recogniser, slow)
    assert replace(quick, sheets=()) == replace(slow, sheets=())
    if short:
        # A short cut is no place to find anything but whose file it seems to be.
        assert {finding.code for finding in quick.findings} <= {"form-file-named", "form-signed-other"}
    return short


def change(sheet: Sheet, random: Random) -> None:
    """Change one thing of a sheet."""
    random.choice(_CHANGES)(sheet, random)


def _put(sheet: Sheet, random: Random) -> None:
    far = _BEYOND if random.random() < 0.3 else 0
    row = random.randrange(len(sheet.grid) + far)
    while len(sheet.grid) <= row:
        sheet.grid.append([""] * len(sheet.grid[0]))
    cells = sheet.grid[row]
    column = random.randrange(len(cells) + far) if cells or far else 0
    cells += [""] * (column + 1 - len(cells))
    cells[column] = _content(sheet, cells[column], random)


def _content(sheet: Sheet, standing: Cell, random: Random) -> Cell:
    if isinstance(standing, float) and random.random() < 0.5:
        others: list[Cell] = [bool(standing), str(standing), *(standing + off for off in _OFF)]
        return random.choice(others)
    if random.random() < 0.3:
        return random.choice(random.choice([cells for cells in sheet.grid if cells]))
    return random.choice(CONTENTS)


def _swapped_cells(sheet: Sheet, random: Random) -> None:
    (one, at), (other, to) = ((cells, random.randrange(len(cells))) for cells in _two_rows(sheet, random))
    one[at], other[to] = other[to], one[at]


def _cut(sheet: Sheet, random: Random) -> None:
    one, other = _two_rows(sheet, random)
    at = random.randrange(min(len(one), len(other)))
    other[at], one[at] = one[at], ""


def _two_rows(sheet: Sheet, random: Random) -> list[list[Cell]]:
    return [random.choice([cells for cells in sheet.grid if cells]) for _ in range(2)]


def _swapped_rows(sheet: Sheet, random: Random) -> None:
    one, other = _two_rows(sheet, random)
    keys = random.choice((0, 1, 2))
    one[keys:], other[keys:] = other[keys:], one[keys:]


def _inserted_row(sheet: Sheet, random: Random) -> None:
    at = random.randrange(len(sheet.grid) + 1)
    filling = random.choice(([], [""] * len(sheet.grid[0]), list(random.choice(sheet.grid))))
    for _ in range(random.choice((1, 1, 6))):
        sheet.grid.insert(at, list(filling))


def _deleted_row(sheet: Sheet, random: Random) -> None:
    if len(sheet.grid) > 1:
        del sheet.grid[random.randrange(len(sheet.grid))]


def _inserted_column(sheet: Sheet, random: Random) -> None:
    at = random.randrange(len(sheet.grid[0]) + 1)
    for cells in sheet.grid:
        cells.insert(at, "")


def _deleted_column(sheet: Sheet, random: Random) -> None:
    at = random.randrange(len(sheet.grid[0]) + 1)
    for cells in sheet.grid:
        del cells[at : at + 1]


def _shortened(sheet: Sheet, random: Random) -> None:
    cells = random.choice(sheet.grid)
    del cells[random.randrange(len(cells) + 1) :]


def _merged(sheet: Sheet, random: Random) -> None:
    top, left = random.randrange(len(sheet.grid)), random.randrange(len(sheet.grid[0]) + 1)
    area = (top, left, top + random.randrange(3), left + random.randrange(4))
    merged = [*sheet.aside.merged, area]
    if random.random() < 0.3:
        merged.pop(random.randrange(len(merged)))
    sheet.aside = Aside(tuple(merged), sheet.aside.notes)


def _noted(sheet: Sheet, random: Random) -> None:
    at = random.randrange(len(sheet.grid)), random.randrange(len(sheet.grid[0]) + 1)
    sheet.aside = Aside(sheet.aside.merged, {**sheet.aside.notes, at: random.choice(("8分", "请核", "同意"))})


#: Most of what happens to a form happens to a single cell.
_CHANGES: tuple[Callable[[Sheet, Random], None], ...] = (
    *(_put,) * 12, _swapped_cells, _cut, _swapped_rows, _inserted_row, _deleted_row, _inserted_column, _deleted_column,
    _shortened, _merged, _noted,
)  # fmt: skip

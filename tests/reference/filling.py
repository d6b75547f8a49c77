"""What was filled in, put into the program's own forms: as the cells of sheets that were read, or as files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from openpyxl import load_workbook

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import BETWEEN, HEADING_ROW, KEY_ROW, TITLE_ROW, TOTAL_KEY, WHO_ROW, Layout
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import Cell, Grid
from dangjian_xl.returns.collect import Collection, collect_files, collected
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.scheme.model import Scheme
from tests.reference.plain import Answers, Paper, Returned

KEY = b"a key for tests only"
_VOTES = {"issued": "发出", "collected": "收回", "valid": "有效", "abstained": "弃权"}
#: What goes along with an answer: the program asks for it, no score depends on it.
_BESIDE = {"done": "已完成", "evidence": "台账", "reason": "记录不全", "remark": ""}


def paired(
    paper: Paper, expected: dict[str, IssuedForm], returned: Returned
) -> Iterator[tuple[IssuedForm, Answers]]:
    """Each issued form with what was filled in; of ballots without names the first with 票1."""
    ballots: dict[tuple[str, str], list[IssuedForm]] = {}
    for form in expected.values():
        if form.assignment.anonymous:
            key = (form.assignment.component.code, form.assignment.panel.group)
            ballots.setdefault(key, []).append(form)
    groups = {(s.component, s.rater, s.panel["评价主体"]) for s in paper.sheets}
    if len(groups) != len(expected):
        raise AssertionError(f"{len(expected)} forms are issued, not {len(groups)}")
    for component, rater, group in sorted(groups):
        answers = returned.get((component, rater))
        if answers is None:
            continue
        if rater.startswith("票"):
            yield ballots[component, group][int(rater[1:]) - 1], answers
        else:
            yield expected[f"{component}/{rater}"], answers


def collect_cells(scheme: Scheme, paper: Paper, returned: Returned) -> Collection:
    """What collecting finds, without any file: sheets as a reader gives them."""
    recogniser = Recogniser.of(scheme, KEY)
    read = []
    for number, (form, answers) in enumerate(paired(paper, dict(recogniser.expected), returned)):
        stamps = form.signed(scheme.basics.identity, KEY)
        grids = {o.name: _grid(o, stamp, answers) for o, stamp in zip(form.layouts, stamps, strict=True)}
        read.append(recogniser.recognise(Opened(f"{number}.xlsx", f"{number:064x}", grids, None)))
    return collected(recogniser, read)


def collect_workbooks(scheme: Scheme, paper: Paper, returned: Returned, folder: Path) -> Collection:
    """The whole chain: forms as they are issued, filled in with a spreadsheet library, saved, and read again."""
    expected = dict(Recogniser.of(scheme, KEY).expected)
    files = []
    for number, (form, answers) in enumerate(paired(paper, expected, returned)):
        book = load_workbook(io.BytesIO(write_form(form.layouts, form.signed(scheme.basics.identity, KEY))))
        for layout in form.layouts:
            for keys in layout.answers:
                row, column = layout.cell(*keys)
                value = _cell(layout, keys, answers)
                book[layout.name].cell(row + 1, column + 1).value = None if value == "" else value  # type: ignore[assignment]
        path = folder / f"{number}.xlsx"
        book.save(path)
        files.append((path, path.name))
    return collect_files(scheme, KEY, files)


def _cell(layout: Layout, keys: tuple[str, str], answers: Answers) -> Cell:
    """What a person types into an answer's cell."""
    target, item, field = layout.address(*keys)
    if field in _BESIDE:
        return _BESIDE[field]
    text = answers.get((target, item or _VOTES.get(field, field)), "")
    return float(text) if text and text[0].isdigit() else text


def _grid(layout: Layout, stamp: str, answers: Answers) -> Grid:
    """A sheet as the reader gives it, formulas without results."""
    width = Screen(layout).spare
    at = {column.key: number for number, column in enumerate(layout.columns, 1)}
    grid: Grid = [[""] * width for _ in range(layout.first_row + len(layout.rows) + layout.totals)]
    grid[KEY_ROW] = [stamp, *at, *["x:helper"] * (width - 1 - len(at))]
    grid[TITLE_ROW][1], grid[WHO_ROW][1] = layout.title, BETWEEN.join(layout.who)
    for column in layout.columns:
        grid[HEADING_ROW][at[column.key]] = column.heading
        if layout.first_row > HEADING_ROW + 1:
            grid[HEADING_ROW + 1][at[column.key]] = column.sub
    for cells, row in zip(grid[layout.first_row :], layout.rows, strict=False):
        cells[0] = row.key
        for key, text in ((k, t) for k, t in row.texts.items() if k in at):
            cells[at[key]] = float(text) if isinstance(text, Decimal) else text
    if layout.totals:
        grid[-1][0] = TOTAL_KEY
    for keys in layout.answers:
        row_at, column_at = layout.cell(*keys)
        grid[row_at][column_at] = _cell(layout, keys, answers)
    return grid

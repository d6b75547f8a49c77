"""Scheme <-> workbook: 方案.xlsx, the only configuration; staff edit it in Excel, WPS or LibreOffice."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Any

from dangjian_xl import style
from dangjian_xl.findings import Finding, Place
from dangjian_xl.grids import Cell, CellError, Grid, cell_name, column_letters
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.scheme import frontpage
from dangjian_xl.scheme.codecs import (
    Choice,
    Clock,
    Code,
    Codec,
    Day,
    Number,
    Raw,
    Share,
    Shown,
    Whole,
    YesNo,
    is_blank,
)
from dangjian_xl.scheme.columns import Column, Table
from dangjian_xl.scheme.model import SAMPLE_MARK, Scheme
from dangjian_xl.scheme.parse import FIRST_ROW, HEADING_ROW, Parsed, Places, RawRow, RawSheet, parse
from dangjian_xl.scheme.selfcheck import Ranges, Summary, basics_formula, row_formula, validation
from dangjian_xl.scheme.tables import BASICS, BASICS_SHEET, TABLES

#: Empty rows ready for input below the records, and the least number of rows in all.
SPARE_ROWS = 30
LEAST_ROWS = 60
#: Formulas look this many rows further than the prepared ones, for what is typed below them.
_BEYOND = 200
_FIRST_WIDTH = 15  # the first column holds the link back to the front sheet


@dataclass(frozen=True, slots=True)
class _Heading:
    text: str
    width: int
    required: bool = True


_CHECK = _Heading("自检", 26, required=False)
_BASICS = (_Heading("项目", 18), _Heading("内容", 44), _Heading("说明", 62, required=False), _CHECK)


def write_book(scheme: Scheme) -> bytes:
    """The scheme as a workbook that checks itself; equal schemes give equal bytes."""
    stream = io.BytesIO()
    workbook = style.new_workbook(stream, scheme.basics.title)
    theme = style.Theme(workbook)
    front = workbook.add_worksheet(frontpage.SHEET)
    rows = {t.field: max(LEAST_ROWS, len(getattr(scheme, t.field)) + SPARE_ROWS) for t in TABLES}
    ranges = Ranges({field: HEADING_ROW + count + _BEYOND for field, count in rows.items()})
    summaries = [_write_basics(workbook.add_worksheet(BASICS_SHEET), theme, scheme)]
    for declared in TABLES:
        sheet = workbook.add_worksheet(declared.sheet)
        summaries.append(_write_table(sheet, theme, scheme, (declared, ranges, rows[declared.field])))
    frontpage.write(front, theme, scheme, tuple(summaries))
    workbook.close()
    return stream.getvalue()


def _write_basics(sheet: Any, theme: style.Theme, scheme: Scheme) -> Summary:  # noqa: ANN401 - XlsxWriter is untyped
    last = HEADING_ROW + len(BASICS)
    summary = Summary(BASICS_SHEET, column_letters(_BASICS.index(_CHECK)), last)
    _write_head(sheet, theme, frontpage.BASICS_PURPOSE, _BASICS, summary)
    for row, column in enumerate(BASICS, FIRST_ROW):
        shown = _shown(column, scheme.basics)
        role = "heading" if column.required else "heading_soft"
        sheet.write_string(row - 1, 0, column.title, theme.variant(role, align="left"))
        _write_cell(sheet, (row, 1), shown, theme.variant(_role(column.codec), align="left", indent=0))
        sheet.write_string(row - 1, 2, column.help, theme["text"])
        sheet.write_formula(row - 1, 3, basics_formula(column), theme["check"], "")
        sheet.data_validation(row - 1, 1, row - 1, 1, validation(column, f"B{row}", Ranges({})))
        _set_height(sheet, row, [(shown, _BASICS[1].width), (column.help, _BASICS[2].width)], least=24)
    wrong = {"type": "formula", "criteria": f'=$D{FIRST_ROW}<>""', "format": theme["wrong"]}
    sheet.conditional_format(FIRST_ROW - 1, 1, last - 1, 1, wrong)
    style.print_setup(sheet, scheme.basics.title, HEADING_ROW - 1)
    return summary


def _write_table(
    sheet: Any,  # noqa: ANN401 - XlsxWriter is untyped
    theme: style.Theme,
    scheme: Scheme,
    table: tuple[Table, Ranges, int],
) -> Summary:
    declared, ranges, rows = table
    columns, check = declared.columns, len(declared.columns)
    records = getattr(scheme, declared.field)
    headings = [_Heading(c.title, c.width, c.required) for c in columns]
    headings[0] = replace(headings[0], width=max(_FIRST_WIDTH, columns[0].width))
    needed = declared.needed
    summary = Summary(declared.sheet, column_letters(check), ranges.last[declared.field], needed=needed)
    _write_head(sheet, theme, declared.help, [*headings, _CHECK], summary)
    formats = [theme[_role(column.codec)] for column in columns]
    for index in range(rows):
        row = FIRST_ROW + index
        shown = [_shown(c, records[index]) if index < len(records) else None for c in columns]
        for position, value in enumerate(shown):
            _write_cell(sheet, (row, position), value, formats[position])
        sheet.write_formula(row - 1, check, row_formula(declared, row, ranges), theme["check"], "")
        _set_height(sheet, row, [(value, h.width) for value, h in zip(shown, headings, strict=True)])
    last = HEADING_ROW + rows
    for position, column in enumerate(columns):
        options = validation(column, cell_name(FIRST_ROW - 1, position), ranges)
        sheet.data_validation(FIRST_ROW - 1, position, last - 1, position, options)
    _mark_rows(sheet, theme, last, column_letters(check), column_letters(check - 1))
    sheet.autofilter(HEADING_ROW - 1, 0, last - 1, check)
    style.print_setup(sheet, scheme.basics.title, HEADING_ROW - 1)
    return summary


def _write_head(
    sheet: Any,  # noqa: ANN401 - XlsxWriter is untyped
    theme: style.Theme,
    purpose: str,
    headings: Sequence[_Heading],
    summary: Summary,
) -> None:
    """Title, explanation, verdict, headings, columns' widths. No merged cells: columns shall be movable."""
    check = len(headings) - 1
    sheet.set_tab_color(style.TAB)
    sheet.write_string(0, 0, summary.sheet, theme["title"])
    sheet.write_string(1, 0, purpose, theme["explanation"])
    sheet.write_url(2, 0, f"internal:'{frontpage.SHEET}'!A1", theme["link"], f"返回{frontpage.SHEET}")
    sheet.write_formula(2, 1, summary.verdict, theme["status"], "")
    sheet.write_formula(2, check, summary.count, theme["count"], "")
    bad = {"type": "formula", "criteria": f"={summary.count_cell}>0", "format": theme["problem"]}
    sheet.conditional_format(2, 1, 2, check, bad)
    for row, height in enumerate((30, 20, 22)):
        sheet.set_row(row, height)
    for position, heading in enumerate(headings):
        sheet.set_column(position, position, heading.width)
        role = "heading" if heading.required else "heading_soft"
        sheet.write_string(3, position, heading.text, theme[role])
    # the filter's arrow takes the width of three digits
    lines = max(style.lines_needed(heading.text, heading.width - 3) for heading in headings)
    sheet.set_row(3, style.row_height(max(2, lines)))
    sheet.freeze_panes(HEADING_ROW, 1)


def _mark_rows(sheet: Any, theme: style.Theme, last: int, check: str, note: str) -> None:  # noqa: ANN401
    """Colour what a self-check names, and rows whose note says that they are samples."""
    named = f'=ISNUMBER(FIND("："&A${HEADING_ROW}&"；",${check}{FIRST_ROW}))'
    sample = f'=ISNUMBER(FIND("{SAMPLE_MARK}",${note}{FIRST_ROW}))'
    for criteria, role in ((named, "wrong"), (sample, "sample")):
        rule = {"type": "formula", "criteria": criteria, "format": theme[role]}
        sheet.conditional_format(f"A{FIRST_ROW}:{note}{last}", rule)
    # codes such as 1.10 are texts on purpose
    sheet.ignore_errors({"number_stored_as_text": f"A{FIRST_ROW}:{note}{last}"})


def _shown(column: Column, record: object) -> Shown:
    value = getattr(record, column.field)
    return None if value is None or value == "" else column.codec.show(value)


def _write_cell(sheet: Any, cell: tuple[int, int], shown: Shown, cell_format: Any) -> None:  # noqa: ANN401
    row, column = cell
    if shown is None:
        sheet.write_blank(row - 1, column, None, cell_format)
    elif isinstance(shown, str):
        sheet.write_string(row - 1, column, shown, cell_format)
    elif isinstance(shown, date):
        sheet.write_datetime(row - 1, column, shown, cell_format)
    else:
        sheet.write_number(row - 1, column, shown, cell_format)


def _set_height(sheet: Any, row: int, texts: Sequence[tuple[Shown, int]], least: float = 0) -> None:  # noqa: ANN401
    """Only rows that need more than a line get a height: the others adjust themselves while people type."""
    lines = max(style.lines_needed("" if text is None else str(text), width) for text, width in texts)
    if lines > 1 or least:
        sheet.set_row(row - 1, max(least, style.row_height(lines)))


def _role(codec: Codec) -> str:
    match codec:
        case Number() | Whole():
            return "input_number"
        case Day():
            return "input_date"
        case Code() | Share() | Clock():
            return "input_code"
        case Choice() | YesNo():
            return "input_centre"
        case _:
            return "input"


def read_book(data: bytes, file: str = "方案.xlsx") -> Parsed:
    """Parse a scheme workbook."""
    try:
        return parse_grids(read_grids(data), file)
    except UnreadableWorkbookError as error:
        return Parsed(None, Places(file), (Finding.of("scheme-file-unreadable", Place(file), reason=error),))


def parse_grids(tabs: Mapping[str, Grid], file: str = "方案.xlsx") -> Parsed:
    """Parse the sheets of a scheme workbook. Headings are found by their text, wherever staff moved them."""
    grids = {name.strip(): grid for name, grid in tabs.items()}
    titles = {t.sheet: [c.title for c in t.columns] for t in TABLES}
    titles[BASICS_SHEET] = [heading.text for heading in _BASICS[:2]]
    sheets = {name: _raw_sheet(grids[name], known) for name, known in titles.items() if name in grids}
    doubts = [d for name in sheets for d in _doubtful_headings(grids[name], titles[name], Place(file, name))]
    parsed = parse(sheets, file)
    return Parsed(None if doubts else parsed.scheme, parsed.places, (*doubts, *parsed.findings))


def _heading(row: Sequence[Cell]) -> list[str]:
    """A row as headings would read: white space does not count."""
    return ["".join(str(cell).split()) for cell in row]


def _heading_row(grid: Grid, known: Sequence[str]) -> int:
    """Index of the row with the most known headings, the first of equals."""
    wanted = set(known)
    hits = [len(wanted & set(_heading(row))) for row in grid]
    return hits.index(max(hits)) if hits else 0


def _raw_sheet(grid: Grid, known: Sequence[str]) -> RawSheet:
    start = _heading_row(grid, known)
    heading = _heading(grid[start]) if grid else []
    columns = {title: heading.index(title) for title in known if title in heading}
    rows = []
    for index, row in enumerate(grid[start + 1 :], start + 2):
        cells = {title: _raw(row[at]) if at < len(row) else None for title, at in columns.items()}
        if not all(is_blank(cell) for cell in cells.values()):
            rows.append(RawRow(index, cells))
    return RawSheet(rows, {title: column_letters(at) for title, at in columns.items()})


def _doubtful_headings(grid: Grid, known: Sequence[str], place: Place) -> Iterator[Finding]:
    """A heading there twice, or an optional one gone: nothing under a misspelt heading must get lost."""
    start = _heading_row(grid, known)
    counts = Counter(_heading(grid[start]) if grid else [])
    optional = {
        c.title for t in TABLES if t.sheet == place.sheet for c in t.columns if not c.required and not c.newer
    }
    for title in known:
        if counts[title] > 1:
            yield Finding.of("scheme-column-twice", place, column=title)
        elif not counts[title] and title in optional:
            yield Finding.of("scheme-column-missing", place, column=title)


def _raw(cell: Cell) -> Raw | CellError:
    # A time of day is never right here; as text it is refused with what stands there.
    return str(cell) if isinstance(cell, (time, timedelta)) else cell

"""Rows of raw cells -> records, with a finding for every cell that cannot be read, duplicate, or reference to nothing.

Both carriers of a scheme (workbook, text) hand their rows to `parse`; neither knows the model.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from dangjian_xl.findings import Finding, Place
from dangjian_xl.grids import CellError, clipped, shown
from dangjian_xl.scheme.codecs import Raw, RefusedValueError, is_blank
from dangjian_xl.scheme.columns import Column, Table
from dangjian_xl.scheme.model import Basics, Scheme
from dangjian_xl.scheme.tables import BASICS, BASICS_SHEET, TABLES, key_field, table

#: 1-based rows of a scheme sheet: title, explanation, self-check, headings, then the records.
HEADING_ROW = 4
FIRST_ROW = HEADING_ROW + 1


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it stands: its number in the sheet, and the cells under the known headings."""

    number: int
    cells: Mapping[str, Raw | CellError]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """One sheet: rows that are not wholly empty, and the column letters under which each known heading stands."""

    rows: Sequence[RawRow]
    letters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Places:
    """Where each record of a scheme stands, so that a finding about a record can name its cell."""

    file: str = "方案.xlsx"
    rows: Mapping[tuple[str, int], int] = field(default_factory=dict)
    letters: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def of(self, table_field: str, index: int, column: str) -> Place:
        """The cell of a record's field; as `book` writes it where the scheme did not come from a workbook."""
        declared = table(table_field)
        position = [c.field for c in declared.columns].index(column)
        letter = self.letters.get((table_field, column), chr(ord("A") + position))
        row = self.rows.get((table_field, index), FIRST_ROW + index)
        return Place(self.file, declared.sheet, f"{letter}{row}")

    def of_basics(self, column: str) -> Place:
        """The cell of a basic fact's value."""
        index = [c.field for c in BASICS].index(column)
        row = self.rows.get(("basics", index), FIRST_ROW + index)
        return Place(self.file, BASICS_SHEET, f"B{row}")

    def row(self, table_field: str, index: int) -> int:
        """The row of a record."""
        return self.rows.get((table_field, index), FIRST_ROW + index)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What came out: a scheme only if no cell was refused."""

    scheme: Scheme | None
    places: Places
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _TableResult:
    records: tuple[Any, ...]
    rows: tuple[int, ...]
    findings: tuple[Finding, ...]
    #: None where a column is missing: then every reference would look unknown, and the missing column is told already.
    keys: frozenset[str] | None


def parse(sheets: Mapping[str, RawSheet], file: str = "方案.xlsx") -> Parsed:
    """Read a whole scheme. A sheet that is missing is a finding; an empty one is an empty table."""
    findings: list[Finding] = []
    values: dict[str, Any] = {}
    rows: dict[tuple[str, int], int] = {}
    letters: dict[tuple[str, str], str] = {}
    basics, basics_rows, basics_findings = _basics(sheets.get(BASICS_SHEET), file)
    findings += basics_findings
    rows.update(basics_rows)
    keys: dict[str, frozenset[str]] = {}
    for declared in TABLES:
        sheet = sheets.get(declared.sheet)
        if sheet is None:
            if declared.newer:
                keys[declared.field] = frozenset()
            else:
                findings.append(Finding.of("scheme-sheet-missing", Place(file), sheet=declared.sheet))
            continue
        result = _records(declared, sheet, file)
        findings += result.findings
        values[declared.field] = result.records
        if result.keys is not None:
            keys[declared.field] = result.keys
        rows.update({(declared.field, i): row for i, row in enumerate(result.rows)})
        letters.update(
            {
                (declared.field, c.field): sheet.letters[c.title]
                for c in declared.columns
                if c.title in sheet.letters
            }
        )
    findings += _references(sheets, keys, file)
    scheme = None if findings or basics is None else Scheme(basics, **values)
    return Parsed(scheme, Places(file, rows, letters), tuple(findings))


def _cell(column: Column, raw: Raw | CellError, place: Place) -> tuple[object, Finding | None]:
    if isinstance(raw, CellError):
        return None, Finding.of("scheme-cell-error", place, column=column.title, value=raw.code)
    if is_blank(raw):
        if column.required:
            return None, Finding.of("scheme-cell-blank", place, column=column.title, help=column.help)
        return None, None
    try:
        return column.codec.parse(raw), None
    except RefusedValueError as refusal:
        return None, Finding.of(
            "scheme-cell-refused",
            place,
            column=column.title,
            value=clipped(shown("" if raw is None else raw)),
            expected=refusal,
        )


def _basics(
    sheet: RawSheet | None, file: str
) -> tuple[Basics | None, dict[tuple[str, int], int], list[Finding]]:
    if sheet is None:
        return None, {}, [Finding.of("scheme-sheet-missing", Place(file), sheet=BASICS_SHEET)]
    by_name: dict[str, RawRow] = {}
    findings: list[Finding] = []
    for row in sheet.rows:
        name = str(row.cells.get("项目", "")).strip()
        if name in by_name:
            place = Place(file, BASICS_SHEET, f"{sheet.letters.get('项目', 'A')}{row.number}")
            findings.append(Finding.of("scheme-column-twice", place, column=name))
        by_name.setdefault(name, row)
    values: dict[str, Any] = {}
    rows: dict[tuple[str, int], int] = {}
    letter = sheet.letters.get("内容", "B")
    for index, column in enumerate(BASICS):
        found = by_name.get(column.title)
        if found is None and not column.required:
            values[column.field] = None
            continue
        if found is None:
            findings.append(
                Finding.of("scheme-column-missing", Place(file, BASICS_SHEET), column=column.title)
            )
            continue
        rows["basics", index] = found.number
        value, finding = _cell(
            column, found.cells.get("内容"), Place(file, BASICS_SHEET, f"{letter}{found.number}")
        )
        values[column.field] = value
        findings += [finding] if finding else []
    return (None if findings else Basics(**values)), rows, findings


def _records(declared: Table, sheet: RawSheet, file: str) -> _TableResult:
    findings = [
        Finding.of("scheme-column-missing", Place(file, declared.sheet), column=c.title)
        for c in declared.columns
        if c.title not in sheet.letters and c.required
    ]
    if findings:
        return _TableResult((), (), tuple(findings), None)
    records, numbers = [], []
    defaults = {f.name: "" if f.default is MISSING else f.default for f in fields(declared.record)}
    first_seen: dict[tuple[object, ...], int] = {}
    known: set[str] = set()
    for row in sheet.rows:
        values: dict[str, Any] = {}
        bad = False
        for column in declared.columns:
            place = Place(file, declared.sheet, f"{sheet.letters.get(column.title, '')}{row.number}")
            value, finding = _cell(column, row.cells.get(column.title), place)
            if finding:
                findings.append(finding)
                bad = True
            values[column.field] = defaults[column.field] if value is None else value
        known.add(str(values.get(key_field(declared.field), "")))
        # Codes that differ only in case or width would give files that Windows takes for one.
        unique = tuple(_folded(values[name]) for name in declared.unique)
        if unique and not bad and first_seen.setdefault(unique, row.number) != row.number:
            typed = tuple(values[name] for name in declared.unique)
            findings.append(_duplicate(declared, sheet, file, row, (typed, first_seen[unique])))
        if not bad:
            records.append(declared.record(**values))
            numbers.append(row.number)
    return _TableResult(tuple(records), tuple(numbers), tuple(findings), frozenset(known))


def _folded(value: object) -> object:
    return unicodedata.normalize("NFKC", value).casefold() if type(value) is str else value


def _duplicate(
    declared: Table, sheet: RawSheet, file: str, row: RawRow, seen: tuple[tuple[object, ...], int]
) -> Finding:
    unique, first = seen
    letter = sheet.letters.get(declared.column(declared.unique[-1]).title, "A")
    place = Place(file, declared.sheet, f"{letter}{row.number}")
    return Finding.of(
        "scheme-duplicate", place, value="、".join(str(u) for u in unique if u != ""), first=first
    )


def _references(
    sheets: Mapping[str, RawSheet], keys: Mapping[str, frozenset[str]], file: str
) -> list[Finding]:
    found = []
    for declared in TABLES:
        sheet = sheets.get(declared.sheet)
        for column in declared.columns if sheet else ():
            if (
                not sheet
                or not column.refers
                or column.refers not in keys
                or column.title not in sheet.letters
            ):
                continue
            for row in sheet.rows:
                raw = row.cells.get(column.title)
                place = Place(file, declared.sheet, f"{sheet.letters[column.title]}{row.number}")
                value, refusal = _cell(column, raw, place)
                if value is None or refusal or value in keys[column.refers]:
                    continue
                context = {"column": column.title, "value": value, "table": table(column.refers).sheet}
                found.append(Finding.of("scheme-unknown-reference", place, **context))
    return found

"""Where rows and columns are in the grid that came back: by their hidden keys, else by their words.

A key rules wherever it stands: only what has no key left on the whole sheet is looked for by words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dangjian_xl.forms.labels import Labels
from dangjian_xl.forms.layout import HEADING_ROW, TOTAL_KEY, Layout, Located, Row, Trouble
from dangjian_xl.grids import Cell, Grid, cell_name, clipped


@dataclass(frozen=True, slots=True)
class _Keys:
    """The hidden row and column, None where they are gone, and the 0-based places of every key in them."""

    row: int | None
    column: int | None
    heads: Mapping[str, list[int]]
    sides: Mapping[str, list[int]]


def locate(layout: Layout, grid: Grid, stamp: tuple[int, int] | None) -> Located:
    """Find every row and column. Rows sorted or inserted and columns shifted do not matter; `stamp`: where it was found."""
    keys = _keys(layout, grid, stamp)
    heads, sides = dict(keys.heads), dict(keys.sides)
    lost_columns = [c.key for c in layout.columns if c.key not in heads]
    lost_rows = [row.key for row in layout.rows if row.key not in sides]
    head = (keys.row or 0) + HEADING_ROW
    by_words = False
    if lost_columns or lost_rows:
        standing = {cell for cells in grid for cell in cells if isinstance(cell, str)}
        labels = Labels.of(layout, grid, None if keys.row is None else keys.row + 1)
        head = head if labels.head is None else labels.head
        found = labels.columns([k for k in lost_columns if k not in standing], _keyed(heads, keys.column))
        heads |= found
        known = {key: at[0] for key, at in heads.items() if len(at) == 1}
        beside = labels.rows([k for k in lost_rows if k not in standing], known, _keyed(sides, keys.row))
        sides |= beside
        by_words = bool(found or beside)
        if TOTAL_KEY not in sides and TOTAL_KEY not in standing:
            sides |= labels.total(known)
    troubles = [*_column_troubles(layout, keys, heads), *_row_troubles(layout, keys, sides)]
    columns = {c.key: heads[c.key][0] for c in layout.columns if len(heads.get(c.key, ())) == 1}
    rows = {k: sides[k][0] for k in (*(r.key for r in layout.rows), TOTAL_KEY) if len(sides.get(k, ())) == 1}
    return Located(rows, columns, tuple(troubles), keys.row, head, by_words)


def _keys(layout: Layout, grid: Grid, stamp: tuple[int, int] | None) -> _Keys:
    row = _key_row({c.key for c in layout.columns}, grid, stamp[0] if stamp else None)
    column = _key_column({r.key for r in layout.rows}, grid, stamp[1] if stamp else None)
    below = 0 if row is None else row + 1
    heads = {} if row is None else {i: cell for i, cell in enumerate(grid[row]) if i != column}
    beside = {} if column is None else {i: c[column] for i, c in enumerate(grid) if len(c) > column}
    return _Keys(row, column, _positions(heads, 0), _positions(beside, below))


def _key_row(keys: set[str], grid: Grid, guess: int | None) -> int | None:
    """The row with the columns' keys: the stamp's, else the one that has most of them."""
    if guess is not None and any(map(_is_key, grid[guess])):
        return guess
    return _fullest({at: sum(cell in keys for cell in cells) for at, cells in enumerate(grid)}, len(keys))


def _key_column(keys: set[str], grid: Grid, guess: int | None) -> int | None:
    """The column with the rows' keys: the stamp's, else the one that has most of them."""
    if guess is not None and any(_is_key(cells[guess]) for cells in grid if len(cells) > guess):
        return guess
    counts: dict[int, int] = {}
    for cells in grid:
        for at, cell in enumerate(cells):
            if cell in keys:
                counts[at] = counts.get(at, 0) + 1
    return _fullest(counts, len(keys))


def _fullest(counts: Mapping[int, int], keys: int) -> int | None:
    """The line that has most keys; one key of many somewhere makes no line of keys."""
    at = max(counts, key=lambda place: counts[place], default=None)
    return at if at is not None and counts[at] >= min(2, keys) else None


def _is_key(cell: Cell) -> bool:
    return isinstance(cell, str) and cell[:1] in "tifsx" and cell[1:2] == ":"


def _positions(cells: Mapping[int, Cell], first: int) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, cell in cells.items():
        if index >= first and isinstance(cell, str) and cell[1:2] == ":":
            found.setdefault(cell, []).append(index)
    return found


def _keyed(found: Mapping[str, list[int]], line: int | None) -> set[int]:
    """The places that have a key, the line of the other keys included: words there are not looked at."""
    return {at for places in found.values() for at in places} | (set() if line is None else {line})


def _column_troubles(layout: Layout, keys: _Keys, heads: Mapping[str, list[int]]) -> Iterator[Trouble]:
    for column in layout.columns:
        found = heads.get(column.key, [])
        if len(found) != 1 and column.key[0] in "fi":
            code = "form-column-twice" if found else "form-column-missing"
            cell = cell_name(keys.row or 0, found[1]) if found else ""
            yield Trouble(code, cell, (("column", column.heading),))


def _row_troubles(layout: Layout, keys: _Keys, sides: Mapping[str, list[int]]) -> Iterator[Trouble]:
    beside = 0 if keys.column is None else keys.column + 1
    for row in layout.rows:
        found = sides.get(row.key, [])
        if len(found) > 1:
            where = "、".join(str(i + 1) for i in found)
            context = (("row", _row_label(row)), ("rows", where))
            yield Trouble(
                "form-row-twice", cell_name(found[1], beside), context, layout.first_answer(row.key)
            )
        elif not found:
            yield Trouble("form-row-missing", "", (("row", _row_label(row)),), layout.first_answer(row.key))
    known = {row.key for row in layout.rows}
    for key, found in sides.items():
        if key not in known and key[:2] in ("t:", "i:"):
            for at in found:
                yield Trouble("form-row-unknown", cell_name(at, beside), (("row", clipped(key[2:])),))


def _row_label(row: Row) -> str:
    return str(row.texts.get("s:text") or row.texts.get("s:name") or row.key[2:])

"""Whether keys still stand beside their own words: what was sorted, moved or pasted without its hidden keys is not read.

Keys and words that contradict each other leave two meanings; which one the answers have is not ours to guess.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dangjian_xl.forms.ballots import NUMBER
from dangjian_xl.forms.labels import at_cell, folded
from dangjian_xl.forms.layout import (
    ABOUT,
    BETWEEN,
    BY,
    HEADING_ROW,
    TOTAL_KEY,
    Column,
    Layout,
    Located,
    Trouble,
)
from dangjian_xl.forms.strays import quoted
from dangjian_xl.grids import Cell, Grid, cell_name, clipped, shown

#: Texts by which a row is known; the first two must be there.
_NAMES = ("s:text", "s:name", "s:reporter", "s:criteria")


def other_subject(layout: Layout, grid: Grid, stamp: tuple[int, int] | None) -> Trouble | None:
    """A sheet that names another organisation or rater than its stamp: something was pasted or typed over it."""
    facts = [
        (fact.split("：")[0] + "：", fact) for fact in layout.who if fact.startswith((ABOUT, BY, NUMBER))
    ]
    first = stamp[0] if stamp else 0
    for at, cells in enumerate(grid[first : first + HEADING_ROW], first):
        named = False
        for column, cell in enumerate(cells):
            if not isinstance(cell, str) or "：" not in cell:
                continue
            for start, expected in facts:
                if start in cell:
                    named = True
                    found = start + cell.split(start, 1)[1].split(BETWEEN)[0]
                    if folded(found) != folded(expected):
                        context = (("found", clipped(found)), ("expected", expected))
                        return Trouble("form-page-mixed", cell_name(at, column), context)
        if named:
            # Below the line of names somebody may well write such words.
            return None
    return None


def trusted(layout: Layout, grid: Grid, located: Located, foreign: str, *, strict: bool) -> Located:
    """Without the rows and columns whose words are another's (`strict`: are not exactly their own), and told so.

    `foreign`: the name of an organisation that has no row here, "" for none.
    """
    rows, columns, troubles = dict(located.rows), dict(located.columns), list(located.troubles)
    for key in _NAMES[:2]:
        lost = next((c for c in layout.columns if c.key == key and key not in located.columns), None)
        if lost:
            troubles.append(Trouble("form-column-missing", "", (("column", lost.heading),)))
    for row_key, trouble in _foreign_rows(layout, grid, located, foreign, strict=strict):
        if rows.pop(row_key, None) is not None:
            troubles.append(trouble)
    for column_key, trouble in _foreign_columns(layout, grid, located, strict=strict):
        if columns.pop(column_key, None) is not None:
            troubles.append(trouble)
    return replace(located, rows=rows, columns=columns, troubles=tuple(troubles))


def _foreign_rows(
    layout: Layout, grid: Grid, located: Located, foreign: str, *, strict: bool
) -> Iterator[tuple[str, Trouble]]:
    for key in _NAMES:
        position = located.columns.get(key)
        texts = [folded(str(row.texts.get(key, ""))) for row in layout.rows]
        for row, expected in zip(layout.rows, texts, strict=True) if position is not None else ():
            at = located.rows.get(row.key)
            if at is None or position is None:
                continue
            found = folded(shown(at_cell(grid, at, position)))
            if found != expected and (strict or (found and found in (*texts, folded(foreign)))):
                positions = [located.columns[c.key] for c in _answers_of(layout) if c.key in located.columns]
                values = _filled_in([at_cell(grid, at, column) for column in positions])
                context = (("found", clipped(found)), ("expected", clipped(expected)), ("values", values))
                address = layout.first_answer(row.key)
                yield row.key, Trouble("form-row-mixed", cell_name(at, position), context, address)


def _filled_in(cells: list[Cell]) -> str:
    """What is not read any more, so that nobody has to look for it: a clause, "" for nothing."""
    said = [cell for cell in cells if shown(cell).strip()]
    return f"；原来填的是：{quoted(said)}" if said else ""


def _answers_of(layout: Layout) -> list[Column]:
    return [column for column in layout.columns if column.key[0] in "fi"]


def _above(grid: Grid, located: Located, column: Column) -> list[str]:
    """The texts above the first record in a column, but for its key."""
    first = min((at for key, at in located.rows.items() if key != TOTAL_KEY), default=len(grid))
    position = located.columns[column.key]
    return [folded(shown(at_cell(grid, at, position))) for at in range(located.top, min(first, len(grid)))]


def _foreign_columns(
    layout: Layout, grid: Grid, located: Located, *, strict: bool
) -> Iterator[tuple[str, Trouble]]:
    headings = {folded(column.heading) for column in _answers_of(layout)}
    rows = [at for key, at in located.rows.items() if key != TOTAL_KEY]
    for column in _answers_of(layout):
        if column.key not in located.columns:
            continue
        above = _above(grid, located, column)
        own = folded(column.heading)
        other = next((text for text in above if text in headings - {own}), "")
        if own not in above and (other or strict):
            values = [at_cell(grid, at, located.columns[column.key]) for at in rows]
            context = (("found", other), ("expected", column.heading), ("values", _filled_in(values)))
            place = cell_name(located.head, located.columns[column.key])
            yield column.key, Trouble("form-column-mixed", place, context)


def changed_headings(layout: Layout, grid: Grid, located: Located) -> Iterator[Trouble]:
    """Headings of answers (items, full marks) that stand no more above their column."""
    for column in _answers_of(layout):
        if column.key not in located.columns:
            continue
        above = _above(grid, located, column)
        for line, expected in enumerate(filter(None, (column.heading, column.sub))):
            if folded(expected) not in above:
                at, position = located.head + line, located.columns[column.key]
                found = clipped(shown(at_cell(grid, at, position)))
                context = (("column", "标题"), ("value", found), ("expected", expected))
                yield Trouble("form-text-changed", cell_name(at, position), context)

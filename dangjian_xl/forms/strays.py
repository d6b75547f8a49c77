"""What people wrote on a sheet outside the cells that are asked for: told with its place, never used."""

from __future__ import annotations

from collections.abc import Iterator

from dangjian_xl.forms.labels import at_cell, folded
from dangjian_xl.forms.layout import SIGNATURE, TOTAL_KEY, Located, Trouble
from dangjian_xl.grids import Cell, Grid, cell_name, clipped, shown

#: More rows than these are counted, not told one by one.
_ROWS = 20
#: What is written farther right of the table than this many columns is a note of one's own.
MARGIN = 5
#: More words of a row than these are counted, not quoted.
_QUOTED = 12


def strays(grid: Grid, located: Located, own: str) -> Iterator[Trouble]:
    """The troubles of `_strays`; of many rows the first are told, then how many more there are."""
    found = list(_strays(grid, located, own))
    yield from found[:_ROWS]
    if len(found) > _ROWS:
        yield Trouble("form-strays", found[_ROWS].cell, (("count", str(len(found) - _ROWS)),))


def _strays(grid: Grid, located: Located, own: str) -> Iterator[Trouble]:
    """One trouble a row: what stands in rows without a key, and right of the table. `own`: the rater's organisation, "" for none."""
    total = located.rows.get(TOTAL_KEY)
    keyed = set(located.rows.values())
    right, computed = _ends(grid, located)
    notes = [at for key, at in located.columns.items() if key.startswith("f:")]
    name = located.columns.get("s:name")
    for at in range(min(keyed, default=len(grid)), len(grid)):
        cells = grid[at]
        if at not in keyed and _has_key(cells):
            # Of a row whose key is not trusted it is told already what stands there.
            continue
        if at == total:
            columns = [*notes, *range(right, right + MARGIN)]
        elif at in keyed:
            columns = list(range(right, right + MARGIN))
        else:
            columns = [c for c in range(right + MARGIN) if c not in computed]
        written = [(c, cells[c]) for c in sorted(columns) if c < len(cells) and _is_said(cells[c])]
        if not written:
            continue
        place = cell_name(at, written[0][0])
        if own and name is not None and folded(shown(at_cell(grid, at, name))) == folded(own):
            yield Trouble("form-row-self", place, (("row", own),))
        else:
            yield Trouble("form-stray", place, (("value", quoted([cell for _, cell in written])),))


def quoted(cells: list[Cell]) -> str:
    """Some cells' contents as one text."""
    told = "、".join(clipped(shown(cell)) for cell in cells[:_QUOTED])
    return f"{told} 等 {len(cells)} 处" if len(cells) > _QUOTED else told


def _is_said(cell: Cell) -> bool:
    """Whether a person wrote it: the line for the signature is printed."""
    return bool(shown(cell).strip()) and not (isinstance(cell, str) and SIGNATURE in cell)


def _has_key(cells: list[Cell]) -> bool:
    return any(isinstance(cell, str) and cell[:2] in ("t:", "i:", "x:") for cell in cells[:20])


def _ends(grid: Grid, located: Located) -> tuple[int, frozenset[int]]:
    """The first column right of the table, and the columns that formulas fill or nobody is asked for. Without its keys nobody knows where it ends."""
    if located.key_row is None:
        last = max(located.columns.values(), default=0)
        widest = max(map(len, grid), default=0)
        return widest, frozenset(range(last + 1, widest))
    keys = {c: key for c, key in enumerate(grid[located.key_row]) if isinstance(key, str) and key[1:2] == ":"}
    known = set(located.columns.values())
    # Of a column that is there twice it is told already.
    foreign = frozenset(c for c, key in keys.items() if key.startswith("x:") or c not in known)
    return max([*known, *keys], default=0) + 1, foreign

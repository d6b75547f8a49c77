"""Spoilt forms given to the program, and what must hold of whatever comes of them."""

from __future__ import annotations

import io
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from random import Random

from openpyxl import load_workbook

from dangjian_xl.findings import bars
from dangjian_xl.grids import Cell, CellError, cell_name
from dangjian_xl.reading.workbook import read_workbook
from dangjian_xl.returns.children import read_all
from dangjian_xl.returns.collect import collect_files
from dangjian_xl.returns.sendback import send_backs
from dangjian_xl.returns.worker import Recipe
from tests.support.mutate import mutant

#: What a file may never come to: its reader died or was too slow, or a bug of ours.
_BAD = ("file-gave-up", "file-failed")


@dataclass
class Tally:
    """How many spoilt files there were, what came of them, and those that came to something bad."""

    files: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    bad: list[tuple[str, str, bytes]] = field(default_factory=list)


def run(recipe: Recipe, goods: Sequence[bytes], seed: int, count: int) -> Tally:
    """Spoil `count` files from a seed and read them; whatever is read is also sent back, and compared with openpyxl."""
    random, tally = Random(seed), Tally()
    assert recipe.scheme is not None
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for number in range(count):
            data = mutant(random.choice(goods), list(goods), random)
            path = Path(folder, f"{seed}-{number}.xlsx")
            path.write_bytes(data)
            files.append((path, path.name))
        results = read_all(recipe, files, lambda _done, _all: None)
        for recognised in results:
            tally.files += 1
            found = [finding.code for finding in recognised.findings]
            tally.codes.update(found[:1] or ["read"])
            data = Path(folder, recognised.file).read_bytes() if "/" not in recognised.file else b""
            if any(code in _BAD for code in found):
                tally.bad.append((recognised.file, recognised.findings[0].message, data))
            elif recognised.sheets and not bars(recognised.findings):
                tally.bad += [(recognised.file, lost, data) for lost in _silently_lost(data)]
        # The whole way: rules, verdicts, send-backs.
        collection = collect_files(recipe.scheme, recipe.key, files)
        for _ in send_backs(collection, recipe.scheme.basics.identity, recipe.key):
            tally.codes["sent back"] += 1
    return tally


def _silently_lost(data: bytes) -> Iterator[str]:
    """Cells of an accepted form that another reader sees otherwise than ours."""
    theirs = _other_reader(data)
    # A file that another way of opening it refuses tells nothing; one that was accepted ours has read.
    ours = read_workbook(data)
    for (tab, row, column), value in theirs.items():
        grid = ours.grids[tab]
        cells = grid[row] if row < len(grid) else []
        cell = cells[column] if column < len(cells) else ""
        if not _agree(cell, value):
            yield f"{tab} {cell_name(row, column)}: {value!r} was read as {cell!r}"
            return


def _agree(cell: Cell, value: object) -> bool:
    """Whether a cell of ours says what the other reader sees; what we refuse to be sure of is not misread."""
    if isinstance(cell, CellError):
        return True
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if isinstance(cell, str):
            return cell.endswith("%")
        if not isinstance(cell, (int, float)):
            return False
        # A spoilt file may hold a number of hundreds of digits, which is no float.
        ours, theirs = Decimal(str(cell)), Decimal(str(value))
        return abs(ours - theirs) <= abs(theirs) * Decimal("1e-9")
    return cell != ""


def _other_reader(data: bytes) -> dict[tuple[str, int, int], object]:
    """What openpyxl sees, by tab and 0-based row and column; nothing where it fails."""
    found: dict[tuple[str, int, int], object] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                for cell in (c for row in sheet.iter_rows() for c in row if c.value not in (None, "")):
                    found[sheet.title, cell.row - 1, cell.column - 1] = cell.value
    except Exception:  # noqa: BLE001 - it fails in whatever way a damaged file leads it to
        return {}
    return found

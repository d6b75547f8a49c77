"""Lists too long for a sheet: the same columns in the same order as a Parquet file, which holds any number of rows."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from dangjian_xl.outputs.rows import MOST_ROWS
from dangjian_xl.outputs.sheet import Cell, Live, Table, text

if TYPE_CHECKING:  # it takes a while to load, and few results need it
    import pyarrow as pa

#: Keys of columns that hold numbers alone.
_NUMBERS = frozenset({"sum", "full", "score", "counted"})
#: Rows made at a time, and kept together in the file.
_AT_ONCE = 1 << 16


@dataclass(frozen=True, slots=True)
class Apart:
    """A file beside the workbook with what one of its sheets has no room for: `sheet`, how many `rows`, its bytes."""

    name: str
    sheet: str
    rows: int
    data: bytes


def apart(table: Table, name: str, rows: int) -> tuple[Table, Apart]:
    """A list with so many rows as a sheet that says where they are, and as a file of this name."""
    told = (
        f"共 {rows} 行，超过一张工作表能放的 {MOST_ROWS} 行，没有放在这里，"
        f"都在同一目录的“{name}”里，栏目和顺序与下面的标题相同。"
    )
    return replace(table, purpose=told, rows=()), Apart(name, table.name, rows, _parquet(table))


def _parquet(table: Table) -> bytes:
    """The list as a file; formulas as their values. Equal lists give equal bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = [pa.float64() if c.key in _NUMBERS else pa.string() for c in table.columns]
    schema = pa.schema(list(zip(_titles(table), kinds, strict=True)))
    stream = io.BytesIO()
    with parquet.ParquetWriter(stream, schema, compression="zstd") as writer:
        for records in _batches(table.rows):
            columns = zip(*records, strict=True)
            made = [_column(cells, kind) for cells, kind in zip(columns, kinds, strict=True)]
            writer.write_batch(pa.record_batch(made, schema=schema))
    return stream.getvalue()


def _titles(table: Table) -> list[str]:
    return [column.title.replace("\n", "") for column in table.columns]


def _column(cells: Iterable[Cell], kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    if pa.types.is_string(kind):
        return pa.array([_said(cell) for cell in cells], type=kind)
    return pa.array([_number(cell) for cell in cells], type=kind)


def _said(cell: Cell) -> str | None:
    """A cell as a text, whole numbers without decimals; None where it shows nothing."""
    shown = cell.value if isinstance(cell, Live) else cell
    if shown is None or shown == "":
        return None
    if isinstance(shown, str):
        return text(shown)
    return shown.isoformat() if isinstance(shown, date) else f"{float(shown):.15G}"


def _number(cell: Cell) -> float | None:
    shown = cell.value if isinstance(cell, Live) else cell
    return None if shown is None or isinstance(shown, (str, date)) else float(shown)


def _batches(rows: Iterable[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    """The rows in portions."""
    records = iter(rows)
    while portion := list(islice(records, _AT_ONCE)):
        yield portion

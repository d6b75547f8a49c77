"""The sheet 数据依据: what the result rests on, piece by piece, written and read back, so that papers are not made from other data."""

from __future__ import annotations

from dangjian_xl.grids import Grid, shown
from dangjian_xl.outputs.sheet import Column, Table
from dangjian_xl.scoring.basis import Basis, Ground, Kind

BASIS = "数据依据"
_SIGNATURE = "签名"
_PURPOSE = "评定时用的方案、表和报告各是什么样。出通报时据此核对评定以后有没有变化；请不要改动。备注和分数以外的排版不算变化。"
_COLUMNS = (
    Column("kind", "类别", 10, "centre"),
    Column("name", "名称", 60),
    Column("key", "编号", 24),
    Column("digest", "摘要", 30),
)


def basis_table(basis: Basis) -> Table:
    """One row a piece, and the signature."""
    rows = [(str(g.kind), g.name, g.key, g.digest or None) for g in basis.grounds]
    return Table(BASIS, _PURPOSE, _COLUMNS, [*rows, (_SIGNATURE, None, None, basis.signature)], frozen=2)


def read_basis(grid: Grid) -> Basis:
    """What such a sheet says; rows that say nothing of a piece are left out, so that a changed sheet is not genuine."""
    kinds = {str(kind): kind for kind in Kind}
    cells = [[shown(cell).strip() for cell in (*row, "", "", "", "")[: len(_COLUMNS)]] for row in grid]
    found = tuple(
        Ground(kinds[kind], key, name, digest) for kind, name, key, digest in cells if kind in kinds and key
    )
    signed = next((digest for kind, _, _, digest in cells if kind == _SIGNATURE), "")
    return Basis(found, signed)

"""What a column and a table of the scheme are, and the columns that many tables share."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dangjian_xl.scheme.codecs import Code, Codec, Number, Text
from dangjian_xl.scheme.model import SAMPLE_MARK

PERCENT = Number(Decimal(0), Decimal(100))
POINTS = Number(Decimal(0), Decimal(1000))


#: Not the raters: where all is voted on by ballots without names there are none; a group that lacks them is told.
_NEEDED = frozenset({"tiers", "organisations", "groups", "components", "panels", "forms", "items", "grades"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the record's field, its Chinese heading, codec, and (`refers`) the table whose key it must be in.

    `width` is in characters of the workbook's column; `help` is shown when the cell is selected. `newer`: workbooks
    made before there was this column may lack it; of any other, a heading that is gone is told.
    """

    field: str
    title: str
    codec: Codec
    help: str
    required: bool = True
    refers: str = ""
    width: int = 12
    newer: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its tab name, the `Scheme` field, the record type, its columns, and which of them make a row unique.

    `newer`: workbooks made before there was this sheet may lack it.
    """

    sheet: str
    field: str
    record: type
    help: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...]
    newer: bool = False

    @property
    def needed(self) -> bool:
        """Whether a scheme without a row of this table assesses nobody or nothing."""
        return self.field in _NEEDED

    def column(self, field: str) -> Column:
        """The column of a record's field."""
        return next(c for c in self.columns if c.field == field)


def note() -> Column:
    """The last column of every table."""
    return Column(
        "note",
        "备注",
        Text(),
        f"说明依据。源文件没有规定、由本表暂定的，写“{SAMPLE_MARK}”。",
        required=False,
        width=26,
    )


def ref(field: str, title: str, refers: str, help_: str, *, required: bool = True) -> Column:
    """A column that holds another table's key."""
    return Column(field, title, Code(), help_, required, refers, width=14)

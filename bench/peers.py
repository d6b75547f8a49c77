"""What others would write: the same files read, and the same cells written, with bare libraries."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from python_calamine import CalamineWorkbook

from bench.forms import FULL
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.forms.layout import HEADING_ROW
from dangjian_xl.forms.write import write_form
from dangjian_xl.scheme.model import Scheme


def calamine(paths: Iterable[Path]) -> int:
    """Read every cell of every sheet with python-calamine; returns how many rows there were."""
    rows = 0
    for path in paths:
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            rows += len(book.get_sheet_by_name(name).to_python())
    return rows


def pandas(paths: Iterable[Path], engine: str) -> int:
    """Read each form as a table and hold it against a schema, as a user of pandas and pandera would; returns the rows."""
    schema = pa.DataFrameSchema(
        {
            "指标": pa.Column(str),
            "满分": pa.Column(float, pa.Check.eq(FULL), coerce=True),
            "填写": pa.Column(float, pa.Check.in_range(0, FULL), coerce=True),
        }
    )
    rows = 0
    for path in paths:
        table = pd.read_excel(path, engine=engine, header=HEADING_ROW)  # type: ignore[call-overload]
        rows += len(schema.validate(table[pd.to_numeric(table["序号"], errors="coerce").notna()], lazy=True))
    return rows


def forms_one_by_one(scheme: Scheme, key: bytes, folder: Path) -> None:
    """Write each form of a scheme from scratch with XlsxWriter."""
    for number, form in enumerate(issued_forms(scheme, key).values()):
        data = write_form(form.layouts, form.signed(scheme.basics.identity, key))
        (folder / f"{number}.xlsx").write_bytes(data)

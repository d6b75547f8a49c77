"""What the saving library would drop from a workbook that Excel or LibreOffice has saved: kept, and no reason to refuse."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from dangjian_xl import pipeline
from dangjian_xl.packages import repacked
from dangjian_xl.scheme.book import read_book
from tests.support import office, ooxml
from tests.test_schedule_fill import filled, scheme, written

pytestmark = pytest.mark.long

#: A drop-down as Excel 2010 and later save it where its list stands on another sheet.
LIST = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="list" allowBlank="1" '
    'showInputMessage="1" xr:uid="{00000000-0002-0000-0000-000000000000}"><x14:formula1><xm:f>党组织!$A$5:$A$60</xm:f>'
    "</x14:formula1><xm:sqref>B5:B60</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def as_excel_saves(data: bytes) -> bytes:
    """The workbook with a drop-down of the newer kind on each sheet."""

    def changed(name: str, content: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return content
        xr = b' xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision"'
        content = re.sub(rb"<worksheet\b", b"<worksheet" + xr, content, count=1)
        return content.replace(b"</worksheet>", LIST.encode() + b"</worksheet>")

    return repacked(data, changed)


def drop_downs(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
    return sum(part.count(b"<x14:dataValidation ") for part in parts)


def test_newer_drop_downs_are_kept_and_the_file_is_sound(tmp_path: Path) -> None:
    before = as_excel_saves(written())
    after, expected = filled(before)
    assert read_book(after).scheme == expected
    assert drop_downs(after) == drop_downs(before) > 20
    file = tmp_path / "方案.xlsx"
    file.write_bytes(after)
    assert ooxml.errors([file]) == []


def test_a_scheme_that_libreoffice_saved_can_be_scheduled(tmp_path: Path) -> None:
    """It gives every sheet an empty drawing, which is nothing to lose."""
    folder = tmp_path / "年度"
    pipeline.new_from(folder, replace(scheme(), visits=()))
    path = folder / "方案.xlsx"
    path.write_bytes(office.resaved(path, tmp_path / "out").read_bytes())
    assert pipeline.schedule(folder).added == 6
    assert len(read_book(path.read_bytes()).scheme.visits) == 6  # type: ignore[union-attr]

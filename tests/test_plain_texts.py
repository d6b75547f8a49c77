"""What people wrote stays text in every workbook that is written: never a formula, never a link."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dangjian_xl import pipeline
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.forms.layout import Address
from tests.support import ooxml
from tests.support.small import SMALL, right
from tests.support.year import fill, issued_path, scheme_of, workspace

#: How texts begin that spreadsheets take for something else.
NASTY = ("=1+1", "+86", "-2", "@SUM(1)", "http://example.org/a", "mailto:a@example.org", "internal:A1", '=HYPERLINK("http://example.org")')  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year in which raters, files and answers are called so; some forms are faulty, one has two versions."""
    made = tmp_path_factory.mktemp("plain") / "年度"
    text = SMALL
    for number, rater in enumerate(("评委01", "评委02", "代表01", "检查组01")):
        text = text.replace(rater, NASTY[number].replace("|", ""))
    scheme = scheme_of(text)
    workspace(made, scheme)
    for number, form in enumerate(issued_forms(scheme).values()):
        # A file's name holds no slash; the rest it may hold.
        name = NASTY[number % len(NASTY)].replace("/", "").replace(":", "")
        place = made / "回收" / f"{name}{number}.xlsx"
        fill(issued_path(made, scheme, form), form, right, place)
        if form.assignment.form.code != "票":
            faulty = form.assignment.rater.code.endswith("1")
            bad = {a: NASTY[n % len(NASTY)] for n, a in enumerate(form.specs) if faulty or a[2] != "value"}

            def said(_form: object, address: Address, bad: dict[Address, str] = bad) -> str | float:
                return bad.get(address) or right(form, address)  # type: ignore[return-value]  # noqa: B023

            fill(issued_path(made, scheme, form), form, said, place)
            as_texts(place)
        if number == 1:
            shutil.copy(place, place.with_name("@两份.xlsx"))
            book = load_workbook(place.with_name("@两份.xlsx"))
            book.worksheets[0]["E8"].value = 12
            book.save(place.with_name("@两份.xlsx"))
    pipeline.collect(made)
    pipeline.assess(made)
    return made


def as_texts(path: Path) -> None:
    """What begins with = a person may have as text too, by an apostrophe before it."""
    book = load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" and str(cell.value) in NASTY:
                    cell.data_type = "s"
    book.save(path)


def written(folder: Path) -> list[Path]:
    return [*sorted((folder / "退回").rglob("*.xlsx")), folder / "结果" / pipeline.RESULT_NAME]


def test_there_is_something_to_look_at(folder: Path) -> None:
    names = [path.name for path in written(folder)]
    assert len(names) == 4
    assert pipeline.CHASE_NAME in names
    book = load_workbook(folder / "退回" / pipeline.CHASE_NAME)
    assert {"版本差异", "文件清册", "交表情况", "单位交表情况"} <= set(book.sheetnames)
    shown = {str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert {"=1+1", "+86", "-2", "@SUM(1)"} <= shown
    files = {str(path.relative_to(folder)) for path in (folder / "回收").iterdir()}
    assert files <= shown


def test_texts_stay_texts(folder: Path) -> None:
    for path in written(folder):
        book = load_workbook(path)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if str(cell.value) in NASTY:
                        assert cell.data_type == "s", (path, sheet.title, cell.coordinate)
                    elif cell.data_type == "f":
                        # Our own formulas quote nothing that people wrote.
                        assert not any(text.lstrip("=") in str(cell.value) for text in NASTY[3:7])


def test_links_lead_only_within_the_workbook(folder: Path) -> None:
    for path in written(folder):
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as package:
            for name in package.namelist():
                content = package.read(name).decode("utf-8", "replace")
                if name.endswith(".rels"):
                    assert 'TargetMode="External"' not in content, (path, name)
                    assert "/hyperlink" not in content, (path, name)
                for link in re.findall(r"<hyperlink [^>]*>", content):
                    assert "location=" in link
                    assert "r:id" not in link


def test_lists_hold_no_formula_at_all(folder: Path) -> None:
    path = folder / "退回" / pipeline.CHASE_NAME
    with zipfile.ZipFile(path) as package:
        sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        assert sheets
        assert all(b"<f>" not in package.read(name) for name in sheets)


def test_excel_has_nothing_to_repair(folder: Path) -> None:
    assert ooxml.errors(written(folder)) == []

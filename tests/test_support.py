import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from tests.support import office, ooxml

WRONG = 999


def workbook(path: Path) -> Path:
    """A workbook whose stored values of formulas are wrong, as no program would save it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("测评表")
    for row, pair in enumerate([(1, 3), (1, 1), (2, 5)]):
        sheet.write_row(row, 0, pair)
    sheet.write_formula("C1", "=A1+1", None, WRONG)
    sheet.write_formula("C2", "=SUMPRODUCT((A1:A3=1)*(B1:B3>2))", None, WRONG)
    sheet.write_formula("C3", '=IF(A3=2,"好","差")', None, "差")
    book.close()
    return path


def results(path: Path) -> list[object]:
    rows = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    return [row[2] for row in rows]


def test_recalculated_replaces_stored_values(tmp_path: Path) -> None:
    files = [workbook(tmp_path / f"测评 {n}.xlsx") for n in (2, 1)]
    assert results(files[0]) == [WRONG, WRONG, "差"]
    copies = office.recalculated(files, tmp_path / "输出")
    assert [copy.name for copy in copies] == ["测评 2.xlsx", "测评 1.xlsx"]
    for copy in copies:
        assert results(copy) == [2, 1, "好"]


def test_resaved_keeps_stored_values(tmp_path: Path) -> None:
    copy = office.resaved(workbook(tmp_path / "a.xlsx"), tmp_path / "out")
    assert results(copy) == [WRONG, WRONG, "差"]


def test_pictures_gives_one_for_each_page(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "两页.xlsx")
    for name in ("一", "二"):
        book.add_worksheet(name).write("A1", "党支部书记")
    book.close()
    pages = office.pictures(tmp_path / "两页.xlsx", tmp_path / "out")
    assert [page.name for page in pages] == ["两页-1.png", "两页-2.png"]
    assert all(page.read_bytes().startswith(b"\x89PNG") for page in pages)


def test_conversion_fails_loudly(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx")
    with pytest.raises(RuntimeError, match=r"made no a\.docx"):
        office.recalculated([file], tmp_path / "out", "docx")
    with pytest.raises(ValueError, match="overwritten"):
        office.recalculated([file], tmp_path)
    with pytest.raises(ValueError, match="same name"):
        office.recalculated([file, workbook(tmp_path / "b" / "a.xlsx")], tmp_path / "out")
    with pytest.raises(FileNotFoundError):
        office.recalculated([tmp_path / "none.xlsx"], tmp_path / "out")


def test_an_absent_office_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(RuntimeError, match="install LibreOffice"):
        office.soffice()


def test_the_validator_finds_damage_and_nothing_else(tmp_path: Path) -> None:
    sound = workbook(tmp_path / "好.xlsx")
    damaged = tmp_path / "坏.xlsx"
    with zipfile.ZipFile(sound) as old, zipfile.ZipFile(damaged, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData>", b"<sheetDatum/><sheetData>")
            new.writestr(name, content)
    no_workbook = tmp_path / "无.xlsx"
    no_workbook.write_bytes(b"?")

    assert ooxml.errors([sound]) == []
    found = ooxml.errors([sound, damaged, no_workbook])
    assert len(found) == 2
    assert found[0].startswith(f"{damaged}: /xl/worksheets/sheet1.xml ")
    assert "sheetDatum" in found[0]
    assert found[1].startswith(f"{no_workbook}: -: ")


def test_an_absent_validator_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ooxml, "_PACKAGES", tmp_path)
    with pytest.raises(RuntimeError, match="make test"):
        ooxml.errors([])

"""Rows that are written once and for all, and lists that are longer than a sheet."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from openpyxl import load_workbook

from dangjian_xl import style
from dangjian_xl.outputs import counts, heat, sheet, trail
from dangjian_xl.outputs.result import Result, result
from dangjian_xl.outputs.rows import MOST_CHARACTERS
from dangjian_xl.outputs.sheet import Book, Cell, Column, Live, Table
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.grouped import Grouped
from tests.support import ooxml
from tests.test_result import differences, formulas, recalculated, values
from tests.test_result_cases import assessment_of, case, returned, simple_scheme

pytestmark = pytest.mark.long

COLUMNS = (Column("a", "甲", 8, "centre"), Column("b", "乙", 20), Column("c", "丙", 10, "number", "0.00"))
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("=1+1", "  两边 有空格 ", 1),
    (None, "长" * 60, Decimal("2.50")),
    ("", "两\n行", Fraction(1, 3)),
    ("a & b < c", "\x01_x0041_\ud800", Live('IF(A4<>"","<&>",1)', "<&>")),
    ("01", "@#$", date(2022, 12, 31)),
    ("甲", None, Live("1/3", Fraction(1, 3))),
    ("甲", Live('""', ""), 1e-17),
)


def written(*rows: tuple[Cell, ...], edited: bool = False) -> bytes:
    stream = io.BytesIO()
    book = Book(style.new_workbook(stream, "甲"), "甲")
    book.write(Table("表", "说明", COLUMNS, rows, edited=edited))
    book.workbook.close()
    return stream.getvalue()


def part(workbook: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        return package.read(name).decode()


def test_rows_are_what_xlsxwriter_writes_of_their_cells() -> None:
    put, plain = written(*ROWS), written(*ROWS, edited=True)
    # formats are numbered as they are met
    mine, theirs = (
        re.sub(' s="[0-9]+"', "", part(data, "xl/worksheets/sheet1.xml")) for data in (put, plain)
    )
    assert mine == theirs
    assert part(put, "xl/sharedStrings.xml") == part(plain, "xl/sharedStrings.xml")
    looks = [
        [
            (cell.number_format, cell.alignment.horizontal, cell.font.b)
            for row in load_workbook(io.BytesIO(data))["表"]
            for cell in row
        ]
        for data in (put, plain)
    ]
    assert looks[0] == looks[1]


def test_texts_that_no_cell_can_hold_are_cut_visibly_and_markup_is_text(tmp_path: Path) -> None:
    data = written(("<r><t>x</t></r>", "字" * 40_000, 1))
    row = [str(cell.value) for cell in load_workbook(io.BytesIO(data))["表"][4]]
    assert row[0].strip() == "<r><t>x</t></r>"
    assert len(row[1]) == MOST_CHARACTERS
    assert row[1].endswith("从略）")
    (tmp_path / "x.xlsx").write_bytes(data)
    assert not ooxml.errors([tmp_path / "x.xlsx"])


def test_a_cell_that_a_row_would_swallow_is_no_silent_loss() -> None:
    stream = io.BytesIO()
    book = Book(style.new_workbook(stream, "标题"), "标题")
    made = book.write(Table("表", "说明", COLUMNS, iter(ROWS)))
    made.write_string(3, 5, "旁注")
    with pytest.raises(ValueError, match="row that was put"):
        book.workbook.close()


def test_a_list_goes_on_on_further_sheets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "MOST_RECORDS", 3)
    book = load_workbook(io.BytesIO(written(*((str(n), None, n) for n in range(7)))))
    assert book.sheetnames == ["表", "表（2）", "表（3）"]
    assert [[s.cell(row, 3).value for row in range(4, s.max_row + 1)] for s in book] == [
        [0, 1, 2],
        [3, 4, 5],
        [6],
    ]


def with_limit(monkeypatch: pytest.MonkeyPatch, assessment: Assessment, limit: int) -> Result:
    monkeypatch.setattr(trail, "MOST_LISTED", limit)
    made = result(assessment)
    monkeypatch.undo()
    return made


def listed(workbook: bytes, name: str) -> list[list[str]]:
    """A list as it stands on its sheet, numbers as texts."""
    rows = load_workbook(io.BytesIO(workbook), data_only=True)[name].iter_rows(min_row=3, values_only=True)
    return [[plain(cell) for cell in row] for row in rows]


def plain(cell: object) -> str:
    if cell is None or cell != cell:  # noqa: PLR0124 - a number that is missing
        return ""
    return f"{cell:.12G}" if isinstance(cell, (int, float)) else str(cell)


@pytest.mark.parametrize("forms_too", [False, True])
def test_what_no_sheet_holds_is_in_a_file_and_all_else_still_computes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, forms_too: bool
) -> None:
    assessments = [case(seed) for seed in range(6)]
    usual = [result(assessment) for assessment in assessments]
    forms = [len(listed(made.workbook, "逐表得分")) - 1 for made in usual]
    limits = [1 if forms_too else max(number, 1) for number in forms]
    cut = [with_limit(monkeypatch, a, limit) for a, limit in zip(assessments, limits, strict=True)]
    for before, made in zip(usual, cut, strict=True):
        assert [one.sheet for one in made.apart] == (["逐表得分", "逐项明细"] if forms_too else ["逐项明细"])
        for one in made.apart:
            frame = pd.read_parquet(io.BytesIO(one.data))
            there = [list(frame.columns), *([plain(c) for c in row] for row in frame.itertuples(index=False))]
            there = [[cell.replace("\n", "") for cell in row] for row in there]
            expected = [
                [cell.replace("\n", "") for cell in row] for row in listed(before.workbook, one.sheet)
            ]
            # where the rows of answers are is told anew
            skip = expected[0].index("逐项明细的行") if one.sheet == "逐表得分" else None
            assert [r[:skip] for r in there] == [r[:skip] for r in expected]
            assert one.rows == len(frame)
            told = load_workbook(io.BytesIO(made.workbook))[one.sheet]
            assert one.name in str(told["A2"].value)
            assert told.max_row == 3
        referred = " ".join(formulas(made.workbook).values())
        assert "逐项明细" not in referred
        assert ("逐表得分" in referred) is not forms_too
        overview = str([c.value for row in load_workbook(io.BytesIO(made.workbook))["总览"] for c in row])
        assert "评分明细.parquet" in overview
    books = [made.workbook for made in cut]
    for data, file in zip(books, recalculated(books, tmp_path), strict=True):
        of = formulas(data)
        assert not differences(values(data, of), values(file, of), of)


def test_the_same_answers_give_the_same_result_however_the_table_keeps_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assessment = case(2)
    entries = assessment.collection.entries
    texts = [c for c in entries if isinstance(entries[c].dtype, pd.CategoricalDtype)]
    assert {"form_id", "target", "item", "file"} <= {*texts}
    each_by_itself = entries.astype(dict.fromkeys(texts, object))
    again = replace(assessment, collection=replace(assessment.collection, entries=each_by_itself))
    assert result(assessment) == result(again)
    assert with_limit(monkeypatch, assessment, 1) == with_limit(monkeypatch, again, 1)


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_right_where_a_list_goes_on_on_further_sheets(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    assessment = case(seed)
    usual = listed(result(assessment).workbook, "总览")
    monkeypatch.setattr(counts, "MOST_RECORDS", 1)
    cut = result(assessment).workbook
    assert listed(cut, "总览") == usual
    assert not any(s == "总览" and "回收情况" in f for (s, _), f in formulas(cut).items())


@pytest.mark.parametrize("kind", ["object", "category"])
def test_grouped_rows_are_those_of_the_table(kind: str) -> None:
    random = Random(3)
    table = pd.DataFrame(
        {
            "a": pd.Series([random.choice("甲乙丙") for _ in range(200)], dtype=object).astype(kind),  # type: ignore[call-overload]
            "b": pd.Series([random.choice("xyz") for _ in range(200)], dtype=object).astype(kind),  # type: ignore[call-overload]
            "n": pd.Series([random.choice([None, 1, 2**50]) for _ in range(200)], dtype="Int64"),
        }
    )
    found = Grouped(table, ["a", "b"], ["n", "a"])
    expected: dict[tuple[str, ...], list[tuple[object, ...]]] = {}
    for a, b, n in table.itertuples(index=False):
        expected.setdefault((a, b), []).append((None if n is pd.NA else int(n), a))
    assert {key: list(found.rows(key)) for key in found} == expected
    assert not list(Grouped(table[:0], ["a"], ["n"]))


def test_of_panels_with_very_many_raters_there_are_no_grids(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scheme = simple_scheme(targets=6, raters=4, digits=2)
    assessment = assessment_of(scheme, returned(scheme, Random(0), rate=1))
    monkeypatch.setattr(heat, "MOST_IN_PANEL", 3)
    data = result(assessment).workbook
    told = str([c.value for row in load_workbook(io.BytesIO(data))["评分热图"] for c in row])
    assert "人数太多" in told
    of = formulas(data)
    assert any(sheet == "评价人诊断" and "逐表得分" in formula for (sheet, _), formula in of.items())
    [file] = recalculated([data], tmp_path)
    assert not differences(values(data, of), values(file, of), of)

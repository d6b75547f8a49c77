"""The annual appraisal's list: which columns and people are meant, who cannot be 优秀, who is left to a person."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dangjian_xl.findings import Finding, Place
from dangjian_xl.grids import Cell, Grid
from dangjian_xl.outputs.annual import annual_workbook
from dangjian_xl.scheme.model import Organisation
from dangjian_xl.scoring.annual import BARRED, BLANK, DOUBTFUL, FINE, UNKNOWN, Checked, annual
from dangjian_xl.scoring.annual_list import listed
from tests.support import ooxml
from tests.support.approved import approval, scheme_for, target


def named(code: str, unit: str, reporter: str) -> Organisation:
    return replace(target(code, name=unit), secretary=reporter)


#: Their grades: 张三 好; 李四 一般; of the two 王五 the one 好, the other 一般.
ONE = approval(
    scheme_for(
        [
            named("A1", "招生学院甲党总支", "张三"),
            named("A2", "机关一直属党支部", "李四"),
            named("A3", "招生学院乙党总支", "王五"),
            named("A4", "后勤处直属党支部", "王五"),
        ]
    ),
    {"A1": [95] * 5, "A2": [65] * 5, "A3": [95] * 5, "A4": [65] * 5},
)
HEAD: list[Cell] = ["姓名", "单位", "年度考核等次"]


def held(
    *rows: Sequence[Cell], head: Sequence[Cell] = HEAD
) -> tuple[tuple[Checked, ...], tuple[Finding, ...]]:
    found = listed({"名单": [list(head), *map(list, rows)]}, "名单.xlsx", 2024)
    assert found is not None
    return annual(ONE, found, "名单.xlsx")


CASES = (
    ("张三", "招生学院甲党总支", "优秀", FINE, "A1"),
    ("张三", "", "优秀", FINE, "A1"),
    ("李四", "机关一直属党支部", "优秀", BARRED, "A2"),
    ("李四", "", "优秀（拟）", BARRED, "A2"),
    (" 李 四 ", "", "合格", FINE, "A2"),
    ("李四", "", "", BLANK, "A2"),
    # Written shorter or longer it is the same unit; another one may be another person's.
    ("李四", "机关一", "优秀", BARRED, "A2"),
    ("李四", "某某大学机关一直属党支部", "优秀", BARRED, "A2"),
    ("李四", "机关一 直属党支部", "优秀", BARRED, "A2"),
    ("李四", "后勤处", "优秀", DOUBTFUL, ""),
    ("李四", "一", "优秀", DOUBTFUL, ""),
    ("李四", "后勤处", "合格", FINE, ""),
    ("李四", "后勤处", "", BLANK, ""),
    ("张三", "后勤处", "优秀", FINE, ""),
    # Two targets of one name.
    ("王五", "后勤处直属党支部", "优秀", BARRED, "A4"),
    ("王五", "招生学院", "优秀", FINE, "A3"),
    ("王五", "", "优秀", DOUBTFUL, ""),
    ("王五", "党", "优秀", DOUBTFUL, ""),
    ("王五", "图书馆", "优秀", DOUBTFUL, ""),
    ("王五", "", "合格", FINE, ""),
    # A post behind the name is no part of it; other words may part people of one name.
    ("李四（书记）", "", "优秀", BARRED, "A2"),
    ("李四(党支部书记)", "机关一", "优秀", BARRED, "A2"),
    ("李四（党总支书记、院长）", "", "优秀", BARRED, "A2"),
    ("李四（小）", "", "优秀", DOUBTFUL, ""),
    ("李四（小）", "", "合格", FINE, ""),
    ("没有的人", "后勤处", "优秀", UNKNOWN, ""),
    ("没有的人（书记）", "", "优秀", UNKNOWN, ""),
)


@pytest.mark.parametrize(("name", "unit", "grade", "verdict", "whose"), CASES)
def test_a_row_is_held_against_the_approved_grade_of_whose_it_is(
    name: str, unit: str, grade: str, verdict: str, whose: str
) -> None:
    (one,), found = held([name, unit, grade])
    assert (one.verdict, one.decision.target.code if one.decision else "") == (verdict, whose)
    assert one.row.place == Place("名单.xlsx", "名单", "C2")
    told = {f.code for f in found if f.code not in ("annual-unlisted", "annual-unsure")}
    assert told <= {"annual-barred", "annual-doubtful", "annual-elsewhere"}
    assert bool(told) == (verdict in (BARRED, DOUBTFUL))
    assert ("annual-barred" in told) == (verdict == BARRED)


def test_who_has_a_row_that_may_be_anothers_is_told_and_so_is_who_has_none() -> None:
    _, found = held(["李四", "后勤处", "优秀"], ["王五", "招生学院", "合格"], ["王五", "", "合格"])
    told = {f.code: f.what for f in found}
    assert told.keys() == {"annual-elsewhere", "annual-unlisted", "annual-unsure"}
    assert told["annual-elsewhere"].startswith("名单上拟评“优秀”的李四（后勤处）和机关一直属党支部的李四同名")
    assert told["annual-unlisted"].endswith("：张三（招生学院甲党总支）")
    assert told["annual-unsure"].endswith("：李四（机关一直属党支部）、王五（后勤处直属党支部）")


@pytest.mark.parametrize(
    ("head", "grade"),
    [
        (["姓名", "年度考核等次"], 1),
        (["姓 名", "年度考核 等次"], 1),
        (["姓名", "2024年度考核等次"], 1),
        (["姓名", "年度考核等次（拟）"], 1),
        (["姓名", "等次(拟定)"], 1),
        (["教职工姓名", "拟定等次"], 1),
        (["姓名", "联系人姓名", "等次"], 2),
        (["姓名", "述职评议考核等次", "2024年度考核等次"], 2),
        (["姓名", "年度考核等次", "2024年度考核等次"], 1),
        (["姓名", "2023年度考核等次", "2024年度考核等次"], 2),
        (["姓名", "上年度考核等次", "本年度考核等次"], 2),
        (["姓名", "2023—2024学年度考核等次"], 1),
        # No column, several, another year's, another grade.
        (["姓名"], None),
        (["年度考核等次"], None),
        (["姓名", "年度考核等次", "年度考核等次（拟）"], None),
        (["姓名", "党内年度考核等次", "行政年度考核等次"], None),
        (["教工姓名", "领导姓名", "等次"], None),
        (["姓名", "2023年度考核等次"], None),
        (["姓名", "述职评议考核等次"], None),
        (["姓名", "民主评议等次"], None),
    ],
)
def test_headings_may_say_more_as_long_as_one_column_is_meant(
    head: Sequence[Cell], grade: int | None
) -> None:
    marked: list[Cell] = ["张三", *(str(n) for n in range(1, len(head)))]
    rows = listed({"名单": [["某某学院名单"], list(head), marked]}, "名单.xlsx", 2024)
    if grade is None:
        assert rows is None
    else:
        assert rows is not None
        assert [(row.name, row.grade) for row in rows] == [("张三", str(grade))]


def test_of_several_columns_of_units_any_may_fit() -> None:
    head = ["姓名", "所在部门", "党组织", "等次"]
    (one,), _ = held(["李四", "校长办公室", "机关一直属党支部", "优秀"], head=head)
    assert (one.verdict, one.row.units) == (BARRED, ("校长办公室", "机关一直属党支部"))


def test_the_check_of_the_annual_grades_names_the_barred_first(tmp_path: Path) -> None:
    grid: Grid = [
        ["张三", "", "优秀"],
        ["李四", "后勤处", "优秀"],
        ["李四", "", "优秀"],
        ["外人", "", "合格"],
    ]
    checked, _ = held(*grid)
    data = annual_workbook(ONE, checked)
    rows = [[c.value for c in r] for r in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows(min_row=4)]
    assert [(r[1], r[2], r[3], r[4], r[6]) for r in rows] == [
        ("李四", None, "机关一直属党支部", "一般", BARRED),
        ("李四", "后勤处", None, None, DOUBTFUL),
        ("张三", None, "招生学院甲党总支", "好", FINE),
        ("外人", None, None, None, UNKNOWN),
    ]
    path = tmp_path / "核对.xlsx"
    path.write_bytes(data)
    assert ooxml.errors([path]) == []

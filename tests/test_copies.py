"""The same content under two names: what is told, and what may well be chance."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.returns.collect import Collection, collected
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.verdicts import Verdict
from tests.support.forms import Kit, kit_of

ITEMS = "\n".join(f"| {n} | | 第{n}项 | 评分 | 10 | | 否 | |" for n in range(1, 9))
SHEET = kit_of(f"# 表 评分表 0 是\n{ITEMS}", targets=2, raters=3)
MATRIX = kit_of("# 表 评分矩阵 0 否\n| 1 | | 甲 | 评分 | 50 | | 否 | |\n| 2 | | 乙 | 评分 | 50 | | 否 | |", targets=4, raters=3)  # fmt: skip
SMALL = kit_of("# 表 评分矩阵 0 否\n| 1 | | 甲 | 评分 | 100 | | 否 | |", targets=7, raters=2)


def marks(kit: Kit, rater: str, numbers: str, reason: str = "有原因") -> dict[Address, Cell]:
    """Marks in the form's order, used again and again; a reason beside each."""
    given = [int(number) for number in numbers.split()]
    values: dict[Address, Cell] = {}
    place = 0
    for address, spec in kit.form("表", rater).specs.items():
        if spec.field == "value":
            values[address] = given[place % len(given)]
            place += 1
        elif spec.field == "reason":
            values[address] = reason
    return values


def judge(kit: Kit, *returned: tuple[str, dict[Address, Cell]]) -> Collection:
    files = []
    for number, (rater, values) in enumerate(returned):
        grids = read_grids(kit.written(kit.form("表", rater), values))
        files.append(kit.recogniser.recognise(Opened(f"{rater}.xlsx", str(number), grids, None)))
    return collected(kit.recogniser, files)


def told(collection: Collection, code: str) -> list[str]:
    assert {f.verdict for f in collection.files} == {Verdict.ACCEPTED}
    return [f.place.file for f in collection.findings if f.code == code]


@dataclass(frozen=True)
class Case:
    """What two raters gave, and whether it is told."""

    name: str
    kit: Kit
    one: tuple[str, str]
    two: tuple[str, str]
    told: bool


LONG = " ".join(str(n) for n in range(1, 9)) + " 9 8 7 6 5 4 3 2"
CASES = (
    Case("all equal", SHEET, (LONG, "差"), (LONG, "差"), True),
    Case("another mark", SHEET, (LONG, "差"), (LONG.replace("1 2", "1 3"), "差"), False),
    Case("another reason", SHEET, (LONG, "差"), (LONG, "不足"), False),
    Case("all full", SHEET, ("10", "无"), ("10", "无"), False),
    Case("all alike", SHEET, ("8", "差"), ("8", "差"), False),
    Case("a matrix", MATRIX, ("40 41 42 43 44 45 46 47", ""), ("40 41 42 43 44 45 46 47", ""), True),
    Case("too few to tell", SMALL, ("80 81 82 83 84 85 86", ""), ("80 81 82 83 84 85 86", ""), False),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_two_raters(case: Case) -> None:
    returned = [
        (rater, marks(case.kit, rater, *what)) for rater, what in (("R1", case.one), ("R2", case.two))
    ]
    collection = judge(case.kit, *returned)
    assert told(collection, "form-same-content") == (["R1.xlsx", "R2.xlsx"] if case.told else [])
    assert told(collection, "form-same-page") == []


def test_the_warning_names_the_other_and_excludes_nothing() -> None:
    same = [(rater, marks(SHEET, rater, LONG)) for rater in ("R1", "R2", "R3")]
    collection = judge(SHEET, *same)
    first = next(f for f in collection.findings if f.code == "form-same-content")
    assert first.message == (
        "评委1，R1.xlsx：全部答案和评委2的 R2.xlsx、评委3的 R3.xlsx一模一样。"
        "请核实是不是各自填写的；没有因此剔除，仍照常计入。"
    )
    assert len(told(collection, "form-same-content")) == 3
    assert len(collection.accepted) == 3


def test_one_rater_who_copied_a_page() -> None:
    collection = judge(SHEET, ("R1", marks(SHEET, "R1", LONG[: LONG.index(" 9")])))
    assert told(collection, "form-same-page") == ["R1.xlsx"] * 2
    found = [f for f in collection.findings if f.code == "form-same-page"]
    assert found[0].about.target == "第1党支部"
    assert "和第2党支部的“" in found[0].what
    assert told(judge(SHEET, ("R1", marks(SHEET, "R1", LONG))), "form-same-page") == []


def test_many_of_the_same_are_counted_not_named() -> None:
    kit = kit_of(f"# 表 评分表 0 是\n{ITEMS}", targets=1, raters=30)
    values = marks(kit, "R1", LONG)
    collection = judge(kit, *((f"R{n}", values) for n in range(1, 31)))
    found = [f for f in collection.findings if f.code == "form-same-content"]
    assert len(found) == 30
    assert all("等 29 份" in f.what and f.what.count(".xlsx") == 3 for f in found)

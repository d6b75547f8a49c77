"""Marks are computed twice, by Python and by the sheet: both must say the same, to a tick."""

import random
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl.forms.marking import TICKS, Marking, Value, half_up, to_points, to_ticks
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.scheme.model import Grade, Item, ItemKind
from tests.support import office

ROWS = 3000
GRADES = tuple(
    Grade(name, Decimal(0), points=Decimal(points))
    for name, points in {"优": "95", "良": "80.5", "中": "60", "差": "0"}.items()
)


def test_marks_of_each_kind() -> None:
    def ticks(kind: ItemKind, full: str, unit: str, *values: Value) -> list[Decimal]:
        item = Item("表", "1", "", "项", kind, Decimal(full), Decimal(unit) if unit else None)
        marking = Marking.of(item, GRADES)
        return [to_points(marking.ticks(v)) for v in values]

    assert ticks(ItemKind.POINTS, "10", "", 0, 85_000, 100_000) == [Decimal(m) for m in ("0", "8.5", "10")]
    assert ticks(ItemKind.DEDUCTION, "4", "1.5", 0, 10_000, 20_000, 30_000) == [
        Decimal(m) for m in ("4", "2.5", "1", "0")
    ]
    assert ticks(ItemKind.COUNT, "10", "3", 0, 10_000, 30_000, 990_000) == [
        Decimal(m) for m in ("0", "3.3333", "10", "10")
    ]
    assert ticks(ItemKind.YES_NO, "5", "", "是", "否") == [Decimal(5), Decimal(0)]
    # of the best grade's points, not of 100
    assert ticks(ItemKind.GRADE, "10", "", "优", "良", "差") == [Decimal(m) for m in ("10", "8.4737", "0")]


@given(st.integers(0, 10**12), st.integers(1, 10**8))
def test_half_up_is_the_nearest_and_the_greater_of_two(numerator: int, denominator: int) -> None:
    rounded = half_up(numerator, denominator)
    assert 2 * numerator < 2 * rounded * denominator + denominator
    assert 2 * numerator >= 2 * rounded * denominator - denominator


@given(st.integers(-(10**9), 10**9))
def test_ticks_and_points_are_inverse(ticks: int) -> None:
    points = to_points(ticks)
    assert to_ticks(points) == ticks
    assert "E" not in str(points)
    with pytest.raises(ValueError, match=r"\d"):
        to_ticks(points + Decimal("0.00001"))


@given(
    st.sampled_from([k for k in ItemKind if k is not ItemKind.TEXT]),
    st.integers(1, 10**6),
    st.integers(1, 10**6),
    st.data(),
)
def test_marks_lie_between_nothing_and_full_and_follow_the_value(
    kind: ItemKind, full: int, unit: int, data: st.DataObject
) -> None:
    item = Item("表", "1", "", "项", kind, Decimal(full) / TICKS, Decimal(unit) / TICKS)
    marking = Marking.of(item, GRADES)
    if marking.choices:
        marks = [marking.ticks(choice) for choice, _ in marking.choices]
        assert marks == sorted(marks, reverse=True)
        assert marks[0] == full
        return
    limit = full if kind is ItemKind.POINTS else 50 * TICKS
    fewer, more = sorted(data.draw(st.lists(st.integers(0, limit), min_size=2, max_size=2)))
    low, high = marking.ticks(fewer), marking.ticks(more)
    assert 0 <= low <= full
    assert 0 <= high <= full
    assert high <= low if kind is ItemKind.DEDUCTION else low <= high
    assert marking.ticks({ItemKind.DEDUCTION: 0, ItemKind.COUNT: max(unit, limit)}.get(kind, full)) == full


def _case(chance: random.Random) -> tuple[Marking, Value]:
    kind = chance.choice([k for k in ItemKind if k is not ItemKind.TEXT])
    full = chance.choice(
        [chance.randint(1, 100) * TICKS, chance.randint(1, 1000) * 1000, chance.randint(1, 10**6)]
    )
    unit = chance.choice(
        [chance.randint(1, 24) * TICKS, chance.randint(1, 100) * 1000, chance.randint(1, 10**5)]
    )
    # One and two of two, four of eight …: where a tick is halved, the last digit hangs on rounding half up.
    unit = chance.choice([unit, 2 * TICKS, 8 * TICKS, 32 * TICKS])
    marking = Marking.of(
        Item("表", "1", "", "项", kind, Decimal(full) / TICKS, Decimal(unit) / TICKS), GRADES
    )
    if marking.choices:
        return marking, chance.choice(marking.choices)[0]
    if kind is ItemKind.POINTS:
        return marking, chance.choice([0, full, chance.randint(0, full)])
    return marking, chance.choice([0, chance.randint(0, 40), 9999]) * TICKS


def test_the_sheet_marks_as_python_does(tmp_path: Path) -> None:
    chance = random.Random(20221122)
    cases = [_case(chance) for _ in range(ROWS)]
    book = xlsxwriter.Workbook(tmp_path / "marks.xlsx")
    sheet = book.add_worksheet()
    for row, (marking, value) in enumerate(cases):
        sheet.write(row, 0, value if isinstance(value, str) else float(to_points(value)))
        sheet.write_formula(row, 1, "=" + marking.formula(f"A{row + 1}"), None, -1)
    book.close()
    (grid,) = read_grids(
        office.recalculated([tmp_path / "marks.xlsx"], tmp_path / "out")[0].read_bytes()
    ).values()
    differing = [
        (marking, value, shown, to_points(marking.ticks(value)))
        for (marking, value), (_, shown) in zip(cases, grid, strict=True)
        if not isinstance(shown, (int, float)) or abs(shown - marking.ticks(value) / TICKS) > 1e-9
    ]
    assert differing == []

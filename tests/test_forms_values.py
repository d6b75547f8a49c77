import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_xl.forms.conditions import When
from dangjian_xl.forms.marking import TICKS, Value
from dangjian_xl.forms.values import Answer, State
from dangjian_xl.grids import Cell, CellError
from dangjian_xl.scheme.model import ItemKind

POINTS = Answer("value", "特色", ItemKind.POINTS, required=True, upper=Decimal(100), digits=1, optional=True)
TIMES = Answer("value", "党课", ItemKind.COUNT, required=True)
GRADE = Answer("value", "评价", ItemKind.GRADE, required=True, choices=("好", "较好", "差"))
TICK = Answer("value", "换届", ItemKind.YES_NO, required=True, choices=("是", "否"))
REASON = Answer("reason", "扣分原因", ItemKind.TEXT, required=False, when=When.LOST)


def ticks(points: float) -> int:
    return round(points * TICKS)


READ: list[tuple[Answer, Cell, State, Value | None]] = [
    # numbers
    (POINTS, 85, State.NUMBER, ticks(85)),
    (POINTS, 85.5, State.NUMBER, ticks(85.5)),
    (POINTS, 0, State.NUMBER, 0),
    (POINTS, -0.0, State.NUMBER, 0),
    (POINTS, -1, State.NUMBER, ticks(-1)),
    (POINTS, 1e16, State.NUMBER, ticks(1e16)),
    # numbers kept as text: the meaning is certain
    (POINTS, "85", State.TEXT_NUMBER, ticks(85)),
    (POINTS, " 85.5\t", State.TEXT_NUMBER, ticks(85.5)),
    (POINTS, "85分", State.TEXT_NUMBER, ticks(85)),
    (POINTS, "85 分", State.TEXT_NUMBER, ticks(85)),
    (POINTS, "８５．５", State.TEXT_NUMBER, ticks(85.5)),
    (POINTS, "１０", State.TEXT_NUMBER, ticks(10)),
    (POINTS, "10.", State.TEXT_NUMBER, ticks(10)),
    (POINTS, ".5", State.TEXT_NUMBER, ticks(0.5)),
    (POINTS, "+5", State.TEXT_NUMBER, ticks(5)),
    (POINTS, "-0", State.TEXT_NUMBER, 0),
    (POINTS, "-3", State.TEXT_NUMBER, ticks(-3)),
    (POINTS, "8\u200b5", State.TEXT_NUMBER, ticks(85)),
    (POINTS, "\ufeff85\u200e", State.TEXT_NUMBER, ticks(85)),
    (TIMES, "4次", State.TEXT_NUMBER, ticks(4)),
    # what is doubtful is not read
    (POINTS, "85次", State.OTHER, None),
    (POINTS, "85分分", State.OTHER, None),
    (TIMES, "4分", State.OTHER, None),
    (POINTS, "约85", State.OTHER, None),
    (POINTS, "85-90", State.OTHER, None),
    (POINTS, "80+5", State.OTHER, None),
    (POINTS, "8,5", State.OTHER, None),
    (POINTS, "8，5", State.OTHER, None),
    (POINTS, "8。5", State.OTHER, None),
    (POINTS, "8.5.1", State.OTHER, None),
    (POINTS, "1,000", State.OTHER, None),
    (POINTS, "1e2", State.OTHER, None),
    (POINTS, "85%", State.OTHER, None),
    (POINTS, "八十五", State.OTHER, None),
    (POINTS, "NaN", State.OTHER, None),
    (POINTS, "inf", State.OTHER, None),
    (POINTS, "0x10", State.OTHER, None),
    (POINTS, "分", State.OTHER, None),
    (POINTS, ".", State.OTHER, None),
    (POINTS, "好", State.OTHER, None),
    (POINTS, True, State.OTHER, None),
    (TIMES, False, State.OTHER, None),
    # numbers in a cell that was formatted as a date or a time: the sheet knows only the number
    (POINTS, time(12, 0), State.OTHER, None),
    (POINTS, timedelta(days=5), State.OTHER, None),
    (POINTS, date(2024, 1, 5), State.NUMBER, ticks(45296)),
    (POINTS, datetime(1900, 3, 25, 12), State.NUMBER, ticks(85.5)),  # noqa: DTZ001 - cells have no zone
    # before programs agree which number a day is
    (POINTS, datetime(1900, 1, 5), State.OTHER, None),  # noqa: DTZ001 - cells have no zone
    (POINTS, date(1900, 2, 28), State.OTHER, None),
    # blank of any width
    (POINTS, "", State.BLANK, None),
    (POINTS, " 　\t\n\xa0", State.BLANK, None),
    (GRADE, "　", State.BLANK, None),
    (REASON, " ", State.BLANK, None),
    (POINTS, CellError("#DIV/0!"), State.ERROR, None),
    (REASON, CellError("#N/A"), State.ERROR, None),
    # 不适用
    (POINTS, "不适用", State.NOT_APPLICABLE, "不适用"),
    (TIMES, "不适用", State.NOT_APPLICABLE, "不适用"),
    (GRADE, "不适用", State.NOT_APPLICABLE, "不适用"),
    # choices
    (GRADE, "较好", State.CHOICE, "较好"),
    (GRADE, " 较 好　", State.TEXT_CHOICE, "较好"),
    (GRADE, "较好\u200b", State.TEXT_CHOICE, "较好"),
    (GRADE, "好？", State.OTHER, None),
    (GRADE, "較好", State.OTHER, None),
    (GRADE, "很好", State.OTHER, None),
    (GRADE, 1, State.OTHER, None),
    (GRADE, True, State.OTHER, None),
    # texts
    (REASON, " 缺记录 ", State.TEXT, "缺记录"),
    (REASON, "不适用", State.TEXT, "不适用"),
    (REASON, "=1+1", State.TEXT, "=1+1"),
]

#: What people write instead of what is asked, and what it is taken for; "" for what is refused.
REPAIRS: list[tuple[Answer, Cell, object]] = [
    # numbers: full width, unit, full stop behind the unit, invisible characters
    (POINTS, "85分", 85),
    (POINTS, "８５ 分", 85),
    (POINTS, "８５．５分", 85.5),
    (POINTS, "85分。", 85),
    (POINTS, "85 分 ", 85),
    (POINTS, "+85", 85),
    (POINTS, "85.", 85),
    (POINTS, "\u200b85\u2060分", 85),
    (POINTS, "－３", -3),
    (TIMES, "４次", 4),
    (TIMES, "4 次。", 4),
    (POINTS, "不适用。", "不适用"),
    (POINTS, "“不适用”", "不适用"),
    (POINTS, "约85", ""),
    (POINTS, "85左右", ""),
    (POINTS, "80-90", ""),
    (POINTS, "80～90", ""),
    (POINTS, "2000万", ""),
    (POINTS, "2千", ""),
    (POINTS, "1,000", ""),
    (POINTS, "85,5", ""),
    (POINTS, "85，5", ""),
    (POINTS, "85。", ""),
    (POINTS, "85。5", ""),
    (POINTS, "1e2", ""),
    (POINTS, "0x10", ""),
    (POINTS, "８５％", ""),
    (POINTS, "85/100", ""),
    (POINTS, "八十五", ""),
    (POINTS, "八五分", ""),
    (POINTS, "(85)", ""),
    (POINTS, "“85”", ""),
    (POINTS, "85？", ""),
    (POINTS, "85个", ""),
    (POINTS, "85分左右", ""),
    (POINTS, "得85分", ""),
    (POINTS, "85分/100分", ""),
    (POINTS, "满分", ""),
    (POINTS, "√", ""),
    (POINTS, "无", ""),
    (POINTS, "—", ""),
    (TIMES, "4-5次", ""),
    (TIMES, "每季度1次", ""),
    # 是 and 否: ticks and crosses, letters, truth values, 1 and 0
    (TICK, "√", "是"),
    (TICK, "✓", "是"),
    (TICK, "✔\ufe0f", "是"),
    (TICK, "☑", "是"),
    (TICK, "✅", "是"),
    (TICK, "对", "是"),
    (TICK, "对号", "是"),
    (TICK, "是的", "是"),
    (TICK, "是。", "是"),
    (TICK, "“是”", "是"),
    (TICK, " 是 ", "是"),
    (TICK, "Y", "是"),
    (TICK, "ｙ", "是"),
    (TICK, "Yes", "是"),
    (TICK, "t", "是"),
    (TICK, "TRUE", "是"),
    (TICK, True, "是"),
    (TICK, 1, "是"),
    (TICK, 1.0, "是"),
    (TICK, "１", "是"),
    (TICK, "×", "否"),
    (TICK, "✗", "否"),
    (TICK, "✘", "否"),
    (TICK, "❌", "否"),
    (TICK, "错", "否"),
    (TICK, "不是", "否"),
    (TICK, "N", "否"),
    (TICK, "Ｎo", "否"),
    (TICK, "f", "否"),
    (TICK, False, "否"),
    (TICK, 0, "否"),
    (TICK, -0.0, "否"),
    (TICK, "0", "否"),
    (TICK, "有", ""),
    (TICK, "无", ""),
    (TICK, "○", ""),
    (TICK, "X", ""),
    (TICK, "☒", ""),
    (TICK, "①", ""),
    (TICK, "是/否", ""),
    (TICK, "是？", ""),
    (TICK, "基本是", ""),
    (TICK, "√×", ""),
    (TICK, "-", ""),
    (TICK, 2, ""),
    (TICK, 0.5, ""),
    (TICK, "1.0", ""),
    (TICK, "10分", ""),
    # grades: blanks, full width, quotation marks, full stop, 等次
    (GRADE, " 较 好　", "较好"),
    (GRADE, "较好\ufeff", "较好"),
    (GRADE, "较好。", "较好"),
    (GRADE, "“较好”", "较好"),
    (GRADE, "【好】", "好"),
    (GRADE, "「差」", "差"),
    (GRADE, "较好等次", "较好"),
    (GRADE, "“好”等次", ""),
    (GRADE, "好等", ""),
    (GRADE, "（好）", ""),
    (GRADE, "好/较好", ""),
    (GRADE, "好?", ""),
    (GRADE, "较好以上", ""),
    (GRADE, "“较好", ""),
    (GRADE, "√", ""),
    (GRADE, "对", ""),
    (GRADE, "1", ""),
    (GRADE, 1, ""),
    (GRADE, True, ""),
    (GRADE, "A", ""),
    (GRADE, "优秀", ""),
    (GRADE, "95", ""),
]


@pytest.mark.parametrize(("spec", "raw", "meant"), REPAIRS)
def test_what_is_certain_is_repaired_and_nothing_else(spec: Answer, raw: Cell, meant: object) -> None:
    reading = spec.read(raw)
    if meant == "":
        assert (reading.state, reading.value) == (State.OTHER, None)
    elif isinstance(meant, str):
        assert (reading.state, reading.value) == (State.TEXT_CHOICE, meant)
    else:
        assert (reading.state, reading.value) == (State.TEXT_NUMBER, ticks(float(str(meant))))


@pytest.mark.parametrize(("spec", "raw", "state", "value"), READ)
def test_a_cell_reads_as(spec: Answer, raw: Cell, state: State, value: Value | None) -> None:
    reading = spec.read(raw)
    assert (reading.state, reading.value) == (state, value)
    assert math.isnan(reading.number) == (state not in (State.NUMBER, State.TEXT_NUMBER))


# Compatibility forms are not digits of the number: 5² is not 52, and 10① is not 101.
@pytest.mark.parametrize("raw", ["5²", "10①", "㊿", "⒈", "½", "8₅", "٣", "1٣", "८५"])
def test_only_plain_and_full_width_digits_are_digits(raw: str) -> None:
    assert POINTS.read(raw).state is State.OTHER


# 8 5 may be 85 or 8.5 with a dot that was not typed.
@pytest.mark.parametrize("raw", ["8 5", "8　5", "1 0 0", "8\n5", "- 5 5"])
def test_blanks_between_digits_are_doubtful(raw: str) -> None:
    assert POINTS.read(raw).state is State.OTHER


# Any of these can stand in a stranger's file, and must not end the run.
@pytest.mark.parametrize(
    "raw", [math.nan, math.inf, -math.inf, 1e305, -1e308, "9" * 400, "-" + "9" * 400, "." + "9" * 400]
)
@pytest.mark.parametrize("spec", [POINTS, TIMES, GRADE])
def test_no_number_is_too_large_to_be_refused(spec: Answer, raw: Cell) -> None:
    reading = spec.read(raw)
    assert not spec.markable(reading) or reading.number <= spec.limit


CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.text(max_size=20),
    st.text("0123456789.-+分次 ８．不适用好较", max_size=8),
    st.floats(-1e9, 1e9),
    st.integers(-(10**20), 10**20),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - cells have no zone
    st.times(),
    st.timedeltas(timedelta(0), timedelta(1000)),
    st.sampled_from(["#N/A", "#REF!"]).map(CellError),
)


@given(st.sampled_from([POINTS, TIMES, GRADE, TICK, REASON]), CELLS)
def test_every_cell_can_be_read(spec: Answer, raw: Cell) -> None:
    reading = spec.read(raw)
    numeric = reading.state in (State.NUMBER, State.TEXT_NUMBER)
    assert numeric == isinstance(reading.value, int) == (not math.isnan(reading.number))
    assert (reading.value is None) == (reading.state in (State.BLANK, State.ERROR, State.OTHER))
    if spec.markable(reading):
        assert reading.value is not None
        assert not numeric or -1 / TICKS < reading.number < float(spec.limit) + 1 / TICKS


@given(st.integers(0, 4), st.data())
def test_every_number_within_the_limits_is_marked(digits: int, data: st.DataObject) -> None:
    step = TICKS // 10**digits
    full = data.draw(st.integers(1, 100 * TICKS // step)) * step
    given_ = data.draw(st.integers(0, full // step).map(lambda n: n * step) | st.just(full))
    spec = Answer("value", "特色", ItemKind.POINTS, required=True, upper=Decimal(full) / TICKS, digits=digits)
    # Full marks such as 19.3 are no exact binary number: the cell's float may lie above the decimal.
    for raw in (given_ / TICKS, str(given_ / TICKS), f"{given_ / TICKS}分"):
        if "e" in str(raw):
            continue
        reading = spec.read(raw)
        assert reading.value == given_
        assert spec.markable(reading)


@pytest.mark.parametrize("name", ["Ａ级", "优２", "一－", "ｘ"])
def test_every_choice_that_is_offered_can_be_chosen(name: str) -> None:
    spec = Answer("value", "评价", ItemKind.GRADE, required=True, choices=(name, "差"))
    reading = spec.read(name)
    assert (reading.state, reading.value) == (State.CHOICE, name)

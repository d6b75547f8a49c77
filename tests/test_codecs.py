"""Both directions of every kind of scheme cell, what is refused, and that worksheet and Python refuse the same."""

import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import Any

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.scheme.codecs import (
    Choice,
    Clock,
    Code,
    Codec,
    Day,
    Number,
    Raw,
    RefusedValueError,
    Share,
    Text,
    Whole,
    YesNo,
    is_blank,
    plain,
)
from dangjian_xl.scheme.model import Aggregation, Direction, Scope
from dangjian_xl.scheme.tables import BASICS, TABLES
from tests.support import office

PERCENT = Number(Decimal(0), Decimal(100))
DIGITS = Whole(0, 4)

#: Every codec in use, and all values that its model field can take.
VALUES: dict[type, Callable[[Any], st.SearchStrategy[Any]]] = {
    Text: lambda _: st.text(min_size=1).map(Text().parse).filter(bool),
    Code: lambda _: st.from_regex(r"[\w·.\-－—]{1,20}", fullmatch=True).filter(
        lambda code: len(unicodedata.normalize("NFC", code)) == len(code)
    ),
    Number: lambda codec: st.integers(int(codec.low * 10**4), int(codec.high * 10**4)).map(
        lambda ticks: Decimal(ticks).scaleb(-4)
    ),
    Whole: lambda codec: st.integers(codec.low, codec.high),
    Share: lambda _: st.fractions(0, 1).filter(bool),
    Day: lambda _: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    YesNo: lambda _: st.booleans(),
    Clock: lambda _: st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    Choice: lambda codec: st.sampled_from(codec.options),
}
CODECS = sorted({c.codec for c in BASICS} | {c.codec for t in TABLES for c in t.columns}, key=repr)
#: A codec with one of its values.
PAIRS = st.sampled_from(CODECS).flatmap(lambda codec: VALUES[type(codec)](codec).map(lambda v: (codec, v)))


@settings(deadline=None)
@given(PAIRS)
@example((Text(), "a\r\nb"))
def test_what_is_shown_is_read_back(pair: tuple[Codec, object]) -> None:
    codec, value = pair
    value = codec.parse(value) if isinstance(value, str) and isinstance(codec, (Text, Code)) else value
    shown = codec.show(value)
    assert codec.parse(shown) == value
    # In a text table a cell is written with str(); calamine gives every number as float and every day as datetime.
    assert codec.parse(str(shown)) == value
    if isinstance(shown, int):
        assert codec.parse(float(shown)) == value
    if isinstance(shown, date):
        assert codec.parse(datetime(shown.year, shown.month, shown.day)) == value  # noqa: DTZ001 - as calamine gives it


@settings(deadline=None)
@given(st.text(), st.sampled_from("\r\v\f\x1c\x85\u2028\u2029"))
def test_text_is_read_the_same_a_second_time(text: str, line_end: str) -> None:
    # What a workbook or a text table would turn into a plain line break must be one from the start.
    for raw in (text, f"a{text}{line_end}\n{text}b"):
        once = Text().parse(raw)
        assert Text().parse(once) == once
        assert "\n".join(once.splitlines()) == once


@settings(deadline=None)
@given(VALUES[Number](Number()))
def test_equal_numbers_look_equal(number: Decimal) -> None:
    assert str(plain(number)) == str(plain(number * 10 / 10)) == f"{plain(number):f}"
    assert Number().parse(f"{number:.4f}") == number


@pytest.mark.parametrize(
    ("codec", "raw", "value"),
    [
        # numbers: as typed, never as a binary float has them
        (PERCENT, 0.1 + 0.2, Decimal("0.3")),
        (PERCENT, 33.3333, Decimal("33.3333")),
        (PERCENT, "66.6667", Decimal("66.6667")),
        (PERCENT, " 20 ", Decimal(20)),
        (PERCENT, "20.50", Decimal("20.5")),
        (PERCENT, 100, Decimal(100)),
        (DIGITS, 2.0, 2),
        # shares: exact, whatever way they are written
        (Share(), "1/3", Fraction(1, 3)),
        (Share(), "１／３", Fraction(1, 3)),
        (Share(), "1 / 3", Fraction(1, 3)),
        (Share(), "15%", Fraction(3, 20)),
        (Share(), "12.5％", Fraction(1, 8)),
        (Share(), "0.15", Fraction(3, 20)),
        (Share(), 0.15, Fraction(3, 20)),
        (Share(), 1.0, Fraction(1)),
        # days: a cell's date, a serial number, or what people type
        (Day(), datetime(2022, 11, 24, 14, 30), date(2022, 11, 24)),  # noqa: DTZ001 - cells have no time zone
        (Day(), 44889.0, date(2022, 11, 24)),
        (Day(), "2022-11-24", date(2022, 11, 24)),
        (Day(), "2022/1/4", date(2022, 1, 4)),
        (Day(), "2022.11.24", date(2022, 11, 24)),
        (Day(), "2022年11月24日", date(2022, 11, 24)),
        # codes: a number typed for one is its digits
        (Code(), 3.0, "3"),
        (Code(), 1.1, "1.1"),
        (Code(), "1.10", "1.10"),
        (Code(), " T1-书面 ", "T1-书面"),
        (Text(), " 两行\r\n第二行 ", "两行\n第二行"),
        # times: as text, or a worksheet's fraction of a day
        (Clock(), "14:30", time(14, 30)),
        (Clock(), "9：05", time(9, 5)),
        (Clock(), "14:30:00", time(14, 30)),
        (Clock(), 14.5 / 24, time(14, 30)),
        (YesNo(), "是 ", True),
        (Choice(Scope), "所辖组织", Scope.SUBORDINATES),
    ],
)
def test_read_as_the_person_meant_it(codec: Codec, raw: Raw, value: object) -> None:
    assert codec.parse(raw) == value


REFUSED: list[tuple[Codec, Raw, str]] = [
    (PERCENT, "二十", "0 到 100 之间的数"),
    (PERCENT, "20分", "数"),
    (PERCENT, -0.0001, "0 到 100"),
    (PERCENT, 100.0001, "0 到 100"),
    (PERCENT, 33.33333, "不超过4位"),
    (PERCENT, "nan", "数"),
    (PERCENT, "inf", "数"),
    (PERCENT, float("inf"), "数"),
    (PERCENT, True, "数"),
    (PERCENT, date(2022, 1, 3), "数"),
    (DIGITS, 2.5, "0 到 4 之间的整数"),
    (DIGITS, 5, "0 到 4"),
    (Share(), "0", "1/3"),
    (Share(), "4/3", "不超过1"),
    (Share(), "150%", "不超过1"),
    (Share(), "-1/3", "大于0"),
    (Share(), "1/0", "1/3"),
    (Share(), "三分之一", "1/3"),
    (Share(), "%", "15%"),
    (Share(), 44564.0, "“文本”"),  # what Excel makes of 1/3 in a cell that is not text
    (Share(), datetime(2022, 1, 3), "“文本”"),  # noqa: DTZ001 - cells have no time zone
    (Day(), "11月24日", "2022-11-24"),
    (Day(), "2022-11-31", "2022-11-24"),
    (Day(), "20221124", "2022-11-24"),
    (Day(), 20221124.0, "2022-11-24"),
    (Day(), True, "2022-11-24"),
    (Code(), "T 1", "不能有空格"),
    (Code(), "A/1", "编号"),
    (Code(), "A、B", "编号"),
    (Code(), "号" * 21, "20个字"),
    (Clock(), "24:00", "14:30"),
    (Clock(), "14:60", "14:30"),
    (Clock(), "下午两点半", "14:30"),
    (Clock(), "14点30分", "14:30"),
    (Clock(), 14.3, "14:30"),
    (Clock(), True, "14:30"),
    (YesNo(), "Y", "是"),
    (YesNo(), True, "是"),
    (Choice(Direction), "加", "加分、减分"),
    (Choice(Direction), "加分、减分", "加分、减分"),
]


@pytest.mark.parametrize(("codec", "raw", "expected"), REFUSED)
def test_refused_with_what_is_expected(codec: Codec, raw: Raw, expected: str) -> None:
    with pytest.raises(RefusedValueError) as refusal:
        codec.parse(raw)
    assert expected in str(refusal.value)
    # It follows “应填” and is followed by “。”
    assert not str(refusal.value).endswith(("。", "，"))


@settings(deadline=None)
@given(st.one_of(st.text(max_size=8), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.dates()))
def test_every_cell_is_read_or_refused(raw: Raw) -> None:
    for codec in CODECS:
        try:
            value = codec.parse(raw)
        except RefusedValueError:
            continue
        assert codec.parse(codec.show(value)) == value or is_blank(value)


# Worksheet and Python: data validation and self-check must refuse what Python would refuse, and nothing else.

#: The sheet asks that these be retyped, though Python would read them.
RETYPE: list[tuple[Codec, Raw]] = [
    (PERCENT, "20"),  # a number as text: sums in the sheet would leave it out
    (PERCENT, "２０"),
    (DIGITS, "2"),
    (Day(), "2022-11-24"),  # a day as text: the sheet cannot compare it
    (Day(), "2022年11月24日"),
    (Share(), "１／３"),
    (Share(), "15％"),
    (Code(), "T1 "),
    (YesNo(), "是 "),
    (Choice(Direction), " 加分"),
]
#: A worksheet has no patterns, so it lets these pass; Python does not.
NO_PATTERNS: list[tuple[Codec, Raw]] = [(Code(), "A/1"), (Code(), "A、B"), (Code(), "第\u3000一")]
AGREED: list[tuple[Codec, Raw]] = [
    *((codec, raw) for codec, raw, _ in REFUSED if raw != float("inf") and (codec, raw) not in NO_PATTERNS),
    *(
        (codec, raw)
        for codec in (PERCENT, Number())
        for raw in (0, 0.0001, 0.00001, 99.9999, 100, 100.0001, -1)
    ),
    *((Number(Decimal(0), Decimal(1000)), raw) for raw in (1000, 1000.0001, 0.1 + 0.2, 1 / 3)),
    *((DIGITS, raw) for raw in (0, 4, 5, -1, 1.5, True, False)),
    *((Whole(1, 99), raw) for raw in (0, 1, 99, 100)),
    *((Whole(2000, 2099), raw) for raw in (1999, 2000, 2022, 2099, 2100, "今年")),
    *((Share(), raw) for raw in ("1/3", "15%", "0.15", "1", 0.15, 1, 0, 1.5, True)),
    *((Day(), raw) for raw in (date(2022, 11, 24), date(2000, 1, 1), date(2099, 12, 31), 44889, 44889.5)),
    *((Day(), raw) for raw in (date(1999, 12, 31), date(2100, 1, 1), 0, 36525, 73051, "十一月")),
    *((Code(), raw) for raw in ("号" * 20, "T1-书面", 1.1, 3, "1.10", "A B")),
    *((YesNo(), raw) for raw in ("是", "否", "否是", 1)),
    *((Choice(options), option) for options in (Direction, Scope, Aggregation) for option in options),
    *((Choice(Aggregation), raw) for raw in ("平均数", "去最高最低", 3, True)),
    *((Text(), raw) for raw in ("任何", 3.5, True)),
]


def random_numbers() -> Iterator[tuple[Codec, Raw]]:
    """Numbers with one decimal too many or none, about and beyond the limits; the same ones in every run."""
    random = Random(2022)
    for codec in (PERCENT, Number(), DIGITS, Number(Decimal(-5), Decimal(5), 2)):
        for decimals in range(7):
            for _ in range(8):
                yield codec, round(random.uniform(-6, 120), decimals)
                yield codec, round(random.uniform(-1, 6), decimals)


def accepts(codec: Codec, raw: Raw) -> bool:
    try:
        codec.parse(raw)
    except RefusedValueError:
        return False
    return True


@pytest.fixture(scope="module")
def sheet_accepts(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Codec, Raw], bool]:
    """What the worksheet condition says of each pair, computed by LibreOffice in one go."""
    pairs = [*AGREED, *RETYPE, *NO_PATTERNS, *random_numbers()]
    folder = tmp_path_factory.mktemp("codecs")
    book = xlsxwriter.Workbook(folder / "a.xlsx")
    sheet = book.add_worksheet()
    days, texts = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "@"})
    for row, (codec, raw) in enumerate(pairs):
        if isinstance(raw, date):
            sheet.write_datetime(row, 0, raw, days)
        elif isinstance(raw, str):
            # Shares and codes stand in cells formatted as text: nothing there becomes a number.
            sheet.write_string(row, 0, raw, texts)
        elif isinstance(raw, bool):
            sheet.write_boolean(row, 0, raw)
        else:
            sheet.write_number(row, 0, float(raw or 0))
        sheet.write_formula(row, 1, f'=IF({codec.wrong(f"A{row + 1}")},"wrong","right")')
    book.close()
    (copy,) = office.recalculated([folder / "a.xlsx"], folder / "out")
    (grid,) = read_grids(copy.read_bytes()).values()
    verdicts = {(repr(codec), repr(raw)): row[1] for (codec, raw), row in zip(pairs, grid, strict=True)}
    assert set(verdicts.values()) == {"wrong", "right"}
    return lambda codec, raw: verdicts[repr(codec), repr(raw)] == "right"


SheetAccepts = Callable[[Codec, Raw], bool]


@pytest.mark.parametrize(("codec", "raw"), AGREED, ids=repr)
def test_sheet_and_python_agree(codec: Codec, raw: Raw, sheet_accepts: SheetAccepts) -> None:
    assert sheet_accepts(codec, raw) == accepts(codec, raw)


def test_sheet_and_python_agree_on_random_numbers(sheet_accepts: SheetAccepts) -> None:
    pairs = list(random_numbers())
    assert [p for p in pairs if sheet_accepts(*p) != accepts(*p)] == []
    assert 0.2 < sum(accepts(*p) for p in pairs) / len(pairs) < 0.8


@pytest.mark.parametrize(("codec", "raw"), RETYPE, ids=repr)
def test_the_sheet_asks_for_retyping(codec: Codec, raw: Raw, sheet_accepts: SheetAccepts) -> None:
    assert (sheet_accepts(codec, raw), accepts(codec, raw)) == (False, True)


@pytest.mark.parametrize(("codec", "raw"), NO_PATTERNS, ids=repr)
def test_only_python_knows_patterns(codec: Codec, raw: Raw, sheet_accepts: SheetAccepts) -> None:
    assert (sheet_accepts(codec, raw), accepts(codec, raw)) == (True, False)


def test_every_codec_in_use_is_tried() -> None:
    assert {type(codec) for codec in CODECS} == VALUES.keys()
    assert {type(codec) for codec, _ in AGREED} == VALUES.keys()


def test_drop_downs_offer_what_is_read() -> None:
    for codec in CODECS:
        if isinstance(codec, (Choice, YesNo)):
            assert [codec.show(codec.parse(choice)) for choice in codec.choices] == list(codec.choices)
            # a list literal of a data validation holds 255 characters
            assert len(",".join(codec.choices)) <= 255

"""One class per kind of scheme cell: parse and show side by side, with the worksheet test that says the same.

`parse` takes what stands in a workbook cell or in a text table and returns the model's value; `show` is its inverse.
`wrong(cell)` is a classic worksheet condition, TRUE where `parse` would refuse a non-empty cell.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

#: What a workbook cell can hold once read; errors never reach a codec.
Raw = str | float | int | bool | date | datetime | None
#: What a codec writes into a cell.
Shown = str | float | int | date | None

_CODE = re.compile(r"[\w·.\-－—]{1,20}")
_MAX_DECIMALS = 4


class RefusedValueError(ValueError):
    """A cell's value cannot be read; the text says what is expected, to follow “应填”."""


class Codec(Protocol):
    """Both directions of one kind of cell."""

    def parse(self, raw: Raw) -> object:
        """Return the model's value of a non-empty cell; raise RefusedValueError with what is expected."""

    def show(self, value: object) -> Shown:
        """Return what stands in the workbook for the value."""

    def wrong(self, cell: str) -> str:
        """Return a worksheet condition that is TRUE where the non-empty cell would be refused."""


def is_blank(raw: object) -> bool:
    """Whether a cell counts as empty: nothing, or only white space of any width."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _text(raw: Raw) -> str:
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime) and raw.time() == time():
        # A date that was typed where words are asked for: programs keep it as midnight.
        raw = raw.date().isoformat()
    return unicodedata.normalize("NFC", str(raw)).strip()


@dataclass(frozen=True, slots=True)
class Text:
    """Free text; line breaks are kept."""

    def parse(self, raw: Raw) -> str:
        """Any cell is text."""
        return "\n".join(_text(raw).splitlines())

    def show(self, value: object) -> Shown:
        """The text itself."""
        return str(value) or None

    def wrong(self, cell: str) -> str:
        """Only an error value is wrong."""
        return f"ISERROR({cell})"


@dataclass(frozen=True, slots=True)
class Code:
    """A short name that other tables refer to: letters (Chinese too), digits, and . · - at most 20 characters."""

    def parse(self, raw: Raw) -> str:
        """The code; refuses spaces and separators, for codes are part of file names and keys."""
        text = _text(raw)
        if not _CODE.fullmatch(text):
            raise RefusedValueError("不超过20个字的编号，可用汉字、字母、数字和 . · -，不能有空格")
        return text

    def show(self, value: object) -> Shown:
        """The code itself."""
        return str(value) or None

    def wrong(self, cell: str) -> str:
        """Length and blanks only: a worksheet has no patterns; Python is the authority."""
        return f'OR(ISERROR({cell}),LEN({cell})>20,ISNUMBER(FIND(" ",{cell})))'


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number with at most four decimals, within inclusive limits."""

    low: Decimal = Decimal(0)
    high: Decimal = Decimal(10_000)
    decimals: int = _MAX_DECIMALS

    def parse(self, raw: Raw) -> Decimal:
        """The exact decimal that the person typed: a float is taken by its shortest decimal text."""
        if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
            raise RefusedValueError(self._expected)
        try:
            number = Decimal(str(raw).strip())
        except InvalidOperation:
            raise RefusedValueError(self._expected) from None
        if not number.is_finite() or not self.low <= number <= self.high:
            raise RefusedValueError(self._expected)
        # A typed sum such as =0.1+0.2 arrives as 0.30000000000000004: the nearest tick is meant.
        step = Decimal(1).scaleb(-self.decimals)
        rounded = number.quantize(step)
        if abs(number - rounded) > Decimal("1e-9"):
            raise RefusedValueError(self._expected)
        return plain(rounded)

    @property
    def _expected(self) -> str:
        kind = "整数" if self.decimals == 0 else f"数（小数不超过{self.decimals}位）"
        return f"{plain(self.low)} 到 {plain(self.high)} 之间的{kind}"

    def show(self, value: object) -> Shown:
        """An int where possible, else a float (at most 4 decimals, so exact to read back)."""
        number = Decimal(str(value))
        return int(number) if number == number.to_integral_value() else float(number)

    def wrong(self, cell: str) -> str:
        """Not a number, out of the limits, or too many decimals."""
        low, high = plain(self.low), plain(self.high)
        inner = f"OR({cell}<{low},{cell}>{high},ABS({cell}-ROUND({cell},{self.decimals}))>1E-9)"
        # LibreOffice counts TRUE as a number, Excel does not.
        return f"IF(AND(ISNUMBER({cell}),NOT(ISLOGICAL({cell}))),{inner},TRUE)"


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within inclusive limits."""

    low: int
    high: int

    def parse(self, raw: Raw) -> int:
        """The number as int."""
        return int(self._number.parse(raw))

    def show(self, value: object) -> Shown:
        """The int."""
        return int(str(value))

    def wrong(self, cell: str) -> str:
        """As for a number without decimals."""
        return self._number.wrong(cell)

    @property
    def _number(self) -> Number:
        return Number(Decimal(self.low), Decimal(self.high), 0)


@dataclass(frozen=True, slots=True)
class Share:
    """A share in (0, 1], typed as 1/3, 15% or 0.15. The cell is text, for Excel turns 1/3 into a date."""

    _expected = "像 1/3、15% 这样的比例，大于0且不超过1（单元格格式须为“文本”，以免 1/3 被变成日期）"

    def parse(self, raw: Raw) -> Fraction:
        """The exact fraction."""
        if isinstance(raw, float):
            # =1/3 arrives as the nearest binary fraction: a third is meant, or 9 targets would give 2 places.
            raw = str(_simple(raw))
        text = unicodedata.normalize("NFKC", str(raw)).replace(" ", "")
        try:
            share = Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise RefusedValueError(self._expected) from None
        if not 0 < share <= 1:
            raise RefusedValueError(self._expected)
        return share

    def show(self, value: object) -> Shown:
        """As numerator/denominator."""
        return str(value)

    def wrong(self, cell: str) -> str:
        """What does not compute to a number in (0, 1], the text computed as Python does."""
        slash = f'FIND("/",{cell})'
        fraction = f"LEFT({cell},{slash}-1)/MID({cell},{slash}+1,9)"
        percent = f'IF(ISNUMBER(FIND("%",{cell})),SUBSTITUTE({cell},"%","")/100,VALUE({cell}))'
        # 1/x < 1 is TRUE for x > 1 and for negative x, and an error for 0.
        return f"IF(ISLOGICAL({cell}),TRUE,IFERROR(1/IF(ISNUMBER({slash}),{fraction},{percent})<1,TRUE))"


def _simple(number: float) -> Fraction | float:
    """The simple fraction that a computed number stands for, or the number as it is shown."""
    if not math.isfinite(number):
        return number
    simple = Fraction(number).limit_denominator(1000)
    return simple if abs(float(simple) - number) < 1e-12 else number


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day."""

    _expected = "2000至2099年的日期，如 2022-11-24"

    def parse(self, raw: Raw) -> date:
        """A date cell, an Excel serial number, or a text such as 2022-11-24, 2022/11/24 or 2022年11月24日."""
        day = self._day(raw)
        if day is None or not 2000 <= day.year < 2100:
            raise RefusedValueError(self._expected)
        return day

    def _day(self, raw: Raw) -> date | None:
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, date):
            return raw
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return date(1899, 12, 30) + timedelta(days=int(raw)) if 36526 <= raw < 73051 else None
        match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", str(raw).strip())
        try:
            return date(*(int(part) for part in match.groups())) if match else None
        except ValueError:
            return None

    def show(self, value: object) -> Shown:
        """The date."""
        if not isinstance(value, date):
            raise TypeError(value)
        return value

    def wrong(self, cell: str) -> str:
        """Not a serial number between 2000 and 2099 (a date typed as text is told to be retyped)."""
        return f"IF(ISNUMBER({cell}),OR({cell}<36526,{cell}>=73051),TRUE)"


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in whole minutes. The cell is text, so that it looks the same in every program."""

    _expected = "一天里的时间，如 14:30"

    def parse(self, raw: Raw) -> time:
        """A text such as 14:30 (full-width colon too) or a worksheet's fraction of a day."""
        if isinstance(raw, (int, float)) and not isinstance(raw, bool) and 0 <= raw < 1:
            minutes = round(raw * 24 * 60)
            raw = f"{minutes // 60}:{minutes % 60}"
        match = re.fullmatch(r"(\d{1,2})[:：](\d{1,2})([:：]00)?", _text(raw))
        if match and int(match[1]) < 24 and int(match[2]) < 60:
            return time(int(match[1]), int(match[2]))
        raise RefusedValueError(self._expected)

    def show(self, value: object) -> Shown:
        """Hours and minutes."""
        if not isinstance(value, time):
            raise TypeError(value)
        return f"{value:%H:%M}"

    def wrong(self, cell: str) -> str:
        """Neither a fraction of a day nor hours and minutes parted by a colon."""
        text = f'SUBSTITUTE({cell},"：",":")'
        colon = f'FIND(":",{text})'
        hours, minutes = f"VALUE(LEFT({text},{colon}-1))", f"VALUE(MID({text},{colon}+1,2))"
        wrong = f"IFERROR(OR({hours}>=24,{minutes}>=60,LEN({text})>8),TRUE)"
        return f"IF(ISNUMBER({cell}),OR({cell}<0,{cell}>=1),{wrong})"


@dataclass(frozen=True, slots=True)
class YesNo:
    """是 or 否."""

    def parse(self, raw: Raw) -> bool:
        """True for 是."""
        text = _text(raw)
        if text not in ("是", "否"):
            raise RefusedValueError("“是”或“否”")
        return text == "是"

    def show(self, value: object) -> Shown:
        """是 or 否."""
        return "是" if value else "否"

    def wrong(self, cell: str) -> str:
        """Neither of the two."""
        return f'AND({cell}<>"是",{cell}<>"否")'

    @property
    def choices(self) -> tuple[str, ...]:
        """What the drop-down offers."""
        return ("是", "否")


@dataclass(frozen=True, slots=True)
class Choice:
    """One member of an enumeration, by its Chinese text."""

    options: type[StrEnum]

    def parse(self, raw: Raw) -> StrEnum:
        """The member."""
        try:
            return self.options(_text(raw))
        except ValueError:
            raise RefusedValueError("下列之一：" + "、".join(self.choices)) from None

    def show(self, value: object) -> Shown:
        """The member's text."""
        return str(value)

    def wrong(self, cell: str) -> str:
        """None of the texts."""
        return "AND(" + ",".join(f'{cell}<>"{choice}"' for choice in self.choices) + ")"

    @property
    def choices(self) -> tuple[str, ...]:
        """What the drop-down offers."""
        return tuple(option.value for option in self.options)


def plain(number: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent, so that equal numbers also look equal."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()

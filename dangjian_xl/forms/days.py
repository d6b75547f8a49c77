"""Days in cells: what a cell says as a day, and a day as a worksheet counts it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from dangjian_xl.grids import Cell
from dangjian_xl.scheme.codecs import Day, RefusedValueError

#: The first and the last-but-one serial number of the days that are accepted: 2000 to 2099, as `scheme.codecs.Day`.
FIRST, BEYOND = 36526, 73051
_DAY_ZERO = date(1899, 12, 30)
_DAY = Day()
#: A day as one number, 20230501: its digits leave no doubt.
_JOINED = re.compile(r"(20[0-9]{2})([0-9]{2})([0-9]{2})")


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A day; `plain`: a worksheet sees it as one too."""

    day: date
    plain: bool


def day_of(raw: Cell) -> FoundDay | None:
    """The day that stands in a cell; None where there is none, or one of another century."""
    if isinstance(raw, bool) or not isinstance(raw, (str, int, float, date, datetime)):
        return None
    joined = _JOINED.fullmatch(_digits(raw))
    try:
        day = _DAY.parse("-".join(joined.groups()) if joined else raw)
    except (RefusedValueError, OverflowError):
        return None
    return FoundDay(day, plain=not joined and not isinstance(raw, str))


def _digits(raw: Cell) -> str:
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw)


def serial(day: date) -> int:
    """The number that worksheets keep a day as."""
    return (day - _DAY_ZERO).days


def not_day(cell: str) -> str:
    """A worksheet condition: no number that is a day of this century."""
    inside = f"OR({cell}<{FIRST},{cell}>={BEYOND})"
    # LibreOffice counts TRUE as a number, Excel does not.
    return f"IF(AND(ISNUMBER({cell}),NOT(ISLOGICAL({cell}))),{inside},TRUE)"


def after(cell: str, last: date) -> str:
    """A worksheet condition: a number of a day after another."""
    return f"IF(ISNUMBER({cell}),{cell}>={serial(last) + 1},FALSE)"


def after_today(cell: str) -> str:
    """A worksheet condition: a number of a day that is not over yet when today is."""
    return f"IF(ISNUMBER({cell}),{cell}>=TODAY()+1,FALSE)"

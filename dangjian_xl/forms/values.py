"""The codecs of answers: what stands in a cell -> what it says, with the certain repairs told apart from the doubtful.

A repair is made only where the meaning is certain; everything else stays unread, and a rule says so.

Numbers: full-width digits and signs, the matching unit (with a full stop behind it), invisible characters, blanks at the
ends, numbers kept as text. Not: a unit that does not match, a decimal comma or 。 (it may stand for a point), blanks
between digits, %, fractions, exponents, numerals in words, brackets (they make a number negative in accounts).

Choices: blanks anywhere, full-width letters, invisible characters, one pair of quotation marks around (as instructions
write choices) and a full stop behind; of a grade also the word 等次 behind. 是／否 also as people tick and as programs
write truth (`YES`, `NO`). Not: 有／无, ○, X, a question mark, and ☒, which Word's tick boxes show for yes.
"""

from __future__ import annotations

import dataclasses
import math
import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum

from dangjian_xl.forms.conditions import Demand, Relation, When, Whole
from dangjian_xl.forms.days import day_of, serial
from dangjian_xl.forms.marking import NOT_APPLICABLE, TICKS, Value, to_ticks
from dangjian_xl.grids import Cell, CellError
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import ItemKind

#: What a worksheet's CLEAN, TRIM and two SUBSTITUTEs take for nothing (see `rules`), so Python does too.
_NOTHING = "".join(map(chr, range(33))) + "\u00a0\u3000"
#: Before this day programs disagree which number a date is (Excel counts a 29th of February 1900).
_AGREED = datetime(1900, 3, 1)  # noqa: DTZ001 - a worksheet's days have no zone
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a worksheet's serial days have no zone
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
#: Ways of writing 是 and 否, in capitals, that leave no doubt.
YES = frozenset({"√", "✓", "✔", "☑", "✅", "对", "对号", "是的", "Y", "YES", "T", "TRUE", "1"})
NO = frozenset({"×", "✗", "✘", "❌", "错", "错号", "不是", "N", "NO", "F", "FALSE", "0"})
_QUOTES = ("“”", '""', "‘’", "''", "「」", "【】")
_NUMERIC = frozenset({ItemKind.POINTS, ItemKind.DEDUCTION, ItemKind.COUNT})
#: Noise of binary arithmetic up to here is none of the filler's doing.
FINENESS = 1e-9
_MAX_COUNT = Decimal(9999)
#: What is counted in an answer, by its field; elsewhere how often something was.
_UNITS = {"votes": "票", "people": "人"}


class AskKind(StrEnum):
    """What a form may ask besides the items of a scheme."""

    DAY = "日期"


class State(IntEnum):
    """What kind of thing stands in an answer cell."""

    BLANK = 0
    ERROR = 1
    NUMBER = 2
    TEXT_NUMBER = 3
    CHOICE = 4
    TEXT_CHOICE = 5
    NOT_APPLICABLE = 6
    TEXT = 7
    OTHER = 8
    DAY = 9
    TEXT_DAY = 10


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer cell says. `number` is NaN unless it is one; `value` is None where nothing valid was read.

    A day is a number too, its serial one; its value is written 2023-05-01.
    """

    state: State
    number: float
    value: Value | None


_NAN = float("nan")
_BLANK = Reading(State.BLANK, _NAN, None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What may stand in one answer cell.

    `field` is value, reason, remark or what a kind of form calls it; `upper` and `digits` bound a number; `choices` are
    what a choice may be; `optional` allows 不适用; `when` demands an answer on a condition of the row's marks; `marked`: it is worth marks.

    Validity: a blank one `voids` the form instead of being sent back; at most `most` of a column may have the first
    choice (which voids if `most_voids`, or is sent back); `relation` to others of the row; `whole` sheet.

    On forms of several sheets: one that `states` puts its row in use on the sheets behind, where a `spare` one must be
    blank until then; `on`: the choices of its row that demand it; a `past` day is not after the day of checking; one after `by` is told.
    """

    field: str
    label: str
    kind: ItemKind | AskKind
    required: bool
    upper: Decimal | None = None
    digits: int = 0
    choices: tuple[str, ...] = ()
    optional: bool = False
    when: When = When.NEVER
    marked: bool = False
    voids: bool = False
    most: int | None = None
    relation: Relation | None = None
    whole: Whole | None = None
    # Not shown, for a form's digest is made of what is: what other forms never ask must not change theirs.
    on: Demand | None = dataclasses.field(default=None, repr=False)
    past: bool = dataclasses.field(default=False, repr=False)
    spare: bool = dataclasses.field(default=False, repr=False)
    states: bool = dataclasses.field(default=False, repr=False)
    by: date | None = dataclasses.field(default=None, repr=False)
    most_voids: bool = dataclasses.field(default=False, repr=False)

    @property
    def content(self) -> Answer:
        """What is asked, without what makes the form void: that may change while forms are out."""
        return replace(self, voids=False, most_voids=False, most=None, whole=None)

    @property
    def numeric(self) -> bool:
        """Whether a number is expected."""
        return self.kind in _NUMERIC

    @property
    def is_day(self) -> bool:
        """Whether a day is expected."""
        return self.kind is AskKind.DAY

    @property
    def unit(self) -> str:
        """The unit that people may write behind the number."""
        return "分" if self.kind is ItemKind.POINTS else _UNITS.get(self.field, "次")

    @property
    def limit(self) -> Decimal:
        """The greatest number accepted; counts have a bound too, so that a date in the cell is seen."""
        return self.upper if self.upper is not None else _MAX_COUNT

    @property
    def expected(self) -> str:
        """What to fill in, as one clause for messages and validations."""
        if self.kind is ItemKind.TEXT:
            return "请填文字"
        if self.is_day:
            return "请填日期，如 2023-05-01" + ("，不能晚于今天" if self.past else "")
        if self.choices:
            offered = self.choices + ((NOT_APPLICABLE,) if self.optional else ())
            return "请选" + "、".join(f"“{c}”" for c in offered)
        suffix = f"，不适用的填“{NOT_APPLICABLE}”" if self.optional else ""
        if self.upper is None:
            return f"请填{self.unit}数（整数），没有的填 0{suffix}"
        return f"请填 0 到 {plain(self.upper)} 的分数，{self._decimals}{suffix}"

    @property
    def _decimals(self) -> str:
        return f"最多{self.digits}位小数" if self.digits else "不带小数"

    def read(self, raw: Cell) -> Reading:
        """Read a cell."""
        if isinstance(raw, CellError):
            return Reading(State.ERROR, _NAN, None)
        if isinstance(raw, str) and not raw.strip(_NOTHING):
            return _BLANK
        if self.kind is ItemKind.TEXT:
            return Reading(State.TEXT, _NAN, str(raw).strip(_NOTHING))
        if self.is_day:
            return _read_day(raw)
        if self.numeric:
            return self._read_number(raw)
        return self._read_choice(raw)

    def markable(self, reading: Reading) -> bool:
        """Whether the reading can be turned into marks: a number within limits (whole, if a count), or a choice."""
        if not self.numeric:
            return isinstance(reading.value, str) and reading.value in self.choices
        if not isinstance(reading.value, int) or not 0 <= reading.value <= to_ticks(self.limit):
            return False
        return self.kind is ItemKind.POINTS or abs(reading.number - round(reading.number)) < FINENESS

    def markable_formula(self, cell: str) -> str:
        """The same as a worksheet condition (which repairs nothing)."""
        if self.numeric:
            whole = "" if self.kind is ItemKind.POINTS else f",ABS({cell}-ROUND({cell},0))<{FINENESS:.0E}"
            number = f"AND(NOT(ISLOGICAL({cell})),{cell}>=0,{cell}<={self.limit}+{FINENESS:.0E}{whole})"
            return f"IF(ISNUMBER({cell}),{number},FALSE)"
        return "OR(" + ",".join(f'EXACT({cell},"{choice}")' for choice in self.choices) + ")"

    def _read_number(self, raw: Cell) -> Reading:
        if isinstance(raw, (int, float)) and not isinstance(raw, bool):
            return _number(State.NUMBER, float(raw))
        if isinstance(raw, date):
            # A number in a cell formatted as a date is that number; it is used where all programs agree on it.
            # A time of day is none: who types 12:00 does not mean half a point.
            serial = _serial(raw)
            return Reading(State.OTHER, _NAN, None) if serial is None else _number(State.NUMBER, serial)
        if isinstance(raw, str):
            if _unquoted(_plain_text(raw)) == NOT_APPLICABLE:
                return self._not_applicable(raw)
            text = _half_width(raw)
            # A full stop behind the unit ends the sentence; behind a digit it may be a point.
            text = text.removesuffix("。") if text.endswith(f"{self.unit}。") else text
            text = text.removesuffix(self.unit).rstrip(_NOTHING)
            if _NUMBER.fullmatch(text):
                return _number(State.TEXT_NUMBER, float(text))
        return Reading(State.OTHER, _NAN, None)

    def _not_applicable(self, raw: str) -> Reading:
        """不适用, told apart from a way of writing it that the worksheet does not know."""
        repaired = self.optional and raw != NOT_APPLICABLE
        return Reading(State.TEXT_CHOICE if repaired else State.NOT_APPLICABLE, _NAN, NOT_APPLICABLE)

    def _read_choice(self, raw: Cell) -> Reading:
        if isinstance(raw, str):
            if raw in self.choices:
                return Reading(State.CHOICE, _NAN, raw)
            text = _unquoted(_plain_text(raw))
            if text == NOT_APPLICABLE:
                return self._not_applicable(raw)
            for said in (text, text.removesuffix("等次") if self.kind is ItemKind.GRADE else text):
                if said in self.choices:
                    return Reading(State.TEXT_CHOICE, _NAN, said)
        if self.kind is ItemKind.YES_NO:
            return _read_tick(raw)
        return Reading(State.OTHER, _NAN, None)


def _read_day(raw: Cell) -> Reading:
    """A day, told apart from one that a worksheet takes for a text or another number."""
    found = day_of(_half_width(raw) if isinstance(raw, str) else raw)
    if found is None:
        return Reading(State.OTHER, _NAN, None)
    state = State.DAY if found.plain else State.TEXT_DAY
    return Reading(state, float(serial(found.day)), found.day.isoformat())


def _read_tick(raw: Cell) -> Reading:
    """是 or 否 as people tick it, or as programs write truth: TRUE, 1."""
    if isinstance(raw, (bool, int, float)):
        said = str(int(raw)) if raw in (0, 1) else ""
    else:
        # Not by compatibility forms: ① is no 1.
        said = "".join(_unquoted(_half_width(raw)).split()).upper() if isinstance(raw, str) else ""
    for choice, ways in (("是", YES), ("否", NO)):
        if said in ways:
            return Reading(State.TEXT_CHOICE, _NAN, choice)
    return Reading(State.OTHER, _NAN, None)


def _number(state: State, number: float) -> Reading:
    if not math.isfinite(number):
        return Reading(State.OTHER, _NAN, None)
    # By its shortest decimal text: a float near the greatest there is would overflow when multiplied.
    return Reading(state, number, round(Decimal(repr(number)) * TICKS))


def _serial(day: date) -> float | None:
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001 - as above
    moment = moment.replace(tzinfo=None)
    return None if moment < _AGREED else (moment - _DAY_ZERO) / timedelta(days=1)


def _half_width(raw: str) -> str:
    """Full-width digits and signs as half-width, without invisible characters and blanks at the ends.

    Nothing else is mapped: ⑩ or ² beside a digit would make another number of it.
    """
    visible = (c for c in raw if not _invisible(c))
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in visible).strip(_NOTHING)


def _plain_text(raw: str) -> str:
    """Full-width characters as half-width, no white space, no invisible characters."""
    text = unicodedata.normalize("NFKC", raw)
    return "".join(c for c in text if not c.isspace() and not _invisible(c))


def _invisible(character: str) -> bool:
    """Whether nothing is seen of it: format characters, and selectors that make a sign black or coloured."""
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


def _unquoted(text: str) -> str:
    """Without one pair of quotation marks around, and without the full stop behind."""
    text = text.removesuffix("。")
    inner = next((text[1:-1] for pair in _QUOTES if len(text) > 2 and text[0] + text[-1] == pair), text)
    return inner.removesuffix("。")

"""What a form's sheet holds when it is written: a person's values and notes, and what the formulas will show of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cached_property

from dangjian_xl.forms.cover import Cover
from dangjian_xl.forms.layout import FULL_KEY, Address, Layout, Row
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.rules import END, RULES
from dangjian_xl.forms.screen import Screen
from dangjian_xl.forms.values import Answer, State
from dangjian_xl.grids import Cell, CellError

_RULES = {rule.code: rule for rule in RULES}
_ORDER = list(_RULES)
#: What the worksheet sees in a cell even where no note of a rule says it: a page left blank, a text that was read as a
#: number, a date that was written back as text. Numbers and choices that cannot be read share their words.
_BY_STATE = {
    State.BLANK: "answer-blank",
    State.TEXT_NUMBER: "answer-text-number",
    State.TEXT_CHOICE: "answer-text-choice",
    State.TEXT_DAY: "answer-text-day",
    State.OTHER: "answer-not-number",
}

#: What is wanted on account of a row's marks or choice.
_ON_ROW = ("answer-reason-missing", "answer-evidence-missing", "answer-wanted-chosen")
_TOO_MANY = ("answer-too-many", "answer-too-many-void")


@dataclass(frozen=True, slots=True)
class Note:
    """A finding about one answer: its code (for the live self-check's words) and its sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a form that is sent back: a person's raw values, and notes; `lead` is told above the table.

    `cover`: the sheet in front; `mark`: what a hidden cell of each sheet says of the file that it mends.
    """

    values: Mapping[Address, Cell] = field(default_factory=dict)
    notes: Mapping[Address, Sequence[Note]] = field(default_factory=dict)
    lead: Mapping[str, Sequence[str]] = field(default_factory=dict)
    cover: Cover | None = None
    mark: str = ""


def written(raw: Cell, spec: Answer) -> Cell:
    """What is handed back of a person's value: a date as text unless one was asked for, an error value not at all, for it would count as text."""
    if isinstance(raw, CellError):
        return ""
    if spec.is_day and isinstance(raw, date) and spec.read(raw).state is State.DAY:
        return raw
    return str(raw) if isinstance(raw, (date, time, timedelta)) else raw


@dataclass(frozen=True)
class Shown:
    """One sheet with what is filled in."""

    layout: Layout
    filled: Filled

    @cached_property
    def screen(self) -> Screen:
        """The sheet's columns, worked out once."""
        return Screen(self.layout)

    def value(self, row: Row, column_key: str) -> Cell:
        """What stands in an answer cell, "" for nothing."""
        spec = self.layout.answers[row.key, column_key]
        return written(self.filled.values.get(self.layout.address(row.key, column_key), ""), spec)

    def marks(self, row: Row) -> dict[str, int | None]:
        """Ticks by column key of a row's marked answers; None where the worksheet finds nothing to mark."""
        found: dict[str, int | None] = {}
        for column in self.layout.columns:
            marking = self.layout.markings.get((row.key, column.key))
            if marking is None:
                continue
            spec = self.layout.answers[row.key, column.key]
            reading = spec.read(self.value(row, column.key))
            plain = reading.state in (State.NUMBER, State.CHOICE) and spec.markable(reading)
            found[column.key] = marking.ticks(reading.value) if plain and reading.value is not None else None
        return found

    def answered(self, row: Row) -> bool:
        """Whether anything stands in the row's marked cells."""
        return any(self.value(row, key) != "" for row_key, key in self.layout.markings if row_key == row.key)

    def left_out(self, row: Row) -> bool:
        """Whether the row's item may be, and is, 不适用."""
        spec = self.layout.answers[row.key, "f:value"]
        return spec.optional and self.value(row, "f:value") == NOT_APPLICABLE

    def full_marks(self) -> float:
        """The full marks of all rows that apply."""
        full = {row.key: row.texts.get(FULL_KEY, "") for row in self.layout.rows}
        return sum(
            float(full[row.key])
            for row in self.layout.rows
            if not isinstance(full[row.key], str) and not self.left_out(row)
        )

    def segments(self, row: Row) -> dict[str, str]:
        """What the self-check says of each wrong answer of a row, by column key: the first broken rule's words."""
        found: dict[str, str] = {}
        for column in self.layout.columns:
            spec = self.layout.answers.get((row.key, column.key))
            if spec is None:
                continue
            address = self.layout.address(row.key, column.key)
            # An error value is not handed back, so the sheet finds the cell blank.
            told = [n.code for n in self.filled.notes.get(address, ())]
            codes = [code for code in told if code in _RULES and code != "answer-error"]
            state = spec.read(self.value(row, column.key)).state
            if state in _BY_STATE and (state is not State.BLANK or spec.required):
                codes.append(_BY_STATE[state])
            codes = [code for code in codes if self._seen(row, column.key, spec, code)]
            if spec.when and self._repaired(row, spec.on.peer if spec.on else "f:value"):
                # The sheet repairs nothing: it sees no marks and no choice there, and wants nothing on their account.
                codes = [code for code in codes if code not in _ON_ROW]
            if codes:
                label = _RULES[min(codes, key=_ORDER.index)].label(spec)
                heading = f"{column.heading}：" if self.layout.named(row.key, column.key) else ""
                found[column.key] = f"{heading}{label}{END}"
        return found

    def _seen(self, row: Row, column_key: str, spec: Answer, code: str) -> bool:
        """Whether the sheet can find it: it counts and adds up only what needs no repair."""
        if spec.relation and code == spec.relation.code:
            beside = (column_key, *spec.relation.peers)
            return all(self._state(row, key) is State.NUMBER for key in beside)
        if spec.most is not None and code in _TOO_MANY:
            chosen = [self.value(other, column_key) for other in self.layout.rows]
            return chosen.count(spec.choices[0]) > spec.most
        return True

    def _state(self, row: Row, column_key: str) -> State:
        return self.layout.answers[row.key, column_key].read(self.value(row, column_key)).state

    def _repaired(self, row: Row, column_key: str) -> bool:
        spec = self.layout.answers.get((row.key, column_key))
        if spec is None:
            return False
        return spec.read(self.value(row, column_key)).state in (State.TEXT_NUMBER, State.TEXT_CHOICE)

    @cached_property
    def problems(self) -> tuple[dict[str, str], ...]:
        """The segments of all rows."""
        return tuple(self.segments(row) for row in self.layout.rows)

    @property
    def count(self) -> int:
        """How many answers of the sheet are wrong."""
        return sum(map(len, self.problems))

    def counted(self, label: str) -> int:
        """How many of them for this reason."""
        return sum(text.endswith(label + END) for row in self.problems for text in row.values())

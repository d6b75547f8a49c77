"""The answers of a run: a table of which stands where, and each different one once, for thousands of forms say much the same.

A child hands over raw cells, and they are read here: sending a record for each answer would take longer than reading a row
that was not met before, most were met, and what is remembered of a file, or comes from another computer, is cells and no more.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import lru_cache
from sys import intern

from dangjian_xl.forms.answers import AnswerRow, DistinctAnswer, issued_rows, read_row
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Column, Layout, Row
from dangjian_xl.forms.marking import Marking
from dangjian_xl.forms.values import Answer
from dangjian_xl.grids import Cell
from dangjian_xl.returns.recognised import FormAnswers, Places, Recognised, ReturnedSheet, SheetAnswers
from dangjian_xl.same import Same

#: Rows with longer texts than this are not likely to be met again.
_SHORT = 8
#: What stood in the cells of a row, and which answers that were.
_Met = dict[tuple[Cell, ...], tuple[int, ...]]


class AnswerTable:
    """All answers of a run so far. `distinct` only grows, so that the codes in `FormAnswers` stay true."""

    def __init__(self, expected: Mapping[str, IssuedForm]) -> None:
        """For files that are forms of these."""
        self.distinct: list[DistinctAnswer] = []
        self.expected = expected
        self._codes: dict[tuple[object, ...], int] = {}
        self._met: dict[Places, list[_Met]] = {}

    def add(self, file: Recognised) -> Recognised:
        """The same file, its answers in this table; nothing is done where they are in one already."""
        if not file.sheets:
            return file
        codes = array("i")
        sheets: list[SheetAnswers] = []
        stated: set[str] = set()
        for sheet in file.sheets:
            layout = self.expected[file.form_id].layouts[sheet.page]
            places = _as_issued(layout) if sheet.rows is None else Places.of(layout, sheet.rows)
            of_sheet = self._codes_of(layout, places, sheet, stated)
            codes.extend(of_sheet)
            sheets.append(SheetAnswers(intern(sheet.tab), layout.target, places))
            if layout.linked:
                found = zip(places.items, of_sheet, strict=True)
                stated |= {item for item, code in found if self.distinct[code].states_row}
        return replace(file, answers=FormAnswers(self.distinct, codes, tuple(sheets)), sheets=())

    def _codes_of(
        self, layout: Layout, places: Places, sheet: ReturnedSheet, stated: AbstractSet[str]
    ) -> list[int]:
        """Which answers stand on a sheet. Rows as issued are many and much the same: what is met again is not read again."""
        codes: list[int] = []
        at = 0
        met_before = self._met.get(places) or [{} for _ in places.rows]
        if sheet.rows is None:
            self._met[places] = met_before
        for row, met in zip(places.rows, met_before, strict=True):
            raws = sheet.raws[at : at + len(row.columns)]
            at += len(raws)
            codes += met.get(raws) or self._read(layout, row, raws, stated, met)
        return codes

    def _read(
        self,
        layout: Layout,
        row: AnswerRow,
        raws: tuple[Cell, ...],
        stated: AbstractSet[str],
        met: _Met,
    ) -> tuple[int, ...]:
        codes = tuple(map(self._code, read_row(layout, row, raws, stated)))
        if all(not isinstance(raw, str) or len(raw) <= _SHORT for raw in raws):
            met[raws] = codes
        return codes

    def _code(self, answer: DistinctAnswer) -> int:
        # Numbers, truth values and a zero's signs may be equal; NaN is not even equal to itself.
        key = (
            id(answer.spec),
            repr(answer.raw),
            answer.score,
            answer.full,
            answer.demanded,
            repr(answer.bound),
            answer.stated,
        )
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self.distinct)
            self.distinct.append(answer)
        return code


def _as_issued(layout: Layout) -> Places:
    parts = (Same(layout.columns), Same(layout.rows), Same(layout.answers), Same(layout.markings))
    return _issued(*parts)


@lru_cache(maxsize=256)
def _issued(
    columns: Same[tuple[Column, ...]],
    rows: Same[tuple[Row, ...]],
    answers: Same[Mapping[tuple[str, str], Answer]],
    markings: Same[Mapping[tuple[str, str], Marking]],
) -> Places:
    layout = Layout.of_table(columns.of, rows.of, answers.of, markings.of)
    return Places.of(layout, issued_rows(layout))

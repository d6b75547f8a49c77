"""All answers of a run. Each different one is kept once, and of each form which ones stand in it: thousands of forms say much the same.

A form's answers are seen as `Entry`, made when somebody looks; what looks at all of them looks at the different ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any, NamedTuple, overload

import numpy as np
from numpy.typing import NDArray

from dangjian_xl.forms.answers import AnswerCell
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Column, Layout, Row
from dangjian_xl.forms.marking import Marking, Value
from dangjian_xl.forms.read import row_answers
from dangjian_xl.forms.untouched import Untouched
from dangjian_xl.forms.values import Answer, State
from dangjian_xl.grids import Cell, cell_name
from dangjian_xl.returns.recognised import Entry, Recognised
from dangjian_xl.same import Same

#: Rows with longer texts than this are not likely to be met again.
_SHORT = 8
Codes = NDArray[np.int32]
Texts = NDArray[np.object_]


class Said(NamedTuple):
    """One different answer: what was asked, what stands in the cell, how it reads, and what follows from its row (as in `Entry`)."""

    spec: Answer
    raw: Cell
    state: State
    number: float
    value: Value | None
    score: int | None
    full: int | None
    demanded: bool
    bound: float
    stated: bool

    @classmethod
    def of(cls, spec: Answer, entry: Entry) -> Said:
        """What an entry says."""
        return cls(
            spec, entry.raw, entry.state, entry.number, entry.value,
            entry.score, entry.full, entry.demanded, entry.bound, entry.stated,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """What the answers of a sheet answer, and where they stand, in their order. `targets`: None where all are about the sheet's own."""

    targets: Texts | None
    items: Texts
    fields: Texts
    cells: Texts


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The answers of one sheet of a file; `codes`: which of the different ones (`Answers.said`) stand there."""

    sheet: str
    target: str
    places: Places
    codes: Codes

    @property
    def targets(self) -> Texts:
        """The target of each answer."""
        if self.places.targets is None:
            return np.full(len(self.codes), self.target, dtype=object)
        return self.places.targets


@dataclass(frozen=True, slots=True, eq=False)
class FormAnswers(Sequence[Entry]):
    """The answers of one file."""

    answers: Answers
    form_id: str
    file: str
    parts: tuple[Part, ...]

    @property
    def codes(self) -> Codes:
        """Which of the different answers they are."""
        return np.concatenate([part.codes for part in self.parts]) if self.parts else np.zeros(0, np.int32)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormAnswers) and tuple(self) == tuple(other)

    # Whoever counts files goes by their names.
    __hash__ = None  # type: ignore[assignment]

    def __len__(self) -> int:
        return sum(len(part.codes) for part in self.parts)

    def __iter__(self) -> Iterator[Entry]:
        for part in self.parts:
            places = part.places
            addresses = zip(part.targets, places.items, places.fields, places.cells, part.codes, strict=True)
            for target, item, field, cell, code in addresses:
                said = self.answers.said[code]
                yield Entry(
                    self.form_id, target, item, field,
                    said.raw, said.state, said.number, said.value, said.score, said.full, said.demanded, said.bound,
                    self.file, part.sheet, cell, said.stated,
                )  # fmt: skip

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | Sequence[Entry]:
        return tuple(self)[index]


class Answers:
    """The different answers of a run so far."""

    def __init__(self, expected: Mapping[str, IssuedForm]) -> None:
        """For files that are forms of these."""
        self.said: list[Said] = []
        self._expected = expected
        self._codes: dict[tuple[object, ...], int] = {}
        self._met: dict[_Row, dict[tuple[Cell, ...], tuple[int, ...]]] = {}

    @classmethod
    def of(cls, files: Iterable[Recognised], expected: Mapping[str, IssuedForm]) -> Answers:
        """Those among which the answers of files are kept already, else new ones."""
        kept = (file.entries.answers for file in files if isinstance(file.entries, FormAnswers))
        return next(kept, None) or cls(expected)

    def kept(self, file: Recognised) -> Recognised:
        """The same file, its answers among these."""
        if isinstance(file.entries, FormAnswers) and file.entries.answers is self:
            return file
        if file.untouched:
            form = self._expected[file.form_id]
            parts = tuple(
                self._as_issued(layout, tab, sheet)
                for layout, (tab, sheet) in zip(form.layouts, file.untouched, strict=True)
            )
        elif file.entries:
            specs = self._expected[file.form_id].specs
            by_sheet = groupby(file.entries, key=lambda entry: entry.sheet)
            parts = tuple(self._as_found(sheet, list(entries), specs) for sheet, entries in by_sheet)
        else:
            return file
        return replace(file, entries=FormAnswers(self, file.form_id, file.file, parts), untouched=())

    def _as_issued(self, layout: Layout, tab: str, sheet: Untouched) -> Part:
        """A sheet on which every answer is where it was asked for."""
        table = _table(
            Same(layout.columns),
            Same(layout.rows),
            Same(layout.answers),
            Same(layout.markings),
            layout.first_row,
        )
        codes: list[int] = []
        at = 0
        for row in table.rows:
            raws = sheet.raws[at : at + len(row.columns)]
            at += len(raws)
            codes += self._met.setdefault(row, {}).get(raws) or self._read(layout, row, raws)
        return Part(tab, layout.target, table.places, np.array(codes, dtype=np.int32))

    def _read(self, layout: Layout, row: _Row, raws: tuple[Cell, ...]) -> tuple[int, ...]:
        """A row that was not met before."""
        cells = [(key, at, raw) for (key, at), raw in zip(row.columns, raws, strict=True)]
        codes = tuple(self._code(_said(answer)) for answer in row_answers(layout, row.key, cells))
        if all(not isinstance(raw, str) or len(raw) <= _SHORT for raw in raws):
            self._met[row][raws] = codes
        return codes

    def _as_found(
        self, sheet: str, entries: Sequence[Entry], specs: Mapping[tuple[str, str, str], Answer]
    ) -> Part:
        targets, items, fields = (texts(e.address[part] for e in entries) for part in range(3))
        places = Places(targets, items, fields, texts(e.cell for e in entries))
        said = (Said.of(specs[e.address], e) for e in entries)
        return Part(sheet, "", places, np.array([self._code(s) for s in said], dtype=np.int32))

    def _code(self, said: Said) -> int:
        # Numbers, truth values and a zero's signs may be equal; NaN is not even equal to itself.
        key = (
            id(said.spec),
            repr(said.raw),
            said.score,
            said.full,
            said.demanded,
            repr(said.bound),
            said.stated,
        )
        code = self._codes.get(key)
        if code is None:
            code = self._codes[key] = len(self.said)
            self.said.append(said)
        return code


def _said(answer: AnswerCell) -> Said:
    reading = answer.reading
    return Said(
        answer.spec, answer.raw, reading.state, reading.number, reading.value,
        answer.score, answer.full, answer.demanded, answer.bound, answer.stated,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    """A row as issued: its key, and of each answer the column's key and the 0-based cell."""

    key: str
    columns: tuple[tuple[str, tuple[int, int]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The answers of a table as issued."""

    rows: tuple[_Row, ...]
    places: Places


@lru_cache(maxsize=256)
def _table(
    columns: Same[tuple[Column, ...]],
    rows: Same[tuple[Row, ...]],
    answers: Same[Mapping[tuple[str, str], Answer]],
    markings: Same[Mapping[tuple[str, str], Marking]],
    first: int,
) -> _Table:
    layout = Layout.of_table(columns.of, rows.of, answers.of, markings.of)
    made = tuple(
        _Row(row.key, tuple((key, (at, place)) for key, place in layout.asked(row.key)))
        for at, row in enumerate(rows.of, first)
    )
    addresses = [layout.address(row.key, key) for row in made for key, _ in row.columns]
    targets, items, fields = (texts(address[part] for address in addresses) for part in range(3))
    cells = texts(cell_name(*at) for row in made for _, at in row.columns)
    return _Table(made, Places(targets if any(targets) else None, items, fields, cells))


def texts(of: Any) -> Texts:  # noqa: ANN401 - whatever can be gone through
    """An array of texts, each kept once."""
    found = [*of]
    same: dict[object, object] = {}
    array = np.empty(len(found), dtype=object)
    array[:] = [same.setdefault(text, text) for text in found]
    return array

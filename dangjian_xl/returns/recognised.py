"""What one returned file is: the records that reading makes and judging goes by. A child process makes them, so they need no numpy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from sys import intern

from dangjian_xl.findings import Finding
from dangjian_xl.forms.answers import AnswerRow, DistinctAnswer, PlacedAnswer
from dangjian_xl.forms.layout import Layout
from dangjian_xl.grids import Cell
from dangjian_xl.returns.papers import Paper


@dataclass(frozen=True, slots=True)
class ReturnedSheet:
    """One sheet of a form as it leaves the child: its place in the form's order, its tab, and what stands in its answers' cells.

    `rows`: where these stand, None for where they were issued (see `forms.read.SheetReading`).
    """

    page: int
    tab: str
    raws: tuple[Cell, ...]
    rows: tuple[AnswerRow, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Where the answers of a sheet stand, by rows, and by columns what they answer and their 0-based (row, column).

    `targets`: None where all are about the sheet's own. There is one for all sheets as they were issued.
    """

    rows: tuple[AnswerRow, ...]
    targets: tuple[str, ...] | None
    items: tuple[str, ...]
    fields: tuple[str, ...]
    at: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, layout: Layout, rows: tuple[AnswerRow, ...]) -> Places:
        """Of a sheet whose answers stand there."""
        addresses = [layout.address(row.key, key) for row in rows for key, _ in row.columns]
        # Each text is kept once.
        targets, items, fields = (tuple(intern(address[part]) for address in addresses) for part in range(3))
        own = set(targets) <= {layout.target}
        at = tuple(at for row in rows for _, at in row.columns)
        return cls(rows, None if own else targets, items, fields, at)


@dataclass(frozen=True, slots=True, eq=False)
class SheetAnswers:
    """Which answers stand on one sheet, called `tab` in the file; `target`: whom the whole sheet is about, "" for several."""

    tab: str
    target: str
    places: Places

    @property
    def targets(self) -> Sequence[str]:
        """The target of each answer."""
        return self.places.targets or (self.target,) * len(self.places.at)


@dataclass(frozen=True, slots=True, eq=False)
class FormAnswers:
    """The rows of the run's table of answers (`answers.AnswerTable`) that are one file's, in the form's order.

    `codes`: which of the `distinct` answers of the run each is; the rest of a row stands in `sheets`, column by column.
    """

    distinct: Sequence[DistinctAnswer]
    codes: Sequence[int]
    sheets: tuple[SheetAnswers, ...]

    def by_sheet(self) -> Iterator[tuple[SheetAnswers, Sequence[int]]]:
        """Each sheet with the codes of its answers."""
        first = 0
        for sheet in self.sheets:
            end = first + len(sheet.places.at)
            yield sheet, self.codes[first:end]
            first = end

    def __len__(self) -> int:
        return len(self.codes)

    def __iter__(self) -> Iterator[PlacedAnswer]:
        """The rows one by one, made as somebody looks: what looks at all forms looks at the columns."""
        for sheet, codes in self.by_sheet():
            places = sheet.places
            addresses = zip(sheet.targets, places.items, places.fields, strict=True)
            for address, at, code in zip(addresses, places.at, codes, strict=True):
                yield PlacedAnswer(address, at, self.distinct[code], sheet.tab)


#: Those of a file that is no form, and of one whose answers are not in the table yet.
NO_ANSWERS = FormAnswers((), (), ())


@dataclass(frozen=True, slots=True)
class Recognised:
    """What one file is. `form_id` is "" where it is no form of this scheme that can be trusted.

    `saved`: when the workbook says that it was last saved, None where it does not say; `mends`: SHA-256 of the files
    that it mends, being a send-back; `paper`: it is no workbook but a written report.

    `sheets`: what stands in its answers' cells, as it was found in the child, till `AnswerTable.add` has made `answers` of it.
    """

    file: str
    sha256: str
    form_id: str
    findings: tuple[Finding, ...]
    saved: datetime | None = None
    mends: frozenset[str] = frozenset()
    paper: Paper | None = None
    sheets: tuple[ReturnedSheet, ...] = ()
    answers: FormAnswers = field(default=NO_ANSWERS, compare=False)


def distinct_of(files: Iterable[Recognised]) -> Sequence[DistinctAnswer]:
    """The different answers among which the files' are. Codes of two tables would say two things: that is a bug of ours."""
    tables = {id(file.answers.distinct): file.answers.distinct for file in files if file.answers}
    (distinct,) = tables.values() or ((),)
    return distinct

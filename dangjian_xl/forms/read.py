"""A returned sheet -> its answers, found by key, and every difference from the sheet that was issued."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from dangjian_xl.forms.answers import AnswerCell, chosen, related, used
from dangjian_xl.forms.beside import elsewhere, merges
from dangjian_xl.forms.computed import typed_over
from dangjian_xl.forms.conditions import When
from dangjian_xl.forms.labels import at_cell, folded
from dangjian_xl.forms.layout import Layout, Located, Trouble
from dangjian_xl.forms.locate import locate
from dangjian_xl.forms.marking import NOT_APPLICABLE, Marking
from dangjian_xl.forms.strays import strays
from dangjian_xl.forms.trust import changed_headings, other_subject, trusted
from dangjian_xl.forms.values import Answer, Reading
from dangjian_xl.grids import Aside, Cell, Grid, cell_name, clipped, shown

#: What is written farther below the table than this many rows is a note of one's own.
BELOW = 5


@dataclass(frozen=True, slots=True)
class Own:
    """The rater's own organisation, which is never rated by this rater; "" if there is none."""

    code: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a sheet besides its cells: whether it was issued under other words, its merged cells and notes, and whose it is.

    `stated`: items that an earlier sheet of the form puts in use.
    """

    outdated: bool = False
    aside: Aside = field(default_factory=Aside)
    own: Own = field(default_factory=Own)
    stated: frozenset[str] = frozenset()


_PLAIN = Circumstances()


@dataclass(frozen=True, slots=True)
class SheetReading:
    """All answers of a sheet, in the layout's order, its troubles, and what is written on the line of the signature."""

    answers: tuple[AnswerCell, ...]
    troubles: tuple[Trouble, ...]
    signature: str = ""

    @property
    def stated(self) -> frozenset[str]:
        """The items whose rows it puts in use on the sheets behind it."""
        return frozenset(a.address[1] for a in self.answers if a.spec.states and a.reading.value is not None)


def read_sheet(
    layout: Layout,
    grid: Grid,
    stamp: tuple[int, int] | None,
    known: Circumstances = _PLAIN,
) -> SheetReading:
    """Read a sheet whose stamp was found at `stamp`. Lost or doubtful rows and columns have no answers, but a trouble.

    Of a sheet that was issued under other words only what stands under the same words as now is taken, and the
    differences are no trouble of the filler's.
    """
    subject = other_subject(layout, grid, stamp)
    if subject:
        return SheetReading((), () if known.outdated else (subject,))
    found = locate(layout, grid, stamp)
    located = trusted(layout, grid, found, known.own.name, strict=known.outdated)
    merged = merges(layout, grid, located, known.aside.merged)
    answers: list[AnswerCell] = []
    for row in layout.rows:
        cells = _cells_of(layout, grid, located, row.key, merged.taken)
        answers += used(row_answers(layout, row.key, cells), known.stated)
    if known.outdated:
        return SheetReading(tuple(answers), ())
    troubles = [
        *_by_words(located),
        *(_self(trouble, known.own) for trouble in located.troubles),
        *merged.troubles,
        *strays(grid, located, known.own.name),
        *changed_headings(layout, grid, located),
        *_changed_texts(layout, grid, located),
        # Formulas that lost their hidden cells show anything.
        *(() if located.by_words else typed_over(layout, grid, located, answers)),
        *elsewhere(layout, grid, located, answers, known.aside.notes),
    ]
    return SheetReading(tuple(answers), tuple(troubles), _signature(layout, grid, located))


def _by_words(located: Located) -> Iterator[Trouble]:
    if located.by_words:
        yield Trouble("form-keys-lost", "", ())


def _self(trouble: Trouble, own: Own) -> Trouble:
    """A row added for the own organisation is told as that."""
    if own.code and trouble.code == "form-row-unknown" and ("row", own.code) in trouble.context:
        return replace(trouble, code="form-row-self", context=(("row", own.name),))
    return trouble


def _signature(layout: Layout, grid: Grid, located: Located) -> str:
    """What stands behind the words before the signature, below the table."""
    below = max(located.rows.values(), default=len(grid)) + 1
    for cells in grid[below : below + BELOW]:
        for cell in cells:
            if isinstance(cell, str) and layout.signer in cell:
                return cell.split(layout.signer, 1)[1].split("日期")[0]
    return ""


def _cells_of(
    layout: Layout, grid: Grid, located: Located, row_key: str, taken: frozenset[tuple[int, int]]
) -> list[tuple[str, tuple[int, int], Cell]]:
    """What stands in a row's answers, but for those that were lost or `taken`: column key, 0-based place, content."""
    row = located.rows.get(row_key)
    if row is None:
        return []
    found = []
    for key, _ in layout.asked(row_key):
        position = located.columns.get(key)
        if position is not None and (row, position) not in taken:
            found.append((key, (row, position), at_cell(grid, row, position)))
    return found


def row_answers(
    layout: Layout, row_key: str, cells: Sequence[tuple[str, tuple[int, int], Cell]]
) -> list[AnswerCell]:
    """The answers of a row by what stands in their cells: (column key, 0-based place, content) in the columns' order."""
    found: list[AnswerCell] = []
    # The value's column stands left of what is wanted on its condition, so the marks are known when that is read.
    score: int | None = None
    full: int | None = None
    for key, at, raw in cells:
        spec = layout.answers[row_key, key]
        reading = spec.read(raw)
        address = layout.address(row_key, key)
        marking = layout.markings.get((row_key, key))
        if marking is None:
            demanded = _demanded(spec.when, score, full)
            found.append(AnswerCell(address, spec, raw, reading, at, key, demanded=demanded))
            continue
        score, full = _marks(marking, spec, reading)
        found.append(AnswerCell(address, spec, raw, reading, at, key, score, full))
    return chosen(related(found))


def _demanded(when: When, score: int | None, full: int | None) -> bool:
    if score is None or full is None:
        return False
    return (when is When.LOST and score < full) or (when is When.SCORED and score > 0)


def _marks(marking: Marking, spec: Answer, reading: Reading) -> tuple[int | None, int | None]:
    if reading.value == NOT_APPLICABLE and spec.optional:
        return 0, 0
    if reading.value is not None and spec.markable(reading):
        return marking.ticks(reading.value), marking.most(reading.value)
    return None, None


def _changed_texts(layout: Layout, grid: Grid, located: Located) -> Iterator[Trouble]:
    heads = {column.key: column.heading for column in layout.columns}
    for row in layout.rows:
        at = located.rows.get(row.key)
        for key, expected in row.texts.items():
            position = located.columns.get(key)
            # The running number may change when rows are sorted; it means nothing. What is computed asks nothing.
            if at is None or position is None or key == "s:number" or key[0] == "x":
                continue
            found = at_cell(grid, at, position)
            if not _same_text(found, str(expected)):
                context = (
                    ("column", heads[key]),
                    ("value", clipped(shown(found))),
                    ("expected", str(expected)),
                )
                yield Trouble("form-text-changed", cell_name(at, position), context)


def _same_text(found: Cell, expected: str) -> bool:
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        try:
            return float(expected) == float(found)
        except ValueError:
            return False
    return folded(str(found)) == folded(expected)

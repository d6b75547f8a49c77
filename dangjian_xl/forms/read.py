"""A returned sheet -> where its answers stand, found by key, and every difference from the sheet that was issued."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from dangjian_xl.forms.answers import AnswerRow, PlacedAnswer, are_exact, issued_rows, read_row
from dangjian_xl.forms.beside import elsewhere, merges
from dangjian_xl.forms.computed import typed_over
from dangjian_xl.forms.labels import at_cell, folded
from dangjian_xl.forms.layout import Layout, Located, Trouble
from dangjian_xl.forms.locate import locate
from dangjian_xl.forms.strays import strays
from dangjian_xl.forms.trust import changed_headings, other_subject, trusted
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
    """What stands in the answers' cells of a sheet, row by row in the layout's order; its troubles; the words on the line of the signature.

    `rows`: where they stand, None where they were issued and equal rows of raws read alike; `stated`: the items whose rows it puts in use on the
    sheets behind it.
    """

    raws: tuple[Cell, ...]
    rows: tuple[AnswerRow, ...] | None = None
    troubles: tuple[Trouble, ...] = ()
    signature: str = ""
    stated: frozenset[str] = frozenset()


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
        return SheetReading((), (), () if known.outdated else (subject,))
    found = locate(layout, grid, stamp)
    located = trusted(layout, grid, found, known.own.name, strict=known.outdated)
    merged = merges(layout, grid, located, known.aside.merged)
    rows = tuple(_row(layout, located, row.key, merged.taken) for row in layout.rows)
    answers = [answer for row in rows for answer in _placed(layout, grid, row, known.stated)]
    raws = tuple(placed.answer.raw for placed in answers)
    stated = frozenset(placed.address[1] for placed in answers if placed.answer.states_row)
    moved = layout.linked or rows != issued_rows(layout) or not are_exact(raws)
    where = rows if moved else None
    if known.outdated:
        return SheetReading(raws, where, stated=stated)
    troubles = (
        *_by_words(located),
        *(_self(trouble, known.own) for trouble in located.troubles),
        *merged.troubles,
        *strays(grid, located, known.own.name),
        *changed_headings(layout, grid, located),
        *_changed_texts(layout, grid, located),
        # Formulas that lost their hidden cells show anything.
        *(() if located.by_words else typed_over(layout, grid, located, answers)),
        *elsewhere(layout, grid, located, answers, known.aside.notes),
    )
    return SheetReading(raws, where, troubles, _signature(layout, grid, located), stated)


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


def _row(layout: Layout, located: Located, row_key: str, taken: frozenset[tuple[int, int]]) -> AnswerRow:
    """Where a row's answers are, but for those that were lost or `taken`."""
    row = located.rows.get(row_key)
    places = (
        (key, (row, located.columns[key]))
        for key, _ in layout.asked(row_key)
        if row is not None and key in located.columns
    )
    return AnswerRow(row_key, tuple((key, at) for key, at in places if at not in taken))


def _placed(layout: Layout, grid: Grid, row: AnswerRow, stated: frozenset[str]) -> Iterator[PlacedAnswer]:
    answers = read_row(layout, row, [at_cell(grid, *at) for _, at in row.columns], stated)
    for (key, at), answer in zip(row.columns, answers, strict=True):
        yield PlacedAnswer(layout.address(row.key, key), at, answer)


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

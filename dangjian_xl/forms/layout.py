"""Where an answer stands on a form: keys travel with cells. `locate` says where it is in the grid that came back.

A sheet is a grid. Row 1 is hidden and holds the columns' keys, column A is hidden and holds the rows' keys, A1 holds
the stamp, with spare ones farther right in row 1 and farther down in column A. Keys are `dimension:code` with the dimensions t (target), i (item), f (field), s (printed text), x (computed).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256

from dangjian_xl.forms.marking import Marking
from dangjian_xl.forms.values import Answer
from dangjian_xl.grids import Grid
from dangjian_xl.reading.kinds import STAMP_PREFIX
from dangjian_xl.same import Same
from dangjian_xl.scheme.model import ItemKind

#: Raised whenever forms of an older program would no longer be found or understood.
LAYOUT_VERSION = 1
#: 0-based rows of the head; the headings take one row or two.
KEY_ROW, TITLE_ROW, WHO_ROW, HELP_ROW, CHECK_ROW, HEADING_ROW = range(6)
#: Stand on a sheet before the names of the organisation that it is about, of the rater and of the person assessed;
#: the last parts the facts of that line.
ABOUT, BY, PERSON, BETWEEN = "被评党组织：", "评价人：", "述职人：", "　　"
#: Stands below the table before a signature, and before a rater's.
SIGNATURE = "签名："
SIGNED = f"评价人{SIGNATURE}"
#: A stamp farther down or right than this is nobody's.
_FAR = 200
TOTAL_KEY = "x:total"
SCORE_KEY = "x:score"
CHECK_KEY = "x:check"
#: What the target said of itself, and by how much the marks beside it differ.
OWN_KEY, DIFFERENCE_KEY = "x:own", "x:difference"
FULL_KEY = "s:full"

#: What goes along with an answer.
_ASIDE = ("f:reason", "f:remark")

#: (target, item, field): the identity of an answer within a form.
Address = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: key, heading, width in characters, and a second heading line (full marks, how to fill in)."""

    key: str
    heading: str
    width: float
    sub: str = ""
    centred: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: key, and the printed text by column key."""

    key: str
    texts: Mapping[str, str | Decimal]


@dataclass(frozen=True, slots=True)
class Layout:
    """One sheet of a form, complete but for looks: what is printed, what is asked where, how it is marked.

    `answers` and `markings` go by (row key, column key). `target` is set where the whole sheet is about one target.
    `criteria`: how the columns' items are judged, printed under the instructions where the rows do not say it;
    `totals`: a row adds up the rows; `signed`: there is a line for the signature, `signer`: what it says before that.
    Where a form has several sheets about one target, `target` is each one's own name.
    """

    name: str
    title: str
    who: tuple[str, ...]
    instructions: tuple[str, ...]
    criteria: tuple[str, ...]
    target: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    answers: Mapping[tuple[str, str], Answer]
    markings: Mapping[tuple[str, str], Marking]
    totals: bool
    landscape: bool
    signed: bool = True
    signer: str = SIGNED

    @classmethod
    def of_table(
        cls,
        columns: tuple[Column, ...],
        rows: tuple[Row, ...],
        answers: Mapping[tuple[str, str], Answer],
        markings: Mapping[tuple[str, str], Marking],
        *,
        totals: bool = False,
    ) -> Layout:
        """A sheet that is a table and nothing else: what is common to all forms of a kind."""
        return cls("", "", (), (), (), "", columns, rows, answers, markings, totals, landscape=False)

    @property
    def first_row(self) -> int:
        """0-based row of the first record as issued."""
        return HEADING_ROW + (2 if any(c.sub for c in self.columns) else 1)

    @property
    def linked(self) -> bool:
        """Whether what a row asks depends on other sheets, or what other sheets ask on it."""
        return any(spec.spare or spec.states for spec in self.answers.values())

    def cell(self, row_key: str, column_key: str) -> tuple[int, int]:
        """0-based (row, column) as issued."""
        row = next(i for i, r in enumerate(self.rows) if r.key == row_key)
        column = next(i for i, c in enumerate(self.columns) if c.key == column_key)
        return self.first_row + row, column + 1

    def asked(self, row_key: str) -> list[tuple[str, int]]:
        """The keys and 0-based columns, as issued, of what a row asks, from left to right: the order of its answers everywhere."""
        keys = ((column.key, number) for number, column in enumerate(self.columns, 1))
        return [(key, number) for key, number in keys if (row_key, key) in self.answers]

    def address(self, row_key: str, column_key: str) -> Address:
        """Whose answer stands at the crossing of two keys."""
        parts = dict(key.split(":", 1) for key in (row_key, column_key))
        return (parts.get("t", self.target), parts.get("i", ""), parts.get("f", "value"))

    def first_answer(self, row_key: str) -> Address:
        """The first answer of a row, where what is said of the whole row is marked."""
        return self.address(*next(keys for keys in self.answers if keys[0] == row_key))

    def is_text(self, row_key: str) -> bool:
        """Whether a row's value is a text, which takes the room of score and reason too."""
        spec = self.answers.get((row_key, "f:value"))
        return spec is not None and spec.kind is ItemKind.TEXT

    def named(self, row_key: str, column_key: str) -> bool:
        """Whether the self-check must say which answer of a row it means: where the row asks more than one thing."""
        asked = [c.key for c in self.columns if (row_key, c.key) in self.answers and c.key not in _ASIDE]
        return len(asked) > 1 and column_key in asked

    def content(self) -> str:
        """What is asked, of whom and by whom, in which words, as text: what a form's digest is made of.

        Not in it: deadline, instructions, weights, ballot points, what makes a form void, and what the sheet computes.
        They may change while forms are out.
        """
        people = [fact for fact in self.who if fact.startswith((ABOUT, BY, PERSON))]
        table = _content(Same(self.columns), Same(self.rows), Same(self.answers))
        return f"({self.target!r}, {self.title!r}, {people!r}, {self.criteria!r}, {table})"


@lru_cache(maxsize=256)
def _content(
    columns: Same[tuple[Column, ...]],
    rows: Same[tuple[Row, ...]],
    answers: Same[Mapping[tuple[str, str], Answer]],
) -> str:
    """The table's part of a form's content: the same for all to whom the form goes."""
    # Many cells share an answer, and it takes long to tell one.
    told = {number: repr(a.content) for number, a in {id(a): a for a in answers.of.values()}.items()}
    asked = sorted((k, told[id(v)]) for k, v in answers.of.items())
    printed = [(r.key, sorted((k, str(v)) for k, v in r.texts.items() if k[0] != "x")) for r in rows.of]
    headed = [(c.key, c.heading, c.sub) for c in columns.of if c.key[0] != "x"]
    return f"{headed!r}, {printed!r}, {asked!r}"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a returned grid is not the issued one: a catalogue code, the cell, the words for its sentence, and the answer."""

    code: str
    cell: str
    context: tuple[tuple[str, str], ...]
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """Where rows and columns are now, 0-based by key, and what could not be found or was found twice.

    `key_row`: the row of the columns' keys, None if it is gone; `head`: the row of the headings, as far as is known;
    `by_words`: some hidden keys are gone, and their rows or columns were found by what is printed there.
    """

    rows: Mapping[str, int]
    columns: Mapping[str, int]
    troubles: tuple[Trouble, ...]
    key_row: int | None = KEY_ROW
    head: int = HEADING_ROW
    by_words: bool = False

    @property
    def top(self) -> int:
        """The first row below the keys."""
        return 0 if self.key_row is None else self.key_row + 1


def find_stamp(grid: Grid) -> tuple[int, int] | None:
    """0-based cell of the first stamp: A1 as issued, else where it was moved to, or a spare one; None if there is none."""
    for row, cells in enumerate(grid[:_FAR]):
        for column, cell in enumerate(cells[:_FAR]):
            if isinstance(cell, str) and cell.startswith(STAMP_PREFIX):
                return row, column
    return None


def digest(layouts: tuple[Layout, ...]) -> str:
    """The digest of a whole form (12 hex digits): changes when what is asked, or of whom, changes."""
    return sha256("\n".join(layout.content() for layout in layouts).encode()).hexdigest()[:12]

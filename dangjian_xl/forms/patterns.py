"""Many blank forms of one kind: one is written with marks in the place of names, and filled in for each of the others.

Forms of a kind differ in tabs, stamps and lines of names. All else that a form is written from belongs to its kind, and what
follows from a text other than the text itself does too: which texts are equal, how many lines one takes, how formulas
write a tab. A text that a workbook would not hold as it stands is not put into a pattern, but written as `write_form` does.
A pattern is used after it has given one form of the kind as `write_form` gives it, byte for byte.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dangjian_xl.forms.ballots import UNSIGNED
from dangjian_xl.forms.layout import BETWEEN, Layout
from dangjian_xl.forms.write import who_lines, write_form
from dangjian_xl.grids import quoted_tab
from dangjian_xl.packages import Package
from dangjian_xl.style import reference

#: A letter (so that formulas need not quote a tab for it) that Chinese does not use, on both sides of a number.
_LETTER = "\N{YI SYLLABLE IT}"
_MARK = re.compile(f"{_LETTER}([0-9]{{5}}).*?{_LETTER}".encode(), re.DOTALL)
#: What XML or the writing library would write otherwise than it stands: escaped, cut, marked or replaced.
_SPECIAL = re.compile(
    r"""^$|^\s|\s$|["&'<>]|_x|[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]""",
)
_LONGEST = 8000
_NO_TAB = re.compile(r"[\[\]:*?/\\!]")
_TAB_UNITS = 31
_STRINGS = "xl/sharedStrings.xml"
#: So many kinds are remembered; forms are issued panel by panel.
_KINDS = 64


@dataclass(frozen=True)
class _Apart:
    """A form taken apart: what is common to its kind, with marks, and its own texts by the marks' numbers."""

    layouts: tuple[Layout, ...]
    stamps: tuple[str, ...]
    tabs: tuple[str, ...]
    texts: tuple[str, ...]

    def alike(self, other: _Apart) -> bool:
        """Whether both forms are of one kind. Equal numbers may be written in two ways (5 and 5.0); not all that differs is in words."""
        common = self.stamps == other.stamps and self.layouts == other.layouts
        return common and self.words == other.words

    @cached_property
    def words(self) -> str:
        """What is common to its kind, in words."""
        return repr(self.layouts)


@dataclass(slots=True)
class _Kind:
    """A kind of which a form was written. `tried`: whether there was another; `pattern`: None where it is no good."""

    form: _Apart
    tried: bool = False
    pattern: _Pattern | None = None


class Patterns:
    """Writes blank forms, one after the other; the bytes are those of `write_form`."""

    def __init__(self, *, macros: bool = False) -> None:
        """`macros`: as for `write_form`."""
        self._macros = macros
        self._kinds: deque[_Kind] = deque(maxlen=_KINDS)

    def write(self, layouts: Sequence[Layout], stamps: Sequence[str]) -> bytes:
        """The workbook's bytes: one sheet a layout with its stamp."""
        form = _taken_apart(layouts, stamps)
        kind = next((kind for kind in self._kinds if form and kind.form.alike(form)), None)
        if form and kind and kind.pattern:
            filled = kind.pattern.filled(form)
            if filled is not None:
                return filled
        data = write_form(layouts, stamps, macros=self._macros)
        if form and kind is None:
            self._kinds.appendleft(_Kind(form))
        elif form and kind and not kind.tried:
            pattern = _Pattern(write_form(form.layouts, form.stamps, macros=self._macros))
            kind.tried = True
            kind.pattern = pattern if pattern.filled(form) == data else None
        return data


class _Pattern:
    """A form with marks in the place of its own texts."""

    def __init__(self, data: bytes) -> None:
        self._package = Package(data)
        contents = self._package.contents
        self._strings = contents[_STRINGS]
        # What stands between marks, and by turns the mark's number.
        self._parts = {name: _MARK.split(part) for name, part in contents.items() if _MARK.search(part)}

    def filled(self, form: _Apart) -> bytes | None:
        """A form's bytes; None where one of its texts stands in the pattern too: equal texts are stored once."""
        texts = [text.encode() for text in form.texts]
        if any(b">%b<" % text in self._strings for text in texts):
            return None
        values = [*(tab.encode() for tab in form.tabs), *texts]
        changed = {}
        for name, split in self._parts.items():
            pieces = split.copy()
            pieces[1::2] = [values[int(number)] for number in split[1::2]]
            changed[name] = b"".join(pieces)
        return self._package.copy(changed)


def _taken_apart(layouts: Sequence[Layout], stamps: Sequence[str]) -> _Apart | None:
    """The form taken apart; None where one of its texts is none to be put into a pattern."""
    tabs = [layout.name for layout in layouts]
    lines = [BETWEEN.join(layout.who) for layout in layouts]
    own = dict.fromkeys([*stamps, *lines])
    if not all(map(_fits_tab, tabs)) or any(len(text) > _LONGEST or _SPECIAL.search(text) for text in own):
        return None
    order = _order(tabs)
    if order is None:
        return None
    ranks = {tab: rank for rank, tab in enumerate(order)}
    numbers = {text: number for number, text in enumerate(own, len(tabs))}
    blank = (
        replace(layout, name=_tab_mark(ranks[layout.name], layout.name), who=_who_mark(numbers[who], layout), target="")
        for layout, who in zip(layouts, lines, strict=True)
    )  # fmt: skip
    marks = tuple(_mark(numbers[stamp]) for stamp in stamps)
    return _Apart(tuple(blank), marks, tuple(order), tuple(own))


def _mark(number: int, inside: str = "") -> str:
    return f"{_LETTER}{number:05}{inside}{_LETTER}"


def _tab_mark(rank: int, tab: str) -> str:
    """A mark that formulas quote where they quote the tab."""
    return _mark(rank, "" if reference(tab) == tab else " ")


def _who_mark(number: int, layout: Layout) -> tuple[str, ...]:
    """A mark that takes as many lines as the layout's line of names, and is unsigned where that is."""
    first = f"{_LETTER}{number:05}" + "\n" * (who_lines(layout) - 1)
    return (first, UNSIGNED, _LETTER) if UNSIGNED in layout.who else (first + _LETTER,)


def _fits_tab(tab: str) -> bool:
    units = len(tab.encode("utf-16-le", "surrogatepass")) // 2
    return 0 < units <= _TAB_UNITS and not _NO_TAB.search(tab) and not _SPECIAL.search(tab)


def _order(tabs: Sequence[str]) -> list[str] | None:
    """The tabs in the order in which a workbook lists names that lead to them; None where two are alike or it depends on how they are quoted."""
    if len({tab.lower() for tab in tabs}) < len(tabs):
        return None

    def ordered(*, always: bool) -> list[str]:
        quoted = {tab: quoted_tab(tab) if always else reference(tab) for tab in tabs}
        return sorted(tabs, key=lambda tab: f"{quoted[tab]}!".lstrip("'").lower())

    order = ordered(always=True)
    return order if order == ordered(always=False) else None

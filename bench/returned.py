"""Any number of returned forms. Some are written as the program writes them; the others are made of those.

Writing 100,000 forms would take most of an hour. Two forms about one target differ in stamp, rater and marks only, so these
are exchanged in the parts of a written one. What comes out is what the program would have written for that rater.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from bench.forms import filled, mark, scheme_for
from dangjian_xl import pipeline
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import BETWEEN, BY
from dangjian_xl.forms.write import write_form
from dangjian_xl.grids import column_letters
from dangjian_xl.packages import repacked
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import Workspace

_SHEET, _STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
#: A process makes so many at a time.
_PORTION = 500


@dataclass(frozen=True, slots=True)
class Returned:
    """A workspace, its scheme and key, and the files below 回收/, one a rater, in the raters' order."""

    workspace: Workspace
    scheme: Scheme
    key: bytes
    paths: tuple[Path, ...]

    @property
    def files(self) -> list[tuple[Path, str]]:
        """Paths with what messages call them, as `collect` takes them."""
        return [(path, self.workspace.relative(path)) for path in self.paths]


def returned(folder: Path, files: int, items: int, targets: int, written: int) -> Returned:
    """A year of `files` raters whose forms all came back; at most `written` of them (times of `targets`) from scratch."""
    scheme = scheme_for(files, items, targets)
    workspace = pipeline.new_from(folder, scheme)
    key = workspace.key()
    made = [data for data, _ in some_forms(scheme, key, min(files, written - written % targets))]
    portions = [range(at, min(at + _PORTION, files)) for at in range(0, files, _PORTION)]
    folders = [workspace.returned] * len(portions)
    if len(portions) == 1:
        _begin(scheme, key, made)
        return Returned(workspace, scheme, key, tuple(_make(portions[0], workspace.returned)))
    # Spawned, not forked: a fork would count this process's memory as its own.
    with ProcessPoolExecutor(2, get_context("spawn"), _begin, (scheme, key, made)) as pool:
        paths = [path for some in pool.map(_make, portions, folders) for path in some]
    return Returned(workspace, scheme, key, tuple(paths))


def some_forms(scheme: Scheme, key: bytes, number: int) -> list[tuple[bytes, IssuedForm]]:
    """The first forms of a scheme, filled in, each written from scratch."""
    rng = random.Random(1)
    forms = list(issued_forms(scheme, key).values())[:number]
    return [
        (write_form(form.layouts, form.signed(scheme.basics.identity, key), filled(form, rng)), form)
        for form in forms
    ]


@dataclass(slots=True)
class _Maker:
    """What a process makes forms of."""

    scheme: Scheme
    key: bytes
    forms: Sequence[IssuedForm]
    written: Sequence[bytes]

    def form(self, number: int) -> bytes:
        """The form of the rater of this number."""
        like = number % len(self.written)
        if number == like:
            return self.written[like]
        old, new = self.forms[like], self.forms[number]
        return exchanged(self.written[like], self._words(old), self._words(new), new, random.Random(number))

    def _words(self, form: IssuedForm) -> tuple[bytes, bytes]:
        stamp = form.signed(self.scheme.basics.identity, self.key)[0]
        component, rater = form.assignment.component, form.assignment.rater
        return stamp.encode(), f"·{component.name}{BETWEEN}{BY}{rater.name}{BETWEEN}".encode()


#: The one that this process makes forms with.
_makers: list[_Maker] = []


def _begin(scheme: Scheme, key: bytes, written: Sequence[bytes]) -> None:
    _makers[:] = [_Maker(scheme, key, list(issued_forms(scheme, key).values()), written)]


def _make(numbers: Sequence[int], folder: Path) -> list[Path]:
    paths = [folder / f"R{number:06}.xlsx" for number in numbers]
    for number, path in zip(numbers, paths, strict=True):
        path.write_bytes(_makers[0].form(number))
    return paths


def exchanged(
    data: bytes, old: Sequence[bytes], new: Sequence[bytes], form: IssuedForm, rng: random.Random
) -> bytes:
    """A form's bytes with `new` words for `old` ones, and other marks."""

    def other(name: str, content: bytes) -> bytes:
        if name == _SHEET:
            return _marked(content, form, rng)
        for before, after in zip(old, new, strict=True) if name == _STRINGS else ():
            content = content.replace(before, after)
        return content

    return repacked(data, other)


def _marked(sheet: bytes, form: IssuedForm, rng: random.Random) -> bytes:
    """A sheet with other marks in the cells for answers, and what the formulas beside and below show of them."""
    layout = form.layouts[0]
    places = [layout.cell(*keys) for keys in layout.answers if layout.address(*keys)[2] == "value"]
    marks = [mark(rng) / 10 for _ in places]
    column = places[0][1]
    # XlsxWriter writes the number 5 as 5, and as a formula's result as 5.0. The last score is the sum.
    answers = [f"{points:g}" for points in marks]
    scores = [str(points) for points in (*marks, round(sum(marks), 1))]
    sheet = _with_numbers(sheet, column_letters(column), "", answers)
    return _with_numbers(sheet, column_letters(column + 1), "<f>[^<]*</f>", scores)


def _with_numbers(sheet: bytes, column: str, formula: str, numbers: Sequence[str]) -> bytes:
    """A sheet with these numbers in a column's cells that hold one (behind a formula), from above."""
    left = iter(numbers)
    cell = rf'(<c r="{column}\d+" s="\d+">{formula}<v>)[0-9.]+(</v>)'.encode()
    return re.sub(cell, lambda found: b"%b%b%b" % (found[1], next(left).encode(), found[2]), sheet)

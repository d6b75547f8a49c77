"""The lists as they were handed out: which problems were listed, read from the workbooks themselves and held against their stamps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import KEY_ROW, TITLE_ROW, WHO_ROW
from dangjian_xl.forms.stamp import Stamp
from dangjian_xl.grids import Cell, Grid, shown
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.rectification.head import Head
from dangjian_xl.rectification.lists import LISTS, PROBLEMS, list_form, spare_codes
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.scheme.model import Organisation, Scheme

_PRINTED = ("s:code", "s:text", "s:source", "s:detail")


@dataclass(frozen=True, slots=True)
class Listed:
    """A target's lists as handed out; `sound`: their stamp is of the words that stand there.

    Where they are not, somebody changed them: what came back cannot be held against them, and the problems are as they read now.
    """

    target: Organisation
    problems: tuple[Problem, ...]
    form: IssuedForm
    sound: bool = True


@dataclass(frozen=True, slots=True)
class ListsOut:
    """All lists of a scheme that were handed out, in its order of targets, and what is wrong with workbooks among them."""

    scheme: Scheme
    listed: tuple[Listed, ...]
    findings: tuple[Finding, ...]

    @property
    def forms(self) -> Mapping[str, IssuedForm]:
        """Those by id that what comes back can be held against."""
        return {one.form.assignment.id: one.form for one in self.listed if one.sound}

    @property
    def altered(self) -> Mapping[str, Organisation]:
        """Whose lists are not as they were handed out, by the form's id."""
        return {one.form.assignment.id: one.target for one in self.listed if not one.sound}


def lists_out(scheme: Scheme, key: bytes, files: Iterable[tuple[str, bytes]]) -> ListsOut:
    """Read the workbooks, each (name, bytes), that were handed out; filled in or not, their printed words are what counts.

    The stamp's digest is of those words and signed. So what the scheme says now does not matter: a secretary may have changed
    since. A workbook whose words give another digest is told, and its problems are kept as far as they can be read.
    """
    findings: list[Finding] = []
    found: list[tuple[str, Listed]] = []
    for name, data in files:
        one = _read(scheme, key, name, data)
        if isinstance(one, Finding):
            findings.append(one)
        else:
            found.append((name, one))
            findings += [] if one.sound else [Finding.of("list-altered", Place(name), About(one.target.name))]
    by_target: dict[str, tuple[str, Listed]] = {}
    # A copy that is as it was handed out comes before one that is not.
    for name, one in sorted(found, key=lambda pair: not pair[1].sound):
        other, _ = by_target.setdefault(one.target.code, (name, one))
        if other != name:
            findings.append(Finding.of("list-twice", Place(name), About(target=one.target.name), other=other))
    order = [o.code for o in scheme.organisations if o.code in by_target]
    return ListsOut(scheme, tuple(by_target[code][1] for code in order), tuple(findings))


def _read(scheme: Scheme, key: bytes, name: str, data: bytes) -> Listed | Finding:
    place = Place(name)
    try:
        grid = read_grids(data).get(PROBLEMS, [])
    except UnreadableWorkbookError as error:
        return Finding.of("list-unreadable", place, reason=error)
    stamp = _stamp(scheme, key, grid)
    code = stamp.form.partition("/")[2] if stamp else ""
    target = next((o for o in scheme.organisations if o.code == code), None)
    if stamp is None or target is None:
        return Finding.of("list-foreign", place)
    rows = dict(_problems(grid, target.code))
    head = Head.read(_printed(grid, TITLE_ROW), _printed(grid, WHO_ROW), PROBLEMS)
    form = list_form(scheme, target, tuple(rows.values()), head)
    if head and form.digest == stamp.digest:
        return Listed(target, tuple(rows.values()), form)
    # Their keys are hidden, so the numbers in them are the likelier ones.
    kept = tuple(replace(problem, code=code) for code, problem in rows.items() if problem.text)
    return Listed(target, kept, form, sound=False)


def _printed(grid: Grid, row: int) -> str:
    """What is printed across a row of the head."""
    return _cell(grid[row], 1) if row < len(grid) else ""


def _stamp(scheme: Scheme, key: bytes, grid: Grid) -> Stamp | None:
    """The stamp of a list of this scheme, signed with this key; None where there is none such."""
    parsed = Stamp.parse(str(grid[KEY_ROW][0])) if grid and grid[KEY_ROW] else None
    if parsed is None:
        return None
    stamp, signature = parsed
    own = stamp.scheme == scheme.basics.identity and stamp.form.startswith(f"{LISTS}/")
    return stamp if own and stamp.verifies(signature, key) else None


def _problems(grid: Grid, target: str) -> Iterable[tuple[str, Problem]]:
    """The rows of problems of the assessment by the numbers in their keys; a word that is not ours makes another digest."""
    columns = {str(cell): at for at, cell in enumerate(grid[KEY_ROW])}
    spare = {f"i:{code}" for code in spare_codes(target)}
    sources = {str(known): known for known in Source}
    for row in grid:
        key = str(row[0]) if row else ""
        if key.startswith("i:") and key not in spare:
            code, text, source, detail = (_cell(row, columns.get(printed)) for printed in _PRINTED)
            found = sources.get(source, Source.UNREADABLE)
            yield key.removeprefix("i:"), Problem(code, target, text, found, detail)


def _cell(row: Sequence[Cell], at: int | None) -> str:
    # Programs may keep line breaks in their own way when they save.
    return shown(row[at]).replace("\r\n", "\n") if at is not None and at < len(row) else ""

"""The lists as they were handed out: which problems were listed, read from the workbooks themselves and held against their stamps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import KEY_ROW
from dangjian_xl.forms.stamp import Stamp
from dangjian_xl.grids import Cell, Grid, shown
from dangjian_xl.reading.errors import UnreadableWorkbookError
from dangjian_xl.reading.workbook import read_grids
from dangjian_xl.rectification.lists import LISTS, PROBLEMS, list_form, spare_codes
from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.scheme.model import Organisation, Scheme

_PRINTED = ("s:code", "s:text", "s:source", "s:detail")


@dataclass(frozen=True, slots=True)
class Listed:
    """A target's lists as handed out."""

    target: Organisation
    problems: tuple[Problem, ...]
    form: IssuedForm


@dataclass(frozen=True, slots=True)
class ListsOut:
    """All lists of a scheme that were handed out, in its order of targets, and what is wrong with workbooks among them."""

    scheme: Scheme
    listed: tuple[Listed, ...]
    findings: tuple[Finding, ...]

    @property
    def forms(self) -> Mapping[str, IssuedForm]:
        """Their forms by id."""
        return {one.form.assignment.id: one.form for one in self.listed}


def lists_out(scheme: Scheme, key: bytes, files: Iterable[tuple[str, bytes]]) -> ListsOut:
    """Read the workbooks, each (name, bytes), that were handed out; filled in or not, their printed words are what counts.

    The stamp's digest is of the printed words and signed, so a workbook whose words give another digest is refused.
    """
    by_target: dict[str, tuple[str, Listed]] = {}
    findings: list[Finding] = []
    for name, data in files:
        found = _read(scheme, key, name, data)
        if isinstance(found, Finding):
            findings.append(found)
        elif found.target.code in by_target:
            other = by_target[found.target.code][0]
            findings.append(
                Finding.of("list-twice", Place(name), About(target=found.target.name), other=other)
            )
        else:
            by_target[found.target.code] = (name, found)
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
    problems = tuple(_problems(grid, target.code))
    form = list_form(scheme, target, problems)
    if form.digest != stamp.digest:
        return Finding.of("list-altered", place, About(target=target.name))
    return Listed(target, problems, form)


def _stamp(scheme: Scheme, key: bytes, grid: Grid) -> Stamp | None:
    """The stamp of a list of this scheme, signed with this key; None where there is none such."""
    parsed = Stamp.parse(str(grid[KEY_ROW][0])) if grid and grid[KEY_ROW] else None
    if parsed is None:
        return None
    stamp, signature = parsed
    own = stamp.scheme == scheme.basics.identity and stamp.form.startswith(f"{LISTS}/")
    return stamp if own and stamp.verifies(signature, key) else None


def _problems(grid: Grid, target: str) -> Iterable[Problem]:
    """The rows of problems of the assessment; a word that no list of ours says makes another digest than the stamp's."""
    columns = {str(cell): at for at, cell in enumerate(grid[KEY_ROW])}
    spare = {f"i:{code}" for code in spare_codes(target)}
    for row in grid:
        key = str(row[0]) if row else ""
        if not key.startswith("i:") or key in spare:
            continue
        code, text, source, detail = (_cell(row, columns.get(printed)) for printed in _PRINTED)
        if source in {str(known) for known in Source}:
            yield Problem(code, target, text, Source(source), detail)


def _cell(row: Sequence[Cell], at: int | None) -> str:
    # Programs may keep line breaks in their own way when they save.
    return shown(row[at]).replace("\r\n", "\n") if at is not None and at < len(row) else ""

"""One returned file -> which form it is, its answers, and what is wrong with it as a form. Small, pure, one per file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import CHECK_KEY, LAYOUT_VERSION, Address, Trouble, find_stamp
from dangjian_xl.forms.marking import Value
from dangjian_xl.forms.read import SheetReading, read_sheet
from dangjian_xl.forms.stamp import Stamp
from dangjian_xl.forms.values import State
from dangjian_xl.grids import Cell, Grid, cell_name
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.mending import mended_by
from dangjian_xl.scheme.model import Scheme

#: Told of a form that was issued before what it asks was changed.
OUTDATED = "form-outdated"


class Entry(NamedTuple):
    """One answer of one form, as the run's table holds it."""

    form_id: str
    target: str
    item: str
    field: str
    raw: Cell
    state: State
    number: float
    value: Value | None
    score: int | None
    full: int | None
    lost: bool
    file: str
    sheet: str
    cell: str

    @property
    def address(self) -> Address:
        """Its identity within the form."""
        return (self.target, self.item, self.field)


@dataclass(frozen=True, slots=True)
class Recognised:
    """What one file is. `form_id` is "" where it is no form of this scheme that can be trusted.

    `saved`: when the workbook says that it was last saved, None where it does not say; `mends`: SHA-256 of the files
    that it mends, being a send-back.
    """

    file: str
    sha256: str
    form_id: str
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    saved: datetime | None = None
    mends: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Stamped:
    """A sheet with a stamp in it."""

    tab: str
    grid: Grid
    at: tuple[int, int]
    stamp: Stamp | None
    signature: str

    @property
    def place(self) -> str:
        return cell_name(*self.at)


@dataclass(frozen=True, slots=True)
class Recogniser:
    """All that is needed to recognise a file."""

    scheme_code: str
    key: bytes
    expected: Mapping[str, IssuedForm]
    target_names: Mapping[str, str]

    @classmethod
    def of(cls, scheme: Scheme, key: bytes) -> Recogniser:
        """For all forms of a scheme."""
        names = {o.code: o.name for o in scheme.organisations}
        return cls(scheme.basics.identity, key, issued_forms(scheme), names)

    def recognise(self, opened: Opened) -> Recognised:
        """Recognise a file that was opened."""
        if opened.grids is None:
            return Recognised(opened.file, opened.sha256, "", (), (opened.finding,) if opened.finding else ())
        stamped = list(_stamped(opened.grids))
        refusal = self._refusal(opened.file, stamped)
        if refusal:
            return Recognised(opened.file, opened.sha256, "", (), (refusal,))
        form = self.expected[_stamp(stamped[0]).form]
        outdated = self._outdated(opened.file, form, stamped)
        doubt = [opened.finding] if opened.finding else []
        findings = [
            *doubt,
            *outdated,
            *self._unstamped(opened, form),
            *self._sheets(opened.file, form, stamped),
        ]
        entries: list[Entry] = []
        by_target = {_stamp(s).target: s for s in reversed(stamped)}
        for layout in form.layouts:
            sheet = by_target.get(layout.target)
            if sheet:
                reading = read_sheet(layout, sheet.grid, sheet.at, outdated=bool(outdated))
                entries += _entries(form.assignment.id, opened.file, sheet.tab, reading)
                findings += [
                    self._finding(t, opened.file, sheet.tab, form, layout.target) for t in reading.troubles
                ]
        form_id = form.assignment.id
        mends = mended_by(opened.grids, form_id, self.key)
        return Recognised(
            opened.file, opened.sha256, form_id, tuple(entries), tuple(findings), opened.saved, mends
        )

    def _refusal(self, file: str, stamped: list[_Stamped]) -> Finding | None:
        """Why the file cannot be taken as a form of this scheme."""
        if not stamped:
            return Finding.of("file-not-a-form", Place(file))
        bad = next((refusal for sheet in stamped if (refusal := self._distrusted(file, sheet))), None)
        if bad:
            return bad
        forms = sorted({_stamp(s).form for s in stamped})
        if len(forms) > 1:
            return Finding.of("form-mixed", Place(file), forms="、".join(self._title(f) for f in forms))
        if forms[0] not in self.expected:
            return Finding.of("form-unknown", Place(file), form=forms[0])
        return None

    def _distrusted(self, file: str, sheet: _Stamped) -> Finding | None:
        """Why a stamp cannot be trusted. Another scheme's stamp has another key, so the scheme is looked at first."""
        place = Place(file, sheet.tab, sheet.place)
        if sheet.stamp is None:
            return Finding.of("form-stamp-altered", place)
        if sheet.stamp.scheme != self.scheme_code:
            return Finding.of("form-other-scheme", place, scheme=sheet.stamp.scheme, current=self.scheme_code)
        if not sheet.stamp.verifies(sheet.signature, self.key):
            return Finding.of("form-stamp-altered", place)
        return None

    def _title(self, form_id: str) -> str:
        form = self.expected.get(form_id)
        return f"{form.assignment.rater.name}的{form.assignment.title}" if form else form_id

    def _outdated(self, file: str, form: IssuedForm, stamped: list[_Stamped]) -> list[Finding]:
        stamps = [_stamp(s) for s in stamped]
        if all(s.digest == form.digest and s.layout == LAYOUT_VERSION for s in stamps):
            return []
        return [Finding.of(OUTDATED, Place(file), About(form.assignment.rater.name))]

    def _sheets(self, file: str, form: IssuedForm, stamped: list[_Stamped]) -> list[Finding]:
        """Sheets that are missing or there twice."""
        rater = form.assignment.rater.name
        targets = [_stamp(s).target for s in stamped]
        found = []
        for layout in form.layouts:
            name = self.target_names.get(layout.target, "")
            if layout.target not in targets:
                found.append(
                    Finding.of("form-sheet-missing", Place(file), About(rater, name), sheet=layout.name)
                )
            elif targets.count(layout.target) > 1:
                second = [s for s in stamped if _stamp(s).target == layout.target][1]
                place = Place(file, second.tab)
                found.append(Finding.of("form-sheet-twice", place, About(rater, name), sheet=layout.name))
        return found

    def _unstamped(self, opened: Opened, form: IssuedForm) -> list[Finding]:
        """Sheets that look like a form's (the key of the self-check is there) but have lost their stamp."""
        rater = About(form.assignment.rater.name)
        return [
            Finding.of("form-page-unstamped", Place(opened.file, tab), rater)
            for tab, grid in (opened.grids or {}).items()
            if find_stamp(grid) is None and any(CHECK_KEY in cells for cells in grid[:100])
        ]

    def _finding(self, trouble: Trouble, file: str, tab: str, form: IssuedForm, target: str) -> Finding:
        name = self.target_names.get(target, "")
        place = Place(file, tab, trouble.cell)
        return Finding(trouble.code, place, About(form.assignment.rater.name, name), trouble.context)


def _stamp(sheet: _Stamped) -> Stamp:
    if sheet.stamp is None:
        raise AssertionError(sheet.tab)
    return sheet.stamp


def _stamped(grids: Mapping[str, Grid]) -> list[_Stamped]:
    found = []
    for tab, grid in grids.items():
        at = find_stamp(grid)
        if at is not None:
            parsed = Stamp.parse(str(grid[at[0]][at[1]]))
            stamp, signature = parsed or (None, "")
            found.append(_Stamped(tab, grid, at, stamp, signature))
    return found


def _entries(form_id: str, file: str, tab: str, reading: SheetReading) -> list[Entry]:
    return [
        Entry(
            form_id,
            *answer.address,
            answer.raw,
            answer.reading.state,
            answer.reading.number,
            answer.reading.value,
            answer.score,
            answer.full,
            answer.lost,
            file,
            tab,
            answer.cell,
        )
        for answer in reading.answers
    ]

"""One returned file -> which form it is, its answers, and what is wrong with it as a form. Small, pure, one per file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.ballots import without_token
from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import LAYOUT_VERSION, Trouble
from dangjian_xl.forms.read import Circumstances, Own, read_sheet
from dangjian_xl.forms.untouched import untouched
from dangjian_xl.grids import Aside, clipped
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.mending import mended_by
from dangjian_xl.returns.pages import Page, by_words, matches_words
from dangjian_xl.returns.recognised import Recognised, ReturnedSheet
from dangjian_xl.returns.times import Window
from dangjian_xl.returns.who import Raters
from dangjian_xl.scheme.model import Scheme

#: Told of a form that was issued before what it asks was changed.
_NOTHING = Aside()


#: A form's pages by target, "" where all targets stand on one.
_Pages = Mapping[str, Page]


@dataclass(frozen=True)
class Recogniser:
    """All that is needed to recognise a file, and by component when it is wanted."""

    scheme_code: str
    key: bytes
    expected: Mapping[str, IssuedForm]
    target_names: Mapping[str, str]
    group_names: Mapping[str, str]
    windows: Mapping[str, Window]

    @classmethod
    def of(cls, scheme: Scheme, key: bytes, forms: Mapping[str, IssuedForm] | None = None) -> Recogniser:
        """For all forms that a scheme issues, or for these."""
        names = {o.code: o.name for o in scheme.organisations}
        groups = {g.code: g.name for g in scheme.groups}
        expected = issued_forms(scheme, key) if forms is None else forms
        components = (*scheme.components, *(f.assignment.component for f in expected.values()))
        windows = {c.code: Window.of(scheme, c) for c in components}
        return cls(scheme.basics.identity, key, expected, names, groups, windows)

    @cached_property
    def raters(self) -> Raters:
        """The raters' names."""
        return Raters.of([f for f in self.expected.values() if not f.assignment.anonymous])

    def recognise(self, opened: Opened) -> Recognised:
        """Recognise a file that was opened. Its answers stay in their cells till `answers.AnswerTable` takes them."""
        if opened.grids is None:
            told = (opened.finding,) if opened.finding else ()
            return Recognised(opened.file, opened.sha256, "", told, opened.saved, paper=opened.paper)
        pages = [Page.of(tab, grid) for tab, grid in opened.grids.items()]
        stamped = [page for page in pages if page.at is not None]
        if not stamped:
            return self._by_words(opened, pages)
        refusal = self._refusal(opened.file, stamped)
        if refusal:
            return Recognised(opened.file, opened.sha256, "", (refusal,))
        form = self.expected[stamped[0].read_stamp.form]
        outdated = self._outdated(opened.file, form, stamped)
        by_target = {page.read_stamp.target: page for page in reversed(stamped)}
        restored, unknown = _restored(form, pages, by_target)
        by_target |= restored
        findings = [
            *outdated,
            *(self._about_page("form-page-unstamped", opened.file, page, form) for page in unknown),
            *(self._about_page("form-stamp-lost", opened.file, page, form) for page in restored.values()),
            *self._sheets(opened.file, form, stamped, by_target),
            *self._foreign(opened.file, form, stamped, outdated=bool(outdated)),
        ]
        return self._read(opened, form, by_target, findings, outdated=bool(outdated))

    def _by_words(self, opened: Opened, pages: Sequence[Page]) -> Recognised:
        """A file without any stamp: taken by its words if they leave no doubt, but never accepted."""
        found = [(page, match) for page in pages for match in by_words(self.expected, page)]
        targets = [layout.target for _, (_, layout) in found]
        ids = {form_id for _, (form_id, _) in found}
        if len(ids) != 1 or len(targets) != len(set(targets)):
            refusal = Finding.of("file-not-a-form", Place(opened.file))
            return Recognised(opened.file, opened.sha256, "", (refusal,))
        form = self.expected[ids.pop()]
        by_target = dict(zip(targets, (page for page, _ in found), strict=True))
        lost = Finding.of("form-stamp-lost", Place(opened.file), About(form.assignment.rater.name))
        findings = [lost, *self._sheets(opened.file, form, (), by_target)]
        return self._read(opened, form, by_target, findings, outdated=False)

    def _read(
        self, opened: Opened, form: IssuedForm, pages: _Pages, findings: list[Finding], *, outdated: bool
    ) -> Recognised:
        """The form's answers, and all that was found; `pages` by target."""
        form_id, rater = form.assignment.id, form.assignment.rater
        mends = mended_by(opened.grids or {}, form_id, self.key)
        own = Own(rater.organisation, self.target_names.get(rater.organisation, ""))
        told, sheets, signatures = list(findings), list[ReturnedSheet](), []
        stated: frozenset[str] = frozenset()
        for number, layout in enumerate(form.layouts):
            page = pages.get(layout.target)
            if page is None:
                continue
            known = Circumstances(outdated, opened.asides.get(page.tab, _NOTHING), own, stated)
            short = None if findings else untouched(layout, page.grid, page.at, known.aside)
            reading = short or read_sheet(layout, page.grid, page.at, known)
            stated |= reading.stated
            sheets.append(ReturnedSheet(number, page.tab, reading.raws, reading.rows))
            # Of a page without a stamp it is told already.
            troubles = [t for t in reading.troubles if page.at or t.code != "form-keys-lost"]
            told += [self._finding(t, opened.file, page.tab, form, layout.target) for t in troubles]
            signatures.append(reading.signature)
        told += self._doubts(opened.file, signatures, form)
        return Recognised(
            opened.file, opened.sha256, form_id, tuple(told), opened.saved, mends, sheets=tuple(sheets)
        )

    def _doubts(self, file: str, signatures: Sequence[str], form: IssuedForm) -> Iterator[Finding]:
        # Whoever sent a ballot without a name, it is nobody's.
        if not form.assignment.anonymous:
            yield from self.raters.doubts(file, " ".join(signatures), form)

    def _refusal(self, file: str, stamped: Sequence[Page]) -> Finding | None:
        """Why the file cannot be taken as a form of this scheme."""
        bad = next((refusal for page in stamped if (refusal := self._distrusted(file, page))), None)
        if bad:
            return bad
        forms = sorted({page.read_stamp.form for page in stamped})
        if len(forms) > 1:
            return Finding.of("form-mixed", Place(file), forms="、".join(self._title(f) for f in forms))
        if forms[0] not in self.expected:
            return Finding.of("form-unknown", Place(file), form=without_token(forms[0]))
        return None

    def _distrusted(self, file: str, page: Page) -> Finding | None:
        """Why a stamp cannot be trusted. Another scheme's stamp has another key, so the scheme is looked at first."""
        place = Place(file, page.tab, page.place)
        if page.stamp is None:
            return Finding.of("form-stamp-altered", place)
        if page.stamp.scheme != self.scheme_code:
            upper, _, year = page.stamp.scheme.rpartition("/")
            own, _, current = self.scheme_code.rpartition("/")
            # A unit's scheme is called after the one that it was cut out of.
            code = (
                "form-upper-scheme"
                if year == current and own.startswith(f"{upper}-")
                else "form-other-scheme"
            )
            return Finding.of(code, place, scheme=clipped(page.stamp.scheme), current=self.scheme_code)
        if not page.stamp.verifies(page.signature, self.key):
            return Finding.of("form-stamp-altered", place)
        return None

    def _title(self, form_id: str) -> str:
        form = self.expected.get(form_id)
        return f"{form.assignment.rater.name}的{form.assignment.title}" if form else without_token(form_id)

    def _outdated(self, file: str, form: IssuedForm, stamped: Sequence[Page]) -> list[Finding]:
        stamps = [page.read_stamp for page in stamped]
        if all(s.digest == form.digest and s.layout == LAYOUT_VERSION for s in stamps):
            return []
        return [Finding.of("form-outdated", Place(file), About(form.assignment.rater.name))]

    def _sheets(
        self, file: str, form: IssuedForm, stamped: Sequence[Page], pages: _Pages
    ) -> Iterator[Finding]:
        """Sheets that are missing or there twice."""
        rater = form.assignment.rater.name
        for layout in form.layouts:
            name = self.target_names.get(layout.target, "")
            same = [page for page in stamped if page.read_stamp.target == layout.target]
            if layout.target not in pages:
                yield Finding.of("form-sheet-missing", Place(file), About(rater, name), sheet=layout.name)
            elif len(same) > 1:
                place = Place(file, same[1].tab)
                yield Finding.of("form-sheet-twice", place, About(rater, name), sheet=layout.name)

    def _foreign(
        self, file: str, form: IssuedForm, stamped: Sequence[Page], *, outdated: bool
    ) -> Iterator[Finding]:
        """Pages about somebody whom the rater is not asked about, such as the own organisation."""
        rater, asked = form.assignment.rater, {layout.target for layout in form.layouts}
        for page in stamped:
            target = page.read_stamp.target
            if target in asked or (outdated and not target):
                continue
            code = "form-page-self" if target and target == rater.organisation else "form-page-foreign"
            name = self.target_names.get(target, target)
            yield Finding.of(code, Place(file, page.tab), About(rater.name), target=name)

    def _about_page(self, code: str, file: str, page: Page, form: IssuedForm) -> Finding:
        return Finding.of(code, Place(file, page.tab), About(form.assignment.rater.name))

    def _finding(self, trouble: Trouble, file: str, tab: str, form: IssuedForm, target: str) -> Finding:
        target, item, _ = trouble.address or (target, "", "")
        about = About(form.assignment.rater.name, self.target_names.get(target, ""), item)
        return Finding(trouble.code, Place(file, tab, trouble.cell), about, trouble.context)


def _restored(form: IssuedForm, pages: Sequence[Page], stamped: _Pages) -> tuple[dict[str, Page], list[Page]]:
    """Of the pages without a stamp those that are a missing one by their words, by target, and those that nobody knows."""
    missing = [layout for layout in form.layouts if layout.target not in stamped]
    found: dict[str, list[Page]] = {}
    unknown = []
    for page in pages:
        if page.at is not None:
            continue
        matches = [layout for layout in missing if matches_words(layout, page)]
        for layout in matches:
            found.setdefault(layout.target, []).append(page)
        if not matches and page.keyed:
            unknown.append(page)
    unique = {target: same[0] for target, same in found.items() if len(same) == 1}
    return unique, unknown + [page for same in found.values() if len(same) > 1 for page in same]

"""What the rules found in the answers of all files, as findings in plain words: the worst of a cell, a blank page once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

from dangjian_xl.findings import About, Finding, Place, Severity
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.marking import to_points
from dangjian_xl.forms.values import State
from dangjian_xl.grids import clipped, shown
from dangjian_xl.returns.entries import frame
from dangjian_xl.returns.recognise import Entry, Recognised
from dangjian_xl.returns.validate import broken

#: Told of a blank answer instead of its being blank: something stands elsewhere.
_INSTEAD_OF_BLANK = frozenset({"answer-misplaced", "answer-in-note"})
#: A page with one of these is not blank, whatever stands in the answers' cells.
_WRITTEN = _INSTEAD_OF_BLANK | {"answer-merged"}


def judged(
    recognised: Iterable[Recognised],
    expected: Mapping[str, IssuedForm],
    names: Mapping[str, str],
    today: date | None = None,
) -> list[Recognised]:
    """The same files with what the rules found in their answers; blank forms and pages are told in one sentence.

    `today`: the day of checking, after which nothing can have happened.
    """
    files = list(recognised)
    entries = [(number, e) for number, r in enumerate(files) for e in r.entries]
    found: dict[int, list[tuple[Entry, Finding]]] = {}
    for row, code in broken(frame([e for _, e in entries], expected, today)):
        number, entry = entries[row]
        finding = _finding(code, entry, files[number].entries, expected[entry.form_id], names)
        found.setdefault(number, []).append((entry, finding))
    result = []
    for number, file in enumerate(files):
        blank = list(_blank_pages(file, expected, names)) if file.entries else []
        tabs = {f.place.sheet for f in blank if f.severity is Severity.ERROR}
        better = {(f.place.sheet, f.place.cell) for f in file.findings if f.code in _INSTEAD_OF_BLANK}
        told = [
            (e, f)
            for e, f in found.get(number, [])
            if e.sheet not in tabs
            and "" not in tabs
            and not (f.code == "answer-blank" and (e.sheet, e.cell) in better)
        ]
        result.append(replace(file, findings=file.findings + tuple(blank) + tuple(_worst(told))))
    return result


def _worst(told: Iterable[tuple[Entry, Finding]]) -> Iterator[Finding]:
    """A cell's errors, or its other findings if it has none: nobody needs to hear how a wrong value was read."""
    for _, group in groupby(told, key=lambda pair: pair[0].address):
        findings = [finding for _, finding in group]
        errors = [f for f in findings if f.severity is Severity.ERROR]
        yield from errors or findings


def _blank_pages(
    file: Recognised, expected: Mapping[str, IssuedForm], names: Mapping[str, str]
) -> Iterator[Finding]:
    """One finding for a form, or for each page of it, on which nothing that must be is filled in."""
    form = expected[file.form_id]
    rater = form.assignment.rater.name
    required = [e for e in file.entries if form.specs[e.address].required]
    pages = {tab: list(group) for tab, group in groupby(required, key=lambda e: e.sheet)}
    written = {f.place.sheet for f in file.findings if f.code in _WRITTEN}
    blank = [tab for tab, page in pages.items() if tab not in written and _all_blank(page)]
    if required and len(blank) == len(pages):
        yield Finding.of("form-all-blank", Place(file.file), About(rater))
        return
    marked = [e for e in file.entries if form.specs[e.address].marked]
    # A ballot without a name is nobody's to ask about.
    if marked and not required and _all_blank(marked) and not form.assignment.anonymous:
        yield Finding.of("form-all-abstained", Place(file.file), About(rater))
    for tab in blank:
        about = About(rater, names.get(pages[tab][0].target, ""))
        yield Finding.of("form-page-blank", Place(file.file, tab), about)


def _all_blank(page: Sequence[Entry]) -> bool:
    return all(e.state is State.BLANK for e in page)


def _finding(
    code: str, entry: Entry, entries: Sequence[Entry], form: IssuedForm, names: Mapping[str, str]
) -> Finding:
    if code == "answer-error" and shown(entry.raw).startswith("（"):
        # No error that the sheet shows, but a content that nobody can be sure of; it says itself why.
        code = "answer-unclear"
    spec = form.specs[entry.address]
    if code in ("answer-out-of-range", "answer-not-number", "answer-not-a-choice") and isinstance(
        entry.raw, date
    ):
        code = "answer-date"
    context: dict[str, object] = {
        "label": spec.label,
        "value": f"{entry.raw:%Y-%m-%d}" if isinstance(entry.raw, date) else clipped(shown(entry.raw)),
        "expected": spec.expected,
    }
    if code in ("answer-text-number", "answer-text-choice", "answer-text-day"):
        context["read"] = to_points(entry.value) if isinstance(entry.value, int) else entry.value
    if code in ("answer-reason-missing", "answer-evidence-missing"):
        marked = next(e for e in entries if e.address == (entry.target, entry.item, "value"))
        score, full = to_points(marked.score or 0), to_points(marked.full or 0)
        context |= {"item": form.specs[marked.address].label, "score": score, "full": full}
    if code in ("answer-too-many", "answer-too-many-void"):
        many = sum(e.item == entry.item and e.value == entry.value for e in entries)
        context |= {"many": many, "most": spec.most}
    if code == "answer-day-late":
        context |= {"read": entry.value, "by": spec.by}
    if spec.relation and code == spec.relation.code:
        context["bound"] = f"{entry.bound:g}"
    about = About(form.assignment.rater.name, names.get(entry.target, ""), entry.item)
    return Finding.of(code, Place(entry.file, entry.sheet, entry.cell), about, **context)

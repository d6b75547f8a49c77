"""What the rules found in the answers of all files, as findings in plain words: the worst of a cell, a blank page once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dangjian_xl.findings import About, Finding, Place, Severity
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.marking import to_points
from dangjian_xl.forms.rule import Rule
from dangjian_xl.forms.values import State
from dangjian_xl.grids import clipped, shown
from dangjian_xl.returns.answers import Answers, FormAnswers
from dangjian_xl.returns.entries import asked
from dangjian_xl.returns.recognised import Entry, Recognised
from dangjian_xl.returns.validate import ORDER, SINGLE, WHOLE, broken

#: Told of a blank answer instead of its being blank: something stands elsewhere.
_INSTEAD_OF_BLANK = frozenset({"answer-misplaced", "answer-in-note"})
#: A page with one of these is not blank, whatever stands in the answers' cells.
_WRITTEN = _INSTEAD_OF_BLANK | {"answer-merged"}


def judged(
    files: Sequence[Recognised],
    answers: Answers,
    expected: Mapping[str, IssuedForm],
    names: Mapping[str, str],
    today: date | None = None,
) -> list[Recognised]:
    """The same files (their answers kept in `answers`) with what the rules found; blank forms and pages are told in one sentence.

    `today`: the day of checking, after which nothing can have happened.
    """
    forms = {n: file.entries for n, file in enumerate(files) if isinstance(file.entries, FormAnswers)}
    said = asked(answers.said, today)
    specs = {id(one.spec): one.spec for one in answers.said}.values()
    found = _found(forms, said, [rule for rule in SINGLE if any(map(rule.applies, specs))])
    blank = (said["state"] == State.BLANK) & (said["required"] | said["marked"])
    unclear = set(_having(forms, blank.to_numpy())) | found.keys()
    result = list(files)
    for number in unclear:
        file = replace(files[number], entries=tuple(files[number].entries))
        told = tuple(_told(file, found.get(number, []), expected, names))
        result[number] = replace(files[number], findings=files[number].findings + told)
    return result


def _found(
    forms: Mapping[int, FormAnswers], said: pd.DataFrame, rules: Sequence[Rule]
) -> dict[int, list[tuple[int, str]]]:
    """What each file breaks, by its number: (number of the answer, catalogue code), in order; `rules`: those on single answers."""
    of_code: dict[int, list[str]] = {}
    for code, rule in broken(said, rules):
        of_code.setdefault(code, []).append(rule)
    wrong = np.zeros(len(said), dtype=bool)
    wrong[list(of_code)] = True
    found: dict[int, list[tuple[int, str]]] = {}
    for number in _having(forms, wrong):
        codes = forms[number].codes
        found[number] = [
            (int(at), rule) for at in np.flatnonzero(wrong[codes]) for rule in of_code[codes[at]]
        ]
    wholes = (said["most"].notna() | said["alike"] | said["all_full"]).to_numpy()
    several = _having(forms, wholes)
    for number, at, rule in _broken_wholes({n: forms[n] for n in several}, said):
        found.setdefault(number, []).append((at, rule))
    return {number: sorted(of_file, key=_in_order) for number, of_file in found.items()}


def _having(forms: Mapping[int, FormAnswers], which: NDArray[np.bool_]) -> list[int]:
    """The numbers of the files that have one of these different answers."""
    return [number for number, answers in forms.items() if which[answers.codes].any()] if which.any() else []


def _broken_wholes(forms: Mapping[int, FormAnswers], said: pd.DataFrame) -> Iterator[tuple[int, int, str]]:
    """What whole forms break: (number of the file, number of the answer, catalogue code)."""
    if not forms:
        return
    sizes = [len(answers) for answers in forms.values()]
    numbers = np.repeat(list(forms), sizes)
    places = np.concatenate([np.arange(size) for size in sizes])
    # Of one form there may be several files, each by itself.
    table = said.iloc[np.concatenate([answers.codes for answers in forms.values()])].reset_index(drop=True)
    table["form"] = numbers.astype(object)
    items = np.concatenate([part.places.items for answers in forms.values() for part in answers.parts])
    # Left to itself pandas would take texts for something else than the rules look at.
    table["item"] = pd.Series(items, dtype=object)
    for row, rule in broken(table, WHOLE):
        yield int(numbers[row]), int(places[row]), rule


def _in_order(place: tuple[int, str]) -> tuple[int, int]:
    return place[0], ORDER[place[1]]


def _told(
    file: Recognised,
    found: Sequence[tuple[int, str]],
    expected: Mapping[str, IssuedForm],
    names: Mapping[str, str],
) -> Iterator[Finding]:
    """What is said of one file."""
    form = expected[file.form_id]
    blank = list(_blank_pages(file, expected, names))
    yield from blank
    tabs = {f.place.sheet for f in blank if f.severity is Severity.ERROR}
    better = {(f.place.sheet, f.place.cell) for f in file.findings if f.code in _INSTEAD_OF_BLANK}
    told = [
        (entry, _finding(code, entry, file.entries, form, names))
        for entry, code in ((file.entries[at], code) for at, code in found)
        if entry.sheet not in tabs
        and "" not in tabs
        and not (code == "answer-blank" and (entry.sheet, entry.cell) in better)
    ]
    yield from _worst(told)


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

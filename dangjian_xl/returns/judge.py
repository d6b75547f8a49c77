"""What the rules found in the answers of all files, as findings in plain words: the worst of a cell, a blank page once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.answers import DistinctAnswer, PlacedAnswer
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.marking import to_points
from dangjian_xl.forms.values import State
from dangjian_xl.grids import clipped, shown
from dangjian_xl.returns.recognised import FormAnswers, Recognised, distinct_of
from dangjian_xl.returns.validate import ORDER, SINGLE, WHOLE, broken, build_columns

#: Told of a blank answer instead of its being blank: something stands elsewhere.
_INSTEAD_OF_BLANK = frozenset({"answer-misplaced", "answer-in-note"})
#: A page with one of these is not blank, whatever stands in the answers' cells.
_WRITTEN = _INSTEAD_OF_BLANK | {"answer-merged"}
#: Told otherwise where a date stands in the cell.
_NO_DAY = frozenset({"answer-out-of-range", "answer-not-number", "answer-not-a-choice"})
#: What a form breaks: (number of the answer, catalogue code), in order.
_Broken = list[tuple[int, str]]


def judged(
    files: Sequence[Recognised],
    expected: Mapping[str, IssuedForm],
    names: Mapping[str, str],
    today: date | None = None,
) -> list[Recognised]:
    """The same files, their answers all of one table, with what the rules found; blank forms and pages are told in one sentence.

    `today`: the day of checking, after which nothing can have happened.
    """
    forms = {number: file.answers for number, file in enumerate(files) if file.answers}
    distinct = distinct_of(files)
    columns = build_columns(distinct, today)
    found = find_broken(forms, distinct, columns)
    blank = (columns["state"] == State.BLANK) & (columns["required"] | columns["marked"])
    result = list(files)
    for number in set(_having(forms, blank.to_numpy())) | found.keys():
        file = files[number]
        judged_file = _Judged(file, list(file.answers), expected[file.form_id], names)
        told = tuple(judged_file.find(found.get(number, [])))
        result[number] = replace(file, findings=file.findings + told)
    return result


def find_broken(
    forms: Mapping[int, FormAnswers], distinct: Sequence[DistinctAnswer], columns: pd.DataFrame
) -> dict[int, _Broken]:
    """What each form breaks, by its number; nothing of those that break nothing. `columns`: what the rules look at of the `distinct` answers."""
    specs = {id(answer.spec): answer.spec for answer in distinct}.values()
    of_code: dict[int, list[str]] = {}
    for code, rule in broken(columns, [rule for rule in SINGLE if any(map(rule.applies, specs))]):
        of_code.setdefault(code, []).append(rule)
    wrong = np.zeros(len(columns), dtype=bool)
    wrong[list(of_code)] = True
    found: dict[int, _Broken] = {}
    for number in _having(forms, wrong):
        codes = forms[number].codes
        found[number] = [
            (at, rule) for at in np.flatnonzero(wrong[codes]).tolist() for rule in of_code[codes[at]]
        ]
    wholes = (columns["most"].notna() | columns["alike"] | columns["all_full"]).to_numpy()
    several = _having(forms, wholes)
    for number, at, rule in _broken_wholes({n: forms[n] for n in several}, columns):
        found.setdefault(number, []).append((at, rule))
    return {number: sorted(of_file, key=_in_order) for number, of_file in found.items()}


def _having(forms: Mapping[int, FormAnswers], which: NDArray[np.bool_]) -> list[int]:
    """The numbers of the files that have one of these different answers."""
    return [number for number, answers in forms.items() if which[answers.codes].any()] if which.any() else []


def _broken_wholes(forms: Mapping[int, FormAnswers], columns: pd.DataFrame) -> Iterator[tuple[int, int, str]]:
    """What whole forms break: (number of the file, number of the answer, catalogue code)."""
    if not forms:
        return
    sizes = [len(answers) for answers in forms.values()]
    numbers = np.repeat(list(forms), sizes)
    places = np.concatenate([np.arange(size) for size in sizes])
    # Of one form there may be several files, each by itself.
    table = columns.iloc[np.concatenate([answers.codes for answers in forms.values()])].reset_index(drop=True)
    table["form"] = numbers.astype(object)
    items = [item for answers in forms.values() for sheet in answers.sheets for item in sheet.places.items]
    # Left to itself pandas would take texts for something else than the rules look at.
    table["item"] = pd.Series(items, dtype=object)
    for row, rule in broken(table, WHOLE):
        yield int(numbers[row]), int(places[row]), rule


def _in_order(place: tuple[int, str]) -> tuple[int, int]:
    return place[0], ORDER[place[1]]


def _worst(told: Iterable[tuple[PlacedAnswer, Finding]]) -> Iterator[Finding]:
    """A cell's errors, or its other findings if it has none: nobody needs to hear how a wrong value was read."""
    for _, group in groupby(told, key=lambda pair: pair[0].address):
        findings = [finding for _, finding in group]
        errors = [f for f in findings if f.effect.bars]
        yield from errors or findings


def _all_blank(page: Sequence[PlacedAnswer]) -> bool:
    return all(placed.answer.reading.state is State.BLANK for placed in page)


@dataclass(frozen=True, slots=True)
class _Judged:
    """One file of which something is to be told: its answers, its form, the targets' names by code."""

    file: Recognised
    answers: Sequence[PlacedAnswer]
    form: IssuedForm
    names: Mapping[str, str]

    @property
    def rater(self) -> str:
        """Whose the form is."""
        return self.form.assignment.rater.name

    def find(self, found: _Broken) -> Iterator[Finding]:
        """What is said of it; `found`: the rules that it breaks."""
        blank = list(self._blank_pages())
        yield from blank
        tabs = {f.place.sheet for f in blank if f.effect.bars}
        better = {(f.place.sheet, f.place.cell) for f in self.file.findings if f.code in _INSTEAD_OF_BLANK}
        told = [
            (placed, self._finding(code, placed))
            for placed, code in ((self.answers[at], code) for at, code in found)
            if placed.sheet not in tabs
            and "" not in tabs
            and not (code == "answer-blank" and (placed.sheet, placed.cell) in better)
        ]
        yield from _worst(told)

    def _blank_pages(self) -> Iterator[Finding]:
        """One finding for a form, or for each page of it, on which nothing that must be is filled in."""
        required = [placed for placed in self.answers if placed.answer.spec.required]
        pages = {tab: list(group) for tab, group in groupby(required, key=lambda placed: placed.sheet)}
        written = {f.place.sheet for f in self.file.findings if f.code in _WRITTEN}
        blank = [tab for tab, page in pages.items() if tab not in written and _all_blank(page)]
        if required and len(blank) == len(pages):
            yield Finding.of("form-all-blank", Place(self.file.file), About(self.rater))
            return
        marked = [placed for placed in self.answers if placed.answer.spec.marked]
        # A ballot without a name is nobody's to ask about.
        if marked and not required and _all_blank(marked) and not self.form.assignment.anonymous:
            yield Finding.of("form-all-abstained", Place(self.file.file), About(self.rater))
        for tab in blank:
            about = About(self.rater, self.names.get(pages[tab][0].address[0], ""))
            yield Finding.of("form-page-blank", Place(self.file.file, tab), about)

    def _finding(self, code: str, placed: PlacedAnswer) -> Finding:
        answer, (target, item, _) = placed.answer, placed.address
        spec, raw, value = answer.spec, answer.raw, answer.reading.value
        if code == "answer-error" and shown(raw).startswith("（"):
            # No error that the sheet shows, but a content that nobody can be sure of; it says itself why.
            code = "answer-unclear"
        if code in _NO_DAY and isinstance(raw, date):
            code = "answer-date"
        context: dict[str, object] = {
            "label": spec.label,
            "value": f"{raw:%Y-%m-%d}" if isinstance(raw, date) else clipped(shown(raw)),
            "expected": spec.expected,
        }
        if code in ("answer-text-number", "answer-text-choice", "answer-text-day"):
            context["read"] = to_points(value) if isinstance(value, int) else value
        if code in ("answer-reason-missing", "answer-evidence-missing"):
            marked = next(p.answer for p in self.answers if p.address == (target, item, "value"))
            score, full = to_points(marked.score or 0), to_points(marked.full or 0)
            context |= {"item": marked.spec.label, "score": score, "full": full}
        if code in ("answer-too-many", "answer-too-many-void"):
            same = (p.answer.reading.value == value for p in self.answers if p.address[1] == item)
            context |= {"many": sum(same), "most": spec.most}
        if code == "answer-day-late":
            context |= {"read": value, "by": spec.by}
        if spec.relation and code == spec.relation.code:
            context["bound"] = f"{answer.bound:g}"
        about = About(self.rater, self.names.get(target, ""), item)
        return Finding.of(code, Place(self.file.file, placed.sheet, placed.cell), about, **context)

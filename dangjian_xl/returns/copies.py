"""Forms that say the same under two names: all answers of two raters, or of one rater about two targets, word for word.

Only accepted forms are looked at, and nothing is left out because of it: it is for people to ask.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.answers import PlacedAnswer
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.recognised import Recognised, distinct_of
from dangjian_xl.scheme.model import FormKind

#: Fewer marks than this may well be equal by chance.
_LEAST = 8
#: More of the same than this are counted, not named.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class _Part:
    """A form, or its page about one target: where it is, whose it is, and what the finding about another calls it."""

    place: Place
    about: About
    name: str
    owner: str


def copies(
    accepted: Sequence[Recognised], expected: Mapping[str, IssuedForm], names: Mapping[str, str]
) -> Iterator[Finding]:
    """A warning on each form, and on each page, that says the same as another one; `names` are the targets' by code."""
    forms: dict[Hashable, list[_Part]] = {}
    pages: dict[Hashable, list[_Part]] = {}
    whole, single = _alike(accepted, expected)
    for number, file in enumerate(accepted):
        form = expected[file.form_id]
        if number in whole:
            _add(forms, _whole(file, form), _form_key(list(file.answers), form))
        if number in single:
            for target, of_target in groupby(file.answers, key=lambda placed: placed.address[0]):
                page = list(of_target)
                key = (form.assignment.rater.code, form.assignment.form.code, _content(page))
                _add(
                    pages, _page(file, form, page, names.get(target, target)), key if _telling(page) else None
                )
    for parts in forms.values():
        if len({part.owner for part in parts}) > 1:
            yield from _told("form-same-content", parts)
    for parts in pages.values():
        if len({part.about.target for part in parts}) > 1:
            yield from _told("form-same-page", parts)


def _alike(accepted: Sequence[Recognised], expected: Mapping[str, IssuedForm]) -> tuple[set[int], set[int]]:
    """The numbers of the files that have the same answers as another one in whatever order, and of those with such pages of one rater's.

    So few forms need to be compared word for word.
    """
    forms: dict[Hashable, list[int]] = {}
    pages: dict[Hashable, list[int]] = {}
    meanings: dict[str, int] = {}
    texts = (str(answer.meaning) for answer in distinct_of(accepted))
    meaning_of = np.array([meanings.setdefault(text, len(meanings)) for text in texts], dtype=np.int64)
    for number, file in enumerate(accepted):
        answers = file.answers
        if not answers:
            continue
        assignment = expected[file.form_id].assignment
        content = np.sort(meaning_of[answers.codes]).tobytes()
        forms.setdefault((assignment.form.code, content), []).append(number)
        if assignment.form.kind is FormKind.SCORE_SHEET:
            for _, codes in answers.by_sheet():
                content = np.sort(meaning_of[codes]).tobytes()
                pages.setdefault((assignment.rater.code, assignment.form.code, content), []).append(number)
    return _several(forms), _several(pages)


def _several(found: Mapping[Hashable, Sequence[int]]) -> set[int]:
    return {number for same in found.values() if len(same) > 1 for number in same}


def _add(found: dict[Hashable, list[_Part]], part: _Part, key: Hashable | None) -> None:
    if key is not None:
        found.setdefault(key, []).append(part)


def _form_key(answers: Sequence[PlacedAnswer], form: IssuedForm) -> Hashable | None:
    """What two forms must share to be copies: the paper, the kinds of targets in their order, and every answer."""
    if not _telling(answers):
        return None
    kinds = tuple(target.kind for target in form.assignment.targets)
    place = {target.code: number for number, target in enumerate(form.assignment.targets)}
    return form.assignment.form.code, kinds, _content(answers, place)


def _content(answers: Sequence[PlacedAnswer], place: Mapping[str, int] | None = None) -> Hashable:
    """What is answered, texts included, whatever the targets are called; `place` is a target's number on the form."""
    found = [
        ((place or {}).get(target, 0), item, field, str(placed.answer.meaning))
        for placed in answers
        for target, item, field in (placed.address,)
    ]
    return tuple(sorted(found))


def _telling(answers: Sequence[PlacedAnswer]) -> bool:
    """Whether equality tells anything: enough marks, neither all full nor all alike."""
    marked = [placed.answer for placed in answers if placed.answer.full]
    return (
        len(marked) >= _LEAST
        and any(answer.score != answer.full for answer in marked)
        and len({str(answer.reading.value) for answer in marked}) > 1
    )


def _whole(file: Recognised, form: IssuedForm) -> _Part:
    rater = form.assignment.rater
    return _Part(Place(file.file), About(rater.name), f"{rater.name}的 {file.file}", rater.code)


def _page(file: Recognised, form: IssuedForm, page: Sequence[PlacedAnswer], target: str) -> _Part:
    rater, sheet = form.assignment.rater, page[0].sheet
    return _Part(Place(file.file, sheet), About(rater.name, target), f"{target}的“{sheet}”页", rater.code)


def _told(code: str, parts: Sequence[_Part]) -> Iterator[Finding]:
    """One finding a part, naming the others."""
    for number, part in enumerate(parts):
        # The neighbours are named, not always the first ones; and never all, for there may be hundreds.
        near = [p for p in parts[max(0, number - _NAMED) : number + _NAMED + 1] if p is not part][:_NAMED]
        more = f"等 {len(parts) - 1} 份" if len(parts) - 1 > len(near) else ""
        others = "、".join(p.name for p in near) + more
        yield Finding.of(code, part.place, part.about, others=others)

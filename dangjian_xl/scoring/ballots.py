"""Ballots without names in what is shown of a result: what of them may be shown, and in an order that leads to nobody.

Shown are the marks of each ballot on one target, ordered by what they say alone, so that neither the ballots of two
targets nor a ballot and a file can be put together again. What people wrote stands apart from the marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dangjian_xl.scheme.model import LEAST_SHOWN
from dangjian_xl.scoring.aggregate import FormScore, GroupScore, dropped_of
from dangjian_xl.scoring.answers import Answer, Answers


@dataclass(frozen=True, slots=True)
class Ballots:
    """What an anonymous group says of a target, as it is shown: its ballots in order, their marks, and the texts."""

    score: GroupScore
    marks: tuple[tuple[Answer, ...], ...]
    texts: tuple[Answer, ...]


def ballots_shown(score: GroupScore, answers: Answers, target: str) -> Ballots:
    """The ballots on a target; none, and no texts, where fewer than LEAST_SHOWN say anything of it."""
    if score.valid < LEAST_SHOWN:
        return Ballots(score, (), ())
    pairs = [(form, answers.of(form.form_id, target)) for form in score.forms]
    texts = sorted((t for _, said in pairs for t in _texts(said)), key=_text_order)
    shown = sorted(((form, _marks(said)) for form, said in pairs), key=_order)
    forms = tuple(form for form, _ in shown)
    # Of equal ballots any may be the highest: which, must not depend on the tokens either.
    dropped = dropped_of(score.panel, [form for form in forms if form.full]) if score.dropped else frozenset()
    return Ballots(
        replace(score, forms=forms, dropped=dropped), tuple(marks for _, marks in shown), tuple(texts)
    )


def _marks(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """A ballot's marked answers, without the words beside them."""
    return tuple(a._replace(reason="", remark="") for a in answers if a.marking is not None)


def _order(ballot: tuple[FormScore, tuple[Answer, ...]]) -> tuple[object, ...]:
    """From the best ballot to the worst, then by the single answers; those on which nothing applies last."""
    form, marks = ballot
    said = [(-(a.score or 0), a.full or 0, str(a.value)) for a in marks]
    return (-form.percent if form.full else 1, said)


def _texts(answers: Sequence[Answer]) -> Iterator[Answer]:
    """Every text of a ballot as an answer of its own."""
    for answer in answers:
        # A text that is no mark is the item's own answer; item None is the remark on the whole row.
        bare = answer._replace(marking=None, value=None, score=None, full=None, reason="", remark="")
        if answer.item is not None and answer.marking is None and answer.value:
            yield bare._replace(value=answer.value)
        if answer.reason:
            yield bare._replace(reason=answer.reason)
        if answer.remark:
            yield bare._replace(remark=answer.remark)


def _text_order(text: Answer) -> tuple[str, str, str, str]:
    return (text.item.code if text.item else "", str(text.value or ""), text.reason, text.remark)

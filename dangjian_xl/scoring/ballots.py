"""Ballots without names in what is shown of a result: what of them may be shown, and in an order that leads to nobody.

Shown are the marks of each ballot on one target, in the order of the tree, which follows from what they say alone, so that
neither the ballots of two targets nor a ballot and a file can be put together again. What people wrote stands apart from the marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dangjian_xl.scoring.answers import Answer, Answers
from dangjian_xl.scoring.tree import GroupScore


@dataclass(frozen=True, slots=True)
class Ballots:
    """What an anonymous group says of a target, as it is shown: the marks of each ballot listed in the tree, and the texts."""

    marks: tuple[tuple[Answer, ...], ...]
    texts: tuple[Answer, ...]


def show_ballots(group: GroupScore, answers: Answers, target: str) -> Ballots:
    """The ballots on a target; none, and no texts, where fewer than LEAST_SHOWN say anything of it."""
    if not group.shown:
        return Ballots((), ())
    said = [answers.of(form.form_id, target) for form in group.listed]
    texts = sorted((text for one in said for text in _texts(one)), key=_text_order)
    return Ballots(tuple(_marks(one) for one in said), tuple(texts))


def _marks(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """A ballot's marked answers, without the words beside them."""
    return tuple(a._replace(reason="", remark="") for a in answers if a.marking is not None)


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

"""What was written about a target on forms that ask for problems, comments or opinions: the words, never whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dangjian_xl.rectification.records import Source
from dangjian_xl.rectification.words import says_none
from dangjian_xl.reports.headings import unnumbered
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import LEAST_SHOWN, Form, FormKind, Item, ItemKind, Panel, Scheme, Scope
from dangjian_xl.scoring.speaking import speaking

#: An item asks for problems if its text has one of these, and for an opinion if it has one of those.
_PROBLEMS = re.compile("问题|不足|短板|差距|薄弱")
_OPINIONS = re.compile("意见|评价|建议")
_SOURCES = {
    FormKind.COMMENTS: Source.COMMENTS,
    FormKind.REVIEW: Source.COMMENTS,
    FormKind.SUMMARY: Source.OPINION,
}


@dataclass(frozen=True, slots=True)
class Saying:
    """One problem as it was written; `asked`: on which form and under which item."""

    target: str
    text: str
    source: Source
    asked: str


def sayings(scheme: Scheme, collection: Collection) -> Iterator[Saying]:
    """All of them, by panel, item and words: whose form comes first is not to be seen."""
    entries = collection.entries[~collection.entries["form_id"].isin(collection.void)]
    for panel in scheme.panels:
        if panel.scope is Scope.SELF:
            continue
        form = scheme.form(panel.form)
        mine = entries[(entries["component"] == panel.component) & (entries["rater_group"] == panel.group)]
        enough = _enough(scheme, panel, speaking(mine))
        for item in asking(form, scheme.items_of(form.code)):
            said = mine[
                (mine["item"] == item.code) & (mine["field"] == "value") & mine["target"].isin(enough)
            ]
            pairs = {(t, str(v)) for t, v in zip(said["target"], said["value"], strict=True) if v}
            asked = f"{scheme.component(panel.component).name}“{item.text}”"
            for target, text in sorted(pairs):
                for line in lines(text):
                    yield Saying(target, line, _SOURCES.get(form.kind, Source.MARKS), asked)


def _enough(scheme: Scheme, panel: Panel, numbers: dict[str, int]) -> set[str]:
    """The targets of whom so many forms speak that their words may be told.

    Comments, reviews and summaries are what somebody says to the target in office; beside marks, or without a name, it
    takes as many as anywhere.
    """
    official = scheme.form(panel.form).kind in _SOURCES and not scheme.group(panel.group).ballots
    least = 1 if official else LEAST_SHOWN
    return {target for target, number in numbers.items() if number >= least}


def asking(form: Form, items: Sequence[Item]) -> list[Item]:
    """The items of a form that ask for problems by their words.

    Where none does: of comments and reviews all texts, of a summary the overall opinion, which may be praise besides.
    """
    if form.kind is FormKind.ROSTER:
        return []
    texts = [item for item in items if item.kind is ItemKind.TEXT]
    named = [item for item in texts if _PROBLEMS.search(item.text)]
    if named or form.kind in (FormKind.COMMENTS, FormKind.REVIEW):
        return named or texts
    return [i for i in texts if _OPINIONS.search(i.text)] if form.kind is FormKind.SUMMARY else []


def lines(text: str) -> Iterator[str]:
    """One problem a line, without their numbers and without what says that there is none."""
    for line in text.splitlines():
        plain = unnumbered(line)
        if not says_none(plain):
            yield plain

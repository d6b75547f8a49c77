"""计票表: the votes of one rater group counted, target by target (columns as colleges print them; docs/sources.md)."""

from __future__ import annotations

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.conditions import Relation
from dangjian_xl.forms.kinds.common import criteria
from dangjian_xl.forms.kinds.targets import Ask, Looks, by_targets
from dangjian_xl.forms.known import Known
from dangjian_xl.forms.layout import Column, Layout
from dangjian_xl.forms.marking import Marking
from dangjian_xl.forms.values import Answer
from dangjian_xl.scheme.model import Item, ItemKind, Scheme

ISSUED, COLLECTED, VALID, ABSTAINED = "f:issued", "f:collected", "f:valid", "f:abstained"
#: The columns that are no grade, in their order: the last stands behind the grades.
COUNTS = ((ISSUED, "发出"), (COLLECTED, "收回"), (VALID, "有效"), (ABSTAINED, "弃权"))
_RULE = (
    "有效票＝各等次票数＋弃权；有效不多于收回，收回不多于发出；收回多于发出的，该项测评作废。",
    "没有的填0；弃权不计入得分，得分＝各等次票数按测评票分值加权平均。",
)


def tally(scheme: Scheme, assignment: Assignment, _known: Known) -> tuple[Layout, ...]:
    """Ballots issued, collected and valid, the votes for each grade, and abstentions."""
    item = next(i for i in scheme.items_of(assignment.form.code) if i.kind is ItemKind.GRADE)
    grades = [f"f:{grade.name}" for grade in scheme.grades]
    votes = zip(grades, scheme.grades, Marking.of_votes(scheme.grades), strict=True)
    asks = [
        _ask(ISSUED, "发出", item),
        _ask(COLLECTED, "收回", item, Relation("answer-votes-collected", (ISSUED,), voids=True)),
        _ask(VALID, "有效", item, Relation("answer-votes-valid", (COLLECTED,))),
        *(_ask(key, grade.name, item, marking=marking) for key, grade, marking in votes),
        _ask(ABSTAINED, "弃权", item, Relation("answer-votes-sum", (VALID, *grades), sum=True)),
    ]
    return (by_targets(scheme, assignment, asks, Looks("计票", criteria=(*_RULE, *criteria([item])))),)


def _ask(
    key: str, title: str, item: Item, relation: Relation | None = None, *, marking: Marking | None = None
) -> Ask:
    label = f"{item.text}{title}票数"
    spec = Answer(
        "votes", label, ItemKind.COUNT, required=True, relation=relation, marked=marking is not None
    )
    return Ask(Column(key, title, 8, "票", centred=True), spec, marking)

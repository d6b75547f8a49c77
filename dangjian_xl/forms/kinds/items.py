"""The sheets of every kind whose rows are items: one a target, each added up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.common import instructions, tab_names, who
from dangjian_xl.forms.layout import Column, Layout, Row
from dangjian_xl.forms.marking import Marking
from dangjian_xl.forms.values import Answer
from dangjian_xl.same import Same
from dangjian_xl.scheme.model import ItemKind, Organisation, Scheme


def by_items(
    scheme: Scheme,
    assignment: Assignment,
    columns: tuple[Column, ...],
    rows: Callable[[Organisation], tuple[Row, ...]],
    answers: Mapping[tuple[str, str], Answer],
) -> tuple[Layout, ...]:
    """Every sheet asks the same, by (row key, column key); `rows`: what is printed for a target, a row an item."""
    markings = _markings(Same(scheme), assignment.form.code)
    names = tab_names(t.name for t in assignment.targets)
    return tuple(
        Layout(
            name=name,
            title=assignment.form.title,
            who=who(scheme, assignment, target),
            instructions=instructions(assignment),
            criteria=(),
            target=target.code,
            columns=columns,
            rows=rows(target),
            answers=answers,
            markings=markings,
            totals=True,
            landscape=True,
            signed=not assignment.anonymous,
        )
        for name, target in zip(names, assignment.targets, strict=True)
    )


@lru_cache(maxsize=64)
def _markings(scheme: Same[Scheme], form: str) -> Mapping[tuple[str, str], Marking]:
    """How the values of a form's items are marked, by (row key, column key)."""
    marked = (item for item in scheme.of.items_of(form) if item.kind is not ItemKind.TEXT)
    return {(f"i:{item.code}", "f:value"): Marking.of(item, scheme.of.grades) for item in marked}

"""The form kinds: each turns an assignment into layouts. One grid with other axes; a new kind is a module here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.ballot import ballot
from dangjian_xl.forms.kinds.checklist import checklist
from dangjian_xl.forms.kinds.comments import comments
from dangjian_xl.forms.kinds.common import who
from dangjian_xl.forms.kinds.matrix import matrix
from dangjian_xl.forms.kinds.review import review
from dangjian_xl.forms.kinds.roster import roster
from dangjian_xl.forms.kinds.score_sheet import score_sheets
from dangjian_xl.forms.kinds.summary import summary
from dangjian_xl.forms.kinds.tally import tally
from dangjian_xl.forms.known import NOTHING_KNOWN, Known
from dangjian_xl.forms.layout import Layout
from dangjian_xl.same import Same
from dangjian_xl.scheme.model import FormKind, Rater, Scheme

_KINDS: dict[FormKind, Callable[[Scheme, Assignment, Known], tuple[Layout, ...]]] = {
    FormKind.SCORE_SHEET: score_sheets,
    FormKind.MATRIX: matrix,
    FormKind.BALLOT: ballot,
    FormKind.TALLY: tally,
    FormKind.CHECKLIST: checklist,
    FormKind.SUMMARY: summary,
    FormKind.COMMENTS: comments,
    FormKind.REVIEW: review,
    FormKind.ROSTER: roster,
}


def layouts(scheme: Scheme, assignment: Assignment, known: Known = NOTHING_KNOWN) -> tuple[Layout, ...]:
    """The sheets of an assignment's workbook, in tab order; `known`: facts to print on them beside what is asked."""
    targets = {target.code: target for target in assignment.targets}
    records = (scheme, assignment.component, assignment.panel, assignment.form, known, *assignment.targets)
    drawn = _drawn(tuple(map(Same, records)), anonymous=assignment.anonymous)
    return tuple(replace(o, who=who(scheme, assignment, targets.get(o.target))) for o in drawn)


@lru_cache(maxsize=256)
def _drawn(records: tuple[Same[Any], ...], *, anonymous: bool) -> tuple[Layout, ...]:
    """The sheets for a rater who is nobody: of all raters of the same targets they differ in the line of names alone."""
    scheme, component, panel, form, known, *targets = (record.of for record in records)
    nobody = Rater("", "", panel.group)
    assignment = Assignment(component, panel, form, nobody, tuple(targets), "-" if anonymous else "")
    return _KINDS[form.kind](scheme, assignment, known)

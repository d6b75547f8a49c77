"""The form kinds: each turns an assignment into layouts. One grid with other axes; a new kind is a module here."""

from __future__ import annotations

from collections.abc import Callable

from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.kinds.ballot import ballot
from dangjian_xl.forms.kinds.checklist import checklist
from dangjian_xl.forms.kinds.comments import comments
from dangjian_xl.forms.kinds.matrix import matrix
from dangjian_xl.forms.kinds.review import review
from dangjian_xl.forms.kinds.roster import roster
from dangjian_xl.forms.kinds.score_sheet import score_sheets
from dangjian_xl.forms.kinds.summary import summary
from dangjian_xl.forms.kinds.tally import tally
from dangjian_xl.forms.known import NOTHING_KNOWN, Known
from dangjian_xl.forms.layout import Layout
from dangjian_xl.scheme.model import FormKind, Scheme

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
    return _KINDS[assignment.form.kind](scheme, assignment, known)

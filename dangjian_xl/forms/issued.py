"""Every form that a scheme issues: assignment, layouts, digest and answers, built once a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dangjian_xl.forms.assignments import Assignment, assignments
from dangjian_xl.forms.kinds import layouts
from dangjian_xl.forms.layout import Address, Layout, digest
from dangjian_xl.forms.stamp import Stamp
from dangjian_xl.forms.values import Answer
from dangjian_xl.scheme.model import Scheme


@dataclass(frozen=True, slots=True)
class IssuedForm:
    """One form as issued. `specs` has every answer of all its sheets."""

    assignment: Assignment
    layouts: tuple[Layout, ...]
    digest: str
    specs: Mapping[Address, Answer]

    def stamp(self, scheme_code: str, layout: Layout) -> Stamp:
        """The stamp of one of its sheets."""
        return Stamp(scheme_code, self.assignment.id, layout.target, self.digest)

    def signed(self, scheme_code: str, key: bytes) -> list[str]:
        """The signed stamps of all its sheets, in tab order."""
        return [self.stamp(scheme_code, layout).sign(key) for layout in self.layouts]


def issued_forms(scheme: Scheme, key: bytes = b"") -> dict[str, IssuedForm]:
    """All forms by id, in the order of issue; `key` as for `assignments`."""
    return {a.id: issued_form(scheme, a) for a in assignments(scheme, key)}


def issued_form(scheme: Scheme, assignment: Assignment) -> IssuedForm:
    """One form."""
    sheets = layouts(scheme, assignment)
    specs = {layout.address(*keys): spec for layout in sheets for keys, spec in layout.answers.items()}
    return IssuedForm(assignment, sheets, digest(sheets), specs)

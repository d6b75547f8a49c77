"""Every form that a scheme issues: assignment, layouts, digest and answers, each built once a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dangjian_xl.forms.assignments import Assignment, assignments
from dangjian_xl.forms.kinds import layouts
from dangjian_xl.forms.known import NOTHING_KNOWN, Known
from dangjian_xl.forms.layout import Address, Layout, digest
from dangjian_xl.forms.stamp import Stamp
from dangjian_xl.forms.values import Answer
from dangjian_xl.scheme.model import FormKind, Organisation, Scheme


@dataclass(frozen=True, eq=False)
class IssuedForm:
    """One form as issued. Its sheets are laid out when they are first asked for: a run may know thousands and read a few.

    `drawn`: its sheets where they do not follow from the scheme alone.
    """

    scheme: Scheme
    assignment: Assignment
    known: Known = NOTHING_KNOWN
    drawn: tuple[Layout, ...] = ()

    @cached_property
    def layouts(self) -> tuple[Layout, ...]:
        """Its sheets in tab order."""
        return self.drawn or layouts(self.scheme, self.assignment, self.known)

    @cached_property
    def digest(self) -> str:
        """Of what is asked, of whom and by whom."""
        return digest(self.layouts)

    @cached_property
    def specs(self) -> Mapping[Address, Answer]:
        """Every answer of all its sheets."""
        return {
            layout.address(*keys): spec for layout in self.layouts for keys, spec in layout.answers.items()
        }

    def stamp(self, scheme_code: str, layout: Layout) -> Stamp:
        """The stamp of one of its sheets."""
        return Stamp(scheme_code, self.assignment.id, layout.target, self.digest)

    def signed(self, scheme_code: str, key: bytes) -> list[str]:
        """The signed stamps of all its sheets, in tab order."""
        return [self.stamp(scheme_code, layout).sign(key) for layout in self.layouts]


def issued_forms(scheme: Scheme, key: bytes = b"", known: Known = NOTHING_KNOWN) -> dict[str, IssuedForm]:
    """All forms by id, in the order of issue; `key` as for `assignments`, `known`: what they print beside."""
    return {a.id: IssuedForm(scheme, a, known) for a in assignments(scheme, key)}


def summaries_of(forms: Sequence[IssuedForm], unit: Organisation) -> tuple[IssuedForm, ...]:
    """The summaries in which a unit reports to the college, of its own branches."""
    return tuple(
        form
        for form in forms
        if form.assignment.form.kind is FormKind.SUMMARY
        and form.assignment.rater.organisation == unit.code
        and all(target.superior == unit.code for target in form.assignment.targets)
    )

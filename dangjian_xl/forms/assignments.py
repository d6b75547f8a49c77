"""Who fills in which form for whom: every assignment that follows from a scheme."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian_xl.scheme.model import Component, Form, Organisation, Panel, Rater, Scheme
from dangjian_xl.scheme.rating import rated_by


@dataclass(frozen=True, slots=True)
class Assignment:
    """One workbook to issue: one rater's form for one component, with the targets in the scheme's order."""

    component: Component
    panel: Panel
    form: Form
    rater: Rater
    targets: tuple[Organisation, ...]

    @property
    def id(self) -> str:
        """Unique within a scheme; codes hold no slash."""
        return f"{self.component.code}/{self.rater.code}"

    @property
    def title(self) -> str:
        """What people call it, in messages and lists."""
        return f"{self.component.name}{self.form.kind}"


def assignments(scheme: Scheme) -> tuple[Assignment, ...]:
    """All assignments, in the order of panels and raters; a rater with no target gets none."""
    found = []
    for panel in scheme.panels:
        component = scheme.component(panel.component)
        for rater in scheme.raters:
            if rater.group != panel.group:
                continue
            targets = rated_by(scheme, component, panel, rater)
            if targets:
                found.append(Assignment(component, panel, scheme.form(panel.form), rater, targets))
    return tuple(found)

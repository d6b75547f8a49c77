"""Who fills in which form for whom: every assignment that follows from a scheme."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from dangjian_xl.forms.ballots import ANONYMOUS, label, tokens
from dangjian_xl.same import Same
from dangjian_xl.scheme.model import Component, Form, Level, Organisation, Panel, Rater, Scheme
from dangjian_xl.scheme.rating import rated_by


@dataclass(frozen=True, slots=True)
class Assignment:
    """One workbook to issue: one rater's form for one component, with the targets in the scheme's order.

    `label` is set for a ballot without a name: its `rater` is nobody, with the ballot's token for a code, and its file
    is called by the label. `called` is set for what is no component's form: what people call it.
    """

    component: Component
    panel: Panel
    form: Form
    rater: Rater
    targets: tuple[Organisation, ...]
    label: str = ""
    called: str = ""

    @property
    def anonymous(self) -> bool:
        """Whether nobody shall know who fills it in."""
        return bool(self.label)

    @property
    def id(self) -> str:
        """Unique within a scheme; codes hold no slash."""
        return f"{self.component.code}/{self.rater.code}"

    @property
    def title(self) -> str:
        """What people call it, in messages and lists."""
        return self.called or called(self.component, self.form)


def called(component: Component, form: Form) -> str:
    """A component's form in words: its name and the form's kind, without saying what both have twice (现场测评票)."""
    name, kind = component.name, str(form.kind)
    both = next(n for n in range(len(kind), -1, -1) if name.endswith(kind[:n]))
    return name + kind[both if both > 1 else 0 :]


def assignments(scheme: Scheme, key: bytes = b"") -> tuple[Assignment, ...]:
    """All assignments, in the order of panels and raters; a rater with no target gets none, nor does what units run themselves.

    `key`: the signing key, from which the ballots' tokens follow; needed only where a group is anonymous (ValueError).
    """
    return _assignments(Same(scheme), key)


@lru_cache(maxsize=4)
def _assignments(same: Same[Scheme], key: bytes) -> tuple[Assignment, ...]:
    scheme, found = same.of, []
    for panel in scheme.panels:
        component, form = scheme.component(panel.component), scheme.form(panel.form)
        if component.level is Level.UNIT:
            continue
        anonymous = bool(scheme.group(panel.group).ballots)
        for rater in _ballots(scheme, panel, key) if anonymous else scheme.raters:
            if rater.group != panel.group:
                continue
            targets = rated_by(scheme, component, panel, rater)
            if targets:
                mark = label(key, rater.code) if anonymous else ""
                found.append(Assignment(component, panel, form, rater, targets, mark))
    return tuple(found)


def _ballots(scheme: Scheme, panel: Panel, key: bytes) -> tuple[Rater, ...]:
    number = scheme.group(panel.group).ballots or 0
    made = tokens(key, scheme.basics.identity, panel.component, panel.group, number)
    return tuple(Rater(token, ANONYMOUS, panel.group) for token in made)

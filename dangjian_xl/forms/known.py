"""Facts that a form prints beside what it asks: what was returned earlier about its targets. They are no part of what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dangjian_xl.scheme.model import FormKind, Scheme, Scope


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """What a target answered about itself: the value as it reads, its marks in ticks, and the evidence that it names.

    No marks (None) where it says that the item does not apply.
    """

    value: str
    ticks: int | None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A target's written report in brief: how long it is, what share of it is about problems, and what was noticed."""

    words: str
    problems: str
    noticed: str


@dataclass(frozen=True, slots=True)
class Known:
    """Facts by (form code, target code, item code), and by target code."""

    own: Mapping[tuple[str, str, str], OwnAnswer] = field(default_factory=dict)
    reports: Mapping[str, ReportFacts] = field(default_factory=dict)


#: Before anything has come back.
NOTHING_KNOWN = Known()


def wants_returns(scheme: Scheme) -> bool:
    """Whether some form of the scheme prints what was returned earlier."""
    kinds = {form.code: form.kind for form in scheme.forms}
    own = {p.form for p in scheme.panels if p.scope is Scope.SELF and kinds[p.form] is FormKind.CHECKLIST}
    verified = own & {p.form for p in scheme.panels if p.scope is not Scope.SELF}
    return bool(verified or (scheme.report_rules and FormKind.REVIEW in kinds.values()))

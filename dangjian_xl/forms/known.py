"""Facts that a form prints beside what it asks: what was returned earlier about its targets. They are no part of what is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """What a target answered about itself: the value as it reads, its marks in ticks, and the evidence that it names."""

    value: str
    ticks: int
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

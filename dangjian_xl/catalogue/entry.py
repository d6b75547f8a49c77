"""What is worded for one code, and what a finding with this code does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never


class Effect(StrEnum):
    """What a finding does to what it is about; how it is shown (its severity) decides nothing."""

    #: It keeps a form out and sends it back, refuses a file, or stops a step.
    BARS = "keeps out"
    #: It bars, and any version by the current scheme takes the form's place.
    OUTDATED = "outdated"
    #: It bars, and the file is a written report all the same.
    UNREAD = "unread report"
    #: It bars here and now: the computer may be to blame, so it is believed of no other run or computer.
    UNSETTLED = "not settled"
    #: The scheme's rules make the whole form void: it is neither counted nor sent back.
    VOIDS = "void"
    #: The votes on one target are void, the rest of the sheet counts.
    VOIDS_ROW = "row void"
    #: The form counts, and is listed as saved before its stage or after its deadline.
    EARLY = "early"
    LATE = "late"
    #: The file is an archive: what lies in it is listed in its place.
    CONTAINS = "archive"
    #: Nothing follows: somebody is told.
    NONE = "told only"

    @property
    def bars(self) -> bool:
        """Whether what it is about is not used as it is."""
        match self:
            case Effect.BARS | Effect.OUTDATED | Effect.UNREAD | Effect.UNSETTLED:
                return True
            case Effect.VOIDS | Effect.VOIDS_ROW | Effect.EARLY | Effect.LATE | Effect.CONTAINS | Effect.NONE:
                return False
            case _:
                assert_never(self)


@dataclass(frozen=True, slots=True)
class Entry:
    """Wording and effect of one code; `severity` (error, warning or info) is how it is shown; `reason`: why it voids, in a few words."""

    severity: str
    what: str
    remedy: str
    effect: Effect
    reason: str = ""


def error(what: str, remedy: str, effect: Effect = Effect.BARS) -> Entry:
    """It keeps a form or scheme from being used."""
    return Entry("error", what, remedy, effect)


def warning(what: str, remedy: str, effect: Effect = Effect.NONE) -> Entry:
    """Somebody should look."""
    return Entry("warning", what, remedy, effect)


def info(what: str, remedy: str, effect: Effect = Effect.NONE) -> Entry:
    """Good to know."""
    return Entry("info", what, remedy, effect)


def voiding(what: str, remedy: str, reason: str) -> Entry:
    """The scheme's rules make the form void, told as a warning."""
    return Entry("warning", what, remedy, Effect.VOIDS, reason)

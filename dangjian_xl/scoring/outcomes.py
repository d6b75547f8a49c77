"""What became of each form that was due for a target."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import assert_never

from dangjian_xl.returns.collect import FileReport
from dangjian_xl.returns.verdicts import Verdict


class FormOutcome(StrEnum):
    """What became of one form that was due for a target, as people read it."""

    COUNTED = "计入"
    HIGHEST = "作为最高分去掉"
    LOWEST = "作为最低分去掉"
    SILENT = "全部填“不适用”，不计入"
    NO_VOTES = "各等次都没有票（全部弃权），不计入"
    ABSTAINED = "没有对他作评价，不计入"
    VOID = "按方案规定无效"
    OVERCOUNTED = "收回的票多于发出的，作废"
    MENDING = "有错，退回修改，还没有计入"
    HELD = "有不同版本，等人确认，还没有计入"
    UNUSED = "交了但不能用，没有计入"
    MISSING = "没有交"
    APART = "只收表，不计分"


#: Outcomes of forms that say something of the target, that came back and say nothing, that are void; of all that came back.
MARKED = (FormOutcome.COUNTED, FormOutcome.HIGHEST, FormOutcome.LOWEST)
WORDLESS = (FormOutcome.SILENT, FormOutcome.NO_VOTES, FormOutcome.ABSTAINED)
VOIDED = (FormOutcome.VOID, FormOutcome.OVERCOUNTED)
BACK = (*MARKED, *WORDLESS, *VOIDED, FormOutcome.APART)


def deciding_files(files: Iterable[FileReport]) -> dict[str, FileReport]:
    """By form id the file that decides what became of the form: the first in whose place no other stands."""
    found: dict[str, FileReport] = {}
    for file in files:
        if file.form_id and unmarked_outcome(file.verdict, tally=False) is not FormOutcome.MISSING:
            found.setdefault(file.form_id, file)
    return found


def unmarked_outcome(verdict: Verdict | None, *, tally: bool) -> FormOutcome:
    """The outcome of a form without marks for the target, by the verdict on its file; None: nothing came back.

    A file in whose place another stands decides nothing, so it is as though it had not come back. An accepted tally sheet
    without marks is void there: more votes came back than went out.
    """
    match verdict:
        case None:
            outcome = FormOutcome.MISSING
        case Verdict.ACCEPTED:
            outcome = FormOutcome.OVERCOUNTED if tally else FormOutcome.ABSTAINED
        case Verdict.VOID:
            outcome = FormOutcome.VOID
        case Verdict.MEND:
            outcome = FormOutcome.MENDING
        case Verdict.HELD:
            outcome = FormOutcome.HELD
        case Verdict.INVALID | Verdict.TWICE:
            outcome = FormOutcome.UNUSED
        case (
            Verdict.DUPLICATE
            | Verdict.SUPERSEDED
            | Verdict.MENDED
            | Verdict.OLDER
            | Verdict.REFUSED
            | Verdict.REPORT
            | Verdict.STAMPED
            | Verdict.REPORT_HELD
            | Verdict.REPORT_UNCLEAR
            | Verdict.REPORT_UNREAD
            | Verdict.UNPACKED
            | Verdict.IGNORED
        ):
            outcome = FormOutcome.MISSING
        case _:
            assert_never(verdict)
    return outcome

"""Which forms came before their stage or after the deadline, as far as the files themselves say when they were last saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.times import Window, beijing, day, is_early, is_late
from dangjian_xl.returns.verdicts import Verdict

#: What a form was handed in as. A copy or an older version that is not taken says nothing of when the form came.
HANDED_IN = (Verdict.ACCEPTED, Verdict.VOID, Verdict.MEND, Verdict.HELD, Verdict.MENDED)


def untimely(
    files: Sequence[tuple[Recognised, Verdict]],
    expected: Mapping[str, IssuedForm],
    windows: Mapping[str, Window],
) -> dict[int, Finding]:
    """A warning (by effect EARLY or LATE) for each such file, by its position; `windows` are the components' by code.

    What was mended later had come before, so only that is asked when.
    """
    found = {}
    for position, (file, verdict) in enumerate(files):
        if verdict not in HANDED_IN or file.mends:
            continue
        assignment = expected[file.form_id].assignment
        finding = _untimely(file, assignment.rater.name, windows[assignment.component.code])
        if finding:
            found[position] = finding
    return found


def _untimely(file: Recognised, rater: str, window: Window) -> Finding | None:
    place, about, saved = Place(file.file), About(rater), beijing(file.saved)
    if is_late(file.saved, window.due):
        return Finding.of("form-late", place, about, saved=saved, deadline=day(window.due))
    if is_early(file.saved, window.opens):
        return Finding.of(
            "form-early", place, about, saved=saved, stage=window.stage, opens=day(window.opens)
        )
    return None

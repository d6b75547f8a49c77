"""Which forms came late against the deadline, as far as the files themselves say when they were last saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dangjian_xl.findings import About, Finding, Place
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.recognise import Recognised
from dangjian_xl.returns.times import beijing, day, is_late
from dangjian_xl.returns.verdicts import Verdict

#: What a form was handed in as. A copy or an older version that is not taken says nothing of when the form came.
_HANDED_IN = (Verdict.ACCEPTED, Verdict.VOID, Verdict.MEND, Verdict.HELD, Verdict.MENDED)


def late(
    files: Sequence[tuple[Recognised, Verdict]], expected: Mapping[str, IssuedForm]
) -> dict[int, Finding]:
    """A warning for each late file, by its position. What was mended later had come before, so only that is asked when."""
    found = {}
    for position, (file, verdict) in enumerate(files):
        if verdict not in _HANDED_IN or file.mends:
            continue
        assignment = expected[file.form_id].assignment
        deadline = assignment.component.deadline
        if is_late(file.saved, deadline):
            context = {"saved": beijing(file.saved), "deadline": day(deadline)}
            about = About(assignment.rater.name)
            found[position] = Finding.of("form-late", Place(file.file), about, **context)
    return found

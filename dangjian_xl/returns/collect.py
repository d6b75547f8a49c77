"""All returned files -> one verdict a file, one tidy table of the accepted answers, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from dangjian_xl.catalogue.entry import Effect
from dangjian_xl.findings import About, Finding, Place, in_order
from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.grids import Grid
from dangjian_xl.reports.check import Checked
from dangjian_xl.returns.anonymous import (
    BallotCount,
    ballot_counts,
    ballot_verdicts,
    parted,
    short_findings,
    without_times,
)
from dangjian_xl.returns.answers import AnswerTable
from dangjian_xl.returns.copies import copies
from dangjian_xl.returns.gathering import How, gathered
from dangjian_xl.returns.intake import Opened
from dangjian_xl.returns.judge import judged
from dangjian_xl.returns.lateness import untimely
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.returns.recognise import Recogniser
from dangjian_xl.returns.recognised import FormAnswers, Recognised
from dangjian_xl.returns.table import table
from dangjian_xl.returns.times import Window, day
from dangjian_xl.returns.verdicts import Verdict, verdicts_of
from dangjian_xl.returns.versions import Difference
from dangjian_xl.returns.void import void_ballots
from dangjian_xl.returns.worker import Recipe
from dangjian_xl.returns.written import Written, is_paper, is_past, written
from dangjian_xl.scheme.model import Scheme


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file's verdict; `form_id` is "" where it is no form of this scheme.

    `sha256`: hex, "" where the file was not read; `saved`: when it says that it was last saved, None if it does not;
    `mends`: SHA-256 of the files that it mends; `early`, `late`: it was saved before its stage, after the deadline.
    """

    file: str
    sha256: str
    form_id: str
    verdict: Verdict
    saved: datetime | None = None
    mends: frozenset[str] = frozenset()
    early: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class Collection:
    """What a run of collect found. `entries` holds accepted forms only (columns: `table`); `read` all that was read.

    `sent_back`: by returned file the name of its send-back below 退回/, and `letters`: the names of the covering texts
    there, once these are written. `differences`: where the versions of a form differ that lie there together.
    `reports`: what came of the written reports, where the scheme demands something of them.
    `windows`: by component when its forms are wanted; `today`: the day as of which it is told what is overdue, None
    where that is not asked. `told`: how reading went, which is said beside `findings` and stands in no file of ours.
    """

    expected: Mapping[str, IssuedForm]
    files: tuple[FileReport, ...]
    findings: tuple[Finding, ...]
    entries: pd.DataFrame
    read: Mapping[str, FormAnswers]
    windows: Mapping[str, Window]
    sent_back: Mapping[str, str] = field(default_factory=dict)
    differences: tuple[Difference, ...] = ()
    letters: tuple[str, ...] = ()
    reports: tuple[Checked, ...] = ()
    today: date | None = None
    told: tuple[Finding, ...] = ()

    @property
    def accepted(self) -> frozenset[str]:
        """Ids of the forms that count."""
        return frozenset(f.form_id for f in self.files if f.verdict is Verdict.ACCEPTED)

    @property
    def void(self) -> frozenset[str]:
        """Ids of the forms that are void by the scheme's rules: they came back and count for nothing."""
        return frozenset(f.form_id for f in self.files if f.verdict is Verdict.VOID)

    @property
    def returned(self) -> frozenset[str]:
        """Ids of the forms of which any file came back."""
        return frozenset(f.form_id for f in self.files if f.form_id)

    @property
    def missing(self) -> tuple[Assignment, ...]:
        """Assignments of which nothing came back, in the order of issue."""
        back = self.returned
        return tuple(form.assignment for form_id, form in self.expected.items() if form_id not in back)

    @property
    def missing_named(self) -> tuple[Assignment, ...]:
        """The missing ones whose raters can be asked: all but the ballots without names."""
        return tuple(assignment for assignment in self.missing if not assignment.anonymous)

    @property
    def ballots(self) -> tuple[BallotCount, ...]:
        """The ballots without names, counted: nobody is told which of them came back."""
        return ballot_counts(self.expected, self.returned, self.accepted, self.void)

    @property
    def faulty(self) -> tuple[FileReport, ...]:
        """Files to be sent back."""
        return tuple(f for f in self.files if f.verdict is Verdict.MEND)


def collect_files(
    scheme: Scheme,
    key: bytes,
    files: Sequence[tuple[Path, str]],
    how: How = How(),  # noqa: B008 - frozen
) -> Collection:
    """Read the given (path, shown name) pairs; the files are not changed."""
    recogniser = Recogniser.of(scheme, key)
    found = gathered(Recipe(scheme, key), AnswerTable(recogniser.expected), files, how)
    recognised, told = found.files, found.told
    past = [file for file in recognised if is_past(file)]
    papers = [file for file in recognised if is_paper(file) and not is_past(file)]
    reports = written(scheme, papers, past, how.prefer)
    returned = [file for file in recognised if not is_past(file)]
    return replace(collected(recogniser, returned, how.prefer, reports), told=told)


def collect_grids(scheme: Scheme, key: bytes, name: str, grids: Mapping[str, Grid]) -> Collection:
    """The same for one workbook that is open somewhere, by what stands in its cells now."""
    recogniser = Recogniser.of(scheme, key)
    return collected(recogniser, [recogniser.recognise(Opened(name, "", grids, None))])


def collected(
    recogniser: Recogniser,
    recognised: Sequence[Recognised],
    prefer: Prefer | None = None,
    reports: Written = Written(),  # noqa: B008 - frozen
    today: date | None = None,
) -> Collection:
    """What becomes of files that were read: every rule, every verdict, everything to be said. `today`: see `judged`."""
    expected, names = recogniser.expected, recogniser.target_names
    answers = AnswerTable(expected)
    recognised = [answers.add(file) for file in recognised]
    forms = [file for file in recognised if file.file not in reports.verdicts]
    papers = [file for file in recognised if file.file in reports.verdicts]
    checked = without_times(judged(forms, expected, names, today), expected)
    named, ballots = parted(checked, expected)
    outcome = verdicts_of(named, expected, prefer)
    ballots_judged, ballots_told = ballot_verdicts(ballots, expected)
    verdicts = ballots_judged | {r.file: v for r, v in zip(named, outcome.verdicts, strict=True)}
    counted = [(r, verdicts[r.file]) for r in checked]
    windows = recogniser.windows
    told = untimely(counted, expected, windows)
    timing = {number: finding.effect for number, finding in told.items()}
    by_file = {
        r.file: FileReport(
            r.file,
            r.sha256,
            r.form_id,
            verdict,
            r.saved,
            r.mends,
            early=timing.get(number) is Effect.EARLY,
            late=timing.get(number) is Effect.LATE,
        )
        for number, (r, verdict) in enumerate(counted)
    }
    late_papers = {report.file for report in reports.reports if report.late}
    for r in papers:
        late_one = r.file in late_papers
        by_file[r.file] = FileReport(r.file, r.sha256, "", reports.verdicts[r.file], r.saved, late=late_one)
    file_reports = tuple(by_file[r.file] for r in recognised)
    accepted = [r for r, verdict in counted if verdict is Verdict.ACCEPTED]
    order = {form_id: number for number, form_id in enumerate(expected)}
    accepted.sort(key=lambda r: order[r.form_id])
    entries = table(accepted, expected)
    read = {r.file: r.answers for r in checked}
    result = Collection(
        expected,
        file_reports,
        (),
        entries,
        read,
        windows,
        differences=outcome.differences,
        reports=reports.reports,
    )
    void = [r for r, verdict in counted if verdict is Verdict.VOID and _is_ballot(r, expected)]
    also = [
        *ballots_told,
        *void_ballots(void, expected, recogniser.group_names),
        *told.values(),
        *copies([r for r in accepted if not _is_ballot(r, expected)], expected, names),
        *(_missing_finding(assignment, windows) for assignment in result.missing_named),
        *short_findings(result.ballots, recogniser.group_names),
        *reports.findings,
    ]
    return replace(result, findings=in_order([*outcome.findings, *also]))


def _is_ballot(file: Recognised, expected: Mapping[str, IssuedForm]) -> bool:
    return expected[file.form_id].assignment.anonymous


def _missing_finding(assignment: Assignment, windows: Mapping[str, Window]) -> Finding:
    deadline = day(windows[assignment.component.code].due)
    return Finding.of(
        "form-missing", Place(), About(assignment.rater.name), form=assignment.title, deadline=deadline
    )

"""All returned files -> one verdict a file, one tidy table of the accepted answers, and what is missing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing import get_context
from pathlib import Path

import pandas as pd

from dangjian_xl.findings import About, Finding, Place, has_errors, in_order
from dangjian_xl.forms.assignments import Assignment
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.entries import frame
from dangjian_xl.returns.intake import open_return, survey
from dangjian_xl.returns.judge import judged
from dangjian_xl.returns.recognise import Entry, Recognised, Recogniser
from dangjian_xl.scheme.model import Scheme

#: Fewer files than this are read in this process: workers take seconds to start (bench/returns.py).
POOL_FROM = 2000
_CHUNK = 25

#: Called with (files done, files in all).
Progress = Callable[[int, int], None]


class Verdict(StrEnum):
    """What became of a file, as staff read it."""

    ACCEPTED = "已接收"
    MEND = "有错，退回修改"
    DUPLICATE = "与另一份内容相同，不重复计"
    HELD = "同一份表有不同版本，暂不计"
    REFUSED = "不能作为本次的表"
    IGNORED = "不是要收的表，未读取"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file's verdict; `form_id` is "" where it is no form of this scheme."""

    file: str
    sha256: str
    form_id: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Collection:
    """What a run of collect found. `entries` holds accepted forms only (columns: `entries`); `read` all that was read."""

    expected: Mapping[str, IssuedForm]
    files: tuple[FileReport, ...]
    findings: tuple[Finding, ...]
    entries: pd.DataFrame
    read: Mapping[str, tuple[Entry, ...]]

    @property
    def accepted(self) -> frozenset[str]:
        """Ids of the forms that count."""
        return frozenset(f.form_id for f in self.files if f.verdict is Verdict.ACCEPTED)

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
    def faulty(self) -> tuple[FileReport, ...]:
        """Files to be sent back."""
        return tuple(f for f in self.files if f.verdict is Verdict.MEND)


def collect(
    scheme: Scheme,
    key: bytes,
    root: Path,
    named: Callable[[Path], str],
    progress: Progress = lambda _done, _all: None,
) -> Collection:
    """Read everything under `root` (read-only). `named` turns a path into what messages call it."""
    paths = list(survey(root))
    return collect_files(scheme, key, [(path, named(path)) for path in paths], progress)


def collect_files(
    scheme: Scheme,
    key: bytes,
    files: Sequence[tuple[Path, str]],
    progress: Progress = lambda _done, _all: None,
) -> Collection:
    """Read the given (path, shown name) pairs."""
    recogniser = Recogniser.of(scheme, key)
    expected = recogniser.expected
    recognised = _recognise_all(recogniser, scheme, files, progress)
    checked = judged(recognised, expected, recogniser.target_names)
    verdicts, pairs = _verdicts(checked)
    reports = tuple(FileReport(r.file, r.sha256, r.form_id, verdicts[r.file]) for r in checked)
    accepted = [r for r in checked if verdicts[r.file] is Verdict.ACCEPTED]
    order = {form_id: number for number, form_id in enumerate(expected)}
    accepted.sort(key=lambda r: order[r.form_id])
    entries = frame([e for r in accepted for e in r.entries], expected)
    findings = [f for r in checked for f in r.findings] + _pair_findings(checked, verdicts, pairs, expected)
    result = Collection(expected, reports, (), entries, {r.file: r.entries for r in checked})
    findings += [_missing_finding(assignment) for assignment in result.missing]
    return replace(result, findings=in_order(findings))


def _recognise_all(
    recogniser: Recogniser, scheme: Scheme, files: Sequence[tuple[Path, str]], progress: Progress
) -> list[Recognised]:
    done: list[Recognised] = []
    if len(files) < POOL_FROM:
        for path, name in files:
            done.append(recogniser.recognise(open_return(path, name)))
            progress(len(done), len(files))
        return done
    # Not forked: the progress bar's thread may hold locks that a fork would copy held. A worker makes its own
    # recogniser, for building one is quicker than sending it.
    with ProcessPoolExecutor(
        mp_context=get_context("spawn"), initializer=_start_worker, initargs=(scheme, recogniser.key)
    ) as pool:
        for result in pool.map(_work, files, chunksize=_CHUNK):
            done.append(result)
            progress(len(done), len(files))
    return done


_worker: list[Recogniser] = []


def _start_worker(scheme: Scheme, key: bytes) -> None:
    _worker[:] = [Recogniser.of(scheme, key)]


def _work(file: tuple[Path, str]) -> Recognised:
    return _worker[0].recognise(open_return(*file))


def _verdicts(files: Sequence[Recognised]) -> tuple[dict[str, Verdict], dict[str, Recognised]]:
    """Each file's verdict, and for duplicates and conflicts the other file."""
    verdicts: dict[str, Verdict] = {}
    others: dict[str, Recognised] = {}
    by_form: dict[str, list[Recognised]] = {}
    for file in files:
        if file.form_id:
            by_form.setdefault(file.form_id, []).append(file)
        else:
            verdicts[file.file] = Verdict.REFUSED if has_errors(file.findings) else Verdict.IGNORED
    for versions in by_form.values():
        # A mended form may lie beside the faulty one with the same answers: the good one counts.
        first = min(versions, key=lambda version: has_errors(version.findings))
        differing = [v for v in versions if v is not first and _differences(first, v)]
        for version in versions:
            if differing:
                verdicts[version.file] = Verdict.HELD
                others[version.file] = differing[0] if version is first else first
            elif version is not first:
                verdicts[version.file] = Verdict.DUPLICATE
                others[version.file] = first
            else:
                verdicts[version.file] = Verdict.MEND if has_errors(version.findings) else Verdict.ACCEPTED
    return verdicts, others


def _differences(one: Recognised, other: Recognised) -> list[str]:
    """The cells (as in `one`) whose answers differ between two versions of a form."""
    answers = {e.address: _said(e) for e in other.entries}
    differing = [f"{e.sheet} {e.cell}" for e in one.entries if answers.pop(e.address, None) != _said(e)]
    return differing + [f"{address[1] or address[2]}" for address in answers]


def _said(entry: Entry) -> object:
    """What an answer says: a repaired value is the same as the plain one."""
    return entry.value if entry.value is not None else str(entry.raw)


def _pair_findings(
    files: Sequence[Recognised],
    verdicts: Mapping[str, Verdict],
    others: Mapping[str, Recognised],
    expected: Mapping[str, IssuedForm],
) -> list[Finding]:
    found = []
    for file in files:
        if file.file not in others:
            continue
        rater, other = expected[file.form_id].assignment.rater.name, others[file.file]
        if verdicts[file.file] is Verdict.DUPLICATE:
            found.append(Finding.of("form-duplicate", Place(file.file), About(rater), other=other.file))
            continue
        cells = _differences(file, other)
        told = "、".join(cells[:3]) + (f" 等{len(cells)}处" if len(cells) > 3 else "")
        context = {"other": other.file, "differences": told or "多处"}
        found.append(Finding.of("form-conflict", Place(file.file), About(rater), **context))
    return found


def _missing_finding(assignment: Assignment) -> Finding:
    deadline = assignment.component.deadline
    day = f"{deadline.month}月{deadline.day}日" if deadline else "未定"
    return Finding.of(
        "form-missing", Place(), About(assignment.rater.name), form=assignment.title, deadline=day
    )

"""What becomes of each file: which of several versions of a form counts, and which wait for a person's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dangjian_xl.findings import About, Finding, Place, has_errors
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.recognise import OUTDATED, Entry, Recognised

#: More differing cells than this are counted, not named.
_NAMED = 3


class Verdict(StrEnum):
    """What became of a file, as staff read it."""

    ACCEPTED = "已接收"
    MEND = "有错，退回修改"
    DUPLICATE = "与另一份内容相同，不重复计"
    SUPERSEDED = "按旧方案填的，已有新的一份，不再计"
    HELD = "同一份表有不同版本，暂不计"
    INVALID = "匿名票没有填好，未计入"
    REFUSED = "不能作为本次的表"
    IGNORED = "不是要收的表，未读取"


@dataclass(frozen=True, slots=True)
class _Judged:
    """A file's verdict, and the other version that led to it."""

    verdict: Verdict
    other: Recognised | None = None


def verdicts_of(
    files: Sequence[Recognised], expected: Mapping[str, IssuedForm]
) -> tuple[dict[str, Verdict], list[Finding]]:
    """Each file's verdict by its name, and all findings: the files' own and those about versions."""
    judged: dict[str, _Judged] = {}
    by_form: dict[str, list[Recognised]] = {}
    for file in files:
        if file.form_id:
            by_form.setdefault(file.form_id, []).append(file)
        else:
            judged[file.file] = _Judged(Verdict.REFUSED if has_errors(file.findings) else Verdict.IGNORED)
    for versions in by_form.values():
        judged.update(_versions(versions))
    findings: list[Finding] = []
    for file in files:
        one = judged[file.file]
        # What is wrong with a form of the old scheme is nobody's worry once the new one is there.
        findings += () if one.verdict is Verdict.SUPERSEDED else file.findings
        if one.other is not None:
            findings.append(_about_versions(file, one, one.other, expected[file.form_id]))
    return {name: one.verdict for name, one in judged.items()}, findings


def _versions(versions: Sequence[Recognised]) -> dict[str, _Judged]:
    """The verdicts on all files that are one form."""
    current = [v for v in versions if not _outdated(v)] or list(versions)
    # A mended form may lie beside the faulty one with the same answers: the good one counts.
    first = min(current, key=lambda version: has_errors(version.findings))
    differing = [v for v in current if v is not first and _differences(first, v)]
    judged = {}
    for version in versions:
        if version not in current:
            judged[version.file] = _Judged(Verdict.SUPERSEDED, first)
        elif differing:
            judged[version.file] = _Judged(Verdict.HELD, differing[0] if version is first else first)
        elif version is not first:
            judged[version.file] = _Judged(Verdict.DUPLICATE, first)
        else:
            judged[version.file] = _Judged(Verdict.MEND if has_errors(version.findings) else Verdict.ACCEPTED)
    return judged


def _outdated(version: Recognised) -> bool:
    return any(finding.code == OUTDATED for finding in version.findings)


def _differences(one: Recognised, other: Recognised) -> list[str]:
    """The cells (as in `one`) whose answers differ between two versions of a form."""
    answers = {e.address: _said(e) for e in other.entries}
    differing = [f"{e.sheet} {e.cell}" for e in one.entries if answers.pop(e.address, None) != _said(e)]
    return differing + [f"{address[1] or address[2]}" for address in answers]


def _said(entry: Entry) -> object:
    """What an answer says: a repaired value is the same as the plain one."""
    return entry.value if entry.value is not None else str(entry.raw)


def _about_versions(file: Recognised, one: _Judged, other: Recognised, form: IssuedForm) -> Finding:
    place, about = Place(file.file), About(form.assignment.rater.name)
    if one.verdict is Verdict.HELD:
        cells = _differences(file, other)
        told = "、".join(cells[:_NAMED]) + (f" 等{len(cells)}处" if len(cells) > _NAMED else "")
        return Finding.of("form-conflict", place, about, other=other.file, differences=told or "多处")
    code = "form-duplicate" if one.verdict is Verdict.DUPLICATE else "form-superseded"
    return Finding.of(code, place, about, other=other.file)

"""What becomes of each file: which of several versions of a form counts, and which wait for a person's word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from dangjian_xl.catalogue.entry import Effect
from dangjian_xl.catalogue.intake import NEWER, NOT_TAKEN, UNDATED
from dangjian_xl.findings import About, Finding, Place, bars, has_effect
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.times import beijing
from dangjian_xl.returns.versions import Difference, contents, differences, menders, newest
from dangjian_xl.returns.void import is_void

#: More differing cells than this are counted, not named.
_NAMED = 3


class Verdict(StrEnum):
    """What became of a file, as staff read it."""

    ACCEPTED = "已接收"
    MEND = "有错，退回修改"
    DUPLICATE = "与另一份内容相同，不重复计"
    SUPERSEDED = "按旧方案填的，已有新的一份，不再计"
    MENDED = "已有按退回件改过的一份，不再计"
    OLDER = "有更新的一份，按“取最新”不计"
    HELD = "同一份表有不同版本，暂不计"
    VOID = "无效票，按方案规定不计"
    INVALID = "匿名票没有填好，未计入"
    TWICE = "票号相同、内容不同，都不计"
    REFUSED = "不能作为本次的表"
    REPORT = "述职报告，已检查"
    STAMPED = "述职报告的盖章件"
    REPORT_HELD = "述职报告有不同版本，暂不计"
    REPORT_UNCLEAR = "述职报告，没有对上党组织"
    REPORT_UNREAD = "述职报告，不能用"
    UNPACKED = "压缩包，里面的文件另列"
    IGNORED = "不是要收的表，未读取"


#: Verdicts on files in whose place another one stands: what is wrong with them is nobody's worry any more.
_REPLACED = (Verdict.SUPERSEDED, Verdict.MENDED, Verdict.OLDER)
_TOLD = {
    Verdict.DUPLICATE: "form-duplicate",
    Verdict.SUPERSEDED: "form-superseded",
    Verdict.MENDED: "form-mended",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """All verdicts in the order of the files, all findings (the files' own and those about versions), all differences."""

    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _One:
    """A file's verdict and the other version that led to it."""

    verdict: Verdict
    other: Recognised | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    """What becomes of the files of one form: by position, what is said of them, and where they differ."""

    judged: Mapping[int, _One]
    findings: Sequence[Finding] = ()
    differences: Sequence[Difference] = ()


def verdicts_of(
    files: Sequence[Recognised], expected: Mapping[str, IssuedForm], prefer: Prefer | None = None
) -> Judged:
    """Judge all files of a run; at most one file of each form counts. `prefer` settles what differs, where it can."""
    judged: dict[int, _One] = {}
    by_form: dict[str, list[int]] = {}
    for position, file in enumerate(files):
        if file.form_id:
            by_form.setdefault(file.form_id, []).append(position)
        else:
            judged[position] = _One(_no_form(file))
    findings: list[Finding] = []
    differing: list[Difference] = []
    for form_id, positions in by_form.items():
        form = _form([files[p] for p in positions], expected[form_id], prefer)
        judged |= {positions[p]: one for p, one in form.judged.items()}
        findings += form.findings
        differing += form.differences
    for position, file in enumerate(files):
        if judged[position].verdict not in _REPLACED:
            findings += file.findings
    return Judged(tuple(judged[p].verdict for p in range(len(files))), tuple(findings), tuple(differing))


def _no_form(file: Recognised) -> Verdict:
    if bars(file.findings):
        return Verdict.REFUSED
    return Verdict.UNPACKED if has_effect(file.findings, Effect.CONTAINS) else Verdict.IGNORED


def _form(files: Sequence[Recognised], form: IssuedForm, prefer: Prefer | None) -> _Form:
    """The verdicts on all files that are one form."""
    judged = {p: _One(Verdict.MENDED, by) for p, by in menders(files).items()}
    standing = [p for p in range(len(files)) if p not in judged]
    current = [p for p in standing if not _outdated(files[p])] or standing
    groups = contents([files[p] for p in current])
    suggested = newest([files[p] for p in current]) if len(groups) > 1 else None
    if suggested:
        # The suggested version leads, and so it is what the others are held against.
        groups.sort(key=lambda group: suggested not in group)
        # Of equal files the one saved last is named, if it is as free of errors as the one that would lead.
        groups[0].sort(key=lambda file: (bars(file.findings), file is not suggested))
    first = groups[0][0]
    judged |= {p: _One(Verdict.SUPERSEDED, first) for p in standing if p not in current}
    taken = first if len(groups) == 1 or (prefer and suggested) else None
    for position in current:
        judged[position] = _standing(files[position], groups, taken)
    differing = [differences(first, group[0], form, suggested=suggested is not None) for group in groups[1:]]
    findings = [_about(files[p], one, form) for p, one in judged.items() if one.verdict in _TOLD]
    if taken is None:
        findings += _conflicts(files, judged, suggested, form)
    elif len(groups) > 1:
        findings.append(_preferred(taken, [group[0] for group in groups[1:]], form))
    return _Form(judged, findings, [d for found in differing for d in found])


def _standing(file: Recognised, groups: Sequence[Sequence[Recognised]], taken: Recognised | None) -> _One:
    """The verdict on a file that none replaces; `taken` is the one that counts, None where a person must say."""
    if taken is None:
        lead, *others = groups
        return _One(Verdict.HELD, others[0][0] if _in(file, lead) else lead[0])
    if file is taken:
        return _One(_own_verdict(file))
    return _One(Verdict.DUPLICATE if _in(file, groups[0]) else Verdict.OLDER, taken)


def _own_verdict(file: Recognised) -> Verdict:
    """What becomes of the one file of a form that counts or would count."""
    if bars(file.findings):
        return Verdict.MEND
    return Verdict.VOID if is_void(file) else Verdict.ACCEPTED


def _in(file: Recognised, group: Sequence[Recognised]) -> bool:
    return any(one is file for one in group)


def _outdated(version: Recognised) -> bool:
    return has_effect(version.findings, Effect.OUTDATED)


def _about(file: Recognised, one: _One, form: IssuedForm) -> Finding:
    other = one.other.file if one.other else ""
    return Finding.of(_TOLD[one.verdict], Place(file.file), _rater(form), other=other)


def _rater(form: IssuedForm) -> About:
    return About(form.assignment.rater.name)


def _conflicts(
    files: Sequence[Recognised], judged: Mapping[int, _One], suggested: Recognised | None, form: IssuedForm
) -> list[Finding]:
    """One finding for each file that waits: what it differs from, in which of its cells, and which is newer."""
    newer = NEWER.format(file=suggested.file, saved=beijing(suggested.saved)) if suggested else UNDATED
    found = []
    for position, one in judged.items():
        if one.verdict is Verdict.HELD and one.other:
            file = files[position]
            cells = [_where(d) for d in differences(file, one.other, form)]
            told = "、".join(cells[:_NAMED]) + (f" 等{len(cells)}处" if len(cells) > _NAMED else "")
            context = {"other": one.other.file, "differences": told, "newer": newer}
            found.append(Finding.of("form-conflict", Place(file.file), _rater(form), **context))
    return found


def _where(difference: Difference) -> str:
    said = difference.first if difference.first.cell else difference.other
    return f"{said.sheet} {said.cell}"


def _preferred(taken: Recognised, others: Sequence[Recognised], form: IssuedForm) -> Finding:
    """The record of what `--prefer newest` decided."""
    told = "、".join(
        NOT_TAKEN.format(file=o.file, saved=beijing(o.saved), count=len(differences(taken, o, form)))
        for o in others
    )
    context = {"saved": beijing(taken.saved), "others": told}
    return Finding.of("form-preferred", Place(taken.file), _rater(form), **context)

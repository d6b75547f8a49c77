"""An assessment -> for each target how its total and proposed grade came about, each figure as it was computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from dangjian_xl.findings import Place
from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.returns.collect import FileReport
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Component, FormKind, Panel, Scheme
from dangjian_xl.scoring.aggregate import ComponentScore, FormScore, GroupScore, combined, method
from dangjian_xl.scoring.answers import Answers
from dangjian_xl.scoring.assess import Assessment, done_about
from dangjian_xl.scoring.ballots import ballots_shown
from dangjian_xl.scoring.exact import weighted
from dangjian_xl.scoring.explain_grade import adjustments_told, quotas_told, settled
from dangjian_xl.scoring.explain_words import sections
from dangjian_xl.scoring.explained import ComponentTold, Explanation, Fate, FormTold, GroupTold
from dangjian_xl.scoring.grade import GradeProposal

#: What the verdict on a form's file means for a target of whom no marks of it are known.
_FATES = {
    Verdict.VOID: Fate.VOID,
    Verdict.MEND: Fate.MENDING,
    Verdict.HELD: Fate.HELD,
    Verdict.INVALID: Fate.UNUSED,
    Verdict.TWICE: Fate.UNUSED,
}
_DECIDING = (Verdict.ACCEPTED, *_FATES)

#: Component, rater group, target.
_Key = tuple[str, str, str]


def explanations(
    assessment: Assessment, targets: Iterable[str] | None = None, *, details: bool = True
) -> Iterator[Explanation]:
    """One for each target in the scheme's order, or only for those of these codes. `details`: with single answers."""
    sources = _Sources.of(assessment, details=details)
    wanted = None if targets is None else frozenset(targets)
    for proposal in assessment.proposals:
        if wanted is None or proposal.target.code in wanted:
            yield _explained(sources, proposal)


@dataclass(frozen=True, slots=True)
class _Sources:
    """What all explanations are taken from, indexed once: answers, ids of the forms that were due, the file that decides."""

    assessment: Assessment
    answers: Answers
    due: Mapping[_Key, list[str]]
    files: Mapping[str, FileReport]
    details: bool

    @classmethod
    def of(cls, assessment: Assessment, *, details: bool) -> _Sources:
        due: dict[_Key, list[str]] = {}
        for form_id, form in assessment.collection.expected.items():
            for target in form.assignment.targets:
                panel = form.assignment.panel
                due.setdefault((panel.component, panel.group, target.code), []).append(form_id)
        files: dict[str, FileReport] = {}
        for report in assessment.collection.files:
            if report.form_id and report.verdict in _DECIDING:
                files.setdefault(report.form_id, report)
        return cls(assessment, Answers(assessment), due, files, details)

    @property
    def scheme(self) -> Scheme:
        return self.assessment.scheme


def _explained(sources: _Sources, proposal: GradeProposal) -> Explanation:
    scheme, total = sources.scheme, proposal.total
    components = tuple(
        _component(sources, total.target.code, c, total.total is not None) for c in total.components
    )
    counted = [(c.component.weight, c.score) for c in components if c.score is not None]
    told = Explanation(
        target=total.target,
        tier=scheme.tier(total.tier).name,
        components=components,
        apart=_apart(sources, proposal),
        adjustments=adjustments_told(sources.assessment, total),
        mean=weighted(counted) if counted and total.total is not None else None,
        exact=total.exact,
        total=total.total,
        rank=proposal.rank,
        band=proposal.band,
        limit=proposal.limit,
        vetoes=tuple(r for r in scheme.veto_records if r.target == total.target.code),
        conditions=proposal.conditions,
        quotas=quotas_told(scheme, proposal),
        proposed=proposal.proposed,
    )
    return replace(told, sections=(*sections(scheme, told), *settled(scheme, told)))


def _component(sources: _Sources, target: str, score: ComponentScore, computed: bool) -> ComponentTold:  # noqa: FBT001
    groups = tuple(_group(sources, target, group) for group in score.groups)
    counted = [(g.panel.weight, g.score) for g in groups if g.score is not None]
    return ComponentTold(
        score.component,
        groups,
        weighted(counted) if counted and not score.refused else None,
        score.score,
        done_about(score, computed=computed) if score.missing else "",
    )


def _group(sources: _Sources, target: str, score: GroupScore) -> GroupTold:
    scheme, panel = sources.scheme, score.panel
    ids = sources.due.get((panel.component, panel.group, target), [])
    marks = {form.form_id: form for form in score.forms}
    fates = {form_id: _fate(sources, form_id, panel, marks.get(form_id)) for form_id in ids}
    fates |= _dropped(score)
    ballots = bool(scheme.group(panel.group).ballots)
    if ballots:
        forms = _ballots(sources, target, score)
    else:
        forms = tuple(_form(sources, target, i, fate, marks.get(i)) for i, fate in fates.items())
    kept = [form for form in score.forms if form.full and form.form_id not in score.dropped]
    exact = combined(scheme, panel, kept) if kept else None
    if ballots and not forms:
        # Of so few not even what was rounded away is told.
        exact = score.score
    return _told(scheme, panel, fates, forms, exact, score.score)


def _told(  # noqa: PLR0913, PLR0917 - all that a group is
    scheme: Scheme,
    panel: Panel,
    fates: Mapping[str, Fate],
    forms: tuple[FormTold, ...],
    exact: Fraction | None = None,
    score: Fraction | None = None,
) -> GroupTold:
    group = scheme.group(panel.group)
    numbers = Counter(fates.values())
    counts = tuple((fate, numbers[fate]) for fate in Fate if numbers[fate])
    how = method(scheme, panel)
    return GroupTold(panel, group.name, how, len(fates), counts, forms, bool(group.ballots), exact, score)


def _fate(sources: _Sources, form_id: str, panel: Panel, marks: FormScore | None) -> Fate:
    if marks is not None:
        return Fate.COUNTED if marks.full else Fate.SILENT
    report = sources.files.get(form_id)
    if report is None:
        return Fate.MISSING
    if report.verdict is not Verdict.ACCEPTED:
        return _FATES[report.verdict]
    # Votes of which more were collected than issued are void on an accepted sheet (`forms.kinds.tally`).
    tally = sources.scheme.form(panel.form).kind is FormKind.TALLY
    return Fate.VOID if tally else Fate.ABSTAINED


def _dropped(score: GroupScore) -> dict[str, Fate]:
    """The forms left out, one as the highest, the other as the lowest."""
    dropped = sorted((f for f in score.forms if f.form_id in score.dropped), key=lambda f: -f.percent)
    fates = (Fate.HIGHEST, Fate.LOWEST)
    return {form.form_id: fate for form, fate in zip(dropped, fates, strict=False)}


def _form(sources: _Sources, target: str, form_id: str, fate: Fate, marks: FormScore | None) -> FormTold:
    rater = sources.assessment.collection.expected[form_id].assignment.rater.name
    report = sources.files.get(form_id)
    ends = sources.answers.ends(form_id, target)
    # One form's answers about one target stand on one sheet, from the first to the last.
    cells = "～".join(dict.fromkeys(answer.cell for answer in ends))
    place = Place(ends[0].file, ends[0].sheet, cells) if ends else Place()
    if report is not None and not ends:
        place = Place(report.file)
    said = sources.answers.of(form_id, target) if sources.details else []
    answers = tuple(answer for answer in said if answer.marking is not None)
    score, full = (marks.score, marks.full) if marks else (None, None)
    return FormTold(form_id, rater, fate, score, full, place, answers)


def _ballots(sources: _Sources, target: str, score: GroupScore) -> tuple[FormTold, ...]:
    """The ballots that may be shown, from the best down; of equal ones it is not told which was left out."""
    shown = ballots_shown(score, sources.answers, target)
    if not shown.marks:
        return ()
    dropped = _dropped(shown.score)
    return tuple(
        FormTold("", ANONYMOUS, dropped.get(form.form_id, Fate.COUNTED), form.score, form.full)
        for form in shown.score.forms
        if form.full
    )


def _apart(sources: _Sources, proposal: GradeProposal) -> tuple[ComponentTold, ...]:
    """What was due for a target and counts for nothing: by component, in the scheme's order."""
    scheme, target = sources.scheme, proposal.target.code
    counted = {(g.panel.component, g.panel.group) for c in proposal.total.components for g in c.groups}
    found: dict[str, list[GroupTold]] = {}
    for panel in scheme.panels:
        key = (panel.component, panel.group)
        ids = sources.due.get((*key, target), []) if key not in counted else []
        if ids:
            found.setdefault(panel.component, []).append(_uncounted(sources, target, panel, ids))
    return tuple(_bare(scheme.component(code), groups) for code, groups in found.items())


def _bare(component: Component, groups: Sequence[GroupTold]) -> ComponentTold:
    return ComponentTold(component, tuple(groups), None, None, "")


def _uncounted(sources: _Sources, target: str, panel: Panel, ids: Sequence[str]) -> GroupTold:
    fates = {}
    for form_id in ids:
        report = sources.files.get(form_id)
        accepted = report is not None and report.verdict is Verdict.ACCEPTED
        fates[form_id] = Fate.APART if accepted else _fate(sources, form_id, panel, None)
    named = not sources.scheme.group(panel.group).ballots
    forms = tuple(_form(sources, target, i, fate, None) for i, fate in fates.items()) if named else ()
    return _told(sources.scheme, panel, fates, forms)

"""Accepted answers → the tree of each target's total: forms, rater groups, components, with what was missing.

All scores are fractions on a scale of 100; they are rounded from the stage on that the scheme names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pandas as pd

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.returns.collect import FileReport
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme.model import Component, FormKind, Item, Organisation, Panel, RoundingStage, Scheme
from dangjian_xl.scoring.adjustments import Award, adjustments_by_target, apply_adjustments
from dangjian_xl.scoring.combining import after_dropping, combining_of
from dangjian_xl.scoring.form_score import FormScore
from dangjian_xl.scoring.marks import Key, Mark, Marks
from dangjian_xl.scoring.outcomes import FormOutcome, deciding_files, unmarked_outcome
from dangjian_xl.scoring.rounding import Rounding
from dangjian_xl.scoring.tree import ComponentScore, ConditionResult, GroupScore, Total
from dangjian_xl.scoring.weighing import weigh


class TreeBuilder:
    """Builds totals, and what preconditions look at, from one run's answers."""

    def __init__(
        self,
        scheme: Scheme,
        entries: pd.DataFrame,
        expected: Mapping[str, IssuedForm],
        files: Iterable[FileReport] = (),
    ) -> None:
        """`entries`: accepted forms (columns: returns.table); `files`: what became of the returned files."""
        self._scheme, self._rounding = scheme, Rounding.of(scheme)
        self._marks = Marks(scheme, entries)
        self._due = _due_forms(expected)
        self._verdicts = {form_id: file.verdict for form_id, file in deciding_files(files).items()}
        self._adjustments = adjustments_by_target(scheme)
        self._kinds = {kind.code: kind for kind in scheme.adjustment_kinds}
        self._given = {tier.code for tier in scheme.tiers if scheme.is_given(tier.code)}
        self._keeps_grades = {c.code: scheme.keeps_grades(c) for c in scheme.components}
        self._components = {tier.code: scheme.components_of(tier.code) for tier in scheme.tiers}
        self._watched = {tier.code: scheme.watched_components(tier.code) for tier in scheme.tiers}

    def totals(self) -> tuple[Total, ...]:
        """Every target's, by tier and in the scheme's order."""
        tiers = self._scheme.tiers
        return tuple(self._total(target) for tier in tiers for target in self._scheme.targets(tier.code))

    def conditions(self, total: Total) -> tuple[ConditionResult, ...]:
        """What a target has of its tier's preconditions, in the scheme's order; none on what has no score here."""
        parts = {part.component.code: part for part in total.scored}
        found = []
        for condition in self._scheme.preconditions:
            whole = parts.get(condition.component)
            if whole:
                made_from = self._item(whole, condition.item, total.target) if condition.item else whole
                found.append(ConditionResult(condition, made_from))
        return tuple(found)

    def _total(self, target: Organisation) -> Total:
        is_given = target.tier in self._given
        components = tuple(self._component(c, target) for c in self._components[target.tier])
        refused = any(c.refused for c in components)
        mean = None if refused else weigh((c.component.weight, c.score) for c in components)
        total = Total(
            target.tier,
            target,
            components,
            self._awards(target, unused=mean is None),
            mean,
            watched=tuple(self._component(c, target) for c in self._watched[target.tier]),
            uncounted=tuple(self._uncounted(target)),
            is_given=is_given,
            given=_agreed_grade(components) if is_given else "",
        )
        if mean is None:
            return total
        exact = mean + Fraction(total.adjustment)
        cap = self._scheme.basics.total_cap
        within = max(Fraction(0), exact if cap is None else min(exact, Fraction(cap)))
        return replace(total, exact=exact, total=self._rounding.total(within))

    def _awards(self, target: Organisation, *, unused: bool) -> tuple[Award, ...]:
        return apply_adjustments(self._adjustments.get(target.code, ()), self._kinds, unused=unused)

    def _component(self, component: Component, target: Organisation) -> ComponentScore:
        panels, given = self._scheme.counted_panels(component.code), self._keeps_grades[component.code]
        return self._compose(component, [self._group(panel, target, given=given) for panel in panels])

    def _compose(
        self, component: Component, groups: Sequence[GroupScore], item: Item | None = None
    ) -> ComponentScore:
        part = ComponentScore(component, tuple(groups), item=item)
        exact = None if part.refused else weigh((g.panel.weight, g.score) for g in groups)
        score = None if exact is None else self._rounding.round(RoundingStage.COMPONENT, exact)
        return replace(part, exact=exact, score=score)

    def _group(self, panel: Panel, target: Organisation, *, given: bool) -> GroupScore:
        combining = combining_of(self._scheme, panel, given=given)
        forms = self._forms(panel, target, given=given)
        valid = [form for form in forms if form.full]
        out = combining.left_out(valid, lambda f: self._marks.compared(panel.form, f.form_id, target.code))
        ends = dict(zip((f.form_id for f in out), (FormOutcome.HIGHEST, FormOutcome.LOWEST), strict=False))
        forms = [replace(f, outcome=ends[f.form_id]) if f.form_id in ends else f for f in forms]
        group = self._scheme.group(panel.group)
        if group.ballots:
            forms = self._order_ballots(forms, panel, target)
        form = self._scheme.form(panel.form)
        return self._combine(GroupScore(panel, group, form, combining, tuple(forms)))

    def _combine(self, group: GroupScore) -> GroupScore:
        exact = group.combining.value(group.kept) if group.kept else None
        score = None if exact is None else self._rounding.round(RoundingStage.GROUP, exact)
        return replace(group, exact=exact, score=score)

    def _forms(self, panel: Panel, target: Organisation, *, given: bool) -> list[FormScore]:
        """All forms due for a target in the order of issue, with the marks or the given grade that stands on them."""
        key = (panel.component, panel.group, target.code)
        marks = self._marks.of(key)
        raters = {**self._due.get(key, {}), **{form_id: mark.rater for form_id, mark in marks.items()}}
        tally = self._scheme.form(panel.form).kind is FormKind.TALLY
        forms = []
        for form_id, rater in raters.items():
            mark = marks.get(form_id)
            if mark is None:
                outcome = unmarked_outcome(self._verdicts.get(form_id), tally=tally)
                forms.append(FormScore(form_id, rater, outcome))
            else:
                silent = FormOutcome.NO_VOTES if tally else FormOutcome.SILENT
                forms.append(_marked_form(form_id, mark, silent, given=given))
        return forms

    def _order_ballots(self, forms: list[FormScore], panel: Panel, target: Organisation) -> list[FormScore]:
        """Ballots without names from the best to the worst, and then by what stands on them: that leads to nobody."""

        def said(form: FormScore) -> tuple[object, ...]:
            if form.score is None:
                return ()
            return self._marks.compared(panel.form, form.form_id, target.code, values=True)

        def standing(form: FormScore) -> tuple[int, Fraction, str]:
            if form.full:
                return 0, -form.percent, ""
            return 1 if form.score is not None else 2, Fraction(0), str(form.outcome)

        return sorted(sorted(forms, key=said, reverse=True), key=standing)

    def _item(self, whole: ComponentScore, code: str, target: Organisation) -> ComponentScore:
        """What one item alone makes of a component: combined as the component is, of the same forms."""
        groups, asked = [], None
        for group in whole.groups:
            found = next((i for i in self._scheme.items_of(group.panel.form) if i.code == code), None)
            if found is None:
                continue
            asked = asked or found
            key = (group.panel.component, group.panel.group, target.code)
            marks = self._marks.of_item(key, code)
            forms = tuple(_item_form(form, marks.get(form.form_id)) for form in group.forms)
            combining, speaking = after_dropping(group.combining), group.valid
            item = replace(group, combining=combining, forms=forms, speaking=speaking)
            groups.append(self._combine(item))
        return self._compose(whole.component, groups, asked)

    def _uncounted(self, target: Organisation) -> Iterator[ComponentScore]:
        """What was due for a target and counts for nothing, by component."""
        scheme = self._scheme
        scored = {c.code for c in (*self._components[target.tier], *self._watched[target.tier])}
        found: dict[str, list[GroupScore]] = {}
        for panel in scheme.panels:
            due = self._due.get((panel.component, panel.group, target.code), {})
            if not due or (panel.counts and panel.component in scored):
                continue
            forms = tuple(FormScore(i, rater, self._apart_outcome(i)) for i, rater in due.items())
            group, form = scheme.group(panel.group), scheme.form(panel.form)
            combining = combining_of(scheme, panel)
            found.setdefault(panel.component, []).append(GroupScore(panel, group, form, combining, forms))
        for code, groups in found.items():
            yield ComponentScore(scheme.component(code), tuple(groups))

    def _apart_outcome(self, form_id: str) -> FormOutcome:
        verdict = self._verdicts.get(form_id)
        return FormOutcome.APART if verdict is Verdict.ACCEPTED else unmarked_outcome(verdict, tally=False)


def _marked_form(form_id: str, mark: Mark, silent: FormOutcome, *, given: bool) -> FormScore:
    if given:
        outcome = FormOutcome.COUNTED if mark.grade else silent
        return FormScore(form_id, mark.rater, outcome, grade=mark.grade)
    outcome = FormOutcome.COUNTED if mark.full else silent
    return FormScore(form_id, mark.rater, outcome, mark.score, mark.full)


def _item_form(form: FormScore, mark: Mark | None) -> FormScore:
    """A form as though it had asked one item only; what was left out as a whole stays so."""
    score, full = (mark.score, mark.full) if mark and form.score is not None else (None, None)
    counted = form.outcome is FormOutcome.COUNTED
    outcome = FormOutcome.SILENT if counted and not full else form.outcome
    return replace(form, outcome=outcome, score=score, full=full)


def _agreed_grade(components: Sequence[ComponentScore]) -> str:
    """The grade that all forms give by name; "" where there is none or they differ."""
    named = {form.grade for part in components for group in part.groups for form in group.kept}
    return named.pop() if len(named) == 1 else ""


def _due_forms(expected: Mapping[str, IssuedForm]) -> dict[Key, dict[str, str]]:
    """By panel and target, the rater's code of each form that was issued, by form id."""
    due: dict[Key, dict[str, str]] = {}
    for form_id, form in expected.items():
        assignment = form.assignment
        for target in assignment.targets:
            key = (assignment.component.code, assignment.panel.group, target.code)
            due.setdefault(key, {})[form_id] = assignment.rater.code
    return due

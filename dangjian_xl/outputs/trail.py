"""The way from answers to totals as records that know their rows: what refers to what in the result workbook.

Everything is sorted by tier, target, component, rater group, form and item, so that whatever a figure is computed from
stands in one contiguous block of rows. Rows are 1-based; spans include both ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from dangjian_xl.outputs.sheet import FIRST_ROW, MOST_RECORDS
from dangjian_xl.scheme.model import Component, Organisation
from dangjian_xl.scoring.aggregate import ComponentScore, FormScore, GroupScore
from dangjian_xl.scoring.answers import Answer, Answers
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.ballots import Ballots, ballots_shown
from dangjian_xl.scoring.grade import GradeProposal

#: More answers, or forms, than this do not fit on one sheet of a workbook.
MOST_LISTED = MOST_RECORDS

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One form's marks for one target; `items` are the rows of its answers, `rater` the name that is shown.

    `file`: where they stood; `ballot`: the answers of one without a name, which are shown in an order of their own.
    """

    row: int
    rater: str
    target: Organisation
    component: Component
    group: GroupScore
    score: FormScore
    items: Span
    file: str
    ballot: tuple[Answer, ...] | None = None


@dataclass(frozen=True, slots=True)
class GroupRow:
    """What a rater group says of a target; `span` are the rows of its forms, None if there are none to show.

    `ballots`: they have no names; then `texts` are what was written on them, in the rows below all their marks.
    """

    row: int
    target: Organisation
    component: Component
    score: GroupScore
    forms: tuple[FormRow, ...]
    span: Span | None
    ballots: bool = False
    texts: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """A component's score of a target; `span` are the rows of its groups, `items` those of all its answers."""

    row: int
    target: Organisation
    score: ComponentScore
    groups: tuple[GroupRow, ...]
    span: Span | None
    items: Span | None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A target on its way to a grade; `span` are the rows of its components."""

    row: int
    proposal: GradeProposal
    components: tuple[ComponentRow, ...]
    span: Span | None


@dataclass(frozen=True, slots=True)
class Trail:
    """All rows of the sheets of figures, in order. `answers`: what stands in those of single answers.

    `items`, `marked`: how many single answers and how many forms there are.
    """

    targets: tuple[TargetRow, ...]
    answers: Answers
    items: int
    marked: int

    @property
    def items_apart(self) -> bool:
        """Whether the single answers are too many for a sheet: they stand in a file, and no formula refers to them.

        Then `items` of forms count that file's rows, from FIRST_ROW on.
        """
        return self.items > MOST_LISTED

    @property
    def forms_apart(self) -> bool:
        """The same of the forms, and of the groups' `span`."""
        return self.marked > MOST_LISTED

    @property
    def components(self) -> list[ComponentRow]:
        """Rows of 环节得分."""
        return [component for target in self.targets for component in target.components]

    @property
    def groups(self) -> list[GroupRow]:
        """Rows of 主体得分."""
        return [group for component in self.components for group in component.groups]

    @property
    def forms(self) -> list[FormRow]:
        """Rows of 逐表得分."""
        return [form for group in self.groups for form in group.forms]

    def of_tier(self, tier: str) -> list[TargetRow]:
        """The targets of a tier, in the scheme's order."""
        return [target for target in self.targets if target.proposal.total.tier == tier]

    def said(self, form: FormRow) -> Sequence[Answer]:
        """A form's answers about its target, a row each."""
        if form.ballot is not None:
            return form.ballot
        return self.answers.of(form.score.form_id, form.target.code)


def trail(assessment: Assessment) -> Trail:
    """Give every record its row."""
    numbering = _Numbering(assessment)
    targets = numbering.targets()
    return Trail(targets, numbering.said, numbering.answers, numbering.forms)


class _Numbering:
    """Hands out rows, sheet by sheet, while the records are walked through in order."""

    def __init__(self, assessment: Assessment) -> None:
        self._assessment, self._scheme = assessment, assessment.scheme
        self._issued = assessment.collection.expected
        self.said = Answers(assessment)
        self._rows = {level: count(FIRST_ROW) for level in ("target", "component", "group")}
        self._form_row = self._item = FIRST_ROW

    @property
    def answers(self) -> int:
        """How many rows of answers were handed out."""
        return self._item - FIRST_ROW

    @property
    def forms(self) -> int:
        """How many rows of forms were handed out."""
        return self._form_row - FIRST_ROW

    def targets(self) -> tuple[TargetRow, ...]:
        return tuple(self._target(proposal) for proposal in self._assessment.proposals)

    def _target(self, proposal: GradeProposal) -> TargetRow:
        row = next(self._rows["target"])
        components = tuple(self._component(proposal.target, score) for score in proposal.total.components)
        return TargetRow(row, proposal, components, _span([c.row for c in components]))

    def _component(self, target: Organisation, score: ComponentScore) -> ComponentRow:
        row, first = next(self._rows["component"]), self._item
        groups = tuple(self._group(target, score.component, group) for group in score.groups)
        items = (first, self._item - 1) if self._item > first else None
        return ComponentRow(row, target, score, groups, _span([g.row for g in groups]), items)

    def _group(self, target: Organisation, component: Component, score: GroupScore) -> GroupRow:
        row = next(self._rows["group"])
        if self._scheme.group(score.panel.group).ballots:
            return self._ballots(row, target, component, ballots_shown(score, self.said, target.code))
        forms = tuple(self._form(target, component, score, form) for form in score.forms)
        return GroupRow(row, target, component, score, forms, _span([f.row for f in forms]))

    def _ballots(self, row: int, target: Organisation, component: Component, shown: Ballots) -> GroupRow:
        score = shown.score
        forms = tuple(
            self._form(target, component, score, form, marks)
            for form, marks in zip(score.forms if shown.marks else (), shown.marks, strict=True)
        )
        self._item += len(shown.texts)
        span = _span([f.row for f in forms])
        return GroupRow(row, target, component, score, forms, span, ballots=True, texts=shown.texts)

    def _form(
        self,
        target: Organisation,
        component: Component,
        group: GroupScore,
        score: FormScore,
        ballot: tuple[Answer, ...] | None = None,
    ) -> FormRow:
        row, first = self._form_row, self._item
        self._form_row += 1
        number, file = self.said.extent(score.form_id, target.code) if ballot is None else (len(ballot), "")
        self._item += number
        rater = self._issued[score.form_id].assignment.rater.name
        return FormRow(row, rater, target, component, group, score, (first, self._item - 1), file, ballot)


def _span(rows: Sequence[int]) -> Span | None:
    return (rows[0], rows[-1]) if rows else None

"""Where the nodes of the trees stand in the result workbook: each one's row, and the rows that it is computed from.

Everything is sorted by tier, target, component, rater group, form and item, so that whatever a figure is computed from
stands in one contiguous block of rows. Rows are 1-based; spans include both ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

from dangjian_xl.outputs.sheet import FIRST_ROW, MOST_RECORDS
from dangjian_xl.scheme.model import Organisation
from dangjian_xl.scoring.answers import Answer, Answers
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.ballots import Ballots, show_ballots
from dangjian_xl.scoring.form_score import FormScore
from dangjian_xl.scoring.tree import ComponentScore, ConditionResult, GradeProposal, GroupScore

#: More answers, or forms, than this do not fit on one sheet of a workbook.
MOST_LISTED = MOST_RECORDS

Span = tuple[int, int]
Node = GradeProposal | ComponentScore | GroupScore | FormScore


class ComponentAt(NamedTuple):
    """A component's score and whose it is."""

    target: Organisation
    part: ComponentScore


class GroupAt(NamedTuple):
    """A rater group's score, in which component, and whose it is."""

    target: Organisation
    part: ComponentScore
    group: GroupScore


class Trail:
    """All rows of the sheets of figures, in order."""

    def __init__(self, assessment: Assessment) -> None:
        """Give every node its row."""
        self.targets = assessment.proposals
        self.answers = Answers(assessment)
        self._issued = assessment.collection.expected
        self._rows: dict[Node, int] = {}
        self._spans: dict[Node, Span] = {}
        self._ballots: dict[GroupScore, Ballots] = {}
        self._marks: dict[FormScore, Sequence[Answer]] = {}
        self._files: dict[FormScore, str] = {}
        self._form_row = self._item = FIRST_ROW
        rows = {level: count(FIRST_ROW) for level in ("target", "component", "group")}
        for proposal in self.targets:
            self._rows[proposal] = next(rows["target"])
        for at in self.components:
            self._rows[at.part] = next(rows["component"])
        for place in self.groups:
            self._rows[place.group] = next(rows["group"])
            self._number_forms(place)
        for proposal in self.targets:
            self._keep_span(proposal, proposal.total.components)
        for at in self.components:
            self._keep_span(at.part, at.part.groups)
        self._number_conditions()

    @property
    def items(self) -> int:
        """How many single answers there are."""
        return self._item - FIRST_ROW

    @property
    def marked(self) -> int:
        """How many forms there are."""
        return self._form_row - FIRST_ROW

    @property
    def items_apart(self) -> bool:
        """Whether the single answers are too many for a sheet: they stand in a file, and no formula refers to them.

        Then the rows of forms count that file's, from FIRST_ROW on.
        """
        return self.items > MOST_LISTED

    @property
    def forms_apart(self) -> bool:
        """The same of the forms, and of the rows of groups."""
        return self.marked > MOST_LISTED

    @property
    def components(self) -> Iterator[ComponentAt]:
        """Rows of 环节得分."""
        return (ComponentAt(p.target, part) for p in self.targets for part in p.total.scored)

    @property
    def groups(self) -> Iterator[GroupAt]:
        """Rows of 主体得分."""
        return (GroupAt(*at, group) for at in self.components for group in at.part.groups)

    @property
    def conditions(self) -> Iterator[tuple[GradeProposal, ConditionResult, ComponentScore]]:
        """The preconditions on items, with what the item alone makes of its component: blocks of 前提测算."""
        for proposal in self.targets:
            for result in proposal.conditions:
                if result.made_from and result.made_from.item:
                    yield proposal, result, result.made_from

    def of_tier(self, tier: str) -> list[GradeProposal]:
        """The targets of a tier, in the scheme's order."""
        return [proposal for proposal in self.targets if proposal.total.tier == tier]

    def row(self, node: Node) -> int:
        """The row of a node on its sheet; KeyError where it has none is a bug of ours."""
        return self._rows[node]

    def span(self, node: Node) -> Span | None:
        """The rows that a node is computed from: counted components, groups, forms or answers; None where none are shown."""
        return self._spans.get(node)

    def listed(self, group: GroupScore) -> tuple[FormScore, ...]:
        """The forms of a group that have rows."""
        return group.listed if group.shown else ()

    def ballots(self, group: GroupScore) -> Ballots | None:
        """What is shown of ballots without names."""
        return self._ballots.get(group)

    def said(self, at: GroupAt, form: FormScore) -> Sequence[Answer]:
        """A form's answers about its target, a row each."""
        if form in self._marks:
            return self._marks[form]
        return self.answers.of(form.form_id, at.target.code)

    def rater(self, form: FormScore) -> str:
        """The name that is shown for a form's rater."""
        return self._issued[form.form_id].assignment.rater.name

    def file(self, form: FormScore) -> str:
        """The file that a form's answers stood in."""
        return self._files.get(form, "")

    def _number_forms(self, at: GroupAt) -> None:
        """Rows of a group's forms, and of the answers on each; what was written on ballots below all their marks."""
        if at.group.secret:
            self._ballots[at.group] = show_ballots(at.group, self.answers, at.target.code)
        ballots = self._ballots.get(at.group)
        for number, form in enumerate(self.listed(at.group)):
            self._rows[form], first = self._form_row, self._item
            self._form_row += 1
            if ballots:
                self._marks[form] = ballots.marks[number]
                self._item += len(self._marks[form])
            else:
                answers, self._files[form] = self.answers.extent(form.form_id, at.target.code)
                self._item += answers
            self._spans[form] = (first, self._item - 1)
        self._item += len(ballots.texts) if ballots else 0
        self._keep_span(at.group, self.listed(at.group))

    def _number_conditions(self) -> None:
        """Rows of 前提测算: of each precondition on an item the forms (if answers are listed), then the groups, then what they make."""
        numbers = count(FIRST_ROW)
        for _, _, part in self.conditions:
            for group in part.groups:
                forms = () if self.items_apart else self.listed(group)
                for form in forms:
                    self._rows[form] = next(numbers)
                self._keep_span(group, forms)
            for group in part.groups:
                self._rows[group] = next(numbers)
            self._keep_span(part, part.groups)
            self._rows[part] = next(numbers)

    def _keep_span(self, node: Node, parts: Sequence[Node]) -> None:
        if parts:
            self._spans[node] = (self._rows[parts[0]], self._rows[parts[-1]])

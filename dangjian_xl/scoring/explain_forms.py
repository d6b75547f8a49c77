"""What is said of a rater group's forms: how many came, what became of each, and how they became one score."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from dangjian_xl.findings import Place
from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.forms.marking import to_points
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import LEAST_SHOWN, Item, ItemKind, RoundingStage
from dangjian_xl.scoring.answers import Answer, Answers
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.combining import listed
from dangjian_xl.scoring.exact import in_words
from dangjian_xl.scoring.form_score import FormScore
from dangjian_xl.scoring.outcomes import deciding_files
from dangjian_xl.scoring.rounding import Rounding
from dangjian_xl.scoring.sentences import NOWHERE, Line
from dangjian_xl.scoring.tree import GroupScore, Total


class FormTeller:
    """Tells of the forms of one assessment: what they say is looked up once for all targets."""

    def __init__(self, assessment: Assessment, *, details: bool) -> None:
        """`details`: with single answers."""
        self._expected = assessment.collection.expected
        self._answers, self._details = Answers(assessment), details
        self._rounding = Rounding.of(assessment.scheme)
        self._files = deciding_files(assessment.collection.files)

    def tell(self, group: GroupScore, target: str) -> Iterator[Line]:
        """A counted group: who, how many forms, each of them where it may be shown, and the score."""
        who = f"评价主体“{group.group.name}”（占本环节 {group.panel.weight:f}％，填“{group.form.title}”）"
        yield Line(f"{who}：{self.due_words(group)}。", about=group)
        if not group.secret:
            for form in group.forms:
                yield from self._form(group, form, target)
        elif not group.shown:
            if group.valid:
                yield Line(f"匿名票不足{LEAST_SHOWN}张，只说张数，不逐张列出。", depth=1)
        else:
            marks = listed(form.percent for form in group.forms if form.full)
            yield Line(f"匿名票不列出处，从高到低（百分制，×后是张数）：{marks}。", depth=1)
        told = self.score_words(group)
        if told:
            yield Line(f"{told}。", depth=1)

    def score_words(self, group: GroupScore) -> str:
        """How a group's forms became its score; "" where it has none."""
        if any(form.grade for form in group.kept):
            return group.combining.words(group.kept)
        if group.exact is None or group.score is None:
            return ""
        if not group.shown:
            # Of so few not even what was rounded away is told.
            return f"按“{group.combining.named}”合成，得 {in_words(group.score)} 分"
        how = group.combining.explain(group.kept, dropped=bool(group.dropped))
        return f"{how}{in_words(group.exact)} 分{self._rounding.clause(RoundingStage.GROUP, group.exact)}"

    def due_words(self, group: GroupScore) -> str:
        """How many forms were due, and what became of how many."""
        counts = "，".join(f"{outcome} {number} 张" for outcome, number in group.counts)
        return f"应交 {group.due} 张，其中{counts}" if group.due else "没有应交的表"

    def tell_apart(self, group: GroupScore, target: str) -> Iterator[Line]:
        """The forms of a group that counts for nothing; of ballots without names nothing."""
        for form in () if group.secret else group.forms:
            yield Line(f"{self.rater_of(form)}：{form.outcome}。", self.place_of(group, form, target), 1)

    def trace(self, total: Total) -> dict[FormScore, tuple[str, Place]]:
        """The rater and the place of each form of a target that may be shown; of ballots without names those that say something."""
        found = {}
        for group in total.groups:
            shown = [f for f in group.forms if f.full] if group.secret and group.shown else group.forms
            for form in shown if group.shown else ():
                rater = ANONYMOUS if group.secret else self.rater_of(form)
                found[form] = (rater, self.place_of(group, form, total.target.code))
        return found

    def place_of(self, group: GroupScore, form: FormScore, target: str) -> Place:
        """Where a form's answers about a target stand; nowhere for a ballot without a name."""
        if group.secret:
            return NOWHERE
        ends = self._answers.ends(form.form_id, target)
        if ends:
            # One form's answers about one target stand on one sheet, from the first to the last.
            cells = "～".join(dict.fromkeys(answer.cell for answer in ends))
            return Place(ends[0].file, ends[0].sheet, cells)
        report = self._files.get(form.form_id)
        return Place(report.file) if report else NOWHERE

    def rater_of(self, form: FormScore) -> str:
        """The name that lists call its rater by."""
        return self._expected[form.form_id].assignment.rater.name

    def _form(self, group: GroupScore, form: FormScore, target: str) -> Iterator[Line]:
        place = self.place_of(group, form, target)
        yield Line(f"{self.rater_of(form)}：{_form_words(form)}。", place, 1, form)
        if self._details:
            answers = [a for a in self._answers.of(form.form_id, target) if a.marking is not None]
            yield from (_answer_line(answer) for answer in (answers if len(answers) > 1 else ()))


def _form_words(form: FormScore) -> str:
    if form.grade:
        return f"上报“{form.grade}”，{form.outcome}"
    if form.score is None or not form.full:
        return str(form.outcome)
    marks = f"得 {to_points(form.score):f} 分（满分 {to_points(form.full):f} 分）"
    percent = "" if to_points(form.full) == 100 else f"，百分制 {in_words(form.percent)} 分"
    return f"{marks}{percent}，{form.outcome}"


def _answer_line(answer: Answer) -> Line:
    named = f"{answer.item.code} {answer.item.text}" if answer.item else ""
    said = to_points(answer.value) if isinstance(answer.value, int) else answer.value
    filled = "没有填" if said is None else f"填“{said:f}”" if isinstance(said, Decimal) else f"填“{said}”"
    marks = (
        "，不计分" if answer.full is None or not answer.marking or not answer.marking.votes else "，没有票"
    )
    if answer.score is not None and answer.full:
        full = f"满分 {to_points(answer.full):f} 分{_conversion_words(answer.item)}"
        marks = f"，得 {to_points(answer.score):f} 分（{full}）"
    because = f"，原因：{answer.reason}" if answer.reason else ""
    place = Place(answer.file, answer.sheet, answer.cell)
    return Line(f"{named}：{filled}{marks}{because}。", place, 2, detail=True)


def _conversion_words(item: Item | None) -> str:
    """How what was filled in becomes points, where it is not points."""
    if item is None or item.unit is None:
        return ""
    match item.kind:
        case ItemKind.DEDUCTION:
            return f"，每次扣 {plain(item.unit):f} 分，扣完为止"
        case ItemKind.COUNT:
            return f"，达到 {plain(item.unit):f} 次得满分，不到的按比例"
        case ItemKind.POINTS | ItemKind.YES_NO | ItemKind.GRADE | ItemKind.TEXT:
            return ""
        case _:
            assert_never(item.kind)

"""Ways in which the forms of a rater group become one score: each with its value, its formula and its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, assert_never

from dangjian_xl.forms.marking import to_points
from dangjian_xl.scheme.model import Aggregation, FormKind, Panel, Scheme
from dangjian_xl.scoring.exact import in_words, mean, median
from dangjian_xl.scoring.form_score import FormScore

#: More numbers than these are added up by how often each comes, and more different ones are not written out.
_SINGLE, _DIFFERENT = 8, 30
#: What parts forms with equal scores: the marks of their items, in the scheme's order.
MarksOf = Callable[[FormScore], tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class FormCells:
    """Where a group's forms stand in a worksheet: blocks of their scores, marks and full marks; cells of how many and of the trim number."""

    scores: str
    marks: str
    full: str
    number: str
    trim: str


class Combining(Protocol):
    """A way of combining. `named` is what lists call it."""

    @property
    def named(self) -> str:
        """What lists call it."""

    def left_out(self, valid: Sequence[FormScore], marks: MarksOf) -> tuple[FormScore, ...]:
        """The highest and the lowest of the valid forms, where this way drops them; else nothing."""

    def value(self, kept: Sequence[FormScore]) -> Fraction | None:
        """The score of 100, not rounded, that at least one form makes; None where this way makes none."""

    def formula(self, cells: FormCells) -> str:
        """The same as a worksheet expression over all valid forms."""

    def words(self, kept: Sequence[FormScore], *, dropped: bool) -> str:
        """How the score comes about, with its numbers, up to the result."""

    def after_dropping(self) -> Combining:
        """What combines forms of which the highest and the lowest are left out already."""


@dataclass(frozen=True, slots=True)
class Mean:
    """The arithmetic mean."""

    named: str = str(Aggregation.MEAN)

    def left_out(self, valid: Sequence[FormScore], marks: MarksOf) -> tuple[FormScore, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    def value(self, kept: Sequence[FormScore]) -> Fraction | None:
        """The mean of the forms' scores."""
        return mean(form.percent for form in kept)

    def formula(self, cells: FormCells) -> str:
        """Texts are left out by AVERAGE."""
        return f"AVERAGE({cells.scores})"

    def words(self, kept: Sequence[FormScore], *, dropped: bool) -> str:  # noqa: ARG002
        """A sum and a quotient."""
        return _mean_words("平均", kept)

    def after_dropping(self) -> Combining:
        """Itself."""
        return self


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The mean without one highest and one lowest, where there are more valid forms than `above`."""

    above: int
    named: str = str(Aggregation.TRIMMED)

    def left_out(self, valid: Sequence[FormScore], marks: MarksOf) -> tuple[FormScore, ...]:
        """Of equal ones the one with the higher (lower) marks in the items that come first: no order of raters decides."""
        if len(valid) <= self.above:
            return ()
        ordered = sorted(valid, key=lambda form: form.percent, reverse=True)
        best, worst = ordered[0].percent, ordered[-1].percent
        highest = _most([form for form in ordered if form.percent == best], marks)
        lowest = [form for form in ordered if form.percent == worst and form is not highest]
        return highest, _least(lowest, marks)

    def value(self, kept: Sequence[FormScore]) -> Fraction | None:
        """The mean of those that are kept."""
        return mean(form.percent for form in kept)

    def formula(self, cells: FormCells) -> str:
        """The mean of all without the largest and the smallest number."""
        rest = f"(SUM({cells.scores})-MAX({cells.scores})-MIN({cells.scores}))/({cells.number}-2)"
        return f"IF({cells.number}>{cells.trim},{rest},AVERAGE({cells.scores}))"

    def words(self, kept: Sequence[FormScore], *, dropped: bool) -> str:
        """What was dropped or why nothing was, then a sum and a quotient."""
        if dropped:
            return _mean_words("去掉一个最高分、一个最低分，其余平均", kept)
        return _mean_words(f"计入的 {len(kept)} 张不多于 {self.above} 张，不去最高分和最低分，直接平均", kept)

    def after_dropping(self) -> Combining:
        """The mean."""
        return Mean()


@dataclass(frozen=True, slots=True)
class Median:
    """The middle score; of an even number the mean of the middle two."""

    named: str = str(Aggregation.MEDIAN)

    def left_out(self, valid: Sequence[FormScore], marks: MarksOf) -> tuple[FormScore, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    def value(self, kept: Sequence[FormScore]) -> Fraction | None:
        """The median of the forms' scores."""
        return median(form.percent for form in kept)

    def formula(self, cells: FormCells) -> str:
        """Texts are left out by MEDIAN."""
        return f"MEDIAN({cells.scores})"

    def words(self, kept: Sequence[FormScore], *, dropped: bool) -> str:  # noqa: ARG002
        """The scores in order."""
        return f"取中位数：从低到高 {listed(sorted(form.percent for form in kept))}，中位数是 "

    def after_dropping(self) -> Combining:
        """Itself."""
        return self


@dataclass(frozen=True, slots=True)
class Pooled:
    """Tally sheets: each counts for as many as voted, for two rooms of one meeting are one vote."""

    named: str = "各表票数合计"

    def left_out(self, valid: Sequence[FormScore], marks: MarksOf) -> tuple[FormScore, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    def value(self, kept: Sequence[FormScore]) -> Fraction | None:
        """All points that the votes bring, of all that they could have brought."""
        return Fraction(100 * sum(f.score or 0 for f in kept), sum(f.full or 0 for f in kept))

    def formula(self, cells: FormCells) -> str:
        """The same over the blocks of marks and full marks."""
        return f"100*SUM({cells.marks})/SUM({cells.full})"

    def words(self, kept: Sequence[FormScore], *, dropped: bool) -> str:  # noqa: ARG002
        """The two sums."""
        score, full = sum(f.score or 0 for f in kept), sum(f.full or 0 for f in kept)
        return f"各表合计：得分 {to_points(score):f}÷满分 {to_points(full):f}×100＝"

    def after_dropping(self) -> Combining:
        """Itself."""
        return self


@dataclass(frozen=True, slots=True)
class Given:
    """Grades by name (情况汇总表): they make no score."""

    named: str = "按上报的等次，不折分"

    def left_out(self, valid: Sequence[FormScore], marks: MarksOf) -> tuple[FormScore, ...]:  # noqa: ARG002
        """Nothing."""
        return ()

    def value(self, kept: Sequence[FormScore]) -> Fraction | None:  # noqa: ARG002
        """None."""
        return None

    def formula(self, cells: FormCells) -> str:  # noqa: ARG002
        """An empty text."""
        return '""'

    def words(self, kept: Sequence[FormScore], *, dropped: bool) -> str:  # noqa: ARG002
        """Each grade with how many forms say it."""
        numbers = Counter(form.grade for form in kept)
        return "上报的等次：" + "、".join(f"“{grade}” {number} 张" for grade, number in numbers.items())

    def after_dropping(self) -> Combining:
        """Itself."""
        return self


def combining_of(scheme: Scheme, panel: Panel, *, given: bool = False) -> Combining:
    """A panel's way of combining; `given`: its forms say grades by name, which stay what they are."""
    if given:
        return Given()
    if scheme.form(panel.form).kind is FormKind.TALLY:
        return Pooled()
    match panel.aggregation:
        case Aggregation.MEAN:
            return Mean()
        case Aggregation.TRIMMED:
            return Trimmed(panel.trim_above or 0)
        case Aggregation.MEDIAN:
            return Median()
        case _:
            assert_never(panel.aggregation)


def _most(forms: Sequence[FormScore], marks: MarksOf) -> FormScore:
    return forms[0] if len(forms) == 1 else max(forms, key=marks)


def _least(forms: Sequence[FormScore], marks: MarksOf) -> FormScore:
    return forms[0] if len(forms) == 1 else min(forms, key=marks)


def _mean_words(how: str, kept: Sequence[FormScore]) -> str:
    if len(kept) == 1:
        return f"{how}：只有 1 张计入，就是 "
    return f"{how}：{_sum_words([form.percent for form in kept])}÷{len(kept)}＝"


def _sum_words(values: Sequence[Fraction]) -> str:
    numbers = Counter(values)
    if len(numbers) > _DIFFERENT:
        return f"合计 {in_words(sum(values, Fraction(0)))}"
    single = len(values) <= _SINGLE
    terms = [in_words(v) for v in values] if single else [f"{in_words(v)}×{n}" for v, n in numbers.items()]
    return f"（{'＋'.join(terms)}）"


def listed(values: Iterable[Fraction]) -> str:
    """Numbers one after the other, equal ones once with how many they are."""
    numbers = Counter(values)
    return "、".join(
        in_words(value) + (f"×{number}" if number > 1 else "") for value, number in numbers.items()
    )

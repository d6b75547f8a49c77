"""Ways in which the forms of a rater group become one score: each with its value, its formula and its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from dangjian_xl.forms.marking import to_points
from dangjian_xl.scheme.model import Aggregation, FormKind, Panel, Scheme
from dangjian_xl.scoring.exact import in_words, mean, median
from dangjian_xl.scoring.form_score import FormScore

#: More numbers than these are added up by how often each comes, and more different ones are not written out.
_SINGLE, _DIFFERENT = 8, 30
#: What parts forms with equal scores: the marks of their items, in the scheme's order.
MarksOf = Callable[[FormScore], tuple[object, ...]]
Forms = Sequence[FormScore]


@dataclass(frozen=True, slots=True)
class FormCells:
    """Where a group's forms stand in a worksheet: blocks of their scores, marks and full marks; cells of how many and of the trim number."""

    scores: str
    marks: str
    full: str
    number: str
    trim: str


@dataclass(frozen=True, slots=True)
class Combining:
    """A way of combining. `named` is what lists call it.

    `value`: the score of 100, not rounded, that at least one form makes, None where this way makes none; `formula`: the same over all
    valid forms in a worksheet; `words`: how it comes about, up to the result. `trims`: with more valid forms than this, one
    highest and one lowest are left out.
    """

    named: str
    value: Callable[[Forms], Fraction | None]
    formula: Callable[[FormCells], str]
    words: Callable[[Forms], str]
    trims: int | None = None

    def left_out(self, valid: Forms, marks: MarksOf) -> tuple[FormScore, ...]:
        """The highest and the lowest of the valid forms, where they are dropped.

        Of equal ones that with the higher (lower) marks in the items that come first: no order of raters decides.
        """
        if self.trims is None or len(valid) <= self.trims:
            return ()
        best, worst = (end(form.percent for form in valid) for end in (max, min))
        highest = [form for form in valid if form.percent == best]
        first = highest[0] if len(highest) == 1 else max(highest, key=marks)
        lowest = [form for form in valid if form.percent == worst and form is not first]
        return first, lowest[0] if len(lowest) == 1 else min(lowest, key=marks)

    def explain(self, kept: Forms, *, dropped: bool) -> str:
        """The words, with what was done about highest and lowest."""
        if self.trims is None:
            return self.words(kept)
        if dropped:
            return f"去掉一个最高分、一个最低分，其余{self.words(kept)}"
        return f"计入的 {len(kept)} 张不多于 {self.trims} 张，不去最高分和最低分，直接{self.words(kept)}"


def _mean_words(kept: Forms) -> str:
    if len(kept) == 1:
        return "平均：只有 1 张计入，就是 "
    return f"平均：{_sum_words([form.percent for form in kept])}÷{len(kept)}＝"


def _pool(kept: Forms) -> Fraction:
    """Each tally sheet counts for as many as voted: two rooms of one meeting are one vote."""
    return Fraction(100 * sum(f.score or 0 for f in kept), sum(f.full or 0 for f in kept))


def _pool_words(kept: Forms) -> str:
    score, full = sum(f.score or 0 for f in kept), sum(f.full or 0 for f in kept)
    return f"各表合计：得分 {to_points(score):f}÷满分 {to_points(full):f}×100＝"


def _given_words(kept: Forms) -> str:
    numbers = Counter(form.grade for form in kept)
    return "上报的等次：" + "、".join(f"“{grade}” {number} 张" for grade, number in numbers.items())


def _trimmed_formula(cells: FormCells) -> str:
    rest = f"(SUM({cells.scores})-MAX({cells.scores})-MIN({cells.scores}))/({cells.number}-2)"
    return f"IF({cells.number}>{cells.trim},{rest},AVERAGE({cells.scores}))"


MEAN = Combining(
    str(Aggregation.MEAN),
    lambda kept: mean(form.percent for form in kept),
    lambda cells: f"AVERAGE({cells.scores})",
    _mean_words,
)
MEDIAN = Combining(
    str(Aggregation.MEDIAN),
    lambda kept: median(form.percent for form in kept),
    lambda cells: f"MEDIAN({cells.scores})",
    lambda kept: f"取中位数：从低到高 {listed(sorted(form.percent for form in kept))}，中位数是 ",
)
#: Tally sheets, whatever way the panel names.
POOLED = Combining(
    "各表票数合计", _pool, lambda cells: f"100*SUM({cells.marks})/SUM({cells.full})", _pool_words
)
#: Grades by name (情况汇总表): they make no score.
GIVEN = Combining("按上报的等次，不折分", lambda _: None, lambda _: '""', _given_words)


def trimmed(above: int) -> Combining:
    """The mean without one highest and one lowest, where there are more valid forms than `above`."""
    return Combining(str(Aggregation.TRIMMED), MEAN.value, _trimmed_formula, MEAN.words, above)


def after_dropping(combining: Combining) -> Combining:
    """What combines forms of which the highest and the lowest are left out already."""
    return combining if combining.trims is None else MEAN


def combining_of(scheme: Scheme, panel: Panel, *, given: bool = False) -> Combining:
    """A panel's way of combining; `given`: its forms say grades by name, which stay what they are."""
    if given:
        return GIVEN
    if scheme.form(panel.form).kind is FormKind.TALLY:
        return POOLED
    match panel.aggregation:
        case Aggregation.MEAN:
            return MEAN
        case Aggregation.TRIMMED:
            return trimmed(panel.trim_above or 0)
        case Aggregation.MEDIAN:
            return MEDIAN
        case _:
            assert_never(panel.aggregation)


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

"""What an explanation says of scores and total: sentences with the numbers put into the formulas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from dangjian_xl.findings import Place
from dangjian_xl.forms.marking import to_points
from dangjian_xl.scheme.codecs import plain
from dangjian_xl.scheme.model import (
    LEAST_SHOWN,
    Aggregation,
    FormKind,
    Item,
    ItemKind,
    MissingPolicy,
    RoundingStage,
    Scheme,
)
from dangjian_xl.scoring.answers import Answer
from dangjian_xl.scoring.exact import as_decimal, in_words
from dangjian_xl.scoring.explain_grade import adjustment_line
from dangjian_xl.scoring.explained import (
    MARKED,
    ComponentTold,
    Explanation,
    Fate,
    FormTold,
    GroupTold,
    Line,
    Section,
)

#: More numbers than these are added up by how often each comes, and more different ones are not written out.
_SINGLE, _DIFFERENT = 8, 30


def sections(scheme: Scheme, told: Explanation) -> Iterator[Section]:
    """The outcome in short, a section a component, the total, and what was collected without counting."""
    yield Section("结论", tuple(_outcome(scheme, told)))
    for component in told.components:
        code = component.component.code
        score = f"得 {_rounded(scheme, component.score)} 分" if component.score is not None else "没有得分"
        title = f"环节“{component.component.name}”（权重 {component.component.weight:f}％）：{score}"
        yield Section(title, tuple(_component(scheme, component)), (code,))
    yield Section("总分", tuple(_total(scheme, told)))
    if told.apart:
        lines = [line for part in told.apart for group in part.groups for line in _apart(part, group)]
        yield Section("只收表、不计分的", tuple(lines))


def _rounded(scheme: Scheme, score: Fraction) -> str:
    """A component's score with the decimals that it was rounded to, if it was."""
    if scheme.basics.rounding_stage is RoundingStage.TOTAL:
        return in_words(score)
    return str(as_decimal(score, scheme.basics.digits))


def _outcome(scheme: Scheme, told: Explanation) -> Iterator[Line]:
    who = f"{told.target.name} {told.target.reporter_title}，层面：{told.tier}"
    if told.total is None:
        yield Line(f"{who}。没有总分，{told.proposed}。")
    else:
        yield Line(f"{who}。总分 {told.total} 分，第 {told.rank} 名，建议等次：{told.proposed}。")
    basics = scheme.basics
    stage = {
        RoundingStage.GROUP: "从评价主体的得分起，每一步都",
        RoundingStage.COMPONENT: "评价主体的得分不取整，从环节得分起，每一步都",
        RoundingStage.TOTAL: "中间各步不取整，只把总分",
    }[basics.rounding_stage]
    yield Line(
        f"取整：{stage}四舍五入到{_decimals(scheme)}。写“约”的数除不尽，只是写到四位小数，计算时用原数。"
    )


def _component(scheme: Scheme, told: ComponentTold) -> Iterator[Line]:
    for group in told.groups:
        yield from _group(scheme, told, group)
    lacking = [group for group in told.groups if group.score is None]
    if lacking:
        names = "、".join(f"“{group.name}”" for group in lacking)
        refused = told.component.missing is MissingPolicy.REFUSE
        done = "没有按0分计，本环节不计算，也就没有总分" if refused else told.done
        rule = f"方案规定的缺评处理是“{told.component.missing}”"
        yield Line(f"{names}没有一张计入的表，{rule}：{done}。")
    parts = [(g.panel.weight, g.score) for g in told.groups if g.score is not None]
    if told.score is None or told.exact is None:
        yield Line("本环节没有得分。")
    else:
        sum_ = _weighted(parts, told.exact)
        stage = scheme.basics.rounding_stage is not RoundingStage.TOTAL
        yield Line(f"本环节得分：{sum_} 分{_rounding(scheme, told.score, applies=stage)}。")


def _weighted(parts: Sequence[tuple[Decimal, Fraction]], result: Fraction) -> str:
    """A weighted mean with its numbers."""
    sum_ = "＋".join(f"{in_words(score)}×{weight:f}％" for weight, score in parts)
    whole = sum(weight for weight, _ in parts)
    sum_ = f"（{sum_}）" if len(parts) > 1 else sum_
    return f"{sum_}{'' if whole == 100 else f'÷{whole:f}％'}＝{in_words(result)}"


def _rounding(scheme: Scheme, score: Fraction, *, applies: bool) -> str:
    exact = as_decimal(score, scheme.basics.digits)
    return f"，四舍五入到{_decimals(scheme)}，得 {exact} 分" if applies else ""


def _decimals(scheme: Scheme) -> str:
    digits = scheme.basics.digits
    return f" {digits} 位小数" if digits else "整数"


def _group(scheme: Scheme, component: ComponentTold, told: GroupTold) -> Iterator[Line]:
    ref = (component.component.code, told.panel.group)
    form = scheme.form(told.panel.form)
    counts = "，".join(f"{fate} {number} 张" for fate, number in told.counts)
    due = f"应交 {told.due} 张，其中{counts}" if told.due else "没有应交的表"
    who = f"评价主体“{told.name}”（占本环节 {told.panel.weight:f}％，填“{form.title}”）"
    yield Line(f"{who}：{due}。", ref=ref)
    if told.ballots:
        yield from _ballots(told)
    else:
        yield from _forms(told, ref)
    if told.exact is None or told.score is None:
        return
    if told.ballots and not told.forms:
        yield Line(f"按“{told.method}”合成，得 {in_words(told.score)} 分。", depth=1)
    else:
        stage = scheme.basics.rounding_stage is RoundingStage.GROUP
        how = _tallied(told) if form.kind is FormKind.TALLY else _combined(told)
        yield Line(f"{how}{in_words(told.exact)} 分{_rounding(scheme, told.score, applies=stage)}。", depth=1)


def _ballots(told: GroupTold) -> Iterator[Line]:
    if told.forms:
        marks = _listed(form.percent for form in told.forms)
        yield Line(f"匿名票不列出处，从高到低（百分制，×后是张数）：{marks}。", depth=1)
    elif told.number(*MARKED):
        yield Line(f"匿名票不足{LEAST_SHOWN}张，只说张数，不逐张列出。", depth=1)


def _forms(told: GroupTold, ref: tuple[str, ...]) -> Iterator[Line]:
    for form in told.forms:
        yield Line(f"{form.rater}：{_form(form)}。", form.place, 1, (*ref, form.form_id))
        if len(form.answers) > 1:
            yield from (_answer(answer) for answer in form.answers)


def _form(form: FormTold) -> str:
    if form.percent is None or form.score is None or form.full is None:
        return str(form.fate)
    marks = f"得 {to_points(form.score):f} 分（满分 {to_points(form.full):f} 分）"
    percent = "" if to_points(form.full) == 100 else f"，百分制 {in_words(form.percent)} 分"
    return f"{marks}{percent}，{form.fate}"


def _answer(answer: Answer) -> Line:
    named = f"{answer.item.code} {answer.item.text}" if answer.item else ""
    said = to_points(answer.value) if isinstance(answer.value, int) else answer.value
    filled = "没有填" if said is None else f"填“{said:f}”" if isinstance(said, Decimal) else f"填“{said}”"
    marks = "，不计分"
    if answer.score is not None and answer.full:
        marks = (
            f"，得 {to_points(answer.score):f} 分（满分 {to_points(answer.full):f} 分{_how(answer.item)}）"
        )
    because = f"，原因：{answer.reason}" if answer.reason else ""
    place = Place(answer.file, answer.sheet, answer.cell)
    return Line(f"{named}：{filled}{marks}{because}。", place, 2, detail=True)


def _how(item: Item | None) -> str:
    """How what was filled in becomes points, where it is not points."""
    if item and item.unit is not None and item.kind is ItemKind.DEDUCTION:
        return f"，每次扣 {plain(item.unit):f} 分，扣完为止"
    if item and item.unit is not None and item.kind is ItemKind.COUNT:
        return f"，达到 {plain(item.unit):f} 次得满分，不到的按比例"
    return ""


def _listed(values: Iterable[Fraction | None]) -> str:
    """Numbers one after the other, equal ones once with how many they are."""
    numbers = Counter(value for value in values if value is not None)
    return "、".join(
        in_words(value) + (f"×{number}" if number > 1 else "") for value, number in numbers.items()
    )


def _tallied(told: GroupTold) -> str:
    """Sheets of votes are added up as one."""
    forms = told.of(Fate.COUNTED)
    score, full = sum(f.score or 0 for f in forms), sum(f.full or 0 for f in forms)
    return f"各表合计：得分 {to_points(score):f}÷满分 {to_points(full):f}×100＝"


def _combined(told: GroupTold) -> str:
    """How the forms became one score, up to the equals sign."""
    number = told.number(Fate.COUNTED)
    values = [f.percent for f in told.of(Fate.COUNTED) if f.percent is not None]
    trimmed = told.panel.aggregation is Aggregation.TRIMMED
    how = "平均"
    if trimmed and told.number(Fate.HIGHEST):
        how = "去掉一个最高分、一个最低分，其余平均"
    elif trimmed:
        how = f"计入的 {number} 张不多于 {told.panel.trim_above} 张，不去最高分和最低分，直接平均"
    if told.panel.aggregation is Aggregation.MEDIAN:
        return f"取中位数：从低到高 {_listed(sorted(values))}，中位数是 "
    if number == 1:
        return f"{how}：只有 1 张计入，就是 "
    return f"{how}：{_sum(values)}÷{number}＝"


def _sum(values: Sequence[Fraction]) -> str:
    """A sum with its numbers."""
    numbers = Counter(values)
    if len(numbers) > _DIFFERENT:
        return f"合计 {in_words(sum(values, Fraction(0)))}"
    single = len(values) <= _SINGLE
    terms = [in_words(v) for v in values] if single else [f"{in_words(v)}×{n}" for v, n in numbers.items()]
    return f"（{'＋'.join(terms)}）"


def _total(scheme: Scheme, told: Explanation) -> Iterator[Line]:
    lacking = [c for c in told.components if c.score is None]
    if told.mean is None or told.exact is None or told.total is None:
        refused = [c for c in lacking if c.component.missing is MissingPolicy.REFUSE]
        names = "、".join(f"“{c.component.name}”" for c in refused or lacking)
        yield Line(f"缺少有效表（{names}），算不出总分；缺的没有按0分计。")
        yield from (adjustment_line(adjustment) for adjustment in told.adjustments)
        return
    if lacking:
        names = "、".join(f"“{c.component.name}”" for c in lacking)
        yield Line(f"环节{names}没有得分，没有按0分计，其余环节按权重折算。")
    parts = [(c.component.weight, c.score) for c in told.components if c.score is not None]
    yield Line(f"各环节按权重加权平均：{_weighted(parts, told.mean)} 分。")
    yield from (adjustment_line(adjustment) for adjustment in told.adjustments)
    counted = [a.applied.counted for a in told.adjustments if a.applied.counted]
    if counted:
        signed = "".join(f"{'＋' if points > 0 else '－'}{in_words(abs(points))}" for points in counted)
        yield Line(f"计入加减分：{in_words(told.mean)}{signed}＝{in_words(told.exact)} 分。")
    cap = scheme.basics.total_cap
    if cap is not None and told.exact > Fraction(cap):
        yield Line(f"超过总分上限 {cap:f} 分，按上限计。")
    elif told.exact < 0:
        yield Line("总分低于0分，按0分计。")
    yield Line(f"四舍五入到{_decimals(scheme)}，总分 {told.total} 分。")


def _apart(component: ComponentTold, told: GroupTold) -> Iterator[Line]:
    counts = "，".join(f"{fate} {number} 张" for fate, number in told.counts)
    yield Line(f"环节“{component.component.name}”，评价主体“{told.name}”：应交 {told.due} 张，其中{counts}。")
    for form in told.forms:
        yield Line(f"{form.rater}：{form.fate}。", form.place, 1)

"""Steps 3 to 6 of the manual's “怎样算分”: forms become a rater group's score, these a component's, and these the total."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tests.reference.marks import Marks, form_marks, judge, overfull, percent, vote_percent, votes_of
from tests.reference.plain import Paper, Returned, Row, Sheet, number

#: What can become of a form.
COUNTED, HIGHEST, LOWEST, SILENT, VOID = "计入", "最高", "最低", "没有意见", "无效"
MENDING, MISSING = "退回", "没有交"


@dataclass(frozen=True)
class FormScore:
    """What one form says of a target: its percentage, its items' marks in order, or its votes."""

    rater: str
    fate: str
    percent: Fraction | None = None
    marks: Mapping[str, Marks] | None = None
    votes: Mapping[str, int] | None = None

    @property
    def order(self) -> tuple[Fraction, ...]:
        """Forms from lowest to highest: 同为最高（最低）的，依次比各项得分. An item that does not count is below any score."""
        marks = (self.marks or {}).values()
        assert self.percent is not None
        return (self.percent, *(Fraction(-1) if m is None else m[0] for m in marks))


@dataclass(frozen=True)
class GroupScore:
    """A rater group's part in a component for one target; `exact` is not rounded yet."""

    panel: Row
    forms: tuple[FormScore, ...]
    exact: Fraction | None
    score: Fraction | None


@dataclass(frozen=True)
class ComponentScore:
    """A component for one target; `refused`: it has no score, and so there is no total (不予计算)."""

    component: Row
    groups: tuple[GroupScore, ...]
    exact: Fraction | None
    score: Fraction | None
    refused: bool


@dataclass(frozen=True)
class Award:
    """One row of 加减分登记 and what it counts for: negative for a penalty."""

    row: Row
    counted: Fraction


def score_forms(paper: Paper, sheets: Iterable[Sheet], returned: Returned, target: str) -> list[FormScore]:
    """What the forms of one panel that are due for a target say of it, none left out as highest or lowest yet."""
    return [_form(paper, sheet, returned, target) for sheet in sheets if target in sheet.targets]


def _form(paper: Paper, sheet: Sheet, returned: Returned, target: str) -> FormScore:
    answers = returned.get((sheet.component, sheet.rater))
    if answers is None:
        return FormScore(sheet.rater, MISSING)
    judged = judge(paper, sheet, answers)
    form = paper.row("表单", 表单编号=sheet.panel["表单"])
    if judged != "有效":
        return FormScore(sheet.rater, VOID if judged == "无效" else MENDING)
    if form["样式"] == "计票表":
        if overfull(target, answers):
            return FormScore(sheet.rater, VOID)
        votes = votes_of(paper, target, answers)
        share = vote_percent(paper, [votes])
        return FormScore(sheet.rater, SILENT if share is None else COUNTED, share, votes=votes)
    marks = form_marks(paper, form["表单编号"], target, answers)
    share = percent(marks.values())
    return FormScore(sheet.rater, SILENT if share is None else COUNTED, share, marks)


def trimmed(panel: Row, forms: Sequence[FormScore]) -> tuple[FormScore, ...]:
    """去最高最低后平均: 有效表多于“多于几张才去高低”的张数时，去掉一个最高、一个最低."""
    valid = sorted((f for f in forms if f.fate == COUNTED), key=lambda f: f.order)
    if panel["合成方法"] != "去最高最低后平均" or len(valid) <= int(panel["多于几张才去高低"]):
        return tuple(forms)
    left_out = {valid[-1].rater: HIGHEST, valid[0].rater: LOWEST}
    return tuple(replace(f, fate=left_out.get(f.rater, f.fate)) for f in forms)


def combine(panel: Row, values: Sequence[Fraction]) -> Fraction | None:
    """One score of several percentages; the highest and the lowest are gone already where they go."""
    if not values:
        return None
    if panel["合成方法"] == "中位数":
        ordered, middle = sorted(values), len(values) // 2
        return ordered[middle] if len(values) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    return sum(values, Fraction(0)) / len(values)


def score_group(paper: Paper, panel: Row, forms: Sequence[FormScore]) -> GroupScore:
    """Step 3."""
    kept = trimmed(panel, forms)
    valid = [f for f in kept if f.fate == COUNTED]
    votes = [f.votes for f in valid if f.votes is not None]
    if votes:
        exact = vote_percent(paper, votes)
    else:
        exact = combine(panel, [f.percent for f in valid if f.percent is not None])
    return GroupScore(panel, kept, exact, None if exact is None else paper.rounded("主体", exact))


def weighted(parts: Iterable[tuple[str, Fraction]]) -> Fraction:
    """The mean by weights; what is not there is made up for by the others."""
    listed = [(number(weight), score) for weight, score in parts]
    return sum((w * s for w, s in listed), Fraction(0)) / sum((w for w, _ in listed), Fraction(0))


def join_groups(
    paper: Paper, component: Row, scores: Sequence[tuple[Row, Fraction | None]]
) -> tuple[Fraction | None, Fraction | None, bool]:
    """Step 4: exact and rounded, and whether there is none because of 不予计算."""
    present = [(panel["权重（%）"], score) for panel, score in scores if score is not None]
    refused = component["缺评处理"] == "不予计算" and len(present) < len(scores)
    if refused or not present:
        return None, None, refused
    exact = weighted(present)
    return exact, paper.rounded("环节", exact), False


def score_component(
    paper: Paper, component: Row, forms: Callable[[Row], Sequence[FormScore]]
) -> ComponentScore:
    """A component for one target; `forms`: what a panel's forms say of it."""
    groups = tuple(score_group(paper, p, forms(p)) for p in paper.panels(component["环节编号"]))
    joined = join_groups(paper, component, [(group.panel, group.score) for group in groups])
    return ComponentScore(component, groups, *joined)


def score_item(paper: Paper, part: ComponentScore, item: str) -> Fraction | None:
    """Step 8: 看一个指标的，和环节得分一样合成，就像每张表上只有这一个指标."""
    scores = []
    for group in part.groups:
        form = paper.row("表单", 表单编号=group.panel["表单"])
        if not [
            i for i in paper.rows("指标", 表单=form["表单编号"], 指标编号=item) if i["填写方式"] != "文字"
        ]:
            continue
        if form["样式"] == "计票表":
            scores.append((group.panel, group.score))
            continue
        marks = [f.marks[item] for f in group.forms if f.fate == COUNTED and f.marks]
        value = combine(group.panel, [m[0] / m[1] * 100 for m in marks if m is not None])
        scores.append((group.panel, None if value is None else paper.rounded("主体", value)))
    return join_groups(paper, part.component, scores)[1]


def apply_awards(paper: Paper, target: str) -> list[Award]:
    """Step 5: 同一事由加分、减分各只计最高的一次; 按登记的先后计到所属项目的累计上限."""
    rows = paper.rows("加减分登记", 党组织=target)
    kinds = {k["项目编号"]: k for k in paper.rows("加减分项目")}
    best: dict[tuple[str, str], int] = {}
    for at, row in enumerate(rows):
        key = (row["奖项或事由"], kinds[row["加减分项目"]]["方向"])
        if key not in best or number(row["分值"]) > number(rows[best[key]]["分值"]):
            best[key] = at
    found, used = [], dict.fromkeys(kinds, Fraction(0))
    for at, row in enumerate(rows):
        kind = kinds[row["加减分项目"]]
        counts = at in best.values()
        left = number(kind["累计上限（分）"]) - used[row["加减分项目"]]
        counted = min(number(row["分值"]), left) if counts else Fraction(0)
        used[row["加减分项目"]] += counted
        found.append(Award(row, counted if kind["方向"] == "加分" else -counted))
    return found


def mean_of(parts: Sequence[ComponentScore]) -> Fraction | None:
    """Step 5 before what is added: None where there is no total."""
    present = [(p.component["权重（%）"], p.score) for p in parts if p.score is not None]
    return None if any(p.refused for p in parts) or not present else weighted(present)


def bounded(paper: Paper, value: Fraction) -> Fraction:
    """超过总分上限的按上限计；低于 0 的按 0 计."""
    cap = paper.basics.get("总分上限", "")
    return max(Fraction(0), min(value, number(cap)) if cap else value)

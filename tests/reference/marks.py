"""Steps 1 and 2 of the manual's “怎样算分”: what an item, a form and its votes are worth; and what makes a form void (无效票)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import floor

from tests.reference.plain import NOT_APPLICABLE, Answers, Paper, Row, Sheet, half_up, number

#: (得分, 满分) of one item; None where it does not count.
Marks = tuple[Fraction, Fraction] | None
#: Forms that are judgements: only they can be void, and only on them blanks can abstain.
_JUDGED = ("测评票", "评分矩阵", "报告评阅表")
#: 得分最细到 0.0001 分.
_FINEST = 4


def item_marks(paper: Paper, item: Row, answer: str) -> Marks:
    """Step 1. 填“不适用”的项目，以及“按弃权计”的表上没有填的项目，得分和满分都不计；文字不计分."""
    if item["填写方式"] == "文字" or answer in ("", NOT_APPLICABLE):
        return None
    full = number(item["满分"])
    score = {
        "评分": lambda: number(answer),
        "扣分": lambda: max(Fraction(0), full - number(answer) * number(item["每次扣分／要求次数"])),
        "次数": lambda: full * min(Fraction(1), number(answer) / number(item["每次扣分／要求次数"])),
        "是否": lambda: full if answer == "是" else Fraction(0),
        "等次": lambda: full * paper.points[answer] / paper.points[paper.grades[0]],
    }[item["填写方式"]]()
    return half_up(score, _FINEST), full


def form_marks(paper: Paper, form: str, target: str, answers: Answers) -> dict[str, Marks]:
    """The marks of every item that is marked, in the scheme's order."""
    items = [i for i in paper.items(form) if i["填写方式"] != "文字"]
    return {i["指标编号"]: item_marks(paper, i, answers.get((target, i["指标编号"]), "")) for i in items}


def percent(marks: Iterable[Marks]) -> Fraction | None:
    """Step 2: 各项得分合计÷各项满分合计×100; 一项也没有计的，等于没有意见."""
    counted = [m for m in marks if m is not None]
    full = sum((f for _, f in counted), Fraction(0))
    return sum((s for s, _ in counted), Fraction(0)) / full * 100 if counted else None


def vote_percent(paper: Paper, votes: Iterable[Mapping[str, int]]) -> Fraction | None:
    """Step 2 of tally sheets, step 3 of several: the votes added up, weighted; 弃权不计，票数合计为 0 的算没有意见."""
    sums = {grade: sum(v[grade] for v in votes) for votes in [list(votes)] for grade in paper.grades}
    cast = sum(sums.values())
    weighted = sum((n * paper.points[g] for g, n in sums.items()), Fraction(0))
    return weighted / (cast * paper.points[paper.grades[0]]) * 100 if cast else None


def votes_of(paper: Paper, target: str, answers: Answers) -> dict[str, int]:
    """What a tally sheet says of a target: votes by grade."""
    return {grade: int(answers[target, grade]) for grade in paper.grades}


def overfull(target: str, answers: Answers) -> bool:
    """收回多于发出的，这个对象的这项测评作废."""
    return int(answers[target, "收回"]) > int(answers[target, "发出"])


def judge(paper: Paper, sheet: Sheet, answers: Answers) -> str:
    """What becomes of a form that came back: 退回, 无效 or 有效."""
    form = paper.row("表单", 表单编号=sheet.panel["表单"])
    kind, blank = form["样式"], _has_blank(paper, sheet, answers)
    if kind == "计票表":
        return "有效" if all(_adds_up(paper, t, answers) for t in sheet.targets) else "退回"
    if kind not in _JUDGED:
        crowded = kind == "情况汇总表" and _best_too_often(paper, form, sheet, answers)
        return "退回" if blank or crowded else "有效"
    if blank and form["漏填怎样处理"] in ("", "退回修改"):
        return "退回"
    # 一格也没有填的表当作没有填：漏填按弃权计的，算对谁都没有意见；其余的退回.
    if blank and not any(_answered(paper, sheet, answers)):
        return "有效" if form["漏填怎样处理"] == "按弃权计" else "退回"
    void = (
        (blank and form["漏填怎样处理"] == "整张无效")
        or _best_too_often(paper, form, sheet, answers)
        or (form["全部相同无效"] == "是" and _all_alike(paper, sheet, answers))
        or (form["全部满分无效"] == "是" and _all_full(paper, sheet, answers))
    )
    return "无效" if void else "有效"


def _marked(paper: Paper, sheet: Sheet) -> list[Row]:
    return [i for i in paper.items(sheet.panel["表单"]) if i["填写方式"] != "文字"]


def _has_blank(paper: Paper, sheet: Sheet, answers: Answers) -> bool:
    items = _marked(paper, sheet)
    return any(not answers.get((t, i["指标编号"])) for t in sheet.targets for i in items)


def _answered(paper: Paper, sheet: Sheet, answers: Answers) -> list[bool]:
    return [bool(answers.get((t, i["指标编号"]))) for t in sheet.targets for i in _marked(paper, sheet)]


def _said(sheet: Sheet, item: Row, answers: Answers) -> list[str]:
    """全部相同、全部满分只看填了的：填“不适用”的和没有填的都不看."""
    found = (answers.get((t, item["指标编号"]), "") for t in sheet.targets)
    return [answer for answer in found if answer not in ("", NOT_APPLICABLE)]


def _best_too_often(paper: Paper, form: Row, sheet: Sheet, answers: Answers) -> bool:
    """选最好等次的超过所列述职人的“最好等次至多占”（舍去零头）: 每一个选等次的指标各算各的."""
    if not form["最好等次至多占"]:
        return False
    most = floor(number(form["最好等次至多占"]) * len(sheet.targets))
    graded = [i for i in _marked(paper, sheet) if i["填写方式"] == "等次"]
    return any(_said(sheet, i, answers).count(paper.grades[0]) > most for i in graded)


def _all_alike(paper: Paper, sheet: Sheet, answers: Answers) -> bool:
    """每一项对各述职人填的都相同，而且至少有一项填了两个以上述职人."""
    said = [_said(sheet, item, answers) for item in _marked(paper, sheet)]
    return all(len(set(map(_value, s))) <= 1 for s in said) and any(len(s) >= 2 for s in said)


def _all_full(paper: Paper, sheet: Sheet, answers: Answers) -> bool:
    """填了的都是满分（或最好等次），而且填了两格以上."""
    marks = [item_marks(paper, i, a) for i in _marked(paper, sheet) for a in _said(sheet, i, answers)]
    return len(marks) >= 2 and all(m is not None and m[0] == m[1] for m in marks)


def _value(answer: str) -> str | Fraction:
    """Numbers are equal whatever their zeros."""
    return number(answer) if answer[0].isdigit() else answer


def _adds_up(paper: Paper, target: str, answers: Answers) -> bool:
    """有效票＝各等次票数＋弃权；有效不多于收回."""
    if any(not answers.get((target, w)) for w in ("发出", "收回", "有效", "弃权", *paper.grades)):
        return False
    cast = sum(votes_of(paper, target, answers).values()) + int(answers[target, "弃权"])
    return cast == int(answers[target, "有效"]) <= int(answers[target, "收回"])

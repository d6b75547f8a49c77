"""The scorer: a scheme's text and what was filled in -> everything that follows, by the manual's “怎样算分” alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache

from tests.reference.grades import Standing, band_of, first_grades, set_limits, set_ranks, settle
from tests.reference.marks import judge
from tests.reference.places import apply_quotas
from tests.reference.plain import NOT_APPLICABLE, Paper, Returned, Row, half_up, number
from tests.reference.scores import (
    COUNTED,
    HIGHEST,
    LOWEST,
    ComponentScore,
    FormScore,
    apply_awards,
    bounded,
    mean_of,
    score_component,
    score_forms,
)


def score(paper: Paper, returned: Returned) -> list[Standing]:
    """Of every target what comes of it, in the scheme's order of tiers and organisations."""
    tiers = [t["层面编号"] for t in paper.tables["层面"]]
    targets = sorted(paper.targets, key=lambda t: tiers.index(t["层面"]))
    given = {tier: is_given(paper, tier) for tier in tiers}
    standings = [_standing(paper, returned, target, given=given[target["层面"]]) for target in targets]
    set_ranks(paper, standings)
    set_limits(paper, standings)
    grades = first_grades(paper, standings)
    pending = apply_quotas(paper, standings, grades)
    settle(paper, standings, grades, pending)
    return standings


def is_given(paper: Paper, tier: str) -> bool:
    """Step 10: whether all that counts in a tier is filled in on 情况汇总表."""
    panels = [p for c in _counted(paper, tier) for p in paper.panels(c["环节编号"])]
    return bool(panels) and all(paper.row("表单", 表单编号=p["表单"])["样式"] == "情况汇总表" for p in panels)


def _counted(paper: Paper, tier: str) -> list[Row]:
    return [c for c in paper.components(tier) if number(c["权重（%）"]) > 0]


def _watched(paper: Paper, tier: str) -> list[Row]:
    """权重为 0 的环节也可以写在等次前提里：它只供核对前提，不计入总分."""
    named = {row["评价环节"] for row in paper.rows("等次前提")}
    return [c for c in paper.components(tier) if number(c["权重（%）"]) == 0 and c["环节编号"] in named]


def _standing(paper: Paper, returned: Returned, target: Row, *, given: bool) -> Standing:
    code, tier = target["组织编号"], target["层面"]
    forms = _forms(paper, returned, code)
    parts = [score_component(paper, c, forms) for c in _counted(paper, tier)]
    watched = [score_component(paper, c, forms) for c in _watched(paper, tier)]
    if given:
        grade = _reported(paper, returned, target)
        return Standing(target, [_silenced(p) for p in parts], watched, None, given=grade)
    awards = apply_awards(paper, code)
    standing = Standing(target, parts, watched, awards, mean_of(parts))
    if standing.mean is None:
        # 没有总分的，加减分不计.
        standing.awards = [replace(award, counted=Fraction(0)) for award in awards]
    else:
        standing.exact = standing.mean + sum(a.counted for a in awards)
        standing.total = half_up(bounded(paper, standing.exact), paper.digits)
        standing.band = band_of(paper, standing.total)
    return standing


def _forms(paper: Paper, returned: Returned, target: str) -> Callable[[Row], Sequence[FormScore]]:
    @cache
    def of(component: str, group: str) -> Sequence[FormScore]:
        due = [s for s in paper.sheets if (s.component, s.panel["评价主体"]) == (component, group)]
        return score_forms(paper, due, returned, target)

    return lambda panel: of(panel["评价环节"], panel["评价主体"])


def _silenced(part: ComponentScore) -> ComponentScore:
    """上报的等次不折成分数；合成方法、去高低都不用."""

    def bare(form: FormScore) -> FormScore:
        return replace(form, percent=None, fate=COUNTED if form.fate in (HIGHEST, LOWEST) else form.fate)

    groups = tuple(
        replace(g, forms=tuple(bare(f) for f in g.forms), exact=None, score=None) for g in part.groups
    )
    return ComponentScore(part.component, groups, None, None, refused=False)


def _reported(paper: Paper, returned: Returned, target: Row) -> str | None:
    """The grade that was reported, None where none was, or different ones were (报了几份、等次不一样的，或者没有报的)."""
    panels = [p for c in _counted(paper, target["层面"]) for p in paper.panels(c["环节编号"])]
    found = set()
    for sheet in paper.sheets:
        answers = returned.get((sheet.component, sheet.rater))
        if sheet.panel not in panels or target["组织编号"] not in sheet.targets or answers is None:
            continue
        if judge(paper, sheet, answers) == "有效":
            found |= _grades(paper, sheet.panel["表单"], target["组织编号"], answers)
    return found.pop() if len(found) == 1 else None


def _grades(paper: Paper, form: str, target: str, answers: Mapping[tuple[str, str], str]) -> set[str]:
    items = [i["指标编号"] for i in paper.items(form) if i["填写方式"] == "等次"]
    return {answers.get((target, item), "") for item in items} - {"", NOT_APPLICABLE}

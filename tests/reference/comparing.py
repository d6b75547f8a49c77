"""Everything that the program says of a target (`explanation_json`), held against the reference, figure by figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from tests.reference.grades import Standing, Step
from tests.reference.places import OUTSIDE
from tests.reference.plain import Paper, number
from tests.reference.scores import (
    COUNTED,
    HIGHEST,
    LOWEST,
    MENDING,
    MISSING,
    SILENT,
    VOID,
    Award,
    ComponentScore,
    FormScore,
    GroupScore,
)

Json = dict[str, Any]
#: A place in the explanation, what the program says there, and what the reference says.
Figure = tuple[str, object, object]

#: The program tells more finely what became of a form than the manual defines.
_FATES = {
    "计入": COUNTED,
    "作为最高分去掉": HIGHEST,
    "作为最低分去掉": LOWEST,
    "全部填“不适用”，不计入": SILENT,
    "没有对他作评价，不计入": SILENT,
    "各等次都没有票（全部弃权），不计入": SILENT,
    "按方案规定无效": VOID,
    "收回的票多于发出的，作废": VOID,
    "有错，退回修改，还没有计入": MENDING,
    "交了但不能用，没有计入": MENDING,
    "没有交": MISSING,
}
#: 有效票满 5 张的，列出各张票的得分.
_SHOWN = 5


def figures(paper: Paper, standings: Sequence[Standing], told: Sequence[Json]) -> Iterator[Figure]:
    """Every figure of all targets, equal or not."""
    yield "targets", [t["target"] for t in told], [s.code for s in standings]
    by_code = {t["target"]: t for t in told}
    for standing in standings:
        for where, said, expected in _target(paper, standing, by_code[standing.code]):
            yield f"{standing.code} {where}", said, expected


def differences(found: Sequence[Figure]) -> list[str]:
    """Those that are not equal, a line each."""
    return [f"{where}: the program says {a}, the manual {b}" for where, a, b in found if a != b]


def _target(paper: Paper, standing: Standing, told: Json) -> Iterator[Figure]:
    for key in ("mean", "exact", "total"):
        yield key, _exact(told[key]), getattr(standing, key)
    for key in ("rank", "band", "given", "limit", "proposed"):
        yield key, told[key], getattr(standing, key)
    if standing.awards is None:
        yield "adjustments", sum(Fraction(a["counted"]) for a in told["adjustments"]), 0
    else:
        yield "adjustments", _awards(paper, told), _expected_awards(standing.awards)
    yield "conditions", _conditions(told), _expected_conditions(standing)
    yield from _quotas(standing, told)
    yield from _components(paper, standing, told)


def _exact(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)


def _awards(paper: Paper, told: Json) -> list[tuple[str, str, Fraction, Fraction]]:
    codes = {kind["项目"]: kind["项目编号"] for kind in paper.rows("加减分项目")}
    return [
        (codes[a["kind"]], a["award"], Fraction(a["registered"]), Fraction(a["counted"]))
        for a in told["adjustments"]
    ]


def _expected_awards(awards: Sequence[Award]) -> list[tuple[str, str, Fraction, Fraction]]:
    return [(a.row["加减分项目"], a.row["奖项或事由"], number(a.row["分值"]), a.counted) for a in awards]


def _conditions(told: Json) -> list[tuple[object, ...]]:
    return [
        (c["grade"], c["component"], c["item"] or "", Fraction(c["minimum"]), _exact(c["score"]), c["met"])
        for c in told["conditions"]
    ]


def _expected_conditions(standing: Standing) -> list[tuple[object, ...]]:
    return [
        (
            c.row["等次"],
            c.row["评价环节"],
            c.row["指标"],
            number(c.row["至少得分（百分制）"]),
            c.score,
            c.met,
        )
        for c in standing.conditions
    ]


def _quotas(standing: Standing, told: Json) -> Iterator[Figure]:
    """Every quota in its order, and the steps in which the target takes part; the others only say that it does not."""
    said, expected = told["quotas"], standing.steps
    rows = [(q["grade"], q["side"], q["base"], q["tier"] or "") for q in said]
    yield "quotas", list(dict.fromkeys(rows)), list(dict.fromkeys(map(_row, expected)))
    part = [_step(row, q) for row, q in zip(rows, said, strict=True) if q["says"] != OUTSIDE]
    yield "places", part, [_expected_step(s) for s in expected if s.says != OUTSIDE]


def _step(row: tuple[str, ...], quota: Json) -> tuple[object, ...]:
    keys = ("pool", "targets", "places", "better", "same", "says", "after")
    return (*row, *(quota[key] for key in keys))


def _row(step: Step) -> tuple[str, ...]:
    row = step.quota
    return (row["等次"], row["限制方式"], row["计算基数"], row["只限层面"])


def _expected_step(step: Step) -> tuple[object, ...]:
    contest = (step.pool, step.base, step.places)
    return (*_row(step), *contest, step.better, step.same, step.says, step.after)


def _components(paper: Paper, standing: Standing, told: Json) -> Iterator[Figure]:
    """Those that have scores; of what is only collected there is nothing to compare."""
    # A component with panels that count for nothing stands there again with these, behind all that count.
    by_code = {c["component"]: c for c in reversed(told["components"])}
    for part in (*standing.parts, *standing.watched):
        code = part.component["环节编号"]
        yield f"{code} is there", code in by_code, True
        if code in by_code:
            for where, said, expected in _component(paper, part, by_code[code]):
                yield f"{code} {where}", said, expected


def _component(paper: Paper, part: ComponentScore, told: Json) -> Iterator[Figure]:
    yield "weight", Fraction(told["weight"]), number(part.component["权重（%）"])
    yield "exact", _exact(told["exact"]), part.exact
    yield "score", _exact(told["score"]), part.score
    counted = [g for g in told["groups"] if Fraction(g["weight"])]
    yield "groups", [g["group"] for g in counted], [g.panel["评价主体"] for g in part.groups]
    for group, said in zip(part.groups, counted, strict=False):
        for where, one, other in _group(paper, group, said):
            yield f"{group.panel['评价主体']} {where}", one, other


def _group(paper: Paper, group: GroupScore, told: Json) -> Iterator[Figure]:
    yield "weight", Fraction(told["weight"]), number(group.panel["权重（%）"])
    yield "due", told["due"], len(group.forms)
    yield "score", _exact(told["score"]), group.score
    counts: Counter[str] = Counter()
    for fate, count in told["counts"].items():
        counts[_FATES[fate]] += count
    yield "counts", counts, Counter(f.fate for f in group.forms)
    row = paper.row("评价主体", 主体编号=group.panel["评价主体"])
    valid = [f for f in group.forms if f.fate in (COUNTED, HIGHEST, LOWEST)]
    if not row["匿名票张数"] or len(valid) >= _SHOWN:
        # 不满 5 张的，只有合成后的得分.
        yield "exact", _exact(told["exact"]), group.exact
    if row["匿名票张数"]:
        shown = sorted((_FATES[f["fate"]], _exact(f["percent"])) for f in told["forms"])
        listed = sorted((f.fate, f.percent) for f in valid) if len(valid) >= _SHOWN else []
        yield "ballots", shown, listed
    else:
        yield "forms", _told_forms(paper, group, told), sorted(map(_form, group.forms))


def _told_forms(paper: Paper, group: GroupScore, told: Json) -> list[tuple[str, ...]]:
    """The marks stand beside, for of forms that are wholly alike any one may be left out as the highest."""
    codes = {r["评价人"]: r["评价人编号"] for r in paper.tables["评价人"]}
    forms = {f.rater: f for f in group.forms}
    found = []
    for form in told["forms"]:
        rater, fate = codes[form["rater"]], _FATES[form["fate"]]
        found.append(_form(forms[rater], fate, str(_exact(form["percent"]))))
    return sorted(found)


def _form(form: FormScore, fate: str = "", percent: str = "") -> tuple[str, ...]:
    """What a form is known by: its fate, percentage and marks, and its rater unless it may be taken for another one."""
    alike = fate or form.fate
    marked = alike in (COUNTED, HIGHEST, LOWEST)
    return (
        alike,
        percent or str(form.percent),
        str(form.marks),
        str(form.votes),
        "" if marked else form.rater,
    )

"""Approved assessments for the tests of papers, in a few words each; no file is read for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pandas as pd

from dangjian_xl.rectification.records import Problem, Source
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import (
    Component,
    Form,
    FormKind,
    Item,
    ItemKind,
    MissingPolicy,
    Organisation,
    OrgKind,
    RaterGroup,
    Scheme,
    Setting,
    SettingName,
)
from dangjian_xl.scoring.approval import Approval, Decision
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.grade import grade_totals
from tests.support.scoring import Mark, college, entries, panel, totals

Settings = Mapping[SettingName, str]


@dataclass(frozen=True)
class Wrote:
    """What a rater of a group wrote of a target beside the marks: in the field of an item; "" is the remark on the row."""

    rater: str
    target: str
    text: str
    item: str = ""
    field: str = "remark"
    group: str = "甲"


def target(code: str, tier: str = "T1", name: str = "", *, deputy: bool = False) -> Organisation:
    who = f"某{code}"
    kind = OrgKind.GENERAL if tier == "T1" else OrgKind.BRANCH
    names = {"deputy": who} if deputy else {"secretary": who}
    return Organisation(code, name or f"{code}党总支", kind, tier, **names)


def scheme_for(targets: Sequence[Organisation], told: Settings | None = None, **basics: object) -> Scheme:
    """One component of every tier, rated by group 甲 on a matrix with two marks and a text."""
    plain = college(*targets)
    tiers = tuple(dict.fromkeys(t.tier for t in targets))
    components = tuple(
        Component(f"{t}现场", t, "现场述职", Decimal(100), MissingPolicy.RENORMALISE) for t in tiers
    )
    return replace(
        plain,
        basics=replace(plain.basics, title="2024年度党组织书记述职评议考核", college="某某学院", **basics),  # type: ignore[arg-type]
        components=components,
        panels=tuple(panel(c.code, "甲") for c in components),
        groups=(RaterGroup("甲", "党员代表"),),
        forms=(Form("表", "评分表", FormKind.MATRIX, 2, reason_required=False),),
        items=(*plain.items, Item("表", "3", "", "建议", ItemKind.TEXT)),
        settings=tuple(Setting(name, value) for name, value in (told or {}).items()),
    )


def approval(
    scheme: Scheme,
    scores: Mapping[str, Sequence[int]],
    wrote: Iterable[Wrote] = (),
    decided: Mapping[str, str] | None = None,
) -> Approval:
    """`scores`: by target's code, the marks of 100 that raters 1, 2, … gave; `decided`: approved grades other than the bands'."""
    tiers = {o.code: o.tier for o in scheme.organisations}
    marks = [
        Mark(f"{tiers[code]}现场", "甲", f"评{rater}", code, score)
        for code, given in scores.items()
        for rater, score in enumerate(given, 1)
    ]
    table = _with_texts(entries(marks), tiers, wrote)
    graded = grade_totals(scheme, totals(scheme, table, {}), {})
    proposals = graded.proposals
    collection = Collection(expected={}, files=(), findings=(), entries=table, read={}, windows={})
    assessment = Assessment(scheme, collection, proposals, (), graded.places)
    told = decided or {}
    return Approval(assessment, tuple(Decision(p, told.get(p.target.code, p.proposed)) for p in proposals))


def _with_texts(table: pd.DataFrame, tiers: Mapping[str, str], wrote: Iterable[Wrote]) -> pd.DataFrame:
    """The marks, a blank remark on every form as there is on real ones, and what was written."""
    rows: list[dict[Any, Any]] = [{**row, "value": None} for row in table.to_dict("records")]
    bare = {"kind": FormKind.MATRIX, "marked": False, "score": pd.NA, "full": pd.NA}
    forms = {(row["form_id"], row["target"]): row for row in rows}
    rows += [{**row, **bare, "item": "", "field": "remark"} for row in forms.values()]
    for w in wrote:
        component = f"{tiers[w.target]}现场"
        form = {"form_id": f"{component}/{w.rater}", "component": component, "rater_group": w.group}
        answer = {"rater": w.rater, "target": w.target, "item": w.item, "field": w.field, "value": w.text}
        rows.append({**bare, **form, **answer})
    whole = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=object) for name in rows[0]})
    return whole.astype({"score": "Int64", "full": "Int64"}).astype({"marked": bool})


def problem(
    code: str, text: str, number: int = 1, source: Source = Source.REPORT, detail: str = ""
) -> Problem:
    return Problem(f"{code}-{number}", code, text, source, detail)


#: Nine targets in two tiers, seven raters.
TARGETS = tuple(target(f"A{n}", "T1", deputy=n == 3) for n in range(1, 6)) + tuple(
    target(f"B{n}", "T2", f"B{n}支部") for n in range(1, 3)
)
SCORES = {o.code: [96 - 4 * index - n % 3 for n in range(7)] for index, o in enumerate(TARGETS)}

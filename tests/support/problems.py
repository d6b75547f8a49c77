"""A college of two targets, what was said of them on forms, and what became of it, in a few words each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dangjian_xl.reports.check import Checked
from dangjian_xl.reports.parts import parted
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.choices import MissingPolicy
from dangjian_xl.scheme.model import (
    Component,
    Form,
    FormKind,
    Item,
    ItemKind,
    Panel,
    PartKind,
    RaterGroup,
    ReportPart,
    Scheme,
)
from dangjian_xl.scoring.approval import Approval, Decision
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.tree import GradeProposal
from tests.support.papers import paragraphs
from tests.support.scoring import D, college, org, panel, ticks, totals

PART = ReportPart("T1", "存在问题", PartKind.PROBLEMS, required=True, words="问题")


@dataclass(frozen=True)
class Said:
    """One answer: of which panel's form, by whom, about whom, under which item; marks of 10 (or of 0: 不适用), or words."""

    panel: Panel
    rater: str
    target: str
    item: str
    marks: int | None = None
    value: str = ""
    field: str = "value"
    full: int = 10


def form(code: str, kind: FormKind, *items: tuple[str, ItemKind]) -> tuple[Form, tuple[Item, ...]]:
    """A form whose items are numbered from 1, each of 10 points if it has any."""
    made = tuple(
        Item(code, str(n), "", text, of, None if of is ItemKind.TEXT else D(10))
        for n, (text, of) in enumerate(items, 1)
    )
    return Form(code, code, kind, 0, reason_required=False), made


def scheme(*forms: tuple[Form, tuple[Item, ...]], anonymous: str = "", **tables: object) -> Scheme:
    """A and B are assessed, by a component and a group of its own for each form."""
    codes = [f.code for f, _ in forms]
    base = college(
        org("A"),
        org("B"),
        forms=tuple(f for f, _ in forms),
        items=tuple(i for _, items in forms for i in items),
        groups=tuple(RaterGroup(c, f"{c}组", 9 if c == anonymous else None) for c in codes),
        components=tuple(Component(c, "T1", f"{c}环节", D(50), MissingPolicy.FLAG) for c in codes),
        panels=tuple(panel(c, c, form=c) for c in codes),
        report_parts=(PART,),
    )
    return replace(base, **tables)  # type: ignore[arg-type]


def approval(
    of: Scheme, said: Iterable[Said] = (), reports: Sequence[tuple[str, Sequence[str]]] = ()
) -> Approval:
    """Everything accepted, every proposal approved; `reports`: whose (code), and its lines."""
    entries = frame(of, list(said))
    checked = tuple(
        Checked(owner, f"{owner}.docx", "已检查", parted(paragraphs(lines), [PART]), counts=True)
        for owner, lines in reports
    )
    collection = Collection({}, (), (), entries, {}, {}, reports=checked, today=date(2025, 3, 1))
    proposals = tuple(
        GradeProposal(total, None, None, 0, (), (), (), "好", ()) for total in totals(of, entries, {})
    )
    assessment = Assessment(of, collection, proposals, ())
    return Approval(assessment, tuple(Decision(p, p.proposed) for p in proposals))


def frame(of: Scheme, said: Sequence[Said]) -> pd.DataFrame:
    """The columns of the tidy table that scoring and the lists look at."""
    kinds = {f.code: str(f.kind) for f in of.forms}
    table = pd.DataFrame(
        {
            "form_id": [f"{s.panel.component}/{s.rater}" for s in said],
            "component": [s.panel.component for s in said],
            "rater_group": [s.panel.group for s in said],
            "rater": [s.rater for s in said],
            "kind": [kinds[s.panel.form] for s in said],
            "target": [s.target for s in said],
            "item": [s.item for s in said],
            "field": [s.field for s in said],
            "value": pd.Series([s.value for s in said], dtype=object),
            "marked": [s.marks is not None for s in said],
            "score": pd.Series([None if s.marks is None else ticks(s.marks) for s in said], dtype="Int64"),
            "full": pd.Series([None if s.marks is None else ticks(s.full) for s in said], dtype="Int64"),
        }
    )
    return table.astype({"marked": bool})

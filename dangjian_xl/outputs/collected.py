"""What is collected and counts for nothing: comments, lists of people, self-assessments; and these beside what was verified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.forms.marking import TICKS, to_points
from dangjian_xl.outputs.sheet import FIRST_ROW, Cell, Column, Live, Table, letters
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.table import applies, of_panels
from dangjian_xl.scheme.model import LEAST_SHOWN, FormKind, Item, Organisation, Panel, Scheme, Scope

COLLECTED, COMPARED = "意见和材料", "自评与核查"
_COLLECTED = (
    Column("component", "评价环节", 16),
    Column("group", "评价主体", 14),
    Column("rater", "评价人", 16),
    Column("target", "党组织", 26),
    Column("item", "项目", 22),
    Column("value", "内容", 60),
    Column("file", "文件", 40),
    Column("sheet", "工作表", 12),
    Column("cell", "单元格", 8, "centre"),
)
_COMPARED = (
    Column("target", "党组织", 22),
    Column("section", "一级指标", 14),
    Column("subsection", "二级指标", 22),
    Column("item", "三级指标", 46),
    Column("full", "满分", 6, "centre"),
    Column("said", "单位自评", 9, "centre"),
    Column("own", "自评分", 8, "centre"),
    Column("verified", "核查分", 8, "centre"),
    Column("difference", "核查－自评", 9, "centre"),
    Column("evidence", "佐证材料", 24),
    Column("found", "核查情况", 28),
)
_LETTERS = letters(_COMPARED)


def collected_table(scheme: Scheme, collection: Collection) -> Table | None:
    """One row an answer of a form that counts for nothing; None where there is none."""
    rows = [row for panel in scheme.panels for row in _of_panel(scheme, collection, panel)]
    if not rows:
        return None
    purpose = "只收集、不计分的表：一述一评的点评、名册等，一项一行；自评见“自评与核查”。"
    return Table(COLLECTED, purpose, _COLLECTED, rows, frozen=3)


def _of_panel(scheme: Scheme, collection: Collection, panel: Panel) -> Iterator[list[Cell]]:
    component = scheme.component(panel.component)
    form, group = scheme.form(panel.form), scheme.group(panel.group)
    if (panel.counts and component.counts) or form.kind is FormKind.CHECKLIST:
        return
    answers = of_panels(collection.entries, {(panel.component, panel.group)})
    titles = {i.code: i.text for i in scheme.items_of(form.code)}
    names = {o.code: o.name for o in scheme.organisations}
    raters = {r.code: r.name for r in scheme.raters}
    rows: list[list[Cell]] = []
    for row in answers.to_dict("records"):
        value = row["value"]
        if value is None or value == "":
            continue
        told = to_points(value) if isinstance(value, int) else value
        who = ANONYMOUS if group.ballots else raters.get(row["rater"], "")
        item = titles.get(row["item"], "备注")
        place: list[Cell] = [row["file"] or None, row["sheet"] or None, row["cell"] or None]
        rows.append([component.name, group.name, who, names[row["target"]], item, told, *place])
    if not group.ballots:
        yield from rows
    elif answers["form_id"].nunique() >= LEAST_SHOWN:
        # In no order that leads to a ballot.
        yield from sorted(rows, key=lambda cells: [str(cell) for cell in cells])


class _Side(NamedTuple):
    """What one side says of an indicator."""

    value: str
    score: Fraction | None
    words: str


def comparison_table(scheme: Scheme, collection: Collection) -> Table | None:
    """One row a target and indicator that the target judged itself; None where no form asks for that."""
    forms = {
        p.form
        for p in scheme.panels
        if p.scope is Scope.SELF and scheme.form(p.form).kind is FormKind.CHECKLIST
    }
    rows: list[Sequence[Cell]] = []
    for form in (f.code for f in scheme.forms if f.code in forms):
        own = _by_item(collection, scheme, form, own=True)
        verified = _by_item(collection, scheme, form, own=False)
        for target in scheme.organisations:
            for item in scheme.items_of(form):
                key = (target.code, item.code)
                if key in own or key in verified:
                    rows.append(
                        _compared(target, item, own.get(key), verified.get(key), FIRST_ROW + len(rows))
                    )
    if not rows:
        return None
    purpose = "单位自评和核查逐项对照；核查分是各核查表的平均。差为负数的，是核查低于自评。"
    return Table(COMPARED, purpose, _COMPARED, rows, frozen=1)


def _by_item(collection: Collection, scheme: Scheme, form: str, *, own: bool) -> dict[tuple[str, str], _Side]:
    """By (target, item); several forms are averaged."""
    panels = {
        (p.component, p.group) for p in scheme.panels if p.form == form and (p.scope is Scope.SELF) == own
    }
    found: dict[tuple[str, str], dict[str, list[object]]] = {}
    for row in of_panels(collection.entries, panels).to_dict("records"):
        if row["item"]:
            fields = found.setdefault((row["target"], row["item"]), {})
            fields.setdefault(row["field"], []).append(row["value"])
            # What does not apply has no marks, and no full ones either: it counts for neither side.
            if row["field"] == "value" and applies(row["full"]):
                fields.setdefault("score", []).append(row["score"])
    return {key: _side(fields) for key, fields in found.items()}


def _side(fields: dict[str, list[object]]) -> _Side:
    said = [to_points(v) if isinstance(v, int) else v for v in fields.get("value", []) if v is not None]
    scores = [int(str(s)) for s in fields.get("score", []) if s is not None and s is not pd.NA]
    words = [str(v) for name in ("evidence", "reason") for v in fields.get(name, []) if v]
    mean = Fraction(sum(scores), len(scores) * TICKS) if scores else None
    return _Side("、".join(map(str, said)), mean, "；".join(words))


def _compared(
    target: Organisation, item: Item, own: _Side | None, verified: _Side | None, row: int
) -> list[Cell]:
    mine, theirs = own.score if own else None, verified.score if verified else None
    difference: Cell = None
    if mine is not None and theirs is not None:
        difference = Live(f"{_LETTERS['verified']}{row}-{_LETTERS['own']}{row}", theirs - mine)
    tree: list[Cell] = [target.name, item.section or None, item.subsection or None, item.text, item.full]
    words: list[Cell] = [own.words or None if own else None, verified.words or None if verified else None]
    return [*tree, own.value if own else None, mine, theirs, difference, *words]

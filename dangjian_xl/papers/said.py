"""What raters wrote about each target, with no trace of who wrote what, and nothing at all of fewer than five."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from dangjian_xl.papers.records import Said, SaidBy
from dangjian_xl.scheme.model import LEAST_SHOWN, FormKind, ItemKind, Panel, Scheme, Scope
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.speaking import speaking

FEW = f"不足{LEAST_SHOWN}人，不列出"
NOTHING = "没有写意见"
_REMARK = "备注"
#: Counted by staff, lists of people: nobody says there what he thinks of the target.
_NO_OPINION = (FormKind.TALLY, FormKind.ROSTER)


def said_of(assessment: Assessment) -> Mapping[str, tuple[SaidBy, ...]]:
    """By target: each component's rater groups that could write something, in the scheme's order."""
    scheme, collection = assessment.scheme, assessment.collection
    entries = collection.entries[~collection.entries["form_id"].isin(collection.void)]
    found: dict[str, list[SaidBy]] = {}
    by_panel = dict(iter(entries.groupby(["component", "rater_group"], sort=False, observed=True)))
    for panel in scheme.panels:
        rows = by_panel.get((panel.component, panel.group))
        if rows is None or not _opinions(scheme, panel):
            continue
        for target, own in rows.groupby("target", sort=False, observed=True):
            said = _by_group(scheme, panel, own)
            if said is not None:
                found.setdefault(str(target), []).append(said)
    return {target: tuple(groups) for target, groups in found.items()}


def _opinions(scheme: Scheme, panel: Panel) -> bool:
    """Whether others than the target itself say what they think."""
    return scheme.form(panel.form).kind not in _NO_OPINION and panel.scope not in (Scope.SELF, Scope.FAMILY)


def _by_group(scheme: Scheme, panel: Panel, rows: pd.DataFrame) -> SaidBy | None:
    """What a group wrote of one target, whose rows these are; None where its forms ask for no words."""
    items = {item.code: item for item in scheme.items_of(panel.form)}
    written = {code for code, item in items.items() if item.kind is ItemKind.TEXT}
    is_text = rows["field"].isin(("reason", "remark")) | (
        (rows["field"] == "value") & rows["item"].isin(written)
    )
    if not is_text.any():
        return None
    component, group = scheme.component(panel.component).name, scheme.group(panel.group).name
    if sum(speaking(rows).values()) < LEAST_SHOWN:
        return SaidBy(component, group, FEW, ())
    texts = Counter(
        (str(row.item), str(row.value).strip())
        for row in rows[is_text].itertuples()
        if isinstance(row.value, (str, int)) and str(row.value).strip()
    )
    order = {code: index for index, code in enumerate(items)}
    # By item and content: in no order that leads to a rater.
    listed = sorted(texts.items(), key=lambda pair: (order.get(pair[0][0], len(order)), pair[0][1]))
    said = tuple(
        Said(items[item].text if item in items else _REMARK, text, times) for (item, text), times in listed
    )
    return SaidBy(component, group, "" if said else NOTHING, said)

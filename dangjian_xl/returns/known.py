"""What was returned earlier and is printed on forms that are issued later: self-assessments beside their verification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dangjian_xl.forms.known import Known, OwnAnswer
from dangjian_xl.forms.marking import to_points
from dangjian_xl.returns.collect import Collection
from dangjian_xl.scheme.model import FormKind, Scheme, Scope


def wants_returns(scheme: Scheme) -> bool:
    """Whether some form of the scheme prints what others returned."""
    checklists = {f.code for f in scheme.forms if f.kind is FormKind.CHECKLIST}
    return bool(checklists & _own_forms(scheme) & _others(scheme))


def _own_forms(scheme: Scheme) -> set[str]:
    return {p.form for p in scheme.panels if p.scope is Scope.SELF}


def _others(scheme: Scheme) -> set[str]:
    return {p.form for p in scheme.panels if p.scope is not Scope.SELF}


def known(scheme: Scheme, collection: Collection) -> Known:
    """The accepted self-assessments, by form, target and item."""
    panels = {(p.component, p.group): p.form for p in scheme.panels if p.scope is Scope.SELF}
    fields: dict[tuple[str, str, str], dict[str, Mapping[Any, Any]]] = {}
    for row in collection.entries.to_dict("records"):
        form = panels.get((row["component"], row["rater_group"]))
        if form and row["item"]:
            fields.setdefault((form, row["target"], row["item"]), {})[row["field"]] = row
    return Known({key: _own(said) for key, said in fields.items() if "value" in said})


def _own(said: Mapping[str, Mapping[Any, Any]]) -> OwnAnswer:
    value, score = said["value"]["value"], said["value"]["score"]
    shown = str(to_points(value)) if isinstance(value, int) else str(value or "")
    evidence = said.get("evidence", {}).get("value")
    return OwnAnswer(shown, int(str(score)), str(evidence or ""))

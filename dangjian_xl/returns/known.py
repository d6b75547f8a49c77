"""What was returned earlier and is printed on forms that are issued later: self-assessments beside their verification, facts of reports beside their review."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dangjian_xl.forms.known import Known, OwnAnswer, ReportFacts
from dangjian_xl.forms.marking import to_points
from dangjian_xl.reports.check import Checked
from dangjian_xl.reports.demands import percent
from dangjian_xl.reports.parts import Parted
from dangjian_xl.returns.collect import Collection
from dangjian_xl.returns.table import applies, of_panels
from dangjian_xl.scheme.model import PartKind, Scheme, Scope


def known(scheme: Scheme, collection: Collection) -> Known:
    """The accepted self-assessments, by form, target and item; what the check of the written reports says of them."""
    panels = {(p.component, p.group): p.form for p in scheme.panels if p.scope is Scope.SELF}
    fields: dict[tuple[str, str, str], dict[str, Mapping[Any, Any]]] = {}
    for row in of_panels(collection.entries, panels).to_dict("records"):
        if row["item"]:
            form = panels[row["component"], row["rater_group"]]
            fields.setdefault((form, row["target"], row["item"]), {})[row["field"]] = row
    own = {key: _own(said) for key, said in fields.items() if "value" in said}
    return Known(own, {c.owner: _facts(c) for c in collection.reports if c.counts and c.report})


def _facts(checked: Checked) -> ReportFacts:
    report = checked.report or Parted(())
    noticed = "；".join(unmet.ground for unmet in checked.unmet)
    return ReportFacts(f"{report.total:,}", percent(report.share(PartKind.PROBLEMS)), noticed)


def _own(said: Mapping[str, Mapping[Any, Any]]) -> OwnAnswer:
    value = said["value"]["value"]
    shown = str(to_points(value)) if isinstance(value, int) else str(value or "")
    evidence = said.get("evidence", {}).get("value")
    # What does not apply has no marks, and no full ones either.
    ticks = int(str(said["value"]["score"])) if applies(said["value"]["full"]) else None
    return OwnAnswer(shown, ticks, str(evidence or ""))

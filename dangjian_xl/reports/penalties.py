"""Demands that were not met, as adjustments of the total: only where the scheme says what each costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dangjian_xl.reports.check import Checked
from dangjian_xl.scheme.model import Adjustment, Scheme

#: Begins what such an adjustment is for.
AWARD = "述职报告："


def penalties(scheme: Scheme, checked: Iterable[Checked]) -> tuple[Adjustment, ...]:
    """One adjustment for each demand that a counted report does not meet; the cap of its kind holds as for any other."""
    return tuple(_penalties(scheme, checked))


def _penalties(scheme: Scheme, checked: Iterable[Checked]) -> Iterator[Adjustment]:
    rules = {rule.tier: rule for rule in scheme.report_rules}
    for report in checked:
        rule = rules.get(scheme.organisation(report.owner).tier) if report.owner else None
        if rule is None or not report.counts or not rule.penalty_kind or rule.penalty is None:
            continue
        for unmet in report.unmet:
            award = f"{AWARD}{unmet.ground}"
            yield Adjustment(report.owner, rule.penalty_kind, rule.penalty, award)

"""Everything that is planned held against its rules: visits and speaking sessions."""

from __future__ import annotations

from dangjian_xl.findings import Finding
from dangjian_xl.schedule import agenda
from dangjian_xl.schedule.rules import check_visits
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.parse import Places


def check(scheme: Scheme, places: Places) -> tuple[Finding, ...]:
    """All findings; `places` says where the records stand."""
    return (*check_visits(scheme, places), *agenda.check(scheme, places))

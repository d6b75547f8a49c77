"""How long it takes to plan the cross-inspection of 200 units by three teams each.

python bench/schedule.py [UNITS] [TEAMS]
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import date

from dangjian_xl.schedule.rules import check
from dangjian_xl.schedule.solve import schedule
from dangjian_xl.scheme.model import InspectionRule, Organisation, OrgKind, PastVisit, Rater, Scheme
from dangjian_xl.scheme.presets import preset


def college(units: int, teams: int) -> Scheme:
    """Units with a team each, that were inspected last year by their three neighbours."""
    base = preset("sztu-2022")
    codes = [f"A{n:03}" for n in range(units)]
    neighbours = [(codes[n], codes[(n + step) % units]) for n in range(units) for step in (1, 2, 3)]
    return replace(
        base,
        organisations=tuple(
            Organisation(c, f"单位{c}", OrgKind.GENERAL, "T1", place=f"楼{c}") for c in codes
        ),
        raters=tuple(Rater(f"J{c}", f"检查组{c}", "交叉检查组", c) for c in codes),
        visits=(),
        past_visits=tuple(PastVisit(one, other) for one, other in neighbours),
        inspection_rules=(InspectionRule("T1-互评", teams, date(2022, 11, 28), date(2022, 12, 7)),),
    )


def main(units: int, teams: int) -> None:
    """Plan and print."""
    scheme = college(units, teams)
    started = time.perf_counter()
    planned = schedule(scheme)
    took = time.perf_counter() - started
    told = {f.code for f in check(replace(scheme, visits=planned.added))}
    print(
        f"{units} units × {teams} teams: {len(planned.added)} visits in {took:.1f} s; noticed: {sorted(told) or 'nothing'}"
    )


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:]]
    main(*(numbers or [200, 3]))

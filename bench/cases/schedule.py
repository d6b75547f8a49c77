"""Planning the cross-inspection of many units, 3 teams a unit, and filling it into the scheme.

Half of last year's pairs stand in the way, four units share each place, and there are as many weekdays as in practice.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bench.records import Figure, Setting
from dangjian_xl.schedule.fill import fill
from dangjian_xl.schedule.plan import plan
from dangjian_xl.scheme import model as m
from dangjian_xl.scheme.book import read_book, write_book

TEAMS_EACH = 3


def scheme_for(units: int) -> m.Scheme:
    """One component, in which every unit's own team visits others."""
    basics = m.Basics(
        "bench", "评测", "某学院", "党委组织部", 2022, date(2022, 1, 1), date(2022, 12, 31),
        m.RoundingStage.TOTAL, 2, m.TiePolicy.SHARE, Decimal(100),
    )  # fmt: skip
    codes = [f"A{n:03}" for n in range(units)]
    targets = tuple(
        m.Organisation(c, f"第{c}党总支", m.OrgKind.GENERAL, "T", secretary=f"书记{c}", place=f"{n // 4}号楼")
        for n, c in enumerate(codes)
    )
    return m.Scheme(
        basics,
        tiers=(m.Tier("T", "层面"),),
        organisations=targets,
        groups=(m.RaterGroup("G", "检查组"),),
        raters=tuple(m.Rater(f"J{c}", f"{c}组", "G", c) for c in codes),
        components=(m.Component("C", "T", "互评", Decimal(100), m.MissingPolicy.RENORMALISE),),
        panels=(m.Panel("C", "G", Decimal(100), "F", m.Scope.VISITS, m.Aggregation.MEAN),),
        forms=(m.Form("F", "评分表", m.FormKind.SCORE_SHEET, 1, reason_required=False),),
        items=(m.Item("F", "1", "类别", "指标", m.ItemKind.POINTS, Decimal(100)),),
        grades=(m.Grade("好", Decimal(90)), m.Grade("差", Decimal(0))),
        inspection_rules=(m.InspectionRule("C", TEAMS_EACH, date(2022, 11, 28), date(2022, 12, 16)),),
        past_visits=tuple(
            m.PastVisit(c, codes[(n + step) % units]) for n, c in enumerate(codes) for step in (1, 2, 3)
        ),
    )


def schedule(setting: Setting) -> list[Figure]:
    """Plan and fill, once."""
    units = setting.sizes.units
    scheme = scheme_for(units)
    data = write_book(scheme)
    parsed = read_book(data)
    start = time.perf_counter()
    planned = plan(scheme, parsed.places)
    middle = time.perf_counter()
    if planned.visits is None:
        raise RuntimeError([f.message for f in planned.findings])
    filled = fill(data, parsed, planned.visits)
    end = time.perf_counter()
    if read_book(filled).scheme != replace(scheme, visits=planned.visits):
        raise RuntimeError("The workbook does not read back.")
    said = f"{units} units, {TEAMS_EACH} teams each"
    return [
        Figure("schedule.plan", middle - start, "s", f"{said}: {len(planned.visits)} visits planned"),
        Figure("schedule.fill", end - middle, "s", "filled into the scheme's workbook"),
    ]

"""The scheme that is measured with, and how its forms are filled in."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.forms.shown import Filled
from dangjian_xl.grids import Cell
from dangjian_xl.scheme import model as m

ITEMS = 36
TARGETS = 50
#: More people than this have several forms each: a scheme's workbook has room for so many and some more.
MOST_RATERS = 20_000
#: Full marks of an item.
FULL = 5


def scheme_for(returns: int, items: int = ITEMS, targets: int = TARGETS) -> m.Scheme:
    """Each rater visits one of `targets` targets and scores it by `items` items, in one component or in as many as make `returns` forms."""
    several = -(-returns // MOST_RATERS)
    people = returns // several
    basics = m.Basics(
        "bench", "评测", "某学院", "党委组织部", 2022, date(2022, 1, 1), date(2022, 12, 31),
        m.RoundingStage.TOTAL, 2, m.TiePolicy.SHARE, Decimal(100),
    )  # fmt: skip
    organisations = tuple(
        m.Organisation(f"A{n}", f"第{n}党总支", m.OrgKind.GENERAL, "T", secretary=f"书记{n}")
        for n in range(targets)
    )
    raters = tuple(m.Rater(f"R{n}", f"评委{n}", "G") for n in range(people))
    asked = tuple(
        m.Item("F", f"{n}", "类别", f"第{n}项指标", m.ItemKind.POINTS, Decimal(FULL), criteria="按规定评分。")
        for n in range(items)
    )
    grades = tuple(m.Grade(n, Decimal(b)) for n, b in (("好", 90), ("较好", 75), ("一般", 60), ("差", 0)))
    return m.Scheme(
        basics,
        tiers=(m.Tier("T", "层面"),),
        organisations=organisations,
        groups=(m.RaterGroup("G", "检查组"),),
        raters=raters,
        components=tuple(
            m.Component(f"C{n}", "T", f"第{n}轮", Decimal(100) / several, m.MissingPolicy.RENORMALISE)
            for n in range(several)
        ),
        panels=tuple(
            m.Panel(f"C{n}", "G", Decimal(100), "F", m.Scope.VISITS, m.Aggregation.MEAN)
            for n in range(several)
        ),
        forms=(m.Form("F", "评分表", m.FormKind.SCORE_SHEET, 1, reason_required=False),),
        items=asked,
        grades=grades,
        visits=tuple(m.Visit(r.code, f"A{n % targets}") for n, r in enumerate(raters)),
    )


def mark(rng: random.Random) -> int:
    """A valid mark, in tenths of a point."""
    return rng.randint(20, 10 * FULL)


def filled(form: IssuedForm, rng: random.Random) -> Filled:
    """Random valid answers."""
    values: dict[Address, Cell] = {a: mark(rng) / 10 for a in form.specs if a[2] == "value"}
    return Filled(values)

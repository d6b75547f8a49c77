"""How scores, ranks and places grow with the number of people who are assessed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from random import Random

import pandas as pd

from bench.records import Figure, Setting
from bench.timing import least
from dangjian_xl.scheme import model as m
from dangjian_xl.scoring.build import TreeBuilder
from dangjian_xl.scoring.grade import grade_totals

#: Raters of each target, trimmed; pools that the targets are shared out over.
_RATERS, _POOLS = 9, 50


def _scheme(people: int) -> m.Scheme:
    """Two items, ties parted by a component, a precondition on an item, places by pool, tier and college."""
    full = Decimal(100)
    targets = tuple(
        m.Organisation(f"A{n}", f"第{n}支部", m.OrgKind.BRANCH, "T", f"池{n % _POOLS}", secretary=f"书记{n}")
        for n in range(people)
    )
    quotas = tuple(
        m.Quota("好", m.QuotaSide.AT_MOST, Fraction(1, 3), base, m.QuotaRounding.FLOOR)
        for base in m.QuotaBase
    )
    return m.Scheme(
        m.Basics(
            "B", "考核", "学院", "组织部", 2030, date(2030, 1, 1), date(2030, 12, 31),
            m.RoundingStage.TOTAL, 1, m.TiePolicy.COMPONENTS,
        ),
        (m.Tier("T", "党支部书记"),),
        targets,
        (m.RaterGroup("G", "评委"),),
        components=(m.Component("C", "T", "述职", full, m.MissingPolicy.FLAG, tie_order=1),),
        panels=(m.Panel("C", "G", full, "F", m.Scope.ALL, m.Aggregation.TRIMMED, trim_above=5),),
        forms=(m.Form("F", "评分表", m.FormKind.MATRIX, 0, reason_required=False),),
        items=tuple(m.Item("F", code, "", code, m.ItemKind.POINTS, Decimal(50)) for code in "12"),
        grades=(m.Grade("好", Decimal(80)), m.Grade("较好", Decimal(70)), m.Grade("差", Decimal(0))),
        quotas=quotas,
        preconditions=(m.Precondition("好", "C", Decimal(60), "1"),),
    )  # fmt: skip


def _answers(people: int) -> Iterator[tuple[object, ...]]:
    random = Random(1)
    for target in range(people):
        for rater in range(_RATERS):
            for item in "12":
                ticks = random.randint(25, 50) * 10_000
                place = (f"C/R{rater}", "C", "G", f"R{rater}", f"A{target}", item, "value")
                yield (*place, str(m.FormKind.MATRIX), True, ticks, ticks, 500_000)


def _table(people: int) -> pd.DataFrame:
    """The columns of returns.table that scoring looks at."""
    names = ["form_id", "component", "rater_group", "rater", "target", "item", "field", "kind", "marked"]
    table = pd.DataFrame(list(_answers(people)), columns=[*names, "value", "score", "full"])
    return table.astype({"score": "Int64", "full": "Int64"})


def _grade(scheme: m.Scheme, answers: pd.DataFrame) -> None:
    builder = TreeBuilder(scheme, answers, {})
    totals = builder.totals()
    grade_totals(scheme, totals, {t.target.code: builder.conditions(t) for t in totals})


def grading(setting: Setting) -> list[Figure]:
    """Trees, ranks, preconditions and places of some people, and of ten times and a hundred times as many."""
    figures, few = [], setting.sizes.people
    times = {}
    for people in (few, 10 * few, 100 * few):
        scheme, answers = _scheme(people), _table(people)
        took = least({"grade": partial(_grade, scheme, answers)}, setting.sizes.repeats)
        times[people] = took["grade"]
        said = f"scores, ranks and proposed grades of {people:,} people"
        figures.append(Figure(f"grading.{people}", took["grade"], "s", said))
    growth = times[100 * few] / times[10 * few]
    return [*figures, Figure("grading.growth", growth, "x", "ten times the people, times the time")]

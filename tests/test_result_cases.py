"""Assessments for the tests of the result workbook: schemes of every sort, filled in at random but repeatably."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

from dangjian_xl.forms.issued import IssuedForm, issued_forms
from dangjian_xl.forms.layout import HEADING_ROW, Layout
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.forms.read import read_sheet
from dangjian_xl.forms.values import Answer
from dangjian_xl.grids import Cell
from dangjian_xl.returns.collect import Collection, FileReport
from dangjian_xl.returns.recognised import Recognised, ReturnedSheet
from dangjian_xl.returns.times import Window
from dangjian_xl.returns.verdicts import Verdict
from dangjian_xl.scheme import model as m
from dangjian_xl.scoring.assess import Assessment, assess
from tests.support.forms import table_of

#: What people write that a spreadsheet could take for something else.
NASTY = ("=1+1", "+86", "@家", "http://example.com/", "-", "{=A1}", "'引号", "00123", "_x0041_")
_GRADES = (("好", 88, 100), ("较好", 75, 80), ("一般", 60, 60), ("差", 0, 40))


def case(seed: int) -> Assessment:
    """One assessment; coarse answers in every third, so that totals tie."""
    random = Random(seed)
    scheme = scheme_of(random)
    return assessment_of(
        scheme, returned(scheme, random, rate=random.choice((0.4, 0.8, 1)), coarse=seed % 3 == 0)
    )


def assessment_of(scheme: m.Scheme, forms: Sequence[tuple[IssuedForm, Recognised]]) -> Assessment:
    """What the accepted forms lead to; weights and rules are the scheme's."""
    expected = issued_forms(scheme)
    files = [
        FileReport(f"回收/{f.assignment.id}.xlsx", "", f.assignment.id, Verdict.ACCEPTED) for f, _ in forms
    ]
    entries = table_of([file for _, file in forms], expected)
    windows = {c.code: Window.of(scheme, c) for c in scheme.components}
    return assess(scheme, Collection(expected, tuple(files), (), entries, {}, windows))


def returned(
    scheme: m.Scheme, random: Random, *, rate: float, coarse: bool = False
) -> list[tuple[IssuedForm, Recognised]]:
    """Forms that came back, in the order of issue; each does with the probability `rate`."""
    found = []
    for form_id, form in issued_forms(scheme).items():
        if random.random() >= rate:
            continue
        sheets: list[ReturnedSheet] = []
        for number, layout in enumerate(form.layouts):
            reading = read_sheet(layout, _grid(layout, random, coarse=coarse), (0, 0))
            assert not [t for t in reading.troubles if t.code != "form-text-changed"]
            sheets.append(ReturnedSheet(number, layout.name, reading.raws, reading.rows))
        found.append((form, Recognised(f"回收/{form_id}.xlsx", "", form_id, (), sheets=tuple(sheets))))
    return found


def with_raw(file: Recognised, number: int, raw: Cell) -> Recognised:
    """The file with something else in the cell of its answer of this number."""
    sheets, left = [], number
    for sheet in file.sheets:
        raws = (raw if at == left else other for at, other in enumerate(sheet.raws))
        sheets.append(replace(sheet, raws=tuple(raws)))
        left -= len(sheet.raws)
    return replace(file, sheets=tuple(sheets))


def _grid(layout: Layout, random: Random, *, coarse: bool) -> list[list[Cell]]:
    """The sheet as it came back: keys, and answers where they belong."""
    width, height = len(layout.columns) + 1, layout.first_row + len(layout.rows)
    grid: list[list[Cell]] = [[""] * width for _ in range(max(height, HEADING_ROW))]
    grid[0] = ["stamp", *(column.key for column in layout.columns)]
    nothing_applies = random.random() < 0.05
    level = random.choice((0.6, 0.9, 1.0, 1.0))
    for row in layout.rows:
        grid[layout.cell(row.key, layout.columns[0].key)[0]][0] = row.key
        for column in layout.columns:
            spec = layout.answers.get((row.key, column.key))
            if spec is not None:
                at = layout.cell(row.key, column.key)
                na = spec.optional and (nothing_applies or random.random() < 0.15)
                grid[at[0]][at[1]] = NOT_APPLICABLE if na else _answer(spec, random, level, coarse=coarse)
    return grid


def _answer(spec: Answer, random: Random, level: float, *, coarse: bool) -> Cell:
    if spec.kind is m.ItemKind.TEXT:
        return random.choice((*NASTY, "台账不全", "", ""))
    if spec.choices:
        good = spec.choices[: max(1, len(spec.choices) // 2)]
        return random.choice(good if random.random() < level else spec.choices)
    if spec.upper is None:
        return random.choice((0, 0, 1, 3)) if coarse else random.randrange(0, 13)
    if coarse:
        return float(spec.upper) if random.random() < level else float(spec.upper) / 2
    share = random.uniform(level - 0.15, 1)
    digits = min(spec.digits, random.choice((0, 1, 2, 4)))
    value = round(float(spec.upper) * min(1, share), digits)
    return random.choice((value, value, f"{value}分")) if value <= spec.upper else float(spec.upper)


def scheme_of(random: Random) -> m.Scheme:
    """A scheme of any sort; every kind of item, rule and rounding comes up over the seeds."""
    tiers = tuple(m.Tier(f"T{n}", f"{'一二三'[n]}层面[书记]") for n in range(random.randint(1, 3)))
    targets = tuple(
        m.Organisation(
            f"{t.code}-{n}", f"第{n}党支部", m.OrgKind.BRANCH, t.code, random.choice("甲乙"), "", NASTY[n % 9]
        )
        for t in tiers
        for n in range(random.randint(3, 9))
    )
    groups = tuple(m.RaterGroup(f"G{n}", f"主体{n}") for n in range(3))
    raters = tuple(
        m.Rater(f"R{g.code}{n}", NASTY[n] if n < 3 else f"评委{n}", g.code)
        for g in groups
        for n in range(random.randint(1, 7))
    )
    policy = random.choice(list(m.TiePolicy))
    components = tuple(c for t in tiers for c in _components(t, random))
    panels = tuple(p for c in components for p in _panels(c, groups, random))
    kinds = (
        m.AdjustmentKind("J1", "荣誉", m.Direction.BONUS, Decimal("6.5")),
        m.AdjustmentKind("J2", "通报", m.Direction.PENALTY, Decimal(5)),
    )
    return m.Scheme(
        _basics(random, policy),
        tiers,
        targets,
        groups,
        raters,
        components,
        panels,
        *_forms(),
        tuple(m.Grade(name, Decimal(lower), None, Decimal(points)) for name, lower, points in _GRADES),
        tuple(random.sample(_QUOTAS, random.randint(0, 3))),
        (m.Veto("F1", "违纪", "差"), m.Veto("F2", "失实", "较好")),
        tuple(
            m.VetoRecord(t.code, random.choice(("F1", "F2")), "=文件")
            for t in targets
            if random.random() < 0.1
        ),
        tuple(x for c in components for x in _conditions(c, panels, random)),
        kinds,
        tuple(a for t in targets for a in _awards(t, random)),
    )


def _basics(random: Random, policy: m.TiePolicy) -> m.Basics:
    cap = random.choice((None, Decimal(100), Decimal(100), Decimal("99.995")))
    stage, digits = random.choice(list(m.RoundingStage)), random.choice((0, 1, 2, 2, 4))
    days = (date(2024, 12, 1), date(2024, 12, 31))
    return m.Basics("R-2024", "书记考核 & 评议", "某学院", "组织部", 2024, *days, stage, digits, policy, cap)


def _weights(random: Random, count: int) -> list[Decimal]:
    parts = [random.randint(1, 9) for _ in range(count)]
    return [Decimal(part) + random.choice((Decimal(0), Decimal("0.5"))) for part in parts]


def _components(tier: m.Tier, random: Random) -> list[m.Component]:
    count = random.randint(1, 3)
    orders = random.sample(range(1, 10), count)
    return [
        m.Component(
            f"{tier.code}{n}",
            tier.code,
            f"环节{n}",
            weight,
            random.choice(list(m.MissingPolicy)),
            None,
            order,
        )
        for n, (weight, order) in enumerate(zip(_weights(random, count), orders, strict=True))
    ]


def _panels(component: m.Component, groups: Sequence[m.RaterGroup], random: Random) -> list[m.Panel]:
    chosen = random.sample(list(groups), random.randint(1, 3))
    panels = []
    for group, weight in zip(chosen, _weights(random, len(chosen)), strict=True):
        how = random.choice(list(m.Aggregation))
        trim = random.choice((2, 3, 5)) if how is m.Aggregation.TRIMMED else None
        form = random.choice(("表", "矩阵", "票"))
        panels.append(m.Panel(component.code, group.code, weight, form, m.Scope.ALL, how, trim))
    return panels


def _forms() -> tuple[tuple[m.Form, ...], tuple[m.Item, ...]]:
    kinds = (("表", m.FormKind.SCORE_SHEET, 1), ("矩阵", m.FormKind.MATRIX, 2), ("票", m.FormKind.BALLOT, 0))
    forms = tuple(m.Form(code, f"{code}的标题", kind, digits, False) for code, kind, digits in kinds)
    return forms, tuple(_item(line.split()) for line in _ITEMS.strip().splitlines())


#: Form, code, kind, full marks, unit, whether it may be said not to apply; "-" stands for nothing.
_ITEMS = """
表 1.1 评分 30 - 否
表 1.10 评分 9.7 - 是
表 2 扣分 19.3 0.7 否
表 3 次数 10.1 11 是
表 4 是否 10 - 否
表 5 等次 7.77 - 是
表 6 文字 - - 否
矩阵 1.1 评分 40.25 - 是
矩阵 1.10 次数 20 3 是
矩阵 x 扣分 10 2.5 是
矩阵 X 评分 29.75 - 是
矩阵 y 文字 - - 否
票 1.1 等次 100 - 否
"""


def _item(row: Sequence[str]) -> m.Item:
    form, code, kind, full, unit, optional = row
    points, step = (None if text == "-" else Decimal(text) for text in (full, unit))
    return m.Item(form, code, "类", f"=指标{code}", m.ItemKind(kind), points, step, optional == "是")


_AT_MOST, _BELOW = m.QuotaSide.AT_MOST, m.QuotaSide.AT_LEAST_BELOW
_QUOTAS = (
    m.Quota("好", _AT_MOST, Fraction(1, 3), m.QuotaBase.TIER, m.QuotaRounding.FLOOR),
    m.Quota("好", _AT_MOST, Fraction(2, 7), m.QuotaBase.COLLEGE, m.QuotaRounding.HALF_UP),
    m.Quota("好", _AT_MOST, Fraction(1, 4), m.QuotaBase.POOL, m.QuotaRounding.CEIL),
    m.Quota("较好", _BELOW, Fraction(3, 5), m.QuotaBase.COLLEGE, m.QuotaRounding.CEIL),
    m.Quota("一般", _BELOW, Fraction(15, 100), m.QuotaBase.POOL, m.QuotaRounding.HALF_UP),
    m.Quota("较好", _AT_MOST, Fraction(3, 4), m.QuotaBase.COLLEGE, m.QuotaRounding.FLOOR),
    m.Quota("好", _AT_MOST, Fraction(1, 2), m.QuotaBase.TIER, m.QuotaRounding.HALF_UP, "T0"),
)


def _conditions(component: m.Component, panels: Sequence[m.Panel], random: Random) -> list[m.Precondition]:
    found = []
    if random.random() < 0.4:
        found.append(m.Precondition(random.choice(("好", "较好")), component.code, Decimal(80)))
    if random.random() < 0.4 and any(p.component == component.code for p in panels):
        found.append(m.Precondition("好", component.code, Decimal(random.choice((75, 100))), "1.1"))
    return found


def _awards(target: m.Organisation, random: Random) -> list[m.Adjustment]:
    if random.random() < 0.5:
        return []
    awards = [random.choice(("先进", "示范", "=奖", "Aa", "aA")) for _ in range(random.randint(1, 4))]
    points = [random.choice(("0.5", "1", "3.25", "6.3")) for _ in awards]
    return [
        m.Adjustment(target.code, random.choice(("J1", "J1", "J2")), Decimal(p), award)
        for p, award in zip(points, awards, strict=True)
    ]


def simple_scheme(targets: int, raters: int, digits: int) -> m.Scheme:
    """One component, one rater group, one item of 100 points with two decimals, no quotas."""
    days = (date(2024, 12, 1), date(2024, 12, 31))
    stage, policy = m.RoundingStage.TOTAL, m.TiePolicy.SHARE
    return m.Scheme(
        m.Basics("S-2024", "简单方案", "某学院", "组织部", 2024, *days, stage, digits, policy),
        (m.Tier("T", "书记"),),
        tuple(
            m.Organisation(f"A{n}", f"支部{n}", m.OrgKind.BRANCH, "T", "", "", "书记") for n in range(targets)
        ),
        (m.RaterGroup("G", "主体"),),
        tuple(m.Rater(f"R{n}", f"评委{n}", "G") for n in range(raters)),
        (m.Component("C", "T", "环节", Decimal(100), m.MissingPolicy.REFUSE),),
        (m.Panel("C", "G", Decimal(100), "表", m.Scope.ALL, m.Aggregation.MEAN),),
        (m.Form("表", "表", m.FormKind.MATRIX, 2, reason_required=False),),
        (m.Item("表", "1", "", "总分", m.ItemKind.POINTS, Decimal(100)),),
        tuple(m.Grade(name, Decimal(lower)) for name, lower, _ in _GRADES),
    )

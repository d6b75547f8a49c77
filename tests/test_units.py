"""The schemes that units get: sound, theirs alone, and told where the college's scheme does not suffice for one."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_xl.findings import Severity
from dangjian_xl.forms.assignments import assignments
from dangjian_xl.scheme.book import read_book, write_book
from dangjian_xl.scheme.check import check
from dangjian_xl.scheme.model import (
    Adjustment,
    AdjustmentKind,
    Direction,
    Level,
    Organisation,
    OrgKind,
    Quota,
    QuotaBase,
    QuotaRounding,
    QuotaSide,
    Rater,
    Scheme,
    Scope,
    Stage,
)
from dangjian_xl.scheme.text import read_text, write_text
from dangjian_xl.scheme.units import cut, flaws, units
from tests.support.levels import LEVELS
from tests.support.schemes import small
from tests.support.year import KEY, scheme_of

BASE = scheme_of(LEVELS)


@st.composite
def colleges(draw: st.DrawFn) -> Scheme:
    """Sound schemes: any number of units and branches, raters here and there, any mixture of limits."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    branches, raters = [], [r for r in BASE.raters if not r.organisation]
    above = []
    for number, size in enumerate(sizes):
        unit = Organisation(
            f"U{number}", f"第{number}党总支", OrgKind.GENERAL, "T1", "", "W", f"书记{number}"
        )
        above.append(unit)
        raters.append(Rater(f"G{number}", unit.name, "总支", unit.code))
        for place in range(size):
            code = f"U{number}.{place}"
            branches.append(
                Organisation(code, f"支部{code}", OrgKind.BRANCH, "T2", unit.name, unit.code, "书记")
            )
            if draw(st.booleans()):
                raters.append(Rater(f"M{code}", f"委员{code}", "委员", code))
    order = draw(st.permutations([BASE.organisations[0], *above, *branches]))
    bases = draw(st.lists(st.sampled_from(QuotaBase), unique=True))
    quotas = [
        Quota("好", QuotaSide.AT_MOST, Fraction(1, 2), base, QuotaRounding.FLOOR, draw(tier))
        for base in bases
        for tier in [st.just("T2") if base is QuotaBase.POOL else st.sampled_from(["", "T2"])]
    ]
    adjustments = [Adjustment(b.code, "J1", Decimal(1), "表彰") for b in draw(st.permutations(branches))[:2]]
    return replace(
        BASE,
        organisations=tuple(order),
        raters=tuple(draw(st.permutations(raters))),
        quotas=tuple(quotas),
        veto_records=(),
        adjustment_kinds=(AdjustmentKind("J1", "表彰", Direction.BONUS, Decimal(2)),),
        adjustments=tuple(adjustments),
    )


@settings(deadline=None)
@given(colleges())
def test_each_unit_gets_a_sound_scheme_for_just_its_branches(scheme: Scheme) -> None:
    assert not [f.message for f in check(scheme) if f.severity is Severity.ERROR]
    assert not [f for f in flaws(scheme) if f.severity is Severity.ERROR]
    assessed = [t.code for t in scheme.targets("T2")]
    for unit in units(scheme):
        own = cut(scheme, unit)
        assert read_text(write_text(own)).scheme == own
        assert not [f.message for f in check(own) if f.severity is Severity.ERROR]
        branches = {t.code for t in scheme.organisations if t.superior == unit.code}
        issued = assignments(own, KEY)
        assert {t.code for a in issued for t in a.targets} == branches
        assert {a.component.code for a in issued} == {"T2-评分", "T2-测评"}
        for code in branches:
            assessed.remove(code)
    assert assessed == [], "a branch that no unit assesses, or two"


@pytest.mark.long
@settings(deadline=None, max_examples=20)
@given(colleges(), st.randoms())
def test_a_units_scheme_reads_back_from_its_workbook(scheme: Scheme, random: Random) -> None:
    own = cut(scheme, random.choice(units(scheme)))
    parsed = read_book(write_book(own))
    assert parsed.scheme == own
    assert not [f.message for f in check(own, parsed.places) if f.severity is Severity.ERROR]


def test_the_units_are_those_with_branches_in_a_tier_that_units_run() -> None:
    assert [u.code for u in units(BASE)] == ["A", "B"]
    assert units(small()) == ()


class TestAUnitsScheme:
    own = cut(BASE, BASE.organisation("B"))

    def test_is_called_after_both(self) -> None:
        basics = self.own.basics
        assert (basics.code, basics.department, basics.college) == ("L-2023-B", "乙党总支", "某某学院")
        assert basics.title == "2023年度党组织书记述职评议考核（乙党总支）"
        assert (basics.year, basics.starts, basics.ends) == (2023, date(2023, 11, 20), date(2024, 1, 20))

    def test_has_its_people_and_those_of_nobody(self) -> None:
        assert [r.code for r in self.own.raters] == ["M3", "M4"]

    def test_runs_what_the_college_leaves_to_it(self) -> None:
        assert {c.code: c.level for c in self.own.components} == {
            "T2-评分": Level.COLLEGE,
            "T2-测评": Level.COLLEGE,
        }
        assert [t.code for t in self.own.tiers] == ["T2"]
        assert {i.form for i in self.own.items} == {f.code for f in self.own.forms} == {"评分表", "测评票"}

    def test_keeps_what_concerns_its_branches(self) -> None:
        assert [v.target for v in self.own.veto_records] == ["B3"]
        assert [p.component for p in self.own.preconditions] == ["T2-评分"]
        assert [s.code for s in self.own.stages] == ["支部述职"]
        assert cut(BASE, BASE.organisation("A")).veto_records == ()

    def test_has_the_limit_that_is_nearest_to_it(self) -> None:
        # In the college one third of the tier; in the unit half of its own pool.
        (quota,) = self.own.quotas
        assert (quota.share, quota.base, quota.tier) == (Fraction(1, 2), QuotaBase.TIER, "T2")


LONG = replace(BASE, basics=replace(BASE.basics, code="二〇二三年度党组织书记述职评议考核方案"))
NOBODY = replace(BASE, raters=tuple(r for r in BASE.raters if r.group != "委员" or r.organisation == "A"))
ALONE = replace(
    BASE,
    organisations=tuple(replace(o, superior="") if o.code == "B3" else o for o in BASE.organisations),
    # Else it would be told already that nobody reports of it.
    panels=tuple(replace(p, scope=Scope.ALL) for p in BASE.panels),
)
UNRATED = replace(
    BASE,
    raters=(*(r for r in BASE.raters if r.code not in ("M3", "M4")), Rater("M9", "委员09", "委员", "B2")),
)


@pytest.mark.parametrize(
    ("scheme", "codes", "words"),
    [
        (BASE, [], ()),
        (LONG, ["unit-code-long"] * 2, ("评议考核方案-A", "甲党总支", "“基本信息”表 B5 格")),
        (NOBODY, ["unit-group-empty"], ("乙党总支的评价主体“党总支委员”没有评价人", "匿名票张数")),
        (ALONE, ["unit-target-alone"], ("乙第三党支部没有填上级组织", "“党组织”表 F13 格")),
        # The only rater is of one of the branches, and nobody rates oneself.
        (UNRATED, ["unit-scheme-unsound"], ("乙党总支", "乙第二党支部")),
    ],
    ids=["sound", "code", "nobody", "alone", "unrated"],
)
def test_what_a_college_lacks_for_its_units_is_told(
    scheme: Scheme, codes: list[str], words: tuple[str, ...]
) -> None:
    assert not [f.message for f in check(scheme) if f.severity is Severity.ERROR]
    found = list(flaws(scheme))
    assert [f.code for f in found] == codes
    assert all(word in found[0].message for word in words)


def test_each_level_compares_its_own_components_where_totals_are_equal() -> None:
    # The same order in the college's component and in the units' is no clash, but within one level it is.
    def ordered(code: str, order: int | None) -> Scheme:
        return replace(
            BASE,
            components=tuple(replace(c, tie_order=order) if c.code == code else c for c in BASE.components),
        )

    assert not [f for f in check(BASE) if f.severity is Severity.ERROR]
    assert [f.code for f in check(ordered("T2-测评", 1))] == ["scheme-tie-order-twice"]
    # What the units report are grades, not scores: there is nothing to compare.
    assert [f.code for f in check(ordered("T2-上报", None))] == []
    assert [f.code for f in check(ordered("T2-上报", 1))] == ["scheme-tie-order-given"]
    assert [f.code for f in check(ordered("T1-现场", None))] == ["scheme-tie-order-missing"]


def test_a_stage_that_only_the_college_needs_stays_with_it() -> None:
    stages = (*BASE.stages, Stage("公示", "公示"))
    assert [s.code for s in cut(replace(BASE, stages=stages), BASE.organisation("A")).stages] == ["支部述职"]

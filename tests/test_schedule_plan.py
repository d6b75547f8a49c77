"""Cross-inspection schedules: hard demands always hold, wishes where they can, and what is impossible is told in words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from dangjian_xl.findings import bars
from dangjian_xl.schedule import solve as solving
from dangjian_xl.schedule.inspections import Book
from dangjian_xl.schedule.plan import Planned, plan
from dangjian_xl.schedule.rules import check_visits
from dangjian_xl.schedule.solve import Outcome
from dangjian_xl.scheme import model as m
from dangjian_xl.scheme.check import check
from tests.support.inspecting import at, broken, excluding, inspected, ruled, scheme_of, visits


def planned(scheme: m.Scheme) -> tuple[m.Visit, ...]:
    found = plan(scheme)
    assert found.visits is not None, [f.message for f in found.findings]
    return found.visits


def told(found: Planned) -> str:
    assert found.visits is None
    assert bars(found.findings)
    return "\n".join(f.message for f in found.findings)


def usable(scheme: m.Scheme) -> bool:
    codes = {"scheme-target-unrated"}
    return not bars(f for f in (*check(scheme), *check_visits(scheme)) if f.code not in codes)


@settings(deadline=None, max_examples=60)
@given(inspected())
def test_hard_demands_hold_and_what_was_typed_stays(scheme: m.Scheme) -> None:
    if not usable(scheme):
        event("typed rows break a rule")
        return
    found = plan(scheme)
    event("planned" if found.visits else "impossible")
    if found.visits is None:
        assert bars(found.findings)
        return
    assert broken(scheme, found.visits) == []
    for typed, kept in zip(scheme.visits, found.visits, strict=False):
        assert replace(kept, day=typed.day) == typed
        assert typed.day in (None, kept.day)
    assert not bars(check_visits(replace(scheme, visits=found.visits)))
    assert plan(replace(scheme, visits=found.visits)).visits == found.visits


@settings(deadline=None, max_examples=25)
@given(inspected(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(scheme: m.Scheme, chance: Random) -> None:
    if not usable(scheme):
        return

    def shuffled(rows: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(rows, len(rows)))

    other = replace(
        scheme,
        organisations=shuffled(scheme.organisations),
        raters=shuffled(scheme.raters),
        exclusions=shuffled(scheme.exclusions),
        past_visits=shuffled(scheme.past_visits),
    )
    one, two = plan(scheme), plan(other)
    assert (one.visits is None) == (two.visits is None)
    assert set(one.visits or ()) == set(two.visits or ())


@pytest.mark.parametrize(
    ("units", "teams", "days"), [(3, 1, 1), (5, 2, 2), (7, 3, 3), (9, 2, 5), (12, 4, 4), (30, 3, 3)]
)
def test_loads_are_even_also_where_every_day_is_full(units: int, teams: int, days: int) -> None:
    scheme = scheme_of(units, teams=teams, days=days)
    found = planned(scheme)
    assert broken(scheme, found) == []
    assert set(plan(scheme).loads.values()) == {teams}  # type: ignore[union-attr]


def test_loads_differ_by_one_where_they_must() -> None:
    scheme = scheme_of(5, teams=2)
    scheme = replace(scheme, raters=(*scheme.raters, m.Rater("K", "联合组", "G")))
    loads = plan(scheme).loads
    assert loads is not None
    assert sorted(loads.values()) == [1, 1, 2, 2, 2, 2]


def test_loads_are_as_even_as_the_demands_allow() -> None:
    # JA1 may go nowhere at all: the others share its part.
    scheme = excluding(scheme_of(6), *(f"JA1 A{n}" for n in (0, 2, 3, 4, 5)))
    loads = plan(scheme).loads
    assert loads is not None
    assert loads["JA1"] == 0
    assert sorted(loads.values()) == [0, 1, 1, 1, 1, 2]
    assert all(
        f.code != "schedule-load-uneven" for f in check_visits(replace(scheme, visits=planned(scheme)))
    )


def test_a_team_of_two_components_is_not_at_two_places_on_one_day() -> None:
    scheme = scheme_of(4, days=2)
    second = (
        m.Organisation("B0", "B0支部", m.OrgKind.BRANCH, "U", secretary="书记乙"),
        m.Organisation("B1", "B1支部", m.OrgKind.BRANCH, "U", secretary="书记丙"),
    )
    scheme = replace(
        scheme,
        tiers=(*scheme.tiers, m.Tier("U", "支部")),
        organisations=scheme.organisations + second,
        components=(*scheme.components, replace(scheme.components[0], code="D", tier="U", name="支部互评")),
        panels=(*scheme.panels, replace(scheme.panels[0], component="D")),
        inspection_rules=(
            *scheme.inspection_rules,
            replace(scheme.inspection_rules[0], component="D", teams=2),
        ),
    )
    found = planned(scheme)
    assert len(found) == 4 + 2 * 2
    assert len({(v.rater, v.day) for v in found}) == 8
    assert set(plan(scheme).loads.values()) == {2}  # type: ignore[union-attr]


def test_each_rater_group_of_a_component_has_its_part() -> None:
    scheme = scheme_of(4, teams=2)
    scheme = replace(
        scheme,
        groups=(*scheme.groups, m.RaterGroup("H", "代表组")),
        raters=(*scheme.raters, m.Rater("H1", "代表一组", "H"), m.Rater("H2", "代表二组", "H")),
        panels=(*scheme.panels, replace(scheme.panels[0], group="H")),
    )
    found = planned(scheme)
    groups = {(v.target, scheme.rater(v.rater).group) for v in found}
    assert groups == set(product(["A0", "A1", "A2", "A3"], "GH"))


def test_visits_of_components_without_a_rule_stay_and_take_their_day() -> None:
    scheme = scheme_of(3, days=2)
    other = m.Organisation("B", "B支部", m.OrgKind.BRANCH, "U", secretary="书记乙")
    scheme = replace(
        scheme,
        tiers=(*scheme.tiers, m.Tier("U", "支部")),
        organisations=(*scheme.organisations, other),
        components=(*scheme.components, replace(scheme.components[0], code="D", tier="U", name="支部互评")),
        panels=(*scheme.panels, replace(scheme.panels[0], component="D")),
        visits=visits("JA0 B +0", "JA1 B"),
    )
    found = planned(scheme)
    assert found[:2] == scheme.visits
    assert {v.day for v in found[2:] if v.rater == "JA0"} == {date(2022, 11, 29)}


def test_last_years_pairs_are_avoided_where_they_can_be() -> None:
    scheme = scheme_of(5)
    past = tuple(m.PastVisit(f"A{n}", f"A{(n + step) % 5}") for n in range(5) for step in (1, 2, 3))
    scheme = replace(scheme, past_visits=past)
    assert {(v.rater, v.target) for v in planned(scheme)} == {(f"JA{n}", f"A{(n + 4) % 5}") for n in range(5)}
    all_past = tuple(m.PastVisit(f"A{a}", f"A{b}") for a in range(5) for b in range(5))
    scheme = replace(scheme, past_visits=all_past)
    codes = [f.code for f in check_visits(replace(scheme, visits=planned(scheme)))]
    assert codes == ["schedule-past"] * 5


def test_several_teams_may_be_at_one_unit_together() -> None:
    scheme = at(scheme_of(6, teams=2, days=3, target_daily=2), A0="礼堂", A1="礼 堂", A2="礼堂")
    assert broken(scheme, planned(scheme)) == []


IMPOSSIBLE: dict[str, tuple[Callable[[], m.Scheme], tuple[str, ...]]] = {
    "too few days for the teams": (
        lambda: scheme_of(8, teams=3, days=2, target_daily=2),
        (
            "E5 格",
            "8 个检查组每天各至多检查 1 个单位、2 天共 16 次",
            "要检查 24 次，少 8 次",
            "请延长日期、增加检查组",
        ),
    ),
    "too few days for a unit": (
        lambda: scheme_of(8, teams=3, days=2, team_daily=3),
        ("F5 格", "每个单位每天至多接待 1 个组、2 天至多 2 个，要求是 3 个"),
    ),
    "only a weekend": (
        lambda: ruled(scheme_of(5), first=date(2022, 12, 3), last=date(2022, 12, 4)),
        ("D5 格", "2022-12-03 至 2022-12-04 之间没有可以检查的日子"),
    ),
    "each would visit its inspector": (
        lambda: scheme_of(4, teams=2),
        ("B5 格", "4 个单位各出一个组，又不得互相检查，至多检查 6 次", "要检查 8 次", "减到 1"),
    ),
    "nobody may go there": (
        lambda: excluding(scheme_of(4), "JA1 A0", "JA2 A0", "JA3 A0"),
        (
            "“党组织”表",
            "A0党总支要由 1 个检查组检查",
            "能去的只有 0 个",
            "本单位的 1 个、在“检查回避”表里的 3 个",
        ),
    ),
    "one hall for all": (
        lambda: at(scheme_of(6, teams=2, days=5), A0="礼堂", A1="礼堂", A2="礼堂"),
        ("“党组织”表", "A0党总支、A1党总支、A2党总支都在礼堂", "共要 6 天，可以检查的只有 5 天"),
    ),
    "two units left for one team": (
        lambda: excluding(
            scheme_of(4, days=1), *(f"JA{n} A{u}" for n in (0, 1, 2) for u in (0, 1) if n != u)
        ),
        (
            "下面 6 条要求不能同时做到",
            "每个单位要由 1 个检查组检查：A0党总支（能去的只有A3组）、A1党总支（能去的只有A3组）",
            "只能在 2022-11-28 至 2022-11-28 之间的 1 天检查",
            "每天至多检查 1 个单位：A3组",
            "A1组、A2组回避A0党总支（亲属）",
        ),
    ),
    "typed days in the way": (
        lambda: replace(
            excluding(at(scheme_of(4, days=2), A0="礼堂", A1="礼堂", A2="礼堂"), "JA1 A3"),
            visits=visits("JA2 A0 +0", "JA3 A1 +1"),
        ),
        ("共要 3 天，可以检查的只有 2 天",),
    ),
    "a typed day leaves no room in the hall": (
        lambda: replace(
            at(scheme_of(4, days=2), A0="礼堂"), visits=visits("JA2 A1 +0 礼堂", "JA3 A2 +1 礼堂")
        ),
        (
            "每个单位要由 1 个检查组检查：A0党总支",
            "都在礼堂，同一天只能检查其中一个",
            "已经填好由A2组检查A1党总支（2022-11-28）",
            "已经填好由A3组检查A2党总支（2022-11-29）",
            "“交叉检查安排”表 A5 格",
        ),
    ),
    "more groups than teams": (
        lambda: replace(
            scheme_of(4),
            groups=(m.RaterGroup("G", "检查组"), m.RaterGroup("H", "代表组")),
            raters=(*scheme_of(4).raters, m.Rater("H1", "代表一组", "H")),
            panels=tuple(replace(scheme_of(4).panels[0], group=g, weight=Decimal(50)) for g in "GH"),
        ),
        ("由 2 类评价主体检查（检查组、代表组）", "要求却是每单位 1 个组"),
    ),
}


def test_what_is_impossible_however_uneven_is_not_called_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where the search for even loads came to nothing."""

    monkeypatch.setattr(
        solving, "_quick", lambda *_, even: ((Outcome.UNKNOWN if even else Outcome.IMPOSSIBLE), ())
    )
    scheme = IMPOSSIBLE["two units left for one team"][0]()
    assert solving.solve(Book.of(scheme)).outcome is Outcome.IMPOSSIBLE


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_what_is_impossible_is_told_in_words(name: str) -> None:
    make, words = IMPOSSIBLE[name]
    scheme = make()
    assert usable(scheme)
    message = told(plan(scheme))
    for word in words:
        assert word in message


@pytest.mark.parametrize("name", [n for n, (_, words) in IMPOSSIBLE.items() if "礼堂" in "".join(words)])
def test_without_the_places_it_is_possible(name: str) -> None:
    scheme = IMPOSSIBLE[name][0]()
    scheme = at(scheme, **{o.code: "" for o in scheme.organisations if o.place} | {"A0": "别处"})
    assert plan(scheme).visits is not None


def test_no_demand_of_a_clash_can_be_left_out() -> None:
    # Each exclusion that is named is needed: without it there is a schedule.
    scheme = IMPOSSIBLE["two units left for one team"][0]()
    named = [f for f in plan(scheme).findings if f.code == "schedule-demand-excluded"]
    assert named
    for finding in named:
        row = int(finding.place.cell[1:]) - 5
        fewer = scheme.exclusions[:row] + scheme.exclusions[row + 1 :]
        assert plan(replace(scheme, exclusions=fewer)).visits is not None


def test_a_finished_schedule_stays_as_it_is() -> None:
    scheme = scheme_of(3)
    done = replace(scheme, visits=planned(scheme))
    assert plan(done) == Planned(done.visits, loads={"JA0": 1, "JA1": 1, "JA2": 1})

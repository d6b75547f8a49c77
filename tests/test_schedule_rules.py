"""Schedules that people typed, against the rules: what is wrong, where, and how bad."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dangjian_xl.findings import Finding
from dangjian_xl.schedule.rules import check_visits
from dangjian_xl.scheme import model as m
from tests.support.inspecting import at, excluding, ruled, scheme_of, visits

#: Four units in a ring, each visited by its left neighbour: nothing is wrong with it.
RING = ("JA0 A1 +0", "JA1 A2 +0", "JA2 A3 +0", "JA3 A0 +0")
Change = Callable[[m.Scheme], m.Scheme]


def ring(*changed: str) -> m.Scheme:
    """The ring, with visits replaced that have the same team."""
    teams = {line.split()[0]: line for line in (*RING, *changed)}
    return replace(scheme_of(4), visits=visits(*teams.values()))


def found(scheme: m.Scheme) -> list[Finding]:
    return list(check_visits(scheme))


def test_a_sound_schedule_has_no_findings() -> None:
    assert found(ring()) == []


#: name -> scheme, and “severity code cell” and words of each finding in order.
CASES: dict[str, tuple[m.Scheme, list[tuple[str, str]]]] = {
    "two teams too many": (
        replace(scheme_of(4), visits=visits(*RING, "JA1 A0 +1", "JA2 A0 +2")),
        [("error schedule-teams-many B10", "A0党总支安排了 3 个检查组，要求是 1 个")],
    ),
    "begun": (
        replace(scheme_of(4), visits=visits(*RING[:2])),
        [("warning schedule-teams-few B5", "还不够的有：A0党总支（0 个）、A3党总支（0 个）")],
    ),
    "not begun": (scheme_of(4), []),
    "without a day": (
        replace(scheme_of(4), visits=visits("JA0 A1 +0", "JA1 A2", "JA2 A3 +0", "JA3 A0")),
        [("warning schedule-days-missing C6", "有 2 行还没有检查日期")],
    ),
    "too late": (
        ring("JA1 A2 +7"),
        [
            (
                "error schedule-day-outside C6",
                "2022-12-05，不在“交叉检查要求”表第 5 行的 2022-11-28 至 2022-12-02",
            )
        ],
    ),
    "too early": (ring("JA1 A2 -3"), [("error schedule-day-outside C6", "2022-11-25")]),
    "on a Sunday": (
        ruled(ring("JA1 A2 +6"), last=visits("J A +10")[0].day),
        [("error schedule-day-weekend C6", "2022-12-04 是周末")],
    ),
    "on a Sunday that counts": (ruled(ring("JA1 A2 +6"), last=visits("J A +10")[0].day, weekends=True), []),
    "excluded": (
        excluding(ring(), "JA3 A1", "JA1 A2"),
        [("error schedule-excluded B6", "A1组要回避A2党总支（亲属，见“检查回避”表第 6 行）")],
    ),
    "two at once": (
        ruled(
            replace(scheme_of(4), visits=visits("JA0 A1 +0", "JA0 A2 +0", "JA2 A3 +0", "JA3 A0 +1")), teams=1
        ),
        [
            (
                "error schedule-team-busy C6",
                "A0组在 2022-11-28 安排了 2 次检查（A1党总支、A2党总支），一天至多 1 次",
            ),
            ("warning schedule-load-uneven A6", "A0组有 2 个，A1组只有 0 个。可以把检查A2党总支改由A1组去"),
        ],
    ),
    "two guests at once": (
        ruled(
            replace(scheme_of(4), visits=visits(*RING, "JA1 A0 +1", "JA2 A1 +0", "JA3 A2 +1", "JA0 A3 +1")),
            teams=2,
            team_daily=2,
        ),
        [
            (
                "error schedule-target-busy C10",
                "A1党总支在 2022-11-28 要接待 2 个检查组（A0组、A2组），一天至多 1 个",
            )
        ],
    ),
    "one hall": (
        at(ring(), A1="大礼堂", A3="大 礼堂"),
        [("error schedule-place-clash C7", "2022-11-28 检查A3党总支和第 5 行检查A1党总支都在大礼堂")],
    ),
    "one hall on two days": (at(ring("JA2 A3 +1"), A1="礼堂", A3="礼堂"), []),
    "a typed room instead": (at(ring("JA2 A3 +0 三楼"), A1="礼堂", A3="礼堂"), []),
    "a typed room that is taken": (
        at(ring("JA2 A3 +0 礼堂"), A1="礼堂"),
        [("error schedule-place-clash C7", "都在礼堂")],
    ),
    "as last year": (
        replace(ring(), past_visits=(m.PastVisit("A1", "A2"), m.PastVisit("A2", "A1"))),
        [("info schedule-past B6", "上年也是A1党总支检查A2党总支")],
    ),
    "uneven, but it could not be else": (
        excluding(
            replace(scheme_of(4), visits=visits("JA0 A1 +0", "JA0 A2 +1", "JA2 A3 +0", "JA3 A0 +1")),
            "JA1 A2",
            "JA1 A0",
            "JA1 A3",
        ),
        [],
    ),
    "no rule, no demands": (
        replace(excluding(ring("JA1 A2 +9"), "JA0 A1"), inspection_rules=()),
        [("error schedule-excluded B5", "A0组要回避A1党总支")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_is_told_of_a_schedule(name: str) -> None:
    scheme, expected = CASES[name]
    findings = found(scheme)
    assert [f"{f.severity} {f.code} {f.place.cell}" for f in findings] == [told for told, _ in expected]
    for finding, (_, words) in zip(findings, expected, strict=True):
        assert words in finding.message

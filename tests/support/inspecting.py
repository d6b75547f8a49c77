"""Small schemes with cross-inspection, written in a few words, and the hard demands on a schedule said anew."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from dangjian_xl.scheme import model as m

#: A Monday.
FIRST = date(2022, 11, 28)
BASICS = m.Basics(
    "X", "考核", "某学院", "组织部", 2022, date(2022, 1, 1), date(2022, 12, 31),
    m.RoundingStage.TOTAL, 2, m.TiePolicy.SHARE,
)  # fmt: skip


def scheme_of(
    units: int, *, teams: int = 1, days: int = 5, team_daily: int = 1, target_daily: int = 1
) -> m.Scheme:
    """Units A0, A1, … with teams JA0, JA1, … of their own; one component C, its window in days from a Monday on."""
    codes = [f"A{n}" for n in range(units)]
    last = FIRST + timedelta(days=days - 1)
    return m.Scheme(
        BASICS,
        tiers=(m.Tier("T", "总支"),),
        organisations=tuple(
            m.Organisation(c, f"{c}党总支", m.OrgKind.GENERAL, "T", secretary=f"书记{c}") for c in codes
        ),
        groups=(m.RaterGroup("G", "检查组"),),
        raters=tuple(m.Rater(f"J{c}", f"{c}组", "G", c) for c in codes),
        components=(m.Component("C", "T", "互评", Decimal(100), m.MissingPolicy.RENORMALISE),),
        panels=(m.Panel("C", "G", Decimal(100), "F", m.Scope.VISITS, m.Aggregation.MEAN),),
        forms=(m.Form("F", "评分表", m.FormKind.SCORE_SHEET, 1, reason_required=False),),
        items=(m.Item("F", "1", "类别", "指标", m.ItemKind.POINTS, Decimal(100)),),
        grades=(m.Grade("好", Decimal(90)), m.Grade("差", Decimal(0))),
        inspection_rules=(m.InspectionRule("C", teams, FIRST, last, team_daily, target_daily),),
    )


def ruled(scheme: m.Scheme, **changes: object) -> m.Scheme:
    """The scheme with its first rule changed."""
    first, *others = scheme.inspection_rules
    return replace(scheme, inspection_rules=(replace(first, **changes), *others))  # type: ignore[arg-type]


def at(scheme: m.Scheme, **places: str) -> m.Scheme:
    """The scheme with units' places."""
    moved = tuple(replace(o, place=places.get(o.code, o.place)) for o in scheme.organisations)
    return replace(scheme, organisations=moved)


def visits(*lines: str) -> tuple[m.Visit, ...]:
    """Visits written “JA0 A1”, “JA0 A1 +2” (days from the Monday), “JA0 A1 +2 room”."""
    found = []
    for line in lines:
        rater, target, *rest = line.split()
        day = FIRST + timedelta(days=int(rest[0])) if rest else None
        found.append(m.Visit(rater, target, day, rest[1] if len(rest) > 1 else ""))
    return tuple(found)


def excluding(scheme: m.Scheme, *pairs: str) -> m.Scheme:
    """The scheme with exclusions written “JA0 A1”."""
    split = (pair.split() for pair in pairs)
    excluded = tuple(m.Exclusion(rater, target, "亲属") for rater, target in split)
    return replace(scheme, exclusions=excluded)


def broken(scheme: m.Scheme, planned: Sequence[m.Visit]) -> list[str]:
    """The hard demands of one-component schemes that these visits break, written without any of the program's code."""
    told = []
    home = {r.code: r.organisation for r in scheme.raters}
    upper = {o.code: o.superior for o in scheme.organisations}
    room = {o.code: o.place for o in scheme.organisations}
    (rule,) = scheme.inspection_rules
    counts = Counter(v.target for v in planned)
    told += [f"teams {o.code}" for o in scheme.organisations if o.tier and counts[o.code] != rule.teams]
    told += [
        f"twice {v}" for v in planned if sum((w.rater, w.target) == (v.rater, v.target) for w in planned) > 1
    ]
    for v in planned:
        own = home[v.rater]
        related = bool(own) and (upper[own] == v.target or upper[v.target] == own)
        excluded = any((e.rater, e.target) == (v.rater, v.target) for e in scheme.exclusions)
        mutual = any(own and home[w.rater] == v.target and w.target == own for w in planned)
        told += [f"banned {v}"] if own == v.target or related or excluded or mutual else []
        inside = v.day is not None and rule.first <= v.day <= rule.last
        told += [f"day {v}"] if not inside or (v.day and not rule.weekends and v.day.weekday() > 4) else []
        same = [w for w in planned if w.day == v.day]
        told += [f"team busy {v}"] if sum(w.rater == v.rater for w in same) > rule.team_daily else []
        told += [f"target busy {v}"] if sum(w.target == v.target for w in same) > rule.target_daily else []
        there = v.place or room[v.target]
        clash = [w for w in same if there and w.target != v.target and (w.place or room[w.target]) == there]
        told += [f"place {v}"] if clash else []
    return told


@st.composite
def inspected(draw: st.DrawFn) -> m.Scheme:
    """A small scheme, often with a schedule, with whatever makes scheduling hard; what was typed breaks no rule."""
    units = draw(st.integers(3, 7))
    limits = {name: draw(st.integers(1, 2)) for name in ("teams", "team_daily", "target_daily")}
    scheme = scheme_of(units, days=draw(st.integers(1, 9)), **limits)
    scheme = ruled(scheme, weekends=draw(st.booleans()))
    codes = [o.code for o in scheme.organisations]
    scheme = at(scheme, **{c: draw(st.sampled_from(["", "", "礼堂", "三楼 会议室"])) for c in codes})
    free = tuple(m.Rater(f"K{n}", f"联合{n}组", "G") for n in range(draw(st.integers(0, 2))))
    above = draw(st.sampled_from(["", *codes[1:]]))
    organisations = (replace(scheme.organisations[0], superior=above), *scheme.organisations[1:])
    scheme = replace(scheme, raters=scheme.raters + free, organisations=organisations)
    pair = st.tuples(st.sampled_from([r.code for r in scheme.raters]), st.sampled_from(codes))
    pairs = draw(st.lists(pair, max_size=3, unique=True))
    scheme = excluding(scheme, *(" ".join(p) for p in pairs))
    past = draw(st.lists(st.tuples(st.sampled_from(codes), st.sampled_from(codes)), max_size=4, unique=True))
    scheme = replace(scheme, past_visits=tuple(m.PastVisit(*p) for p in past))
    typed = draw(
        st.lists(st.tuples(pair, st.sampled_from([None, 0, 1])), max_size=2, unique_by=lambda t: t[0])
    )
    lines = (" ".join(p) + ("" if day is None else f" +{day}") for p, day in typed)
    return replace(scheme, visits=visits(*lines))

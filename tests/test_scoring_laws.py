"""Laws of grading over anything that can happen: no quota exceeded, no tie decided by the program."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from dangjian_xl.findings import Finding
from dangjian_xl.scheme.model import (
    Precondition,
    Quota,
    QuotaBase,
    QuotaRounding,
    QuotaSide,
    Scheme,
    TiePolicy,
    Veto,
    VetoRecord,
)
from dangjian_xl.scheme.pools import limited_grade, places, pools
from dangjian_xl.scoring.grade import PENDING, UNGRADED
from dangjian_xl.scoring.limits import find_band
from dangjian_xl.scoring.tree import ComponentScore, GradeProposal, Total
from tests.support.scoring import (
    AT_MOST,
    BASICS,
    COMPONENTS,
    LONGER,
    NAMES,
    Conditions,
    D,
    F,
    college,
    grades,
    org,
    plain_total,
    quota,
    reached,
)

# The same laws over anything that can happen

#: Few different totals, so that many tie, and all near the bands' bounds.
POINTS = st.sampled_from(["95", "92.5", "90", "89.99", "80", "75", "74.99", "59.5"]).map(D)
SHARES = st.sampled_from([F(1, 10), F(1, 4), F(1, 3), F(1, 2), F(2, 3), F(1)])


@dataclass(frozen=True)
class Year:
    """A scheme with its totals and what the targets have of the preconditions."""

    scheme: Scheme
    totals: tuple[Total, ...]
    conditions: Conditions

    def run(self) -> tuple[dict[str, GradeProposal], tuple[Finding, ...]]:
        proposals, findings = grades(self.scheme, self.totals, self.conditions)
        return {p.target.code: p for p in proposals}, findings


@st.composite
def quotas_of(draw: st.DrawFn) -> tuple[Quota, ...]:
    def one() -> Quota:
        side = draw(st.sampled_from(QuotaSide))
        grade = draw(st.sampled_from(NAMES[:-1] if side is AT_MOST else NAMES[1:]))
        base, rounding = draw(st.sampled_from(QuotaBase)), draw(st.sampled_from(QuotaRounding))
        return Quota(grade, side, draw(SHARES), base, rounding, draw(st.sampled_from(["", "T1"])))

    return tuple(one() for _ in range(draw(st.integers(0, 3))))


@st.composite
def years(draw: st.DrawFn, *, limits: bool = True, several: bool = True) -> Year:
    """One or two tiers, with pools, ties, and (unless told otherwise) vetoes, preconditions, several quotas."""
    sizes = draw(st.tuples(st.integers(1, 7), st.integers(0, 4 if several else 0)))
    targets = [
        org(f"{tier}{i}", tier, draw(st.sampled_from(["甲", "乙"])))
        for tier, size in zip(("T1", "T2"), sizes, strict=True)
        for i in range(size)
    ]
    quotas = draw(quotas_of()) if several else (quota("好", draw(SHARES)),)
    facts = st.tuples(st.sampled_from([t.code for t in targets]), st.sampled_from("FG"))
    vetoed = draw(st.lists(facts, max_size=3, unique=True)) if limits else []
    condition = Precondition("好", "一", D(80))
    tie_policy = draw(st.sampled_from(TiePolicy))
    scheme = college(
        *targets,
        components=COMPONENTS,
        quotas=quotas,
        vetoes=(Veto("F", "处分", "较好"), Veto("G", "事故", "差")),
        veto_records=tuple(VetoRecord(target, veto, "事实") for target, veto in vetoed),
        preconditions=(condition,) if limits else (),
        basics=replace(BASICS, tie_policy=tie_policy),
    )
    scores = st.sampled_from([F(79), F(80), F(90)])
    everyone = []
    for target in targets:
        points = draw(POINTS | st.none()) if limits else draw(POINTS)
        parts = [ComponentScore(c, (), score=draw(scores)) for c in COMPONENTS]
        everyone.append(plain_total(target, points, *parts))
    had: Conditions = {}
    for total in everyone if limits else ():
        had[total.target.code] = (reached(condition, total.components[0].score),)
    return Year(scheme, tuple(everyone), had)


def index(proposal: GradeProposal) -> int:
    """The proposed grade, 0 the best."""
    return NAMES.index(proposal.proposed)


def decided(found: Mapping[str, GradeProposal]) -> list[GradeProposal]:
    return [p for p in found.values() if p.proposed in NAMES]


@LONGER
@given(years())
def test_no_quota_is_exceeded(year: Year) -> None:
    found, _ = year.run()
    for one in year.scheme.quotas:
        for pool in pools(year.scheme, one):
            within = [
                t
                for t in pool.targets
                if found[t.code].proposed in NAMES[: limited_grade(year.scheme, one) + 1]
            ]
            assert len(within) <= places(one, len(pool.targets))


@LONGER
@given(years())
def test_everybody_has_a_grade_no_better_than_band_and_limits_and_a_reason(year: Year) -> None:
    found, _ = year.run()
    caps = {v.code: NAMES.index(v.max_grade) for v in year.scheme.vetoes}
    for total in year.totals:
        proposal = found[total.target.code]
        assert proposal.reasons
        assert (proposal.proposed == UNGRADED) == (total.total is None) == (proposal.rank is None)
        if total.total is None or proposal.proposed == PENDING:
            continue
        assert index(proposal) >= find_band(year.scheme.grades, total.total)
        for record in year.scheme.veto_records:
            if record.target == total.target.code:
                assert index(proposal) >= caps[record.veto]
                assert any("处分" in r or "事故" in r for r in proposal.reasons)
        if not all(c.met for c in proposal.conditions):
            assert index(proposal) >= 1


@LONGER
@given(years())
def test_who_ties_is_treated_alike(year: Year) -> None:
    found, _ = year.run()
    for a in year.totals:
        for b in year.totals:
            alike = (a.total, a.tier, a.target.pool, a.components) == (
                b.total,
                b.tier,
                b.target.pool,
                b.components,
            )
            if alike and found[a.target.code].limit == found[b.target.code].limit:
                assert found[a.target.code].proposed == found[b.target.code].proposed
                assert found[a.target.code].rank == found[b.target.code].rank
    # Who is pending is so together with another: nobody ties alone.
    pending = Counter(p.total.total for p in found.values() if p.proposed == PENDING)
    assert min(pending.values(), default=2) >= 2


@LONGER
@given(years(several=False))
def test_one_quota_decides_as_a_person_would_with_a_list(year: Year) -> None:
    found, findings = year.run()
    (pool,) = pools(year.scheme, year.scheme.quotas[0])
    room = places(year.scheme.quotas[0], len(pool.targets))
    comparing = year.scheme.basics.tie_policy is TiePolicy.COMPONENTS
    candidates: dict[tuple[object, ...], list[str]] = {}
    for total in year.totals:
        proposal = found[total.target.code]
        if total.total is not None and max(find_band(year.scheme.grades, total.total), proposal.limit) == 0:
            parts = [total.components[1].score, total.components[0].score] if comparing else []
            candidates.setdefault((total.total, *parts), []).append(total.target.code)
    taken, straddling = 0, []
    for key in sorted(candidates, reverse=True):
        codes = candidates[key]
        before, taken = taken, taken + len(codes)
        expected = "好" if taken <= room else "较好" if before >= room else PENDING
        assert {found[code].proposed for code in codes} == {expected}
        straddling += codes if expected == PENDING else []
    assert {p.target.code for p in found.values() if p.proposed == PENDING} == set(straddling)
    names = "、".join(f"{code}支部" for code in straddling)
    assert [dict(f.context)["targets"] for f in findings] == ([names] if names else [])
    if not straddling:
        assert sum(p.proposed == "好" for p in found.values()) == min(room, taken)


@LONGER
@given(years())
def test_places_are_filled_as_far_as_bands_and_limits_allow(year: Year) -> None:
    quotas = {limited_grade(year.scheme, one): one for one in year.scheme.quotas}
    # Of two quotas on one grade over crossing pools, one may take away what the other gave.
    year = replace(year, scheme=replace(year.scheme, quotas=tuple(quotas.values())))
    found, _ = year.run()
    assume(PENDING not in {p.proposed for p in found.values()})
    for proposal in decided(found):
        if index(proposal) > max(proposal.band or 0, proposal.limit):
            # Moved down: then some quota on the grade above has given all its places to others.
            one = quotas[index(proposal) - 1]
            pool = next(p for p in pools(year.scheme, one) if proposal.target in p.targets)
            above = [t for t in pool.targets if found[t.code].proposed in NAMES[: index(proposal)]]
            assert len(above) == places(one, len(pool.targets))


@LONGER
@given(years(limits=False))
def test_a_better_total_has_no_worse_grade(year: Year) -> None:
    found, _ = year.run()
    for better in found.values():
        for worse in found.values():
            same = better.total.tier == worse.total.tier and better.target.pool == worse.target.pool
            if not same or (better.total.total or 0) <= (worse.total.total or 0):
                continue
            if PENDING not in (better.proposed, worse.proposed):
                assert index(better) <= index(worse)
            elif better.proposed == PENDING and worse.proposed in NAMES:
                # While the better one still waits for a place, the worse one has not been given it.
                assert index(worse) > (better.band or 0)


@LONGER
@given(years(), st.randoms(use_true_random=False))
def test_the_order_of_totals_changes_nothing(year: Year, random: Random) -> None:
    shuffled = replace(year, totals=tuple(random.sample(year.totals, len(year.totals))))
    assert outcomes(shuffled) == outcomes(year)


def outcomes(year: Year) -> tuple[dict[str, tuple[object, ...]], tuple[Finding, ...]]:
    """All that is said of each target, by code, and what the committee is asked."""
    found, findings = year.run()
    steps = {
        code: [(s.says, s.better, s.same, s.before, s.after) for s in p.steps] for code, p in found.items()
    }
    return {
        code: (p.rank, p.band, p.limit, p.proposed, p.reasons, steps[code]) for code, p in found.items()
    }, findings


@LONGER
@given(years(limits=False))
def test_without_quotas_the_bands_decide(year: Year) -> None:
    free = replace(year, scheme=replace(year.scheme, quotas=()))
    found, findings = free.run()
    assert findings == ()
    assert all(
        index(p) == p.band == find_band(year.scheme.grades, p.total.total or D(0)) for p in found.values()
    )


@LONGER
@given(years())
def test_ranks_count_who_is_better_within_the_tier(year: Year) -> None:
    found, _ = year.run()
    for tier in year.scheme.tiers:
        ranked = sorted(
            (p for p in found.values() if p.total.tier == tier.code and p.rank), key=lambda p: p.rank or 0
        )
        assert [p.total.total for p in ranked] == sorted(
            (p.total.total or D(0) for p in ranked), reverse=True
        )
        for place, proposal in enumerate(ranked, 1):
            assert proposal.rank is not None
            assert proposal.rank <= place
            assert proposal.rank == place or ranked[place - 2].rank == proposal.rank

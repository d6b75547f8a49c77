"""Quotas: who keeps a grade, who moves on because the places are taken, who ties across the line; every step is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from dangjian_xl.scheme.model import Quota, QuotaRounding, QuotaSide, Scheme
from dangjian_xl.scheme.pools import Pool, breadth, limited_grade, places, pools
from dangjian_xl.scoring.exact import in_words
from dangjian_xl.scoring.ties import GRADES, TOTALS, Order, Strength


class Stand(StrEnum):
    """What a quota says of a target. OUTSIDE: it is not in its pool, or has neither total nor grade."""

    OUTSIDE = "—"
    LOWER = "不占名额"
    WITHIN = "在名额内"
    FULL = "名额已满"
    TIED = "并列待定"


@dataclass(frozen=True, slots=True, eq=False)
class QuotaPlaces:
    """One quota's places in one pool. `number`: from 1, unique over all; `order`: which quota in the order of application, from 0.

    `limited`: index of the worst grade that it limits; `exact`: share times base; `room`: how many places there are.
    """

    number: int
    order: int
    quota: Quota
    pool: Pool
    limited: int
    exact: Fraction
    room: int
    grades: tuple[str, ...]

    @property
    def base(self) -> int:
        """How many targets share the places, those without a total among them."""
        return len(self.pool.targets)

    @property
    def one_tier(self) -> bool:
        """Whether all of them are of one tier."""
        return len({target.tier for target in self.pool.targets}) == 1

    @property
    def grade(self) -> str:
        """What is limited, as lists name it."""
        return self.grades[self.limited] + ("及以上" if self.limited else "")

    @property
    def below(self) -> str:
        """The grade of who finds no place."""
        return self.grades[self.limited + 1]

    @property
    def rule(self) -> str:
        """The limit as a clause."""
        wider = "及更好的" if self.limited else ""
        return f"{self.pool.name}共 {self.base} 人，“{self.grades[self.limited]}”{wider}至多 {self.room} 人"

    @property
    def room_words(self) -> str:
        """How the number of places comes about."""
        quota = self.quota
        product = f"{self.base}×{quota.share}＝{in_words(self.exact)}"
        whole = "" if self.exact.denominator == 1 else f"，不足一人的{quota.rounding}"
        match quota.side:
            case QuotaSide.AT_MOST:
                return f"至多占 {quota.share}：{product}{whole}，有 {self.room} 个名额"
            case QuotaSide.AT_LEAST_BELOW:
                least = f"至少 {self.base - self.room} 人，所以有 {self.room} 个名额"
                return f"“{quota.grade}”及更差的至少占 {quota.share}：{product}{whole}，{least}"
            case _:
                assert_never(quota.side)


def room_formula(quota: Quota, numerator: str, denominator: str, base: str) -> str:
    """The number of places as a worksheet expression, by the cells of the share's two numbers and of the base."""
    match quota.rounding:
        case QuotaRounding.FLOOR:
            whole = f"INT({numerator}*{base}/{denominator})"
        case QuotaRounding.CEIL:
            whole = f"-INT(-{numerator}*{base}/{denominator})"
        case QuotaRounding.HALF_UP:
            whole = f"INT((2*{numerator}*{base}+{denominator})/(2*{denominator}))"
        case _:
            assert_never(quota.rounding)
    match quota.side:
        case QuotaSide.AT_MOST:
            return whole
        case QuotaSide.AT_LEAST_BELOW:
            return f"{base}-({whole})"
        case _:
            assert_never(quota.side)


def stand_formula(better: str, same: str, room: str) -> str:
    """What a quota says of one who competes, by the cells of how many stand before, beside, and of the places."""
    return f'IF({better}+{same}<={room},"{Stand.WITHIN}",IF({better}>={room},"{Stand.FULL}","{Stand.TIED}"))'


def find_stand(better: int, same: int, room: int) -> Stand:
    """The same as a value: sure of a place, sure of none, or neither."""
    if better + same <= room:
        return Stand.WITHIN
    return Stand.FULL if better >= room else Stand.TIED


@dataclass(frozen=True, slots=True, eq=False)
class QuotaStep:
    """One quota's step with one target: None where it has no places for it, takes no place, or (`after`) there is no grade.

    `before`, `after`: indices of grades; `equal`: what those have in common whom nothing parts; `left`: how many places those
    share who tie across the line. Known after all quotas: `final`, the grade then; `freed`: the places left over although this
    step found none.
    """

    quota: Quota
    places: QuotaPlaces | None
    says: Stand
    before: int | None
    after: int | None
    better: int | None = None
    same: int | None = None
    equal: str = TOTALS
    left: int = 0
    final: int | None = None
    freed: int = 0

    @property
    def is_open(self) -> bool:
        """Whether this step leaves the grade to the committee: a tie across its line that no later quota settled."""
        at, final = self.places, self.final
        return self.says is Stand.TIED and at is not None and final is not None and final <= at.limited

    @property
    def reason(self) -> str:
        """The step as a clause among the reasons; "" where nothing is to be said."""
        if self.places is None or self.better is None:
            return ""
        rank = f"第 {self.better + 1} 位"
        stands = f"{self.same} 人并列{rank}" if self.says is Stand.TIED else f"排在{rank}"
        return f"{self.places.rule}，{stands}，{self._outcome(self.places)}"

    def sentence(self, scheme: Scheme) -> str:
        """The step in full, with the numbers that lead to the places."""
        names = [grade.name for grade in scheme.grades]
        limited = limited_grade(scheme, self.quota)
        only = f"，只限“{scheme.tier(self.quota.tier).name}”" if self.quota.tier else ""
        what = f"名额（“{names[limited]}”{'及更好的' if limited else ''}，按{self.quota.base}{only}）"
        if self.places is None:
            return f"{what}：不在这个名额的范围内，等次不变。"
        shared = f"{what}：{self.places.pool.name}共 {self.places.base} 人，{self.places.room_words}"
        if self.better is None or self.same is None:
            return f"{shared}。现在的等次已经低于“{names[limited]}”，{Stand.LOWER}，等次不变。"
        beside = f"，{self.equal}的连本人 {self.same} 人" if self.same > 1 else ""
        by = {TOTALS: "总分", GRADES: "等次"}.get(self.equal, "总分或等次")
        apart = "" if self.places.one_tier else f"（几个层面一起排，不同层面的只比{by}）"
        return f"{shared}。前面 {self.better} 人{beside}{apart}，{self._outcome(self.places)}。"

    def _outcome(self, places: QuotaPlaces) -> str:
        match self.says:
            case Stand.OUTSIDE | Stand.LOWER | Stand.WITHIN:
                return str(self.says)
            case Stand.FULL:
                free = f"（后来空出 {self.freed} 个名额，程序没有递补，请党委研究）" if self.freed else ""
                return f"{self.says}，改为“{places.below}”{free}"
            case Stand.TIED:
                left = f"只剩 {self.left} 个名额"
                if not self.is_open:
                    return f"{left}；后面的名额已经改低等次，这里不用再定"
                keeps = places.grades[self.final or 0]
                return f"{left}，没有自动取舍，在“{keeps}”和“{places.below}”之间请党委研究决定"
            case _:
                assert_never(self.says)


@dataclass(slots=True)
class Contender:
    """A target on its way through the quotas: what it is compared by, the grade where it stands now, and how it came there."""

    strength: Strength
    grade: int
    steps: list[QuotaStep] = field(default_factory=list)

    @property
    def pending(self) -> bool:
        """Whether a tie straddles some quota's line and no later quota settled it."""
        return any(step.is_open for step in self.steps)

    def settle(self, freed: Mapping[int, int]) -> None:
        """After all quotas: every step learns the final grade, and by number of its places how many are left over although it found none."""
        self.steps = [
            replace(step, final=self.grade, freed=freed[step.places.number] if step.places else 0)
            for step in self.steps
        ]


def order_quotas(scheme: Scheme) -> tuple[Quota, ...]:
    """Quotas in the order of application: the widest limit first, for who has no place among 较好 must not take one among 好.

    Of equal limits that on pools comes before that on tiers, and that before the college's; else as listed.
    """
    return tuple(sorted(scheme.quotas, key=lambda q: (-limited_grade(scheme, q), breadth(q.base))))


def quota_places(scheme: Scheme) -> tuple[QuotaPlaces, ...]:
    """The places of every quota in every pool, in the order of application."""
    names = tuple(grade.name for grade in scheme.grades)
    found: list[QuotaPlaces] = []
    for order, quota in enumerate(order_quotas(scheme)):
        limited = limited_grade(scheme, quota)
        for pool in pools(scheme, quota):
            base = len(pool.targets)
            shared = (quota, pool, limited, quota.share * base, places(quota, base), names)
            found.append(QuotaPlaces(len(found) + 1, order, *shared))
    return tuple(found)


def apply_quotas(scheme: Scheme, shared: Sequence[QuotaPlaces], contenders: Mapping[str, Contender]) -> None:
    """Take every contender (by target code) through all quotas; each gets one step a quota. `shared`: `quota_places`."""
    for order, quota in enumerate(order_quotas(scheme)):
        mine = {t.code: p for p in shared if p.order == order for t in p.pool.targets}
        inside: dict[int, list[Contender]] = {}
        for code, one in contenders.items():
            at = mine.get(code)
            if at is None:
                one.steps.append(QuotaStep(quota, None, Stand.OUTSIDE, one.grade, one.grade))
            elif one.grade > at.limited:
                one.steps.append(QuotaStep(quota, at, Stand.LOWER, one.grade, one.grade))
            else:
                inside.setdefault(at.number, []).append(one)
        for places_ in (p for p in shared if p.number in inside):
            _share(places_, inside[places_.number])


def _share(shared: QuotaPlaces, rivals: Sequence[Contender]) -> None:
    """Give each rival for the places its step and its grade; nothing that this changes is looked at by the same quota."""
    order = Order(rival.strength for rival in rivals)
    stands = [order.place(rival.strength) for rival in rivals]
    says = [find_stand(better, same, shared.room) for better, same, _ in stands]
    left = shared.room - says.count(Stand.WITHIN)
    for rival, (better, same, equal), said in zip(rivals, stands, says, strict=True):
        after = shared.limited + 1 if said is Stand.FULL else rival.grade
        rival.steps.append(
            QuotaStep(shared.quota, shared, said, rival.grade, after, better, same, equal, left)
        )
        rival.grade = after

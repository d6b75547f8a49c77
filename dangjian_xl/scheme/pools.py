"""Whom a quota counts, which grade it limits, and how many places that makes."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

from dangjian_xl.scheme.model import Organisation, Quota, QuotaBase, QuotaRounding, QuotaSide, Scheme


@dataclass(frozen=True, slots=True)
class Pool:
    """The targets that share the places of one quota."""

    name: str
    targets: tuple[Organisation, ...]


def pools(scheme: Scheme, quota: Quota) -> tuple[Pool, ...]:
    """The pools of a quota, in the scheme's order; targets outside the quota's tier are in none."""
    tiers = [t for t in scheme.tiers if quota.tier in ("", t.code)]
    if quota.base is QuotaBase.TIER:
        return tuple(Pool(t.name, scheme.targets(t.code)) for t in tiers)
    counted = tuple(o for t in tiers for o in scheme.targets(t.code))
    if quota.base is QuotaBase.COLLEGE:
        return (Pool("全校" if not quota.tier else tiers[0].name, counted),)
    names = dict.fromkeys(o.pool for o in counted if o.pool)
    return tuple(Pool(f"名额池“{name}”", tuple(o for o in counted if o.pool == name)) for name in names)


def limited_grade(scheme: Scheme, quota: Quota) -> int:
    """Index of the worst grade that the quota limits from above.

    “At least 15 % below 好” and “at most so many 好” are one kind of limit, written from two sides.
    """
    index = [g.name for g in scheme.grades].index(quota.grade)
    return index if quota.side is QuotaSide.AT_MOST else index - 1


def places(quota: Quota, base: int) -> int:
    """How many targets may have the limited grade or a better one, of `base` targets (exact, by fractions)."""
    exact = quota.share * base
    if quota.rounding is QuotaRounding.FLOOR:
        number = floor(exact)
    elif quota.rounding is QuotaRounding.CEIL:
        number = ceil(exact)
    else:
        number = floor(2 * exact + 1) // 2
    return number if quota.side is QuotaSide.AT_MOST else base - number

"""Whom a quota counts, which grade it limits, and how many places that makes."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from dangjian_xl.scheme.model import Organisation, Quota, QuotaBase, QuotaRounding, QuotaSide, Scheme


@dataclass(frozen=True, slots=True)
class Pool:
    """The targets that share the places of one quota."""

    name: str
    targets: tuple[Organisation, ...]


def grade_index(scheme: Scheme, name: str) -> int:
    """A grade's index by its name, 0 the best; ValueError where no grade has it."""
    return [grade.name for grade in scheme.grades].index(name)


def pools(scheme: Scheme, quota: Quota) -> tuple[Pool, ...]:
    """The pools of a quota, in the scheme's order; targets outside the quota's tier are in none."""
    tiers = [t for t in scheme.tiers if quota.tier in ("", t.code)]
    counted = tuple(o for t in tiers for o in scheme.targets(t.code))
    match quota.base:
        case QuotaBase.TIER:
            return tuple(Pool(t.name, scheme.targets(t.code)) for t in tiers)
        case QuotaBase.COLLEGE:
            return (Pool("全校" if not quota.tier else tiers[0].name, counted),)
        case QuotaBase.POOL:
            members: dict[str, list[Organisation]] = {}
            for organisation in counted:
                if organisation.pool:
                    members.setdefault(organisation.pool, []).append(organisation)
            return tuple(Pool(f"名额池“{name}”", tuple(found)) for name, found in members.items())
        case _:
            assert_never(quota.base)


def limited_grade(scheme: Scheme, quota: Quota) -> int:
    """Index of the worst grade that the quota limits from above.

    “At least 15 % below 好” and “at most so many 好” are one kind of limit, written from two sides.
    """
    index = grade_index(scheme, quota.grade)
    match quota.side:
        case QuotaSide.AT_MOST:
            return index
        case QuotaSide.AT_LEAST_BELOW:
            return index - 1
        case _:
            assert_never(quota.side)


def places(quota: Quota, base: int) -> int:
    """How many targets may have the limited grade or a better one, of `base` targets (exact, by fractions)."""
    number = _whole(quota.rounding, quota.share * base)
    match quota.side:
        case QuotaSide.AT_MOST:
            return number
        case QuotaSide.AT_LEAST_BELOW:
            return base - number
        case _:
            assert_never(quota.side)


def breadth(base: QuotaBase) -> int:
    """The order in which quotas of one limit are applied: those on pools first, then on tiers, then the college's."""
    match base:
        case QuotaBase.POOL:
            return 0
        case QuotaBase.TIER:
            return 1
        case QuotaBase.COLLEGE:
            return 2
        case _:
            assert_never(base)


def _whole(rounding: QuotaRounding, exact: Fraction) -> int:
    match rounding:
        case QuotaRounding.FLOOR:
            return floor(exact)
        case QuotaRounding.CEIL:
            return ceil(exact)
        case QuotaRounding.HALF_UP:
            return floor(2 * exact + 1) // 2
        case _:
            assert_never(rounding)

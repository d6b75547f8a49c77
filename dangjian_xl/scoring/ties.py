"""What parts equal totals: the tie policy as value, worksheet formula and words.

Who stands before whom is a partial order: totals come first; equal totals of one tier are parted by the components that the
policy names, those of different tiers by nothing; a grade given by name is compared with the grade of a total's band.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from dangjian_xl.scheme.model import Component, Scheme, TiePolicy
from dangjian_xl.scoring.sentences import quoted

#: What people have in common whom nothing parts: equal totals, or the same reported grade.
TOTALS, GRADES, EITHER = "同分", "同等次", "同分或同等次"


@dataclass(frozen=True, slots=True)
class Strength:
    """What a target is compared by: its total, or of a grade given by name the negative number of that grade (1 for the best).

    `level`: the grade by total alone, or the one given, as an index: by it these two kinds are compared. `parting`: the component scores that part equal totals within the tier, first compared first; -1 where there is none.
    """

    tier: str
    value: Fraction
    level: int = 0
    is_given: bool = False
    parting: tuple[Fraction, ...] = ()


class Order:
    """How many of some targets stand before, and equal to, one of them: sorted once, so that thousands are quick."""

    def __init__(self, strengths: Iterable[Strength]) -> None:
        """Of those who are compared."""
        listed = list(strengths)
        self._levels = {
            given: sorted(s.level for s in listed if s.is_given is given) for given in (True, False)
        }
        self._values = {
            given: sorted(s.value for s in listed if s.is_given is given) for given in (True, False)
        }
        level: dict[tuple[str, bool, Fraction], list[tuple[Fraction, ...]]] = {}
        for one in listed:
            level.setdefault((one.tier, one.is_given, one.value), []).append(one.parting)
        self._level = {key: sorted(partings) for key, partings in level.items()}

    def place(self, one: Strength) -> tuple[int, int, str]:
        """How many stand strictly before it, how many (itself counted) neither before nor behind it, and what these have in common."""
        values = self._values[one.is_given]
        first, last = bisect_left(values, one.value), bisect_right(values, one.value)
        peers = self._level[one.tier, one.is_given, one.value]
        ahead = len(peers) - bisect_right(peers, one.parting)
        behind = bisect_left(peers, one.parting)
        others = self._levels[not one.is_given]
        above, upto = bisect_left(others, one.level), bisect_right(others, one.level)
        alike = GRADES if one.is_given else TOTALS
        better, same = len(values) - last + ahead + above, last - first - ahead - behind + upto - above
        return better, same, EITHER if upto > above else alike


@dataclass(frozen=True, slots=True)
class TieBreak:
    """What parts equal totals of a tier: the scores of these components, first compared first; none where ties stay."""

    components: tuple[Component, ...]

    @classmethod
    def of(cls, scheme: Scheme, tier: str) -> TieBreak:
        """As the scheme's policy says."""
        match scheme.basics.tie_policy:
            case TiePolicy.SHARE:
                return cls(())
            case TiePolicy.COMPONENTS:
                ordered = [c for c in scheme.components_of(tier) if c.tie_order is not None]
                return cls(tuple(sorted(ordered, key=lambda c: c.tie_order or 0)))
            case _:
                assert_never(scheme.basics.tie_policy)

    def scores(self, by_code: Mapping[str, Fraction | None]) -> tuple[Fraction, ...]:
        """A target's scores of these components, rounded if components are; -1 where there is none."""
        scores = (by_code[component.code] for component in self.components)
        return tuple(Fraction(-1) if score is None else score for score in scores)

    @property
    def words(self) -> str:
        """What becomes of equal totals, as a clause."""
        if not self.components:
            return "总分相同的并列"
        return f"总分相同的依次比较{quoted(c.name for c in self.components)}的得分"


def parting_formula(score: str) -> str:
    """A component's score as it is compared, by its cell."""
    return f"IF(ISNUMBER({score}),ROUND({score},10),-1)"


@dataclass(frozen=True, slots=True)
class CompareCells:
    """Where what is compared stands: pairs of the block of all rivals and the own cell. `tier` "" where all are of one tier.

    `level`: the grades by total or given, where totals and grades given by name may stand in the same block.
    """

    strength: tuple[str, str]
    parting: Sequence[tuple[str, str]]
    tier: tuple[str, str] | None = None
    level: tuple[str, str] | None = None

    def better(self) -> str:
        """Who stands strictly before the own row, as 0 and 1."""
        there, here = self.strength
        inner = ""
        for other, own in reversed(self.parting):
            inner = f"(({other}>{own})+({other}={own})*{inner})" if inner else f"({other}>{own})"
        if not inner:
            return self._mixed(f"({there}>{here})", "<")
        return self._mixed(f"(({there}>{here})+({there}={here})*{self._own_tier()}{inner})", "<")

    def same(self) -> str:
        """Who stands neither before nor behind the own row, as 0 and 1."""
        there, here = self.strength
        equal = f"({there}={here})"
        alike = "*".join(f"({other}={own})" for other, own in self.parting)
        if alike and self.tier:
            equal += f"*(1-{self._own_tier()}(1-{alike}))"
        elif alike:
            equal += f"*{alike}"
        return self._mixed(equal, "=")

    def _own_tier(self) -> str:
        return f"({self.tier[0]}={self.tier[1]})*" if self.tier else ""

    def _mixed(self, formula: str, relation: str) -> str:
        """The formula for those of the own kind; those of the other are compared by grade."""
        if self.level is None:
            return formula
        (there, here), (level, own) = self.strength, self.level
        return f"((({there}<0)=({here}<0))*{formula}+(({there}<0)<>({here}<0))*({level}{relation}{own}))"

"""Two assessments of the same returns, the official one and one by tried settings: who stands differently, and how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from dangjian_xl.scheme.model import Organisation, Tier
from dangjian_xl.scheme.trying import Change
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.grade import PENDING, UNGRADED
from dangjian_xl.scoring.tree import GradeProposal

SAME = "不变"


@dataclass(frozen=True, slots=True)
class Standing:
    """A target's total, rank and proposed grade by one of the two; `grade` is its index, None where it is not decided."""

    total: Decimal | None
    rank: int | None
    proposed: str
    grade: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """A target by both."""

    target: Organisation
    official: Standing
    tried: Standing

    @property
    def total_words(self) -> str:
        """How the total differs."""
        return _differs(self.official.total, self.tried.total, ("升", "降", "分"), ("没有总分了", "有总分了"))

    @property
    def rank_words(self) -> str:
        """How the rank differs."""
        # A smaller number is the better rank.
        return _differs(self.official.rank, self.tried.rank, ("降", "升", "名"), ("不排名次了", "排上名次了"))

    @property
    def grade_words(self) -> str:
        """How the proposed grade differs."""
        if self.official.proposed == self.tried.proposed:
            return SAME
        way = {1: "（升）", -1: "（降）", 0: ""}[self.grade_way]
        return f"{self.official.proposed}→{self.tried.proposed}{way}"

    @property
    def grade_way(self) -> int:
        """1 where the proposed grade rises, -1 where it falls, 0 where it stays or one of the two is not decided."""
        before, after = self.official.grade, self.tried.grade
        if before is None or after is None:
            return 0
        return (before > after) - (before < after)


def _differs(
    before: Decimal | int | None,
    after: Decimal | int | None,
    words: tuple[str, str, str],
    there: tuple[str, str],
) -> str:
    """How one number differs from another: `words` for more, less and the unit, `there` where it is gone or new."""
    if before == after:
        return SAME
    if before is None or after is None:
        return there[before is None]
    more, less, unit = words
    return f"{more if after > before else less} {abs(after - before)} {unit}"


@dataclass(frozen=True, slots=True)
class TierCompared:
    """A tier's targets by their official rank, and how many of them stand how."""

    tier: Tier
    rows: tuple[Compared, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are, whose proposed grade rises, falls, becomes or is no longer undecided, whose rank changes."""
        changed = [row for row in self.rows if row.grade_words != SAME]
        return {
            "人数": len(self.rows),
            "等次升": sum(row.grade_way > 0 for row in self.rows),
            "等次降": sum(row.grade_way < 0 for row in self.rows),
            "变为未定": sum(row.tried.grade is None and row.official.grade is not None for row in changed),
            "不再未定": sum(row.tried.grade is not None and row.official.grade is None for row in changed),
            "名次变": sum(row.rank_words != SAME for row in self.rows),
            "总分变": sum(row.total_words != SAME for row in self.rows),
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the settings change; all of it is a trial and decides nothing.

    `digits`, `tried_digits`: the decimals of the totals.
    """

    title: str
    digits: int
    tried_digits: int
    changes: tuple[Change, ...]
    tiers: tuple[TierCompared, ...]


def compare(official: Assessment, tried: Assessment, changes: tuple[Change, ...]) -> Comparison:
    """Hold two assessments against each other; both must be of the same targets."""
    after = {p.target.code: _standing(tried, p) for p in tried.proposals}
    tiers = tuple(TierCompared(t, tuple(_rows(official, after, t.code))) for t in official.scheme.tiers)
    basics = official.scheme.basics
    return Comparison(basics.title, basics.digits, tried.scheme.basics.digits, changes, tiers)


def _rows(official: Assessment, after: dict[str, Standing], tier: str) -> Iterator[Compared]:
    for proposal in official.of_tier(tier):
        yield Compared(proposal.target, _standing(official, proposal), after[proposal.target.code])


def _standing(assessment: Assessment, proposal: GradeProposal) -> Standing:
    names = [grade.name for grade in assessment.scheme.grades]
    decided = proposal.proposed not in (PENDING, UNGRADED)
    grade = names.index(proposal.proposed) if decided else None
    return Standing(proposal.total.total, proposal.rank, proposal.proposed, grade)

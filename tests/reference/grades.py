"""Steps 7 and 8 of the manual's “怎样算分”: ranks, and the grade before places are shared out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tests.reference.plain import Paper, Row, number
from tests.reference.scores import Award, ComponentScore, score_item

PENDING, UNGRADED = "待定", "无法评定"


@dataclass(frozen=True)
class Condition:
    """A row of 等次前提, the score that it looks at, and whether that is enough."""

    row: Row
    score: Fraction | None

    @property
    def met(self) -> bool:
        """没有得分可看的，按没有达到处理."""
        return self.score is not None and self.score >= number(self.row["至少得分（百分制）"])


@dataclass(frozen=True)
class Step:
    """What one quota says of a target: how many of its contest are before it, and how many equal (itself included)."""

    quota: Row
    pool: str
    base: int
    places: int
    says: str
    better: int | None = None
    same: int | None = None
    after: str | None = None


@dataclass
class Standing:
    """All that comes of one target. `band`, `given`, `limit` and the grades of `steps` are names.

    `awards`: None where none count, for the grade is reported; `exact`: with what is added, before the cap and rounding.
    """

    target: Row
    parts: Sequence[ComponentScore]
    watched: Sequence[ComponentScore]
    awards: Sequence[Award] | None
    mean: Fraction | None = None
    exact: Fraction | None = None
    total: Fraction | None = None
    rank: int | None = None
    band: str | None = None
    given: str | None = None
    limit: str = ""
    conditions: Sequence[Condition] = ()
    steps: list[Step] = field(default_factory=list)
    proposed: str = UNGRADED

    @property
    def code(self) -> str:
        """组织编号."""
        return self.target["组织编号"]

    @property
    def tier(self) -> str:
        """层面."""
        return self.target["层面"]


def band_of(paper: Paper, total: Fraction) -> str:
    """总分落在哪个分数段（含下限）."""
    return next(r["等次"] for r in paper.tables["等次"] if total >= number(r["下限分"]))


def tie_key(paper: Paper, standing: Standing) -> tuple[tuple[bool, Fraction], ...]:
    """What parts equal totals of one tier: component scores in the declared order; 没有得分的排在有得分的后面."""
    if paper.basics["总分相同时"] != "比较环节得分":
        return ()
    ordered = [
        (int(p.component["同分比较顺序"]), p.score) for p in standing.parts if p.component["同分比较顺序"]
    ]
    # Not by the scores where two orders were the same; `check` refuses these.
    return tuple((s is not None, s or Fraction(0)) for _, s in sorted(ordered, key=lambda pair: pair[0]))


def set_ranks(paper: Paper, standings: Sequence[Standing]) -> None:
    """Step 7: within each tier, 1、1、3; nobody without a total."""
    keys = {s.code: (s.total, tie_key(paper, s)) for s in standings if s.total is not None}
    tiers = {s.code: s.tier for s in standings}
    for standing in standings:
        if standing.total is not None:
            own = keys[standing.code]
            ahead = [c for c, key in keys.items() if tiers[c] == standing.tier and key > own]
            standing.rank = 1 + len(ahead)


def set_limits(paper: Paper, standings: Sequence[Standing]) -> None:
    """Step 8: what vetoes and preconditions leave; 取几样里最差的一个."""
    for standing in standings:
        standing.conditions = _conditions(paper, standing)
        worst = 0
        for record in paper.rows("否决登记", 党组织=standing.code):
            veto = paper.row("否决事项", 事项编号=record["否决事项"])
            worst = max(worst, paper.grades.index(veto["最高等次"]))
        for condition in standing.conditions:
            if not condition.met:
                worst = max(worst, paper.grades.index(condition.row["等次"]) + 1)
        standing.limit = paper.grades[worst]


def _conditions(paper: Paper, standing: Standing) -> list[Condition]:
    parts = {p.component["环节编号"]: p for p in (*standing.parts, *standing.watched)}
    own = {c["环节编号"] for c in paper.components(standing.tier)}
    found = []
    for row in paper.rows("等次前提"):
        if row["评价环节"] in own:
            part = parts[row["评价环节"]]
            score = score_item(paper, part, row["指标"]) if row["指标"] else part.score
            found.append(Condition(row, score))
    return found


def first_grades(paper: Paper, standings: Sequence[Standing]) -> dict[str, int]:
    """The grades before places are shared out, as numbers from 0 for the best; who has none is not there."""
    found = {}
    for standing in standings:
        grade = standing.given or standing.band
        if grade is not None:
            found[standing.code] = max(paper.grades.index(grade), paper.grades.index(standing.limit))
    return found


def compare(paper: Paper, one: Standing, other: Standing) -> int:
    """Who comes first in a quota's contest: above 0 if the one does, 0 where they are equal.

    总分高的在前；总分相同的，同一层面的比较环节得分，不同层面的算同分; of grades that were reported the better one.
    上报的等次和总分所在分数段的等次比，同一等次的算同分.
    """
    if one.total is not None and other.total is not None:
        if one.total != other.total or one.tier != other.tier:
            return (one.total > other.total) - (one.total < other.total)
        keys = tie_key(paper, one), tie_key(paper, other)
        return (keys[0] > keys[1]) - (keys[0] < keys[1])
    first, second = (paper.grades.index(s.given or s.band or "") for s in (one, other))
    return (first < second) - (first > second)


def settle(paper: Paper, standings: Sequence[Standing], grades: Mapping[str, int], pending: set[str]) -> None:
    """The proposed grades after all quotas."""
    for standing in standings:
        if standing.code in grades:
            at_the_line = standing.code in pending
            standing.proposed = PENDING if at_the_line else paper.grades[grades[standing.code]]

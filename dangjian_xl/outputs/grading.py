"""The sheet 等次测算: one row a target, from component scores to the proposed grade, every step in its own column.

Grades are counted here as people count, 1 for the best.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from dangjian_xl.outputs.rulemap import RuleMap
from dangjian_xl.outputs.sheet import Column, Live, at, block, fine_format, letters, number_format
from dangjian_xl.outputs.trail import Span, Trail
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.ties import TieBreak
from dangjian_xl.scoring.tree import GradeProposal

GRADING = "等次测算"
#: What stands instead of the best grade where nothing is against it.
UNLIMITED = "不限"


@dataclass(frozen=True)
class Grading:
    """What the sheet is written from, and what other sheets need to refer to it."""

    assessment: Assessment
    trail: Trail
    rules: RuleMap

    @property
    def scheme(self) -> Scheme:
        """What is assessed."""
        return self.assessment.scheme

    @cached_property
    def ties(self) -> Mapping[str, TieBreak]:
        """What parts equal totals, by tier."""
        return {tier.code: TieBreak.of(self.scheme, tier.code) for tier in self.scheme.tiers}

    @cached_property
    def spans(self) -> Mapping[str, Span]:
        """A tier's rows; "" for all. Tiers without targets have none."""
        rows = {t.code: [self.trail.row(p) for p in self.trail.of_tier(t.code)] for t in self.scheme.tiers}
        rows[""] = [self.trail.row(proposal) for proposal in self.trail.targets]
        return {tier: (found[0], found[-1]) for tier, found in rows.items() if found}

    @cached_property
    def gives_grades(self) -> bool:
        """Whether grades of some tier are given by name."""
        return any(proposal.total.is_given for proposal in self.trail.targets)

    @property
    def tie_depth(self) -> int:
        """How many component scores can part a tie, in the tier with the most."""
        return max((len(ties.components) for ties in self.ties.values()), default=0)

    @cached_property
    def condition_slots(self) -> int:
        """How many preconditions a target can have."""
        return max((len(proposal.conditions) for proposal in self.trail.targets), default=0)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The sheet's columns."""
        digits, fine = number_format(self.scheme.basics.digits), fine_format()
        given = [Column("given", "上报等次", 8, "centre"), Column("strength", "比较依据", 9, "centre", fine)]
        columns = [
            Column("tier", "层面序号", 6, "centre"),
            Column("code", "组织编号", 9, "centre"),
            Column("name", "党组织", 26),
            *(given[:1] if self.gives_grades else ()),
            Column("mean", "环节加权平均", 10, "centre", fine),
            Column("adjustment", "加减分", 8, "centre"),
            Column("total", "总分", 9, "centre", digits),
            Column("rank", "层面内名次", 8, "centre"),
            *(given[1:] if self.gives_grades else ()),
        ]
        columns += [
            Column(f"tie{n}", f"同分比较{n}", 10, "centre", fine) for n in range(1, self.tie_depth + 1)
        ]
        columns += [Column("band", "分数段等次", 8, "centre"), Column("veto", "否决后最高", 8, "centre")]
        for number in range(1, self.condition_slots + 1):
            columns.append(Column(f"had{number}", f"前提{number}得分", 9, "centre", fine))
            columns.append(Column(f"cond{number}", f"前提{number}后最高", 9, "centre"))
        columns.append(Column("start", "占名额前等次", 8, "centre"))
        for order in range(len(self.scheme.quotas)):
            columns += self._quota_columns(order)
        columns.append(Column("final", "建议等次", 10, "centre"))
        return tuple(columns)

    def _quota_columns(self, order: int) -> list[Column]:
        name = f"名额{order + 1}" if len(self.scheme.quotas) > 1 else "名额"
        return [
            Column(f"number{order}", f"{name}序号", 8, "centre"),
            Column(f"places{order}", f"{name}个数", 8, "centre"),
            Column(f"better{order}", f"{name}前面人数", 8, "centre"),
            Column(f"same{order}", f"{name}同分人数含本人", 9, "centre"),
            Column(f"says{order}", f"{name}结论", 10, "centre"),
            Column(f"after{order}", f"{name}后等次", 8, "centre"),
        ]

    @cached_property
    def letters(self) -> Mapping[str, str]:
        """Each column's letters by its key."""
        return letters(self.columns)

    @cached_property
    def competing(self) -> Mapping[str, tuple[int, ...]]:
        """By tier the quotas, in the order of application from 0, in which its targets compete."""
        orders = range(len(self.scheme.quotas))
        codes = {tier.code: [t.code for t in self.scheme.targets(tier.code)] for tier in self.scheme.tiers}
        return {
            tier: tuple(o for o in orders if any(self.rules.place_of(o, code) for code in members))
            for tier, members in codes.items()
        }

    @cached_property
    def limit_keys(self) -> tuple[str, ...]:
        """The columns that hold the best grade which vetoes, and each precondition, leave."""
        return ("veto", *(f"cond{number}" for number in range(1, self.condition_slots + 1)))

    def limit(self, row: int) -> str:
        """The best grade that all of them leave, counted from 1, as an expression for other sheets."""
        return f"MAX({','.join(self.cell(key, row) for key in self.limit_keys)})"

    def limit_name(self, limit: str, proposal: GradeProposal) -> Live:
        """That grade as people read it, by the expression or the cell that holds its number."""
        grades = self.scheme.grades
        value = UNLIMITED if proposal.limit == 0 else grades[proposal.limit].name
        return Live(f'IF({limit}=1,"{UNLIMITED}",INDEX({self.rules.grade_names},{limit}))', value)

    def cell(self, key: str, row: int) -> str:
        """A cell of the sheet, for other sheets."""
        return at(GRADING, self.letters[key], row)

    def block(self, key: str, tier: str, sheet: str = "") -> str:
        """A column's block over a tier, or over all."""
        return block(sheet, self.letters[key], *self.spans[tier])

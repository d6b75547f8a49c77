"""The sheet 等次测算: one row a target, from component scores to the proposed grade, every step in its own column.

Grades are counted here as people count, 1 for the best.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dangjian_xl.outputs.rulemap import RuleMap, condition_lists
from dangjian_xl.outputs.sheet import Column, at, fine_format, letters, number_format
from dangjian_xl.outputs.trail import Span, Trail
from dangjian_xl.scheme.model import Precondition, Scheme, TiePolicy
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.quota import Step

GRADING = "等次测算"


@dataclass(frozen=True, slots=True)
class Grading:
    """What the sheet is written from, and what other sheets need to refer to it; `spans`: a tier's rows, "" for all."""

    assessment: Assessment
    trail: Trail
    rules: RuleMap
    columns: tuple[Column, ...]
    letters: Mapping[str, str]
    steps: Mapping[str, tuple[Step, ...]]
    conditions: Mapping[str, list[Precondition]]
    spans: Mapping[str, Span]

    @property
    def scheme(self) -> Scheme:
        """What is assessed."""
        return self.assessment.scheme

    def cell(self, key: str, row: int) -> str:
        """A cell of the sheet, for other sheets."""
        return at(GRADING, self.letters[key], row)


def grading(assessment: Assessment, trail: Trail, rules: RuleMap) -> Grading:
    """Prepare the sheet."""
    scheme = assessment.scheme
    conditions = condition_lists(scheme)
    columns = _columns(scheme, rules, conditions)
    steps = {p.target.code: p.steps for p in assessment.proposals}
    rows = {t.code: [target.row for target in trail.of_tier(t.code)] for t in scheme.tiers}
    rows[""] = [target.row for target in trail.targets]
    spans = {tier: (found[0], found[-1]) for tier, found in rows.items() if found}
    return Grading(assessment, trail, rules, columns, letters(columns), steps, conditions, spans)


def _columns(
    scheme: Scheme, rules: RuleMap, conditions: Mapping[str, list[Precondition]]
) -> tuple[Column, ...]:
    digits, fine = number_format(scheme.basics.digits), fine_format()
    columns = [
        Column("tier", "层面序号", 6, "centre"),
        Column("code", "组织编号", 9, "centre"),
        Column("name", "党组织", 26),
        Column("mean", "环节加权平均", 10, "centre", fine),
        Column("adjustment", "加减分", 8, "centre"),
        Column("total", "总分", 9, "centre", digits),
        Column("rank", "层面内名次", 8, "centre"),
    ]
    columns += [
        Column(f"tie{n}", f"同分比较{n}", 10, "centre", fine) for n in range(1, tie_depth(scheme) + 1)
    ]
    columns += [Column("band", "分数段等次", 8, "centre"), Column("veto", "否决后最高", 8, "centre")]
    for number in range(1, max((len(c) for c in conditions.values()), default=0) + 1):
        columns.append(Column(f"had{number}", f"前提{number}得分", 9, "centre", fine))
        columns.append(Column(f"cond{number}", f"前提{number}后最高", 9, "centre"))
    columns.append(Column("start", "占名额前等次", 8, "centre"))
    for order in range(len(scheme.quotas)):
        columns += _quota_columns(rules, order)
    columns.append(Column("final", "建议等次", 10, "centre"))
    return tuple(columns)


def tie_depth(scheme: Scheme) -> int:
    """How many component scores can part a tie, in the tier with the most."""
    if scheme.basics.tie_policy is not TiePolicy.COMPONENTS:
        return 0
    return max((sum(1 for c in scheme.components_of(t.code) if c.tie_order) for t in scheme.tiers), default=0)


def _quota_columns(rules: RuleMap, order: int) -> list[Column]:
    name = f"名额{order + 1}" if len(rules.scheme.quotas) > 1 else "名额"
    columns = [
        Column(f"number{order}", f"{name}序号", 8, "centre"),
        Column(f"places{order}", f"{name}个数", 8, "centre"),
    ]
    if compares_tiers(rules, order):
        columns.append(Column(f"parts{order}", f"{name}比较环节得分", 9, "centre"))
    return [
        *columns,
        Column(f"better{order}", f"{name}前面人数", 8, "centre"),
        Column(f"same{order}", f"{name}同分人数含本人", 9, "centre"),
        Column(f"says{order}", f"{name}结论", 10, "centre"),
        Column(f"after{order}", f"{name}后等次", 8, "centre"),
    ]


def compares_tiers(rules: RuleMap, order: int) -> bool:
    """Whether places of this quota are shared over tiers while component scores part ties."""
    mixed = any(p.order == order and len({t.tier for t in p.pool.targets}) > 1 for p in rules.places)
    return mixed and tie_depth(rules.scheme) > 0

"""One row of the sheet 等次测算: each step of one target as a formula with the value that stands in its tree."""

from __future__ import annotations

from collections.abc import Iterator

from dangjian_xl.outputs import rulemap
from dangjian_xl.outputs.conditions import item_score_cell
from dangjian_xl.outputs.figures import COMPONENT_LETTERS, COMPONENTS, YES, shown
from dangjian_xl.outputs.grading import GRADING, Grading
from dangjian_xl.outputs.items import ITEM_LETTERS, ITEMS
from dangjian_xl.outputs.sheet import Cell, Live, Table, at, block
from dangjian_xl.outputs.trail import GroupAt
from dangjian_xl.scheme.model import ItemKind, RoundingStage
from dangjian_xl.scoring.grade import PENDING, UNGRADED
from dangjian_xl.scoring.limits import (
    band_formula,
    condition_formula,
    condition_limit,
    veto_formula,
    veto_limit,
)
from dangjian_xl.scoring.quotas import QuotaStep, Stand, stand_formula
from dangjian_xl.scoring.rounding import Rounding
from dangjian_xl.scoring.ties import CompareCells, parting_formula
from dangjian_xl.scoring.tree import ConditionResult, GradeProposal
from dangjian_xl.scoring.weighing import mean_formula

_PURPOSE = (
    "从环节得分到建议等次的每一步，“排名”各表的数字都从这里来。等次序号：1 为最好的等次，数字越大等次越低。"
    "“名额序号”是“规则”表“名额”里的序号，前提的序号是本层面的前提在“规则”表里的先后。"
)


def grading_table(grading: Grading) -> Table:
    """The sheet."""
    rows = (_Row(grading, proposal).cells() for proposal in grading.trail.targets)
    purpose = _PURPOSE
    purpose += "同分比较里的 -1 是没有得分。" if grading.tie_depth else ""
    purpose += "比较依据里的负数是上报等次的序号。" if grading.gives_grades else ""
    return Table(GRADING, purpose, grading.columns, rows, frozen=3)


class _Row:
    """Writes one target's row."""

    def __init__(self, grading: Grading, proposal: GradeProposal) -> None:
        self.all, self.scheme, self.rules = grading, grading.scheme, grading.rules
        self.proposal, self.total, self.at = proposal, proposal.total, grading.trail.row(proposal)
        self.ties = grading.ties[self.total.tier]
        # A grade as people count, nothing where there is none.
        self.graded = "total" if not self.total.is_given else "given"

    def cells(self) -> list[Cell]:
        tiers = [tier.code for tier in self.scheme.tiers]
        target = self.proposal.target
        return [
            tiers.index(self.total.tier) + 1,
            target.code,
            target.name,
            *([self._given()] if self.all.gives_grades else []),
            self._mean(),
            self._adjustment(),
            self._total(),
            self._rank(),
            *([self._strength()] if self.all.gives_grades else []),
            *self._parting(),
            self._band(),
            self._veto(),
            *self._conditions(),
            self._start(),
            *(cell for order, step in enumerate(self.proposal.steps) for cell in self._quota(order, step)),
            self._final(),
        ]

    def own(self, key: str) -> str:
        """The row's cell in a column."""
        return f"{self.all.letters[key]}{self.at}"

    def if_graded(self, formula: str) -> str:
        return f'IF({self.own(self.graded)}="","",{formula})'

    def _given(self) -> Cell:
        """The grade that all forms agree on, from the answers themselves."""
        total = self.total
        if not total.is_given or self.all.trail.items_apart:
            return total.given or None
        cells = list(self._given_cells())
        if not cells:
            return Live('""', "")
        agreed = ",".join(f"EXACT({cells[0]},{cell})" for cell in cells)
        return Live(f'IF(AND({agreed}),{cells[0]},"")', total.given)

    def _given_cells(self) -> Iterator[str]:
        """Where the grades stand that are given by name."""
        trail, target = self.all.trail, self.proposal.target
        for at_ in (GroupAt(target, c, g) for c in self.total.components for g in c.groups):
            for form in at_.group.kept:
                said = enumerate(trail.said(at_, form), (trail.span(form) or (0, 0))[0])
                row = next(row for row, a in said if a.item and a.item.kind is ItemKind.GRADE)
                yield at(ITEMS, ITEM_LETTERS["value"], row)

    def _mean(self) -> Live:
        span = self.all.trail.span(self.proposal)
        if span is None or self.total.is_given:
            return Live('""', "")
        weights, scores, refused = (
            block(COMPONENTS, COMPONENT_LETTERS[key], *span) for key in ("weight", "score", "refused")
        )
        none = f'OR(COUNT({scores})=0,COUNTIF({refused},"{YES}")>0)'
        return Live(f'IF({none},"",{mean_formula(weights, scores)})', shown(self.total.mean))

    def _adjustment(self) -> Cell:
        rows = self.rules.award_rows.get(self.proposal.target.code)
        if rows is None:
            return 0
        return Live(f"SUM({block(rulemap.RULES, rulemap.COUNTED, *rows)})", self.total.adjustment)

    def _total(self) -> Live:
        raw = f"{self.own('mean')}+{self.own('adjustment')}"
        if self.scheme.basics.total_cap is not None:
            raw = f"MIN({self.rules.basic('total_cap')},{raw})"
        rounding, digits = Rounding.of(self.scheme), self.rules.basic("digits")
        formula = rounding.formula(RoundingStage.TOTAL, f"MAX(0,{raw})", digits)
        value = "" if self.total.total is None else self.total.total
        return Live(f'IF({self.own("mean")}="","",{formula})', value)

    def _compared(self, tier: str) -> CompareCells:
        """What is compared within a tier, or over all."""
        strength = "strength" if self.all.gives_grades else "total"
        keys = [f"tie{number}" for number in range(1, len(self.ties.components) + 1)]
        return CompareCells(
            (self.all.block(strength, tier), self.own(strength)),
            [(self.all.block(key, tier), self.own(key)) for key in keys],
            None if tier else (self.all.block("tier", tier), self.own("tier")),
            (self.all.block("band", tier), self.own("band")) if self.all.gives_grades and not tier else None,
        )

    def _rank(self) -> Live:
        if self.total.is_given:
            return Live('""', "")
        tier = self.total.tier
        better = f"SUMPRODUCT(ISNUMBER({self.all.block('total', tier)})*{self._compared(tier).better()})"
        return Live(f'IF({self.own("total")}="","",1+{better})', self.proposal.rank or "")

    def _strength(self) -> Live:
        """What a target is compared by: its total, or the negative number of a grade given by name."""
        if not self.total.is_given:
            return Live(
                f'IF({self.own("total")}="","",{self.own("total")})',
                self.total.total if self.total.total is not None else "",
            )
        band = "" if self.proposal.band is None else -1 - self.proposal.band
        return Live(self.if_graded(f"-{self._given_number()}"), band)

    def _given_number(self) -> str:
        return f"MATCH({self.own('given')},{self.rules.grade_names},0)"

    def _parting(self) -> list[Cell]:
        cells: list[Cell] = [None] * self.all.tie_depth
        parts = {part.component.code: part for part in self.total.components}
        for index, (component, value) in enumerate(
            zip(self.ties.components, self.ties.scores(self.total.component_scores), strict=True)
        ):
            score = at(COMPONENTS, COMPONENT_LETTERS["score"], self.all.trail.row(parts[component.code]))
            cells[index] = Live(parting_formula(score), value)
        return cells

    def _band(self) -> Live:
        band = (
            self._given_number()
            if self.total.is_given
            else band_formula(self.own("total"), self.rules.lowers)
        )
        return Live(self.if_graded(band), "" if self.proposal.band is None else self.proposal.band + 1)

    def _veto(self) -> Cell:
        if not self.scheme.veto_records:
            return 1
        formula = veto_formula(
            self.rules.vetoes(rulemap.VETO_CODE), self.own("code"), self.rules.vetoes(rulemap.VETO_LIMIT)
        )
        limits = [veto_limit(self.scheme, record) for record in self.proposal.vetoes]
        return Live(formula, 1 + max(limits, default=0))

    def _conditions(self) -> Iterator[Cell]:
        for number in range(1, self.all.condition_slots + 1):
            if number > len(self.proposal.conditions):
                yield from (None, None)
            else:
                yield from self._condition(number, self.proposal.conditions[number - 1])

    def _condition(self, number: int, result: ConditionResult) -> tuple[Cell, Cell]:
        """What the target has of a precondition, and the best grade that this leaves open."""
        part, trail = result.made_from, self.all.trail
        had: Cell = None
        if part:
            score = at(COMPONENTS, COMPONENT_LETTERS["score"], trail.row(part))
            score = item_score_cell(trail, part) if part.item else score
            had = Live(score, shown(part.score))
        cell, limit = (
            self.own(f"had{number}"),
            self.rules.condition(result.condition, rulemap.CONDITION_LIMIT),
        )
        minimum = self.rules.condition(result.condition, rulemap.MINIMUM)
        value = 1 if result.met else condition_limit(self.scheme, result.condition) + 1
        return had, Live(condition_formula(cell, minimum, limit), value)

    def _start(self) -> Live:
        worst = f"MAX({','.join(map(self.own, ('band', *self.all.limit_keys)))})"
        return Live(self.if_graded(worst), "" if self.proposal.start is None else self.proposal.start + 1)

    def _quota(self, order: int, step: QuotaStep) -> list[Cell]:
        place = self.rules.place_of(order, self.proposal.target.code)
        before = self.own("start" if order == 0 else f"after{order - 1}")
        after = "" if step.after is None else step.after + 1
        if place is None:
            return [*[None] * 4, str(Stand.OUTSIDE), Live(before, after)]
        better, same, says = (self.own(f"{key}{order}") for key in ("better", "same", "says"))
        limited, room = self.rules.place(place, rulemap.LIMITED), self.own(f"places{order}")
        outside = f'IF({before}="",TRUE,{before}>{limited})'
        # Over several tiers all rows are looked at, else those of the tier.
        tier = self.total.tier if place.one_tier else ""
        rivals = self._rivals(order, tier, limited)
        compared = self._compared(tier)
        counts = (
            Live(f'IF({outside},"",SUMPRODUCT({rivals}*{told}))', "" if value is None else value)
            for told, value in ((compared.better(), step.better), (compared.same(), step.same))
        )
        told = f'IF({better}="",IF({before}="","{Stand.OUTSIDE}","{Stand.LOWER}"),{stand_formula(better, same, room)})'
        lowered = f'IF({before}="","",IF({says}="{Stand.FULL}",{limited}+1,{before}))'
        return [
            place.number,
            Live(self.rules.place(place, rulemap.PLACES), place.room),
            *counts,
            Live(told, str(step.says)),
            Live(lowered, after),
        ]

    def _rivals(self, order: int, tier: str, limited: str) -> str:
        """Who competes for the same places, as 0 and 1: in the pool, with a grade, and not lowered already."""
        before = self.all.block("start" if order == 0 else f"after{order - 1}", tier)
        numbers = f"({self.all.block(f'number{order}', tier)}={self.own(f'number{order}')})"
        return f"{numbers}*ISNUMBER({before})*({before}<={limited})"

    def _final(self) -> Live:
        last = self.own(f"after{len(self.scheme.quotas) - 1}" if self.scheme.quotas else "start")
        name = f"INDEX({self.rules.grade_names},{last})"
        ties = []
        for order in range(len(self.scheme.quotas)):
            place = self.rules.place_of(order, self.proposal.target.code)
            if place:
                limited = self.rules.place(place, rulemap.LIMITED)
                ties.append(f'AND({self.own(f"says{order}")}="{Stand.TIED}",{last}<={limited})')
        if ties:
            name = f'IF(OR({",".join(ties)}),"{PENDING}",{name})'
        return Live(f'IF({self.own(self.graded)}="","{UNGRADED}",{name})', self.proposal.proposed)

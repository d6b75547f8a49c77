"""One row of the sheet 等次测算: each step of one target as a formula with the value that Python computed."""

from __future__ import annotations

from fractions import Fraction

from dangjian_xl.outputs import rulemap
from dangjian_xl.outputs.figures import COMPONENT_LETTERS, COMPONENTS, YES, weighted_mean
from dangjian_xl.outputs.grading import GRADING, Grading, tie_depth
from dangjian_xl.outputs.items import ITEM_LETTERS, ITEMS
from dangjian_xl.outputs.rulemap import Place, veto_records
from dangjian_xl.outputs.sheet import Cell, Live, Table, at, block
from dangjian_xl.outputs.trail import TargetRow
from dangjian_xl.scoring.grade import PENDING, UNGRADED, ConditionResult
from dangjian_xl.scoring.quota import FULL, LOWER, OUTSIDE, TIED, WITHIN, Step, tie_scores

_PURPOSE = (
    "从环节得分到建议等次的每一步，“排名”各表的数字都从这里来。等次序号：1 为最好的等次，数字越大等次越低。"
    "各名额的含义见“规则”表“名额”的同一序号。"
)


def grading_table(grading: Grading) -> Table:
    """The sheet."""
    rows = (_Target(grading, target).cells() for target in grading.trail.targets)
    return Table(GRADING, _PURPOSE, grading.columns, rows, frozen=3)


class _Target:
    """Writes one target's row."""

    def __init__(self, grading: Grading, target: TargetRow) -> None:
        self.all, self.scheme, self.rules = grading, grading.scheme, grading.rules
        self.target, self.proposal, self.total = target, target.proposal, target.proposal.total
        self.ties = tie_scores(self.scheme, self.proposal.total)

    def own(self, key: str) -> str:
        """The row's cell in a column."""
        return f"{self.all.letters[key]}{self.target.row}"

    def within(self, key: str, tier: str) -> str:
        """A column's block over a tier, or over all."""
        return block("", self.all.letters[key], *self.all.spans[tier])

    def if_total(self, formula: str) -> str:
        return f'IF({self.own("total")}="","",{formula})'

    def cells(self) -> list[Cell]:
        tiers = [t.code for t in self.scheme.tiers]
        organisation = self.proposal.target
        cells: list[Cell] = [tiers.index(self.total.tier) + 1, organisation.code, organisation.name]
        cells += [
            self._mean(),
            self._adjustment(),
            self._total(),
            self._rank(),
            *self._ties(),
            *self._limits(),
        ]
        for order, step in enumerate(self.all.steps[organisation.code]):
            cells += self._quota(order, step)
        return [*cells, self._final()]

    def _mean(self) -> Live:
        if self.target.span is None:
            return Live('""', "")
        weights, scores, refused = (
            block(COMPONENTS, COMPONENT_LETTERS[key], *self.target.span)
            for key in ("weight", "score", "refused")
        )
        none = f'OR(COUNT({scores})=0,COUNTIF({refused},"{YES}")>0)'
        exact = self.total.exact
        value = "" if exact is None else exact - Fraction(self.total.adjustment)
        return Live(f'IF({none},"",{weighted_mean(weights, scores)})', value)

    def _adjustment(self) -> Cell:
        rows = self.rules.awards_of(self.proposal.target.code)
        if rows is None:
            return 0
        return Live(f"SUM({block(rulemap.RULES, rulemap.COUNTED, *rows)})", self.total.adjustment)

    def _total(self) -> Live:
        raw = f"{self.own('mean')}+{self.own('adjustment')}"
        if self.scheme.basics.total_cap is not None:
            raw = f"MIN({self.rules.basic('total_cap')},{raw})"
        formula = f"ROUND(ROUND(MAX(0,{raw}),10),{self.rules.basic('digits')})"
        value = "" if self.total.total is None else self.total.total
        return Live(f'IF({self.own("mean")}="","",{formula})', value)

    def _rank(self) -> Live:
        tier = self.total.tier
        better = f"SUMPRODUCT(ISNUMBER({self.within('total', tier)})*{self.better(tier)})"
        return Live(self.if_total(f"1+{better}"), self.proposal.rank or "")

    def better(self, tier: str, parts: str = "") -> str:
        """Who stands strictly better, as 0 and 1; `parts` is a cell that says whether component scores part ties."""
        total, own = self.within("total", tier), self.own("total")
        if not self.ties:
            return f"({total}>{own})"
        inner = ""
        for number in range(len(self.ties), 0, -1):
            there, here = self.within(f"tie{number}", tier), self.own(f"tie{number}")
            inner = f"(({there}>{here})+({there}={here})*{inner})" if inner else f"({there}>{here})"
        part = f"{parts}*" if parts else ""
        return f"(({total}>{own})+({total}={own})*{part}{inner})"

    def same(self, tier: str, parts: str = "") -> str:
        """Who stands equal, as 0 and 1; `parts` as in `better`."""
        equal = f"({self.within('total', tier)}={self.own('total')})"
        numbers = range(1, len(self.ties) + 1)
        alike = "*".join(f"({self.within(f'tie{n}', tier)}={self.own(f'tie{n}')})" for n in numbers)
        if not alike:
            return equal
        return f"{equal}*(1-{parts}*(1-{alike}))" if parts else f"{equal}*{alike}"

    def _ties(self) -> list[Cell]:
        cells: list[Cell] = [None] * tie_depth(self.scheme)
        parting = [c for c in self.target.components if c.score.component.tie_order]
        parting.sort(key=lambda c: c.score.component.tie_order or 0)
        for index, (row, value) in enumerate(zip(parting, self.ties, strict=False)):
            score = at(COMPONENTS, COMPONENT_LETTERS["score"], row.row)
            cells[index] = Live(f"IF(ISNUMBER({score}),ROUND({score},10),-1)", value)
        return cells

    def _limits(self) -> list[Cell]:
        names = [grade.name for grade in self.scheme.grades]
        band = str(len(names))
        for index in range(len(names) - 2, -1, -1):
            band = f"IF({self.own('total')}>={self.rules.lower(index)},{index + 1},{band})"
        value = "" if self.proposal.band is None else self.proposal.band + 1
        cells: list[Cell] = [Live(self.if_total(band), value), self._veto(names)]
        limits = [self.own("band"), self.own("veto")]
        slots = max((len(c) for c in self.all.conditions.values()), default=0)
        for number in range(1, slots + 1):
            results = self.proposal.conditions
            cells += self._condition(number, results[number - 1]) if number <= len(results) else [None, None]
            limits.append(self.own(f"cond{number}"))
        start = "" if self.proposal.band is None else max(self.proposal.band, self.proposal.limit) + 1
        return [*cells, Live(self.if_total(f"MAX({','.join(limits)})"), start)]

    def _veto(self, names: list[str]) -> Cell:
        code = self.proposal.target.code
        if not self.scheme.veto_records:
            return 1
        best = {v.code: names.index(v.max_grade) + 1 for v in self.scheme.vetoes}
        value = max((best[record.veto] for record in veto_records(self.scheme, code)), default=1)
        registered = f"EXACT({self.rules.vetoes(rulemap.VETO_CODE)},{self.own('code')})"
        return Live(f"MAX(1,SUMPRODUCT(MAX({registered}*{self.rules.vetoes(rulemap.VETO_LIMIT)})))", value)

    def _condition(self, number: int, result: ConditionResult) -> list[Cell]:
        condition = result.condition
        row = next(c for c in self.target.components if c.score.component.code == condition.component)
        if not condition.item:
            had = at(COMPONENTS, COMPONENT_LETTERS["score"], row.row)
        elif any(group.ballots and group.span is None and group.score.valid for group in row.groups):
            # Answers that are not shown cannot be added up in the sheet.
            return self._judged(number, result, "" if result.score is None else result.score)
        elif self.all.trail.items_apart:
            return self._judged(number, result, "" if result.score is None else result.score)
        elif row.items is None:
            had = '""'
        else:
            code, score, full = (
                block(ITEMS, ITEM_LETTERS[k], *row.items) for k in ("code", "score", "counted")
            )
            chosen = f"1*EXACT({code},{self.rules.condition(condition, rulemap.ITEM_CODE)})"
            had = f'IF(SUMPRODUCT({chosen},{full})=0,"",100*SUMPRODUCT({chosen},{score})/SUMPRODUCT({chosen},{full}))'
        return self._judged(number, result, Live(had, "" if result.score is None else result.score))

    def _judged(self, number: int, result: ConditionResult, had: Cell) -> list[Cell]:
        """What the target has of a precondition, and the best grade that this leaves open."""
        condition = result.condition
        cell, limit = self.own(f"had{number}"), self.rules.condition(condition, rulemap.CONDITION_LIMIT)
        minimum = self.rules.condition(condition, rulemap.MINIMUM)
        names = [grade.name for grade in self.scheme.grades]
        value = 1 if result.met else names.index(condition.grade) + 2
        met = f"IF(ISNUMBER({cell}),IF(ROUND({cell},10)>={minimum},1,{limit}),{limit})"
        return [had, Live(met, value)]

    def _quota(self, order: int, step: Step) -> list[Cell]:
        place = self.rules.place_of(order, self.proposal.target.code)
        before = self.own("start" if order == 0 else f"after{order - 1}")
        compared = f"parts{order}" in self.all.letters
        after = "" if step.after is None else step.after + 1
        if place is None:
            return [*[None] * (5 if compared else 4), OUTSIDE, Live(before, after)]
        better, same, says = (self.own(f"{key}{order}") for key in ("better", "same", "says"))
        limited, room = self.rules.place(place, rulemap.LIMITED), self.own(f"places{order}")
        outside = f'IF({before}="",TRUE,{before}>{limited})'
        told = f'IF({better}+{same}<={room},"{WITHIN}",IF({better}>={room},"{FULL}","{TIED}"))'
        cells: list[Cell] = [place.number, Live(self.rules.place(place, rulemap.PLACES), place.room)]
        if compared:
            cells.append(self._parts(order, step))
        for value, counted in zip((step.better, step.same), self._counts(order, place, limited), strict=True):
            cells.append(Live(f'IF({outside},"",{counted})', "" if value is None else value))
        verdict = f'IF({better}="",IF({before}="","{OUTSIDE}","{LOWER}"),{told})'
        lowered = f'IF({before}="","",IF({says}="{FULL}",{limited}+1,{before}))'
        return [*cells, Live(verdict, step.says), Live(lowered, after)]

    def _rivals(self, order: int, tier: str) -> str:
        """Who has a total and competes for the same places, as 0 and 1."""
        numbers, own = self.within(f"number{order}", tier), self.own(f"number{order}")
        return f"({numbers}={own})*ISNUMBER({self.within('total', tier)})"

    def _parts(self, order: int, step: Step) -> Cell:
        """1 if component scores part ties here: those of different tiers cannot be compared."""
        others = f"({self.within('tier', '')}<>{self.own('tier')})"
        formula = f"IF(SUMPRODUCT({self._rivals(order, '')}*{others})=0,1,0)"
        return Live(self.if_total(formula), "" if step.after is None else int(step.one_tier))

    def _counts(self, order: int, place: Place, limited: str) -> tuple[str, str]:
        """How many of those who still compete for the same places stand better, and equal."""
        tier = self.total.tier if len({t.tier for t in place.pool.targets}) == 1 else ""
        before = self.within("start" if order == 0 else f"after{order - 1}", tier)
        rivals = f"{self._rivals(order, tier)}*({before}<={limited})"
        parts = self.own(f"parts{order}") if f"parts{order}" in self.all.letters else ""
        return (
            f"SUMPRODUCT({rivals}*{self.better(tier, parts)})",
            f"SUMPRODUCT({rivals}*{self.same(tier, parts)})",
        )

    def _final(self) -> Live:
        tied = [self.own(f"says{order}") for order in range(len(self.scheme.quotas))]
        last = self.own(f"after{len(tied) - 1}" if tied else "start")
        name = f"INDEX({self.rules.grade_names},{last})"
        if tied:
            any_tied = ",".join(f'{cell}="{TIED}"' for cell in tied)
            name = f'IF(OR({any_tied}),"{PENDING}",{name})'
        return Live(f'IF({self.own("total")}="","{UNGRADED}",{name})', self.proposal.proposed)

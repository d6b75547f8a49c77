"""The sheet 前提测算: what single items that preconditions look at make of their components, combined as these are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.outputs.figures import FORM_LETTERS, FORMS, outcome_note, rows_words, shown
from dangjian_xl.outputs.items import ITEM_LETTERS, ITEMS, WHO, who
from dangjian_xl.outputs.rulemap import ITEM_CODE, RuleMap
from dangjian_xl.outputs.sheet import Cell, Column, Live, Table, at, block, fine_format, letters
from dangjian_xl.outputs.trail import Span, Trail
from dangjian_xl.scheme.model import FormKind, Organisation, Precondition, RoundingStage
from dangjian_xl.scoring.answers import points
from dangjian_xl.scoring.combining import FormCells
from dangjian_xl.scoring.form_score import FormScore
from dangjian_xl.scoring.missing import refused_formula
from dangjian_xl.scoring.outcomes import FormOutcome
from dangjian_xl.scoring.rounding import Rounding
from dangjian_xl.scoring.tree import ComponentScore, GroupScore
from dangjian_xl.scoring.weighing import mean_formula

ITEM_SCORES = "前提测算"
_PURPOSE = (
    "等次前提看一个指标的，和环节得分一样合成，就像每张表只有这一个指标：先是各张表在这一项上的得分，再是各主体，最后按主体权重合成。"
    "整张表去掉了的，这里也不计。"
)
_COLUMNS = (
    *WHO,
    Column("item", "指标", 22),
    Column("group", "评价主体", 18),
    Column("rater", "评价人", 14),
    Column("sum", "得分", 9, "centre"),
    Column("full", "满分", 9, "centre"),
    Column("weight", "权重（%）", 9, "centre"),
    Column("score", "百分制得分", 11, "centre", fine_format()),
    Column("note", "说明", 30),
)
#: Letters for the sheets that refer to this one.
ITEM_SCORE_LETTERS = _LETTERS = letters(_COLUMNS)


class _Block(NamedTuple):
    """One precondition on an item of one target."""

    target: Organisation
    condition: Precondition
    part: ComponentScore
    whole: ComponentScore


def item_score_table(rules: RuleMap, trail: Trail) -> Table | None:
    """The sheet; None where no precondition looks at an item."""
    blocks = [
        _Block(proposal.target, result.condition, part, _whole_of(proposal.total.scored, part))
        for proposal, result, part in trail.conditions
    ]
    if not blocks:
        return None
    rows = (cells for one in blocks for cells in _Writer(rules, trail, one).rows())
    return Table(ITEM_SCORES, _PURPOSE, _COLUMNS, rows, frozen=2)


def _whole_of(parts: tuple[ComponentScore, ...], item: ComponentScore) -> ComponentScore:
    return next(part for part in parts if part.component.code == item.component.code)


class _Writer:
    """Writes the rows of one block."""

    def __init__(self, rules: RuleMap, trail: Trail, one: _Block) -> None:
        self._rules, self._trail, self._one = rules, trail, one
        self._rounding = Rounding.of(rules.scheme)
        self._about = [*who(one.target, one.part), one.part.item.text if one.part.item else ""]

    def rows(self) -> Iterator[list[Cell]]:
        """Forms, then groups, then the component."""
        for group in self._one.part.groups:
            whole = next(g for g in self._one.whole.groups if g.panel == group.panel)
            listed = set(self._trail.listed(group))
            if self._trail.span(group):
                # The same forms in the same order, so that each finds its answers.
                for form, source in zip(group.forms, whole.forms, strict=True):
                    if form in listed:
                        yield self._form_cells(group, form, source)
        for group in self._one.part.groups:
            yield self._group_cells(group)
        yield self._component_cells()

    def _form_cells(self, group: GroupScore, form: FormScore, source: FormScore) -> list[Cell]:
        row, span = self._trail.row(form), self._trail.span(source) or (0, 0)
        total, full, kept = f"{_LETTERS['sum']}{row}", f"{_LETTERS['full']}{row}", f"{_LETTERS['note']}{row}"
        left_out = f"'{FORMS}'!${FORM_LETTERS['note']}${self._trail.row(source)}"
        counted = form.outcome is FormOutcome.COUNTED
        rater = ANONYMOUS if group.secret else self._trail.rater(source)
        note = outcome_note(form) or ""
        if form.outcome is FormOutcome.SILENT and source.outcome is FormOutcome.COUNTED:
            note = "这一项不适用"
        return [
            *self._about,
            group.group.name,
            rater,
            Live(self._added(group, span, "score"), points(form.score or 0)),
            Live(self._added(group, span, "counted"), points(form.full or 0)),
            None,
            Live(f'IF(OR({full}=0,{kept}<>""),"",100*{total}/{full})', form.percent if counted else ""),
            Live(f'IF({left_out}<>"",{left_out},IF({full}=0,"这一项不适用",""))', note),
        ]

    def _added(self, group: GroupScore, span: Span, key: str) -> str:
        """The marks of the item on one form; a tally sheet has nothing but its votes."""
        marks = block(ITEMS, ITEM_LETTERS[key], *span)
        if group.form.kind is FormKind.TALLY:
            return f"SUM({marks})"
        code = self._rules.condition(self._one.condition, ITEM_CODE)
        return f"SUMPRODUCT(1*EXACT({block(ITEMS, ITEM_LETTERS['code'], *span)},{code}),{marks})"

    def _group_cells(self, group: GroupScore) -> list[Cell]:
        span = self._trail.span(group)
        weight = Live(self._rules.panel(group.panel), group.panel.weight)
        about: list[Cell] = [*self._about, group.group.name, "（合成）", None, None, weight]
        if span is None:
            return [
                *about,
                group.score,
                "逐张的得分没有列在这里" if group.score is not None else "没有有效表",
            ]
        scores, marks, full = (block("", _LETTERS[key], *span) for key in ("score", "sum", "full"))
        number = f"COUNT({scores})"
        combined = group.combining.formula(FormCells(scores, marks, full, number, "0"))
        combined = self._rounding.formula(RoundingStage.GROUP, combined, self._rules.basic("digits"))
        told = f"{group.combining.named}，由第 {rows_words(span)} 行"
        told += "" if group.score is not None else "；没有得分，按缺评处理"
        return [*about, Live(f'IF({number}=0,"",{combined})', shown(group.score)), told]

    def _component_cells(self) -> list[Cell]:
        part, span = self._one.part, self._trail.span(self._one.part)
        about: list[Cell] = [*self._about, "（各主体按权重）", None, None, None, None]
        if span is None:
            return [*about, None, "没有得分"]
        scores, weights = (block("", _LETTERS[key], *span) for key in ("score", "weight"))
        mean = mean_formula(weights, scores)
        mean = self._rounding.formula(RoundingStage.COMPONENT, mean, self._rules.basic("digits"))
        policy, number = f'"{part.component.missing}"', f"COUNT({scores})"
        refused = refused_formula(policy, number, str(len(part.groups)))
        condition = self._one.condition
        told = f"由第 {rows_words(span)} 行；评“{condition.grade}”须达到 {condition.minimum:f} 分"
        return [*about, Live(f'IF(OR({number}=0,{refused}),"",{mean})', shown(part.score)), told]


def item_score_cell(trail: Trail, part: ComponentScore) -> str:
    """The cell of what an item makes of its component, for other sheets."""
    return at(ITEM_SCORES, ITEM_SCORE_LETTERS["score"], trail.row(part))

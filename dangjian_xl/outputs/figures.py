"""The sheets of figures, from single answers up to component scores: each figure is a formula over the sheet below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from dangjian_xl.outputs import rulemap
from dangjian_xl.outputs.items import ITEM_LETTERS, ITEMS, ITEMS_FILE, UNPLACED, WHO, who
from dangjian_xl.outputs.rulemap import RuleMap
from dangjian_xl.outputs.sheet import (
    FIRST_ROW,
    Cell,
    Column,
    Live,
    Table,
    block,
    fine_format,
    letters,
    number_format,
)
from dangjian_xl.outputs.trail import ComponentAt, GroupAt, Span, Trail
from dangjian_xl.scheme.model import LEAST_SHOWN, RoundingStage, Scheme
from dangjian_xl.scoring.answers import points
from dangjian_xl.scoring.combining import FormCells
from dangjian_xl.scoring.form_score import FormScore
from dangjian_xl.scoring.missing import refused_formula
from dangjian_xl.scoring.outcomes import FormOutcome
from dangjian_xl.scoring.rounding import Rounding
from dangjian_xl.scoring.tree import GroupScore
from dangjian_xl.scoring.weighing import mean_formula

#: Where the forms stand if they are too many for their sheet.
FORMS_FILE = "逐表得分.parquet"
FORMS, GROUPS, COMPONENTS = "逐表得分", "主体得分", "环节得分"
YES, NO = "是", "否"
_UNLISTED = f"匿名票不足{LEAST_SHOWN}张，不分列"

_FORM_COLUMNS = (
    *WHO,
    Column("group", "评价主体", 14),
    Column("rater", "评价人", 14),
    Column("sum", "得分合计", 9, "centre"),
    Column("full", "满分合计", 9, "centre"),
    Column("score", "百分制得分", 10, "centre"),
    Column("note", "取舍", 14, "centre"),
    Column("rows", "逐项明细的行", 13, "centre"),
    Column("file", "文件", 52),
)
_GROUP_COLUMNS = (
    *WHO,
    Column("group", "评价主体", 16),
    Column("weight", "权重（%）", 8, "centre"),
    Column("due", "应交", 6, "centre"),
    Column("valid", "有效", 6, "centre"),
    Column("void", "无效", 6, "centre"),
    Column("method", "合成方法", 18, "centre"),
    Column("trim", "多于几张去高低", 9, "centre"),
    Column("dropped", "去掉张数", 8, "centre"),
    Column("score", "主体得分", 10, "centre"),
    Column("rows", "逐表得分的行", 13, "centre"),
)
_COMPONENT_COLUMNS = (
    *WHO,
    Column("weight", "权重（%）", 9, "centre"),
    Column("groups", "评价主体数", 9, "centre"),
    Column("present", "有得分的主体数", 10, "centre"),
    Column("missing", "缺评处理", 18, "centre"),
    Column("refused", "是否不予计算", 10, "centre"),
    Column("score", "环节得分", 10, "centre"),
    Column("rows", "主体得分的行", 13, "centre"),
)
_FORM, _GROUP = letters(_FORM_COLUMNS), letters(_GROUP_COLUMNS)
#: Letters of the sheets that others refer to.
FORM_LETTERS, COMPONENT_LETTERS = _FORM, letters(_COMPONENT_COLUMNS)


def score_format(scheme: Scheme, step: RoundingStage) -> str:
    """How a score looks that comes out of a step: rounded, or not yet."""
    rounding = Rounding.of(scheme)
    return number_format(rounding.digits) if rounding.applies(step) else fine_format()


def form_table(trail: Trail) -> Table:
    """One row a form and target."""
    purpose = "每张有效表对每个对象的百分制得分＝得分合计÷满分合计×100；填“不适用”的项目不计入满分。"
    if trail.items_apart:
        purpose += f"两项合计由程序从“{ITEMS_FILE}”逐项相加，不是公式。"
    columns = _formatted(_FORM_COLUMNS, fine_format())
    columns = _of_file(columns, "评分明细的行") if trail.items_apart else columns
    rows = (_form_cells(trail, at, form) for at in trail.groups for form in trail.listed(at.group))
    return Table(FORMS, purpose, columns, rows, frozen=2)


def _form_cells(trail: Trail, at: GroupAt, form: FormScore) -> list[Cell]:
    row, span = trail.row(form), trail.span(form) or (0, 0)
    file = UNPLACED if at.group.secret else trail.file(form)
    about = [*who(at.target, at.part), at.group.group.name, trail.rater(form)]
    if form.score is None or form.full is None:
        return [*about, None, None, None, f"上报“{form.grade}”", _rows_words(trail, span), file]
    total, full = f"{_FORM['sum']}{row}", f"{_FORM['full']}{row}"
    return [
        *about,
        _added(trail, span, "score", points(form.score)),
        _added(trail, span, "counted", points(form.full)),
        Live(f'IF({full}=0,"",100*{total}/{full})', form.percent if form.full else ""),
        outcome_note(form),
        _rows_words(trail, span),
        file,
    ]


def _added(trail: Trail, span: Span, key: str, value: float) -> Cell:
    """The sum of a form's answers in a column, as a formula where they are in the workbook."""
    if trail.items_apart:
        return value
    return Live(f"SUM({block(ITEMS, ITEM_LETTERS[key], *span)})", value)


def _rows_words(trail: Trail, span: Span) -> str:
    return rows_words(span, apart=trail.items_apart)


def outcome_note(form: FormScore) -> str | None:
    """What is done with a form that has marks, where it does not simply count."""
    return {
        FormOutcome.SILENT: "全部不适用",
        FormOutcome.NO_VOTES: "全部弃权",
        FormOutcome.HIGHEST: "去掉（最高）",
        FormOutcome.LOWEST: "去掉（最低）",
    }.get(form.outcome)


def group_table(rules: RuleMap, trail: Trail) -> Table:
    """One row a rater group, component and target."""
    purpose = (
        "每类评价主体对每个对象的得分，由“逐表得分”里这一类主体的各张表合成；没有有效表的留空，不按0分计。"
    )
    if trail.forms_apart:
        purpose = f"每类评价主体对每个对象的得分，由程序从“{FORMS_FILE}”里这一类主体的各张表合成，不是公式；没有有效表的留空。"
    columns = _formatted(_GROUP_COLUMNS, score_format(rules.scheme, RoundingStage.GROUP))
    columns = _of_file(columns, "逐表得分文件的行") if trail.forms_apart else columns
    return Table(GROUPS, purpose, columns, (_group_cells(rules, trail, at) for at in trail.groups), frozen=2)


def _group_cells(rules: RuleMap, trail: Trail, at: GroupAt) -> list[Cell]:
    group, row, span = at.group, trail.row(at.group), trail.span(at.group)
    trims = group.combining.trims is not None
    trim = Live(rules.panel(group.panel, rulemap.TRIM), group.panel.trim_above or 0) if trims else None
    apart = trail.forms_apart or any(form.grade for form in group.forms)
    live = None if apart else span
    scores = block(FORMS, _FORM["score"], *live) if live else ""
    number, limit = f"{_GROUP['valid']}{row}", f"{_GROUP['trim']}{row}"
    return [
        *who(at.target, at.part),
        group.group.name,
        Live(rules.panel(group.panel), group.panel.weight),
        group.due,
        Live(f"COUNT({scores})", group.valid) if scores else group.valid,
        group.void or None,
        group.combining.named,
        trim,
        Live(f"IF({number}>{limit},2,0)", len(group.dropped)) if trims else None,
        Live(_group_formula(rules, group, live, number, limit), shown(group.score)) if live else group.score,
        rows_words(span, apart=trail.forms_apart) if span else _UNLISTED if group.valid else "没有有效表",
    ]


def _group_formula(rules: RuleMap, group: GroupScore, span: Span, number: str, trim: str) -> str:
    scores, marks, full = (block(FORMS, _FORM[key], *span) for key in ("score", "sum", "full"))
    score = group.combining.formula(FormCells(scores, marks, full, number, trim))
    score = Rounding.of(rules.scheme).formula(RoundingStage.GROUP, score, rules.basic("digits"))
    return f'IF({number}=0,"",{score})'


def component_table(rules: RuleMap, trail: Trail) -> Table:
    """One row a component and target."""
    purpose = "每个环节的得分＝各评价主体得分按权重加权平均；缺的主体不按0分计，按“缺评处理”折算或不予计算。"
    columns = _formatted(_COMPONENT_COLUMNS, score_format(rules.scheme, RoundingStage.COMPONENT))
    rows = (_component_cells(rules, trail, at) for at in trail.components)
    return Table(COMPONENTS, purpose, columns, rows, frozen=2)


def _component_cells(rules: RuleMap, trail: Trail, at: ComponentAt) -> list[Cell]:
    part, row, span = at.part, trail.row(at.part), trail.span(at.part)
    letter = COMPONENT_LETTERS
    about: list[Cell] = [
        *who(at.target, part),
        Live(rules.component(part.component), part.component.weight),
        len(part.groups),
    ]
    if span is None or any(form.grade for group in part.groups for form in group.forms):
        return [
            *about,
            None,
            str(part.component.missing),
            None,
            shown(part.score),
            rows_words(span) if span else None,
        ]
    scores, weights = (block(GROUPS, _GROUP[key], *span) for key in ("score", "weight"))
    present, refused = f"{letter['present']}{row}", f"{letter['refused']}{row}"
    short = refused_formula(f"{letter['missing']}{row}", present, f"{letter['groups']}{row}")
    mean = mean_formula(weights, scores)
    mean = Rounding.of(rules.scheme).formula(RoundingStage.COMPONENT, mean, rules.basic("digits"))
    return [
        *about,
        Live(f"COUNT({scores})", len(part.groups) - len(part.missing)),
        str(part.component.missing),
        Live(f'IF({short},"{YES}","{NO}")', YES if part.refused else NO),
        Live(f'IF(OR({present}=0,{refused}="{YES}"),"",{mean})', shown(part.score)),
        rows_words(span),
    ]


def rows_words(span: Span, *, apart: bool = False) -> str:
    """Rows in words; of a file beside the workbook they are counted from 1."""
    if apart:
        span = (span[0] - FIRST_ROW + 1, span[1] - FIRST_ROW + 1)
    return str(span[0]) if span[0] == span[1] else f"{span[0]}～{span[1]}"


def shown(score: Fraction | None) -> Fraction | str:
    """A score as a formula's value: nothing where there is none."""
    return "" if score is None else score


def _formatted(columns: Sequence[Column], score: str) -> tuple[Column, ...]:
    """The columns with the score's number format."""
    return tuple(replace(c, num_format=score) if c.key == "score" else c for c in columns)


def _of_file(columns: Sequence[Column], title: str) -> tuple[Column, ...]:
    """The columns where rows are those of a file beside the workbook."""
    return tuple(replace(c, title=title) if c.key == "rows" else c for c in columns)

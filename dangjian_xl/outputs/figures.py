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
from dangjian_xl.outputs.trail import ComponentRow, FormRow, GroupRow, Trail
from dangjian_xl.scheme.model import (
    LEAST_SHOWN,
    Aggregation,
    FormKind,
    MissingPolicy,
    RoundingStage,
    Scheme,
)
from dangjian_xl.scoring.aggregate import method
from dangjian_xl.scoring.answers import points

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


def rounding(rules: RuleMap, formula: str) -> str:
    """Half up at the scheme's digits; the inner ROUND takes away what binary arithmetic adds or loses."""
    return f"ROUND(ROUND({formula},10),{rules.basic('digits')})"


def score_format(scheme: Scheme, *, is_rounded: bool) -> str:
    """How a score looks that is rounded, or not yet."""
    return number_format(scheme.basics.digits) if is_rounded else fine_format()


def form_table(scheme: Scheme, trail: Trail) -> Table:
    """One row a form and target."""
    purpose = "每张有效表对每个对象的百分制得分＝得分合计÷满分合计×100；填“不适用”的项目不计入满分。"
    if trail.items_apart:
        purpose += f"两项合计由程序从“{ITEMS_FILE}”逐项相加，不是公式。"
    columns = _formatted(_FORM_COLUMNS, score_format(scheme, is_rounded=False))
    columns = _of_file(columns, "评分明细的行") if trail.items_apart else columns
    rows = (_form_cells(scheme, trail, group, form) for group in trail.groups for form in group.forms)
    return Table(FORMS, purpose, columns, rows, frozen=2)


def _form_cells(scheme: Scheme, trail: Trail, group: GroupRow, form: FormRow) -> list[Cell]:
    score = form.score
    total, full = f"{_FORM['sum']}{form.row}", f"{_FORM['full']}{form.row}"
    return [
        *who(form),
        scheme.group(form.group.panel.group).name,
        form.rater,
        _added(trail, form, "score", points(score.score)),
        _added(trail, form, "counted", points(score.full)),
        Live(f'IF({full}=0,"",100*{total}/{full})', score.percent if score.full else ""),
        _dropped_note(form),
        _rows(form.items, apart=trail.items_apart),
        UNPLACED if group.ballots else form.file,
    ]


def _added(trail: Trail, form: FormRow, key: str, value: float) -> Cell:
    """The sum of a form's answers in a column, as a formula where they are in the workbook."""
    if trail.items_apart:
        return value
    return Live(f"SUM({block(ITEMS, ITEM_LETTERS[key], *form.items)})", value)


def _dropped_note(form: FormRow) -> str | None:
    if not form.score.full:
        return "全部不适用"
    if form.score.form_id not in form.group.dropped:
        return None
    dropped = [f for f in form.group.forms if f.form_id in form.group.dropped]
    highest = max(dropped, key=lambda f: f.percent)
    return "去掉（最高）" if form.score is highest else "去掉（最低）"


def group_table(scheme: Scheme, rules: RuleMap, trail: Trail) -> Table:
    """One row a rater group, component and target."""
    purpose = (
        "每类评价主体对每个对象的得分，由“逐表得分”里这一类主体的各张表合成；没有有效表的留空，不按0分计。"
    )
    if trail.forms_apart:
        purpose = f"每类评价主体对每个对象的得分，由程序从“{FORMS_FILE}”里这一类主体的各张表合成，不是公式；没有有效表的留空。"
    is_rounded = scheme.basics.rounding_stage is RoundingStage.GROUP
    columns = _formatted(_GROUP_COLUMNS, score_format(scheme, is_rounded=is_rounded))
    columns = _of_file(columns, "逐表得分文件的行") if trail.forms_apart else columns
    return Table(
        GROUPS, purpose, columns, (_group_cells(scheme, rules, trail, g) for g in trail.groups), frozen=2
    )


def _group_cells(scheme: Scheme, rules: RuleMap, trail: Trail, group: GroupRow) -> list[Cell]:
    panel, valid = group.score.panel, group.score.valid
    trims = panel.aggregation is Aggregation.TRIMMED
    trim = Live(rules.panel(panel, rulemap.TRIM), panel.trim_above or 0) if trims else None
    forms = block(FORMS, _FORM["score"], *group.span) if group.span and not trail.forms_apart else ""
    number = f"{_GROUP['valid']}{group.row}"
    more = f"{number}>{_GROUP['trim']}{group.row}"
    return [
        *who(group),
        scheme.group(panel.group).name,
        Live(rules.panel(panel), panel.weight),
        group.score.due,
        Live(f"COUNT({forms})", valid) if forms else valid,
        group.score.void or None,
        method(scheme, panel),
        trim,
        Live(f"IF({more},2,0)", len(group.score.dropped)) if trims else None,
        Live(_group_formula(rules, group, forms, number), _value(group.score.score))
        if forms
        else group.score.score,
        _rows(group.span, apart=trail.forms_apart) if group.span else _UNLISTED if valid else "没有有效表",
    ]


def _group_formula(rules: RuleMap, group: GroupRow, forms: str, number: str) -> str:
    panel = group.score.panel
    if rules.scheme.form(panel.form).kind is FormKind.TALLY and group.span:
        marks, full = (block(FORMS, _FORM[key], *group.span) for key in ("sum", "full"))
        score = f"100*SUM({marks})/SUM({full})"
    elif panel.aggregation is Aggregation.MEDIAN:
        score = f"MEDIAN({forms})"
    elif panel.aggregation is Aggregation.TRIMMED:
        trimmed = f"(SUM({forms})-MAX({forms})-MIN({forms}))/({number}-2)"
        score = f"IF({number}>{_GROUP['trim']}{group.row},{trimmed},AVERAGE({forms}))"
    else:
        score = f"AVERAGE({forms})"
    if rules.scheme.basics.rounding_stage is RoundingStage.GROUP:
        score = rounding(rules, score)
    return f'IF({number}=0,"",{score})'


def component_table(scheme: Scheme, rules: RuleMap, trail: Trail) -> Table:
    """One row a component and target."""
    purpose = "每个环节的得分＝各评价主体得分按权重加权平均；缺的主体不按0分计，按“缺评处理”折算或不予计算。"
    is_rounded = scheme.basics.rounding_stage is not RoundingStage.TOTAL
    columns = _formatted(_COMPONENT_COLUMNS, score_format(scheme, is_rounded=is_rounded))
    rows = (_component_cells(scheme, rules, component) for component in trail.components)
    return Table(COMPONENTS, purpose, columns, rows, frozen=2)


def _component_cells(scheme: Scheme, rules: RuleMap, row: ComponentRow) -> list[Cell]:
    component, letter = row.score.component, COMPONENT_LETTERS
    present = len(row.groups) - len(row.score.missing)
    scores = block(GROUPS, _GROUP["score"], *row.span) if row.span else ""
    weights = block(GROUPS, _GROUP["weight"], *row.span) if row.span else ""
    counted, refused = f"{letter['present']}{row.row}", f"{letter['refused']}{row.row}"
    mean = weighted_mean(weights, scores)
    if scheme.basics.rounding_stage is not RoundingStage.TOTAL:
        mean = rounding(rules, mean)
    short = (
        f'AND({letter["missing"]}{row.row}="{MissingPolicy.REFUSE}",{counted}<{letter["groups"]}{row.row})'
    )
    return [
        *who(row),
        Live(rules.component(component), component.weight),
        len(row.groups),
        Live(f"COUNT({scores})", present) if scores else 0,
        str(component.missing),
        Live(f'IF({short},"{YES}","{NO}")', YES if row.score.refused else NO),
        Live(f'IF(OR({counted}=0,{refused}="{YES}"),"",{mean})' if scores else '""', _value(row.score.score)),
        _rows(row.span) if row.span else None,
    ]


def weighted_mean(weights: str, scores: str) -> str:
    """The mean of the scores that are there, by their weights; a missing one is left out, not 0."""
    return f"SUMPRODUCT({weights},{scores})/SUMPRODUCT({weights},1*ISNUMBER({scores}))"


def _rows(span: tuple[int, int], *, apart: bool = False) -> str:
    """Rows in words; of a file beside the workbook they are counted from 1."""
    if apart:
        span = (span[0] - FIRST_ROW + 1, span[1] - FIRST_ROW + 1)
    return str(span[0]) if span[0] == span[1] else f"{span[0]}～{span[1]}"


def _value(score: Fraction | None) -> Fraction | str:
    return "" if score is None else score


def _formatted(columns: Sequence[Column], score: str) -> tuple[Column, ...]:
    """The columns with the score's number format."""
    return tuple(Column(c.key, c.title, c.width, c.role, score) if c.key == "score" else c for c in columns)


def _of_file(columns: Sequence[Column], title: str) -> tuple[Column, ...]:
    """The columns where rows are those of a file beside the workbook."""
    return tuple(replace(c, title=title) if c.key == "rows" else c for c in columns)

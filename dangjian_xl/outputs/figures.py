"""The sheets of figures, from single answers up to component scores: each figure is a formula over the sheet below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from dangjian_xl.forms.ballots import ANONYMOUS
from dangjian_xl.forms.marking import NOT_APPLICABLE
from dangjian_xl.outputs import rulemap
from dangjian_xl.outputs.rulemap import RuleMap
from dangjian_xl.outputs.sheet import Cell, Column, Live, Table, block, fine_format, letters, number_format
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
from dangjian_xl.scoring.answers import Answer, points

ITEMS, FORMS, GROUPS, COMPONENTS = "逐项明细", "逐表得分", "主体得分", "环节得分"
YES, NO = "是", "否"
#: Instead of an anonymous ballot's file and cell, and of the rows of too few of them.
_UNPLACED, _UNLISTED = "匿名，不列出处", f"匿名票不足{LEAST_SHOWN}张，不分列"
_NOWHERE: tuple[Cell, ...] = (_UNPLACED, None, None)

_WHO = (
    Column("tier", "层面", 8, "centre"),
    Column("target", "党组织", 26),
    Column("component", "评价环节", 12),
)
_ITEM_COLUMNS = (
    *_WHO,
    Column("group", "评价主体", 12),
    Column("rater", "评价人", 11),
    Column("code", "指标编号", 7, "centre"),
    Column("item", "指标", 22),
    Column("value", "填写内容", 14, "centre"),
    Column("raw", "原样（读作不同时）", 9),
    Column("full", "满分", 6, "centre"),
    Column("score", "得分", 8, "centre"),
    Column("counted", "计入满分", 7, "centre"),
    Column("reason", "扣分原因", 20),
    Column("remark", "备注", 16),
    Column("file", "文件", 50),
    Column("sheet", "工作表", 14),
    Column("cell", "单元格", 7, "centre"),
)
_FORM_COLUMNS = (
    *_WHO,
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
    *_WHO,
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
    *_WHO,
    Column("weight", "权重（%）", 9, "centre"),
    Column("groups", "评价主体数", 9, "centre"),
    Column("present", "有得分的主体数", 10, "centre"),
    Column("missing", "缺评处理", 18, "centre"),
    Column("refused", "是否不予计算", 10, "centre"),
    Column("score", "环节得分", 10, "centre"),
    Column("rows", "主体得分的行", 13, "centre"),
)
_ITEM, _FORM, _GROUP = letters(_ITEM_COLUMNS), letters(_FORM_COLUMNS), letters(_GROUP_COLUMNS)
#: Letters of the sheets that others refer to.
ITEM_LETTERS, FORM_LETTERS, COMPONENT_LETTERS = _ITEM, _FORM, letters(_COMPONENT_COLUMNS)


def rounding(rules: RuleMap, formula: str) -> str:
    """Half up at the scheme's digits; the inner ROUND takes away what binary arithmetic adds or loses."""
    return f"ROUND(ROUND({formula},10),{rules.basic('digits')})"


def score_format(scheme: Scheme, *, is_rounded: bool) -> str:
    """How a score looks that is rounded, or not yet."""
    return number_format(scheme.basics.digits) if is_rounded else fine_format()


def item_table(scheme: Scheme, trail: Trail) -> Table:
    """One row an answer."""
    purpose = (
        "每张有效表的每一项填写内容。得分由同一行的填写内容按方案折算，右边三列写明出自哪个文件的哪一格。"
    )
    rows = (cells for group in trail.groups for cells in _item_rows(scheme, trail, group))
    return Table(ITEMS, purpose, _ITEM_COLUMNS, rows, frozen=2)


def _item_rows(scheme: Scheme, trail: Trail, group: GroupRow) -> Iterator[list[Cell]]:
    who = [*_who(group), scheme.group(group.score.panel.group).name]
    for form in group.forms:
        for row, answer in enumerate(trail.said(form), form.items[0]):
            place: list[Cell] = [answer.file, answer.sheet, answer.cell]
            yield [*who, form.rater, *_answer_cells(answer, row), *(_NOWHERE if group.ballots else place)]
    for answer in group.texts:
        # What was written on ballots has no marks, so no formula needs its row.
        yield [*who, ANONYMOUS, *_answer_cells(answer, 0), *_NOWHERE]


def _answer_cells(answer: Answer, row: int) -> list[Cell]:
    item, marking = answer.item, answer.marking
    if item is None:
        return [None, "（整行的备注）", None, None, None, None, None, None, answer.remark]
    if isinstance(answer.value, int):
        shown: Cell = points(answer.value)
    else:
        shown = answer.value
    raw = _text_of(answer.raw)
    # How a ballot was written is not known here: it would show which ballots are one person's.
    same = not raw or answer.raw == shown or raw == answer.value
    told: list[Cell] = [item.code, item.text, shown, None if same else raw]
    if marking is None or answer.score is None or answer.full is None:
        return [*told, None, None, None, answer.reason or None, answer.remark or None]
    value, full = f"{_ITEM['value']}{row}", f"{_ITEM['full']}{row}"
    score, counted = marking.formula(value), marking.most_formula(full, value)
    if item.optional:
        score, counted = (f'IF({value}="{NOT_APPLICABLE}",0,{part})' for part in (score, counted))
    marks: list[Cell] = [
        points(marking.full),
        Live(score, points(answer.score)),
        Live(counted, points(answer.full)),
    ]
    return [*told, *marks, answer.reason or None, answer.remark or None]


def _text_of(raw: object) -> str:
    return "" if raw is None else str(raw)


def form_table(scheme: Scheme, trail: Trail) -> Table:
    """One row a form and target."""
    purpose = "每张有效表对每个对象的百分制得分＝得分合计÷满分合计×100；填“不适用”的项目不计入满分。"
    columns = _formatted(_FORM_COLUMNS, score_format(scheme, is_rounded=False))
    rows = (_form_cells(scheme, group, form) for group in trail.groups for form in group.forms)
    return Table(FORMS, purpose, columns, rows, frozen=2)


def _form_cells(scheme: Scheme, group: GroupRow, form: FormRow) -> list[Cell]:
    score = form.score
    total, full = f"{_FORM['sum']}{form.row}", f"{_FORM['full']}{form.row}"
    return [
        *_who(form),
        scheme.group(form.group.panel.group).name,
        form.rater,
        Live(f"SUM({block(ITEMS, _ITEM['score'], *form.items)})", points(score.score)),
        Live(f"SUM({block(ITEMS, _ITEM['counted'], *form.items)})", points(score.full)),
        Live(f'IF({full}=0,"",100*{total}/{full})', score.percent if score.full else ""),
        _dropped_note(form),
        _rows(form.items),
        _UNPLACED if group.ballots else form.file,
    ]


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
    is_rounded = scheme.basics.rounding_stage is RoundingStage.GROUP
    columns = _formatted(_GROUP_COLUMNS, score_format(scheme, is_rounded=is_rounded))
    return Table(GROUPS, purpose, columns, (_group_cells(scheme, rules, g) for g in trail.groups), frozen=2)


def _group_cells(scheme: Scheme, rules: RuleMap, group: GroupRow) -> list[Cell]:
    panel, valid = group.score.panel, group.score.valid
    trims = panel.aggregation is Aggregation.TRIMMED
    trim = Live(rules.panel(panel, rulemap.TRIM), panel.trim_above or 0) if trims else None
    forms = block(FORMS, _FORM["score"], *group.span) if group.span else ""
    number = f"{_GROUP['valid']}{group.row}"
    more = f"{number}>{_GROUP['trim']}{group.row}"
    return [
        *_who(group),
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
        _rows(group.span) if group.span else _UNLISTED if valid else "没有有效表",
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
        *_who(row),
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


def _who(row: FormRow | GroupRow | ComponentRow) -> list[Cell]:
    component = row.score.component if isinstance(row, ComponentRow) else row.component
    return [row.target.tier, row.target.name, component.name]


def _rows(span: tuple[int, int]) -> str:
    return str(span[0]) if span[0] == span[1] else f"{span[0]}～{span[1]}"


def _value(score: Fraction | None) -> Fraction | str:
    return "" if score is None else score


def _formatted(columns: Sequence[Column], score: str) -> tuple[Column, ...]:
    """The columns with the score's number format."""
    return tuple(Column(c.key, c.title, c.width, c.role, score) if c.key == "score" else c for c in columns)

"""The sheet 规则: what the formulas compute by, as tables one below another; places and adjustments are live too."""

from __future__ import annotations

from datetime import date

from dangjian_xl import style
from dangjian_xl.outputs.grading import GRADING, Grading
from dangjian_xl.outputs.rulemap import ADJUSTMENTS, QUOTAS, RULES, RuleMap
from dangjian_xl.outputs.sections import Section, write_section
from dangjian_xl.outputs.sheet import Book, Cell, Live
from dangjian_xl.outputs.trail import Span
from dangjian_xl.scheme.codecs import Shown
from dangjian_xl.scheme.model import (
    Component,
    Level,
    Organisation,
    Precondition,
    Scheme,
)
from dangjian_xl.scheme.tables import BASICS
from dangjian_xl.scoring.adjustments import Award, AwardCells, counted_formula, signed_formula
from dangjian_xl.scoring.limits import condition_limit, veto_limit
from dangjian_xl.scoring.quotas import QuotaPlaces, room_formula

_PURPOSE = "计算所依据的规则，摘自方案。其他各表的公式都引用这里的权重、分数线、名额和上限。"
_WIDTHS = (14.0, 38.0, 24.0, 11.0, 13.0, 16.0, 15.0, 10.0, 12.0, 40.0)


def write_rules(book: Book, grading: Grading) -> None:
    """Write the sheet at the end of the workbook."""
    sheet = book.add(RULES)
    for position, width in enumerate(_WIDTHS):
        sheet.set_column(position, position, width)
    sheet.set_default_row(19)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, RULES, book.theme["title"])
    sheet.write_string(1, 0, _PURPOSE, book.theme["explanation"])
    scheme, rules = grading.scheme, grading.rules
    sections = (
        Section(
            "基本规则", ("项目", "内容"), [[c.title, _basic(scheme, c.field)] for c in BASICS], listed=True
        ),
        _components(scheme),
        _panels(scheme),
        _grades(scheme),
        _quotas(grading),
        _conditions(scheme),
        _vetoes(scheme),
        _adjustments(rules),
    )
    for start, section in zip(rules.starts, sections, strict=True):
        write_section(book, sheet, start - 3, section, _WIDTHS)
    last = rules.starts[-1] + max(1, len(sections[-1].rows))
    sheet.ignore_errors(
        dict.fromkeys(("number_stored_as_text", "formula_differs", "formula_range"), f"A1:J{last}")
    )
    sheet.freeze_panes(2, 0)
    style.print_setup(sheet, book.title, 0)


def _basic(scheme: Scheme, field: str) -> Shown:
    column = next(c for c in BASICS if c.field == field)
    value = getattr(scheme.basics, field)
    if value is None:
        return "不设上限" if field == "total_cap" else None
    shown = column.codec.show(value)
    return shown.isoformat() if isinstance(shown, date) else shown


def _components(scheme: Scheme) -> Section:
    headings = ("环节编号", "层面", "评价环节", "权重（%）", "同分比较顺序", "缺评处理")
    rows = [
        [c.code, _tier(scheme, c.tier), _named(c), c.weight, c.tie_order, str(c.missing)]
        for c in scheme.components
    ]
    return Section("评价环节及权重", headings, rows)


def _named(component: Component) -> str:
    """A component by name; what units run is no part of these totals."""
    elsewhere = component.level is not Level.COLLEGE
    return f"{component.name}（{component.level}组织，不在这里计分）" if elsewhere else component.name


def _tier(scheme: Scheme, code: str) -> str:
    """A tier by code and name: the other sheets have room for the code only."""
    return f"{code} {scheme.tier(code).name}"


def _panels(scheme: Scheme) -> Section:
    headings = (
        "环节编号",
        "评价环节",
        "评价主体",
        "权重（%）",
        "多于几张去高低",
        "合成方法",
        "评价范围",
        "表单",
    )
    rows = []
    for p in scheme.panels:
        names = [p.component, _named(scheme.component(p.component)), scheme.group(p.group).name]
        form = scheme.form(p.form).title
        rows.append([*names, p.weight, p.trim_above, str(p.aggregation), str(p.scope), form])
    return Section("评价主体及权重", headings, rows, wide=True)


def _grades(scheme: Scheme) -> Section:
    headings = ("等次序号", "等次", "分数段", "下限分", "测评票分值")
    rows: list[list[Cell]] = []
    for number, grade in enumerate(scheme.grades, 1):
        upper = f"，不到 {scheme.grades[number - 2].lower:f} 分" if number > 1 else ""
        rows.append([number, grade.name, f"{grade.lower:f} 分起{upper}", grade.lower, grade.points])
    return Section("等次", headings, rows)


def _quotas(grading: Grading) -> Section:
    count = (
        "名额序号",
        "在谁中间分配",
        "不足一人时",
        "比例的分子",
        "比例的分母",
        "限制方式",
        "总人数",
        "名额",
    )
    headings = (*count, "受限等次序号", "规定")
    first = grading.rules.starts[QUOTAS]
    rows = [_quota_cells(grading, place, first + place.number - 1) for place in grading.rules.places]
    return Section("名额（“受限等次”及更好的等次至多有“名额”个）", headings, rows, wide=True)


def _quota_cells(grading: Grading, places: QuotaPlaces, row: int) -> list[Cell]:
    quota, scheme = places.quota, grading.scheme
    numbers = grading.block(f"number{places.order}", "", GRADING) if grading.spans else ""
    tier = f"（只限{scheme.tier(quota.tier).name}）" if quota.tier else ""
    return [
        places.number,
        places.pool.name,
        str(quota.rounding),
        quota.share.numerator,
        quota.share.denominator,
        str(quota.side),
        Live(f"COUNTIF({numbers},A{row})", places.base) if numbers else places.base,
        Live(room_formula(quota, f"D{row}", f"E{row}", f"G{row}"), places.room),
        places.limited + 1,
        f"“{quota.grade}”{str(quota.side).removeprefix('该等次')} {quota.share}，按{quota.base}计算，{quota.rounding}{tier}",
    ]


def _conditions(scheme: Scheme) -> Section:
    headings = ("等次", "层面", "评价环节", "至少得分", "达不到时最高等次序号", "指标编号", "指标")
    rows = [_condition_cells(scheme, condition) for condition in scheme.preconditions]
    return Section("等次前提", headings, rows, wide=True)


def _condition_cells(scheme: Scheme, condition: Precondition) -> list[Cell]:
    component = scheme.component(condition.component)
    forms = {p.form for p in scheme.counted_panels(component.code)}
    named = [i.text for i in scheme.items if i.form in forms and i.code == condition.item]
    names: list[Cell] = [condition.grade, _tier(scheme, component.tier), _named(component)]
    return [
        *names,
        condition.minimum,
        condition_limit(scheme, condition) + 1,
        condition.item or None,
        named[0] if named else "（看整个环节）",
    ]


def _vetoes(scheme: Scheme) -> Section:
    headings = ("组织编号", "党组织", "最高等次", "最高等次序号", "事项编号", "情形和事实依据")
    vetoes = {v.code: v for v in scheme.vetoes}
    rows: list[list[Cell]] = []
    for record in scheme.veto_records:
        veto, name = vetoes[record.veto], scheme.organisation(record.target).name
        number = veto_limit(scheme, record) + 1
        told = f"{veto.name}：{record.fact}"
        rows.append([record.target, name, veto.max_grade, number, veto.code, told])
    return Section("否决登记", headings, rows, wide=True)


def _adjustments(rules: RuleMap) -> Section:
    headings = (
        "组织编号",
        "党组织",
        "项目",
        "登记分值",
        "累计上限",
        "方向",
        "计分",
        "计入总分",
        "项目编号",
        "奖项或事由",
    )
    first = rules.starts[ADJUSTMENTS]
    rows = [
        _award_cells(target, award, row, rules.award_rows[target.code])
        for row, (target, award) in enumerate(rules.awards, first)
    ]
    return Section(
        "加减分登记（同一奖项或事由只计分值最高的一次，各项目累计不超过上限）", headings, rows, wide=True
    )


def _award_cells(target: Organisation, award: Award, row: int, span: Span) -> list[Cell]:
    cells = AwardCells("D", "E", "F", "G", "I", "J", *span)
    counted: Cell = 0 if award.unused else Live(counted_formula(cells, row), abs(award.counted))
    return [
        target.code,
        target.name,
        award.kind.name,
        award.registered.points,
        award.kind.cap,
        str(award.kind.direction),
        counted,
        Live(signed_formula(cells, row), award.counted),
        award.kind.code,
        award.registered.award,
    ]

"""The scheme workbook's first sheet: what the workbook is, how to fill it in, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dangjian_xl import style
from dangjian_xl.scheme.model import SAMPLE_MARK, Scheme
from dangjian_xl.scheme.selfcheck import Summary
from dangjian_xl.scheme.tables import BASICS, TABLES

SHEET = "填写说明"
BASICS_PURPOSE = "本次考核的名称、时间和计算办法，一行一项。"
_WIDTHS = (18, 78, 9, 11)

_PURPOSE = (
    "这是本次考核的全部设置：考核谁、由谁评、怎样评、怎样定等次。程序按这里的内容生成各种表格、汇总成绩。"
)
_STEPS = (
    "在“基本信息”表里填写考核名称、年度、起止日期和取整办法。",
    "在“层面”“党组织”“评价主体”“评价人”表里填写考核谁、由谁来评。",
    "在“评价环节”“评价安排”“表单”“指标”表里填写怎样评、各占多少；需要交叉检查的，再填“交叉检查安排”。",
    "在“等次”“名额”“否决事项”“等次前提”“加减分项目”表里填写怎样定等次；没有名额、否决等规定的，该表留空。",
    f"逐行审定备注里写有“{SAMPLE_MARK}”的行（底色为琥珀色），审定后改写备注。",
    "等本页上方显示“方案可以使用”，保存并关闭，再发放表格。“否决登记”“加减分登记”在汇总成绩之前填好即可。",
)
_LEGEND = (
    ("heading", "必填", "这一列的每一行都要填写。"),
    ("heading_soft", "选填", "没有的可以留空。"),
    (
        "input",
        "填写处",
        "选中单元格会显示填写说明；右侧出现箭头的，请从列表里选。编号可以自定，但引用时须与原编号完全一致。",
    ),
    ("sample", "暂定", "源文件没有规定、由本表暂定的内容，须经党委审定。"),
    ("wrong", "有问题", "自检发现问题的单元格，原因写在同一行的“自检”列里。"),
    ("check", "自检", "自动判断，不用填写。插入新行后，如果“自检”格是空的，请从上一行复制下来。"),
)
_FREEDOM = (
    "可以插入、删除、移动、排序和筛选行，也可以移动列、改列宽。请不要改动工作表名称和列标题，不要合并单元格。"
    "自检只是填写时的提示；发放之前，程序还会全面检查一遍。"
)


def write(sheet: Any, theme: style.Theme, scheme: Scheme, summaries: tuple[Summary, ...]) -> None:  # noqa: ANN401
    """Fill the sheet; `summaries` are those of the scheme's sheets in tab order."""
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.set_tab_color(style.TAB_FIRST)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, scheme.basics.title, theme["title"])
    sheet.write_string(2, 0, _PURPOSE, theme["explanation"])
    row = _progress(sheet, theme, 4, summaries)
    _verdict(sheet, theme, row - len(summaries), row)
    steps = [("centre", str(number), text) for number, text in enumerate(_STEPS, 1)]
    row = _list(sheet, theme, row + 1, "填写顺序", steps)
    _list(sheet, theme, row + 1, "图例", [*_LEGEND, ("text", "改动表格", _FREEDOM)])
    style.print_setup(sheet, scheme.basics.title, 0)
    sheet.set_portrait()
    sheet.fit_to_pages(1, 1)
    sheet.activate()


def _verdict(sheet: Any, theme: style.Theme, first: int, end: int) -> None:  # noqa: ANN401
    total = f"SUM($D${first + 1}:$D${end})"
    text = f'=IF({total}=0,"方案可以使用","还有 "&{total}&" 处需修改，见下表")'
    sheet.set_row(1, 26)
    sheet.write_formula(1, 0, text, theme.variant("status", font_size=14), "")
    wrong = {"type": "formula", "criteria": f"={total}>0", "format": theme["problem"]}
    sheet.conditional_format(1, 0, 1, 0, wrong)


def _progress(sheet: Any, theme: style.Theme, row: int, summaries: tuple[Summary, ...]) -> int:  # noqa: ANN401
    """The table of sheets; returns the row below it."""
    sheet.set_row(row, 24)
    purposes = [BASICS_PURPOSE, *(t.help for t in TABLES)]
    for column, heading in enumerate(("工作表", "用途", "记录数", "需修改处")):
        sheet.write_string(row, column, heading, theme["heading"])
    for purpose, summary in zip(purposes, summaries, strict=True):
        row += 1
        sheet.set_row(row, style.row_height(style.lines_needed(purpose, _WIDTHS[1])))
        sheet.write_url(row, 0, f"internal:'{summary.sheet}'!A1", theme["link_cell"], summary.sheet)
        sheet.write_string(row, 1, purpose, theme["text"])
        records = str(len(BASICS)) if summary is summaries[0] else summary.records
        sheet.write_formula(row, 2, f"={records}", theme["centre"], "")
        sheet.write_formula(row, 3, f"='{summary.sheet}'!{summary.count_cell}", theme["count_cell"], "")
    bad = {"type": "cell", "criteria": ">", "value": 0, "format": theme["problem"]}
    sheet.conditional_format(row - len(summaries) + 1, 3, row, 3, bad)
    return row + 1


def _list(
    sheet: Any,  # noqa: ANN401 - XlsxWriter is untyped
    theme: style.Theme,
    row: int,
    title: str,
    lines: Sequence[tuple[str, str, str]],
) -> int:
    """A titled list of (role, label, text); returns the row below it."""
    sheet.set_row(row, 26)
    sheet.write_string(row, 0, title, theme["section"])
    for role, label, text in lines:
        row += 1
        sheet.set_row(row, style.row_height(style.lines_needed(text, _WIDTHS[1])))
        sheet.write_string(
            row, 0, label, theme.variant(role, **{**style.ROLES["centre"], **style.ROLES[role]})
        )
        sheet.write_string(row, 1, text, theme["text"])
    return row + 1

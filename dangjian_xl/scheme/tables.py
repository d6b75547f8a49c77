"""The scheme's vocabulary: every sheet, column, reference and explanation, each declared once, in the workbook's order.

The workbook (`book`), the text form (`text`) and the cell checks are all read off these declarations.
"""

from __future__ import annotations

from dangjian_xl.scheme import model
from dangjian_xl.scheme.codecs import Choice, Code, Day, Text, Whole
from dangjian_xl.scheme.columns import POINTS, Column, Table
from dangjian_xl.scheme.tables_grading import GRADING
from dangjian_xl.scheme.tables_papers import PAPERS
from dangjian_xl.scheme.tables_people import PEOPLE
from dangjian_xl.scheme.tables_plans import PLANS
from dangjian_xl.scheme.tables_rating import RATING

#: 基本信息 is a list of fields, one a row, not a table of records.
BASICS_SHEET = "基本信息"
BASICS: tuple[Column, ...] = (
    Column("code", "方案编号", Code(), "每年每个方案一个编号，写进每张表的校验码，用来认出别的年度的表。"),
    Column("title", "考核名称", Text(), "印在每张表和结果上方。"),
    Column("college", "学校", Text(), "学校全称。"),
    Column("department", "组织部门", Text(), "主办部门，如“党委组织部”。"),
    Column("year", "考核年度", Whole(2000, 2099), "四位年份。"),
    Column("starts", "开始日期", Day(), "考核工作开始的日期。"),
    Column("ends", "结束日期", Day(), "考核工作结束的日期，不早于开始日期。"),
    Column(
        "rounding_stage",
        "从哪一步起取整",
        Choice(model.RoundingStage),
        "从这一步起，每一步的得分都四舍五入，后面都用取整以后的数；前面各步用原数。“只取总分”：只有总分取整。",
    ),
    Column(
        "digits", "保留小数位数", Whole(0, 4), "取整时保留几位小数；分数线、名次、名额都看取整以后的总分。"
    ),
    Column(
        "tie_policy",
        "总分相同时",
        Choice(model.TiePolicy),
        "并列：名次相同，后面空出名次（1、1、3）。比较环节得分：按“评价环节”表的“同分比较顺序”依次比，都相同的才并列。",
    ),
    Column(
        "total_cap",
        "总分上限",
        POINTS,
        "加分、减分都计入以后，超过此数的按此数计；低于0的按0计。不设上限则留空，总分可以超过100。",
        required=False,
    ),
)

TABLES: tuple[Table, ...] = (*PEOPLE, *RATING, *GRADING, *PLANS, *PAPERS)


def table(field: str) -> Table:
    """The table that holds a `Scheme` field."""
    return next(t for t in TABLES if t.field == field)


def key_field(field: str) -> str:
    """The column that references into this table name: its code, or a grade's name."""
    return "name" if field == "grades" else "code"

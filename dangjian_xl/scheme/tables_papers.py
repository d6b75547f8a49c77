"""What follows on the grades: approval, papers, problems that last year left open."""

from __future__ import annotations

from dangjian_xl.scheme import model
from dangjian_xl.scheme.codecs import Choice, Code, Text
from dangjian_xl.scheme.columns import Column, Table, note, ref

PAPERS: tuple[Table, ...] = (
    Table(
        "审定和公文",
        "settings",
        model.Setting,
        "等次审定、通报、反馈、约谈和整改的有关内容，一行一项。内容空着的按备注里写的处理；评定以后还可以改。",
        (
            Column("name", "项目", Choice(model.SettingName), "从列表里选，一项只写一行。", width=26),
            Column("value", "内容", Text(), "日期写成 2023-01-10 这样。", required=False, width=60),
            note(),
        ),
        ("name",),
        newer=True,
    ),
    Table(
        "上年度问题",
        "past_problems",
        model.PastProblem,
        "上年度没有整改完的问题，一个问题一行。用上年度的目录新建（new --from）时自动带来，也可以自己填。",
        (
            Column("code", "问题编号", Code(), "上年度清单里的编号，如 A01-1。"),
            ref("target", "党组织", "organisations", "是哪个党组织的问题。"),
            Column("problem", "问题", Text(), "上年度清单里的原话。", width=50),
            Column("source", "来源", Text(), "如 述职报告、点评意见。", required=False, width=20),
            Column(
                "progress", "上年度整改情况", Text(), "到上年度末做到了哪一步。", required=False, width=40
            ),
            note(),
        ),
        ("code",),
        newer=True,
    ),
)

"""How it is assessed: the tables of components, panels, forms and items."""

from __future__ import annotations

from dangjian_xl.scheme import model
from dangjian_xl.scheme.codecs import Choice, Code, Day, Text, Whole, YesNo
from dangjian_xl.scheme.columns import POINTS, WEIGHT, Column, Table, note, ref

RATING: tuple[Table, ...] = (
    Table(
        "评价环节",
        "components",
        model.Component,
        "每个层面由哪些环节组成，权重合计须为100。",
        (
            Column("code", "环节编号", Code(), "如 T1-书面。"),
            ref("tier", "层面", "tiers", "属于哪个层面。"),
            Column("name", "环节名称", Text(), "如 书面述职、现场述职、交叉互评。", width=20),
            Column("weight", "权重（%）", WEIGHT, "填20表示20%；同一层面各环节合计须为100。"),
            Column(
                "missing",
                "缺评处理",
                Choice(model.MissingPolicy),
                "一类评价主体（或整个环节）没有交回有效表时怎样处理，绝不按0分计。",
                width=16,
            ),
            Column("deadline", "截止日期", Day(), "交表截止日期，在考核起止日期之内。", required=False),
            Column(
                "tie_order",
                "同分比较顺序",
                Whole(1, 99),
                "总分相同时第几个比较；不参加比较则留空。",
                required=False,
            ),
            note(),
        ),
        ("code",),
    ),
    Table(
        "评价安排",
        "panels",
        model.Panel,
        "每个环节由哪些评价主体、用什么表、评哪些对象；同一环节各主体权重合计须为100。",
        (
            ref("component", "评价环节", "components", "哪个环节。"),
            ref("group", "评价主体", "groups", "由谁评价。"),
            Column("weight", "权重（%）", WEIGHT, "填20表示20%；同一环节各主体合计须为100。"),
            ref("form", "表单", "forms", "填什么表。"),
            Column(
                "scope",
                "评价范围",
                Choice(model.Scope),
                "评本层面全部对象、只评所辖组织，或按“交叉检查安排”表。",
                width=14,
            ),
            Column(
                "aggregation", "合成方法", Choice(model.Aggregation), "多张表怎样合成一个得分。", width=18
            ),
            Column(
                "trim_above",
                "多于几张才去高低",
                Whole(2, 999),
                "选“去最高最低后平均”时填：有效表多于此数才去掉一个最高、一个最低。",
                required=False,
            ),
            note(),
        ),
        ("component", "group"),
    ),
    Table(
        "表单",
        "forms",
        model.Form,
        "有哪几种表。",
        (
            Column("code", "表单编号", Code(), "如 附件3。"),
            Column("title", "表单标题", Text(), "印在表单上方。", width=40),
            Column(
                "kind",
                "样式",
                Choice(model.FormKind),
                "评分表：每个对象一页，逐项填写；评分矩阵：每个对象一行，逐项打分；测评票：每个对象一行，选等次。",
            ),
            Column("digits", "评分小数位数", Whole(0, 4), "评分最多几位小数。"),
            Column("reason_required", "扣分须写原因", YesNo(), "评分表里没有得满分的项目是否必须写原因。"),
            Column("total", "满分合计", POINTS, "各项满分应合计多少；填了就核对。", required=False),
            Column("instructions", "填表说明", Text(), "印在表单上方，一行一条。", required=False, width=60),
            note(),
        ),
        ("code",),
    ),
    Table(
        "指标",
        "items",
        model.Item,
        "每种表的评价项目，一行一项。",
        (
            ref("form", "表单", "forms", "属于哪种表。"),
            Column("code", "指标编号", Code(), "同一表单内不重复，如 1.1。"),
            Column("section", "类别", Text(), "一级指标或类别。", required=False, width=18),
            Column("text", "指标", Text(), "评价项目。", width=44),
            Column(
                "kind",
                "填写方式",
                Choice(model.ItemKind),
                "评分：填分数；扣分：填扣分次数；次数：填次数，达到要求得满分，不足按比例；是否：填是或否；等次：选等次；文字：不计分。",
            ),
            Column("full", "满分", POINTS, "文字项留空，其余必填。", required=False),
            Column(
                "unit",
                "每次扣分／要求次数",
                POINTS,
                "扣分项填每次扣几分，次数项填要求的次数，其余留空。",
                required=False,
            ),
            Column("optional", "可填不适用", YesNo(), "填“不适用”的项目不计入满分。"),
            Column("criteria", "评分标准", Text(), "怎样评。", required=False, width=60),
            note(),
        ),
        ("form", "code"),
    ),
)

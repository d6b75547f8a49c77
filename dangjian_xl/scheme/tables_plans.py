"""What is planned: cross-inspection, speaking, written reports, and the stages of the work."""

from __future__ import annotations

from decimal import Decimal

from dangjian_xl.scheme import model
from dangjian_xl.scheme.codecs import Choice, Clock, Code, Day, Number, Share, Text, Whole, YesNo
from dangjian_xl.scheme.columns import Column, Table, note, ref

_PENALTY = Number(Decimal("0.01"), Decimal(100))

PLANS: tuple[Table, ...] = (
    Table(
        "交叉检查安排",
        "visits",
        model.Visit,
        "哪个检查组检查哪个单位。可以自己填，也可以填一部分、用 schedule 命令排出其余的：填好的都保留。",
        (
            ref("rater", "检查组", "raters", "检查组的评价人编号。"),
            ref("target", "被检查单位", "organisations", "被检查的党组织。"),
            Column("day", "日期", Day(), "检查日期。", required=False),
            Column("place", "地点", Text(), "检查地点。", required=False, width=20),
            Column("members", "成员", Text(), "检查组成员。", required=False, width=24),
            note(),
        ),
        ("rater", "target"),
    ),
    Table(
        "交叉检查要求",
        "inspection_rules",
        model.InspectionRule,
        "排交叉检查安排的要求，一个环节一行；不用程序排的留空。",
        (
            ref("component", "评价环节", "components", "哪个环节的交叉检查。"),
            Column("teams", "每单位几个组", Whole(1, 20), "每个单位由几个检查组检查。"),
            Column("first", "最早日期", Day(), "从哪天起可以检查。"),
            Column("last", "最晚日期", Day(), "到哪天为止。"),
            Column("team_daily", "每组每天至多", Whole(1, 20), "一个检查组一天至多检查几个单位。"),
            Column("target_daily", "每单位每天至多", Whole(1, 20), "一个单位一天至多接待几个检查组。"),
            Column("weekends", "周末也检查", YesNo(), "选“否”：星期六、星期日不安排。"),
            note(),
        ),
        ("component",),
        newer=True,
    ),
    Table(
        "检查回避",
        "exclusions",
        model.Exclusion,
        "哪个检查组不检查哪个单位。本组织、上下级、互相检查程序自己避开，不用填。",
        (
            ref("rater", "检查组", "raters", "检查组的评价人编号。"),
            ref("target", "被检查单位", "organisations", "要回避的党组织。"),
            Column("reason", "回避原因", Text(), "如 组长去年从该单位调出。", width=40),
            note(),
        ),
        ("rater", "target"),
        newer=True,
    ),
    Table(
        "上年检查",
        "past_visits",
        model.PastVisit,
        "上年谁检查了谁；今年排安排时尽量避开同样的一对。",
        (
            ref("inspector", "检查单位", "organisations", "检查组所在的党组织。"),
            ref("target", "被检查单位", "organisations", "被检查的党组织。"),
            note(),
        ),
        ("inspector", "target"),
        newer=True,
    ),
    Table(
        "现场述职安排",
        "sessions",
        model.Session,
        "现场述职的场次，一场一行；同一层面有几场的，按顺序接着排。",
        (
            Column("code", "场次编号", Code(), "如 上午场。"),
            ref("tier", "层面", "tiers", "哪个层面的述职人发言。"),
            Column("day", "日期", Day(), "哪一天。"),
            Column("starts", "开始时间", Clock(), "如 14:30。"),
            Column("ends", "结束时间", Clock(), "如 16:30。"),
            Column("minutes", "每人分钟数", Whole(1, 240), "每人发言（含点评）几分钟。"),
            Column("order", "发言顺序", Choice(model.Order), "抽签，或按“党组织”表的顺序。"),
            Column(
                "seed",
                "抽签号",
                Whole(0, 999_999_999),
                "抽签时由程序写在这里；同样的抽签号得出同样的顺序，可以复核。不要自己挑。",
                required=False,
            ),
            Column(
                "break_after",
                "每几人休息",
                Whole(1, 99),
                "每几人之后休息一次；不休息则留空。",
                required=False,
            ),
            Column("break_minutes", "休息分钟数", Whole(1, 120), "每次休息几分钟。", required=False),
            Column("place", "地点", Text(), "会场。", required=False, width=20),
            note(),
        ),
        ("code",),
        newer=True,
    ),
    Table(
        "述职报告要求",
        "report_rules",
        model.ReportRule,
        "对书面述职报告的要求，一个层面一行；不检查报告的层面不填。",
        (
            ref("tier", "层面", "tiers", "哪个层面的报告。"),
            Column(
                "limit", "字数不超过", Whole(100, 100_000), "按 Word 的字数统计；不限则留空。", required=False
            ),
            Column("problems_least", "讲问题至少占", Share(), "如 2/5；不限则留空。", required=False),
            Column("problems_most", "讲问题至多占", Share(), "如 3/5；不限则留空。", required=False),
            Column("results_most", "讲成绩至多占", Share(), "如 1/3；不限则留空。", required=False),
            Column("rectified_first", "先讲上年问题整改", YesNo(), "选“是”：上年问题整改情况须写在最前面。"),
            Column("pdf", "须附盖章PDF", YesNo(), "选“是”：Word 文件旁边要有同名的盖章 PDF。"),
            Column(
                "similar",
                "雷同提醒线（%）",
                Whole(50, 100),
                "和别的单位或上年的报告有一段像到百分之几就提醒；不查则留空。",
                required=False,
            ),
            ref("stage", "工作阶段", "stages", "报告在哪个工作阶段交，以它的截止日期为准。", required=False),
            ref(
                "penalty_kind",
                "减分项目",
                "adjustment_kinds",
                "不合要求要减分的，填“加减分项目”表里的减分项目；只提醒、不减分的留空。",
                required=False,
            ),
            Column("penalty", "每项减几分", _PENALTY, "每一项要求没有做到减几分。", required=False),
            note(),
        ),
        ("tier",),
        newer=True,
    ),
    Table(
        "述职报告结构",
        "report_parts",
        model.ReportPart,
        "报告应有的部分，按先后一行一个。",
        (
            ref("tier", "层面", "tiers", "哪个层面的报告。"),
            Column("name", "部分", Text(), "如 存在问题及整改措施。", width=36),
            Column(
                "kind",
                "性质",
                Choice(model.PartKind),
                "这部分讲的是什么，用来算讲问题、讲成绩各占多少。",
                width=14,
            ),
            Column("required", "必须有", YesNo(), "选“是”：缺了就提醒。"),
            Column(
                "words",
                "标题字样",
                Text(),
                "标题里有其中一个字样就认作这部分，用顿号隔开；留空则看有没有“部分”一栏的名称。",
                required=False,
                width=40,
            ),
            note(),
        ),
        ("tier", "name"),
        newer=True,
    ),
    Table(
        "工作阶段",
        "stages",
        model.Stage,
        "工作分几个阶段，各自的起止日期；“评价环节”“述职报告要求”表里可以引用。",
        (
            Column("code", "阶段编号", Code(), "如 书面述职。"),
            Column("name", "阶段名称", Text(), "如 提交书面述职报告。", width=30),
            Column("starts", "开始日期", Day(), "早于这一天填好的表会提醒；没有则留空。", required=False),
            Column("ends", "截止日期", Day(), "晚于这一天的算迟交。", required=False),
            note(),
        ),
        ("code",),
        newer=True,
    ),
)

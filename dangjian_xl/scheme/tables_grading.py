"""What follows from the scores: the tables of grades, quotas, vetoes, preconditions, adjustments."""

from __future__ import annotations

from dangjian_xl.scheme import model
from dangjian_xl.scheme.codecs import Choice, Code, Share, Text
from dangjian_xl.scheme.columns import PERCENT, POINTS, Column, Table, note, ref

GRADING: tuple[Table, ...] = (
    Table(
        "等次",
        "grades",
        model.Grade,
        "从好到差一行一个等次。等次区间包含下限，不包含上一等次的下限。",
        (
            Column("name", "等次", Code(), "如 好。"),
            Column(
                "lower",
                "下限分",
                POINTS,
                "取整以后的总分达到此分，属于该等次或更好；最后一个等次的下限须为0。",
            ),
            Column("upper", "上限分（不含）", POINTS, "可不填；填了就须等于上一等次的下限。", required=False),
            Column(
                "points",
                "测评票分值",
                POINTS,
                "测评票上该等次的分值，如 100、80、60、40；按与最好等次分值的比例折成百分制，所以最好等次总是得满分。",
                required=False,
            ),
            note(),
        ),
        ("name",),
    ),
    Table(
        "名额",
        "quotas",
        model.Quota,
        "等次的名额限制，如“好”不超过三分之一。几行都要满足：先核对限制范围宽的，再核对窄的；范围相同的，先名额池，再层面，后全校。",
        (
            ref("grade", "等次", "grades", "限制哪个等次。"),
            Column(
                "side",
                "限制方式",
                Choice(model.QuotaSide),
                "该等次及更好的至多占多少，或该等次及更差的至少占多少（更好的名额＝基数－至少人数）。",
                width=20,
            ),
            Column("share", "比例", Share(), "如 1/3 或 15%。"),
            Column(
                "base",
                "计算基数",
                Choice(model.QuotaBase),
                "按本层面、同一名额池或全校的人数计算；没有总分、无法评定的人也算在内。选“全校”的，各层面一起排。",
            ),
            Column(
                "rounding",
                "不足一人时",
                Choice(model.QuotaRounding),
                "名额不是整数时怎样取整。“不超过”一般用舍去，“不少于”一般用进一。",
            ),
            ref(
                "tier",
                "只限层面",
                "tiers",
                "只按这个层面的人数、只管这个层面时填写；都适用则留空。填了不代替别的行。",
                required=False,
            ),
            note(),
        ),
        ("grade", "side", "tier", "base"),
    ),
    Table(
        "否决事项",
        "vetoes",
        model.Veto,
        "发生哪些情形，等次最高只能定到哪一等（一票否决）。",
        (
            Column("code", "事项编号", Code(), "如 F1。"),
            Column("name", "情形", Text(), "具体情形。", width=50),
            ref("max_grade", "最高等次", "grades", "发生后最高可定的等次；一人登记了几件的，按最低的一个。"),
            note(),
        ),
        ("code",),
    ),
    Table(
        "否决登记",
        "veto_records",
        model.VetoRecord,
        "哪个党组织发生了否决事项，一事一行。",
        (
            ref("target", "党组织", "organisations", "述职人所在的党组织。"),
            ref("veto", "否决事项", "vetoes", "发生了哪种情形。"),
            Column("fact", "事实依据", Text(), "时间、文件等依据，会写进理由。", width=50),
            note(),
        ),
        ("target", "veto"),
    ),
    Table(
        "等次前提",
        "preconditions",
        model.Precondition,
        "评为某等次必须达到的条件，如某环节不低于80分、某指标须满分。",
        (
            ref(
                "grade", "等次", "grades", "评为这个等次（或更好）的前提；没有达到的，最高只能定为下一等次。"
            ),
            ref(
                "component",
                "评价环节",
                "components",
                "看哪个环节的得分；权重为0的也可以，只供核对，不计入总分。没有得分的，按没有达到处理。",
            ),
            Column(
                "minimum",
                "至少得分（百分制）",
                PERCENT,
                "该环节（或该指标按百分制）至少多少分；满分填100。取整的，看取整以后的得分。",
                width=20,
            ),
            Column(
                "item",
                "指标",
                Code(),
                "只看某个指标时填指标编号，看整个环节则留空。指标和环节得分一样合成，就像每张表上只有这一个指标。",
                required=False,
            ),
            note(),
        ),
        ("grade", "component", "item"),
    ),
    Table(
        "加减分项目",
        "adjustment_kinds",
        model.AdjustmentKind,
        "允许哪些加分和减分，每人每项累计的上限。",
        (
            Column("code", "项目编号", Code(), "如 J1。"),
            Column("name", "项目", Text(), "加减分的情形。", width=40),
            Column("direction", "方向", Choice(model.Direction), "加分或减分；各算各的，不互相抵消。"),
            Column(
                "cap",
                "累计上限（分）",
                POINTS,
                "每人此项累计最多加（减）多少分；按登记的先后计，超出的不计。",
            ),
            note(),
        ),
        ("code",),
    ),
    Table(
        "加减分登记",
        "adjustments",
        model.Adjustment,
        "逐项登记加减分；同一奖项或事由对同一人，加分只计一次，减分也只计一次。",
        (
            ref("target", "党组织", "organisations", "述职人所在的党组织。"),
            ref("kind", "加减分项目", "adjustment_kinds", "哪个项目。"),
            Column("points", "分值", POINTS, "填正数，方向由项目决定。"),
            Column(
                "award",
                "奖项或事由",
                Text(),
                "同一事由对同一人重复登记的，加分、减分各只计分值最高的一次，不论登记在哪个项目下。同一事由请写得一模一样。",
                width=50,
            ),
            note(),
        ),
        (),
    ),
)

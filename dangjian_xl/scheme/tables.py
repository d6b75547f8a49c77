"""The scheme's vocabulary: every sheet, column, reference and explanation, each declared once.

The workbook (`book`), the text form (`text`) and the cell checks are all read off these declarations.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dangjian_xl.scheme import model
from dangjian_xl.scheme.codecs import Choice, Code, Codec, Day, Number, Share, Text, Whole, YesNo

_PERCENT = Number(Decimal(0), Decimal(100))
# A weight of 0 would leave nothing to share out when the other parts are missing.
_WEIGHT = Number(Decimal("0.01"), Decimal(100))
_POINTS = Number(Decimal(0), Decimal(1000))


_NEEDED = frozenset(
    {"tiers", "organisations", "groups", "raters", "components", "panels", "forms", "items", "grades"}
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the record's field, its Chinese heading, codec, and (`refers`) the table whose key it must be in.

    `width` is in characters of the workbook's column; `help` is shown when the cell is selected.
    """

    field: str
    title: str
    codec: Codec
    help: str
    required: bool = True
    refers: str = ""
    width: int = 12


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: its tab name, the `Scheme` field, the record type, its columns, and which of them make a row unique."""

    sheet: str
    field: str
    record: type
    help: str
    columns: tuple[Column, ...]
    unique: tuple[str, ...]

    @property
    def needed(self) -> bool:
        """Whether a scheme without a row of this table assesses nobody or nothing."""
        return self.field in _NEEDED

    def column(self, field: str) -> Column:
        """The column of a record's field."""
        return next(c for c in self.columns if c.field == field)


def _note() -> Column:
    return Column(
        "note",
        "备注",
        Text(),
        f"说明依据。源文件没有规定、由本表暂定的，写“{model.SAMPLE_MARK}”。",
        required=False,
        width=26,
    )


def _ref(field: str, title: str, refers: str, help_: str, *, required: bool = True) -> Column:
    return Column(field, title, Code(), help_, required, refers, width=14)


#: 基本信息 is a list of fields, one a row, not a table of records.
BASICS_SHEET = "基本信息"
BASICS: tuple[Column, ...] = (
    Column("code", "方案编号", Code(), "每年每个方案一个编号，写进每张表的暗记，用来认出别的年度的表。"),
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
        "从这一步起，每一步的得分都四舍五入。",
    ),
    Column("digits", "保留小数位数", Whole(0, 4), "取整时保留几位小数。"),
    Column(
        "tie_policy",
        "总分相同时",
        Choice(model.TiePolicy),
        "并列，或按“评价环节”表的同分比较顺序比较环节得分。",
    ),
    Column("total_cap", "总分上限", _POINTS, "加分后总分不超过此数；不设上限则留空。", required=False),
)

TABLES: tuple[Table, ...] = (
    Table(
        "层面",
        "tiers",
        model.Tier,
        "考核分几个层面，同一层面的述职人用同样的环节、表单和名额。",
        (
            Column("code", "层面编号", Code(), "如 T1。"),
            Column("name", "层面名称", Text(), "印在表单和结果上，各层面不能同名。", width=40),
            _note(),
        ),
        ("code",),
    ),
    Table(
        "党组织",
        "organisations",
        model.Organisation,
        "全部党组织。参加考核的填“层面”；不参加考核、只作上级的，层面留空。",
        (
            Column("code", "组织编号", Code(), "如 A01。"),
            Column("name", "党组织名称", Text(), "全称。", width=30),
            Column("kind", "类型", Choice(model.OrgKind), "党组织的类型。"),
            _ref("tier", "层面", "tiers", "参加哪个层面的考核；不参加则留空。", required=False),
            Column("pool", "名额池", Text(), "名额按“名额池”计算时，同池的填同样的名字。", required=False),
            _ref("superior", "上级组织", "organisations", "上级党组织的编号。", required=False),
            Column("secretary", "书记", Text(), "书记姓名；没有书记的留空，填副书记。", required=False),
            Column("deputy", "副书记", Text(), "没有书记时由副书记述职。", required=False),
            _note(),
        ),
        ("code",),
    ),
    Table(
        "评价主体",
        "groups",
        model.RaterGroup,
        "哪几类人参加评价。",
        (
            Column("code", "主体编号", Code(), "如 校领导。"),
            Column("name", "主体名称", Text(), "印在表单上。", width=24),
            _note(),
        ),
        ("code",),
    ),
    Table(
        "评价人",
        "raters",
        model.Rater,
        "每个填表的人（或检查组、党总支）一行。",
        (
            Column("code", "评价人编号", Code(), "如 P01。"),
            Column("name", "评价人", Text(), "姓名或代号，印在表单上。", width=24),
            _ref("group", "评价主体", "groups", "属于哪类评价主体。"),
            _ref(
                "organisation",
                "所在组织",
                "organisations",
                "本人所在的党组织；本人不评价自己的组织。",
                required=False,
            ),
            _note(),
        ),
        ("code",),
    ),
    Table(
        "评价环节",
        "components",
        model.Component,
        "每个层面由哪些环节组成，权重合计须为100。",
        (
            Column("code", "环节编号", Code(), "如 T1-书面。"),
            _ref("tier", "层面", "tiers", "属于哪个层面。"),
            Column("name", "环节名称", Text(), "如 书面述职、现场述职、交叉互评。", width=20),
            Column("weight", "权重（%）", _WEIGHT, "同一层面各环节合计须为100。"),
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
            _note(),
        ),
        ("code",),
    ),
    Table(
        "评价安排",
        "panels",
        model.Panel,
        "每个环节由哪些评价主体、用什么表、评哪些对象；同一环节各主体权重合计须为100。",
        (
            _ref("component", "评价环节", "components", "哪个环节。"),
            _ref("group", "评价主体", "groups", "由谁评价。"),
            Column("weight", "权重（%）", _WEIGHT, "同一环节各主体合计须为100。"),
            _ref("form", "表单", "forms", "填什么表。"),
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
            _note(),
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
            Column("total", "满分合计", _POINTS, "各项满分应合计多少；填了就核对。", required=False),
            Column("instructions", "填表说明", Text(), "印在表单上方，一行一条。", required=False, width=60),
            _note(),
        ),
        ("code",),
    ),
    Table(
        "指标",
        "items",
        model.Item,
        "每种表的评价项目，一行一项。",
        (
            _ref("form", "表单", "forms", "属于哪种表。"),
            Column("code", "指标编号", Code(), "同一表单内不重复，如 1.1。"),
            Column("section", "类别", Text(), "一级指标或类别。", required=False, width=18),
            Column("text", "指标", Text(), "评价项目。", width=44),
            Column(
                "kind",
                "填写方式",
                Choice(model.ItemKind),
                "评分：填分数；扣分：填扣分次数；次数：填次数，达到要求得满分，不足按比例；是否：填是或否；等次：选等次；文字：不计分。",
            ),
            Column("full", "满分", _POINTS, "文字项留空，其余必填。", required=False),
            Column(
                "unit",
                "每次扣分／要求次数",
                _POINTS,
                "扣分项填每次扣几分，次数项填要求的次数，其余留空。",
                required=False,
            ),
            Column("optional", "可填不适用", YesNo(), "填“不适用”的项目不计入满分。"),
            Column("criteria", "评分标准", Text(), "怎样评。", required=False, width=60),
            _note(),
        ),
        ("form", "code"),
    ),
    Table(
        "等次",
        "grades",
        model.Grade,
        "从好到差一行一个等次。等次区间包含下限，不包含上一等次的下限。",
        (
            Column("name", "等次", Code(), "如 好。"),
            Column("lower", "下限分", _POINTS, "达到此分属于该等次或更好；最后一个等次的下限须为0。"),
            Column(
                "upper", "上限分（不含）", _POINTS, "可不填；填了就须等于上一等次的下限。", required=False
            ),
            Column(
                "points",
                "测评票分值",
                _POINTS,
                "测评票上该等次折多少分，如 100、80、60、40。",
                required=False,
            ),
            _note(),
        ),
        ("name",),
    ),
    Table(
        "名额",
        "quotas",
        model.Quota,
        "等次的名额限制，如“好”不超过三分之一。",
        (
            _ref("grade", "等次", "grades", "限制哪个等次。"),
            Column(
                "side",
                "限制方式",
                Choice(model.QuotaSide),
                "该等次及更好的至多占多少，或该等次及更差的至少占多少。",
                width=20,
            ),
            Column("share", "比例", Share(), "如 1/3 或 15%。"),
            Column("base", "计算基数", Choice(model.QuotaBase), "按层面、名额池，或按全校人数计算。"),
            Column(
                "rounding",
                "不足一人时",
                Choice(model.QuotaRounding),
                "名额不是整数时怎样取整。“不超过”一般用舍去，“不少于”一般用进一。",
            ),
            _ref("tier", "只限层面", "tiers", "只限某个层面时填写；都适用则留空。", required=False),
            _note(),
        ),
        ("grade", "side", "tier"),
    ),
    Table(
        "否决事项",
        "vetoes",
        model.Veto,
        "发生哪些情形，等次最高只能定到哪一等（一票否决）。",
        (
            Column("code", "事项编号", Code(), "如 F1。"),
            Column("name", "情形", Text(), "具体情形。", width=50),
            _ref("max_grade", "最高等次", "grades", "发生后最高可定的等次。"),
            _note(),
        ),
        ("code",),
    ),
    Table(
        "否决登记",
        "veto_records",
        model.VetoRecord,
        "哪个党组织发生了否决事项，一事一行。",
        (
            _ref("target", "党组织", "organisations", "述职人所在的党组织。"),
            _ref("veto", "否决事项", "vetoes", "发生了哪种情形。"),
            Column("fact", "事实依据", Text(), "时间、文件等依据，会写进理由。", width=50),
            _note(),
        ),
        ("target", "veto"),
    ),
    Table(
        "等次前提",
        "preconditions",
        model.Precondition,
        "评为某等次必须达到的条件，如某环节不低于80分、某指标须满分。",
        (
            _ref("grade", "等次", "grades", "评为这个等次（或更好）的前提。"),
            _ref("component", "评价环节", "components", "看哪个环节的得分。"),
            Column(
                "minimum",
                "至少得分（百分制）",
                _PERCENT,
                "该环节（或该指标按百分制）至少多少分；满分填100。",
                width=20,
            ),
            Column(
                "item",
                "指标",
                Code(),
                "只看该环节表单里的某个指标时填指标编号；看整个环节则留空。",
                required=False,
            ),
            _note(),
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
            Column("direction", "方向", Choice(model.Direction), "加分或减分。"),
            Column("cap", "累计上限（分）", _POINTS, "每人此项累计最多加（减）多少分。"),
            _note(),
        ),
        ("code",),
    ),
    Table(
        "加减分登记",
        "adjustments",
        model.Adjustment,
        "逐项登记加减分；同一奖项或事由对同一人只计一次。",
        (
            _ref("target", "党组织", "organisations", "述职人所在的党组织。"),
            _ref("kind", "加减分项目", "adjustment_kinds", "哪个项目。"),
            Column("points", "分值", _POINTS, "填正数，方向由项目决定。"),
            Column("award", "奖项或事由", Text(), "同一事由重复登记时只计分值最高的一次。", width=50),
            _note(),
        ),
        (),
    ),
    Table(
        "交叉检查安排",
        "visits",
        model.Visit,
        "哪个检查组检查哪个单位。",
        (
            _ref("rater", "检查组", "raters", "检查组的评价人编号。"),
            _ref("target", "被检查单位", "organisations", "被检查的党组织。"),
            Column("day", "日期", Day(), "检查日期。", required=False),
            Column("place", "地点", Text(), "检查地点。", required=False, width=20),
            Column("members", "成员", Text(), "检查组成员。", required=False, width=24),
            _note(),
        ),
        ("rater", "target"),
    ),
)


def table(field: str) -> Table:
    """The table that holds a `Scheme` field."""
    return next(t for t in TABLES if t.field == field)


def key_field(field: str) -> str:
    """The column that references into this table name: its code, or a grade's name."""
    return "name" if field == "grades" else "code"

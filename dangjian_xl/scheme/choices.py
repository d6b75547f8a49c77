"""The choices that a scheme offers in its drop-downs; a member's value is the Chinese text that staff see."""

from __future__ import annotations

from enum import StrEnum


class RoundingStage(StrEnum):
    """The first stage whose result is rounded; every later stage is rounded too."""

    GROUP = "主体得分起"
    COMPONENT = "环节得分起"
    TOTAL = "只取总分"


class TiePolicy(StrEnum):
    """What parts two equal totals: nothing, or component scores in the order that the components declare."""

    SHARE = "并列"
    COMPONENTS = "比较环节得分"


class OrgKind(StrEnum):
    """Kinds of party organisation (docs/sources.md); the last is for a superior that is not assessed itself."""

    COMMITTEE = "党委"
    SECONDARY = "二级党委"
    GENERAL = "党总支"
    DIRECT = "直属党支部"
    BRANCH = "党支部"


class MissingPolicy(StrEnum):
    """What happens to a target for which a whole rater group or component returned nothing."""

    REFUSE = "不予计算"
    RENORMALISE = "按权重折算"
    FLAG = "折算并提请研究"


class Scope(StrEnum):
    """Which targets of the component's tier a rater of the group fills in forms about.

    The own organisation only where the scope names it: for a self-assessment, or for a list of one's own people.
    """

    ALL = "全部对象"
    SUBORDINATES = "所辖组织"
    VISITS = "按检查安排"
    SELF = "本组织"
    FAMILY = "本组织及所辖"


class Aggregation(StrEnum):
    """How the forms of one rater group for one target become one score."""

    MEAN = "平均"
    TRIMMED = "去最高最低后平均"
    MEDIAN = "中位数"


class FormKind(StrEnum):
    """What a form looks like; see `forms.kinds`."""

    SCORE_SHEET = "评分表"
    MATRIX = "评分矩阵"
    BALLOT = "测评票"
    TALLY = "计票表"
    CHECKLIST = "指标清单"
    SUMMARY = "情况汇总表"
    COMMENTS = "点评意见表"
    REVIEW = "报告评阅表"
    ROSTER = "名册"


class ItemKind(StrEnum):
    """What is filled in for an item, and so how it becomes points."""

    POINTS = "评分"
    DEDUCTION = "扣分"
    COUNT = "次数"
    YES_NO = "是否"
    GRADE = "等次"
    TEXT = "文字"


class QuotaSide(StrEnum):
    """Which side of a grade a quota limits."""

    AT_MOST = "该等次及以上至多"
    AT_LEAST_BELOW = "该等次及以下至少"


class QuotaBase(StrEnum):
    """Whose number the share is taken of."""

    TIER = "层面"
    POOL = "名额池"
    COLLEGE = "全校"


class QuotaRounding(StrEnum):
    """How share x base becomes a whole number of places."""

    FLOOR = "舍去"
    CEIL = "进一"
    HALF_UP = "四舍五入"


class Direction(StrEnum):
    """Whether an adjustment adds or takes away."""

    BONUS = "加分"
    PENALTY = "减分"


class Level(StrEnum):
    """Who runs a component: the college, or each superior organisation for its own branches by a scheme cut out for it."""

    COLLEGE = "学校"
    UNIT = "所在党总支"


class Incomplete(StrEnum):
    """What a blank answer does to a form that has come back."""

    RETURN = "退回修改"
    VOID = "整张无效"
    ABSTAIN = "按弃权计"


class Order(StrEnum):
    """In which order people speak."""

    LOT = "抽签"
    LISTED = "按党组织表"


class PartKind(StrEnum):
    """What a part of a written report is about, for the shares that are asked for."""

    RESULTS = "成绩"
    PROBLEMS = "问题"
    RECTIFIED = "上年问题整改"
    PLAN = "计划"
    OTHER = "其他"


class SettingName(StrEnum):
    """What the sheet 审定和公文 settles, one a row; `scheme.settings` says what each is by default."""

    OVER_QUOTA = "审定可超名额"
    OVER_LIMIT = "审定可突破否决和前提"
    MASTHEAD = "红头"
    NUMBER = "发文字号"
    TITLE = "通报标题"
    ADDRESSEES = "主送机关"
    SIGNED = "署名"
    DATED = "成文日期"
    MEETING = "审定会议"
    COPIED = "抄送"
    PRINTED = "印发日期"
    NAMED = "公布姓名的等次"
    SCORES = "附表列出总分"
    OPENING = "通报开头"
    CLOSING = "通报要求"
    FEEDBACK_NOTE = "反馈表说明"
    TALK_GRADES = "约谈的等次"
    TALK_BY = "约谈截止日期"
    MEND_BY = "整改截止日期"
    STALLED_DAYS = "几天没有进展算停滞"
    BODY_FONT = "正文字体"
    TITLE_FONT = "标题字体"
    FIRST_FONT = "一级标题字体"
    SECOND_FONT = "二级标题字体"
    BODY_SIZE = "正文字号（磅）"
    TITLE_SIZE = "标题字号（磅）"
    PITCH = "行距（磅）"
    TOP = "上边距（毫米）"
    BOTTOM = "下边距（毫米）"
    LEFT = "左边距（毫米）"
    RIGHT = "右边距（毫米）"

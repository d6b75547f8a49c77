"""Which fields each paper's template may use: their names, what they mean, an example (docs/公文模板.md lists them all)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from dangjian_xl.papers.field import GRADE, NUMBER, ORGANISATION, PERSON, POST, TEXT, TIER, Field
from dangjian_xl.papers.fields_circulars import PROGRESS, RESULT


class Paper(StrEnum):
    """The papers; a member's value is its template's name without the ending."""

    CIRCULAR = "通报"
    FEEDBACK = "反馈表"
    ARCHIVE = "归档表"
    TALKS = "约谈名单"
    PROGRESS = "整改情况通报"

    @property
    def file(self) -> str:
        """The template's file name."""
        return f"{self.value}.docx"


#: Which papers a step makes, and which of them are laid out by the standard for official documents.
OF_REPORT = (Paper.CIRCULAR, Paper.FEEDBACK, Paper.ARCHIVE, Paper.TALKS)
OF_RECTIFICATION = (Paper.PROGRESS,)
CIRCULARS = (Paper.CIRCULAR, Paper.PROGRESS)

_SIGNED = Field("署名", "signed", "方案“审定和公文”表的“署名”", "某某学院党委组织部")
_DATED = Field("日期", "dated", "成文日期；没有填的是留空手写的年月日", "2023年1月10日")
_TITLE = Field("标题", "title", "标题", "2022年度党组织书记述职评议考核结果反馈表")

_SCORES = (
    Field("名称", "name", "评价环节；总分一行是“总分”", "现场述职"),
    Field("权重", "weight", "环节的权重；总分一行没有", "40%"),
    Field("得分", "score", "按方案取整的得分；没有的是—", "91.50"),
    Field("平均", "mean", "本层面的平均；有得分的不足5人的是—", "88.20"),
    Field("范围", "span", "本层面的最低～最高；有得分的不足8人的是—", "75.00～93.00"),
)

FIELDS: Mapping[Paper, tuple[Field, ...]] = {
    Paper.CIRCULAR: RESULT,
    Paper.PROGRESS: PROGRESS,
    Paper.FEEDBACK: (
        _TITLE,
        ORGANISATION,
        PERSON,
        POST,
        TIER,
        Field("得分", "scores", "各评价环节，一个环节一行", rows=_SCORES),
        Field("加减分", "adjustments", "加减分合计；没有登记加减分的是空的", "+2"),
        Field("总分", "total", "总分这一行，写成 总分.得分", rows=_SCORES),
        Field("不比较", "not_compared", "为什么没有平均或范围；都有的是空的", "本层面有得分的不足5人的……"),
        GRADE,
        Field(
            "评语",
            "said",
            "评价人写的意见，一个评价主体在一个环节里一行",
            rows=(
                Field("环节", "component", "评价环节", "现场述职"),
                Field("主体", "group", "评价主体", "党员代表"),
                Field("说明", "note", "没有列出的，为什么", "不足5人，不列出"),
                Field(
                    "意见",
                    "said",
                    "写了什么，按内容排，一句一行",
                    rows=(
                        Field("项目", "item", "写在哪一项", "备注"),
                        Field(TEXT, "text", "写了什么", "品牌建设有思路，请再提炼。"),
                        Field("次数", "times", "写了几次", "2"),
                    ),
                ),
            ),
        ),
        Field(
            "问题",
            "problems",
            "需要整改的问题，一个一行",
            rows=(
                NUMBER,
                Field("编号", "code", "问题编号", "A01-1"),
                Field(TEXT, "text", "问题", "理论学习结合业务不够"),
                Field("来源", "source", "问题来源", "述职报告"),
                Field("依据", "detail", "来源的说明，可能是空的", "“理论学习”平均扣3.20分"),
            ),
        ),
        Field("说明", "note", "方案“审定和公文”表的“反馈表说明”", "对等次和分数有不同意见的……"),
        _SIGNED,
        _DATED,
    ),
    Paper.ARCHIVE: (
        Field("标题", "title", "标题", "2022年度党组织书记述职评议考核登记表"),
        Field("学校", "college", "学校名称", "某某学院"),
        ORGANISATION,
        PERSON,
        POST,
        Field("年度", "year", "考核年度", "2022年度"),
        TIER,
        Field("考核方式", "how", "各评价环节和权重", "现场述职（40%）、交叉互评（60%）"),
        Field("总分", "total", "总分；没有的是—", "91.50"),
        GRADE,
        Field(
            "党委意见", "opinion", "审定的话", "经学校党委审定，书记甲同志2022年度述职评议考核等次为“好”。"
        ),
        _DATED,
    ),
    Paper.TALKS: (
        Field("标题", "title", "标题", "2022年度党组织书记述职评议考核约谈名单"),
        Field("约谈期限", "talk_by", "没有填的是留空手写的年月日", "2023年2月28日"),
        Field("整改期限", "mend_by", "没有填的是留空手写的年月日", "2023年6月30日"),
        Field(
            "名单",
            "rows",
            "要约谈的人，一人一行",
            rows=(
                NUMBER,
                ORGANISATION,
                Field("姓名", "person", "姓名和职务", "书记甲（书记）"),
                GRADE,
                Field("问题", "problems", "前5个问题，一个一行", "1. 理论学习结合业务不够"),
            ),
        ),
        Field(
            "没有人", "nobody", "没有人要约谈时的一句话；有人的是空的", "没有评为“一般”“差”的，不需要约谈。"
        ),
        _SIGNED,
        _DATED,
    ),
}

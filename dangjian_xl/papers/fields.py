"""Which fields each paper's template may use: their names, what they mean, an example (docs/公文模板.md lists them all)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

#: What templates see: texts, numbers, truth values, and rows of these.
Value: TypeAlias = "str | int | bool | dict[str, Value] | list[dict[str, Value]]"


class Paper(StrEnum):
    """The papers; a member's value is its template's name without the ending."""

    CIRCULAR = "通报"
    FEEDBACK = "反馈表"
    ARCHIVE = "归档表"
    TALKS = "约谈名单"

    @property
    def file(self) -> str:
        """The template's file name."""
        return f"{self.value}.docx"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in templates, the record's attribute, what it means, an example; `rows`: the fields of each row."""

    name: str
    attribute: str
    meaning: str
    example: str = ""
    rows: tuple[Field, ...] = ()


_ORGANISATION = Field("党组织", "organisation", "党组织名称", "甲学院党总支")
_PERSON = Field("姓名", "person", "述职人姓名", "书记甲")
_POST = Field("职务", "post", "书记，没有书记的是副书记", "书记")
_TIER = Field("层面", "tier", "层面名称", "招生学院")
_GRADE = Field("等次", "grade", "审定等次", "好")
_NUMBER = Field("序号", "number", "从1起的编号", "1")
_SIGNED = Field("署名", "signed", "方案“审定和公文”表的“署名”", "某某学院党委组织部")
_DATED = Field("日期", "dated", "成文日期；没有填的是留空手写的年月日", "2023年1月10日")
_TITLE = Field("标题", "title", "标题", "2022年度党组织书记述职评议考核结果反馈表")
_TEXT = "文字"

_SCORES = (
    Field("名称", "name", "评价环节；总分一行是“总分”", "现场述职"),
    Field("权重", "weight", "环节的权重；总分一行没有", "40%"),
    Field("得分", "score", "按方案取整的得分；没有的是—", "91.50"),
    Field("平均", "mean", "本层面的平均；有得分的不足3人的是—", "88.20"),
    Field("范围", "span", "本层面的最低～最高；有得分的不足3人的是—", "75.00～93.00"),
)

FIELDS: Mapping[Paper, tuple[Field, ...]] = {
    Paper.CIRCULAR: (
        Field("红头", "head", "发文机关标志；不印红头的是空的", "某某学院党委组织部文件"),
        Field("发文字号", "number", "没有填的是空的", "组通〔2023〕1号"),
        Field("标题", "title", "通报标题，长的已经分好行", "关于2022年度党组织书记述职评议考核结果的通报"),
        Field("主送机关", "addressees", "不带冒号", "各党总支、直属党支部"),
        Field(
            "正文",
            "passages",
            "正文各段，一段一行",
            rows=(
                Field("级", "level", "1是一级标题，2是带文字的二级标题，0是一般段落", "2"),
                Field("标题", "heading", "标题，一般段落没有", "（一）招生学院。"),
                Field(_TEXT, "text", "标题后面的话，一级标题没有", "参加考核9人，其中“好”3人。"),
            ),
        ),
        Field("附件", "annex", "附件名称；没有人要公布的是空的", "2022年度党组织书记述职评议考核等次名单"),
        Field(
            "附件标题", "annex_title", "附件名称，长的已经分好行", "2022年度党组织书记述职评议考核等次名单"
        ),
        _SIGNED,
        _DATED,
        Field("列出总分", "scores", "方案定了附表列出总分的是真", "真"),
        Field(
            "附表",
            "tables",
            "附件里的表，一个层面一行；没有人要公布的层面没有",
            rows=(
                _TIER,
                Field("人数", "people", "表里有几人", "9"),
                Field(
                    "名单",
                    "rows",
                    "表里的人，一人一行",
                    rows=(
                        _NUMBER,
                        _ORGANISATION,
                        _PERSON,
                        _POST,
                        Field("总分", "total", "不列出总分的是空的", "91.50"),
                        _GRADE,
                    ),
                ),
            ),
        ),
        Field("版记", "imprint", "填了红头、抄送或印发日期的是真", "真"),
        Field("抄送", "copied", "没有填的是空的", "校纪委，党委宣传部"),
        Field("印发机关", "printer", "同署名", "某某学院党委组织部"),
        Field("印发日期", "printed", "没有填的同成文日期", "2023年1月11日"),
    ),
    Paper.FEEDBACK: (
        _TITLE,
        _ORGANISATION,
        _PERSON,
        _POST,
        _TIER,
        Field("得分", "scores", "各评价环节，一个环节一行", rows=_SCORES),
        Field("加减分", "adjustments", "加减分合计；没有登记加减分的是空的", "+2"),
        Field("总分", "total", "总分这一行，写成 总分.得分", rows=_SCORES),
        Field("不比较", "not_compared", "为什么没有平均和范围；都有的是空的", "本层面有得分的不足3人的……"),
        _GRADE,
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
                        Field(_TEXT, "text", "写了什么", "品牌建设有思路，请再提炼。"),
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
                _NUMBER,
                Field("编号", "code", "问题编号", "A01-1"),
                Field(_TEXT, "text", "问题", "理论学习结合业务不够"),
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
        _ORGANISATION,
        _PERSON,
        _POST,
        Field("年度", "year", "考核年度", "2022年度"),
        _TIER,
        Field("考核方式", "how", "各评价环节和权重", "现场述职（40%）、交叉互评（60%）"),
        Field("总分", "total", "总分；没有的是—", "91.50"),
        _GRADE,
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
                _NUMBER,
                _ORGANISATION,
                Field("姓名", "person", "姓名和职务", "书记甲（书记）"),
                _GRADE,
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


def values(fields: Sequence[Field], record: object) -> dict[str, Value]:
    """A record under the names that templates use."""
    return {field.name: _value(field, getattr(record, field.attribute)) for field in fields}


def _value(field: Field, value: object) -> Value:
    if not field.rows:
        return value if isinstance(value, (bool, int)) else str(value)
    if isinstance(value, tuple):
        return [values(field.rows, row) for row in value]
    return values(field.rows, value)

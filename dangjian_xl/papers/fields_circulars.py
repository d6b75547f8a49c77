"""Which fields the circulars' templates may use."""

from __future__ import annotations

from dangjian_xl.papers.field import GRADE, NUMBER, ORGANISATION, PERSON, POST, TEXT, TIER, Field

_HEAD = Field("红头", "frame.head", "发文机关标志；不印红头的是空的", "某某学院党委组织部文件")
_ADDRESSEES = Field("主送机关", "frame.addressees", "不带冒号", "各党总支、直属党支部")
_SIGNED = Field("署名", "frame.signed", "方案“审定和公文”表的“署名”", "某某学院党委组织部")
_IMPRINT = (
    Field("版记", "frame.imprint", "填了红头、抄送或印发日期的是真", "真"),
    Field("抄送", "frame.copied", "没有填的是空的", "校纪委，党委宣传部"),
    Field("印发机关", "frame.printer", "同署名", "某某学院党委组织部"),
)


def _passages(heading: str, text: str) -> Field:
    """The paragraphs, with examples of a heading and of a text."""
    return Field(
        "正文",
        "passages",
        "正文各段，一段一行",
        rows=(
            Field("级", "level", "1是一级标题，2是带文字的二级标题，0是一般段落", "2"),
            Field("标题", "heading", "标题，一般段落没有", heading),
            Field(TEXT, "text", "标题后面的话，一级标题没有", text),
        ),
    )


RESULT = (
    _HEAD,
    Field("发文字号", "frame.number", "没有填的是空的", "组通〔2023〕1号"),
    Field("标题", "frame.title", "通报标题，长的已经分好行", "关于2022年度党组织书记述职评议考核结果的通报"),
    _ADDRESSEES,
    _passages("（一）招生学院。", "参加考核9人，其中“好”3人。"),
    Field("附件", "annex", "附件名称；没有人要公布的是空的", "2022年度党组织书记述职评议考核等次名单"),
    Field("附件标题", "annex_title", "附件名称，长的已经分好行", "2022年度党组织书记述职评议考核等次名单"),
    _SIGNED,
    Field("日期", "frame.dated", "成文日期；没有填的是留空手写的年月日", "2023年1月10日"),
    Field("列出总分", "scores", "方案定了附表列出总分的是真", "真"),
    Field(
        "附表",
        "tables",
        "附件里的表，一个层面一行；没有人要公布的层面没有",
        rows=(
            TIER,
            Field("人数", "people", "表里有几人", "9"),
            Field(
                "名单",
                "rows",
                "表里的人，一人一行",
                rows=(
                    NUMBER,
                    ORGANISATION,
                    PERSON,
                    POST,
                    Field("总分", "total", "不列出总分的是空的", "91.50"),
                    GRADE,
                ),
            ),
        ),
    ),
    *_IMPRINT,
    Field("印发日期", "frame.printed", "没有填的同成文日期", "2023年1月11日"),
)

_MARK = Field("标识", "mark", "附件的标识，只有一个附件的没有数字", "附件1")
_ANNEX_NAME = "附件名称，长的已经分好行"
_NOTE = Field("注", "note", "表下面的说明，可能是空的", "“不明”的，不知道整改到哪一步。")
_UNIT = (
    Field("序号", "number", "从1起的编号；合计一行是空的", "1"),
    Field("党组织", "organisation", "党组织名称；合计一行是“合计”", "甲学院党总支"),
    Field("清单", "came", "已交、待改、待定（交回几份不同的）、未交；合计一行是空的", "已交"),
    Field("问题数", "problems", "问题个数", "5"),
    Field("已完成", "done", "其中几个", "2"),
    Field("整改中", "running", "其中几个", "1"),
    Field("未开始", "not_begun", "其中几个", "1"),
    Field("长期坚持", "lasting", "其中几个需长期坚持", "1"),
    Field("不明", "unknown", "清单没有交回能用的，有几个问题", "0"),
    Field("逾期", "overdue", "问题里面几个逾期", "1"),
    Field("停滞", "stalled", "问题里面几个停滞", "0"),
)

PROGRESS = (
    _HEAD,
    Field("发文字号", "frame.number", "留空手写；方案没有填红头和发文字号的是空的", "　　〔2023〕　　号"),
    Field(
        "标题",
        "frame.title",
        "通报标题，长的已经分好行",
        "关于2022年度党组织书记述职评议考核整改进展情况的通报",
    ),
    _ADDRESSEES,
    _passages("（一）逾期情况。", "过了完成时限还没有完成的有2个……"),
    Field("附件", "annexes", "各附件的名称，一个一行", "1. 各党组织整改进展情况"),
    _SIGNED,
    Field("日期", "frame.dated", "统计到哪一天", "2023年4月1日"),
    Field(
        "进展表",
        "units",
        "各党组织的进展，写成 进展表.标题",
        rows=(
            _MARK,
            Field("标题", "title", _ANNEX_NAME, "各党组织整改进展情况"),
            Field("各党组织", "rows", "一个党组织一行", rows=_UNIT),
            Field("合计", "whole", "合计一行，写成 进展表.合计.问题数", rows=_UNIT),
            _NOTE,
        ),
    ),
    Field(
        "问题表",
        "named",
        "逐个列出问题的附件，一个一行：逾期的、停滞的；没有这样的问题就没有",
        rows=(
            _MARK,
            Field("标题", "title", _ANNEX_NAME, "逾期问题清单"),
            Field("天数", "days", "天数一栏的栏名", "逾期天数"),
            Field(
                "问题",
                "rows",
                "一个问题一行",
                rows=(
                    NUMBER,
                    ORGANISATION,
                    Field("编号", "code", "问题编号", "A01-1"),
                    Field(TEXT, "text", "问题，长的只有前面一部分", "理论学习结合业务不够"),
                    Field("责任人", "person", "没有写的是—", "张三"),
                    Field("时限", "due", "完成时限，年和月日分两行；没有的是—", "2023年3月31日"),
                    Field("状态", "standing", "单位选的状态；清单没有交回能用的是“不明”", "整改中"),
                    Field("天数", "days", "逾期的天数，停滞的是没有新进展的天数", "1"),
                ),
            ),
            _NOTE,
        ),
    ),
    *_IMPRINT,
    Field("印发日期", "frame.printed", "同日期", "2023年4月1日"),
)

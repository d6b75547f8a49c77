"""Schemes for tests: a small sound one that fills every table, and any that can be written down."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from dangjian_xl.scheme.codecs import Choice, Clock, Code, Day, Number, Share, Text, Whole, YesNo, plain
from dangjian_xl.scheme.columns import Column, Table
from dangjian_xl.scheme.model import Basics, Scheme
from dangjian_xl.scheme.tables import BASICS, TABLES, key_field
from dangjian_xl.scheme.text import read_text

SMALL_TEXT = """
## 基本信息
| 项目 | 内容 |
| --- | --- |
| 方案编号 | X-2024 |
| 考核名称 | 2024年度书记述职评议考核 & 小样 |
| 学校 | 某某学院 |
| 组织部门 | 党委组织部 |
| 考核年度 | 2024 |
| 开始日期 | 2024-12-01 |
| 结束日期 | 2024-12-31 |
| 从哪一步起取整 | 环节得分起 |
| 保留小数位数 | 2 |
| 总分相同时 | 比较环节得分 |
| 总分上限 | 100.5 |

## 层面
| 层面编号 | 层面名称 | 备注 |
| --- | --- | --- |
| T1 | 党总支书记 | |
| T2 | 党支部书记 | 示例，须经党委审定 |

## 党组织
| 组织编号 | 党组织名称 | 类型 | 层面 | 名额池 | 上级组织 | 书记 | 副书记 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
| W | 学院党委 | 党委 | | | | | | |
| A1 | 甲党总支 | 党总支 | T1 | 教学 | W | 张三 | | |
| A2 | 乙党总支 | 党总支 | T1 | 教学 | W | | 李四 | 由副书记述职 |
| 1.1 | 甲第一支部 | 党支部 | T2 | 支部 | A1 | 王五 | | |
| 1.10 | 甲第二支部 | 党支部 | T2 | 支部 | A1 | 赵六 | | |
| B1 | 乙第一支部 | 党支部 | T2 | 支部 | A2 | 钱七 | | |

## 评价主体
| 主体编号 | 主体名称 | 备注 |
| --- | --- | --- |
| 领导 | 校领导 | |
| 总支 | 所在党总支 | |
| 检查组 | 交叉检查组 | |

## 评价人
| 评价人编号 | 评价人 | 评价主体 | 所在组织 | 备注 |
| --- | --- | --- | --- | --- |
| L1 | 领导一 | 领导 | | |
| L2 | 领导二 | 领导 | | |
| Z1 | 甲党总支 | 总支 | A1 | |
| Z2 | 乙党总支 | 总支 | A2 | |
| J1 | 第一组 | 检查组 | 1.1 | |
| J2 | 第二组 | 检查组 | | |

## 评价环节
| 环节编号 | 层面 | 环节名称 | 权重（%） | 缺评处理 | 截止日期 | 同分比较顺序 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| T1-现场 | T1 | 现场述职 | 66.6667 | 折算并提请研究 | 2024-12-20 | 1 | |
| T1-互评 | T1 | 交叉互评 | 33.3333 | 按权重折算 | | 2 | |
| T2-考评 | T2 | 党总支考评 | 100 | 不予计算 | 2024-12-31 | 1 | |

## 评价安排
| 评价环节 | 评价主体 | 权重（%） | 表单 | 评价范围 | 合成方法 | 多于几张才去高低 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| T1-现场 | 领导 | 100 | 测评票 | 全部对象 | 去最高最低后平均 | 5 | |
| T1-互评 | 检查组 | 100 | 检查表 | 按检查安排 | 平均 | | |
| T2-考评 | 总支 | 60 | 检查表 | 所辖组织 | 平均 | | |
| T2-考评 | 领导 | 40 | 打分表 | 全部对象 | 中位数 | | |

## 表单
| 表单编号 | 表单标题 | 样式 | 评分小数位数 | 扣分须写原因 | 满分合计 | 填表说明 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| 测评票 | 现场测评票 | 测评票 | 0 | 否 | 100 | 请独立填写。<br>不记名。 | |
| 检查表 | 党建工作检查评分表 | 评分表 | 1 | 是 | 100 | | |
| 打分表 | 党支部工作打分表 | 评分矩阵 | 2 | 否 | | | |

## 指标
| 表单 | 指标编号 | 类别 | 指标 | 填写方式 | 满分 | 每次扣分／要求次数 | 可填不适用 | 评分标准 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 测评票 | 1 | | 综合评价 | 等次 | 100 | | 否 | | |
| 检查表 | 1.1 | 组织生活 | 召开党员大会 | 次数 | 40 | 4 | 否 | 每季度至少一次 | |
| 检查表 | 1.10 | 组织生活 | 按期换届 | 是否 | 10 | | 是 | | |
| 检查表 | 2 | 队伍建设 | 违反程序 | 扣分 | 19.5 | 0.5 | 否 | | |
| 检查表 | 3 | 特色 | 工作特色 | 评分 | 30.5 | | 否 | =不是公式 | |
| 检查表 | 4 | | 存在问题 | 文字 | | | 否 | | |
| 打分表 | 1 | | 总体评价 | 评分 | 100 | | 否 | | |

## 等次
| 等次 | 下限分 | 上限分（不含） | 测评票分值 | 备注 |
| --- | --- | --- | --- | --- |
| 好 | 90 | | 100 | |
| 较好 | 75.5 | 90 | 80 | |
| 一般 | 60 | | 60 | |
| 差 | 0 | | 40 | |

## 名额
| 等次 | 限制方式 | 比例 | 计算基数 | 不足一人时 | 只限层面 | 备注 |
| --- | --- | --- | --- | --- | --- | --- |
| 好 | 该等次及以上至多 | 1/2 | 层面 | 舍去 | T1 | |
| 好 | 该等次及以上至多 | 34% | 名额池 | 四舍五入 | T2 | |
| 一般 | 该等次及以下至少 | 1/10 | 全校 | 进一 | | |

## 否决事项
| 事项编号 | 情形 | 最高等次 | 备注 |
| --- | --- | --- | --- |
| F1 | 受党纪处分 | 一般 | |

## 否决登记
| 党组织 | 否决事项 | 事实依据 | 备注 |
| --- | --- | --- | --- |
| 1.10 | F1 | 2024年3月处分决定 | |

## 等次前提
| 等次 | 评价环节 | 至少得分（百分制） | 指标 | 备注 |
| --- | --- | --- | --- | --- |
| 好 | T1-互评 | 80 | | |
| 好 | T1-互评 | 100 | 1.10 | |

## 加减分项目
| 项目编号 | 项目 | 方向 | 累计上限（分） | 备注 |
| --- | --- | --- | --- | --- |
| J1 | 省级以上表彰 | 加分 | 3 | |
| J2 | 通报批评 | 减分 | 5 | |

## 加减分登记
| 党组织 | 加减分项目 | 分值 | 奖项或事由 | 备注 |
| --- | --- | --- | --- | --- |
| A1 | J1 | 1.5 | 样板支部 | |

## 交叉检查安排
| 检查组 | 被检查单位 | 日期 | 地点 | 成员 | 备注 |
| --- | --- | --- | --- | --- | --- |
| J2 | A1 | 2024-12-05 | 图书馆 | 周八、吴九 | |
| J2 | A2 | | | | |

## 交叉检查要求
| 评价环节 | 每单位几个组 | 最早日期 | 最晚日期 | 每组每天至多 | 每单位每天至多 | 周末也检查 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- |
| T1-互评 | 1 | 2024-12-02 | 2024-12-06 | 2 | 1 | 否 | |

## 检查回避
| 检查组 | 被检查单位 | 回避原因 | 备注 |
| --- | --- | --- | --- |
| J1 | A2 | 组长从该单位调出 | |

## 上年检查
| 检查单位 | 被检查单位 | 备注 |
| --- | --- | --- |
| 1.1 | A2 | |

## 现场述职安排
| 场次编号 | 层面 | 日期 | 开始时间 | 结束时间 | 每人分钟数 | 发言顺序 | 抽签号 | 每几人休息 | 休息分钟数 | 地点 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| 下午场 | T1 | 2024-12-10 | 14:30 | 16:30 | 8 | 抽签 | 20241209 | 6 | 10 | 图书馆报告厅 | |

## 述职报告要求
| 层面 | 字数不超过 | 讲问题至少占 | 讲问题至多占 | 讲成绩至多占 | 先讲上年问题整改 | 须附盖章PDF | 雷同提醒线（%） | 工作阶段 | 减分项目 | 每项减几分 | 备注 |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
| T1 | 2000 | 2/5 | 3/5 | 1/3 | 是 | 是 | 80 | 写报告 | J2 | 0.5 | |

## 述职报告结构
| 层面 | 部分 | 性质 | 必须有 | 标题字样 | 备注 |
| --- | --- | --- | --- | --- | --- |
| T1 | 上年问题整改情况 | 上年问题整改 | 是 | 上年、整改情况 | |
| T1 | 主要成绩 | 成绩 | 是 | | |
| T1 | 存在问题 | 问题 | 是 | 问题、不足 | |

## 工作阶段
| 阶段编号 | 阶段名称 | 开始日期 | 截止日期 | 备注 |
| --- | --- | --- | --- | --- |
| 写报告 | 提交书面述职报告 | 2024-12-01 | 2024-12-08 | |

## 审定和公文
| 项目 | 内容 | 备注 |
| --- | --- | --- |
| 发文字号 | 组通〔2025〕1号 | |
| 成文日期 | 2025-01-10 | |
| 公布姓名的等次 | | 空着＝全部 |

## 上年度问题
| 问题编号 | 党组织 | 问题 | 来源 | 上年度整改情况 | 备注 |
| --- | --- | --- | --- | --- | --- |
| A1-1 | A1 | 党员教育形式单一 | 述职报告 | 已订计划，没有落实 | |
"""


def small() -> Scheme:
    """A sound scheme with two tiers and records in every table."""
    parsed = read_text(SMALL_TEXT)
    if parsed.scheme is None:
        raise ValueError([finding.message for finding in parsed.findings])
    return parsed.scheme


_CHARACTERS = "党支部书记甲乙丙 　Aa019.-·（）“”；，\n&<>\"'|\\=+@#"
_TEXTS = st.text(_CHARACTERS, max_size=12).map(str.strip)
_CODES = st.text("党支甲乙Ab019.-·", min_size=1, max_size=8)


@st.composite
def schemes(draw: st.DrawFn) -> Scheme:
    """Any scheme whose cells can be read and whose references are found; it need not make sense otherwise."""
    basics = Basics(**{c.field: draw(_values(c, {})) for c in BASICS})
    named = [t for t in TABLES if t.unique == (key_field(t.field),)]
    keys = {t.field: draw(st.lists(_CODES, max_size=3, unique=True)) for t in named}
    return Scheme(basics, **{t.field: draw(_records(t, keys)) for t in TABLES})


@st.composite
def _records(draw: st.DrawFn, declared: Table, keys: dict[str, list[str]]) -> tuple[Any, ...]:
    own = keys.get(declared.field)
    if any(c.required and c.refers and not keys[c.refers] for c in declared.columns):
        if own:
            own.clear()
        return ()
    count = draw(st.integers(0, 3)) if own is None else len(own)
    records: dict[object, Any] = {}
    for index in range(count):
        drawn = {c.field: draw(_values(c, keys)) for c in declared.columns}
        # What is not written down is the default when it is read.
        values = {name: value for name, value in drawn.items() if value is not None}
        if own is not None:
            values[key_field(declared.field)] = own[index]
        key = tuple(values[field] for field in declared.unique) or index
        records.setdefault(key, declared.record(**values))
    return tuple(records.values())


def _values(column: Column, keys: dict[str, list[str]]) -> st.SearchStrategy[Any]:
    if column.refers:
        return st.sampled_from(keys[column.refers] if column.required else ["", *keys[column.refers]])
    values = _VALUES[type(column.codec)](column.codec)
    if isinstance(column.codec, (Text, Code)):
        return values.filter(bool) if column.required else values | st.just("")
    return values if column.required else values | st.none()


def _numbers(codec: Number) -> st.SearchStrategy[Decimal]:
    ticks = st.integers(int(codec.low * 10_000), int(codec.high * 10_000))
    return ticks.map(lambda number: plain(Decimal(number) / 10_000))


_VALUES: dict[type, Callable[[Any], st.SearchStrategy[Any]]] = {
    Clock: lambda _: st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
    Text: lambda _: _TEXTS,
    Code: lambda _: _CODES,
    Number: _numbers,
    Whole: lambda codec: st.integers(codec.low, codec.high),
    Share: lambda _: st.fractions(Fraction(1, 1000), 1, max_denominator=1000),
    Day: lambda _: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    YesNo: lambda _: st.booleans(),
    Choice: lambda codec: st.sampled_from(codec.options),
}

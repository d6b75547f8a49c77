"""Published component scores, totals and ranks of 20 units: ours must come out as published, or the publication is wrong."""

from __future__ import annotations

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from dangjian_xl import pipeline
from dangjian_xl.findings import bars
from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scoring.assess import Assessment
from tests.support.year import return_all, scheme_of, workspace

SOURCE = Path(__file__).parent / "data" / "nantong-2017-08.csv"

#: 95.53 x 40 % + 91.01 x 40 % + 91.60 x 20 % = 92.936, which no rounding makes 92.93.
MISPRINTED = {"金沙街道": ("92.93", Decimal("92.94"))}
#: The source's excerpt ends inside this row: no total or rank was seen.
CUT_OFF = {"城东街道"}
#: Equal at two decimals; published as 4 and 5. Comparing the first component parts them the same way.
TIED = ("新开街道", "钟秀街道")

COMPONENTS = {"系统": 1, "现场": 2, "履职": 3}

HEAD = """
## 基本信息
| 项目 | 内容 |
| --- | --- |
| 方案编号 | nantong-2017-08 |
| 考核名称 | 2017年8月城市长效综合管理考核 |
| 学校 | 南通市区 |
| 组织部门 | 考核办公室 |
| 考核年度 | 2017 |
| 开始日期 | 2017-08-01 |
| 结束日期 | 2017-09-21 |
| 从哪一步起取整 | 只取总分 |
| 保留小数位数 | 2 |
| 总分相同时 | 比较环节得分 |

## 层面
| 层面编号 | 层面名称 |
| --- | --- |
| S | 街道 |

## 评价主体
| 主体编号 | 主体名称 |
| --- | --- |
| 系统组 | 系统考核组 |
| 现场组 | 现场考核组 |
| 履职组 | 履职考核组 |

## 评价人
| 评价人编号 | 评价人 | 评价主体 |
| --- | --- | --- |
| R1 | 系统考核员 | 系统组 |
| R2 | 现场考核员 | 现场组 |
| R3 | 履职考核员 | 履职组 |

## 评价环节
| 环节编号 | 层面 | 环节名称 | 权重（%） | 缺评处理 | 同分比较顺序 |
| --- | --- | --- | --- | --- | --- |
| 系统 | S | 系统考核 | 40 | 不予计算 | 1 |
| 现场 | S | 现场考核 | 40 | 不予计算 | 2 |
| 履职 | S | 履职考核 | 20 | 不予计算 | 3 |

## 评价安排
| 评价环节 | 评价主体 | 权重（%） | 表单 | 评价范围 | 合成方法 |
| --- | --- | --- | --- | --- | --- |
| 系统 | 系统组 | 100 | 打分表 | 全部对象 | 平均 |
| 现场 | 现场组 | 100 | 打分表 | 全部对象 | 平均 |
| 履职 | 履职组 | 100 | 打分表 | 全部对象 | 平均 |

## 表单
| 表单编号 | 表单标题 | 样式 | 评分小数位数 | 扣分须写原因 | 满分合计 |
| --- | --- | --- | --- | --- | --- |
| 打分表 | 月度考核打分表 | 评分矩阵 | 2 | 否 | 100 |

## 指标
| 表单 | 指标编号 | 指标 | 填写方式 | 满分 | 可填不适用 |
| --- | --- | --- | --- | --- | --- |
| 打分表 | 1 | 考核得分 | 评分 | 100 | 否 |

## 等次
| 等次 | 下限分 |
| --- | --- |
| 好 | 90 |
| 较好 | 75 |
| 一般 | 60 |
| 差 | 0 |

## 党组织
| 组织编号 | 党组织名称 | 类型 | 层面 | 书记 |
| --- | --- | --- | --- | --- |
"""


def _published() -> dict[str, list[str]]:
    lines = [line for line in SOURCE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {row[0]: row for row in list(csv.reader(lines))[1:]}


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Scheme, Assessment]:
    published = _published()
    rows = [f"| U{n:02} | {name} | 党总支 | S | 负责人{n:02} |" for n, name in enumerate(published, 1)]
    scheme = scheme_of(HEAD + "\n".join(rows) + "\n")
    names = {o.code: o.name for o in scheme.organisations}
    folder = tmp_path_factory.mktemp("nantong")
    workspace(folder, scheme)

    def answers(form: IssuedForm, address: Address) -> Cell:
        if address[2] != "value":
            return ""
        return float(published[names[address[0]]][COMPONENTS[form.assignment.component.code]])

    return_all(folder, scheme, answers)
    collection = pipeline.collect(folder)
    assert not bars(collection.findings)
    return scheme, pipeline.assess(folder)


def test_totals_and_ranks_are_as_published_but_for_the_misprint(
    assessed: tuple[Scheme, Assessment],
) -> None:
    published = _published()
    differing = {}
    for proposal in assessed[1].proposals:
        name, total = proposal.target.name, proposal.total.total
        if name in CUT_OFF:
            assert published[name][4:] == ["", ""]
            continue
        assert proposal.rank == int(published[name][5]), name
        if str(total) != published[name][4]:
            differing[name] = (published[name][4], total)
    assert differing == MISPRINTED


def test_totals_are_the_plain_decimal_computation(assessed: tuple[Scheme, Assessment]) -> None:
    published = _published()
    weights = (Decimal(40), Decimal(40), Decimal(20))
    for proposal in assessed[1].proposals:
        scores = published[proposal.target.name][1:4]
        exact = sum((w * Decimal(s) for w, s in zip(weights, scores, strict=True)), Decimal(0)) / 100
        assert proposal.total.total == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_the_tie_at_two_decimals_is_a_tie_and_is_parted_as_declared(
    assessed: tuple[Scheme, Assessment],
) -> None:
    tied = {p.target.name: p for p in assessed[1].proposals if p.target.name in TIED}
    assert len({p.total.total for p in tied.values()}) == 1
    assert [tied[name].rank for name in TIED] == [4, 5]
    # The exact totals stand the other way round: ranks go by what is published, the rounded total.
    first, second = (tied[name].total.exact for name in TIED)
    assert first is not None
    assert second is not None
    assert first < second


def test_a_unit_cut_off_in_the_source_is_last(assessed: tuple[Scheme, Assessment]) -> None:
    proposal = next(p for p in assessed[1].proposals if p.target.name in CUT_OFF)
    assert (str(proposal.total.total), proposal.rank) == ("90.65", 20)

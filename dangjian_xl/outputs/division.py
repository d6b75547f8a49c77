"""说明.txt in a unit's folder: what the unit does with its own scheme, step by step, and what it hands in until when.

A plain text like the letters, without a date of today.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dangjian_xl.forms.issued import IssuedForm
from dangjian_xl.outputs.letter import as_text
from dangjian_xl.returns.times import day
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.workspace import SCHEME_NAME

GUIDE_NAME = "说明.txt"


def guide(scheme: Scheme, own: Scheme, summaries: Sequence[tuple[str, IssuedForm]]) -> bytes:
    """The text for the unit of the scheme `own`; `summaries`: the college's forms for it, by their names in the folder."""
    return as_text([*_head(scheme, own, summaries), *_steps(scheme, own, summaries)])


def _head(scheme: Scheme, own: Scheme, summaries: Sequence[tuple[str, IssuedForm]]) -> Iterator[str]:
    unit, basics = own.organisations[0], scheme.basics
    targets = own.organisations[1:]
    yield f"{unit.name}："
    yield ""
    yield f"“{basics.title}”里，下面 {len(targets)} 个党支部的书记先由你们考核，结果汇总报{basics.department}："
    for target in targets:
        yield f"　　{target.code}　{target.name}　{target.reporter_title}"
    yield ""
    yield "这个文件夹里有："
    yield f"　　{SCHEME_NAME}：你们自己的考核方案（编号 {own.basics.code}），从学校的方案切分而来"
    for name, form in summaries:
        until = scheme.due(form.assignment.component)
        due = f"，{day(until)}前交" if until else ""
        yield f"　　{name}：考核完以后填写、上报的{form.assignment.form.kind}{due}"
    yield ""


def _steps(scheme: Scheme, own: Scheme, summaries: Sequence[tuple[str, IssuedForm]]) -> Iterator[str]:
    college = f"{scheme.basics.college}{scheme.basics.department}"
    yield "怎样做（“考核”是新建的工作目录的名字，可以换；第 3 步起可以用命令，也可以打开“考核”里的工作台.xlsm 点按钮）："
    yield ""
    yield "1. 安装 Python 3.11 或更新的版本，再打开命令行，在学校给的程序文件夹里运行"
    yield "　　pip install ."
    yield "2. 在这个文件夹里运行下面的命令，新建自己的工作目录："
    yield f"　　dangjian-xl new 考核 --scheme {SCHEME_NAME}"
    yield f"3. 打开“考核”里的{SCHEME_NAME}，核对党支部、书记、评价人，保存，然后检查（按钮：方案检查）："
    yield "　　dangjian-xl check 考核"
    yield "4. 发放，把“考核/发放”里的表发给各人（按钮：发放）："
    yield "　　dangjian-xl issue 考核"
    for component in own.components:
        due = own.due(component)
        if due:
            yield f"　　“{component.name}”的表请在{day(due)}前收齐。"
    yield "5. 收回的表放进“考核/回收”，检查；有错的在“考核/退回”，发回去改（按钮：回收汇总）："
    yield "　　dangjian-xl collect 考核"
    yield "6. 评定，得到“考核/结果/考核结果.xlsx”；集体研究后，在“等次审定”表里选好等次，保存、关闭（按钮：评定等次）："
    yield "　　dangjian-xl assess 考核"
    if summaries:
        yield "7. 把等次填进汇总表（填好的在“考核/上报”，这里的原表不动；按钮：填汇总表）："
        for name, _ in summaries:
            yield f'　　dangjian-xl handin 考核 "{name}"'
        yield f"8. 打开“考核/上报”里的汇总表，写好其余各栏，自检没有问题后，交{college}。"
    else:
        yield f"7. 这次没有要填的汇总表，结果怎样报，请问{college}。"
    yield ""
    yield "“考核”里的 .dangjian-xl.key 请随目录备份，不要外传。汇总表请在原表里填，不要复制到新工作簿。"

"""Cases written down briefly (`tests/data/by_hand.md`): a scheme, what was filled in, and what must come of it, a line each.

The parts of a line are parted by ；. Of a scheme each is a table and the cells of a row: `-` is an empty one, the last ones are left out where
they are empty, and names are made up from codes. What came back is `component/rater target item=answer …`, where 发出, 收回, 有效, 弃权
and grades stand for items on tally sheets. What must come is `target figure=value …` (`figure_of` says which figures there are).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.reference.grades import Standing
from tests.reference.grading import TABLES as GRADING_TABLES
from tests.reference.plain import Answers, half_up
from tests.reference.rating import TABLES as RATING_TABLES
from tests.reference.schemes import BASICS, PEOPLE_TABLES
from tests.reference.writing import Tables

_CELLS = {
    "基本": "项目 内容",
    "党组织": "组织编号 层面 名额池 上级组织",
    "匿名": "主体编号 匿名票张数",
    "评价人": "评价人编号 评价主体 所在组织",
    "环节": "环节编号 层面 权重 缺评处理 同分比较顺序",
    "安排": "评价环节 评价主体 权重 表单 合成方法 多于几张才去高低 评价范围",
    "表单": "表单编号 样式 漏填怎样处理 最好等次至多占 全部相同无效 全部满分无效",
    "指标": "表单 指标编号 填写方式 满分 每次扣分／要求次数 可填不适用",
    "等次": "等次 下限分 测评票分值",
    "名额": "等次 限制方式 比例 计算基数 不足一人时 只限层面",
    "否决": "党组织 否决事项 最高等次",
    "前提": "等次 评价环节 至少得分 指标",
    "项目": "项目编号 方向 累计上限",
    "登记": "党组织 加减分项目 分值 奖项或事由",
}
_TABLES = {
    "基本": "基本信息",
    "环节": "评价环节",
    "安排": "评价安排",
    "前提": "等次前提",
    "项目": "加减分项目",
    "登记": "加减分登记",
}
_DEFAULTS = {"从哪一步起取整": "只取总分", "保留小数位数": "2", "总分相同时": "并列", "总分上限": ""}
_GRADES = (("好", "90", "100"), ("较好", "75", "80"), ("一般", "60", "60"), ("差", "0", "40"))


@dataclass(frozen=True)
class Case:
    """A scheme's text, what came back, and of each target what must come of it."""

    text: str
    returned: Mapping[tuple[str, str], Answers]
    expected: Mapping[str, Mapping[str, str]]


def read_cases(text: str) -> dict[str, Case]:
    """All cases of a file by their names."""
    short = dict(line.split(" = ") for line in text.splitlines() if line.startswith("@"))
    found: dict[str, Case] = {}
    for block in text.split("\n## ")[1:]:
        name, *lines = block.splitlines()
        parts = {line[:2]: line[3:] for line in lines if line}
        scheme = parts["方案"]
        for word, meaning in short.items():
            scheme = scheme.replace(word, meaning)
        found[name] = _case(scheme.split("；"), parts["填写"].split("；"), parts["应得"].split("；"))
    return found


def _case(scheme: list[str], answers: list[str], expected: list[str]) -> Case:
    returned: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for line in answers:
        form, target, *cells = line.split()
        component, rater = form.split("/")
        said = returned.setdefault((component, rater), {})
        said |= {(target, what): answer for what, answer in (cell.split("=") for cell in cells)}
    figures = {target: dict(c.split("=") for c in cells) for target, *cells in map(str.split, expected)}
    return Case(_scheme_text(scheme), returned, figures)


def _scheme_text(lines: list[str]) -> str:
    tables = Tables(PEOPLE_TABLES | RATING_TABLES | GRADING_TABLES)
    rows = [(name, _cells(name, cells)) for name, *cells in map(str.split, lines)]
    basics = BASICS | _DEFAULTS | {r["项目"]: r["内容"] for name, r in rows if name == "基本"}
    for name, value in basics.items():
        tables.add("基本信息", 项目=name, 内容=value)
    for tier in dict.fromkeys(r["层面"] for name, r in rows if name == "党组织" and "层面" in r):
        tables.add("层面", 层面编号=tier, 层面名称=f"层面{tier}")
    for group in dict.fromkeys(r["评价主体"] for name, r in rows if name == "评价人"):
        tables.add("评价主体", 主体编号=group, 主体名称=f"主体{group}")
    if not any(name == "等次" for name, _ in rows):
        rows += [("等次", _cells("等次", list(grade))) for grade in _GRADES]
    for name, row in rows:
        _add(tables, name, row)
    return tables.text()


def _cells(name: str, cells: list[str]) -> dict[str, str]:
    titles = _CELLS[name].split()
    if len(cells) > len(titles):
        raise ValueError(f"{name} {cells}")
    return {title: "" if cell == "-" else cell for title, cell in zip(titles, cells, strict=False)}


def _add(tables: Tables, name: str, row: dict[str, str]) -> None:
    """A row with what the short form leaves out."""
    code = next(iter(row.values()))
    if name == "否决":
        veto = row["否决事项"]
        tables.add("否决事项", 事项编号=veto, 情形=f"情形{veto}", 最高等次=row.pop("最高等次"))
        tables.add("否决登记", 事实依据="文件", **row)
    elif name == "匿名":
        tables.add("评价主体", 主体名称=f"主体{code}", **row)
    elif name != "基本":
        given = {title: cell for title, cell in row.items() if cell}
        tables.add(_TABLES.get(name, name), **_made_up(name, code, row) | given)


def _made_up(name: str, code: str, row: dict[str, str]) -> dict[str, str]:
    """Names, and what a row says where it does not say otherwise."""
    return {
        "党组织": {"党组织名称": f"组织{code}", "类型": "党支部", "书记": f"人{code}"},
        "评价人": {"评价人": f"评委{code}"},
        "环节": {"环节名称": f"环节{code}"},
        "安排": {"合成方法": "平均", "评价范围": "全部对象"},
        "表单": {"表单标题": f"表单{code}", "评分小数位数": "4", "扣分须写原因": "否"},
        "指标": {"指标": f"指标{row.get('指标编号')}", "可填不适用": "否"},
        "项目": {"项目": f"项目{code}"},
    }.get(name, {})


def figure_of(standing: Standing, figure: str) -> str:
    """A figure as the cases write it.

    总分 名次 等次 分数段 最高 前提 (scores, parted by commas) 名额 (what each quota says that counts the target) 加减分;
    a component's code for its score, component/group for a group's (exact, else to four digits), component/rater for a form's percentage or fate.
    """
    parts = {p.component["环节编号"]: p for p in (*standing.parts, *standing.watched)}
    code, _, who = figure.partition("/")
    if code not in parts:
        return {
            "总分": lambda: _shown(standing.total),
            "名次": lambda: str(standing.rank),
            "等次": lambda: standing.proposed,
            "分数段": lambda: str(standing.band),
            "最高": lambda: standing.limit,
            "前提": lambda: ",".join(_shown(c.score) for c in standing.conditions),
            "名额": lambda: ",".join(s.says for s in standing.steps if s.says != "—"),
            "加减分": lambda: ",".join(_shown(a.counted) for a in standing.awards or ()),
        }[figure]()
    if not who:
        return _shown(parts[code].score)
    groups = {g.panel["评价主体"]: g for g in parts[code].groups}
    if who in groups:
        return _shown(groups[who].score)
    (form,) = (f for g in groups.values() for f in g.forms if f.rater == who)
    return _shown(form.percent) if form.fate == "计入" else form.fate


def _shown(value: Fraction | None) -> str:
    """A number to four digits, without zeros behind."""
    if value is None:
        return "无"
    rounded = half_up(value, 4)
    return str(rounded.numerator) if rounded.denominator == 1 else f"{float(rounded):.4f}".rstrip("0")


def wrong(standings: list[Standing], found: Case) -> list[str]:
    """Where the figures of a case are not what they must be."""
    by_code = {s.code: s for s in standings}
    return [
        f"{target} {figure}: {told}, not {value}"
        for target, figures in found.expected.items()
        for figure, value in figures.items()
        if (told := figure_of(by_code[target], figure)) != value
    ]

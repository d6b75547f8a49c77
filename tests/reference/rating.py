"""The part of a random scheme that says how it is assessed: components, panels, visits, forms and their items."""

from __future__ import annotations

from random import Random

from tests.reference.writing import Tables, chance, split_hundred

TABLES = {
    "评价环节": "环节编号 层面 环节名称 权重（%） 缺评处理 同分比较顺序 由谁组织",
    "评价安排": "评价环节 评价主体 权重（%） 表单 评价范围 合成方法 多于几张才去高低",
    "表单": "表单编号 表单标题 样式 评分小数位数 扣分须写原因 最好等次至多占 全部相同无效 全部满分无效 漏填怎样处理",
    "指标": "表单 指标编号 指标 填写方式 满分 每次扣分／要求次数 可填不适用",
    "交叉检查安排": "检查组 被检查单位",
}
_POLICIES = ("不予计算", "按权重折算", "按权重折算", "折算并提请研究")
#: By rater group: whom it rates, and on which kinds of forms.
_GROUPS = {
    "G1": ("全部对象", "评分表 评分矩阵 评分矩阵 测评票 计票表 情况汇总表 报告评阅表 指标清单"),
    "G2": ("全部对象", "评分矩阵 测评票 测评票 报告评阅表 计票表"),
    "N": ("全部对象", "测评票 测评票 评分矩阵 报告评阅表 评分表"),
    "S": ("所辖组织", "情况汇总表 评分表 评分矩阵 计票表 测评票"),
    "V": ("按检查安排", "评分表 指标清单 评分矩阵"),
    "U": ("本组织", "指标清单 评分表 评分矩阵"),
}
#: What a kind of form can ask; the first is asked always.
_ITEMS = {
    "评分表": "评分 扣分 次数 是否 等次 文字",
    "评分矩阵": "评分 扣分 次数 是否 等次 文字",
    "测评票": "等次 等次",
    "计票表": "等次",
    "指标清单": "评分 次数 是否",
    "情况汇总表": "等次 文字",
    "报告评阅表": "评分 等次 文字",
}
_JUDGED = ("测评票", "评分矩阵", "报告评阅表")


def write_rating(tables: Tables, random: Random) -> None:
    """Components for every tier."""
    for tier in tables.rows["层面"]:
        given = chance(random, 0.12)
        weights = split_hundred(
            random, random.choice((1, 1, 2, 2, 3)) if not given else random.choice((1, 1, 2))
        )
        orders = random.sample(range(1, 9), len(weights) + 2)
        compares = tables.rows["基本信息"][-2]["内容"] == "比较环节得分"
        for n, weight in enumerate(weights):
            ordered = chance(random, 0.8) or (compares and not n)
            order = str(orders[n]) if ordered else ""
            _write_component(tables, random, (tier["层面编号"], n), weight, order, given=given)
        if chance(random, 0.25):
            order = str(orders[-1]) if chance(random, 0.1) else ""
            _write_component(tables, random, (tier["层面编号"], len(weights)), "0", order)
        if chance(random, 0.05):
            _write_component(tables, random, (tier["层面编号"], 9), "100", str(orders[-2]), unit=True)


def _write_component(
    tables: Tables,
    random: Random,
    place: tuple[str, int],
    weight: str,
    order: str,
    *,
    given: bool = False,
    unit: bool = False,
) -> None:
    tier, number = place
    code = f"{tier}{'甲乙丙丁戊己庚辛壬癸'[number]}"
    tables.add(
        "评价环节",
        环节编号=code,
        层面=tier,
        环节名称=f"环节{code}",
        权重=weight,
        缺评处理=random.choice(_POLICIES),
        同分比较顺序=order,
        由谁组织="所在党总支" if unit else "",
    )
    names = ["S", "G1"] if given else list(_GROUPS)
    groups = random.sample(names, min(len(names), random.choice((1, 1, 2, 2, 3))))
    weights = split_hundred(random, len(groups))
    if chance(random, 0.15) and len(groups) < len(names):
        groups.append(random.choice([name for name in names if name not in groups]))
        weights.append("0")
    for group, share in zip(groups, weights, strict=True):
        _write_panel(tables, random, (tier, code), group, share, given=given and share != "0")


def _write_panel(
    tables: Tables, random: Random, place: tuple[str, str], group: str, weight: str, *, given: bool
) -> None:
    tier, component = place
    scope, kinds = _GROUPS[group]
    kind = "情况汇总表" if given else random.choice(kinds.split())
    how = (
        "平均"
        if kind == "计票表"
        else random.choice(("平均", "中位数", "去最高最低后平均", "去最高最低后平均"))
    )
    tables.add(
        "评价安排",
        评价环节=component,
        评价主体=group,
        权重=weight,
        表单=_form(tables, random, kind),
        评价范围=scope,
        合成方法=how,
        多于几张才去高低=random.choice("2234") if how.startswith("去") else "",
    )
    if group == "V":
        _write_visits(tables, random, tier)


def _write_visits(tables: Tables, random: Random, tier: str) -> None:
    """Everybody of the tier is visited by somebody."""
    teams = [r["评价人编号"] for r in tables.rows["评价人"] if r["评价主体"] == "V"]
    visited = {v["被检查单位"] for v in tables.rows["交叉检查安排"]}
    for target in tables.rows["党组织"]:
        if target["层面"] == tier and target["组织编号"] not in visited:
            for team in random.sample(teams, random.randint(1, len(teams))):
                tables.add("交叉检查安排", 检查组=team, 被检查单位=target["组织编号"])


def _form(tables: Tables, random: Random, kind: str) -> str:
    """A form of the kind: one that is there already, or a new one."""
    same = [f["表单编号"] for f in tables.rows["表单"] if f["样式"] == kind]
    if same and chance(random, 0.35):
        return random.choice(same)
    code = f"表{len(tables.rows['表单']) + 1}"
    digits = random.choice((0, 0, 0, 1, 2, 4))
    judged = kind in _JUDGED
    graded = _write_items(tables, random, code, kind, digits)
    limited = graded and (judged or kind == "情况汇总表") and chance(random, 0.25)
    tables.add(
        "表单",
        表单编号=code,
        表单标题=f"{code}的标题",
        样式=kind,
        评分小数位数=str(digits),
        扣分须写原因="是" if kind == "评分表" and chance(random, 0.2) else "否",
        最好等次至多占=random.choice(("1/2", "2/3", "40%")) if limited else "",
        全部相同无效="是" if judged and chance(random, 0.25) else "",
        全部满分无效="是" if judged and chance(random, 0.25) else "",
        漏填怎样处理=random.choice(("", "退回修改", "整张无效", "按弃权计", "按弃权计")) if judged else "",
    )
    return code


def _write_items(tables: Tables, random: Random, form: str, kind: str, digits: int) -> bool:
    """The items of a form; whether one of them asks for a grade."""
    ways = _ITEMS[kind].split()
    first = random.choice([w for w in ways if w != "文字"])
    others = [w for w in ways if kind != "情况汇总表" or w == "文字"]
    more = 0 if kind == "计票表" else random.choice((0, 1, 1, 2, 3))
    kinds = [first, *random.choices(others, k=more)]
    if kind == "情况汇总表":
        random.shuffle(kinds)
    # Codes that several forms share are refused where a precondition names one of them.
    prefix = "" if chance(random, 0.25) else f"{form[1:]}."
    for n, way in enumerate(kinds, 1):
        fine = digits and way == "评分"
        full = random.choice(("10", "5", "20", "30", "100", "7.5" if fine else "8", "3"))
        unit = {"扣分": ("1", "2", "0.5", "2.5", "3"), "次数": ("3", "4", "7", "12", "2")}.get(way, ("",))
        tables.add(
            "指标",
            表单=form,
            指标编号=f"{prefix}{n}",
            指标=f"{form}指标{n}",
            填写方式=way,
            满分="" if way == "文字" else full,
            **{"每次扣分／要求次数": random.choice(unit)},
            可填不适用="是" if chance(random, 0.4) else "否",
        )
    return "等次" in kinds

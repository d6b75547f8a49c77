"""Schemes by chance, as text: every setting that matters for scores comes up, and little else. Small round scores, so that ties happen."""

from __future__ import annotations

from random import Random

from tests.reference.grading import TABLES as GRADING_TABLES
from tests.reference.grading import write_grading
from tests.reference.rating import TABLES as RATING_TABLES
from tests.reference.rating import write_rating
from tests.reference.writing import Tables, chance

PEOPLE_TABLES = {
    "基本信息": "项目 内容",
    "层面": "层面编号 层面名称",
    "党组织": "组织编号 党组织名称 类型 层面 名额池 上级组织 书记",
    "评价主体": "主体编号 主体名称 匿名票张数",
    "评价人": "评价人编号 评价人 评价主体 所在组织",
}
BASICS = {
    "方案编号": "D",
    "考核名称": "对照考核",
    "学校": "某学院",
    "组织部门": "组织部",
    "考核年度": "2030",
    "开始日期": "2030-11-01",
    "结束日期": "2030-12-31",
}


def random_scheme(seed: int) -> str:
    """The scheme of a seed. `check` refuses some of them."""
    random = Random(seed)
    tables = Tables(PEOPLE_TABLES | RATING_TABLES | GRADING_TABLES)
    _write_basics(tables, random)
    _write_organisations(tables, random)
    _write_groups(tables, random)
    write_rating(tables, random)
    write_grading(tables, random)
    return tables.text()


def _write_basics(tables: Tables, random: Random) -> None:
    digits = random.choice((0, 1, 1, 2, 2, 3, 4))
    settings = BASICS | {
        "从哪一步起取整": random.choice(("主体得分起", "环节得分起", "只取总分")),
        "保留小数位数": str(digits),
        "总分相同时": random.choice(("并列", "比较环节得分")),
        "总分上限": random.choice(("", "", "100", "95", "105" if not digits else "100.5")),
    }
    for name, value in settings.items():
        tables.add("基本信息", 项目=name, 内容=value)


def _write_organisations(tables: Tables, random: Random) -> None:
    """One to three tiers; pools cross them. Superiors are assessed organisations or others."""
    superiors = ["W1", "W2"]
    for code in superiors:
        tables.add("党组织", 组织编号=code, 党组织名称=f"上级{code}", 类型="二级党委")
    pools = "甲乙丙"[: random.randint(1, 3)]
    for tier in range(1, random.choice((1, 1, 2, 2, 3)) + 1):
        tables.add("层面", 层面编号=f"T{tier}", 层面名称=f"第{tier}层面")
        codes = [f"{'ABC'[tier - 1]}{n}" for n in range(1, random.choice((1, 2, 3, 3, 4, 5, 6)) + 1)]
        for code in codes:
            tables.add(
                "党组织",
                组织编号=code,
                党组织名称=f"组织{code}",
                类型="党支部",
                层面=f"T{tier}",
                名额池=random.choice(pools),
                上级组织=random.choice(superiors),
                书记=f"人{code}",
            )
        if chance(random, 0.5):
            superiors = codes[:3]


def _write_groups(tables: Tables, random: Random) -> None:
    """Leaders with names, ballots without, superiors of those assessed, inspectors, and the assessed themselves."""
    targets = [o for o in tables.rows["党组织"] if o["层面"]]
    for group in ("G1", "G2"):
        tables.add("评价主体", 主体编号=group, 主体名称=f"领导{group}")
        count = random.choice((1, 2, 3, 4, 5, 7))
        for n in range(count):
            # Not all of one organisation, so that everybody is rated by somebody.
            own = random.choice(targets)["组织编号"] if n and chance(random, 0.15) else ""
            tables.add(
                "评价人", 评价人编号=f"{group}-{n}", 评价人=f"评委{group}{n}", 评价主体=group, 所在组织=own
            )
    tables.add("评价主体", 主体编号="N", 主体名称="代表", 匿名票张数=str(random.choice((3, 5, 6, 8))))
    tables.add("评价主体", 主体编号="S", 主体名称="上级组织")
    for n, code in enumerate(sorted({o["上级组织"] for o in targets})):
        for twice in range(random.choice((1, 1, 2))):
            tables.add(
                "评价人", 评价人编号=f"S{n}{twice}", 评价人=f"上级{n}{twice}", 评价主体="S", 所在组织=code
            )
    tables.add("评价主体", 主体编号="V", 主体名称="检查组")
    for n in range(random.randint(1, 3)):
        tables.add("评价人", 评价人编号=f"V{n}", 评价人=f"检查{n}", 评价主体="V")
    tables.add("评价主体", 主体编号="U", 主体名称="本单位")
    for target in targets:
        own = target["组织编号"]
        tables.add("评价人", 评价人编号=f"U{own}", 评价人=f"自评{own}", 评价主体="U", 所在组织=own)

"""The part of a random scheme that makes grades of scores: bands, quotas, vetoes, preconditions, adjustments."""

from __future__ import annotations

from random import Random

from tests.reference.writing import Tables, chance

TABLES = {
    "等次": "等次 下限分 测评票分值",
    "名额": "等次 限制方式 比例 计算基数 不足一人时 只限层面",
    "否决事项": "事项编号 情形 最高等次",
    "否决登记": "党组织 否决事项 事实依据",
    "等次前提": "等次 评价环节 至少得分（百分制） 指标",
    "加减分项目": "项目编号 项目 方向 累计上限（分）",
    "加减分登记": "党组织 加减分项目 分值 奖项或事由",
}
_GRADES = ("好", "较好", "一般", "差")
_BANDS = (("90", "75", "60", "0"), ("85", "70", "50", "0"), ("95", "90", "80", "0"), ("80", "60", "40", "0"))
_POINTS = (("100", "80", "60", "40"), ("3", "2", "1", "0"), ("90", "60", "30", "0"), ("7", "5", "2", "1"))
_MINIMA = ("50", "60", "60", "66.67", "75", "80", "90", "95", "100", "0")
_AT_MOST, _AT_LEAST = "该等次及以上至多", "该等次及以下至少"
_SHARES = ("1/3", "1/2", "1/4", "2/3", "15%", "30%", "3/5")


def write_grading(tables: Tables, random: Random) -> None:
    """All of it."""
    count = random.choice((3, 4, 4, 4))
    bands = random.choice(_BANDS)
    lows = (*bands[: count - 1], "0")
    points = random.choice(_POINTS)
    grades = list(_GRADES[:count])
    for name, low, point in zip(grades, lows, points, strict=False):
        tables.add("等次", 等次=name, 下限分=low, 测评票分值=point)
    _write_quotas(tables, random, grades)
    _write_vetoes(tables, random, grades)
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        _write_condition(tables, random, grades)
    _write_adjustments(tables, random)


def _write_quotas(tables: Tables, random: Random, grades: list[str]) -> None:
    seen = set()
    for _ in range(random.choice((0, 1, 2, 3, 4, 5))):
        side = random.choice((_AT_MOST, _AT_MOST, _AT_LEAST))
        # Narrow ones on the best grade are what schemes have; a wide one beside it must leave more places.
        grade = random.choice(grades[:-1] if side == _AT_MOST else grades[1:])
        narrow = grade == grades[side == _AT_LEAST]
        share = random.choice(_SHARES if narrow else ("3/4", "2/3", "1/2"))
        if side == _AT_LEAST:
            share = random.choice(("1/2", "2/3", "70%") if narrow else ("1/10", "1/3", "1/4"))
        base = random.choice(("层面", "名额池", "全校"))
        tier = random.choice(tables.rows["层面"])["层面编号"] if chance(random, 0.3) else ""
        if (grade, side, base, tier) not in seen:
            seen.add((grade, side, base, tier))
            rounding = random.choice(("舍去", "进一", "四舍五入"))
            tables.add(
                "名额",
                等次=grade,
                限制方式=side,
                比例=share,
                计算基数=base,
                不足一人时=rounding,
                只限层面=tier,
            )


def _write_vetoes(tables: Tables, random: Random, grades: list[str]) -> None:
    if not chance(random, 0.4):
        return
    for n in (1, 2):
        tables.add("否决事项", 事项编号=f"F{n}", 情形=f"情形{n}", 最高等次=random.choice(grades[1:]))
    for target in _targets(tables):
        for veto in ("F1", "F2"):
            if chance(random, 0.12):
                tables.add("否决登记", 党组织=target, 否决事项=veto, 事实依据="文件")


def _targets(tables: Tables) -> list[str]:
    return [o["组织编号"] for o in tables.rows["党组织"] if o["层面"]]


def _write_condition(tables: Tables, random: Random, grades: list[str]) -> None:
    component = random.choice([c for c in tables.rows["评价环节"] if not c["由谁组织"]])
    panels = [p for p in tables.rows["评价安排"] if p["评价环节"] == component["环节编号"]]
    forms = {p["表单"] for p in panels if p["权重（%）"] != "0"}
    codes = [i["指标编号"] for i in tables.rows["指标"] if i["表单"] in forms and i["填写方式"] != "文字"]
    item = random.choice(codes) if chance(random, 0.6) else ""
    grade = random.choice(grades[:-1])
    listed = [(c["等次"], c["评价环节"], c["指标"]) for c in tables.rows["等次前提"]]
    if (grade, component["环节编号"], item) not in listed:
        tables.add(
            "等次前提", 等次=grade, 评价环节=component["环节编号"], 至少得分=random.choice(_MINIMA), 指标=item
        )


def _write_adjustments(tables: Tables, random: Random) -> None:
    if not chance(random, 0.5):
        return
    kinds = {"J1": "加分", "J2": "加分", "J3": "减分"}
    for code, direction in kinds.items():
        cap = random.choice(("3", "5", "2.5", "8"))
        tables.add("加减分项目", 项目编号=code, 项目=f"项目{code}", 方向=direction, 累计上限=cap)
    for target in _targets(tables):
        for _ in range(random.choice((0, 0, 1, 2, 3, 4))):
            tables.add(
                "加减分登记",
                党组织=target,
                加减分项目=random.choice(("J1", "J1", "J2", "J3")),
                分值=random.choice(("1", "2", "0.5", "3", "1.25", "2.125")),
                奖项或事由=random.choice(("先进", "示范", "表彰")),
            )

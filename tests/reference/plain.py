"""A scheme and what was filled in, as plainly as can be: the scheme's text as rows of texts by their headings, answers as texts.

It shares nothing with the program: the headings are those that people see, and a choice is the word that they choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import floor

Row = Mapping[str, str]
#: By (target, what): an item's code, or on a tally sheet 发出, 收回, 有效, 弃权 or a grade. What is not there was left blank.
Answers = Mapping[tuple[str, str], str]
#: By (component, rater): what came back. Ballots without names are called 票1, 票2 …
Returned = Mapping[tuple[str, str], Answers]

NOT_APPLICABLE = "不适用"


def number(text: str) -> Fraction:
    """A number as people write it: 66.6667, 1/3 or 15%."""
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def half_up(value: Fraction, digits: int) -> Fraction:
    """Rounded as taught at school: 2.345 to two digits is 2.35."""
    return Fraction(floor(value * 10**digits + Fraction(1, 2)), 10**digits)


@dataclass(frozen=True)
class Sheet:
    """One form that one rater gets: for a component, about targets; `panel`: the row of 评价安排 that it follows from."""

    component: str
    rater: str
    panel: Row
    targets: tuple[str, ...]


@dataclass(frozen=True)
class Paper:
    """A scheme's text, table by table."""

    text: str

    @cached_property
    def tables(self) -> Mapping[str, list[Row]]:
        """The rows of each table by their headings."""
        found: dict[str, list[Row]] = {}
        heading: list[str] = []
        name = ""
        for line in self.text.splitlines():
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if line.startswith("## "):
                name, heading = line[3:].strip(), []
                found[name] = []
            elif line.startswith("|") and not heading:
                heading = cells
            elif line.startswith("|") and not set(line) <= set("|- "):
                found[name].append(dict(zip(heading, cells, strict=True)))
        return found

    def rows(self, table: str, **cells: str) -> list[Row]:
        """The rows of a table in which these cells say so."""
        return [r for r in self.tables.get(table, []) if all(r[k] == v for k, v in cells.items())]

    def row(self, table: str, **cells: str) -> Row:
        """The only such row."""
        (found,) = self.rows(table, **cells)
        return found

    @cached_property
    def basics(self) -> Row:
        """What 基本信息 says, by its items."""
        return {row["项目"]: row["内容"] for row in self.tables["基本信息"]}

    @property
    def digits(self) -> int:
        """保留小数位数."""
        return int(self.basics["保留小数位数"])

    def rounds(self, stage: str) -> bool:
        """Whether the scores of a stage (主体, 环节, 总分) are rounded."""
        first = {"主体得分起": 0, "环节得分起": 1, "只取总分": 2}[self.basics["从哪一步起取整"]]
        return ("主体", "环节", "总分").index(stage) >= first

    def rounded(self, stage: str, value: Fraction) -> Fraction:
        """A score as the later stages use it."""
        return half_up(value, self.digits) if self.rounds(stage) else value

    @cached_property
    def targets(self) -> list[Row]:
        """The organisations that are assessed, all tiers."""
        return [row for row in self.tables["党组织"] if row["层面"]]

    @cached_property
    def grades(self) -> list[str]:
        """The grades from best to worst."""
        return [row["等次"] for row in self.tables["等次"]]

    @cached_property
    def points(self) -> Mapping[str, Fraction]:
        """Ballot points by grade."""
        return {row["等次"]: number(row["测评票分值"]) for row in self.tables["等次"]}

    def items(self, form: str) -> list[Row]:
        """The items of a form."""
        return self.rows("指标", 表单=form)

    def panels(self, component: str) -> list[Row]:
        """The panels of a component that count."""
        return [p for p in self.rows("评价安排", 评价环节=component) if number(p["权重（%）"]) > 0]

    def components(self, tier: str) -> list[Row]:
        """The components of a tier that the college runs, those of weight 0 included."""
        return [c for c in self.rows("评价环节", 层面=tier) if c.get("由谁组织", "") in ("", "学校")]

    @cached_property
    def sheets(self) -> list[Sheet]:
        """Every form that goes out; who has nobody to rate gets none."""
        found = []
        for component in self.tables["评价环节"]:
            if component.get("由谁组织", "") not in ("", "学校"):
                continue
            for panel in self.rows("评价安排", 评价环节=component["环节编号"]):
                for rater, own in self._raters(panel["评价主体"]):
                    targets = self._rated(component["层面"], panel["评价范围"], rater, own)
                    if targets:
                        found.append(Sheet(component["环节编号"], rater, panel, targets))
        return found

    def _raters(self, group: str) -> list[tuple[str, str]]:
        """Code and own organisation of those who fill in the forms of a group."""
        ballots = self.row("评价主体", 主体编号=group)["匿名票张数"]
        if ballots:
            return [(f"票{n}", "") for n in range(1, int(ballots) + 1)]
        return [(r["评价人编号"], r["所在组织"]) for r in self.rows("评价人", 评价主体=group)]

    def _rated(self, tier: str, scope: str, rater: str, own: str) -> tuple[str, ...]:
        """Whom a rater rates: the own organisation only where the scope says so (本单位不评本单位)."""
        visited = {v["被检查单位"] for v in self.rows("交叉检查安排", 检查组=rater)}
        codes = [o["组织编号"] for o in self.targets if o["层面"] == tier]
        if scope == "本组织":
            return tuple(code for code in codes if code == own)
        below = {o["组织编号"] for o in self.targets if own and o["上级组织"] == own}
        wanted = {"全部对象": set(codes), "所辖组织": below, "按检查安排": visited}[scope]
        return tuple(code for code in codes if code in wanted and code != own)

"""Forms filled in by chance: what people do, what they leave out, and what makes forms void. Many answers are equal, so that totals tie."""

from __future__ import annotations

from fractions import Fraction
from random import Random

from tests.reference.plain import NOT_APPLICABLE, Answers, Paper, Row, Sheet, half_up, number
from tests.reference.writing import chance


def random_answers(paper: Paper, seed: int) -> dict[tuple[str, str], Answers]:
    """What came back of all forms; forms that did not are not there."""
    random = Random(-1 - seed)
    twins = _twins(paper, random)
    missing = random.choice((0, 0, 0.05, 0.1, 0.3))
    levels = _levels(paper, random)
    found: dict[tuple[str, str], Answers] = {}
    for sheet in paper.sheets:
        if chance(random, missing):
            continue
        kind = paper.row("表单", 表单编号=sheet.panel["表单"])["样式"]
        filler = _Filler(paper, sheet, random, levels)
        answers = filler.votes() if kind == "计票表" else filler.fill()
        for one, other in twins.items():
            if one in sheet.targets and other in sheet.targets and chance(random, 0.9):
                answers |= {(one, what): a for (target, what), a in answers.items() if target == other}
        found[sheet.component, sheet.rater] = answers
    return found


def _twins(paper: Paper, random: Random) -> dict[str, str]:
    """Some targets are judged nearly as another one is."""
    codes = [target["组织编号"] for target in paper.targets]
    return {one: other for one, other in zip(codes[1:], codes, strict=False) if chance(random, 0.4)}


def _levels(paper: Paper, random: Random) -> dict[str, int]:
    """Everybody agrees on how good each target is, 0 for the best; in a third of the schemes nobody does."""
    agreed = chance(random, 0.65)
    codes = [target["组织编号"] for target in paper.targets]
    return {code: random.choices((0, 1, 2), (6, 4, 1))[0] for code in codes} if agreed else {}


class _Filler:
    """One person at one form, in one of the moods that people have."""

    def __init__(self, paper: Paper, sheet: Sheet, random: Random, levels: dict[str, int]) -> None:
        self.paper, self.sheet, self.random, self.levels = paper, sheet, random, levels
        self.mood = random.choices(("mixed", "full", "alike", "blank"), (88, 5, 6, 1))[0]
        self.form = paper.row("表单", 表单编号=sheet.panel["表单"])
        # A form with a blank goes back, where blanks have no other meaning: few do.
        rates = (
            (0, 0, 0, 0.1, 0.3)
            if self.form["漏填怎样处理"] in ("整张无效", "按弃权计")
            else (0,) * 30 + (0.1,)
        )
        self.skips = random.choice(rates)

    def fill(self) -> dict[tuple[str, str], str]:
        """Any form but a tally sheet."""
        found: dict[tuple[str, str], str] = {}
        nothing = chance(self.random, 0.05)
        for item in self.paper.items(self.form["表单编号"]):
            usual = self._answer(item, "")
            for target in self.sheet.targets:
                found[target, item["指标编号"]] = self._one(item, target, usual, nothing=nothing)
        return found

    def _one(self, item: Row, target: str, usual: str, *, nothing: bool) -> str:
        if item["填写方式"] == "文字":
            # On some forms words must be there; a blank there is another matter than scores.
            return "意见"
        if self.mood == "blank" or chance(self.random, self.skips):
            return ""
        if item["可填不适用"] == "是" and (nothing or chance(self.random, 0.15)):
            return NOT_APPLICABLE
        return usual if self.mood == "alike" else self._answer(item, target)

    def _answer(self, item: Row, target: str) -> str:
        """An answer for which there are marks: as good as people agree that the target is, as a rule."""
        level = 0 if self.mood == "full" else self.levels.get(target)
        if level is None or (self.mood != "full" and chance(self.random, 0.1)):
            level = self.random.randrange(5)
        unit = int(Fraction(item["每次扣分／要求次数"] or 1))
        match item["填写方式"]:
            case "评分":
                share = Fraction(("1", "0.9", "0.8", "0.66", "0.35")[level])
                return _decimal(half_up(number(item["满分"]) * share, int(self.form["评分小数位数"])))
            case "扣分":
                return str((0, 0, 1, 2, 9)[level])
            case "次数":
                return str((unit, unit + 1, unit - 1, 1, 0)[level])
            case "是否":
                return "是" if level < 2 or (level == 2 and chance(self.random, 0.5)) else "否"
            case _:
                return self.paper.grades[min(level, len(self.paper.grades) - 1)]

    def votes(self) -> dict[tuple[str, str], str]:
        """A tally sheet: votes that add up, but for a few."""
        found: dict[tuple[str, str], str] = {}
        for target in self.sheet.targets:
            silent = chance(self.random, 0.06)
            level = self.levels.get(target)
            usual = [3 - (rank + level) % 4 for rank in range(4)] if level is not None else [2, 5, 1, 0]
            votes = [0 if silent else v for v in usual[: len(self.paper.grades)]]
            if chance(self.random, 0.3) and not silent:
                self.random.shuffle(votes)
            abstained, lost, kept = (self.random.choice((0, 0, 1, 2)) for _ in range(3))
            valid = sum(votes) + abstained
            collected = valid + lost
            issued = max(0, collected - 1) if chance(self.random, 0.06) else collected + kept
            wrong = 1 if chance(self.random, 0.01) else 0
            said = {"发出": issued, "收回": collected, "有效": valid + wrong, "弃权": abstained}
            said |= dict(zip(self.paper.grades, votes, strict=True))
            found |= {(target, what): str(count) for what, count in said.items()}
        return found


def _decimal(value: Fraction) -> str:
    whole = value.denominator == 1
    return str(value.numerator) if whole else f"{float(value):.4f}".rstrip("0")

"""The sentences carry the tree's numbers: they are read back out of the words, and every equation in them is true."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from dangjian_xl.forms.marking import to_points
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.explain import Explanation, explanations
from dangjian_xl.scoring.form_score import FormScore
from dangjian_xl.scoring.quotas import QuotaStep
from dangjian_xl.scoring.sentences import Line
from dangjian_xl.scoring.tree import ComponentScore, ConditionResult, GroupScore
from tests.test_result_cases import case

NUMBER = r"约?-?\d+(?:\.\d+)?"
#: A figure written with 约 is rounded to four decimals.
FINE = Fraction(1, 20_000)


@pytest.fixture(scope="module")
def assessments() -> list[Assessment]:
    return [case(seed) for seed in range(12)]


def lines_of(told: Explanation) -> Iterator[Line]:
    return (line for section in told.sections for line in section.lines)


def fits(text: str, value: Fraction) -> bool:
    """Whether a figure in words is this value."""
    return abs(Fraction(text.removeprefix("约")) - value) <= (FINE if text.startswith("约") else 0)


def found(pattern: str, text: str) -> list[Any]:
    """The figures where # stands; a tuple each where there are several."""
    return re.findall(pattern.replace("#", f"({NUMBER})"), text)


# Equations


class Sum:
    """Adds up what stands left of an equals sign, and how far 约 may be off."""

    def __init__(self, text: str) -> None:
        self._rest = re.findall(r"约?\d+(?:\.\d+)?|[＋－×÷/％（）]", text)
        self.off = Fraction(0)

    def value(self) -> Fraction:
        total = self._term()
        while self._rest and self._rest[0] in "＋－":
            sign = 1 if self._rest.pop(0) == "＋" else -1
            total += sign * self._term()
        return total

    def _term(self) -> Fraction:
        product = self._factor()
        while self._rest and self._rest[0] in "×÷/":
            by = self._rest.pop(0)
            product = product * self._factor() if by == "×" else product / self._factor()
        return product

    def _factor(self) -> Fraction:
        piece = self._rest.pop(0)
        if piece == "（":
            inner = self.value()
            assert self._rest.pop(0) == "）"
            return inner
        if piece.startswith("约"):
            self.off += FINE
        number = Fraction(piece.removeprefix("约"))
        if self._rest and self._rest[0] == "％":
            self._rest.pop(0)
            number /= 100
        return number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("（85.5＋85.5）÷2", "85.5"),
        ("（96×50％＋94×30％）÷80％", "95.25"),
        ("3×1/3", "1"),
        ("3160÷3200×100", "98.75"),
        ("90＋2－0.5", "91.5"),
    ],
)
def test_sums_are_read_as_people_read_them(text: str, value: str) -> None:
    assert Sum(text).value() == Fraction(value)


def equations(text: str) -> Iterator[tuple[str, str]]:
    bare = text.replace("得分 ", "").replace("满分 ", "").replace("合计 ", "")
    for left, right in re.findall(rf"([\d.约＋－×÷/％（）]+)＝({NUMBER})", bare):
        # A bracket that was opened before the sum belongs to the sentence.
        yield left.removeprefix("）"), right


def test_every_equation_is_true(assessments: list[Assessment]) -> None:
    seen = 0
    for told in (t for assessment in assessments for t in explanations(assessment)):
        for line in lines_of(told):
            for left, right in equations(line.text):
                sum_ = Sum(left)
                value = sum_.value()
                # Rounded terms may be multiplied: by weights of at most one, or be a sum of some dozens.
                allowed = sum_.off + (FINE if right.startswith("约") else 0)
                assert abs(value - Fraction(right.removeprefix("约"))) <= allowed, line.text
                seen += 1
    assert seen > 300


# What is said of each node


def test_what_is_said_of_forms_and_groups(assessments: list[Assessment]) -> None:
    for told in (t for assessment in assessments for t in explanations(assessment)):
        for line in lines_of(told):
            node = line.about
            if isinstance(node, GroupScore):
                if node.due:
                    assert found("应交 # 张", line.text) == [str(node.due)]
                    counts = "，".join(f"{outcome} {number} 张" for outcome, number in node.counts)
                    assert counts in line.text
            elif isinstance(node, FormScore) and node.full:
                ((score, full),) = found("得 # 分（满分 # 分）", line.text)
                assert (Fraction(score), Fraction(full)) == (
                    Fraction(to_points(node.score or 0)),
                    Fraction(to_points(node.full)),
                )
                assert all(fits(percent, node.percent) for percent in found("百分制 # 分", line.text))


def test_what_is_said_of_components_and_totals(assessments: list[Assessment]) -> None:
    for told in (t for assessment in assessments for t in explanations(assessment)):
        total = told.proposal.total
        for section in told.sections:
            if isinstance(section.about, ComponentScore):
                check_component(section.about, section.title, [line.text for line in section.lines])
        texts = [line.text for line in lines_of(told)]
        if total.total is None or total.mean is None or total.exact is None:
            assert not [text for text in texts if "第" in text and "名；" in text]
            continue
        assert found("总分 # 分，第 # 名", texts[0]) == [(str(total.total), str(told.proposal.rank))]
        (mean,) = [text for text in texts if text.startswith("各环节按权重加权平均：")]
        assert fits(found("＝# 分", mean)[-1], total.mean)
        added = [text for text in texts if text.startswith("计入加减分：")]
        assert all(fits(found("＝# 分", text)[-1], total.exact) for text in added)
        assert bool(added) == (total.exact != total.mean or any(a.counted for a in total.adjustments))
        (rounded,) = [text for text in texts if text.startswith("四舍五入到")]
        assert found("总分 # 分", rounded) == [str(total.total)]
        awards = [text for text in texts if re.match("(加分|减分)：", text)]
        for award, text in zip(total.adjustments, awards, strict=True):
            assert Fraction(found("登记 # 分", text)[0]) == Fraction(award.registered.points)
            counted = found("计 # 分。", text)
            assert Fraction(counted[0] if counted else 0) == Fraction(abs(award.counted))


def check_component(part: ComponentScore, title: str, texts: list[str]) -> None:
    told = found("：得 # 分$", title)
    assert bool(told) == (part.score is not None)
    if part.score is None or part.exact is None:
        assert texts[-1] == "本环节没有得分。"
        return
    assert fits(told[0], part.score)
    assert fits(found("＝#", texts[-1])[-1], part.exact)
    rounded = found("，得 # 分。$", texts[-1])
    assert not rounded or fits(rounded[0], part.score)
    for group in part.groups:
        if group.exact is not None:
            # The figure stands behind the equals sign, or where there is nothing to add up behind a word.
            figures = [f for text in texts for f in found("(?:＝|就是 |中位数是 |合成，得 )#", text)]
            assert any(
                fits(figure, group.exact) or fits(figure, group.score or Fraction(0)) for figure in figures
            )


def test_what_is_said_of_preconditions_and_places(assessments: list[Assessment]) -> None:
    seen = 0
    for told in (t for assessment in assessments for t in explanations(assessment)):
        for line in lines_of(told):
            node = line.about
            if isinstance(node, ConditionResult):
                assert Fraction(found("须达到 # 分", line.text)[0]) == Fraction(node.condition.minimum)
                had = found("得 # 分（百分制）", line.text)
                assert bool(had) == (node.score is not None)
                assert not had or fits(had[0], node.score or Fraction(0))
            elif isinstance(node, QuotaStep) and node.places is not None:
                seen += 1
                check_step(node, line.text)
        for step in told.proposal.steps:
            reason = step.reason
            if reason and step.places and step.better is not None:
                assert found("共 # 人", reason) == [str(step.places.base)]
                assert found("至多 # 人", reason) == [str(step.places.room)]
                assert found("第 # 位", reason) == [str(step.better + 1)]
                assert any(said.startswith(reason) for said in told.proposal.reasons)
    assert seen > 50


def check_step(step: QuotaStep, text: str) -> None:
    places = step.places
    assert places is not None
    assert found("共 # 人，", text)[0] == str(places.base)
    assert found("有 # 个名额", text) == [str(places.room)]
    if step.better is not None:
        assert found("前面 # 人", text) == [str(step.better)]
        assert [int(n) for n in found("连本人 # 人", text)] == ([step.same] if (step.same or 0) > 1 else [])
        left = found("只剩 # 个名额", text)
        assert not left or int(left[0]) == places.room - step.better

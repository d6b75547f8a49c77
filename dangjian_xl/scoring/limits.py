"""The grade before any quota: bands, vetoes and preconditions, each with value, formula and words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from dangjian_xl.scheme.model import Grade, Precondition, Scheme, VetoRecord
from dangjian_xl.scheme.pools import grade_index
from dangjian_xl.scoring.exact import in_words
from dangjian_xl.scoring.missing import asks_committee
from dangjian_xl.scoring.sentences import quoted
from dangjian_xl.scoring.tree import ConditionResult


def find_band(grades: Sequence[Grade], total: Decimal) -> int:
    """Index of the grade whose half-open band holds the total."""
    return next(index for index, grade in enumerate(grades) if total >= grade.lower)


def band_formula(total: str, lowers: Sequence[str]) -> str:
    """The same as a worksheet expression, counted from 1; `lowers`: the cells of all lower bounds."""
    band = str(len(lowers))
    for number in range(len(lowers) - 1, 0, -1):
        band = f"IF({total}>={lowers[number - 1]},{number},{band})"
    return band


def band_words(scheme: Scheme, total: Decimal, index: int) -> str:
    """In which grade's band a total lies, as a clause."""
    grade = scheme.grades[index]
    upper = f"、不到 {scheme.grades[index - 1].lower:f} 分" if index else ""
    return f"总分 {total}，达到 {grade.lower:f} 分{upper}，属“{grade.name}”的分数段"


def given_words(scheme: Scheme, index: int) -> str:
    """Which grade was given by name, as a clause."""
    return f"上报的等次是“{scheme.grades[index].name}”，不折成分数"


def veto_limit(scheme: Scheme, record: VetoRecord) -> int:
    """Index of the best grade that a registered veto leaves."""
    veto = next(v for v in scheme.vetoes if v.code == record.veto)
    return grade_index(scheme, veto.max_grade)


def veto_formula(codes: str, own: str, limits: str) -> str:
    """The worst of the limits of the vetoes registered for a code, counted from 1; blocks of codes and limits."""
    return f"MAX(1,SUMPRODUCT(MAX(EXACT({codes},{own})*{limits})))"


def veto_words(scheme: Scheme, record: VetoRecord) -> str:
    """A registered veto and what it leaves, as a clause."""
    veto = next(v for v in scheme.vetoes if v.code == record.veto)
    return f"有否决事项“{veto.name}”（{record.fact}），最高只能定为“{veto.max_grade}”"


def condition_limit(scheme: Scheme, condition: Precondition) -> int:
    """Index of the best grade for whom does not meet a precondition: the one below its grade."""
    return grade_index(scheme, condition.grade) + 1


def condition_formula(had: str, minimum: str, limit: str) -> str:
    """The best grade, counted from 1, that a precondition leaves; cells of what the target has, of the minimum and of the limit."""
    return f"IF(ISNUMBER({had}),IF(ROUND({had},10)>={minimum},1,{limit}),{limit})"


def condition_words(scheme: Scheme, result: ConditionResult) -> str:
    """Whether a precondition is met, as a clause."""
    condition = result.condition
    what = scheme.component(condition.component).name
    if result.made_from and result.made_from.item:
        what += f"的“{result.made_from.item.text}”"
    wanted = f"评“{condition.grade}”须达到 {condition.minimum:f} 分"
    if result.score is None:
        return f"{what}没有得分，{wanted}，无法核实，按未达到处理，请党委研究"
    reached = "已经达到" if result.met else "没有达到"
    return f"{what}得 {in_words(result.score)} 分（百分制），{wanted}，{reached}"


def item_gap_words(result: ConditionResult) -> str:
    """Which groups have no score in a single item although the item has one, where the committee is to know it; "" for none."""
    part = result.made_from
    if part is None or part.item is None or part.score is None or not part.missing:
        return ""
    named = quoted(group.group.name for group in part.missing)
    asked = "，提请党委研究" if asks_committee(part.component.missing) else ""
    return f"核对“{part.item.text}”这一项时，{named}没有得分，没有按0分计，其余主体按权重折算{asked}"


def find_limit(scheme: Scheme, vetoes: Iterable[VetoRecord], conditions: Iterable[ConditionResult]) -> int:
    """Index of the best grade that a target's vetoes and preconditions leave; 0 where nothing stands against the best."""
    limits = [veto_limit(scheme, record) for record in vetoes]
    limits += [condition_limit(scheme, result.condition) for result in conditions if not result.met]
    return max(limits, default=0)

"""Rounding stages: which of the steps from marks to a total are rounded, and how that is written and said."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from dangjian_xl.scheme.model import RoundingStage, Scheme
from dangjian_xl.scoring.exact import as_decimal, in_words, rounded


@dataclass(frozen=True, slots=True)
class Rounding:
    """A scheme's rounding: from `stage` on every step is rounded half up to `digits` decimals."""

    stage: RoundingStage
    digits: int

    @classmethod
    def of(cls, scheme: Scheme) -> Rounding:
        """As the scheme's basics say."""
        return cls(scheme.basics.rounding_stage, scheme.basics.digits)

    def applies(self, step: RoundingStage) -> bool:
        """Whether what comes out of a step is rounded: of groups, of components, of totals."""
        return _position(step) >= _position(self.stage)

    def round(self, step: RoundingStage, value: Fraction) -> Fraction:
        """What comes out of a step, rounded if it is."""
        return rounded(value, self.digits) if self.applies(step) else value

    def formula(self, step: RoundingStage, expression: str, digits: str) -> str:
        """The same of a worksheet expression; `digits`: the cell of the decimals.

        The inner ROUND takes away what binary arithmetic adds or loses.
        """
        return f"ROUND(ROUND({expression},10),{digits})" if self.applies(step) else expression

    def score(self, step: RoundingStage, value: Fraction) -> str:
        """A score as people read it: with the decimals that it was rounded to, if it was."""
        return str(as_decimal(value, self.digits)) if self.applies(step) else in_words(value)

    def clause(self, step: RoundingStage, exact: Fraction) -> str:
        """What a step's rounding does, behind the exact figure; "" where it is not rounded."""
        if not self.applies(step):
            return ""
        return f"，四舍五入到{self.decimals}，得 {as_decimal(exact, self.digits)} 分"

    def total(self, exact: Fraction) -> Decimal:
        """A total, which is always rounded."""
        return as_decimal(exact, self.digits)

    @property
    def decimals(self) -> str:
        """How many decimals, in words."""
        return f" {self.digits} 位小数" if self.digits else "整数"

    @property
    def sentence(self) -> str:
        """What is rounded and what not, in a sentence."""
        match self.stage:
            case RoundingStage.GROUP:
                stage = "从评价主体的得分起，每一步都"
            case RoundingStage.COMPONENT:
                stage = "评价主体的得分不取整，从环节得分起，每一步都"
            case RoundingStage.TOTAL:
                stage = "中间各步不取整，只把总分"
            case _:
                assert_never(self.stage)
        about = "写“约”的数除不尽，只是写到四位小数，计算时用原数。"
        return f"取整：{stage}四舍五入到{self.decimals}。{about}"


def _position(stage: RoundingStage) -> int:
    match stage:
        case RoundingStage.GROUP:
            return 0
        case RoundingStage.COMPONENT:
            return 1
        case RoundingStage.TOTAL:
            return 2
        case _:
            assert_never(stage)

"""What happens where a rater group or a whole component has no score: policies as value, formula and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from dangjian_xl.scheme.model import Component, MissingPolicy
from dangjian_xl.scoring.sentences import quoted


def refuses(policy: MissingPolicy) -> bool:
    """Whether a missing group leaves its component, and so the target, without a score."""
    match policy:
        case MissingPolicy.REFUSE:
            return True
        case MissingPolicy.RENORMALISE | MissingPolicy.FLAG:
            return False
        case _:
            assert_never(policy)


def asks_committee(policy: MissingPolicy) -> bool:
    """Whether the committee is asked about what is missing although there is a score."""
    match policy:
        case MissingPolicy.FLAG:
            return True
        case MissingPolicy.REFUSE | MissingPolicy.RENORMALISE:
            return False
        case _:
            assert_never(policy)


def refused_formula(policy: str, present: str, groups: str) -> str:
    """Whether a component is refused, by the cells of its policy, of the groups with a score and of all groups."""
    return f'AND({policy}="{MissingPolicy.REFUSE}",{present}<{groups})'


@dataclass(frozen=True, slots=True)
class MissingGroups:
    """What is missing of a component: the names of the groups without a score; whether the component, and the target, have one all the same."""

    component: Component
    names: tuple[str, ...]
    scored: bool
    computed: bool

    @property
    def done(self) -> str:
        """What was done about it."""
        policy = self.component.missing
        if refuses(policy):
            return "方案规定不予计算"
        if self.scored:
            how = "本环节其他评价主体按权重折算"
        elif not self.component.counts:
            how = "本环节没有得分，所核对的前提按未达到处理"
        elif self.computed:
            how = "其他环节按权重折算"
        else:
            return "没有按0分计，因此没有总分"
        return f"没有按0分计，{how}{'，并提请党委研究' if asks_committee(policy) else ''}"

    @property
    def sentence(self) -> str:
        """Which groups have no valid form, and what the scheme does about it."""
        policy, done = self.component.missing, self.done
        if refuses(policy):
            done = f"没有按0分计，本环节不计算{'，也就没有总分' if self.component.counts else ''}"
        return f"{quoted(self.names)}没有一张计入的表，方案规定的缺评处理是“{policy}”：{done}。"

"""A walk over a target's tree: how its total and proposed grade came about, in sentences that its nodes give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from dangjian_xl.findings import Place
from dangjian_xl.reports.penalties import AWARD
from dangjian_xl.scheme.model import RoundingStage, Scheme
from dangjian_xl.scheme.tables import table
from dangjian_xl.scoring.adjustments import Award
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.exact import in_words
from dangjian_xl.scoring.explain_forms import FormTeller
from dangjian_xl.scoring.form_score import FormScore
from dangjian_xl.scoring.grade import PENDING
from dangjian_xl.scoring.limits import band_words, condition_words, given_words, item_gap_words, veto_words
from dangjian_xl.scoring.rounding import Rounding
from dangjian_xl.scoring.sentences import NOWHERE, Line, Section, quoted
from dangjian_xl.scoring.ties import TieBreak
from dangjian_xl.scoring.tree import ComponentScore, ConditionResult, GradeProposal, Total
from dangjian_xl.scoring.weighing import mean_words
from dangjian_xl.workspace import SCHEME_NAME


@dataclass(frozen=True, slots=True)
class Explanation:
    """One target's tree and all that there is to say of it; `tier`: its name; `told`: the rater and the place of each form that may be shown.

    No sentence leads to a ballot without a name: of these there are counts, and marks in an order that follows from the marks.
    """

    scheme: Scheme
    proposal: GradeProposal
    tier: str
    sections: tuple[Section, ...]
    told: Mapping[FormScore, tuple[str, Place]]


def explanations(
    assessment: Assessment, targets: Iterable[str] | None = None, *, details: bool = True
) -> Iterator[Explanation]:
    """One for each target in the scheme's order, or only for those of these codes. `details`: with single answers."""
    teller = _Teller(assessment, details=details)
    wanted = None if targets is None else frozenset(targets)
    for proposal in assessment.proposals:
        if wanted is None or proposal.target.code in wanted:
            yield teller.explain(proposal)


class _Teller:
    """Walks the trees of one assessment."""

    def __init__(self, assessment: Assessment, *, details: bool) -> None:
        self._assessment, self._scheme = assessment, assessment.scheme
        self._rounding = Rounding.of(assessment.scheme)
        self._forms = FormTeller(assessment, details=details)
        self._reports = {
            report.owner: report.file for report in assessment.collection.reports if report.counts
        }

    def explain(self, proposal: GradeProposal) -> Explanation:
        tier = self._scheme.tier(proposal.total.tier).name
        told = self._forms.trace(proposal.total)
        return Explanation(self._scheme, proposal, tier, tuple(self._sections(proposal, tier)), told)

    def _sections(self, proposal: GradeProposal, tier: str) -> Iterator[Section]:
        """The outcome in short, a section a component, the total, what was collected without counting, the grade."""
        total = proposal.total
        yield Section("结论", tuple(self._outcome(proposal, tier)))
        for part in total.scored:
            yield Section(self._component_title(part, total), tuple(self._component(part, total)), part)
        if not total.is_given:
            yield Section("总分", tuple(self._total(total)))
        if total.uncounted:
            yield Section("只收表、不计分的", tuple(self._apart(total)))
        yield Section("名次和建议等次", tuple(self._grade(proposal, tier)))

    def _outcome(self, proposal: GradeProposal, tier: str) -> Iterator[Line]:
        total, target = proposal.total, proposal.target
        who = f"{target.name} {target.reporter_title}，层面：{tier}"
        if total.is_given:
            given = f"上报的等次：{total.given}" if total.given else total.lacking
            yield Line(f"{who}。{given}，建议等次：{proposal.proposed}。")
            return
        if total.total is None:
            yield Line(f"{who}。没有总分，{proposal.proposed}。")
        else:
            yield Line(
                f"{who}。总分 {total.total} 分，第 {proposal.rank} 名，建议等次：{proposal.proposed}。"
            )
        yield Line(self._rounding.sentence)

    def _component_title(self, part: ComponentScore, total: Total) -> str:
        weight = f"权重 {part.component.weight:f}％" if part.component.counts else "只供核对前提，不计入总分"
        if total.is_given and part.component.counts:
            return f"环节“{part.component.name}”：按上报的等次"
        score = "没有得分"
        if part.score is not None:
            score = f"得 {self._rounding.score(RoundingStage.COMPONENT, part.score)} 分"
        return f"环节“{part.component.name}”（{weight}）：{score}"

    def _component(self, part: ComponentScore, total: Total) -> Iterator[Line]:
        for group in part.groups:
            yield from self._forms.tell(group, total.target.code)
        if part.missing and not (total.is_given and part.component.counts):
            yield Line(part.lack(computed=total.total is not None).sentence)
        if part.score is not None and part.exact is not None:
            parts = [(group.panel.weight, group.score) for group in part.groups]
            clause = self._rounding.clause(RoundingStage.COMPONENT, part.exact)
            yield Line(f"本环节得分：{mean_words(parts, part.exact)} 分{clause}。")
        elif not total.is_given or not part.component.counts:
            yield Line("本环节没有得分。")

    def _total(self, total: Total) -> Iterator[Line]:
        if total.mean is None or total.exact is None or total.total is None:
            names = quoted(c.component.name for c in total.unscored)
            yield Line(f"缺少有效表（{names}），算不出总分；缺的没有按0分计。")
            yield from self._awards(total)
            return
        lacking = [c.component.name for c in total.components if c.score is None]
        if lacking:
            names = quoted(lacking)
            yield Line(f"环节{names}没有得分，没有按0分计，其余环节按权重折算。")
        parts = [(c.component.weight, c.score) for c in total.components]
        yield Line(f"各环节按权重加权平均：{mean_words(parts, total.mean)} 分。")
        yield from self._awards(total)
        counted = [award.counted for award in total.adjustments if award.counted]
        if counted:
            signed = "".join(f"{'＋' if points > 0 else '－'}{in_words(abs(points))}" for points in counted)
            yield Line(f"计入加减分：{in_words(total.mean)}{signed}＝{in_words(total.exact)} 分。")
        cap = self._scheme.basics.total_cap
        if cap is not None and total.exact > Fraction(cap):
            yield Line(f"超过总分上限 {cap:f} 分，按上限计。")
        elif total.exact < 0:
            yield Line("总分低于0分，按0分计。")
        yield Line(f"四舍五入到{self._rounding.decimals}，总分 {total.total} 分。")

    def _awards(self, total: Total) -> Iterator[Line]:
        return (Line(award.sentence, self._award_place(award)) for award in total.adjustments)

    def _award_place(self, award: Award) -> Place:
        """Where an adjustment is registered, or the report that it is about."""
        report = self._reports.get(award.registered.target)
        if report and award.registered.award.startswith(AWARD):
            return Place(report)
        return Place(SCHEME_NAME, table("adjustments").sheet)

    def _apart(self, total: Total) -> Iterator[Line]:
        for part, group in ((c, g) for c in total.uncounted for g in c.groups):
            whose = f"环节“{part.component.name}”，评价主体“{group.group.name}”"
            yield Line(f"{whose}：{self._forms.due_words(group)}。")
            yield from self._forms.tell_apart(group, total.target.code)

    def _grade(self, proposal: GradeProposal, tier: str) -> Iterator[Line]:
        scheme, total = self._scheme, proposal.total
        if proposal.band is None:
            lacking = total.lacking if total.is_given else "没有总分，不排名次"
            yield Line(f"{lacking}，不占名额：{proposal.proposed}，请党委研究。")
            return
        if total.total is None:
            yield Line(f"{given_words(scheme, proposal.band)}，不排名次。")
            yield from self._awards(total)
        else:
            ties = TieBreak.of(scheme, total.tier).words
            yield Line(f"名次：在“{tier}”里按总分排第 {proposal.rank} 名；{ties}。")
            yield Line(f"分数段：{band_words(scheme, total.total, proposal.band)}。")
        yield from self._limits(proposal)
        if len(proposal.steps) > 1:
            yield Line("名额按下面的先后依次核对；前面已经改低等次的，不再占后面的名额。")
        for step in proposal.steps:
            yield Line(step.sentence(scheme), about=step)
        if proposal.proposed == PENDING:
            span = self._open_grades(proposal)
            yield Line(f"建议等次：待定（{span}）。并列压在名额线上，程序不取舍，请党委研究决定。")
        else:
            yield Line(f"建议等次：{proposal.proposed}。这是程序按方案提出的，最终等次由党委审定。")

    def _open_grades(self, proposal: GradeProposal) -> str:
        """Between which grades the committee decides."""
        names, final = [grade.name for grade in self._scheme.grades], proposal.final or 0
        worst = max(s.places.limited + 1 for s in proposal.steps if s.places and s.is_open)
        return f"在“{names[final]}”和“{names[worst]}”之间"

    def _limits(self, proposal: GradeProposal) -> Iterator[Line]:
        scheme = self._scheme
        for record in proposal.vetoes:
            yield Line(
                f"一票否决：{veto_words(scheme, record)}。", Place(SCHEME_NAME, table("veto_records").sheet)
            )
        if not proposal.vetoes:
            yield Line("一票否决：没有登记。")
        for result in proposal.conditions:
            yield Line(f"前提：{condition_words(scheme, result)}。", about=result)
            yield from self._item(result)
        if proposal.band is not None and proposal.limit > proposal.band:
            yield Line(f"因此占名额以前就只能是“{scheme.grades[proposal.limit].name}”。")

    def _item(self, result: ConditionResult) -> Iterator[Line]:
        """How the figure of a single item came about, as its component did."""
        part = result.made_from
        if part is None or part.item is None or part.exact is None:
            return
        gap = item_gap_words(result)
        if gap:
            yield Line(f"{gap}。", NOWHERE, 1)
        for group in part.groups:
            told = self._forms.score_words(group)
            if told:
                yield Line(f"“{group.group.name}”在这一项：{told}。", NOWHERE, 1)
        if len(part.groups) > 1 or self._rounding.applies(RoundingStage.COMPONENT):
            parts = [(group.panel.weight, group.score) for group in part.groups]
            clause = self._rounding.clause(RoundingStage.COMPONENT, part.exact)
            yield Line(f"这一项按主体权重：{mean_words(parts, part.exact)} 分{clause}。", NOWHERE, 1)

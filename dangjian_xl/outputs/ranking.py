"""A tier's ranking: what the committee reads."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dangjian_xl.forms.kinds.common import tab_names
from dangjian_xl.outputs.approving import Approving
from dangjian_xl.outputs.figures import COMPONENT_LETTERS, COMPONENTS, shown
from dangjian_xl.outputs.grading import Grading
from dangjian_xl.outputs.sheet import FIRST_ROW, Book, Cell, Column, Live, Table, at, letters, number_format
from dangjian_xl.returns.approved import APPROVAL, APPROVED_HEADING, CODE_HEADING, PROPOSED_HEADING
from dangjian_xl.scheme.model import QuotaBase, Scheme, Tier
from dangjian_xl.scoring.grade import PENDING, UNGRADED
from dangjian_xl.scoring.quotas import QuotaStep
from dangjian_xl.scoring.tree import GradeProposal

_PURPOSE = f"“建议等次”由程序按方案提出，供研究；最终等次由党委审定，填在“{APPROVAL}”表，这里跟着显示。"


def ranking_names(scheme: Scheme) -> Mapping[str, str]:
    """Each tier's sheet name."""
    names = tab_names(f"排名 {tier.name}" for tier in scheme.tiers)
    return {tier.code: name for tier, name in zip(scheme.tiers, names, strict=True)}


def write_ranking(book: Book, grading: Grading, tier: Tier) -> None:
    """Write a tier's sheet at the end of the workbook."""
    rows, approving = grading.assessment.of_tier(tier.code), Approving(grading)
    table = Table(
        name=ranking_names(grading.scheme)[tier.code],
        purpose=f"{tier.code} {tier.name}，共 {len(rows)} 人。{_PURPOSE}",
        columns=_columns(grading, tier.code),
        rows=[_cells(grading, approving, row) for row in rows],
        frozen=4,
        first=True,
        title=f"{tier.name}排名",
        edited=True,
    )
    sheet = book.write(table)
    if not rows:
        return
    last, proposed = FIRST_ROW + len(rows) - 2, len(table.columns) - 3
    for word in (PENDING, UNGRADED):
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": book.theme["problem"]}
        sheet.conditional_format(FIRST_ROW - 1, proposed, last, proposed, rule)


def _columns(grading: Grading, tier: str) -> tuple[Column, ...]:
    scheme = grading.scheme
    digits = number_format(scheme.basics.digits)
    components = [
        Column(c.code, f"{c.name}\n（{c.weight:f}%）", 9, "centre", digits)
        for c in scheme.components_of(tier)
    ]
    scores = [
        *components,
        Column("adjustment", "加减分", 7, "centre"),
        Column("total", "总分", 8, "centre", digits),
    ]
    # Grades given by name have no scores.
    scores = [] if scheme.is_given(tier) else scores
    quotas = []
    for order in grading.competing[tier]:
        place = next(place for place in grading.rules.places if place.order == order)
        heading = f"“{place.grade}”名额\n（按{place.quota.base}）"
        quotas.append(Column(f"quota{order}", heading, 12, "centre"))
    return (
        Column("rank", "名次", 5, "centre"),
        Column("code", CODE_HEADING, 7, "centre"),
        Column("name", "党组织", 24),
        Column("reporter", "述职人", 10, "centre"),
        *([Column("pool", "名额池", 12)] if _pooled(grading, tier) else []),
        *scores,
        Column("band", "上报等次" if scheme.is_given(tier) else "分数段等次", 7, "centre"),
        Column("limit", "否决和前提后最高", 8, "centre"),
        *quotas,
        Column("final", PROPOSED_HEADING, 8, "centre"),
        Column("approved", APPROVED_HEADING, 8, "centre"),
        Column("reasons", "建议等次的理由", 50),
    )


def proposed_letter(grading: Grading, tier: str) -> str:
    """The column of the proposed grades on a tier's sheet."""
    return letters(_columns(grading, tier))["final"]


def code_letter(grading: Grading, tier: str) -> str:
    """The column of the organisations' codes on a tier's sheet."""
    return letters(_columns(grading, tier))["code"]


def _pooled(grading: Grading, tier: str) -> bool:
    """Whether the places of a tier are shared out by pools, so that it must be seen who is in which."""
    competing = grading.competing[tier]
    bases = [place.quota.base for place in grading.rules.places if place.order in competing]
    return QuotaBase.POOL in bases


def _cells(grading: Grading, approving: Approving, proposal: GradeProposal) -> list[Cell]:
    total, trail, target = proposal.total, grading.trail, proposal.target
    names = [grade.name for grade in grading.scheme.grades]
    at_ = trail.row(proposal)

    def referred(key: str, value: Decimal | int | str | None) -> Live:
        return Live(grading.cell(key, at_), "" if value is None else value)

    scores: list[Cell] = [
        Live(at(COMPONENTS, COMPONENT_LETTERS["score"], trail.row(part)), shown(part.score))
        for part in total.components
    ]
    scores += [referred("adjustment", total.adjustment), referred("total", total.total)]
    pool = [target.pool] if _pooled(grading, total.tier) else []
    band = grading.cell("band", at_)
    band_name = "" if proposal.band is None else names[proposal.band]
    named = Live(f'IF({band}="","",INDEX({grading.rules.grade_names},{band}))', band_name)
    quotas = [
        _standing(grading, proposal, order, proposal.steps[order]) for order in grading.competing[total.tier]
    ]
    return [
        referred("rank", proposal.rank),
        *(target.code, target.name, target.reporter_title),
        *pool,
        *([] if total.is_given else scores),
        named,
        _limit(grading, proposal),
        *quotas,
        referred("final", proposal.proposed),
        approving.approved(target.code),
        "\n".join(proposal.reasons),
    ]


def _limit(grading: Grading, proposal: GradeProposal) -> Live:
    """The best grade that vetoes and preconditions leave."""
    row = grading.trail.row(proposal)
    name = grading.limit_name(grading.limit(row), proposal)
    value = "" if proposal.band is None else name.value
    return Live(f'IF({grading.cell("band", row)}="","",{name.formula})', value)


def _standing(grading: Grading, proposal: GradeProposal, order: int, step: QuotaStep) -> Live:
    """Where a target stands among those who compete for the same places."""
    row = grading.trail.row(proposal)
    better, places, says = (grading.cell(f"{key}{order}", row) for key in ("better", "places", "says"))
    room = step.places.room if step.places else 0
    value = str(step.says) if step.better is None else f"第{step.better + 1}位／{room}个\n{step.says}"
    return Live(f'IF({better}="",{says},"第"&({better}+1)&"位／"&{places}&"个"&CHAR(10)&{says})', value)

"""What each total is made of, as rows of numbers for a chart: weighted parts, adjustments, and the total in the label."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian_xl.outputs.figures import COMPONENT_LETTERS, COMPONENTS
from dangjian_xl.outputs.grading import Grading
from dangjian_xl.outputs.sheet import Cell, Live, at, block
from dangjian_xl.scoring.tree import GradeProposal
from dangjian_xl.scoring.weighing import share_formula, shares


@dataclass(frozen=True, slots=True)
class BarRow:
    """One target's row: label, parts, adjustments if there can be any, total. `low`, `high`: where its bar ends."""

    label: str
    cells: tuple[Cell, ...]
    low: float
    high: float


def headings(grading: Grading, tier: str) -> tuple[str, ...]:
    """Headings of the rows, with each component's weight."""
    parts = [f"{c.name}（{c.weight:f}%）" for c in grading.scheme.components_of(tier)]
    return ("名次、党组织、总分", *parts, *(["加减分"] if _adjusted(grading) else []), "总分")


def bars(grading: Grading, tier: str) -> tuple[list[BarRow], list[str]]:
    """A tier's rows by rank, and the names of those who have no total."""
    ranked = grading.assessment.of_tier(tier)
    rows = [_row(grading, proposal) for proposal in ranked if proposal.total.total is not None]
    return rows, [proposal.target.name for proposal in ranked if proposal.total.total is None]


def _adjusted(grading: Grading) -> bool:
    return bool(grading.scheme.adjustment_kinds)


def _row(grading: Grading, proposal: GradeProposal) -> BarRow:
    total, row = proposal.total, grading.trail.row(proposal)
    cells = {key: grading.cell(key, row) for key in ("rank", "name", "total", "adjustment")}
    digits = grading.rules.basic("digits")
    label = f"{proposal.rank} {proposal.target.name}　{total.total}"
    named = f'{cells["rank"]}&" "&{cells["name"]}&"　"&FIXED({cells["total"]},{digits},1)'
    parts = _parts(grading, proposal)
    adjustments = [Live(cells["adjustment"], total.adjustment)] if _adjusted(grading) else []
    sizes = [float(part.value) for part in (*parts, *adjustments)]
    return BarRow(
        label,
        (
            Live(f'IF({cells["total"]}="",{cells["name"]},{named})', label),
            *parts,
            *adjustments,
            Live(cells["total"], total.total or 0),
        ),
        sum(size for size in sizes if size < 0),
        sum(size for size in sizes if size > 0),
    )


def _parts(grading: Grading, proposal: GradeProposal) -> list[Live]:
    """Each component's score by its share of the weights of those that are there."""
    span, components = grading.trail.span(proposal), proposal.total.components
    if span is None:
        return []
    weights, scores = (block(COMPONENTS, COMPONENT_LETTERS[key], *span) for key in ("weight", "score"))
    found = []
    for part, value in zip(
        components, shares([(c.component.weight, c.score) for c in components]), strict=True
    ):
        row = grading.trail.row(part)
        weight, score = (at(COMPONENTS, COMPONENT_LETTERS[key], row) for key in ("weight", "score"))
        found.append(Live(share_formula(weight, score, weights, scores), value))
    return found

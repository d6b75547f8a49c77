"""The program against the manual: a second scorer, written from the manual alone, gives the same figures for schemes of every sort."""

from __future__ import annotations

from pathlib import Path

import pytest

from dangjian_xl.outputs.result import result_workbook
from tests.reference.briefly import Case, read_cases, wrong
from tests.reference.plain import Paper
from tests.reference.recalculating import recalculate_results, recalculate_seeds
from tests.reference.run import accepted, assessed, compare_seed, compared
from tests.reference.schemes import random_scheme
from tests.reference.scorer import score

CASES = read_cases((Path(__file__).parent / "data" / "by_hand.md").read_text(encoding="utf-8"))
by_hand = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
SEEDS = range(60)


@by_hand
def test_the_scorer_gives_what_the_manual_gives_by_hand(case: Case) -> None:
    assert not wrong(score(Paper(case.text), case.returned), case)


@by_hand
def test_the_program_gives_it_too(case: Case) -> None:
    scheme, paper = accepted(case.text), Paper(case.text)
    assert scheme is not None
    _count, differing = compared(assessed(scheme, paper, case.returned), paper, case.returned)
    assert not differing


@pytest.mark.parametrize("seed", SEEDS)
def test_the_program_gives_what_the_scorer_gives(seed: int) -> None:
    outcome = compare_seed(seed)
    assert not outcome.differing, f"python -m tests.reference.run 1 --seed {seed}"
    assert outcome.refused or outcome.compared


def test_most_random_schemes_are_sound() -> None:
    refused = sum(accepted(random_scheme(seed)) is None for seed in range(100))
    assert refused < 20


@pytest.mark.long
def test_results_of_the_cases_by_hand_give_the_same_when_they_are_recalculated() -> None:
    # Each takes LibreOffice a second; `make diff RECALCULATE=…` does any number of random ones.
    chosen = [name for n, name in enumerate(CASES) if n % 6 == 0 or "total" in name]
    schemes = {name: accepted(CASES[name].text) for name in chosen}
    cells, differing = recalculate_results(
        (name, result_workbook(assessed(scheme, Paper(CASES[name].text), CASES[name].returned)))
        for name, scheme in schemes.items()
        if scheme
    )
    assert cells > 1000
    assert not differing


@pytest.mark.long
def test_results_give_the_same_when_they_are_recalculated() -> None:
    cells, differing = recalculate_seeds(range(3), 3)
    assert cells > 500
    assert not differing

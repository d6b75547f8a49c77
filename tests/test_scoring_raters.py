"""The statistics behind the diagnosis of raters, each against another way to the same number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple
from fractions import Fraction
from itertools import product
from math import isinf, sqrt
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dangjian_xl.scoring import flat
from dangjian_xl.scoring.additive import Fit, Pair, blocks, fit, spare_scores
from dangjian_xl.scoring.agreement import (
    INTRACLASS_BOUNDS,
    KENDALL_BOUNDS,
    Agreement,
    in_words,
    intraclass,
    kendall,
)
from dangjian_xl.scoring.significance import bound_for_any, interval, lasting, two_sided
from tests.support.scoring import FEWER

Scores = dict[Pair, float]


def simulated(
    seed: int, targets: int, severities: Sequence[float], noise: float, rate: float = 1.0
) -> Scores:
    """Scores with known severities; each pair is there with the probability `rate`."""
    random = Random(seed)
    levels = [random.uniform(60, 90) for _ in range(targets)]
    return {
        (f"T{t}", f"R{r}"): levels[t] + severity + random.gauss(0, noise)
        for t in range(targets)
        for r, severity in enumerate(severities)
        if random.random() < rate
    }


def joined(seed: int, rate: float = 0.6) -> Scores:
    """An incomplete design of one block."""
    scores = simulated(seed, 9, (3, 0, -2, 1), 2, rate)
    largest = max(blocks(scores), key=len)
    return {pair: scores[pair] for pair in largest}


def by_dummies(scores: Mapping[Pair, float]) -> tuple[dict[str, float], dict[str, float], float]:
    """Severities, their standard errors and the residual variance by plain least squares on dummy variables."""
    targets, raters = (sorted({pair[side] for pair in scores}) for side in (0, 1))
    design = np.array(
        [[t == a for a in targets] + [r == b for b in raters[1:]] for t, r in scores], dtype=float
    )
    marks = np.array(list(scores.values()))
    solution = np.linalg.lstsq(design, marks, rcond=None)[0]
    variance = float(((marks - design @ solution) ** 2).sum()) / (len(marks) - design.shape[1])
    covariance = variance * np.linalg.inv(design.T @ design)
    # the first rater's coefficient is 0; what is wanted are differences from the raters' mean
    contrasts = np.zeros((len(raters), design.shape[1]))
    contrasts[1:, len(targets) :] = np.eye(len(raters) - 1)
    contrasts[:, len(targets) :] -= 1 / len(raters)
    errors = np.sqrt(np.diag(contrasts @ covariance @ contrasts.T))
    return (
        dict(zip(raters, map(float, contrasts @ solution), strict=True)),
        dict(zip(raters, map(float, errors), strict=True)),
        variance,
    )


def test_a_table_computed_by_hand() -> None:
    # Rater means 82, 78, 77, mean 79; residuals are ±1 or 0: 1 0 -1 / -1 0 1 / 0 0 0, whose squares add to 4.
    residuals = ((1, 0, -1), (-1, 0, 1), (0, 0, 0))
    scores = {
        (t, r): level + severity + residuals[i][j]
        for i, (t, level) in enumerate((("甲", 70), ("乙", 79), ("丙", 88)))
        for j, (r, severity) in enumerate((("宽", 3), ("中", -1), ("严", -2)))
    }
    model = fit(scores)
    assert model.effects == pytest.approx({"宽": 3, "中": -1, "严": -2})
    assert model.spare == 4
    assert model.variances.rest == pytest.approx(1)
    # one of three raters over three targets: variance 1 x (3 - 1) / (3 x 3)
    assert model.errors == pytest.approx(dict.fromkeys(model.effects, sqrt(2 / 9)))
    # mean squares: targets 3 x 81 x 2 / 2 = 243, raters 3 x 14 / 2 = 21, rest 1
    assert astuple(model.variances) == pytest.approx((242 / 3, 20 / 3, 1))
    assert intraclass(model.variances) == pytest.approx(242 / (242 + 20 + 3))
    assert intraclass(model.variances, 3) == pytest.approx(242 / (242 + (20 + 3) / 3))


@pytest.mark.parametrize("seed", range(4))
def test_with_every_pair_there_severity_is_the_raters_mean_less_the_mean_of_all(seed: int) -> None:
    scores = simulated(seed, 7, (2, -1, 0, 4, -5), 3)
    model = fit(scores)
    table = np.array(list(scores.values())).reshape(7, 5)
    expected = dict(zip((f"R{n}" for n in range(5)), table.mean(axis=0) - table.mean(), strict=True))
    assert model.effects == pytest.approx(expected)
    rest = table - table.mean(axis=0) - table.mean(axis=1, keepdims=True) + table.mean()
    error = float((rest**2).sum()) / 24
    targets = 5 * float(table.mean(axis=1).var(ddof=1))
    raters = 7 * float(table.mean(axis=0).var(ddof=1))
    # Shrout and Fleiss (1979), case 2
    single = (targets - error) / (targets + 4 * error + 5 * (raters - error) / 7)
    joint = (targets - error) / (targets + (raters - error) / 7)
    assert intraclass(model.variances) == pytest.approx(single)
    assert intraclass(model.variances, 5) == pytest.approx(joint)


@pytest.mark.parametrize("seed", range(8))
def test_incomplete_designs_agree_with_least_squares_on_dummies(seed: int) -> None:
    scores = joined(seed)
    assert len(scores) < 36
    effects, errors, variance = by_dummies(scores)
    model = fit(scores)
    assert model.effects == pytest.approx(effects, abs=1e-9)
    assert model.errors == pytest.approx(errors)
    assert model.variances.rest == pytest.approx(variance)


@pytest.mark.parametrize("seed", range(3))
def test_what_a_score_is_expected_to_be_is_what_the_others_say_without_it(seed: int) -> None:
    scores = joined(seed, rate=0.75)
    model, tried = fit(scores), 0
    for pair, deviation in model.deviations.items():
        others = {other: score for other, score in scores.items() if other != pair}
        assert len(blocks(others)) == 1
        without = fit(others)
        offsets = [others[p] - without.effects[p[1]] for p in others if p[0] == pair[0]]
        expected = sum(offsets) / len(offsets) + without.effects[pair[1]]
        assert deviation.expected == pytest.approx(expected)
        # mean shift: the t value of an indicator for this score alone
        effects_alone = scores[pair] - expected
        _, _, variance = by_dummies(others)
        _, _, whole = by_dummies(scores)
        lost = whole * model.spare - variance * (model.spare - 1)
        assert deviation.studentised**2 == pytest.approx(lost / variance)
        assert (deviation.studentised > 0) == (effects_alone > 0)
        tried += 1
    assert tried > 15


def test_known_severities_are_found_again() -> None:
    severities, inside, seeds = (6, 1, 0, -2, -5), 0, 40
    for seed in range(seeds):
        model = fit(simulated(seed, 12, severities, 1.5, 0.8))
        for number, severity in enumerate(severities):
            low, high = interval(model.effects[f"R{number}"], model.errors[f"R{number}"], model.spare)
            inside += low <= severity <= high
    # 200 intervals of 95 %: between 91 and 99 % of them hold the truth
    assert 182 <= inside <= 198


def test_variance_components_are_found_in_incomplete_designs() -> None:
    found = []
    for seed in range(30):
        random = Random(seed)
        severities = [random.gauss(0, 2) for _ in range(12)]
        levels = [random.gauss(80, 5) for _ in range(30)]
        model = fit(
            {
                (f"T{t}", f"R{r}"): levels[t] + severities[r] + random.gauss(0, 3)
                for t, r in product(range(30), range(12))
                if random.random() < 0.4
            }
        )
        found.append(model.variances)
    assert np.mean([v.target for v in found]) == pytest.approx(25, rel=0.15)
    assert np.mean([v.rater for v in found]) == pytest.approx(4, rel=0.25)
    assert np.mean([v.rest for v in found]) == pytest.approx(9, rel=0.1)


def test_an_exact_difference_leaves_no_doubt_and_one_odd_score_stands_out_alone() -> None:
    exact = {(f"T{t}", r): 70.0 + t + more for t in range(6) for r, more in (("A", 0), ("B", 0), ("C", 1.5))}
    model = fit(exact)
    assert set(model.errors.values()) == {0.0}
    assert two_sided(model.effects["C"], 0.0, model.spare) == 0
    assert two_sided(0.0, 0.0, model.spare) == 1
    assert all(d.studentised == 0 for d in model.deviations.values())
    odd = fit({**exact, ("T3", "B"): 40.0})
    assert {pair for pair, d in odd.deviations.items() if isinf(d.studentised)} == {("T3", "B")}
    assert odd.deviations["T3", "B"].expected == pytest.approx(73)


@pytest.mark.parametrize(
    ("pairs", "apart", "spare"),
    [
        ("1A 1B 2A 2B", ["1A1B2A2B"], [1]),
        ("1A 2B 3C", ["1A", "2B", "3C"], [0, 0, 0]),
        ("1A 2A 2B 3B 4C 4D", ["1A2A2B3B", "4C4D"], [0, 0]),
        ("1A 2B 3C 1B 3B", ["1A2B3C1B3B"], [0]),
    ],
)
def test_what_no_chain_of_common_targets_joins_is_apart(
    pairs: str, apart: list[str], spare: list[int]
) -> None:
    found = blocks([(word[0], word[1]) for word in pairs.split()])
    assert ["".join(t + r for t, r in block) for block in found] == apart
    assert [spare_scores(block) for block in found] == spare


@FEWER
@given(st.lists(st.lists(st.integers(0, 6), min_size=4, max_size=4), min_size=3, max_size=6))
def test_kendall_is_friedmans_statistic_shared_out(table: list[list[int]]) -> None:
    if all(len(set(row)) == 1 for row in table):
        assert kendall(table) is None
        return
    # Friedman's chi-square, corrected for ties, is raters x (targets - 1) x W
    chi = stats.friedmanchisquare(*(list(column) for column in zip(*table, strict=True))).statistic
    assert kendall(table) == pytest.approx(chi / (len(table) * 3))


def test_kendall_sees_order_alone() -> None:
    assert kendall([[1, 2, 3, 4], [50, 60, 70, 71], [0, 0.1, 0.2, 99]]) == pytest.approx(1)
    assert kendall([[1, 2, 3], [3, 2, 1]]) == pytest.approx(0)


@pytest.mark.parametrize(
    ("value", "bounds", "word"),
    [
        (0.7, KENDALL_BOUNDS, Agreement.HIGH),
        (0.699, KENDALL_BOUNDS, Agreement.MIDDLE),
        (0.499, KENDALL_BOUNDS, Agreement.LOW),
        (0.749, INTRACLASS_BOUNDS, Agreement.MIDDLE),
        (0.75, INTRACLASS_BOUNDS, Agreement.HIGH),
    ],
)
def test_words_begin_at_their_bound(value: float, bounds: tuple[float, float], word: Agreement) -> None:
    assert in_words(value, bounds) is word


def test_chance_is_the_t_distributions() -> None:
    assert two_sided(3, 1.5, 12) == pytest.approx(2 * stats.t.sf(2, 12))
    assert interval(3, 1.5, 12) == pytest.approx(stats.t.interval(0.95, 12, loc=3, scale=1.5))
    assert bound_for_any(40, 11) == pytest.approx(stats.t.ppf(1 - 0.05 / 80, 11))


@pytest.mark.parametrize(
    ("chances", "differ"),
    [
        ("0.012 0.04 0.03", "A"),  # 3 x 0.012 is below 0.05, 2 x 0.03 is not, so neither is the next
        ("0.016 0.024 0.049", "ABC"),
        ("0.017 0.001 0.2", "AB"),
        ("0.02 0.02 0.02", ""),
    ],
)
def test_holm_stops_at_the_first_that_chance_could_have_done(chances: str, differ: str) -> None:
    given_chances = dict(zip("ABC", map(float, chances.split()), strict=True))
    assert lasting(given_chances) == set(differ)


@pytest.mark.parametrize(
    ("scores", "told"),
    [
        ({"A": (90, 90, 90)}, {"A": "3 个对象全部同分"}),
        ({"A": (90, 90)}, {}),
        (
            {"A": (80, 81, 80, 81, 80), "B": (60, 70, 80, 90, 95), "C": (65, 70, 85, 90, 99)},
            {"A": "打分很平"},
        ),
        # two others at least, with five scores each
        ({"A": (80, 81, 80, 81, 80), "B": (60, 70, 80, 90, 95), "C": (65, 70, 85, 90)}, {}),
        ({"A": (80, 85, 80, 86, 82), "B": (80, 84, 80, 87, 82), "C": (79, 85, 80, 86, 81)}, {}),
        ({"A": (80,) * 5, "B": (80,) * 5, "C": (80,) * 5}, dict.fromkeys("ABC", "全部同分")),
    ],
)
def test_flat_scoring(scores: dict[str, tuple[int, ...]], told: dict[str, str]) -> None:
    found = flat.remarks({rater: [Fraction(s) for s in given_] for rater, given_ in scores.items()})
    assert found.keys() == told.keys()
    for rater, words in told.items():
        assert words in found[rater][0]


def test_the_order_of_the_scores_does_not_matter() -> None:
    scores = joined(1)

    def sorted_fit(order: Sequence[Pair]) -> Fit:
        return fit({pair: scores[pair] for pair in order})

    there, back = sorted_fit(list(scores)), sorted_fit(list(scores)[::-1])
    assert there.effects == pytest.approx(back.effects)
    assert there.errors == pytest.approx(back.errors)

"""What the scores say of the raters: severity, flat scoring, single scores out of line, agreement. It changes no score.

Of ballots without names nothing is said but each target's spread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import isinf
from statistics import harmonic_mean, stdev

from dangjian_xl.scheme.model import LEAST_SHOWN
from dangjian_xl.scoring import additive, flat
from dangjian_xl.scoring.agreement import (
    INTRACLASS_BOUNDS,
    KENDALL_BOUNDS,
    in_words,
    intraclass,
    kendall,
)
from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.diagnosis import (
    BallotSpread,
    BlockDiagnosis,
    Diagnosis,
    Lack,
    Leaning,
    Outlier,
    RaterDiagnosis,
)
from dangjian_xl.scoring.exact import mean
from dangjian_xl.scoring.ratings import BallotScores, NamedPanel, ballot_scores, named_panels
from dangjian_xl.scoring.significance import bound_for_any, interval, lasting, two_sided

#: Of two raters nobody can tell which one is off; with fewer than five targets one odd score looks like a habit; and with
#: fewer than ten spare scores the standard error is itself uncertain by more than a fifth of it.
LEAST_RATERS, LEAST_TARGETS, LEAST_SPARE = 3, 5, 10
#: Estimates are kept to so many decimals: what is beyond depends on the machine's arithmetic.
_DIGITS = 6


def diagnose(assessment: Assessment) -> Diagnosis:
    """The diagnosis of all that was accepted."""
    panels = named_panels(assessment.scheme, assessment.proposals)
    entries = assessment.collection.entries
    files = dict(zip(entries["form_id"], entries["file"], strict=True))
    studies = [_Study(panel) for panel in panels]
    ballots = ballot_scores(assessment.scheme, assessment.proposals)
    return Diagnosis(
        panels,
        tuple(rater for study in studies for rater in study.raters()),
        tuple(outlier for study in studies for outlier in study.outliers(files)),
        tuple(block for study in studies for block in study.blocks()),
        tuple(_spread(scores) for scores in ballots if len(scores.scores) >= LEAST_SHOWN),
    )


def _spread(of: BallotScores) -> BallotSpread:
    scores = of.scores
    return BallotSpread(
        of.component,
        of.group,
        of.target,
        len(scores),
        mean(scores),
        float(stdev(scores)),
        scores[0],
        scores[-1],
    )


class _Study:
    """One panel, its blocks, and the model of each block that has enough data."""

    def __init__(self, panel: NamedPanel) -> None:
        self._panel = panel
        self._by_pair = {(r.target.code, r.rater.code): r for r in panel.ratings}
        self._blocks = additive.blocks(self._by_pair)
        self._lacks = [_lacks(pairs) for pairs in self._blocks]
        self._fits = [
            None if lacks else additive.fit({pair: float(self._by_pair[pair].score) for pair in pairs})
            for pairs, lacks in zip(self._blocks, self._lacks, strict=True)
        ]

    def raters(self) -> list[RaterDiagnosis]:
        """Every rater, in the scheme's order. Who deviates is told after correction for all that were compared."""
        fits = {rater: fit for fit in self._fits if fit for rater in fit.effects}
        chances = {r: two_sided(fit.effects[r], fit.errors[r], fit.spare) for r, fit in fits.items()}
        deviate = lasting(chances)
        scores: dict[str, list[Fraction]] = {}
        for rating in self._panel.ratings:
            scores.setdefault(rating.rater.code, []).append(rating.score)
        told = self._told(scores)
        found = []
        for rater in self._panel.raters:
            given = scores[rater.code]
            plain = RaterDiagnosis(
                self._panel.component,
                self._panel.group,
                rater,
                len(given),
                mean(given),
                float(stdev(given)) if len(given) > 1 else None,
                *told[rater.code],
            )
            fit = fits.get(rater.code)
            found.append(_judged(plain, fit, deviates=rater.code in deviate) if fit else plain)
        return found

    def _told(self, scores: Mapping[str, Sequence[Fraction]]) -> dict[str, tuple[Leaning, tuple[str, ...]]]:
        """What can be said of each rater without the model. Spreads are compared where targets are shared."""
        found = {}
        for pairs in self._blocks:
            raters = _raters(pairs)
            remarks = flat.remarks({rater: scores[rater] for rater in raters})
            leaning = Leaning.THIN if len(raters) > 1 else Leaning.ALONE
            found.update({rater: (leaning, remarks.get(rater, ())) for rater in raters})
        return found

    def outliers(self, files: Mapping[str, str]) -> list[Outlier]:
        """Scores beyond a bound that among all the panel's scores chance passes once in twenty panels."""
        compared = sum(len(fit.deviations) for fit in self._fits if fit)
        found = []
        for fit in self._fits:
            if fit is None:
                continue
            bound = bound_for_any(compared, fit.spare - 1)
            for pair, deviation in fit.deviations.items():
                if abs(deviation.studentised) > bound:
                    rating = self._by_pair[pair]
                    odd = None if isinf(deviation.studentised) else _kept(deviation.studentised)
                    found.append(
                        Outlier(
                            self._panel.component,
                            self._panel.group,
                            rating.rater,
                            rating.target,
                            rating.score,
                            round(deviation.expected, _DIGITS),
                            odd,
                            round(bound, _DIGITS),
                            files.get(rating.form_id, ""),
                        )
                    )
        return found

    def blocks(self) -> list[BlockDiagnosis]:
        """Every block of two raters or more."""
        return [
            self._block(pairs, lacks, fit)
            for pairs, lacks, fit in zip(self._blocks, self._lacks, self._fits, strict=True)
            if len(_raters(pairs)) > 1
        ]

    def _block(
        self, pairs: Sequence[additive.Pair], lacks: tuple[Lack, ...], fit: additive.Fit | None
    ) -> BlockDiagnosis:
        codes, targets = _raters(pairs), list(dict.fromkeys(target for target, _ in pairs))
        raters = tuple(r for r in self._panel.raters if r.code in codes)
        block = BlockDiagnosis(
            self._panel.component,
            self._panel.group,
            raters,
            len(_shared(pairs)),
            len(pairs),
            additive.spare_scores(pairs),
            len(pairs) == len(codes) * len(targets),
            lacks,
        )
        if fit is None:
            return block
        w = None
        if block.complete:
            w = kendall([[float(self._by_pair[t, r.code].score) for t in targets] for r in raters])
        single = intraclass(fit.variances)
        # where numbers of raters differ, the variance of a target's mean depends on their harmonic mean
        usual = harmonic_mean(Counter(target for target, _ in pairs).values())
        value, bounds = (w, KENDALL_BOUNDS) if block.complete else (single, INTRACLASS_BOUNDS)
        return replace(
            block,
            kendall=_kept(w),
            single=_kept(single),
            joint=_kept(intraclass(fit.variances, usual)),
            agreement=None if value is None else in_words(value, bounds),
        )


def _judged(plain: RaterDiagnosis, fit: additive.Fit, *, deviates: bool) -> RaterDiagnosis:
    """A rater's record with what the model says."""
    severity, error = fit.effects[plain.rater.code], fit.errors[plain.rater.code]
    low, high = interval(severity, error, fit.spare)
    direction = Leaning.STRICT if severity < 0 else Leaning.LENIENT
    return replace(
        plain,
        severity=_kept(severity),
        low=_kept(low),
        high=_kept(high),
        leaning=direction if deviates else Leaning.NONE,
    )


def _lacks(pairs: Sequence[additive.Pair]) -> tuple[Lack, ...]:
    """What a block has too little of for any judgement."""
    there = (
        Lack("评价人", len(_raters(pairs)), LEAST_RATERS),
        Lack("至少两人评过的对象", len(_shared(pairs)), LEAST_TARGETS),
        Lack("可互相核对的分数", additive.spare_scores(pairs), LEAST_SPARE),
    )
    return tuple(lack for lack in there if lack.there < lack.least)


def _raters(pairs: Sequence[additive.Pair]) -> frozenset[str]:
    return frozenset(rater for _, rater in pairs)


def _shared(pairs: Sequence[additive.Pair]) -> frozenset[str]:
    """Targets that at least two rated."""
    return frozenset(t for t, number in Counter(target for target, _ in pairs).items() if number > 1)


def _kept(value: float | None) -> float | None:
    """Rounded; and no negative zero."""
    return None if value is None else round(value, _DIGITS) + 0.0

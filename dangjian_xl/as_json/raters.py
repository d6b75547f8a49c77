"""What `assess --json` says of raters; README documents it. Ballots without names have no rater in it."""

from __future__ import annotations

from dangjian_xl.scoring.assess import Assessment
from dangjian_xl.scoring.diagnose import diagnose
from dangjian_xl.scoring.diagnosis import BallotSpread, BlockDiagnosis, Outlier, RaterDiagnosis


def diagnosis_json(assessment: Assessment) -> dict[str, object]:
    """What `assess --json` says of raters: advice, in no score. People are their codes; numbers are points of 100."""
    diagnosis = diagnose(assessment)
    return {
        "advisory": True,
        "raters": [_rater_json(rater) for rater in diagnosis.raters],
        "outliers": [_outlier_json(outlier) for outlier in diagnosis.outliers],
        "panels": [_block_json(block) for block in diagnosis.blocks],
        "ballots": [_spread_json(spread) for spread in diagnosis.ballots],
    }


def _panel_json(of: RaterDiagnosis | Outlier | BlockDiagnosis | BallotSpread) -> dict[str, object]:
    return {"component": of.component.code, "group": of.group.code}


def _rater_json(rater: RaterDiagnosis) -> dict[str, object]:
    return _panel_json(rater) | {
        "rater": rater.rater.code,
        "forms": rater.forms,
        "mean": float(rater.mean),
        "spread": rater.spread,
        "severity": rater.severity,
        "low": rater.low,
        "high": rater.high,
        "verdict": str(rater.leaning),
        "remarks": list(rater.remarks),
    }


def _outlier_json(outlier: Outlier) -> dict[str, object]:
    return _panel_json(outlier) | {
        "rater": outlier.rater.code,
        "target": outlier.target.code,
        "score": float(outlier.score),
        "expected": outlier.expected,
        "studentised": outlier.studentised,
        "bound": outlier.bound,
        "file": outlier.file,
    }


def _block_json(block: BlockDiagnosis) -> dict[str, object]:
    return _panel_json(block) | {
        "raters": [rater.code for rater in block.raters],
        "targets": block.targets,
        "scores": block.scores,
        "spare": block.spare,
        "complete": block.complete,
        "kendall_w": block.kendall,
        "icc_2_1": block.single,
        "icc_2_k": block.joint,
        "agreement": str(block.agreement) if block.agreement else None,
        "lacks": [{"what": lack.what, "there": lack.there, "least": lack.least} for lack in block.lacks],
    }


def _spread_json(spread: BallotSpread) -> dict[str, object]:
    return _panel_json(spread) | {
        "target": spread.target.code,
        "ballots": spread.ballots,
        "mean": float(spread.mean),
        "spread": spread.spread,
        "lowest": float(spread.lowest),
        "highest": float(spread.highest),
    }

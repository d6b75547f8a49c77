"""Thousands of random schemes, scored by the program and by the manual: python -m tests.reference.run [SCHEMES] [--seed FIRST] [--recalculate K].

Prints how much was compared and every difference with its seed, by which it comes again; the exit code is 1 on any.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from dangjian_xl.as_json.explained import explanation_json
from dangjian_xl.findings import bars
from dangjian_xl.scheme.check import check
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.text import read_text
from dangjian_xl.scoring.assess import Assessment, assess
from dangjian_xl.scoring.explain import explanations
from tests.reference.answering import random_answers
from tests.reference.comparing import differences, figures
from tests.reference.filling import collect_cells, collect_workbooks
from tests.reference.plain import Paper, Returned
from tests.reference.schemes import random_scheme
from tests.reference.scorer import score

#: One scheme in so many goes the whole way through files.
_BY_FILES = 10
_BATCH = 20


@dataclass
class Outcome:
    """What came of comparing one scheme: how many figures, what differs; `refused`: `check` has errors."""

    seed: int
    compared: int = 0
    differing: list[str] = field(default_factory=list)
    refused: bool = False


def accepted(text: str) -> Scheme | None:
    """The scheme, None where `check` refuses it."""
    scheme = read_text(text).scheme
    if scheme is None:
        raise ValueError(text)
    return None if bars(check(scheme)) else scheme


def assessed(scheme: Scheme, paper: Paper, returned: Returned, *, by_files: bool = False) -> Assessment:
    """What the program makes of what was filled in."""
    if not by_files:
        return assess(scheme, collect_cells(scheme, paper, returned))
    with tempfile.TemporaryDirectory() as folder:
        return assess(scheme, collect_workbooks(scheme, paper, returned, Path(folder)))


def compared(assessment: Assessment, paper: Paper, returned: Returned) -> tuple[int, list[str]]:
    """How many figures were compared, and those that differ."""
    told = [explanation_json(explanation) for explanation in explanations(assessment)]
    found = list(figures(paper, score(paper, returned), told))
    return len(found), differences(found)


def compare_seed(seed: int) -> Outcome:
    """One random scheme; what fails is a difference too."""
    text = random_scheme(seed)
    scheme = accepted(text)
    if scheme is None:
        return Outcome(seed, refused=True)
    paper = Paper(text)
    returned = random_answers(paper, seed)
    try:
        assessment = assessed(scheme, paper, returned, by_files=not seed % _BY_FILES)
        return Outcome(seed, *compared(assessment, paper, returned))
    except Exception:  # noqa: BLE001 - whatever fails is told with its seed
        return Outcome(seed, differing=[traceback.format_exc()])


def compare_seeds(seeds: Iterable[int]) -> list[Outcome]:
    """Some of them, in one process."""
    return [compare_seed(seed) for seed in seeds]


def _all(seeds: range) -> Iterator[Outcome]:
    batches = [seeds[at : at + _BATCH] for at in range(0, len(seeds), _BATCH)]
    with ProcessPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        for outcomes in pool.map(compare_seeds, batches):
            yield from outcomes


def main(count: int, first: int, recalculate: int) -> int:
    """Compare so many schemes, then recalculate the results of some."""
    schemes = refused = figures_seen = different = 0
    for outcome in _all(range(first, first + count)):
        schemes, refused = schemes + 1, refused + outcome.refused
        figures_seen += outcome.compared
        for line in outcome.differing:
            different += 1
            print(f"seed {outcome.seed}: {line}", flush=True)
    print(
        f"{schemes} schemes, {refused} refused by check, {figures_seen} figures compared, {different} differ"
    )
    if recalculate:
        from tests.reference.recalculating import recalculate_seeds

        cells, lines = recalculate_seeds(range(first, first + count), recalculate)
        different += len(lines)
        print("\n".join(lines))
        print(f"{cells} formula cells of {recalculate} results recalculated, {len(lines)} differ")
    return 1 if different else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("schemes", type=int, nargs="?", default=2000)
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument(
        "--recalculate", type=int, default=0, help="of how many LibreOffice recalculates the result"
    )
    options = parser.parse_args()
    sys.exit(main(options.schemes, options.seed, options.recalculate))

"""Runs the fuzzer for a while: python -m tests.fuzz [SECONDS] [FIRST SEED]. Bad files are kept, and the exit code is 1."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from dangjian_xl.returns.worker import Recipe
from tests.support.fuzzing import run
from tests.support.small import SMALL, right
from tests.support.year import KEY, return_all, scheme_of, workspace
from tests.test_fuzz import good_forms

_ROUND = 500


def main(seconds: float, seed: int) -> int:
    """Fuzz until the time is over; prints what came of it."""
    scheme, end = scheme_of(SMALL), time.monotonic() + seconds
    files, codes = 0, Counter[str]()
    bad: list[tuple[str, str, bytes]] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "年度"
        workspace(folder, scheme)
        return_all(folder, scheme, right)
        goods = good_forms(folder, Path(name))
        while time.monotonic() < end:
            tally = run(Recipe(scheme, KEY), goods, seed, _ROUND)
            files, codes, bad = files + tally.files, codes + tally.codes, bad + tally.bad
            seed += 1
            print(f"{files} files, next seed {seed}, bad {len(bad)}", flush=True)
    print("\n".join(f"{number:8} {code}" for code, number in codes.most_common()))
    kept = Path(tempfile.mkdtemp(prefix="dangjian-xl-fuzz-"))
    for file, told, data in bad:
        (kept / file.replace("/", "_")).write_bytes(data)
        print(f"{kept}: {file}: {told}")
    return 1 if bad else 0


if __name__ == "__main__":
    arguments = [float(argument) for argument in sys.argv[1:]]
    sys.exit(main(arguments[0] if arguments else 600.0, int(arguments[1]) if len(arguments) > 1 else 1000))

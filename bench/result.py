"""What the result workbook costs for N returns of 36 items, against XlsxWriter writing its cells alone; no files are read.

    python bench/result.py [N]

For more than some 20,000 returns the comparison is left out: XlsxWriter would hold every cell in memory.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from resource import RUSAGE_SELF, getrusage
from typing import TypeVar

from answered import collection_for
from bare import bare_writer
from returns import ITEMS, scheme_for

from dangjian_xl.outputs.result import result
from dangjian_xl.scoring.assess import assess

_MOST_COMPARED = 20_000
_Made = TypeVar("_Made")


def measured(name: str, what: Callable[[], _Made]) -> tuple[_Made, float]:
    """What a call gives and its processor time, printed with the peak of memory until then."""
    start = time.process_time()
    made = what()
    seconds = time.process_time() - start
    # kilobytes on Linux
    print(f"  {name:<24}{seconds:8.2f} s   peak {getrusage(RUSAGE_SELF).ru_maxrss >> 10:6} MiB", flush=True)
    return made, seconds


def main(returns: int) -> None:
    """Make up the returns, measure, print."""
    print(f"{returns} returns of {ITEMS} items")
    scheme = scheme_for(returns)
    collection, _ = measured("make them up", lambda: collection_for(scheme))
    assessment, _ = measured("score and grade", lambda: assess(scheme, collection))
    made, mine = measured("result workbook", lambda: result(assessment))
    for one in made.apart:
        print(f"  {one.name}: {one.rows} rows, {len(one.data) >> 10} KiB")
    if returns <= _MOST_COMPARED:
        cells, write = bare_writer(made.workbook)
        _, bare = measured("XlsxWriter alone", write)
        print(f"  {cells} cells: {mine / bare:.2f} x XlsxWriter alone")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)

"""Measure and print.

    python bench/run.py [--json] [--quick] [--large] [--only NAME...]

`--json`: as data; `--quick`: next to nothing to do, to see that all cases run; `--large`: 100,000 files too; `--only`: these
cases alone, by name.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.cases import CASES
from bench.records import QUICK, Figure, Setting, Sizes
from bench.table import as_data, bar_lines, lines


def main() -> None:
    """Run the cases, each printed as soon as it is measured."""
    parser = argparse.ArgumentParser(description="Measures the program beside bare libraries.")
    parser.add_argument("--json", action="store_true", help="print data instead of a table")
    parser.add_argument(
        "--quick", action="store_true", help="next to nothing to do, to see that all cases run"
    )
    parser.add_argument("--large", action="store_true", help="100,000 files too, for which it takes long")
    parser.add_argument("--only", nargs="+", choices=CASES, metavar="NAME", help=f"of {', '.join(CASES)}")
    options = parser.parse_args()
    measured: dict[str, list[Figure]] = {}
    with tempfile.TemporaryDirectory(prefix="dangjian-bench-") as folder:
        setting = Setting(Path(folder), QUICK if options.quick else Sizes(), options.large)
        for name in options.only or CASES:
            measured[name] = CASES[name](setting)
            if measured[name] and not options.json:
                print("\n".join(lines(name, measured[name])), flush=True)
    if options.json:
        print(json.dumps(as_data(measured), ensure_ascii=False, indent=2))
    elif not options.quick:
        # Of next to nothing no bar says anything.
        values = {figure.key: figure.value for figures in measured.values() for figure in figures}
        print("\n".join(bar_lines(values)))


if __name__ == "__main__":
    main()

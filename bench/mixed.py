"""What it costs to collect N returns of which one in ten is hostile: time and peak memory of the program and of its children.

    python bench/mixed.py [N]

The forms are those of bench/returns.py; the hostile ones go through every class that tests/support/hostile.py can make.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bench.returns import filled, scheme_for
from dangjian_xl import pipeline
from dangjian_xl.forms.issued import issued_forms
from dangjian_xl.forms.write import write_form
from tests.support import hostile as h

#: Each class spoils a good form's bytes.
SPOILERS: tuple[Callable[[bytes], bytes], ...] = (
    lambda _: b"",
    lambda d: d[: len(d) // 2],
    lambda _: b"<html><table></table></html>",
    lambda _: b"%PDF-1.7\n%%EOF",
    lambda d: h.archive({"a.zip": h.archive({"b.xlsx": d[:-30]}), "c.txt": b"x"}),
    lambda d: h.locked(h.archive({"a.xlsx": d})),
    h.encrypted("secret"),
    lambda _: h.bomb(),
    h.in_sheet(h.with_row(b'<row r="99"><c r="XFD99"><v>1</v></c></row>')),
    h.in_sheet(h.replaced(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "85">]><worksheet')),
    h.added(h.SHEET, b"<worksheet/>"),
    lambda d: h.repacked(d, lambda n, c: None if n == "xl/workbook.xml" else c),
)


def main(returns: int) -> None:
    """Make the files, measure, print."""
    rng = random.Random(1)
    scheme = scheme_for(returns)
    with tempfile.TemporaryDirectory() as name:
        workspace = pipeline.new_from(Path(name) / "年度", scheme)
        key = workspace.key()
        for number, form in enumerate(issued_forms(scheme, key).values()):
            data = write_form(form.layouts, form.signed(scheme.basics.identity, key), filled(form, rng))
            if number % 10 == 9:
                data = SPOILERS[number // 10 % len(SPOILERS)](data)
            (workspace.returned / f"{form.assignment.rater.code}.xlsx").write_bytes(data)
        start = time.perf_counter()
        collection = pipeline.collect(workspace.root)
        seconds = time.perf_counter() - start
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{returns} returns, one in ten hostile: {seconds:.1f} s")
    print(f"  peak memory: the program {own:.0f} MiB, its largest child {children:.0f} MiB")
    for verdict, count in Counter(f.verdict for f in collection.files).most_common():
        print(f"  {count:6} {verdict}")
    codes = Counter(f.code for f in collection.findings if f.code.startswith("file-"))
    print("  " + ", ".join(f"{code} {count}" for code, count in codes.most_common()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)

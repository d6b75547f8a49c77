"""Collecting where one file in ten is hostile, against the same number of good ones."""

from __future__ import annotations

from collections.abc import Callable

from bench.ours import warm
from bench.records import Figure, Setting
from bench.timing import timed
from dangjian_xl import pipeline
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


def hostile(setting: Setting) -> list[Figure]:
    """The whole step on good files, then with every tenth spoilt, once; every class of spoilt file comes in turn."""
    year = setting.fresh(setting.sizes.hostile)
    warm(year)
    good = timed(lambda: pipeline.collect(year.workspace.root))
    for number, path in enumerate(year.paths):
        if number % 10 == 9:
            path.write_bytes(SPOILERS[number // 10 % len(SPOILERS)](path.read_bytes()))
    bad = timed(lambda: pipeline.collect(year.workspace.root))
    return [
        Figure("hostile.good", good, "s", f"collect, {len(year.paths):,} good forms"),
        Figure("hostile.bad", bad, "s", "the same with one in ten hostile"),
        Figure("hostile.share", bad / good, "x", "that is, times the good ones"),
    ]

"""What a second process that reads is worth."""

from __future__ import annotations

from bench.ours import collected, warm
from bench.records import Figure, Setting
from bench.timing import least


def workers(setting: Setting) -> list[Figure]:
    """Files read by one child process and by two, the start of the second included; the least of several, taking turns."""
    year = setting.returned(setting.sizes.files)
    warm(year)
    took = least(
        {"one": lambda: collected(year, workers=1), "two": lambda: collected(year, workers=2)},
        setting.sizes.repeats,
    )
    return [
        Figure("workers.one", took["one"], "s", f"{len(year.paths):,} forms collected, one process reading"),
        Figure("workers.two", took["two"], "s", "the same by two processes"),
        Figure("workers.gain", took["one"] / took["two"], "x", "two, times the speed of one"),
    ]

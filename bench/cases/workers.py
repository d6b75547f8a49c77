"""What a second process that reads is worth."""

from __future__ import annotations

from unittest.mock import patch

from bench.ours import collected, warm
from bench.records import Figure, Setting
from bench.timing import least
from dangjian_xl.returns import children


def workers(setting: Setting) -> list[Figure]:
    """Files collected with one child process reading and with two: both there already, and the second to be started; the least of several."""
    year = setting.returned(setting.sizes.files)
    warm(year)
    calls = {"one": lambda: collected(year, workers=1), "two": lambda: collected(year, workers=2)}
    started = least(calls, setting.sizes.repeats)
    # A run ends all children but one.
    with patch.object(children, "_end_all", lambda: None):
        took = least(calls, setting.sizes.repeats)
    number = f"{len(year.paths):,} forms collected"
    return [
        Figure("workers.one", took["one"], "s", f"{number}, one process reading, which is there already"),
        Figure("workers.two", took["two"], "s", "the same by two that are there already"),
        Figure("workers.gain", took["one"] / took["two"], "x", "two, times the speed of one"),
        Figure("workers.two_started", started["two"], "s", "by two, of which the second is started"),
        Figure(
            "workers.gain_started", started["one"] / started["two"], "x", "that is, times the speed of one"
        ),
    ]

"""How time and memory grow with the number of files."""

from __future__ import annotations

from bench.records import Figure, Setting
from bench.timing import program, with_peak


def _collect(setting: Setting, files: int) -> tuple[float, float]:
    """Seconds and peak MiB of collecting so many files in a process of its own."""
    year = setting.returned(files)
    said, peak = with_peak(program("-m", "bench.ours", year.workspace.root))
    return float(said), peak


def growth(setting: Setting) -> list[Figure]:
    """A number of files and ten times as many, each collected in a process of its own, twice: the least time, the highest peak."""
    files, large = setting.sizes.files, setting.sizes.large
    rounds = [
        (_collect(setting, files), _collect(setting, large)) for _ in range(min(2, setting.sizes.repeats))
    ]
    small = min(one[0][0] for one in rounds)
    big = min(one[1][0] for one in rounds)
    peak = max(one[1][1] for one in rounds)
    return [
        Figure("growth.small", small, "s", f"{files:,} forms collected in a process of its own"),
        Figure("growth.large", big, "s", f"{large:,} forms likewise"),
        Figure("growth.time", big / small, "x", f"{large / files:g} times the files, times the time"),
        Figure(
            "growth.small_peak",
            max(one[0][1] for one in rounds),
            "MiB",
            f"peak of it and its children at {files:,}",
        ),
        Figure("growth.peak", peak, "MiB", f"peak of it and its children at {large:,}"),
    ]


def largest(setting: Setting) -> list[Figure]:
    """As many files as anybody may ever have, once; only where it is asked for."""
    if not setting.large:
        return []
    files = setting.sizes.largest
    seconds, peak = _collect(setting, files)
    return [
        Figure("largest.time", seconds, "s", f"{files:,} forms collected in a process of its own"),
        Figure("largest.each", seconds / files * 1000, "ms", "that is, a form"),
        Figure("largest.peak", peak, "MiB", "peak of it and its children"),
    ]

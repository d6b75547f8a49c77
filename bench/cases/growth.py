"""How time and memory grow with the number of files."""

from __future__ import annotations

from bench.records import Figure, Setting
from bench.timing import program, with_peak


def _alone(setting: Setting, step: str, files: int) -> tuple[float, float]:
    """Seconds and peak MiB of a step over so many files in a process of its own."""
    year = setting.returned(files)
    said, peak = with_peak(program("-m", "bench.ours", step, year.workspace.root))
    return float(said), peak


def _grown(setting: Setting, step: str) -> list[Figure]:
    """A number of files and ten times as many, each in a process of its own: the least time, the highest peak."""
    files, large = setting.sizes.files, setting.sizes.large
    rounds = [
        (_alone(setting, step, files), _alone(setting, step, large))
        for _ in range(min(2, setting.sizes.repeats))
    ]
    small, big = (min(one[which][0] for one in rounds) for which in (0, 1))
    small_peak, peak = (max(one[which][1] for one in rounds) for which in (0, 1))
    return [
        Figure(f"growth.{step}_small", small, "s", f"{step}, {files:,} forms, in a process of its own"),
        Figure(f"growth.{step}_large", big, "s", f"{step}, {large:,} forms, likewise"),
        Figure(f"growth.{step}", big / small, "x", f"{large / files:g} times the files, times the time"),
        Figure(f"growth.{step}_small_peak", small_peak, "MiB", f"peak of it and its children, {files:,}"),
        Figure(f"growth.{step}_peak", peak, "MiB", f"peak of it and its children, {large:,}"),
    ]


def growth(setting: Setting) -> list[Figure]:
    """Collecting and assessing."""
    return [figure for step in ("collect", "assess") for figure in _grown(setting, step)]


def largest(setting: Setting) -> list[Figure]:
    """As many files as anybody may ever have, assessed once; only where it is asked for."""
    if not setting.large:
        return []
    files = setting.sizes.largest
    seconds, peak = _alone(setting, "assess", files)
    return [
        Figure("largest.time", seconds, "s", f"assess, {files:,} forms, in a process of its own"),
        Figure("largest.each", seconds / files * 1000, "ms", "that is, a form"),
        Figure("largest.peak", peak, "MiB", "peak of it and its children"),
    ]

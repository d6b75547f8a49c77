"""What each returned file is: known from an earlier run, read here, or read by other computers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dangjian_xl.findings import Finding
from dangjian_xl.returns.answers import AnswerTable
from dangjian_xl.returns.children import read_all
from dangjian_xl.returns.prefer import Prefer
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.remembered import Remembered
from dangjian_xl.returns.worker import Recipe

#: Called with (files done, files in all).
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class How:
    """How files are collected. `prefer`: see `verdicts_of`; `workers`: so many processes read, None for as many as pay.

    `cache`: where it is kept what files were found to be (`remembered`), None for nowhere; `scheduler`: the address of a
    Dask cluster that reads instead of this computer (`cluster.read_on`), "" for none.
    """

    progress: Progress = lambda _done, _all: None
    prefer: Prefer | None = None
    workers: int | None = None
    cache: Path | None = None
    scheduler: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What each file is, and each file within archives, in order; `told`: what is to be said of those who read them."""

    files: list[Recognised]
    told: tuple[Finding, ...] = ()


def gathered(recipe: Recipe, table: AnswerTable, files: Sequence[tuple[Path, str]], how: How) -> Gathered:
    """What all files are, their answers in `table`. What is known of a file from an earlier run is not read again.

    CannotRunError where the cluster is asked for and is not to be had; it is not looked for where no file need be read.
    """
    if how.scheduler:
        from dangjian_xl.returns.scheduler import check_address

        check_address(how.scheduler)
    remembered = Remembered(how.cache, recipe, table.expected, files)

    def keep(file: Recognised) -> Recognised:
        remembered.note(file)
        return table.add(file)

    found = {name: [table.add(file)] for name, file in remembered.known()}
    new = [(path, name) for path, name in files if name not in found]
    read = _read(recipe, new, how, keep)
    if not _told_apart([*found, *(file.file for file in read.files)]):
        found, new = {}, list(files)
        read = replace(read, files=read_all(recipe, new, how.progress, how.workers, keep))
    remembered.save()
    if not found:
        return read
    names, of = {name for _, name in new}, ""
    for file in read.files:
        # What lies in an archive comes behind it.
        of = file.file if file.file in names else of
        found.setdefault(of, []).append(file)
    return Gathered([file for _, name in files for file in found[name]], read.told)


def _told_apart(names: Sequence[str]) -> bool:
    """Whether no two are alike. A file in an archive may be called as one that was not read beside it: that only one reader of all sees."""
    return len(set(names)) == len(names)


def _read(
    recipe: Recipe,
    files: Sequence[tuple[Path, str]],
    how: How,
    keep: Callable[[Recognised], Recognised],
) -> Gathered:
    if not how.scheduler or not files:
        return Gathered(read_all(recipe, files, how.progress, how.workers, keep))
    from dangjian_xl.returns.cluster import read_on

    elsewhere = read_on(how.scheduler, recipe, files, how.progress, keep)
    return Gathered(elsewhere.files, elsewhere.findings)

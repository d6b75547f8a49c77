"""What a worker of a cluster runs: files that were sent as bytes are read there as they would be here, in child processes."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from dangjian_xl.returns.children import read_all
from dangjian_xl.returns.edition import Edition, difference, edition
from dangjian_xl.returns.recognised import Recognised
from dangjian_xl.returns.worker import Recipe

#: What one file is, and behind it what lies in it if it is an archive.
Group = tuple[Recognised, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """One file on its way: what messages call it, the ending of its name (with the dot), its bytes.

    Its own name stays here: of a name only the ending decides anything, and another system might not bear it.
    """

    shown: str
    suffix: str
    data: bytes

    @classmethod
    def of(cls, path: Path, shown: str, data: bytes) -> Sent:
        """A file as it is sent; an ending that no format has is left out."""
        suffix = path.suffix.lower()
        plain = suffix[1:].isascii() and suffix[1:].isalnum()
        return cls(shown, suffix if plain else "", data)


def packed(recipe: Recipe) -> bytes:
    """A recipe to send along: it names all raters, and names pack well."""
    return zlib.compress(pickle.dumps(recipe, pickle.HIGHEST_PROTOCOL), 1)


@lru_cache(maxsize=1)
def _unpacked(data: bytes) -> Recipe:
    recipe = pickle.loads(zlib.decompress(data))  # noqa: S301 - both sides are this program
    assert isinstance(recipe, Recipe)  # noqa: S101 - as `packed` made it
    return recipe


def read_batch(recipe: bytes, batch: Sequence[Sent], asking: Edition) -> bytes:
    """What each file is, in the order given, or why none was read; for `answer`.

    Packed, and without exceptions, so that whatever comes back Dask has nothing to take apart that it could fail on.
    """
    words: list[Group] | str
    words = difference(edition(), asking)
    if not words:
        try:
            words = _groups(_unpacked(recipe), batch)
        except Exception as error:  # noqa: BLE001 - the files are read where they lie, and why is told there
            words = f"那边出错：{type(error).__name__}"
    return pickle.dumps(words, pickle.HIGHEST_PROTOCOL)


def answer(data: bytes) -> list[Group] | str:
    """What `read_batch` returned: the files, or in Chinese why none was read."""
    told: list[Group] | str = pickle.loads(data)  # noqa: S301 - both sides are this program
    return told


def _groups(recipe: Recipe, batch: Sequence[Sent]) -> list[Group]:
    # Windows may still have a file open when it is to go; the worker's folder is emptied when it ends.
    with TemporaryDirectory(prefix="dangjian-xl-", dir=_scratch(), ignore_cleanup_errors=True) as folder:
        files = []
        for number, file in enumerate(batch):
            path = Path(folder, f"{number}{file.suffix}")
            path.write_bytes(file.data)
            files.append((path, file.shown))
        read = read_all(recipe, files, lambda _done, _all: None, workers=1)
    return grouped(read, [file.shown for file in batch])


def grouped(read: Sequence[Recognised], shown: Sequence[str]) -> list[Group]:
    """What was read in order, parted by the files that it came from; `shown`: what these are called, all different."""
    groups: list[list[Recognised]] = []
    for file in read:
        if len(groups) < len(shown) and file.file == shown[len(groups)]:
            groups.append([])
        groups[-1].append(file)
    return [tuple(group) for group in groups]


def _scratch() -> str | None:
    """The folder of the worker that this runs on: Dask empties it, even after the worker was killed. None where there is none."""
    from distributed import get_worker

    try:
        return str(get_worker().local_directory)
    except ValueError:
        return None

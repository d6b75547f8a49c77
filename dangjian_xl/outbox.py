"""Folders of files that the program makes and people may touch: what a person changed is never overwritten or removed.

A record beside the files holds the SHA-256 of what was written. A file that no longer matches it was touched by
someone; without a record, only a file equal to the new one counts as ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from dangjian_xl.workspace import sweep, write_whole

RECORD_NAME = ".发出记录.json"


@dataclass(frozen=True, slots=True)
class Published:
    """What a folder holds now, as names relative to it, with slashes.

    `written` stand as made; `touched` were left alone because a person had changed them; `stale` are no longer wanted,
    but were left alone for the same reason.
    """

    written: tuple[str, ...]
    touched: tuple[str, ...]
    stale: tuple[str, ...] = ()


def publish(
    folder: Path,
    files: Iterable[tuple[str, bytes]],
    progress: Callable[[int], None] = lambda _done: None,
    *,
    only: bool | Callable[[str], bool] = True,
) -> Published:
    """Make the folder hold these files: write new and changed ones, remove our own that are no longer wanted.

    `only`: the folder shall hold no others, or none of those whose name it says yes to; what it may hold besides stays
    as it is.
    """
    record = _record(folder)
    wanted = {name: (hashlib.sha256(data).hexdigest(), data) for name, data in files}
    # Both hashes stand in the record while files are written: a run that is killed leaves nothing that looks touched.
    _write_record(folder, record, {name: digest for name, (digest, _) in wanted.items()})
    # Once each: to look through a folder again for every file that is written into it takes longer than the writing.
    for below in {(folder / name).parent for name in wanted}:
        sweep(below)
    written, touched = [], []
    for name, (digest, data) in wanted.items():
        path = folder / name
        standing = _hash(path)
        if standing is not None and standing != digest and standing not in record.get(name, ()):
            touched.append(name)
        else:
            if standing != digest:
                write_whole(path, data, ours=False)
            written.append(name)
        progress(len(written) + len(touched))
    others = record.keys() - wanted.keys()
    unwanted = {name for name in others if (only(name) if callable(only) else only)}
    for name in sorted(unwanted):
        path = folder / name
        if _hash(path) in record[name]:
            path.unlink()
            _tidy(path.parent, folder)
    # A touched file keeps its old record, so that it is known again once the person has put it back.
    left = sorted(name for name in others if (folder / name).is_file())
    kept = {name: record[name] for name in [*touched, *left] if name in record}
    _write_record(folder, kept, {name: wanted[name][0] for name in written})
    stale = tuple(name for name in left if name in unwanted)
    return Published(tuple(written), tuple(touched), stale)


def _tidy(empty: Path, folder: Path) -> None:
    """Remove folders that have become empty, up to but without the one that everything lies in."""
    while empty != folder and not any(empty.iterdir()):
        empty.rmdir()
        empty = empty.parent


def replace_keeping(folder: Path, name: str, data: bytes) -> str:
    """Write one file; a version that a person had changed is kept beside it first. Returns its name there, or ""."""
    record = _record(folder)
    path = folder / name
    digest, standing = hashlib.sha256(data).hexdigest(), _hash(path)
    kept = ""
    if standing is not None and standing != digest and standing not in record.get(name, ()):
        old = path.read_bytes()
        kept = _free_name(folder, name, old)
        write_whole(folder / kept, old)
    _write_record(folder, record, {name: digest})
    write_whole(path, data)
    _write_record(folder, {n: hashes for n, hashes in record.items() if n != name}, {name: digest})
    return kept


def touched(folder: Path, name: str) -> bool:
    """Whether a file is there that a person has changed."""
    standing = _hash(folder / name)
    return standing is not None and standing not in _record(folder).get(name, ())


def lost(folder: Path, name: str) -> bool:
    """Whether a file that we wrote there is gone."""
    return name in _record(folder) and not (folder / name).is_file()


def withdraw(folder: Path, name: str) -> bool:
    """Remove one file of ours that no longer holds; whether a version that a person had changed is left there."""
    record, path = _record(folder), folder / name
    standing = _hash(path)
    if standing is None:
        return False
    if standing not in record.get(name, ()):
        return True
    path.unlink()
    _write_record(folder, {n: hashes for n, hashes in record.items() if n != name}, {})
    return False


def standing_names(folder: Path) -> tuple[str, ...]:
    """Names of the files there that the program once wrote, whoever changed them since; sorted."""
    return tuple(sorted(name for name in _record(folder) if (folder / name).is_file()))


def _hash(path: Path) -> str | None:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _write_record(folder: Path, known: Mapping[str, tuple[str, ...]], coming: Mapping[str, str]) -> None:
    """Record what is ours: the known hashes, and those of the files that are about to be, or were, written."""
    hashes = {name: list(found) for name, found in known.items()}
    for name, digest in coming.items():
        hashes[name] = sorted({*hashes.get(name, ()), digest})
    text = json.dumps(hashes, ensure_ascii=False, indent=0, sort_keys=True)
    write_whole(folder / RECORD_NAME, text.encode())


def kept_names(name: str) -> str:
    """The pattern of the names under which versions of a file are kept."""
    return _kept_name(name, "*")


def _kept_name(name: str, number: object) -> str:
    return f"{Path(name).stem}（改动过的旧稿{number}）{Path(name).suffix}"


def _free_name(folder: Path, name: str, standing: bytes) -> str:
    """A name for the kept version: a number that is free, or that holds the same bytes already."""
    number = 1
    while True:
        candidate = folder / _kept_name(name, number)
        if not candidate.exists() or candidate.read_bytes() == standing:
            return candidate.name
        number += 1


def _record(folder: Path) -> dict[str, tuple[str, ...]]:
    """The hashes by which each file is known as ours; nothing where there is no record that can be read."""
    try:
        loaded = json.loads((folder / RECORD_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(loaded, dict):
        return {}
    return {str(k): tuple(map(str, v)) for k, v in loaded.items() if isinstance(v, list)}

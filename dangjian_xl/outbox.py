"""Folders of files that the program makes and people may touch: what a person changed is never overwritten or removed.

A record beside the files holds the SHA-256 of what was written. A file that no longer matches it was touched by
someone; without a record, only a file equal to the new one counts as ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from dangjian_xl.workspace import write_whole

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
    folder: Path, files: Iterable[tuple[str, bytes]], progress: Callable[[int], None] = lambda _done: None
) -> Published:
    """Make the folder hold these files: write new and changed ones, remove our own that are no longer wanted."""
    record = _record(folder)
    fresh: dict[str, str] = {}
    written, touched = [], []
    for name, data in files:
        digest = hashlib.sha256(data).hexdigest()
        path = folder / name
        standing = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        if standing not in (None, digest, record.get(name)):
            touched.append(name)
        else:
            if standing != digest:
                write_whole(path, data)
            written.append(name)
            fresh[name] = digest
        progress(len(written) + len(touched))
    for name in sorted(record.keys() - fresh.keys() - set(touched)):
        path = folder / name
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == record[name]:
            path.unlink()
            if path.parent != folder and not any(path.parent.iterdir()):
                path.parent.rmdir()
    # A touched file keeps its old record, so that it is known again once the person has put it back.
    kept = {name: record[name] for name in record.keys() - fresh.keys() if (folder / name).is_file()}
    text = json.dumps(fresh | kept, ensure_ascii=False, indent=0, sort_keys=True)
    write_whole(folder / RECORD_NAME, text.encode())
    stale = sorted(name for name in kept if name not in touched)
    return Published(tuple(written), tuple(touched), tuple(stale))


def replace_keeping(folder: Path, name: str, data: bytes) -> str:
    """Write one file; a version that a person had changed is kept beside it first. Returns its name there, or ""."""
    record = _record(folder)
    path = folder / name
    kept = ""
    if path.is_file():
        standing = path.read_bytes()
        digest = hashlib.sha256(standing).hexdigest()
        if digest not in (record.get(name), hashlib.sha256(data).hexdigest()):
            kept = _free_name(folder, name, standing)
            write_whole(folder / kept, standing)
    write_whole(path, data)
    record[name] = hashlib.sha256(data).hexdigest()
    write_whole(
        folder / RECORD_NAME, json.dumps(record, ensure_ascii=False, indent=0, sort_keys=True).encode()
    )
    return kept


def _free_name(folder: Path, name: str, standing: bytes) -> str:
    """A name for the kept version: a number that is free, or that holds the same bytes already."""
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while True:
        candidate = folder / f"{stem}（改动过的旧稿{number}）{suffix}"
        if not candidate.exists() or candidate.read_bytes() == standing:
            return candidate.name
        number += 1


def _record(folder: Path) -> dict[str, str]:
    try:
        loaded = json.loads((folder / RECORD_NAME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return {str(k): str(v) for k, v in loaded.items()} if isinstance(loaded, dict) else {}

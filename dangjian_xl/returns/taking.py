"""Taking in a folder of attachments: copies into 回收/, so that what lies there is all that counts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dangjian_xl.findings import Finding, Place
from dangjian_xl.returns.intake import read_return, survey
from dangjian_xl.returns.papers import by_name
from dangjian_xl.workspace import REPORTS, printable, write_whole

_LONGEST = 240


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken in: names of new copies below 回收/, how many files were there already, and what was not taken."""

    copied: tuple[str, ...]
    known: int
    findings: tuple[Finding, ...]


def take_in(
    source: Path, returned: Path, progress: Callable[[int, int], None], *, reports: bool = False
) -> Taken:
    """Copy every regular file under `source` into a folder of its name below `returned`; nothing is overwritten.

    A file whose content lies there already, under whatever name, is not copied again. `reports`: texts and PDFs go where
    written reports belong, and those of one content under several names are several, for somebody may have copied.
    """
    standing = {
        _identity(path, _digest(path), reports=reports) for path in survey(returned) if path.is_file()
    }
    paths = list(survey(source))
    copied: list[str] = []
    findings: list[Finding] = []
    known = 0
    for done, path in enumerate(paths, 1):
        name = path.relative_to(source)
        data = read_return(path, Place(f"{source.name}/{printable(name.as_posix())}"))
        if isinstance(data, Finding):
            findings.append(data)
            progress(done, len(paths))
            continue
        paper = reports and by_name(path.name)
        identity = _identity(path, hashlib.sha256(data).hexdigest(), reports=reports)
        if identity in standing:
            known += 1
        else:
            standing.add(identity)
            target = _folder(returned / REPORTS if paper else returned, source.name)
            # What lies behind a link would be outside 回收/, where nobody looks for it.
            linked = any((target / part).is_symlink() for part in name.parents)
            free = _free(target / (name.name if linked else name))
            write_whole(free, data, ours=False)
            copied.append(printable(free.relative_to(returned).as_posix()))
        progress(done, len(paths))
    return Taken(tuple(copied), known, tuple(findings))


def _identity(path: Path, digest: str, *, reports: bool) -> tuple[str, str]:
    """What is not taken in twice: the same content, of reports also under the same name."""
    return digest, path.name if reports and by_name(path.name) else ""


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        # What cannot be read is told by collect; it is not the same as anything.
        return ""


def _folder(returned: Path, name: str) -> Path:
    """A folder of the name, with a number where a link or a file has it."""
    number, folder = 2, returned / name
    while folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        folder = returned / f"{name}({number})"
        number += 1
    return folder


def _free(path: Path) -> Path:
    """The path, or one with a number behind its name that nothing lies at."""
    number, free = 2, path
    while free.exists() or free.is_symlink():
        stem = path.stem
        # Systems take names of 255 bytes, and one is written beside first.
        while len(os.fsencode(f"{stem}({number}){path.suffix}")) > _LONGEST:
            stem = stem[:-1]
        free = path.with_name(f"{stem}({number}){path.suffix}")
        number += 1
    return free

"""Which program this is, so that files are never read by two different ones: its content, Python, the libraries that read."""

from __future__ import annotations

import hashlib
import platform
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import dangjian_xl

#: What reads files; another version may read one otherwise.
_READERS = (
    "python-calamine",
    "openpyxl",
    "xlrd",
    "olefile",
    "msoffcrypto-tool",
    "python-docx",
    "lxml",
    "rapidfuzz",
    "numpy",
)

#: Pairs of what it is and which one, in the order in which people should be told of differences.
Edition = tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def edition() -> Edition:
    """The one that runs here; libraries that are not there have the version "没有"."""
    root = Path(dangjian_xl.__file__).parent
    return (
        ("dangjian-xl", dangjian_xl.__version__),
        ("Python", ".".join(platform.python_version_tuple()[:2])),
        *((name, _version(name)) for name in _READERS),
        ("dangjian-xl 的程序内容", _content(root)),
    )


def difference(there: Edition, here: Edition) -> str:
    """The first difference in words; "" if there is none."""
    known = dict(there)
    for name, which in here:
        other = known.get(name, "没有")
        if other != which:
            return f"那边的 {name} 是 {other}，这台是 {which}"
    return ""


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "没有"


def _content(root: Path) -> str:
    """The beginning of a SHA-256 over all modules, however their lines end."""
    digest = hashlib.sha256()
    for name, path in sorted((path.relative_to(root).as_posix(), path) for path in root.rglob("*.py")):
        # What an installed program has beside its modules, and one in its source tree has not.
        if name.startswith("macro_files/"):
            continue
        digest.update(f"{name}\0".encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]

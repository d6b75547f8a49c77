"""What newer programs keep at the end of a sheet, such as drop-downs whose list stands on another sheet: put back after saving.

The library that saves the workbook drops these extension lists. Their cells do not move, so they hold as they are.
"""

from __future__ import annotations

import io
import re
import zipfile

from dangjian_xl.packages import repacked
from dangjian_xl.reading.package import Package

_OPEN, _CLOSE, _END = b"<extLst", b"</extLst>", b"</worksheet>"
_DECLARED = re.compile(rb'\sxmlns:(\w+)="[^"]*"')
#: Marks of single elements for working together; they need a declaration beside, and mean nothing to a single file.
_MARKS = re.compile(rb'\s\w+:uid="[^"]*"')


def with_extensions(saved: bytes, old: bytes) -> bytes:
    """The saved workbook with the old one's extension lists on their sheets."""
    lists: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(old)) as package:
        sheets = Package(saved).sheets
        for tab, name in Package(old).sheets.items():
            found = _list(package.read(name)) if tab in sheets else b""
            if found:
                lists[sheets[tab]] = found

    def put_back(name: str, content: bytes) -> bytes:
        found = lists.get(name)
        # What the library kept itself is not doubled.
        if not found or _list(content):
            return content
        head, _, tail = content.rpartition(_END)
        return head + found + _END + tail

    return repacked(saved, put_back, undated=True) if lists else saved


def _list(content: bytes) -> bytes:
    """The sheet's own extension list with all that it needs to stand elsewhere; b"" for none."""
    end = content.rfind(_CLOSE)
    if end < 0 or content[end + len(_CLOSE) :].strip() != _END:
        return b""
    start = content.rfind(_OPEN, 0, end)
    while content.count(_CLOSE, start, end + 1) >= content.count(_OPEN, start, end):
        start = content.rfind(_OPEN, 0, start)
    found = _MARKS.sub(b"", content[start : end + len(_CLOSE)])
    root = content[content.index(b"<worksheet") :]
    root = root[: root.index(b">")]
    own = found[: found.index(b">")]
    needed = [
        declared[0]
        for declared in _DECLARED.finditer(root)
        if re.search(rb"[<\s]/?%b:" % declared[1], found) and b"xmlns:%b=" % declared[1] not in own
    ]
    return _OPEN + b"".join(needed) + found[len(_OPEN) :]

"""Office packages (zip archives of parts) written anew with some parts changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

#: The earliest date that a zip archive knows, for parts that shall not tell when they were made.
_UNDATED = (1980, 1, 1, 0, 0, 0)


def repacked(data: bytes, change: Callable[[str, bytes], bytes], *, undated: bool = False) -> bytes:
    """The package with each part as `change` of its name and content says, in the same order.

    `undated`: the parts' dates are fixed, so that equal content gives equal bytes; else they stay.
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            content = change(info.filename, old.read(info))
            if undated:
                new.writestr(zipfile.ZipInfo(info.filename, _UNDATED), content, zipfile.ZIP_DEFLATED)
            else:
                new.writestr(info, content)
    return stream.getvalue()

"""Office packages (zip archives of parts) written anew with some parts changed."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping

#: The earliest date that a zip archive knows, for parts that shall not tell when they were made.
_UNDATED = (1980, 1, 1, 0, 0, 0)
#: Where zip archives keep check sum and sizes, before a part and in the directory behind all parts; where the directory
#: says at which byte a part begins, and the archive's last record at which byte the directory does; how long they are.
_SIZES, _LISTED_SIZES = slice(14, 26), slice(16, 28)
_PLACE, _DIRECTORY_PLACE = slice(42, 46), slice(16, 20)
_HEAD, _LISTED, _LAST = 30, 46, 22


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


class Package:
    """A package that zipfile wrote, of which many copies are made that differ in few parts.

    `contents`: its parts by name. What `repacked` of the same changes gives, `copy` gives byte for byte, and packs only what changed.
    """

    def __init__(self, data: bytes) -> None:
        """Take the package apart."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos, behind = archive.infolist(), archive.start_dir
            self.contents: Mapping[str, bytes] = {info.filename: archive.read(info) for info in infos}
        begins = [info.header_offset for info in infos]
        self._packed = [data[begin:end] for begin, end in zip(begins, [*begins[1:], behind], strict=True)]
        self._listed = []
        for info in infos:
            end = behind + _LISTED + len(info.filename.encode()) + len(info.extra) + len(info.comment)
            self._listed.append(data[behind:end])
            behind = end
        self._last = data[behind:]
        if len(self._last) != _LAST:
            raise ValueError("Not an archive as zipfile writes it.")

    def copy(self, changed: Mapping[str, bytes]) -> bytes:
        """The package with other contents of some parts."""
        parts, directory, place = [], [], 0
        for name, packed, listed in zip(self.contents, self._packed, self._listed, strict=True):
            part, entry = packed, bytearray(listed)
            if name in changed:
                part, sizes = _part(packed, len(name.encode()), changed[name])
                entry[_LISTED_SIZES] = sizes
            entry[_PLACE] = struct.pack("<L", place)
            parts.append(part)
            directory.append(entry)
            place += len(part)
        last = bytearray(self._last)
        last[_DIRECTORY_PLACE] = struct.pack("<L", place)
        return b"".join([*parts, *directory, last])


def _part(packed: bytes, name: int, content: bytes) -> tuple[bytes, bytes]:
    """A part with its head, and its check sum and sizes; `packed`: as it was, `name`: how long its name is."""
    deflate = zlib.compressobj(zlib.Z_DEFAULT_COMPRESSION, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(content) + deflate.flush()
    sizes = struct.pack("<LLL", zlib.crc32(content), len(body), len(content))
    head = bytearray(packed[: _HEAD + name])
    head[_SIZES] = sizes
    return bytes(head) + body, sizes

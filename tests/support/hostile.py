"""Files as they should never come back, made from a good form: each a function of its bytes."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Mapping

Spoil = Callable[[bytes], bytes]
SHEET = "xl/worksheets/sheet1.xml"


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """The package with each part changed, or left out where the change gives None."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for info in old.infolist():
            content = change(info.filename, old.read(info))
            if content is not None:
                new.writestr(info.filename, content)
    return stream.getvalue()


def in_sheet(change: Callable[[bytes], bytes], part: str = SHEET) -> Spoil:
    """Change one part of the package, by default the first sheet."""

    def spoil(data: bytes) -> bytes:
        spoilt = repacked(data, lambda name, content: change(content) if name == part else content)
        assert change(zipfile.ZipFile(io.BytesIO(data)).read(part)) != zipfile.ZipFile(io.BytesIO(data)).read(
            part
        )
        return spoilt

    return spoil


def added(name: str, content: bytes) -> Spoil:
    """With one more part."""

    def spoil(data: bytes) -> bytes:
        stream = io.BytesIO()
        stream.write(data)
        with warnings.catch_warnings(), zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as package:
            warnings.simplefilter("ignore")  # of a name that is there already
            package.writestr(name, content)
        return stream.getvalue()

    return spoil


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Text in a part, everywhere."""
    return lambda content: content.replace(old, new)


def with_row(row: bytes) -> Callable[[bytes], bytes]:
    """One more row at the end of a sheet."""
    return replaced(b"</sheetData>", row + b"</sheetData>")


def cell(name: str, inside: bytes) -> Callable[[bytes], bytes]:
    """Another content of one cell; `inside` is the whole element without its reference."""
    pattern = re.compile(rb'<c r="%s"( s="\d+")?[^>]*?(/>|>.*?</c>)' % name.encode(), re.DOTALL)
    return lambda content: pattern.sub(
        lambda match: inside.replace(b"<c", b'<c r="%s"' % name.encode() + (match[1] or b""), 1),
        content,
        count=1,
    )


def utf16(content: bytes) -> bytes:
    """In an encoding that XML allows and few programs write."""
    text = content.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    return text.encode("utf-16")


class _AsWritten(zipfile.ZipInfo):
    """A member whose name is bytes that do not say what they are, as older Chinese programs write it."""

    raw = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's name
        return self.raw, self.flag_bits & ~0x800


def archive(files: Mapping[str | bytes, bytes]) -> bytes:
    """A zip archive; names that are bytes are written as they are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            info = _AsWritten(name if isinstance(name, str) else name.decode("latin1"))
            info.raw = name if isinstance(name, bytes) else name.encode()
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, content)
    return stream.getvalue()


def locked(data: bytes) -> bytes:
    """An archive whose members say that they need a password."""
    spoilt = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            spoilt[at + offset] |= 1
            at = data.find(signature, at + 4)
    return bytes(spoilt)


def encrypted(password: str, spin: int | None = None) -> Spoil:
    """As Excel encrypts it; `spin`: what it then claims of its rounds of hashing (six digits)."""

    def spoil(data: bytes) -> bytes:
        from msoffcrypto.format.ooxml import OOXMLFile

        stream = io.BytesIO()
        OOXMLFile(io.BytesIO(data)).encrypt(password, stream)
        out = stream.getvalue()
        return out.replace(b'spinCount="100000"', b'spinCount="%d"' % spin) if spin else out

    return spoil


def claiming(size: int) -> Spoil:
    """A package whose first sheet claims another size unpacked."""

    def spoil(data: bytes) -> bytes:
        spoilt = bytearray(data)
        at = data.find(b"PK\x01\x02")
        while at >= 0:
            length = struct.unpack_from("<H", data, at + 28)[0]
            if data[at + 46 : at + 46 + length] == SHEET.encode():
                struct.pack_into("<I", spoilt, at + 24, size)
            at = data.find(b"PK\x01\x02", at + 4)
        return bytes(spoilt)

    return spoil


def bomb() -> bytes:
    """A sheet of 120 MB that packs into some hundred kB."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", b"<Types/>")
        package.writestr(SHEET, b" " * (120 << 20))
    return stream.getvalue()

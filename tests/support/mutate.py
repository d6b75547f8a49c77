"""Good files spoilt at random, from a seed: in their bytes, in their package, in their XML. Nothing is left as it was on purpose."""

from __future__ import annotations

import io
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from random import Random

_TAG = re.compile(rb"<[^<>]{1,400}>")
_ATTRIBUTE = re.compile(rb"([\w:]+)=\"([^\"]*)\"")
_ELEMENT = re.compile(
    rb"<(c|row|si|sheet|xf|Relationship|mergeCell|f|v|t|is)\b[^<>]*?(?:/>|>.*?</\1>)", re.DOTALL
)
_TEXT = re.compile(rb">([^<>]+)<")
_WORDS = (
    b"", b"0", b"-1", b"1e999", b"NaN", b"99999999999999999999", b"18446744073709551616", b"A1", b"XFD1048576", b"AAAA1",
    b"e", b"b", b"s", b"d", b"str", b"inlineStr", b"zzz", b"\xff\xfe", b"&#0;", b"&e;", b"&amp;", b"]]>", b"=1+1",
    b"../../../etc/passwd", b"xl/worksheets/sheet1.xml", "８５分".encode(), "\u202e".encode(), b"1900-02-29", b"#N/A",
    b"1" * 400, b"\0", b"%", b"true", b"1;2", b"A1:XFD1048576",
)  # fmt: skip


def mutant(data: bytes, others: list[bytes], random: Random) -> bytes:
    """A spoilt copy; `others` are files that parts may be taken from."""
    if data[:2] != b"PK" or random.random() < 0.3:
        return _several(_BYTES, data, others, random)
    return _several(_PACKAGE, data, others, random)


Change = Callable[[bytes, list[bytes], Random], bytes]


def _several(changes: tuple[Change, ...], data: bytes, others: list[bytes], random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        data = random.choice(changes)(data, others, random) or data
    return data


def _flipped(data: bytes, _others: list[bytes], random: Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(random.choice((1, 4, 64))):
        spoilt[random.randrange(len(spoilt))] ^= 1 << random.randrange(8)
    return bytes(spoilt)


def _cut(data: bytes, _others: list[bytes], random: Random) -> bytes:
    return (
        data[: random.randrange(len(data))] if random.random() < 0.5 else data[random.randrange(len(data)) :]
    )


def _gap(data: bytes, _others: list[bytes], random: Random) -> bytes:
    at, length = random.randrange(len(data)), random.choice((1, 16, 512, 4096))
    filling = random.choice((b"", b"\0" * length, b"\xff" * length, random.randbytes(length)))
    return data[:at] + filling + data[at + length :]


def _repeated(data: bytes, _others: list[bytes], random: Random) -> bytes:
    at, length = random.randrange(len(data)), random.choice((1, 16, 512, 4096))
    return data[:at] + data[at : at + length] * random.choice((2, 50)) + data[at:]


def _spliced(data: bytes, others: list[bytes], random: Random) -> bytes:
    other = random.choice(others)
    return data[: random.randrange(len(data))] + other[random.randrange(len(other)) :]


def _number(data: bytes, _others: list[bytes], random: Random) -> bytes:
    """A field of four bytes set to a size that nobody has."""
    at = random.randrange(max(1, len(data) - 4))
    value = random.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x10000, len(data)))
    return data[:at] + struct.pack("<I", value) + data[at + 4 :]


_BYTES: tuple[Change, ...] = (_flipped, _cut, _gap, _repeated, _spliced, _number)


def _parts(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return [(info.filename, package.read(info)) for info in package.infolist()]
    except Exception:  # noqa: BLE001 - an earlier change may have spoilt it
        return []


def _packed(parts: list[tuple[str, bytes]], random: Random) -> bytes:
    stream = io.BytesIO()
    how = random.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", how) as package:
        warnings.simplefilter("ignore")  # of a name that is there already
        for name, content in parts:
            package.writestr(name, content)
    return stream.getvalue()


def _part(change: Callable[[bytes, Random], bytes]) -> Change:
    """Change the content of one part, sheets and strings before all."""

    def spoil(data: bytes, _others: list[bytes], random: Random) -> bytes:
        parts = _parts(data)
        if not parts:
            return data
        likely = [n for n, (name, _) in enumerate(parts) if "sheet" in name.lower() or "content" in name]
        number = random.choice(likely) if likely and random.random() < 0.7 else random.randrange(len(parts))
        name, content = parts[number]
        parts[number] = name, change(content, random)
        return _packed(parts, random)

    return spoil


def _parts_changed(change: Callable[[list[tuple[str, bytes]], Random], list[tuple[str, bytes]]]) -> Change:
    def spoil(data: bytes, _others: list[bytes], random: Random) -> bytes:
        parts = _parts(data)
        return _packed(change(parts, random), random) if parts else data

    return spoil


def _dropped(parts: list[tuple[str, bytes]], random: Random) -> list[tuple[str, bytes]]:
    gone = random.randrange(len(parts))
    return [part for number, part in enumerate(parts) if number != gone]


def _doubled(parts: list[tuple[str, bytes]], random: Random) -> list[tuple[str, bytes]]:
    return [*parts, random.choice(parts)]


def _swapped(parts: list[tuple[str, bytes]], random: Random) -> list[tuple[str, bytes]]:
    one, other = random.randrange(len(parts)), random.randrange(len(parts))
    contents = [content for _, content in parts]
    contents[one], contents[other] = contents[other], contents[one]
    return [(name, content) for (name, _), content in zip(parts, contents, strict=True)]


def _renamed(parts: list[tuple[str, bytes]], random: Random) -> list[tuple[str, bytes]]:
    number = random.randrange(len(parts))
    name, content = parts[number]
    parts[number] = (
        random.choice((name.upper(), name.replace("/", "\\"), "../" + name, name + " ", "xl/" + name)),
        content,
    )
    return parts


def _borrowed(data: bytes, others: list[bytes], random: Random) -> bytes:
    """A part of another file in place of the own one of that name."""
    parts, theirs = _parts(data), dict(_parts(random.choice(others)))
    common = [n for n, (name, _) in enumerate(parts) if name in theirs]
    if not common:
        return data
    number = random.choice(common)
    parts[number] = parts[number][0], theirs[parts[number][0]]
    return _packed(parts, random)


def _attribute(content: bytes, random: Random) -> bytes:
    return _somewhere(_ATTRIBUTE, content, random, lambda m: m[1] + b'="' + random.choice(_WORDS) + b'"')


def _text(content: bytes, random: Random) -> bytes:
    return _somewhere(_TEXT, content, random, lambda _m: b">" + random.choice(_WORDS) + b"<")


def _tag_gone(content: bytes, random: Random) -> bytes:
    return _somewhere(_TAG, content, random, lambda _m: b"")


def _element_gone(content: bytes, random: Random) -> bytes:
    return _somewhere(_ELEMENT, content, random, lambda _m: b"")


def _element_again(content: bytes, random: Random) -> bytes:
    return _somewhere(_ELEMENT, content, random, lambda m: m[0] * random.choice((2, 30)))


def _quotes(content: bytes, random: Random) -> bytes:
    return _somewhere(_ATTRIBUTE, content, random, lambda m: m[1] + b" = '" + m[2] + b"'")


def _prologue(content: bytes, random: Random) -> bytes:
    said = random.choice((
        b'<?xml version="1.0" encoding="GBK"?>', b"\xef\xbb\xbf", b"<!-- x -->", b'<!DOCTYPE a [<!ENTITY e "x">]>',
        b"\n\n", b'<?xml version="1.1"?>',
    ))  # fmt: skip
    return said + content


def _encoded(content: bytes, random: Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode(
        random.choice(("utf-16", "utf-16-be", "gb18030"))
    )


def _somewhere(
    pattern: re.Pattern[bytes], content: bytes, random: Random, change: Callable[[re.Match[bytes]], bytes]
) -> bytes:
    found = list(pattern.finditer(content))
    for match in sorted(
        random.sample(found, min(len(found), random.choice((1, 1, 3, 20)))), key=lambda m: -m.start()
    ):
        content = content[: match.start()] + change(match) + content[match.end() :]
    return content


_XML = (
    _attribute,
    _attribute,
    _text,
    _text,
    _tag_gone,
    _element_gone,
    _element_again,
    _quotes,
    _prologue,
    _encoded,
)
_PACKAGE: tuple[Change, ...] = (
    *(_part(change) for change in _XML),
    *(_parts_changed(change) for change in (_dropped, _doubled, _swapped, _renamed)),
    _borrowed,
    _part(lambda content, random: random.choice(_BYTES)(content, [content], random) if content else content),
)

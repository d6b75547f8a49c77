"""A quick sight of a sheet's XML as a whole: whether all in it is as every usual program writes it, so that nobody need look closely.

Only where the answer is no, `look` and `extent` go through it piece by piece, which takes several times as long. The
cells of a sheet that is plain have nothing that these would refuse or doubt (tests/test_plain.py).
"""

from __future__ import annotations

import re
import string
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

_Places = NDArray[np.int64]
_Words = NDArray[np.uint64]
_OPEN, _CLOSE = b"<sheetData>", b"</sheetData>"
_DECLARED = re.compile(rb"(?:\xef\xbb\xbf)?<\?xml[^<>]*\?>")
#: What must not stand before the cells: declarations, comments, cells that begin earlier or under another name.
_STRANGE = re.compile(rb"<[!?]|[:<](?:sheetData|row|c)\b")
#: How tags among the cells begin, by two characters, and by what such a tag may be followed. A formula has a result.
_NEXT = {
    "ro": ("c ", "/r", "ro"),
    "/r": ("ro",),
    "c ": ("v>", "f>", "f ", "is", "/c", "c ", "/r"),
    "/c": ("c ", "/r"),
    "f>": ("/f",),
    "f ": ("/f", "v>"),
    "/f": ("v>",),
    "v>": ("/v",),
    "/v": ("/c",),
    "is": ("t>", "t "),
    "t>": ("/t",),
    "t ": ("/t",),
    "/t": ("/i",),
    "/i": ("/c",),
}
#: How a cell begins; a name of at most two letters and five characters in all follows (see `extent`).
_NAMED = b'<c r="'
#: All that a cell may have behind its name: a style; a text, a number, a truth value; nothing in it.
_ATTRIBUTES = re.compile(rb'(?: s="(0|[1-9][0-9]{0,5})")?(?: t="(?:s|str|n|b|inlineStr)")?/?>')
_ATTRIBUTES_LENGTH = 24
_LONG = re.compile(rb"<v>-?[0-9]{16}")
_LONG_LENGTH = 16


def _pair(tag: str) -> int:
    return ord(tag[1]) << 8 | ord(tag[0])


def _classes(*classes: tuple[str, str]) -> NDArray[np.uint8]:
    """By two characters: the number from 1 on of the class that they are in, 0 for none; a class: first ones, second ones."""
    table = np.zeros(1 << 16, dtype=np.uint8)
    for number, (firsts, seconds) in enumerate(classes, 1):
        table[[_pair(one + other) for one in firsts for other in seconds]] = number
    return table


def _followers() -> NDArray[np.bool_]:
    """Whether a tag of a class may be followed by one of another: [16 * class + class of the next]."""
    table = np.zeros(256, dtype=bool)
    classes = list(_NEXT)
    for tag, following in _NEXT.items():
        table[[16 * (classes.index(tag) + 1) + classes.index(other) + 1 for other in following]] = True
    return table


def _all_lengths() -> _Places:
    """The length of a cell's name by the classes of its characters, two by two; 0 for what is none."""
    lengths = np.zeros((3, 6, 6), dtype=np.int64)
    # A letter and a digit, then none to three digits more; two letters, then one to three, the first no 0.
    lengths[1, 1, :] = 2
    lengths[1, 2:4, :] = lengths[2, 2, :] = 3
    for head, tails in ((1, slice(4, 6)), (2, slice(4, 5))):
        lengths[head, tails, 1], lengths[head, tails, 2:4] = 4, 5
    return lengths


_DIGITS, _COUNTING, _ANY = string.digits, string.digits[1:], "".join(map(chr, range(256)))
_HEADS = _classes((string.ascii_uppercase, _COUNTING), (string.ascii_uppercase, string.ascii_uppercase))
_TAILS = _classes(('"', _ANY), (_COUNTING, '"'), ("0", '"'), (_COUNTING, _DIGITS), ("0", _DIGITS))
_LENGTHS = _all_lengths()
_TAGS = _classes(*((tag[0], tag[1]) for tag in _NEXT))
_ROW, _CELL, _VALUE = (list(_NEXT).index(tag) + 1 for tag in ("ro", "c ", "v>"))
_FOLLOWED = _followers()
#: The tags with which rows begin and end.
_AT_THE_ENDS = {_ROW, list(_NEXT).index("/r") + 1}
#: What keeps so many of a word's first bytes.
_FIRST_BYTES = np.array([(1 << 8 * many) - 1 for many in range(9)], dtype=np.uint64)


def is_plain(content: bytes, odd: frozenset[bytes]) -> bool:
    """Whether a sheet's XML holds near cells, each once, with values that the first reader reads as they are.

    `odd`: the numbers of styles that show something else than the number in the cell.
    """
    start, stop = content.find(_OPEN), content.rfind(_CLOSE)
    declared = _DECLARED.match(content)
    if not 0 <= start < stop or _STRANGE.search(content, declared.end() if declared else 0, start):
        return False
    if content.find(b"sheetData", stop + len(_CLOSE)) >= 0:
        return False
    start += len(_OPEN)
    inside = np.frombuffer(content, dtype=np.uint8, count=stop - start, offset=start)
    begins = np.flatnonzero(inside == ord("<")) + start
    tags = _TAGS[_pieces(content, begins + 1, 2).view("<u2")]
    if not (
        tags.all()
        and _FOLLOWED[(tags[:-1] << 4) + tags[1:]].all()
        and {*tags[:1], *tags[-1:]} <= _AT_THE_ENDS
    ):
        return False
    cells = np.flatnonzero(tags == _CELL)
    return bool(
        _are_rows(_pieces(content, begins[tags == _ROW], 8).view("<u8"))
        and _are_plain_cells(content, begins[cells], begins[cells + 1], odd)
        and _are_exact(content, inside, begins, tags)
    )


def _pieces(content: bytes, begins: _Places, size: int) -> NDArray[np.void]:
    """So many bytes from each place on, the places being farther from the end: they are looked at as numbers."""
    return np.ndarray((len(content) - size + 1,), dtype=f"V{size}", buffer=content, strides=(1,))[begins]


def _are_rows(words: _Words) -> bool:
    """No other name may begin with these two letters."""
    names = words & _FIRST_BYTES[5]
    return bool(
        ((names == int.from_bytes(b"<row ", "little")) | (names == int.from_bytes(b"<row>", "little"))).all()
    )


def _are_plain_cells(content: bytes, begins: _Places, ends: _Places, odd: frozenset[bytes]) -> bool:
    """Whether all cells, tags that begin at `begins`, are near, each is there once, and none has anything unusual.

    `ends`: where the next tag begins; where anything stands between, it is taken for an attribute, and an unusual one.
    """
    if not len(begins):
        return True
    if len(content) - begins[-1] < len(_NAMED) + 8 + _ATTRIBUTES_LENGTH:
        return False
    heads = _pieces(content, begins, 8).view("<u8")
    if (heads & _FIRST_BYTES[len(_NAMED)] != int.from_bytes(_NAMED, "little")).any():
        return False
    lengths = _lengths_of_names(_pieces(content, begins + len(_NAMED), 8).view("<u8"))
    if lengths is None:
        return False
    starts = begins + len(_NAMED) + lengths + 1
    lengths = ends - starts
    if lengths.max() > _ATTRIBUTES_LENGTH:
        return False
    words = _pieces(content, starts, _ATTRIBUTES_LENGTH).view("<u8").reshape(-1, _ATTRIBUTES_LENGTH // 8)
    words &= _FIRST_BYTES[(lengths[:, None] - np.arange(0, _ATTRIBUTES_LENGTH, 8)).clip(0, 8)]
    # A few different texts in all.
    styles = set(map(_style, set(words.view(f"S{_ATTRIBUTES_LENGTH}").ravel().tolist())))
    return None not in styles and not styles & odd


def _lengths_of_names(words: _Words) -> _Places | None:
    """How long the names are that these words begin with; None unless all are short ones and no two are alike."""
    pairs = words.view("<u2").reshape(-1, 4)
    lengths = _LENGTHS[_HEADS[pairs[:, 0]], _TAILS[pairs[:, 1]], _TAILS[pairs[:, 2]]]
    if not lengths.all():
        return None
    names = np.sort(words & _FIRST_BYTES[lengths])
    return lengths if (names[1:] != names[:-1]).all() else None


@lru_cache(maxsize=4096)
def _style(attributes: bytes) -> bytes | None:
    """The style among a cell's attributes, the first where none is named; None where there is anything unusual."""
    found = _ATTRIBUTES.fullmatch(attributes)
    return None if found is None else found[1] or b"0"


def _are_exact(content: bytes, inside: NDArray[np.uint8], begins: _Places, tags: NDArray[np.uint8]) -> bool:
    """Values in one piece, and none of so many digits that the first reader rounds it."""
    if (inside[np.flatnonzero(inside == ord("#")) - 1] == ord("&")).any():
        return False
    values = np.flatnonzero(tags == _VALUE)
    long = values[begins[values + 1] - begins[values] > _LONG_LENGTH]
    return not any(_LONG.match(content, begin) for begin in begins[long].tolist())

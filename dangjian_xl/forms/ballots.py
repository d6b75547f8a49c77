"""Ballots without names: what stands in a rater's place, and what is said of them in its stead."""

from __future__ import annotations

import hmac
import re
from hashlib import sha256

#: What lists and messages call whoever filled in a ballot.
ANONYMOUS = "匿名票"
#: Stand in the head of a ballot; the number follows the second.
UNSIGNED, NUMBER = "匿名测评，请不要署名", "票号："
#: Told above the table, as the paper itself raises the question.
PURPOSE = "票号只用来防止一张票计两次，统计结果里不会出现票号。"
#: Digits and letters that nobody mistakes for one another; 32, so that a byte gives each with the same chance.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_PARTS, _PART = 3, 4
#: So many letters that no two of the most ballots there can be are called alike.
_LABEL = 10
_TOKEN = re.compile(rf"([{_ALPHABET}]{{{_PART}}})(-[{_ALPHABET}]{{{_PART}}}){{{_PARTS - 1}}}")


def tokens(key: bytes, scheme: str, component: str, group: str, number: int) -> tuple[str, ...]:
    """The one-time tokens (like `7KQM-2XWD-P9HA`) of a group's ballots in a component, in their own order.

    They follow from the signing key, so issuing again gives the same ones, and without the key nobody can make one up.
    Sorted, so that nothing tells which was made first. An empty key is a bug of ours (ValueError).
    """
    if not key:
        raise ValueError("Anonymous ballots cannot be made without the signing key.")
    return tuple(sorted(_token(key, scheme, component, group, serial) for serial in range(number)))


def label(key: bytes, token: str) -> str:
    """What a ballot's file is called by: files come back under their names, and these stand in lists and messages.

    So it is not the number that is printed on the ballot, and nobody gets from the one to the other without the key.
    """
    return _letters(key, "file", token)[:_LABEL]


def _token(key: bytes, scheme: str, component: str, group: str, serial: int) -> str:
    letters = _letters(key, "ballot", scheme, component, group, str(serial))
    return "-".join(letters[part * _PART : (part + 1) * _PART] for part in range(_PARTS))


def _letters(key: bytes, *words: str) -> str:
    digest = hmac.new(key, "|".join(words).encode(), sha256).digest()
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)


def without_token(form_id: str) -> str:
    """A form's id as messages may show it: of a ballot only the component."""
    component, _, rater = form_id.rpartition("/")
    return f"{component}/{ANONYMOUS}" if _TOKEN.fullmatch(rater) else form_id

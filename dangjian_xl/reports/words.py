"""How many words a text has, as Word counts them in Chinese (字数).

A Chinese character or a full-width mark is one; so is each run of other characters without a space in it (a number, an
English word, half-width marks included: `3.5%` is one, `GDP` is one). Spaces, also full-width ones, are none, and so
are marks that nobody sees. Marks that Chinese and Western texts share (“ ” … — · ① ℃) are one each, as in a Chinese
text; an apostrophe within an English word is part of it. Numbers that Word sets before paragraphs by itself are no text.
"""

from __future__ import annotations

import unicodedata

_APOSTROPHES = "'’"
#: Categories of what has no width of its own: formats, controls, marks above letters.
_NOTHING = ("Cf", "Cc", "Mn", "Me")


def words(text: str) -> int:
    """字数 of a text."""
    count, running = 0, False
    for position, character in enumerate(text):
        if character.isspace():
            running = False
        elif (
            character in _APOSTROPHES and running and _western(text[position + 1 : position + 2])
        ) or unicodedata.category(character) in _NOTHING:
            continue
        elif _single(character):
            count, running = count + 1, False
        else:
            count, running = count + (not running), True
    return count


def _single(character: str) -> bool:
    """Whether it counts by itself, wherever it stands."""
    width = unicodedata.east_asian_width(character)
    if width == "A":
        # Greek and Cyrillic letters are as wide as Chinese ones in old fonts, and make words all the same.
        return unicodedata.category(character)[0] not in "LN" or unicodedata.category(character) in (
            "No",
            "Nl",
        )
    return width in "WFH"


def _western(character: str) -> bool:
    return character.isalpha() and not _single(character)

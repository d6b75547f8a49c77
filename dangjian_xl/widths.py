"""How wide text is where Chinese characters take two columns, and how it breaks into lines."""

from __future__ import annotations

import re
import unicodedata

#: What stays together on a line: a Western word, a character, or one with a file's ending (案.xlsx); with the punctuation
#: that may not begin or end a line.
_PIECE = re.compile(r"[“（《]*(?:[!-~]+|\S(?:\.[a-z]+)?)[，。；：、！？”）》…%]*|\s")


def display_width(text: str) -> int:
    """Width of one line in columns of a half-width digit: Chinese characters and punctuation count 2."""
    wide = sum(unicodedata.east_asian_width(character) in "WFA" for character in text)
    marks = sum(unicodedata.combining(character) > 0 for character in text)
    return len(text) + wide - marks


def wrapped(text: str, width: int) -> list[str]:
    """The text in lines at most so many columns wide (a longer word has one of its own); [""] for an empty text."""
    lines, used = [""], 0
    for piece in _PIECE.findall(text):
        if used and used + display_width(piece.rstrip()) > width:
            lines.append("")
            used = 0
        if used or piece.strip():
            lines[-1] += piece
            used += display_width(piece)
    return [line.rstrip() for line in lines]

"""Which paragraphs of a report are headings, and of which level.

A number at the beginning (一、 （一） 1. （1）) tells the level, else the outline level or heading style does. A short
line that is bold, numbered by the program, or plain may be one: it counts only where its words say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dangjian_xl.reading.document import Paragraph

_CHINESE = "[一二三四五六七八九十百]{1,3}"
#: How the levels are numbered in official papers (GB/T 9704-2012), highest first.
_NUMBERS = (
    re.compile(rf"第?{_CHINESE}(?:部分|章)?\s*[、．.，,:：]|第{_CHINESE}(?:部分|章)\s*"),
    re.compile(rf"[（(]\s*{_CHINESE}\s*[）)]\s*[、．.]?"),
    re.compile(r"\d{1,2}\s*(?:[、．]|\.(?!\d))"),
    re.compile(r"[（(]\s*\d{1,2}\s*[）)]|[①-⑳]"),
)
#: A heading that goes on into its paragraph ends at the first of these.
_END = re.compile(r"[。；;：:！？\n]")
_SENTENCE = ("。", "；", "，", "！", "？", "、", ";", ",")
_LONGEST, _SHORT, _PLAIN = 45, 40, 20


@dataclass(frozen=True, slots=True)
class Heading:
    """What a paragraph says as a heading. `level`: 1 for the highest; `weak`: it looks like one only by being short.

    `words` are without the number; `rest`: the paragraph goes on behind the heading.
    """

    level: int
    words: str
    weak: bool = False
    rest: bool = False


def heading(paragraph: Paragraph) -> Heading | None:
    """The heading that a paragraph is or begins with; None for plain text."""
    text = paragraph.text.strip()
    for level, number in enumerate(_NUMBERS, 1):
        found = number.match(text)
        if found:
            return _numbered(level, text[found.end() :].strip())
    lines = text.rstrip("：:")
    if paragraph.outline is not None and len(lines) <= _LONGEST:
        return Heading(paragraph.outline, lines)
    if lines.endswith(_SENTENCE) or "\n" in lines:
        return None
    marked = (paragraph.bold or paragraph.listed) and len(lines) <= _SHORT
    return Heading(1, lines, weak=True) if marked or len(lines) <= _PLAIN else None


def unnumbered(text: str) -> str:
    """A text without the number that it begins with."""
    text = text.strip()
    found = next((match for number in _NUMBERS if (match := number.match(text))), None)
    return text[found.end() :].strip() if found else text


def _numbered(level: int, text: str) -> Heading | None:
    end = _END.search(text)
    words = text[: end.start()] if end else text
    if not words or len(words) > _LONGEST:
        return None
    return Heading(level, words.strip(), rest=bool(end and text[end.end() :].strip()))

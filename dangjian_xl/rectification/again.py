"""Whether a problem is last year's in other words: likeness of two texts, for a person to judge.

Texts are compared sentence by sentence, the likest two count. What nearly every problem says (不够, 有待加强, 存在) is left
out first, or any two would seem alike. Two thirds of the likeness are letters in common, wherever they stand, for other
words turn the order round; one third are pairs of letters that follow on each other, for single letters meet by chance.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from dangjian_xl.rectification.words import core

#: From so many percent on two problems may be the same one: of pairs written for the test the same ones are mostly above,
#: the ones about different things never; texts of the presets about different things reach it in one pair of fifteen.
LINE = 50
#: Letters of a sentence that are the least to go by: shorter ones are alike by chance.
_LEAST = 4
#: How far the longer sentence counts: a problem told with more words is still the same.
_LONGER = Fraction(3, 5)
_SENTENCE = re.compile(r"[。；;！？!?\n]")
_CLAUSE = re.compile(r"[。；;！？!?，,：:\n]")
_SIGNS = re.compile(r"[\W_]+")
#: Says that something is wrong, not what.
_USUAL = re.compile(
    "不够|不足|不严|不强|不高|不深|不全|不齐|不到位|不及时|不规范|规范|深入|存在|问题|方面|还有|仍然|有待|需要|进一步|加强|"
    "失分较多|在各项里得分最低|个别|有的|部分|工作|现象|情况|没有|抓得|比较|有些|薄弱|环节|力度|落实|质量|一定|差距|不经常|较少|质效|严格|紧密|丰富|活动|还是|不"
)


@dataclass(frozen=True, slots=True)
class Alike:
    """Two sentences, the likest of two texts, and their likeness in percent."""

    percent: int
    one: str = ""
    other: str = ""


def likeness(one: str, other: str) -> Alike:
    """How alike two texts are; 0 where either says nothing."""
    pairs = (Alike(_percent(a, b), a, b) for a in _parts(one, _SENTENCE) for b in _parts(other, _SENTENCE))
    return max(pairs, key=lambda alike: alike.percent, default=Alike(0))


def _parts(text: str, at: re.Pattern[str]) -> tuple[str, ...]:
    return tuple(part.strip() for part in at.split(text) if core(part))


def mentioned(one: str, texts: Iterable[str]) -> bool:
    """Whether some text speaks of a problem: clause by clause, for a long sentence may do it in passing."""
    said = [clause for text in texts for clause in _parts(text, _CLAUSE)]
    return any(_percent(a, b) >= LINE for a in _parts(one, _CLAUSE) for b in said)


def _percent(one: str, other: str) -> int:
    mine, theirs = _telling(one), _telling(other)
    if mine == theirs:
        return 100
    letters = _shared(mine, theirs, _LEAST)
    follow = _shared(_pairs(mine), _pairs(theirs), _LEAST - 1)
    return int(100 * (2 * letters + follow) / 3)


def _telling(sentence: str) -> str:
    """What a sentence says beside the usual words; all of it where it says nothing else."""
    plain = _SIGNS.sub("", core(sentence))
    return _USUAL.sub("", plain) or plain


def _pairs(text: str) -> Sequence[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def _shared(one: Sequence[str], other: Sequence[str], least: int) -> Fraction:
    """The share of what two have in common, of the shorter or, where that is much shorter, of a part of the longer."""
    common = sum((Counter(one) & Counter(other)).values())
    shorter, longer = sorted((len(one), len(other)))
    return Fraction(common) / max(Fraction(shorter), _LONGER * longer, Fraction(least))

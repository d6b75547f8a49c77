"""Words of problems: when two texts say the same, when one says that there is nothing to say, and what of one a cell can hold."""

from __future__ import annotations

import re
import unicodedata

from dangjian_xl.grids import storable

#: Says that there is no problem, in all the ways that forms are filled in with; nothing else may stand there.
_NONE = re.compile(
    "(?:目前|暂时?|尚|均|基本)*(?:无|没有|没|没有发现|未发现|未见|不存在|没发现)"
    "(?:任何|其他|什么|明显|突出|较?大|重大|特别)*的?(?:问题|不足|意见|建议|扣分|情况|缺点)?(?:和(?:问题|不足|意见|建议))?"
)
#: A cell holds so many units of UTF-16; longer texts are not written at all.
_CELL = 32_767
_CUT = "……（太长，后面的没有列出）"
#: Line ends that programs save in their own way.
_LINE_END = re.compile("\r\n?")
_ENDS = "。．.；;，,、！!:：…—-－/／\\~～*＊"


def core(text: str) -> str:
    """A text as it is compared: half-width, without white space, and without marks at its ends."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) != "Cf").strip(_ENDS)


def says_none(text: str) -> bool:
    """Whether a text is blank or says that there is nothing: 无, 没有, 未发现明显问题, a dash."""
    said = core(text).strip("（）()“”\"'")
    return not said or bool(_NONE.fullmatch(said))


def fitting(text: str) -> str:
    """A text as a cell holds it, so that it reads the same again; the end of one that is too long is left out, and says so."""
    plain = storable(_LINE_END.sub("\n", text))
    units = plain.encode("utf-16-le")
    if len(units) <= 2 * _CELL:
        return plain
    # Half a character at the cut is left out.
    return units[: 2 * (_CELL - len(_CUT))].decode("utf-16-le", errors="ignore") + _CUT

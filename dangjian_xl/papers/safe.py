"""Texts from anywhere as a paper's markup that shows just them."""

from __future__ import annotations

import re
from html import escape

from dangjian_xl.outputs.sheet import text as storable

_BREAKS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
#: Characters that XML cannot hold; and those that turn round what stands behind them, others' words too.
_REPLACED = re.compile("[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text as a paper can hold it: line breaks are newlines, what it cannot hold is replaced visibly."""
    return _REPLACED.sub("\N{REPLACEMENT CHARACTER}", _BREAKS.sub("\n", storable(text)))


def markup(text: str) -> str:
    """The text as XML within a run of text (w:t).

    Braces are written as references: the template library looks for some of them in what came out.
    """
    escaped = escape(plain(text)).replace("{", "&#123;").replace("}", "&#125;")
    return escaped.replace("%", "&#37;")

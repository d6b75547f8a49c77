"""Targets by what people call them."""

from __future__ import annotations

import unicodedata
from difflib import get_close_matches

from dangjian_xl.errors import CannotRunError
from dangjian_xl.scheme.model import Organisation, Scheme

#: More names than these are not listed.
_LISTED = 12


def target_named(scheme: Scheme, words: str) -> Organisation:
    """The target of this code, organisation's name, or reporter's name; else of a part of the name that only one has.

    CannotRunError, with those that may be meant, where none or several are called so.
    """
    targets = [o for tier in scheme.tiers for o in scheme.targets(tier.code)]
    wanted = folded(words)
    exact = [t for t in targets if folded(t.code) == wanted]
    exact = exact or [t for t in targets if wanted in (folded(t.name), folded(t.reporter))]
    found = exact or [t for t in targets if wanted and wanted in folded(t.name)]
    if len(found) == 1:
        return found[0]
    if found:
        raise CannotRunError(f"“{words}”对得上几个述职人：{_listed(found)}；请写组织编号。")
    near = get_close_matches(wanted, [name for t in targets for name in _names(t)], n=_LISTED, cutoff=0.5)
    meant = [t for t in targets if set(_names(t)) & set(near)] or targets
    raise CannotRunError(f"没有叫“{words}”的述职人或党组织；可以写：{_listed(meant)}。")


def _names(target: Organisation) -> tuple[str, ...]:
    return tuple(folded(name) for name in (target.code, target.name, target.reporter))


def folded(text: str) -> str:
    """A text as people mean it: width, case and blanks do not matter."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _listed(targets: list[Organisation]) -> str:
    told = "、".join(f"{t.code} {t.name} {t.reporter_title}" for t in targets[:_LISTED])
    return told + (f" 等 {len(targets)} 个" if len(targets) > _LISTED else "")

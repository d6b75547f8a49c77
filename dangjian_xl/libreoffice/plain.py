"""Errors in plain words: what the bridge raises reaches no caller, and what the engine cannot do is named."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any, TypeVar, cast

from xlwings import XlwingsError

from dangjian_xl.errors import CannotRunError

_T = TypeVar("_T")
_GONE = "LibreOffice 或者这个工作簿已经关闭；请重新打开后再试。"


def plain(cls: type[_T]) -> type[_T]:
    """A class of the engine in which every member, its own or inherited from xlwings, speaks plainly."""
    for name in dir(cls):
        if name.startswith("_") and name not in {
            "__call__",
            "__iter__",
            "__len__",
            "__getitem__",
            "__contains__",
        }:
            continue
        for owner in cls.__mro__[:-1]:
            if name in vars(owner):
                member = vars(owner)[name]
                guarded = _guarded_member(f"{cls.__name__}.{name}", member)
                if guarded is not member:
                    setattr(cls, name, guarded)
                break
    return cls


def _guarded_member(name: str, member: object) -> object:
    if isinstance(member, property):
        get, put = member.fget, member.fset
        return property(get and guarded(get, name), put and guarded(put, name), None, member.__doc__)
    if isinstance(member, staticmethod):
        return staticmethod(guarded(member.__func__, name))
    return guarded(member, name) if callable(member) and not isinstance(member, type) else member


def guarded(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The function with its errors in plain words."""
    if getattr(function, "speaks_plainly", False):
        return function

    @functools.wraps(function)
    def call(*args: object, **kwargs: object) -> object:
        try:
            return function(*args, **kwargs)
        except NotImplementedError as error:
            if error.args:
                raise
            raise NotImplementedError(f"LibreOffice 引擎没有 {name}。") from None
        except Exception as error:
            told = _told(error, args[0] if args else None)
            if told is None:
                raise
            raise told from error

    cast("Any", call).speaks_plainly = True
    return call


def is_uno(error: BaseException, *kinds: str) -> bool:
    """Whether an exception came over the bridge; with kinds, whether its class has one of these names."""
    uno = sys.modules.get("uno")
    if uno is None or not isinstance(error, uno.getClass("com.sun.star.uno.Exception")):
        return False
    return not kinds or type(error).__name__.rpartition(".")[2] in kinds


def _told(error: Exception, caller: object) -> Exception | None:
    """The bridge's exception as one of ours; None for all others.

    Once LibreOffice has died the bridge complains of anything, of missing attributes too.
    """
    foreign = is_uno(error)
    if not foreign and not isinstance(error, AttributeError):
        return None
    office = vars(caller).get("office") if hasattr(caller, "__dict__") else None
    if is_uno(error, "DisposedException") or (office is not None and not office.alive()):
        return CannotRunError(_GONE)
    if not foreign:
        return None
    kind = type(error).__name__.rpartition(".")[2]
    detail = str(getattr(error, "Message", "")).strip()
    return XlwingsError(f"LibreOffice 没有做成这一步（{kind}{'：' if detail else ''}{detail}）。")

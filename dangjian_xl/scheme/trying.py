"""What-if: single settings of a scheme, named as in its workbook, changed to other values.

    评价环节.H1.权重=60      名额.好/该等次及以上至多.比例=1/4      基本信息.保留小数位数=1

Only what scores and grades follow from can be tried: what a form asks, and of whom, would make issued forms stale.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dangjian_xl.errors import CannotRunError
from dangjian_xl.scheme.codecs import RefusedValueError, is_blank
from dangjian_xl.scheme.columns import Column, Table
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.named import folded
from dangjian_xl.scheme.tables import BASICS, BASICS_SHEET, TABLES, key_field, table

#: By field of the scheme the columns that can be tried.
TRIABLE: Mapping[str, tuple[str, ...]] = {
    "basics": ("rounding_stage", "digits", "tie_policy", "total_cap"),
    "components": ("weight", "missing", "tie_order"),
    "panels": ("weight", "aggregation", "trim_above"),
    "grades": ("lower", "upper", "points"),
    "quotas": ("grade", "side", "share", "base", "rounding", "tier"),
    "vetoes": ("max_grade",),
    "veto_records": ("veto",),
    "preconditions": ("grade", "component", "minimum", "item"),
    "adjustment_kinds": ("direction", "cap"),
    "adjustments": ("kind", "points"),
    "report_rules": ("penalty_kind", "penalty"),
}
_HOW = "请写成“表.行.栏=值”，如 评价环节.H1.权重=60；基本信息写成 基本信息.栏=值"
#: Units and remarks in a heading.
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
#: More rows than these are not listed.
_LISTED = 20
_SEPARATOR = "/"


@dataclass(frozen=True, slots=True)
class Change:
    """One setting tried: its sheet, row ("" in 基本信息) and column as people read them, and both values as cells show them."""

    sheet: str
    row: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class _Words:
    """One setting as it was typed."""

    whole: str
    sheet: str
    row: str
    column: str
    value: str


def tried(scheme: Scheme, settings: Iterable[str]) -> tuple[Scheme, tuple[Change, ...]]:
    """The scheme with the settings, one after the other, and what each changed; the result is yet to be checked.

    CannotRunError, with what is possible, for what cannot be understood or must not be tried.
    """
    changes = []
    for setting in settings:
        words = _words(setting)
        if folded(words.sheet) == folded(BASICS_SHEET):
            scheme, change = _basic(scheme, words)
        else:
            scheme, change = _row(scheme, words)
        changes.append(change)
    return scheme, tuple(changes)


def _words(setting: str) -> _Words:
    path, equals, value = setting.partition("=" if "=" in setting else "＝")
    sheet, dot, rest = path.partition(".")
    row, _, column = rest.rpartition(".")
    if not equals or not dot or not rest:
        raise CannotRunError(f"看不懂“{setting}”；{_HOW}。")
    return _Words(setting, sheet.strip(), row.strip(), column.strip(), value.strip())


def _basic(scheme: Scheme, words: _Words) -> tuple[Scheme, Change]:
    if words.row:
        raise CannotRunError(f"看不懂“{words.whole}”；{_HOW}。")
    column = _column(words, BASICS_SHEET, BASICS, TRIABLE["basics"])
    value = _value(scheme, words, column)
    change = Change(BASICS_SHEET, "", column.title, _shown(column, scheme.basics), _told(column, value))
    return replace(scheme, basics=replace(scheme.basics, **{column.field: value})), change


def _row(scheme: Scheme, words: _Words) -> tuple[Scheme, Change]:
    declared = _table(words)
    column = _column(words, declared.sheet, declared.columns, TRIABLE[declared.field])
    records = getattr(scheme, declared.field)
    position = _position(scheme, words, declared)
    record = records[position]
    value = _value(scheme, words, column)
    if value is None:
        value = next(f.default for f in dataclasses.fields(record) if f.name == column.field)
    label = _label(declared, record)
    change = Change(declared.sheet, label, column.title, _shown(column, record), _told(column, value))
    new = replace(record, **{column.field: value})
    changed: dict[str, Any] = {declared.field: (*records[:position], new, *records[position + 1 :])}
    return replace(scheme, **changed), change


def _table(words: _Words) -> Table:
    named = next((t for t in TABLES if folded(t.sheet) == folded(words.sheet)), None)
    possible = "、".join([BASICS_SHEET, *(t.sheet for t in TABLES if t.field in TRIABLE)])
    if named is None:
        raise CannotRunError(f"方案里没有“{words.sheet}”这张表；可以试算的表有：{possible}。")
    if named.field not in TRIABLE:
        raise CannotRunError(
            f"“{named.sheet}”表里的内容不能试算：改了，发出去的表就不对了，或者与得分无关；可以试算的表有：{possible}。"
        )
    return named


def _column(words: _Words, sheet: str, columns: Sequence[Column], triable: Sequence[str]) -> Column:
    named = [c for c in columns if folded(words.column) in (folded(c.title), folded(bare_title(c.title)))]
    possible = "、".join(bare_title(c.title) for c in columns if c.field in triable)
    if not named:
        raise CannotRunError(f"“{sheet}”表里没有“{words.column}”这一栏；可以试算的有：{possible}。")
    if named[0].field not in triable:
        raise CannotRunError(
            f"“{sheet}”表的“{words.column}”不能试算：改了，发出去的表就不对了，或者与得分无关；可以试算的有：{possible}。"
        )
    return named[0]


def bare_title(title: str) -> str:
    """A heading without what stands in brackets."""
    return _BRACKETS.sub("", title)


def _position(scheme: Scheme, words: _Words, declared: Table) -> int:
    """The one row that is meant: by its key fields from the left, as many as are needed, each as code or name."""
    records = getattr(scheme, declared.field)
    wanted = [folded(part) for part in re.split(r"[/／]", words.row)]
    known = [_keys(scheme, declared, record) for record in records]
    whole = [i for i, keys in enumerate(known) if _fits(keys, wanted) and len(keys) == len(wanted)]
    found = whole or [i for i, keys in enumerate(known) if _fits(keys, wanted)]
    if len(found) == 1:
        return found[0]
    listed = found or range(len(records))
    possible = "、".join(_label(declared, records[i]) for i in list(listed)[:_LISTED])
    possible = f"{possible} 等" if len(listed) > _LISTED else possible
    if found:
        raise CannotRunError(f"“{declared.sheet}”表里“{words.row}”有几行：{possible}；请写明是哪一行。")
    there = f"可以写：{possible}" if records else "这张表是空的"
    raise CannotRunError(f"“{declared.sheet}”表里没有“{words.row}”这一行；{there}。")


def _fits(keys: Sequence[frozenset[str]], wanted: Sequence[str]) -> bool:
    return len(wanted) <= len(keys) and all(part in key for part, key in zip(wanted, keys, strict=False))


def _key_columns(declared: Table) -> tuple[Column, ...]:
    """The columns that tell a row from others."""
    names = declared.unique or tuple(c.field for c in declared.columns if c.required and c.field != "points")
    return tuple(declared.column(name) for name in names)


def _keys(scheme: Scheme, declared: Table, record: object) -> list[frozenset[str]]:
    """For each filled key column all that it can be called."""
    keys = []
    for column in _key_columns(declared):
        code = str(getattr(record, column.field))
        owner = record if column.field == key_field(declared.field) else None
        if column.refers:
            held = getattr(scheme, column.refers)
            owner = next((r for r in held if getattr(r, key_field(column.refers)) == code), None)
        if code:
            keys.append(frozenset(folded(name) for name in (code, getattr(owner, "name", code))))
    return keys


def _label(declared: Table, record: object) -> str:
    """What a row is called: its key fields."""
    return _SEPARATOR.join(filter(None, (str(getattr(record, c.field)) for c in _key_columns(declared))))


def _value(scheme: Scheme, words: _Words, column: Column) -> Any:  # noqa: ANN401 - of any column
    """The value as the model holds it, None for an empty cell."""
    if is_blank(words.value):
        if column.required:
            raise CannotRunError(f"“{words.whole}”里没有写值；“{column.title}”不能空着：{column.help}")
        return None
    try:
        value = column.codec.parse(words.value)
    except RefusedValueError as refusal:
        raise CannotRunError(
            f"“{words.whole}”里的“{words.value}”不行；“{column.title}”应填{refusal}。"
        ) from None
    if column.refers:
        return _key(scheme, words, column, str(value))
    return value


def _key(scheme: Scheme, words: _Words, column: Column, value: str) -> str:
    """A reference to a row of another table, which must be there; its name will do."""
    field = key_field(column.refers)
    records = getattr(scheme, column.refers)
    for record in records:
        if folded(value) in (folded(getattr(record, field)), folded(getattr(record, "name", ""))):
            return str(getattr(record, field))
    possible = "、".join(str(getattr(record, field)) for record in records[:_LISTED])
    sheet = table(column.refers).sheet
    raise CannotRunError(f"“{words.whole}”里的“{value}”不在“{sheet}”表里；那里有：{possible}。")


def _shown(column: Column, record: object) -> str:
    return _told(column, getattr(record, column.field))


def _told(column: Column, value: object) -> str:
    """A value as its cell shows it; an empty one is called so."""
    shown = None if value is None or value == "" else column.codec.show(value)
    return "（空）" if shown is None else str(shown)

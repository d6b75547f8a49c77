"""A field of a template: the name that staff write, the record's attribute that stands there, what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias

#: What templates see: texts, numbers, truth values, and rows of these.
Value: TypeAlias = "str | int | bool | dict[str, Value] | list[dict[str, Value]]"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its name in templates, the record's attribute (a.b: b of its a), what it means, an example; `rows`: the fields of each row."""

    name: str
    attribute: str
    meaning: str
    example: str = ""
    rows: tuple[Field, ...] = ()


def values(fields: Sequence[Field], record: object) -> dict[str, Value]:
    """A record under the names that templates use."""
    return {field.name: _value(field, attrgetter(field.attribute)(record)) for field in fields}


def _value(field: Field, value: object) -> Value:
    if not field.rows:
        return value if isinstance(value, (bool, int)) else str(value)
    if isinstance(value, tuple):
        return [values(field.rows, row) for row in value]
    return values(field.rows, value)


ORGANISATION = Field("党组织", "organisation", "党组织名称", "甲学院党总支")
PERSON = Field("姓名", "person", "述职人姓名", "书记甲")
POST = Field("职务", "post", "书记，没有书记的是副书记", "书记")
TIER = Field("层面", "tier", "层面名称", "招生学院")
GRADE = Field("等次", "grade", "审定等次", "好")
NUMBER = Field("序号", "number", "从1起的编号", "1")
#: What every text is called beside its heading or number.
TEXT = "文字"

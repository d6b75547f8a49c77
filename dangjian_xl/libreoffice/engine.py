"""The engine as xlwings knows it, and how it is registered."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlwings

from dangjian_xl.grids import CellError
from dangjian_xl.libreoffice import connection
from dangjian_xl.libreoffice.app import App
from dangjian_xl.libreoffice.apps import Apps

#: Its name in `xlwings.engines`.
ENGINE = "libreoffice"


class Engine:
    """LibreOffice Calc, reached over UNO."""

    name = ENGINE
    type = "desktop"

    def __init__(self) -> None:
        """An engine without connections: they are made when they are needed."""
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: object, _options: Mapping[str, object]) -> object:
        """A Python value as a cell takes it; what is missing becomes an empty cell."""
        item = getattr(value, "item", None)
        if callable(item) and type(value).__module__ == "numpy":
            value = item()
        missing = value is None or type(value).__name__ in {"NaTType", "NAType"}
        return "" if missing or (isinstance(value, float) and value != value) else value  # noqa: PLR0124 - only NaN differs from itself

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[object]],
        dates: Callable[..., object],
        empty: object,
        numbers: Callable[[float], object] | None,
        err_to_str: bool,  # noqa: FBT001 - xlwings' signature
    ) -> list[list[object]]:
        """Cells as the options of a range want them."""

        def cleaned(value: object) -> object:
            if value is None or value == "":
                return empty
            if isinstance(value, dt.datetime):
                units = ("year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo")
                return dates(**{unit: getattr(value, unit) for unit in units})
            if isinstance(value, CellError):
                return value.code if err_to_str else None
            return numbers(value) if numbers is not None and isinstance(value, float) else value

        return [[cleaned(value) for value in row] for row in data]


def register() -> xlwings.Engine:
    """Make the engine known to xlwings, once; it becomes the active one only where there is no Excel."""
    if ENGINE not in xlwings.engines.engines_by_name:
        xlwings.engines.add(xlwings.Engine(impl=Engine()))
        if sys.platform not in {"win32", "darwin"}:
            xlwings.engines[ENGINE].activate()
    return xlwings.engines[ENGINE]


def attach() -> xlwings.App:
    """The LibreOffice that the user runs; raises CannotRunError with what is in the way."""
    engine = register().impl
    impl: Any = App(engine.apps.attached() or engine.apps.keep(connection.attach()), engine)
    return xlwings.App(impl=impl)

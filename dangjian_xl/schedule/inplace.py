"""The scheme workbook opened and saved in place, with nothing lost that staff put into it: else it is refused."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast

from dangjian_xl.errors import CannotRunError
from dangjian_xl.resaved import loaded, resaved
from dangjian_xl.schedule.extensions import with_extensions

if TYPE_CHECKING:
    from openpyxl import Workbook


def opened(data: bytes) -> Workbook:
    """The workbook as openpyxl has it; CannotRunError where it is none that can be written."""
    try:
        return cast("Workbook", loaded(data, rich_text=True))
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        raise CannotRunError(
            "方案.xlsx 的格式不是普通的 .xlsx，写不进去；请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”，再试。"
        ) from error


def saved(workbook: Workbook, old: bytes) -> bytes:
    """The bytes, dated as before; CannotRunError where something that stood beside the cells would be gone."""
    workbook.calculation.fullCalcOnLoad = True
    data = resaved(workbook, old)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        _refuse_losses(old, package.namelist())
    return with_extensions(data, old)


def _refuse_losses(old: bytes, kept: Sequence[str]) -> None:
    with zipfile.ZipFile(io.BytesIO(old)) as package:
        before = _beside([name for name in package.namelist() if not _empty(package, name)])
    lost = {kind for kind, number in before.items() if _beside(kept).get(kind, 0) < number}
    if lost:
        what = "、".join(_BESIDE[kind] for kind in _BESIDE if kind in lost)
        raise CannotRunError(
            f"方案.xlsx 里有程序不能原样保留的内容（{what}），没有写。请把它们移到别的工作簿里，保存后再试。"
        )


def _empty(package: zipfile.ZipFile, name: str) -> bool:
    """Whether a part is a drawing with nothing on it: LibreOffice gives every sheet one."""
    return name.startswith("xl/drawings/") and b"Anchor" not in package.read(name)


#: Folders of a workbook's package that hold what stands beside the cells.
_BESIDE = {
    "drawings": "图形或文本框",
    "charts": "图表",
    "media": "图片",
    "ctrlProps": "表单控件",
    "activeX": "控件",
    "embeddings": "嵌入的文件",
    "slicers": "切片器",
    "pivotTables": "数据透视表",
    "threadedComments": "会话批注",
}


def _beside(names: Sequence[str]) -> dict[str, int]:
    """How many parts of each kind there are; notes' shapes are written anew and so not counted."""
    folders = [p.parts[1] for p in map(PurePosixPath, names) if len(p.parts) == 3 and p.suffix != ".vml"]
    return {kind: folders.count(kind) for kind in _BESIDE if kind in folders}

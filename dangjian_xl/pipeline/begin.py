"""Beginning a year: a workspace with a scheme, and the workbench."""

from __future__ import annotations

from pathlib import Path

from dangjian_xl.errors import CannotRunError
from dangjian_xl.findings import Finding
from dangjian_xl.machine import is_file, own_command
from dangjian_xl.pipeline.steps import read_file, usable
from dangjian_xl.scheme.book import write_book
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.presets import preset
from dangjian_xl.workspace import SCHEME_NAME, WORKBENCH_NAME, Workspace, write_whole


def new(folder: Path, preset_id: str, key: bytes | None = None) -> Workspace:
    """Make a workspace with a preset's scheme. An existing scheme is never overwritten (CannotRunError)."""
    scheme = preset(preset_id)
    return new_from(folder, scheme, key)


def new_from_file(
    folder: Path, path: Path, key: bytes | None = None
) -> tuple[Workspace, tuple[Finding, ...]]:
    """Make a workspace with the scheme of a workbook, and tell what was noticed in it.

    UnusableSchemeError, and nothing made, where the scheme has errors.
    """
    if not path.is_file():
        raise CannotRunError(f"找不到方案“{path}”；请核对路径。")
    scheme, findings = usable(read_file(path, path.name)[1], "没有新建")
    return new_from(folder, scheme, key), findings


def new_from(folder: Path, scheme: Scheme, key: bytes | None = None) -> Workspace:
    """Make a workspace with a given scheme; `key` only for reproducible demonstrations."""
    workspace = Workspace(folder.resolve())
    if workspace.scheme.exists():
        raise CannotRunError(f"“{folder}”里已经有{SCHEME_NAME}，没有覆盖；请换一个目录，或先把它移走。")
    if folder.exists() and not folder.is_dir():
        raise CannotRunError(f"“{folder}”不是目录，不能在那里新建；请换一个名字。")
    workspace.create(key)
    write_whole(workspace.scheme, write_book(scheme))
    if not workspace.workbench.exists():
        workbench(workspace.root)
    return workspace


def workbench(folder: Path) -> Path:
    """Put 工作台.xlsm into a workspace. One that is there is never overwritten (CannotRunError), for people write in it."""
    from dangjian_xl.outputs.workbench import workbench as workbench_book

    workspace = Workspace(folder.resolve())
    workspace.require()
    if workspace.workbench.exists():
        raise CannotRunError(f"“{folder}”里已经有{WORKBENCH_NAME}，没有覆盖；要重新生成的，请先把它移走。")
    command = own_command()
    write_whole(workspace.workbench, workbench_book(str(command) if is_file(command) else ""))
    return workspace.workbench

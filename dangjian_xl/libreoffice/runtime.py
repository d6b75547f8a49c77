"""LibreOffice's bridge to Python (`uno`), found where it lies and loaded alone.

`uno` belongs to LibreOffice, not to a virtual environment: Debian keeps it in /usr/lib/python3/dist-packages, official
builds beside the program. Only these two modules are loaded from there; the import path stays as it was.
"""

from __future__ import annotations

import builtins
import importlib.machinery
import importlib.util
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

from dangjian_xl import office
from dangjian_xl.errors import CannotRunError

#: An object of LibreOffice; its interface is known only at run time.
Uno: TypeAlias = Any

_NO_BRIDGE = (
    "找到了 LibreOffice，但缺少它与 Python 之间的桥（uno 模块）；请安装 python3-uno"
    "（Debian、Ubuntu、麒麟、统信：sudo apt install python3-uno）。"
)
_BROKEN_BRIDGE = "LibreOffice 的 uno 模块装载不了（{}）；请重新安装 LibreOffice 和 python3-uno。"
_OTHER_PYTHON = (
    "LibreOffice 的 uno 模块是为 Python {} 编译的，而本程序用的是 Python {}；请用 Python {} 重新安装本程序。"
)
#: The Python library that the bridge was built against, as it stands in the bridge's file.
_BUILT_FOR = re.compile(
    rb"libpython3\.(\d+)|LibreOfficePython\.framework/Versions/3\.(\d+)|python3(\d+)\.dll", re.IGNORECASE
)
_BRIDGES = ("libpyuno.so", "libpyuno.dylib", "pyuno.pyd", "pyuno.so")


def uno() -> Uno:
    """The module `uno`; raises CannotRunError with what is missing and what to do."""
    loaded = sys.modules.get("uno")
    return _load() if loaded is None else loaded


def struct(name: str, **fields: object) -> Uno:
    """A UNO struct below com.sun.star, such as table.CellAddress."""
    return uno().createUnoStruct(f"com.sun.star.{name}", **fields)


def enum(name: str, value: str) -> Uno:
    """A value of a UNO enumeration below com.sun.star."""
    return uno().Enum(f"com.sun.star.{name}", value)


def properties(**values: object) -> tuple[Uno, ...]:
    """Named arguments as LibreOffice takes them."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def _libraries() -> Iterator[Path]:
    """Folders with the bridge's modules: the program's own, those of an application bundle, the system Python's."""
    for folder in office.folders():
        yield folder
        yield folder.parent / "Frameworks"
        yield folder.parent / "Resources"
    yield Path("/usr/lib/python3/dist-packages")
    version = f"python3.{sys.version_info.minor}"
    yield from (Path(root) / version / "site-packages" for root in ("/usr/lib64", "/usr/lib"))


def _load() -> Uno:
    folders = list(dict.fromkeys(folder for folder in _libraries() if folder.is_dir()))
    _require_same_python(folders)
    usual_import, usual_path = builtins.__import__, list(sys.path)
    try:
        if sys.platform == "win32":
            for folder in folders:
                os.add_dll_directory(str(folder))
        for name in ("pyuno", "uno"):
            _load_module(name, folders)
    except (ImportError, OSError, AttributeError) as error:
        for name in ("pyuno", "uno"):
            sys.modules.pop(name, None)
        raise CannotRunError(_BROKEN_BRIDGE.format(error)) from error
    finally:
        # uno.py puts a function of its own in place of `import`, for `from com.sun.star… import`; nobody here needs it,
        # and it would blur the errors of every other import. Debian's lengthens the import path as well.
        builtins.__import__ = usual_import
        sys.path[:] = usual_path
    return sys.modules["uno"]


def _load_module(name: str, folders: Iterable[Path]) -> None:
    spec = importlib.machinery.PathFinder.find_spec(name, [str(folder) for folder in folders])
    if spec is None or spec.loader is None:
        office.soffice()  # without LibreOffice that is what is missing
        raise CannotRunError(_NO_BRIDGE)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)


def _require_same_python(folders: Iterable[Path]) -> None:
    """A bridge for another Python would crash this one instead of raising an error."""
    for path in (folder / name for folder in folders for name in _BRIDGES):
        if path.is_file():
            built_for = _BUILT_FOR.search(path.read_bytes())
            if built_for:
                minor = next(group for group in built_for.groups() if group).decode()
                if int(minor) != sys.version_info.minor:
                    theirs, mine = f"3.{minor}", f"3.{sys.version_info.minor}"
                    raise CannotRunError(_OTHER_PYTHON.format(theirs, mine, theirs))
                return

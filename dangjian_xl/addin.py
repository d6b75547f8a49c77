"""Excel's way to this program: the xlwings add-in and the Python that it calls, set up, told, and taken away again.

The files are copied here, not by `xlwings addin install`: that starts Excel to ask for the start-up folder, overwrites
the add-in that lies there, configures nothing where a configuration exists, and cannot be taken back, or tested without
Excel. What was set is recorded beside xlwings' configuration, so that only that is taken away.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ParamSpec

from dangjian_xl.errors import CannotRunError
from dangjian_xl.machine import ADDIN_NAME, Machine, is_file
from dangjian_xl.workspace import why, write_whole

RECORD_NAME = "dangjian-xl.json"
_INSTALL = "dangjian-xl addin install"
_CONDA = "conda 环境 "


@dataclass(frozen=True, slots=True)
class Line:
    """One thing told: whether it is as it should be, and a sentence that names the remedy where it is not."""

    ok: bool
    text: str


def _good(text: str) -> Line:
    return Line(ok=True, text=text)


def _bad(text: str) -> Line:
    return Line(ok=False, text=text)


def install(machine: Machine, *, force: bool = False) -> tuple[Line, ...]:
    """Put the add-in into Excel's start-up folder and name this Python; `force`: even where another one is named."""
    if machine.platform == "linux":
        return (
            _good("Linux 上不需要 Excel 加载项：LibreOffice 直接用 dangjian-xl 命令。没有改动任何文件。"),
        )
    if not machine.may_have_excel:
        raise CannotRunError(f"没有找到 Excel，加载项没有装；{_without_excel(machine)}")
    if machine.xlwings is None:
        raise CannotRunError(_no_xlwings(machine))
    named = _told(_name_interpreter, machine, force=force)
    # An add-in of another version serves another Python as long as Excel is to call that one.
    lines = [_told(_put, machine, *files, replace=named.ok or force) for files in _files(machine)]
    return (*lines, named, *_oddities(machine))


def remove(machine: Machine) -> tuple[Line, ...]:
    """Take away what `install` put there and put back what stood there before."""
    lines = [
        _told(_unname_interpreter, machine, value)
        if name == machine.key
        else _told(_take_away, machine, Path(name), value)
        for name, value in _record(machine).items()
    ]
    return tuple(lines) or (_good("本程序没有在 Excel 里装过什么，不用移除。"),)


def status(machine: Machine) -> tuple[Line, ...]:
    """What is there and what is missing."""
    lines = [_program(machine)]
    if machine.platform == "linux":
        lack = "LibreOffice 的 Python 接口（uno）用不了；请安装系统软件包 python3-uno。"
        lines.append(Line(machine.uno, "LibreOffice 的 Python 接口可以用。" if machine.uno else lack))
    elif machine.may_have_excel:
        lines += [_bad(_no_xlwings(machine))] if machine.xlwings is None else []
        lines += [_told(_compare, *files) for files in _files(machine)]
        lines += [_told(_named, machine), *_oddities(machine)]
    found = is_file(machine.command)
    lack = f"没有找到 dangjian-xl 命令（应该在 {machine.command}）；请重新安装本程序。"
    return (*lines, Line(found, f"dangjian-xl 命令找到了：{machine.command}。" if found else lack))


_P = ParamSpec("_P")


def _told(step: Callable[_P, Line], *args: _P.args, **kwargs: _P.kwargs) -> Line:
    """A step; where it fails, its reason: the other steps still go on."""
    try:
        return step(*args, **kwargs)
    except CannotRunError as error:
        return _bad(str(error))


def _program(machine: Machine) -> Line:
    if machine.platform == "linux":
        lack = "没有找到 LibreOffice；请安装系统软件包 libreoffice-calc。"
        return Line(machine.libreoffice, "找到了 LibreOffice。" if machine.libreoffice else lack)
    if machine.excel:
        return _good("找到了 Excel。")
    if machine.may_have_excel:
        return _bad("没有找到 Excel，只有它的启动文件夹；如果 Excel 能正常打开，可以不管这一条。")
    return Line(machine.libreoffice, f"没有找到 Excel；{_without_excel(machine)}")


def _without_excel(machine: Machine) -> str:
    if machine.libreoffice:
        return "LibreOffice 找到了，它不需要加载项，直接用 dangjian-xl 命令。"
    if machine.wps:
        return "WPS 不能运行 xlwings，请换一台装有 Excel 的电脑，或者直接用 dangjian-xl 命令。"
    return "请先安装 Excel 或 LibreOffice，或者直接用 dangjian-xl 命令。"


def _no_xlwings(machine: Machine) -> str:
    return (
        f"本程序的 Python 里没有 xlwings，或者不完整；请运行 "
        f"{machine.interpreter} -m pip install --force-reinstall xlwings，再运行 {_INSTALL}。"
    )


# --- the files that Excel needs


def _files(machine: Machine) -> Iterator[tuple[Path, Path]]:
    """Each file: in the package, and where Excel has it or is to have it."""
    if machine.xlwings is None:
        return
    standing = (folder for folder in machine.startup if (folder / ADDIN_NAME).exists())
    yield machine.xlwings / "addin" / ADDIN_NAME, next(standing, machine.startup[0]) / ADDIN_NAME
    if machine.platform == "macos":
        # Excel's sandbox runs a command only through a script that lies in this folder.
        for script in sorted(machine.xlwings.glob("xlwings-*.applescript")):
            yield script, machine.home / "Library/Application Scripts/com.microsoft.Excel" / script.name


def _what(path: Path) -> str:
    return "xlwings 加载项" if path.name == ADDIN_NAME else "xlwings 的 Mac 调用脚本"


def _compare(source: Path, target: Path) -> Line:
    wanted, standing, what = _read(source), _read(target), _what(target)
    if not standing:
        return _bad(f"{what}还没有装；请运行 {_INSTALL}。")
    if standing != wanted:
        return _bad(f"{what}与 Python 里的 xlwings 版本不一致（{target}）；请重新运行 {_INSTALL}。")
    return _good(f"{what}已装好。")


def _put(machine: Machine, source: Path, target: Path, *, replace: bool) -> Line:
    wanted, standing, what = _read(source), _read(target), _what(target)
    if standing == wanted:
        return _good(f"{what}已经装好，没有改动。")
    kept = ""
    if standing and _hash(standing) != _record(machine).get(str(target)):
        if not replace:
            return _bad(f"{what}已有另一个版本，没有改动；要换成本程序的，请运行 {_INSTALL} --force。")
        # Not beside it: Excel opens whatever lies in its start-up folder.
        write_whole(_kept(machine, target), standing)
        kept = f"原来的版本留在 {_kept(machine, target)}。"
    write_whole(target, wanted)
    _note(machine, str(target), _hash(wanted))
    return _good(f"{what}已装好：Excel 重新打开后生效。{kept}")


def _take_away(machine: Machine, target: Path, digest: str) -> Line:
    standing, kept, what = _read(target), _kept(machine, target), _what(target)
    before = _read(kept)
    if _hash(standing) != digest:
        told = f"{what}后来移走或换过，没有改动。"
    elif before:
        write_whole(target, before)
        _delete(kept)
        told = f"{what}换回了原来的版本：Excel 重新打开后生效。"
    else:
        _delete(target)
        told = f"{what}已移除：Excel 重新打开后生效。"
    _note(machine, str(target), "")
    return _good(told)


def _kept(machine: Machine, target: Path) -> Path:
    return machine.config.parent / f"{target.name}.原来的"


# --- the configuration: lines of "NAME","value"; of several with one name, in whatever case, Excel takes the first


def _name_interpreter(machine: Machine, *, force: bool) -> Line:
    data, line = _read(machine.config), _line(machine)
    value, earlier = _value(machine, data), _record(machine).get(machine.key, "")
    if _is_ours(machine, value):
        return _good(f"Excel 用的已经是本程序的 Python（{value}），没有改动。")
    if _exists(value) and value != earlier and not force:
        return _bad(f"{_foreign(value)}没有改动；要改用本程序的，请运行 {_INSTALL} --force。")
    # Ours goes first: it counts, however damaged the rest, and what was set before counts again once ours is cut out.
    _note(machine, machine.key, str(machine.interpreter))
    write_whole(machine.config, line + _cut(machine, data, earlier))
    return _good(f"已告诉 Excel 用本程序的 Python：{machine.interpreter}。")


def _unname_interpreter(machine: Machine, value: str) -> Line:
    data = _read(machine.config)
    rest = _cut(machine, data, value)
    if rest:
        write_whole(machine.config, rest)
    else:
        _delete(machine.config)
    _note(machine, machine.key, "")
    unchanged = "Excel 用哪个 Python，后来改过，没有改动。"
    return _good(unchanged if rest == data else "Excel 用哪个 Python，已恢复成装以前的设置。")


def _named(machine: Machine) -> Line:
    value = _value(machine, _read(machine.config))
    if not value:
        return _bad(f"还没有告诉 Excel 用哪个 Python；请运行 {_INSTALL}。")
    if not _exists(value):
        return _bad(f"Excel 要用的 Python 已经不在了（{value}）；请重新运行 {_INSTALL}。")
    if not _is_ours(machine, value):
        return _bad(f"{_foreign(value)}要改用本程序的，请运行 {_INSTALL} --force。")
    _line(machine)
    return _good(f"Excel 用的是本程序的 Python：{value}。")


def _foreign(value: str) -> str:
    return f"Excel 里的 xlwings 用的是别的 Python（{value}），可能是别的工作要用的；"


def _line(machine: Machine) -> bytes:
    """Our line; raises CannotRunError where Excel could make nothing of it."""
    # On a Mac, xlwings hands the path to the shell unquoted.
    if machine.platform == "macos" and " " in str(machine.interpreter):
        raise CannotRunError(_unusable(machine, "空格"))
    try:
        text = f'"{machine.key}","{machine.interpreter}"'.encode(machine.encoding)
    except UnicodeEncodeError:
        raise CannotRunError(_unusable(machine, "生僻字或外文字母")) from None
    return text + (b"\r\n" if machine.platform == "windows" else b"\n")


def _unusable(machine: Machine, what: str) -> str:
    return f"Python 的路径里有{what}（{machine.interpreter}），Excel 调用不了；请换到没有{what}的文件夹重新安装。"


def _value(machine: Machine, data: bytes) -> str:
    """The Python that xlwings would call; "" where nothing is set."""
    found: dict[str, str] = {}
    for name, value in filter(None, map(_pair, data.splitlines())):
        found.setdefault(name, value.decode(machine.encoding, "replace"))
    named = found.get(machine.key) or found.get("INTERPRETER", "")
    if named in ("", "python", "pythonw") and found.get("CONDA PATH") and found.get("CONDA ENV"):
        return _CONDA + found["CONDA ENV"]
    return os.path.expandvars(named)


def _exists(value: str) -> bool:
    return value in ("python", "pythonw") or value.startswith(_CONDA) or is_file(value)


def _is_ours(machine: Machine, value: str) -> bool:
    """Whether it is the running Python, by whichever of its names in its folder."""
    path, ours = Path(value), machine.interpreter
    if path == ours or path.parent != ours.parent or not (is_file(path) and is_file(ours)):
        return path == ours
    return {path.name.lower(), ours.name.lower()} == {"python.exe", "pythonw.exe"} or path.samefile(ours)


def _cut(machine: Machine, data: bytes, value: str) -> bytes:
    """The configuration without the first line that names this interpreter."""
    lines = data.splitlines(keepends=True)
    ours = (machine.key, value.encode(machine.encoding, "replace"))
    at = next((i for i, line in enumerate(lines) if value and _pair(line) == ours), len(lines))
    return b"".join(lines[:at] + lines[at + 1 :])


def _pair(line: bytes) -> tuple[str, bytes] | None:
    pair = re.fullmatch(rb'"?([^",]*)"?[ \t]*,[ \t]*"?([^"]*)"?', line.strip())
    return (pair[1].decode("ascii", "replace").upper(), pair[2]) if pair else None


def _oddities(machine: Machine) -> tuple[Line, ...]:
    """The lines that are no pair: after one, Excel takes names for values, or runs past the end of the file."""
    try:
        lines = _read(machine.config).splitlines()
    except CannotRunError:
        return ()
    odd = "、".join(str(number) for number, line in enumerate(lines, 1) if not _pair(line))
    where = f"xlwings 的设置文件（{machine.config}）第 {odd} 行不成“名称,值”的样子，"
    return (_bad(f"{where}Excel 可能读不下去；请用记事本改好或删去。"),) if odd else ()


# --- the record of what we set (the interpreter by the setting's name, files by path), and files in general


def _record(machine: Machine) -> dict[str, str]:
    try:
        loaded = json.loads(_read(machine.config.parent / RECORD_NAME))
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in loaded.items()} if isinstance(loaded, dict) else {}


def _note(machine: Machine, name: str, value: str) -> None:
    record = {k: v for k, v in {**_record(machine), name: value}.items() if v}
    path = machine.config.parent / RECORD_NAME
    if record:
        write_whole(path, json.dumps(record, ensure_ascii=False, indent=0).encode())
    else:
        _delete(path)


def _read(path: Path) -> bytes:
    """The file's bytes; none where there is no file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CannotRunError(f"“{path.name}”读不出来：{why(error)}。") from error


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise CannotRunError(f"“{path.name}”删不掉：{why(error)}。") from error


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

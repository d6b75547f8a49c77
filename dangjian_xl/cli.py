"""The command line: thin. It runs a command, and turns every outcome into an exit code and a sentence."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from dangjian_xl.commands import desk, forms, levels, results
from dangjian_xl.commands.app import CANNOT_RUN, FOUND_ERRORS, OK, app, print_json
from dangjian_xl.errors import CannotRunError, UnusableSchemeError, bug_sentence

#: Who runs or documents the commands finds them here.
__all__ = ["COMMANDS", "app", "main"]

#: Importing these has made their commands known.
COMMANDS = (forms, results, levels, desk)
#: What typer returns after Ctrl-C.
INTERRUPTED = 130
_INTERRUPTED = "已中断；没有写完的文件都没有放到位，可以重新运行。"


def _wrong_usage(error: TyperException) -> str:
    """A sentence for a command line that was not understood."""
    name = type(error).__name__
    word = str(getattr(error, "option_name", "") or getattr(error, "param_hint", "") or "")
    if name == "NoSuchOption":
        what = f"没有 {word} 这个选项"
    elif name == "MissingParameter":
        param = getattr(error, "param", None)
        what = f"缺少{(getattr(param, 'metavar', None) or getattr(param, 'name', '') or '参数').rstrip('.')}"
    elif "No such command" in error.format_message():
        what = "没有这个命令"
    elif "Missing command" in error.format_message():
        what = "没有写要做什么"
    elif name == "BadParameter":
        named = re.search(r"--[a-z]+", error.format_message())
        word = named[0] if named else word
        form = "，请写成 2022-12-05 这样" if word == "--today" else ""
        what = f"{word or '参数'} 的值不对{form}"
    else:
        what = f"命令写得不对（{error.format_message()}）"
    return f"{what}。用 dangjian-xl --help 或在命令后加 --help 查看用法。"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and exit: 0 clean, 1 there are error findings, 2 cannot run (and one plain sentence why)."""
    # Chinese Windows consoles and redirected output may not be UTF-8; JSON readers expect it.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    given = list(arguments) if arguments is not None else sys.argv[1:]
    try:
        code = app(given, prog_name="dangjian-xl", standalone_mode=False) or OK
        if code == INTERRUPTED:
            code = _cannot(_INTERRUPTED)
    except UnusableSchemeError as error:
        code = _refused(error, given)
    except (KeyboardInterrupt, typer.Abort):
        code = _cannot(_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = OK
    except Exception as error:  # noqa: BLE001 - the last resort: staff never see a traceback
        code = _cannot(_sentence(error))
    sys.exit(code)


def _sentence(error: Exception) -> str:
    """One plain sentence for what stopped the run."""
    if isinstance(error, CannotRunError):
        return str(error)
    if isinstance(error, TyperException):
        return _wrong_usage(error)
    if isinstance(error, OSError):
        from dangjian_xl.workspace import why

        return f"读写“{error.filename or ''}”时出错：{why(error)}。"
    return bug_sentence(error)


def _refused(error: UnusableSchemeError, arguments: Sequence[str]) -> int:
    from dangjian_xl import report
    from dangjian_xl.as_json.found import findings_json

    if "--json" in arguments:
        print_json({"findings": findings_json(error.findings)})
    else:
        report.show_findings(error.findings)
    sys.stderr.write(f"{error}\n")
    return FOUND_ERRORS


def _cannot(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return CANNOT_RUN

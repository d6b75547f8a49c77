"""A command's help as text. typer's own takes twice as long to come, and cuts Chinese sentences short."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from dangjian_xl.widths import display_width, wrapped

#: Longer lines are hard to read, however wide the window is.
_WIDEST = 100
_INDENT, _GAP = "  ", 3
_USAGE = {
    "Usage: ": "用法：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    # typer puts an argument into braces, and dots behind several of them, which their name has already
    "...}...": "...",
    "{": "",
    "}": "",
}


def help_text(command: Any, ctx: typer.Context) -> str:  # noqa: ANN401 - typer's commands are not public
    """Usage, what the command does, its arguments, options and subcommands, in lines that fit the window."""
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    names = command.list_commands(ctx) if hasattr(command, "list_commands") else ()
    subcommands = [(name, command.get_command(ctx, name).help) for name in names]
    params = command.get_params(ctx)
    arguments = [_row(p, p.metavar, ctx) for p in params if p.param_type_name == "argument"]
    options = [_row(p, _options(p), ctx) for p in params if p.param_type_name == "option"]
    column = _GAP + max(display_width(name) for name, _ in (*arguments, *options, *subcommands))
    blocks = [
        wrapped(_usage(command.get_usage(ctx)), width),
        wrapped(command.help or "", width),
        *(
            [f"{title}：", *_table(rows, column, width)]
            for title, rows in (("参数", arguments), ("选项", options), ("命令", subcommands))
            if rows
        ),
        wrapped(command.epilog or "", width),
    ]
    return "\n\n".join("\n".join(block) for block in blocks if any(block))


def _usage(line: str) -> str:
    """A usage line of typer's in Chinese."""
    for english, chinese in _USAGE.items():
        line = line.replace(english, chinese)
    return line


def _options(param: Any) -> str:  # noqa: ANN401 - as above
    """How an option is written: `--json`, `--pdf/--no-pdf`, `--help, -h`, `--seed 数`."""
    names = ", ".join(param.opts)
    if param.secondary_opts:
        names += "/" + ", ".join(param.secondary_opts)
    return names if param.is_flag or not param.metavar else f"{names} {param.metavar}"


def _row(param: Any, name: str, ctx: typer.Context) -> tuple[str, str]:  # noqa: ANN401 - as above
    """An argument's or option's name and what is said of it."""
    told = param.help or ""
    if param.required:
        return name, f"{told}（必填）"
    default = param.get_default(ctx) if param.show_default else None
    if param.param_type_name == "option" and param.is_flag:
        # Of a pair the one that holds without being written; a single flag is off, which needs no word.
        default = (param.opts if default else param.secondary_opts)[0] if param.secondary_opts else None
    return name, told if default in (None, "") else f"{told}（默认 {default}）"


def _table(rows: Sequence[tuple[str, str]], column: int, width: int) -> Iterator[str]:
    """Names on the left, from `column` on what is said of each."""
    for name, told in rows:
        first, *more = wrapped(told, max(20, width - column - len(_INDENT)))
        yield _INDENT + name + " " * (column - display_width(name)) + first
        yield from (_INDENT + " " * column + line for line in more)

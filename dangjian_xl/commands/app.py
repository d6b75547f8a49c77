"""The program's frame on the command line: what its commands share, and how they end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from typer.core import TyperCommand, TyperGroup

from dangjian_xl import __version__
from dangjian_xl.commands.help import help_text
from dangjian_xl.returns.prefer import Prefer

if TYPE_CHECKING:
    from dangjian_xl.findings import Finding

OK, FOUND_ERRORS, CANNOT_RUN = 0, 1, 2
#: A year's work, then what is wanted now and then.
_ORDER = (
    *("new", "check", "schedule", "agenda", "issue", "collect", "assess", "explain", "report", "rectify"),
    *("split", "handin", "workbench", "addin", "mark", "demo"),
)
_Function = TypeVar("_Function", bound=Callable[..., None])


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's context is not public
        """Write the help."""
        formatter.write(help_text(self, ctx))


class _Group(TyperGroup):
    """The group of commands, likewise."""

    def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - as above
        """Write the help."""
        formatter.write(help_text(self, ctx))

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401 - as above
        """The commands in the order of a year's work."""
        return sorted(super().list_commands(ctx), key=_ORDER.index)


def _show_help(ctx: typer.Context, value: bool) -> None:
    if value:
        typer.echo(ctx.get_help())
        raise typer.Exit


def _show_version(value: bool) -> None:
    if value:
        typer.echo(__version__)
        raise typer.Exit


Help = Annotated[bool, typer.Option("--help", "-h", help="显示本说明。", is_eager=True, callback=_show_help)]
Json = Annotated[bool, typer.Option("--json", help="不显示表格，输出一个供程序读取的 JSON 对象。")]
Folder = Annotated[Path, typer.Argument(metavar="目录", help="工作目录。", show_default=False)]
Preference = Annotated[
    Prefer | None,
    typer.Option(
        "--prefer",
        metavar="newest",
        help="同一份表有几份不同的：newest 取最后保存的一份（看得出先后时）；不加则都先不计，等人决定。",
        show_default=False,
        show_choices=False,
    ),
]
Today = Annotated[
    datetime | None,
    typer.Option(
        "--today",
        metavar="年-月-日",
        formats=["%Y-%m-%d"],
        help="按哪一天算是否逾期，如 2022-12-05；默认今天（北京时间）。",
        show_default=False,
    ),
]
Scheduler = Annotated[
    str,
    typer.Option(
        "--scheduler",
        metavar="地址",
        help="由几台计算机一起读表：Dask 集群调度程序的地址，如 tcp://192.168.1.10:8786；结果和在本机读的一样。",
        show_default=False,
    ),
]

app = typer.Typer(
    cls=_Group,
    add_help_option=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="党组织书记述职评议考核：发放表格、回收检查、汇总评定。",
    epilog="一年的工作：new 新建 → 改好方案.xlsx → check 检查（要排交叉检查的，先 schedule）→ issue 发放 → 收表放进“回收” → collect 回收检查 → assess 评定 → 审定等次 → report 出通报 → rectify 跟进整改。",
)


@app.callback()
def _options(
    help_: Help = False,
    version: Annotated[
        bool, typer.Option("--version", help="显示版本。", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    """Options of the program itself."""


def command(name: str) -> Callable[[_Function], _Function]:
    """Make a function a command of this name."""
    return app.command(name, cls=Command, add_help_option=False)


def say(sentence: str) -> None:
    """A sentence on the screen."""
    from dangjian_xl import report

    report.say(sentence)


def print_json(value: object) -> None:
    """An object for programs."""
    import json

    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def finish(findings: Sequence[Finding]) -> None:
    """End with the exit code that the findings ask for."""
    from dangjian_xl.findings import bars

    if bars(findings):
        raise typer.Exit(FOUND_ERRORS)

"""The workbench and the machine: workbench, addin, mark, demo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dangjian_xl.commands.app import FOUND_ERRORS, Help, command, finish, say
from dangjian_xl.errors import CannotRunError


@command("workbench")
def _workbench(
    path: Annotated[
        Path, typer.Argument(metavar="路径", help="工作目录，或已打开的工作台.xlsm。", show_default=False)
    ],
    step: Annotated[
        str, typer.Argument(metavar="步骤", help="工作台的按钮用：做哪一步。", show_default=False)
    ] = "",
    help_: Help = False,
) -> None:
    """给工作目录生成工作台.xlsm（新建时已有）；工作台里的按钮也用这个命令。"""
    if not step:
        from dangjian_xl import pipeline

        say(f"已生成“{pipeline.workbench(path)}”。打开它，按①到⑤的顺序点按钮。")
        return
    from dangjian_xl import xl

    xl.run_by_path(path, step)


@command("addin")
def _addin(
    action: Annotated[
        str, typer.Argument(metavar="动作", help="install 安装，status 查看，remove 移除。")
    ] = "status",
    force: Annotated[
        bool, typer.Option("--force", help="安装时，即使 Excel 现在用的是别的 Python 也改过来。")
    ] = False,
    help_: Help = False,
) -> None:
    """安装、查看或移除 Excel 的 xlwings 加载项；缺什么会逐条说明。"""
    from dangjian_xl import addin, libreoffice, report
    from dangjian_xl.machine import Machine

    machine = Machine.here(libreoffice.usable)
    actions = {
        "install": lambda: addin.install(machine, force=force),
        "status": lambda: addin.status(machine),
        "remove": lambda: addin.remove(machine),
    }
    if action not in actions:
        raise CannotRunError(f"没有“{action}”这个动作；可以用 install、status、remove。")
    lines = actions[action]()
    for line in lines:
        report.say(f"[{'好' if line.ok else '缺'}] {line.text}")
    if not all(line.ok for line in lines):
        raise typer.Exit(FOUND_ERRORS)


@command("mark")
def _mark(help_: Help = False) -> None:
    """检查正在 Excel 或 LibreOffice 里打开、排在最前面的表或方案，在格子上标色、加批注。"""
    from dangjian_xl import report, xl

    findings, marked = xl.check_active()
    report.show_findings(findings)
    if not marked:
        report.say("这个文件是以只读方式打开的，或者有密码保护，没有标色。")
    elif findings:
        report.say("有问题的格子已经标色、加了批注；改好后再运行一次，会先清掉旧的。")
    finish(findings)


@command("demo")
def _demo(
    folder: Annotated[Path, typer.Argument(metavar="目录", help="演示用的新目录。", show_default=False)],
    preset: Annotated[str, typer.Option("--preset", metavar="编号", help="用哪个预设方案。")] = "sztu-2022",
    seed: Annotated[
        int, typer.Option("--seed", metavar="数", help="随机数种子；同一个种子每次结果相同。")
    ] = 2022,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Word 公文另转成 PDF，或者不转。")] = True,
    help_: Help = False,
) -> None:
    """把一年完整演示一遍：模拟填表（含常见错误）、检查、退回、改正、评定、审定、出通报、整改。"""
    from dangjian_xl import demo, report

    demo.run(folder, preset, seed, report.Teller(), pdf=pdf)

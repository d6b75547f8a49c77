"""From a new year to what came back: new, check, schedule, issue, collect."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dangjian_xl.commands.app import (
    Folder,
    Help,
    Json,
    Preference,
    Scheduler,
    Today,
    command,
    finish,
    print_json,
    say,
)
from dangjian_xl.errors import CannotRunError


@command("new")
def _new(
    folder: Annotated[Path, typer.Argument(metavar="目录", help="要新建的工作目录。", show_default=False)],
    preset: Annotated[
        str | None,
        typer.Option("--preset", metavar="编号", help="用哪个预设方案作底稿；不写为 sztu-2022。"),
    ] = None,
    scheme: Annotated[
        Path | None,
        typer.Option("--scheme", metavar="方案", help="用这个方案工作簿（如学校切分来的方案.xlsx）。"),
    ] = None,
    last: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="上年目录", help="用上年度的工作目录作底稿，带来没有整改完的问题和述职报告。"
        ),
    ] = None,
    help_: Help = False,
) -> None:
    """新建一个年度的工作目录，里面有方案.xlsx。"""
    from dangjian_xl import pipeline, report

    if scheme is not None and preset is not None:
        raise CannotRunError("--preset 和 --scheme 只能用一个。")
    if last is not None and (scheme is not None or preset is not None):
        raise CannotRunError("--from 已经用上年度的方案作底稿，不能再写 --preset 或 --scheme。")
    if last is not None:
        workspace, findings = pipeline.new_from_last(folder, last)
        report.show_findings(findings)
    elif scheme is not None:
        workspace, findings = pipeline.new_from_file(folder, scheme)
        report.show_findings(findings)
    else:
        workspace = pipeline.new(folder, preset or "sztu-2022")
    say(
        f"已新建“{folder}”。下一步：打开 {workspace.scheme.name}，逐表核对、改好并保存；"
        f"再打开 {workspace.workbench.name} 按顺序点按钮，或者在命令行运行 check 检查。"
    )


@command("check")
def _check(
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="路径...", help="工作目录、方案.xlsx 或填好的表，可以写几个。", show_default=False
        ),
    ],
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """检查方案或填好的表，不写任何文件。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.as_json.found import findings_json

    checked = pipeline.check(paths)
    if as_json:
        print_json({"paths": list(checked.paths), "findings": findings_json(checked.findings)})
    else:
        report.show_findings(checked.findings)
    finish(checked.findings)


@command("schedule")
def _schedule(folder: Folder, as_json: Json = False, help_: Help = False) -> None:
    """按“交叉检查要求”排出交叉检查安排，填进方案.xlsx；已经填好的都保留。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.as_json.plans import schedule_json

    scheduled = pipeline.schedule(folder)
    if as_json:
        print_json(schedule_json(scheduled))
    else:
        report.show_schedule(scheduled)
    finish(scheduled.findings)


@command("issue")
def _issue(
    folder: Folder,
    macros: Annotated[
        bool, typer.Option("--macros", help="表里带“校验”按钮（.xlsm）；不加则为不带宏的 .xlsx。")
    ] = False,
    help_: Help = False,
) -> None:
    """按方案生成全部表，放进“发放”目录，一人一环节一个文件。"""
    from dangjian_xl import pipeline, report

    with report.progress("正在发放") as progress:
        issued = pipeline.issue(folder, progress, macros=macros)
    report.show_findings(issued.findings)
    say(f"“发放”目录里共有 {len(issued.files)} 份表。请按评价主体分发，收回后放进“回收”目录。")
    finish(issued.findings)


@command("collect")
def _collect(
    folder: Folder,
    *,
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="文件夹", help="先把这个文件夹里的附件复制进“回收”目录。"),
    ] = None,
    prefer: Preference = None,
    today: Today = None,
    scheduler: Scheduler = "",
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """检查“回收”目录里的全部文件，有错的表带批注放进“退回”目录，并列出催报清单、写好给各人的信。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.as_json.returned import collection_json

    taken = pipeline.take_in(folder, source) if source is not None else None
    if taken and not as_json:
        report.show_taken(taken)
    with report.progress("正在读取回收的表", quiet=as_json) as progress:
        day = today.date() if today else None
        collection = pipeline.collect(folder, progress, prefer=prefer, today=day, scheduler=scheduler)
    if as_json:
        print_json(collection_json(collection, taken))
    else:
        report.show_collection(collection)
    finish([*(taken.findings if taken else ()), *collection.findings])

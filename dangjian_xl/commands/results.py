"""From scores to papers and what follows: assess, explain, report, rectify."""

from __future__ import annotations

from collections.abc import Sequence
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
from dangjian_xl.returns.prefer import Prefer


@command("assess")
def _assess(
    folder: Folder,
    *,
    prefer: Preference = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="表.行.栏=值",
            help="试算：换一个规定，其余不变，看结果差在哪里，写出“结果/试算对比.xlsx”；可以写几次。",
            show_default=False,
        ),
    ] = None,
    scheduler: Scheduler = "",
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """用已接收的表计算得分、排名和建议等次，写出“结果/考核结果.xlsx”。"""
    if settings:
        _try(folder, settings, prefer, scheduler, as_json)
        return
    from dangjian_xl import pipeline, report
    from dangjian_xl.as_json.results import assessment_json

    with report.progress("正在读取回收的表", quiet=as_json) as progress:
        assessment = pipeline.assess(folder, progress, prefer=prefer, scheduler=scheduler)
    if as_json:
        print_json(assessment_json(assessment))
    else:
        report.show_assessment(assessment)
    finish(assessment.findings)


def _try(folder: Path, settings: Sequence[str], prefer: Prefer | None, scheduler: str, as_json: bool) -> None:
    from dangjian_xl import pipeline, report
    from dangjian_xl.as_json.explained import trial_json

    with report.progress("正在读取回收的表", quiet=as_json) as progress:
        trial = pipeline.try_settings(folder, settings, progress, prefer=prefer, scheduler=scheduler)
    if as_json:
        print_json(trial_json(trial))
    else:
        report.show_trial(trial)
    finish(trial.findings)


@command("explain")
def _explain(
    folder: Folder,
    target: Annotated[
        str,
        typer.Argument(metavar="对象", help="组织编号、党组织名称或述职人姓名。", show_default=False),
    ],
    prefer: Preference = None,
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """说明一个述职人的总分和建议等次是怎样算出来的：哪些表计入，每一步的数，出自哪个文件哪一格。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.as_json.explained import explanation_json

    with report.progress("正在读取回收的表", quiet=as_json) as progress:
        explanation = pipeline.explain(folder, target, progress, prefer=prefer)
    if as_json:
        print_json(explanation_json(explanation))
    else:
        report.show_explanation(explanation)


@command("report")
def _report(
    folder: Folder,
    *,
    annual: Annotated[
        Path | None,
        typer.Option(
            "--annual",
            metavar="名单",
            help="年度考核拟定等次的名单；不写则用工作目录里的“年度考核名单.xlsx”（有的话）。",
            show_default=False,
        ),
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="公文和汇总表另转成 PDF，或者不转。")] = True,
    templates: Annotated[
        bool, typer.Option("--templates", help="只把自带的公文模板放进“公文模板”目录，供修改；已有的不动。")
    ] = False,
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """按“考核结果.xlsx”里审定的等次，写出通报、反馈表、归档表等，放进“结果”目录。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.as_json.results import reported_json
    from dangjian_xl.sentences import of_report

    if templates:
        made = pipeline.own_templates(folder)
        say(f"放进“公文模板”目录：{'、'.join(made)}。" if made else "“公文模板”里都已经有了，没有改动。")
        return
    with report.progress("正在出通报", quiet=as_json) as progress:
        reported = pipeline.report(folder, progress, annual=annual, pdf=pdf)
    if as_json:
        print_json(reported_json(reported))
    else:
        report.show_findings(reported.findings)
        say(of_report(reported))
    finish(reported.findings)


@command("rectify")
def _rectify(
    folder: Folder,
    *,
    today: Today = None,
    pdf: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Word 通报另转成 PDF，或者不转。")] = True,
    as_json: Json = False,
    help_: Help = False,
) -> None:
    """检查“整改/回收”里交回的三张清单，有错的带批注放进“整改/退回”，写出整改台账和整改情况通报。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.as_json.results import rectification_json

    with report.progress("正在读取交回的清单", quiet=as_json) as progress:
        followed = pipeline.rectify(folder, progress, today=today.date() if today else None, pdf=pdf)
    if as_json:
        print_json(rectification_json(followed))
    else:
        report.show_rectification(followed)
    finish(followed.findings)

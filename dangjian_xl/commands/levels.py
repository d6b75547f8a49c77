"""Meetings and units: agenda, split, handin."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dangjian_xl.commands.app import Folder, Help, Json, Preference, command, finish, print_json, say


@command("agenda")
def _agenda(folder: Folder, as_json: Json = False, help_: Help = False) -> None:
    """排出现场述职的议程，写进“安排”；要抽签而还没有抽的，抽签并把抽签号记进方案.xlsx。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.as_json.plans import agenda_json

    spoken = pipeline.agenda(folder)
    if as_json:
        print_json(agenda_json(spoken))
    else:
        report.show_findings(spoken.findings)
        report.show_agenda(spoken)
    finish(spoken.findings)


@command("split")
def _split(folder: Folder, help_: Help = False) -> None:
    """分级考核：给自己考核党支部的每个党总支切分出方案，连同汇总表和说明放进“分级”目录。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.sentences import of_split

    divided = pipeline.split(folder)
    report.show_findings(divided.findings)
    say(of_split(divided))
    finish(divided.findings)


@command("handin")
def _handin(
    folder: Folder,
    form: Annotated[Path, typer.Argument(metavar="汇总表", help="学校发来的汇总表。", show_default=False)],
    prefer: Preference = None,
    help_: Help = False,
) -> None:
    """分级考核：把本单位审定的等次填进学校的汇总表，填好的在“上报”目录，原表不动。"""
    from dangjian_xl import pipeline, report
    from dangjian_xl.sentences import of_handin

    with report.progress("正在读取回收的表") as progress:
        handed = pipeline.handin(folder, form, progress, prefer=prefer)
    report.show_findings(handed.findings)
    for target, grade in handed.grades.items():
        say(f"　{target}：{grade}")
    say(of_handin(handed))
    finish(handed.findings)

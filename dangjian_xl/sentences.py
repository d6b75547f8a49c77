"""What came out of a step in one or two sentences, the same from every door: command line, workbench, demonstration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangjian_xl.findings import bars

if TYPE_CHECKING:  # who says nothing of a step need not load the steps
    from dangjian_xl.pipeline import Divided, Followed, HandedIn, Reported, Scheduled, Spoken


def of_schedule(scheduled: Scheduled) -> str:
    """What was scheduled."""
    if not scheduled.printed:
        return "交叉检查没有排成，方案没有改动。"
    done = []
    if scheduled.added:
        done.append(f"在方案的“交叉检查安排”表里添加了 {scheduled.added} 行")
    if scheduled.dated:
        done.append(f"给已有的 {scheduled.dated} 行填了日期")
    kept = "，原来填好的没有改动" if done else "已经全部排好，方案没有改动"
    return f"交叉检查：{'，'.join(done)}{kept}；要打印的在“{scheduled.printed}”。"


def of_agenda(spoken: Spoken) -> str:
    """Which sessions have an agenda, and which lots were drawn."""
    if not spoken.printed:
        return "没有排议程。"
    lots = "；".join(f"“{session}”抽签号 {seed}，已记进方案" for session, seed in spoken.drawn.items())
    left = "，有的层面没有排" if bars(spoken.findings) else ""
    return f"排了 {len(spoken.agendas)} 场{left}；议程在“{spoken.printed}”{'；' + lots if lots else ''}。"


def of_split(divided: Divided) -> str:
    """How many units have a folder."""
    return f"“分级”目录里有 {len(divided.units)} 个单位的文件夹，请整个文件夹发给各单位。"


def of_handin(handed: HandedIn) -> str:
    """How many grades were filled in, and what is left to do."""
    if not handed.file:
        return "没有填写。"
    return f"填入 {len(handed.grades)} 个等次，见“{handed.file}”；其余各栏写好、保存后，交给学校。"


def of_report(reported: Reported) -> str:
    """How many papers were written, or that there are none."""
    if reported.approval is None:
        older = f"那里的通报、反馈表等 {len(reported.earlier)} 个文件是按以前的审定写的，请不要发出。"
        return f"没有出通报；“结果”里的文件没有改动。{older if reported.earlier else ''}"
    return f"按审定的等次写出 {len(reported.files)} 个文件，在“结果”目录里；发出前请逐份看过。"


def of_rectification(followed: Followed) -> str:
    """How many problems are mended, overdue, without progress, and how many lists are lacking."""
    progress = followed.progress
    lacking = len(progress.not_returned)
    lists = f"清单应交 {len(progress.units)} 份，已交回能用的 {len(progress.units) - lacking} 份"
    counts = f"共 {len(progress.tracked)} 个问题，已完成 {len(progress.done)} 个"
    alarms = f"逾期 {len(progress.overdue)} 个，停滞 {len(progress.stalled)} 个"
    circular = "写好的“整改情况通报”也在“整改”目录里，印发前请看过。" if followed.papers else ""
    return f"{lists}；{counts}，{alarms}；逐个列在“整改/整改台账.xlsx”。{circular}"

"""What the units do about their problems: they fill in the three lists, one wrongly, one not at all, and staff follow it up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from dangjian_xl import pipeline
from dangjian_xl.demo.people import fill_in, open_form, save_form
from dangjian_xl.findings import bars
from dangjian_xl.forms.layout import Address
from dangjian_xl.grids import Cell
from dangjian_xl.pipeline.rectifying import handed_out
from dangjian_xl.rectification.lists import DUTIES, MENDING, Standing, file_name
from dangjian_xl.scheme.model import Scheme
from dangjian_xl.scheme.settings import settings
from dangjian_xl.sentences import of_rectification
from dangjian_xl.workspace import Workspace, write_whole

if TYPE_CHECKING:
    from dangjian_xl.rectification.issued import Listed
    from dangjian_xl.report import Teller

#: Days after the circular on which the lists come back, and on which staff look at them.
_BACK, _LOOKED, _AGAIN = 45, 60, 150
_MEASURES = ("制定学习和工作计划，明确到人。", "完善制度，每月检查一次。", "班子成员分工联系，定期研究。")
_PROGRESS = ("已开展两次，正在落实。", "制度已修订，正在试行。", "已完成摸底，下一步逐项落实。")
_PROOFS = ("会议记录、修订后的制度", "活动方案、照片和总结", "工作台账")


def play(workspace: Workspace, scheme: Scheme, seed: int, teller: Teller, *, pdf: bool) -> None:
    """The lists come back, are sent back where they are faulty, and are followed up twice."""
    teller.step("整改：各党组织填好三张清单交回，有一份填错，有一份没有交")
    dated = settings(scheme).dated or scheme.basics.ends
    out = handed_out(workspace, scheme).listed
    *given, _never = out
    faulty = next((one for one in given if one.problems), given[0])
    for one in given:
        _hand_in(workspace, one, _answers(one, seed, dated, wrong=one is faulty), dated, _BACK)
    _follow(workspace, dated + timedelta(days=_LOOKED), teller, pdf=False)
    teller.step("整改：退回的清单改好再交，过了期限再看一次")
    _hand_in(workspace, faulty, _answers(faulty, seed, dated, wrong=False), dated, _LOOKED)
    _follow(workspace, dated + timedelta(days=_AGAIN), teller, pdf=pdf)


def _follow(workspace: Workspace, today: date, teller: Teller, *, pdf: bool) -> None:
    followed = pipeline.rectify(workspace.root, today=today, pdf=pdf)
    if bars(followed.findings):
        teller.findings([f for f in followed.findings if bars([f])])
    teller.say(of_rectification(followed))


def _hand_in(
    workspace: Workspace, one: Listed, answers: Mapping[Address, Cell], dated: date, days: int
) -> None:
    name = file_name(one.form)
    sent_back = workspace.lists_sent_back / name
    source = sent_back if sent_back.is_file() else workspace.three_lists / name
    book = open_form(source.read_bytes())
    fill_in(book, one.form, answers)
    saved = datetime.combine(dated + timedelta(days=days), time(2), UTC)
    write_whole(workspace.lists_returned / name, save_form(book, saved))


def _answers(one: Listed, seed: int, dated: date, *, wrong: bool) -> dict[Address, Cell]:
    """What a unit writes; `wrong`: what it says to be done has no evidence."""
    found: dict[Address, Cell] = {}
    for number, problem in enumerate(one.problems):
        random = Random(f"{seed}/{problem.code}")  # noqa: S311 - a demonstration, not a secret
        standing = Standing.DONE if wrong and not number else random.choice(list(Standing))
        told: dict[str, dict[str, Cell]] = {
            DUTIES: {
                "leader": f"{one.target.reporter_title}",
                "person": f"{one.target.name}组织委员",
                "due": _noon(dated + timedelta(days=random.choice((90, 120, 180)))),
            },
            MENDING: {"measures": random.choice(_MEASURES), "state": str(standing)},
        }
        if standing is Standing.RUNNING:
            began = dated + timedelta(days=random.randint(5, _BACK - 1))
            told[MENDING] |= {"progress": random.choice(_PROGRESS), "last": _noon(began)}
        if standing is Standing.DONE:
            done = dated + timedelta(days=random.randint(10, _BACK - 1))
            told[MENDING] |= {"done": _noon(done), "evidence": "" if wrong else random.choice(_PROOFS)}
        for sheet, fields in told.items():
            found |= {(sheet, problem.code, field): value for field, value in fields.items()}
    return found


def _noon(day: date) -> datetime:
    """A day as a spreadsheet program keeps it."""
    return datetime.combine(day, time())

"""The circular's record on rectification: whose lists came back, how many problems are mended, which are overdue or stand still."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from dangjian_xl.papers.frame import frame
from dangjian_xl.papers.progress_tables import annexes
from dangjian_xl.papers.records import Passage, ProgressCircular
from dangjian_xl.papers.words import numeral
from dangjian_xl.rectification.lists import Standing
from dangjian_xl.rectification.progress import Came, Count, Progress, Tracked, Unit
from dangjian_xl.rectification.records import Source
from dangjian_xl.returns.times import full_day
from dangjian_xl.scheme.model import Organisation
from dangjian_xl.scheme.settings import Settings
from dangjian_xl.scoring.exact import as_decimal

#: How lists that do not count are told of, in this order.
_CAME = {
    Came.MEND: "交回的有错、待改的",
    Came.HELD: "交回几份不同的、待确认的",
    Came.ALTERED: "发出的原件改动过、无法核对的",
    Came.MISSING: "未交回的",
}
_UNKNOWN = "所在党组织没有能够统计的清单"
#: More organisations are counted in the text, and named in the annexes alone.
MOST_NAMED = 12


def progress_circular(found: Progress, told: Settings) -> ProgressCircular:
    """What stands in the circular; it is dated on the day as of which it tells, its number is left to be written by hand."""
    units, named = annexes(found, told)
    titles = [title.replace("\n", "") for title in (units.title, *(table.title for table in named))]
    title = f"关于{found.scheme.basics.title}整改进展情况的通报"
    around = frame(found.scheme, told, [unit.target for unit in found.units], title, found.today)
    return ProgressCircular(
        frame=replace(around, number=_number(found, told)),
        passages=tuple(_passages(found, told)),
        annexes=titles[0] if not named else "\n".join(f"{at}. {name}" for at, name in enumerate(titles, 1)),
        units=units,
        named=named,
    )


def _number(found: Progress, told: Settings) -> str:
    """Room to write it: the settings' number is the result's circular's. "" where that has neither number nor red head."""
    return f"\u3000\u3000\u3000〔{found.today.year}〕\u3000\u3000号" if told.number or told.masthead else ""


def _passages(found: Progress, told: Settings) -> Iterator[Passage]:
    title = found.scheme.basics.title
    opening = (
        f"按照{title}的安排，各党组织对查找出的问题列出问题清单、责任清单和整改清单，逐项整改。"
        f"现将截至{full_day(found.today)}的整改进展情况通报如下。"
    )
    yield Passage(0, "", opening)
    yield Passage(1, "一、清单交回情况")
    yield from (Passage(0, "", text) for text in _lists(found))
    yield Passage(1, "二、问题整改情况")
    yield from (Passage(0, "", text) for text in _problems(found))
    if found.tracked:
        yield Passage(1, "三、逾期和停滞的问题")
        yield from _alarms(found)
    demands = list(_demands(found, told))
    if demands:
        yield Passage(1, f"{'四' if found.tracked else '三'}、有关要求")
    for index, (heading, text) in enumerate(demands):
        # What is alone has no number.
        alone = len(demands) == 1
        yield Passage(0, "", text) if alone else Passage(2, f"（{numeral(index)}）{heading}。", text)


def _lists(found: Progress) -> Iterator[str]:
    """How many lists are out, back and lacking, whose; and whose are not counted at all."""
    lacking = {came: [u for u in found.units if u.came is came] for came in _CAME}
    accepted = len(found.units) - len(found.not_returned)
    text = f"共向{len(found.units)}个党组织发出清单。"
    if not found.not_returned:
        yield f"{text}各党组织都已交回。"
    else:
        counts = [f"{_CAME[came]}{len(units)}个" for came, units in lacking.items() if units]
        yield f"{text}已交回能够统计的{accepted}个，{'，'.join(counts)}。"
        names = [f"{_CAME[came]}：{_names(units)}。" for came, units in lacking.items() if units]
        yield "".join(names)
    out = {unit.target.code for unit in found.units}
    others = [t for tier in found.scheme.tiers for t in found.scheme.targets(tier.code) if t.code not in out]
    if others:
        yield f"另有{len(others)}个党组织没有可供核对的发出清单，没有计入：{_joined(others)}。"


def _names(units: Sequence[Unit]) -> str:
    return _joined([unit.target for unit in units])


def _joined(organisations: Sequence[Organisation]) -> str:
    return "、".join(organisation.name for organisation in organisations)


def _problems(found: Progress) -> Iterator[str]:
    """How many problems there are and how far they are mended; who has mended all."""
    number = len(found.tracked)
    own = sum(t.problem.source is Source.OWN for t in found.tracked)
    added = f"（其中各党组织自查补充{own}个）" if own else ""
    where = f"各党组织的情况见附件{'1' if found.overdue or found.stalled else ''}。"
    known = [t for t in found.tracked if t.standing]
    if not number:
        yield f"清单上没有列出问题。{where}"
    elif not known:
        yield f"共有问题{number}个。{_UNKNOWN}，不知道整改到哪一步。{where}"
    else:
        yield f"共有问题{number}个{added}。{_standings(found)}。{where}"
        whole = [count.name for count in found.by_unit if _all_done(count)]
        named = f"全部整改完成的党组织有{len(whole)}个：{'、'.join(whole)}。"
        yield named if whole else "还没有党组织全部整改完成。"


def _standings(found: Progress) -> str:
    """The numbers of problems by standing, and the share of those that are mended."""
    counts = Counter(t.standing for t in found.tracked)
    share = as_decimal(Fraction(100 * counts[Standing.DONE], len(found.tracked)), 1)
    done = f"{Standing.DONE}{counts[Standing.DONE]}个，占全部问题的{share:f}%"
    others = [f"{s}{counts[s]}个" for s in (Standing.RUNNING, Standing.NOT_BEGUN, Standing.LASTING)]
    unknown = f"；另有{counts[None]}个，{_UNKNOWN}，不知道整改到哪一步" if counts[None] else ""
    return f"{done}；{'，'.join(others)}{unknown}"


def _all_done(count: Count) -> bool:
    return 0 < count.number == count.standing[Standing.DONE]


def _alarms(found: Progress) -> Iterator[Passage]:
    """What is overdue and what stands still, each with its annex where there is any."""
    kinds = (
        ("逾期", found.overdue, "过了完成时限还没有完成的"),
        ("停滞", found.stalled, f"没有完成、也没有逾期，满{found.patience}天没有新进展的"),
    )
    annex = 1
    for at, (name, tracked, what) in enumerate(kinds):
        heading = f"（{numeral(at)}）{name}情况。"
        if not tracked:
            yield Passage(2, heading, f"没有{name}的问题。")
            continue
        annex += 1
        unknown = sum(t.standing is None for t in tracked)
        also = f"其中{unknown}个，{_UNKNOWN}。" if unknown else ""
        text = f"{what}有{len(tracked)}个，{_whose(found, tracked, name)}。{also}逐个列在附件{annex}。"
        yield Passage(2, heading, text)


def _whose(found: Progress, tracked: Sequence[Tracked], name: str) -> str:
    """Each organisation that has such problems, with their number and the longest time; of too many, whose is the longest."""
    days = {
        unit.target.name: own
        for unit in found.units
        if (own := [t.days for t in tracked if t.target is unit.target])
    }
    if len(days) > MOST_NAMED:
        most = max(max(own) for own in days.values())
        longest = [one for one, own in days.items() if max(own) == most]
        whose = f"有{len(longest)}个党组织" if len(longest) > MOST_NAMED else f"是{'、'.join(longest)}"
        return f"涉及{len(days)}个党组织，各有几个见附件1，最长的已经{name}{most}天，{whose}"
    said = (
        f"{one}（{len(own)}个，{'最长' if len(own) > 1 else ''}{name}{max(own)}天）"
        for one, own in days.items()
    )
    return f"涉及{len(days)}个党组织：{'、'.join(said)}"


def _demands(found: Progress, told: Settings) -> Iterator[tuple[str, str]]:
    """What is asked of everybody, as far as there is something to ask for."""
    who = found.scheme.basics.department
    if found.overdue or found.stalled:
        yield (
            "加快整改逾期和停滞的问题",
            "有逾期、停滞问题的党组织，书记要亲自过问，逐个查明原因，重新排出进度，把措施落到责任人，尽快整改到位。",
        )
    # An original that was changed is not theirs to mend.
    if any(unit.came is not Came.ALTERED for unit in found.not_returned):
        yield "补齐清单", f"没有交回清单的，或者清单有错待改、有几份不同的，要尽快改好、确认，报{who}。"
    if any(t.open for t in found.tracked):
        on_time = told.mend_by is not None and told.mend_by >= found.today
        by = f"，{full_day(told.mend_by)}前整改完" if told.mend_by and on_time else ""
        text = f"没有完成的问题，要对照清单逐项整改，完成一项销号一项{by}；需要长期坚持的，要定期检查、一抓到底。"
        yield "逐项整改销号", f"{text}有了新进展，及时更新清单，报{who}。"
    if found.done:
        yield "巩固整改成果", "已经完成的问题，要保存好佐证材料，经常回头看，防止反弹。"

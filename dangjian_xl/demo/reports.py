"""Invented written reports: mostly right, some with a mistake; the same seed gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from functools import cache
from random import Random

from rapidfuzz import fuzz, process

from dangjian_xl.packages import repacked
from dangjian_xl.reports.words import words
from dangjian_xl.scheme.model import Organisation, PartKind, ReportRule, Scheme

#: What can be wrong with one; "" is nothing.
MISTAKES = {
    "too-long": "述职报告太长",
    "part-missing": "述职报告缺了一部分",
    "recycled": "述职报告有一段抄了别的单位",
    "last-year": "述职报告的标题还是上年的",
    "pdf-missing": "述职报告没有附盖章PDF",
    "not-sent": "述职报告没有交",
}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#: 字数 of a report whose tier has no limit.
_LENGTH = 1500

_WHO = (
    "支委会",
    "党员大会",
    "青年教师",
    "学生党员",
    "教研室",
    "党小组",
    "离退休党员",
    "班子成员",
    "入党积极分子",
)
_WHEN = ("年初", "上半年", "暑假前", "开学后", "第三季度", "十月以来", "每月", "每逢双周", "国庆前后")
_DID = {
    PartKind.RESULTS: (
        "专题学习",
        "听课评课",
        "主题党日",
        "结对帮扶",
        "课程建设",
        "志愿服务",
        "廉政谈话",
        "技能培训",
    ),
    PartKind.PROBLEMS: (
        "理论学习",
        "谈心谈话",
        "台账记录",
        "调查研究",
        "品牌培育",
        "制度执行",
        "骨干培养",
        "经费使用",
    ),
    PartKind.RECTIFIED: (
        "手册补记",
        "会议记录",
        "按期换届",
        "党费公示",
        "学时登记",
        "联系群众",
        "档案整理",
        "阵地管理",
    ),
    PartKind.PLAN: (
        "双带头人",
        "样板支部",
        "专业融合",
        "数字台账",
        "实践基地",
        "读书小组",
        "交流互访",
        "导师帮带",
    ),
}
_SAYS = {
    PartKind.RESULTS: (
        "{when}组织{who}开展{did}{n}次，{who2}参加{m}人次，反响好的做法写进了支部手册。",
        "牵头办成与{did}有关的实事{k}件，{who}和{who2}里受益的有{m}人。",
        "书记带头讲{did}专题党课{n}场，课件由{who}共同打磨。",
        "{did}形成案例{k}个，其中一个在{who}中推广，被学校简报采用。",
        "把{did}同教学科研放在一起部署，{when}检查一遍，{who2}反映的{n}条建议都有回音。",
        "同企业党支部共建，{when}联合举办{did}活动，派出{m}名骨干。",
    ),
    PartKind.PROBLEMS: (
        "对{who}的{did}抓得不够紧，{when}只安排了{n}次，根子在自己督促少。",
        "{did}办法陈旧，{who2}中有{m}人提不起兴趣，下一步改用小班研讨。",
        "调研走得不深，{who}反映的{k}个难题没有一抓到底，今后逐件挂号、销号。",
        "{did}同业务两张皮，考核时看材料多、看实效少，打算请{who}来评。",
        "责任没有压到{who2}，{when}才发现进度落后，以后每月碰头会通报{did}。",
        "骨干力量薄弱，能独立主持{did}的不到{n}人，拟由班子成员一带{k}。",
    ),
    PartKind.RECTIFIED: (
        "针对{did}不规范的问题，{when}由{who}牵头补齐材料{n}份。",
        "{did}一项已经销号，{who2}抽查{m}份，没有发现同类情况。",
        "对评议指出的{k}个短板列出清单，{who}认领，逐月对账。",
        "修订{did}办法，征求{who2}意见{n}轮，{when}起施行。",
        "没有改到位的还有{k}项，卡在{did}，已商{who}定下时限。",
        "走访{who2}{m}人，听取对{did}整改的评价，多数表示满意。",
    ),
    PartKind.PLAN: (
        "{when}推进{did}，由{who}负责，完成{n}项任务。",
        "建好{did}品牌，带动{who2}{m}人，年底前向大家报告。",
        "为{who}每人定一份{did}任务书，{when}对照检查。",
        "拿出经费支持{did}，优先安排{who2}提出的{k}个项目。",
        "请校外专家指导{did}{n}次，{who}全程跟学。",
        "把{did}列入书记项目，{when}中期评估，不合格的重做。",
    ),
}
#: Sentences of one paragraph, and 字数 for which no further one is begun: short ones are alike by chance.
_TOGETHER, _LEAST = 4, 60


#: From this likeness in percent on a paragraph is written anew, so often at most: only what is copied shall seem so.
_ALIKE, _TRIES = 70, 30

#: The paragraphs of a report, each with whether it is a heading.
Body = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Planned:
    """One report to come: whose, its mistake (of MISTAKES, "" for none), and the code of whom it copies from."""

    target: Organisation
    mistake: str = ""
    copied: str = ""


def reports(scheme: Scheme, seed: int, planned: Sequence[Planned]) -> Iterator[tuple[Planned, bytes]]:
    """Each planned report as .docx, last saved in time. One that is too long is written anew, others lack or change what is wrong."""
    bodies = _bodies(scheme, seed)
    for plan in planned:
        target, mistake = plan.target, plan.mistake
        body = bodies[target.code]
        if mistake == "too-long":
            body = _body(scheme, target, f"{seed}/longer", Fraction(13, 10), [])
        elif mistake == "part-missing":
            body = body[: max(number for number, (_, head) in enumerate(body) if head)]
        elif mistake == "recycled":
            at, copied = _first_text(body), bodies[plan.copied]
            body = (*body[:at], copied[_first_text(copied)], *body[at + 1 :])
        year = scheme.basics.year - (mistake == "last-year")
        title = [f"{year}年度抓基层党建工作述职报告", f"{target.name}　{target.reporter_title}"]
        yield plan, _docx(title, body, _saved(scheme, _rule(scheme, target)))


def _first_text(body: Body) -> int:
    return next(number for number, (_, head) in enumerate(body) if not head)


def _rule(scheme: Scheme, target: Organisation) -> ReportRule:
    return next(rule for rule in scheme.report_rules if rule.tier == target.tier)


@cache
def _bodies(scheme: Scheme, seed: int) -> dict[str, Body]:
    """The right report of every organisation that owes one; its paragraphs are as little like others' as can be."""
    written: list[str] = []
    return {
        target.code: _body(scheme, target, f"{seed}/report", Fraction(8, 10), written)
        for target in _due(scheme)
    }


def _due(scheme: Scheme) -> list[Organisation]:
    tiers = {rule.tier for rule in scheme.report_rules}
    return [organisation for organisation in scheme.organisations if organisation.tier in tiers]


def _body(scheme: Scheme, target: Organisation, seed: str, share: Fraction, written: list[str]) -> Body:
    """The paragraphs of one report, `share` of its limit long; its texts are added to what is `written`."""
    rule = _rule(scheme, target)
    random = Random(f"{seed}/{target.code}")  # noqa: S311 - a demonstration, not a secret
    parts = [part for part in scheme.report_parts if part.tier == rule.tier]
    kinds = [part.kind for part in parts]
    body: list[tuple[str, bool]] = []
    for number, part in enumerate(parts):
        of_part = _shares(rule, kinds)[part.kind] / kinds.count(part.kind)
        head = f"{'一二三四五六七八九十'[number % 10]}、{part.name}"
        body.append((head, True))
        left = int((rule.limit or _LENGTH) * share * of_part) - words(head)
        while left > _LEAST:
            text = _new_paragraph(part.kind, random, written)
            written.append(text)
            left -= words(text)
            body.append((text, False))
    return tuple(body)


def _new_paragraph(kind: PartKind, random: Random, written: Sequence[str]) -> str:
    """A paragraph that is like none before, as far as a few tries go."""
    for _ in range(_TRIES):
        says = random.sample(_SAYS[kind if kind in _SAYS else PartKind.PLAN], _TOGETHER)
        text = "".join(_sentence(one, kind, random) for one in says)
        if not process.extractOne(text, written, scorer=fuzz.ratio, score_cutoff=_ALIKE):
            break
    return text


def _shares(rule: ReportRule, kinds: Sequence[PartKind]) -> dict[PartKind, Fraction]:
    """How much of the text each kind gets, so that the demands are met with something to spare."""
    shares: dict[PartKind, Fraction] = {}
    present = set(kinds)
    if PartKind.PROBLEMS in present:
        least, most = rule.problems_least or Fraction(0), rule.problems_most or Fraction(1)
        shares[PartKind.PROBLEMS] = (
            (least + most) / 2 if rule.problems_least else min(most, Fraction(1, 2)) / 2
        )
    if PartKind.RESULTS in present:
        shares[PartKind.RESULTS] = (rule.results_most or Fraction(2, 5)) * 3 / 4
    rest = [kind for kind in PartKind if kind in present and kind not in shares]
    left = 1 - sum(shares.values(), Fraction(0))
    return shares | {kind: left / len(rest) for kind in rest}


def _sentence(says: str, kind: PartKind, random: Random) -> str:
    who, who2 = random.sample(_WHO, 2)
    numbers = {"n": random.randint(2, 12), "m": random.randint(5, 90), "k": random.randint(1, 9)}
    did = random.choice(_DID[kind if kind in _DID else PartKind.PLAN])
    return says.format(who=who, who2=who2, when=random.choice(_WHEN), did=did, **numbers)


def _saved(scheme: Scheme, rule: ReportRule) -> datetime:
    due = (scheme.stage(rule.stage).ends if rule.stage else None) or scheme.basics.starts
    return datetime(due.year, due.month, due.day, 2, tzinfo=UTC)


def _docx(title: Sequence[str], body: Sequence[tuple[str, bool]], saved: datetime) -> bytes:
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = Document()
    for line in title:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text, head in body:
        document.add_paragraph(text, style="Heading 1" if head else None)
    properties = document.core_properties
    properties.author, properties.last_modified_by = "", ""
    properties.created = properties.modified = saved.replace(tzinfo=None)
    stream = io.BytesIO()
    document.save(stream)
    return repacked(stream.getvalue(), lambda _name, content: content, undated=True)


def planned_reports(scheme: Scheme) -> list[Planned]:
    """All reports of a scheme; each mistake once, where it fits."""
    mistakes = list(MISTAKES)
    planned: list[Planned] = []
    due = _due(scheme)
    # The first of all is right, so that there is something to copy from.
    for number, organisation in enumerate(due):
        fitting = [m for m in mistakes if number and _fits(m, scheme, _rule(scheme, organisation))]
        mistake = fitting[0] if fitting else ""
        if mistake:
            mistakes.remove(mistake)
        mate = next((o.code for o in due if o.tier == organisation.tier and o is not organisation), "")
        planned.append(Planned(organisation, mistake, mate if mistake == "recycled" else ""))
    return planned


def _fits(mistake: str, scheme: Scheme, rule: ReportRule) -> bool:
    parts = [part for part in scheme.report_parts if part.tier == rule.tier]
    asked = {
        "too-long": rule.limit is not None,
        "part-missing": len(parts) > 1 and parts[-1].required,
        "recycled": rule.similar is not None and len(scheme.targets(rule.tier)) > 1,
        "pdf-missing": rule.pdf,
    }
    return asked.get(mistake, True)

"""Who is assessed and who assesses: the tables of organisations and raters."""

from __future__ import annotations

from dangjian_xl.scheme import model
from dangjian_xl.scheme.codecs import Choice, Code, Text, Whole
from dangjian_xl.scheme.columns import Column, Table, note, ref

PEOPLE: tuple[Table, ...] = (
    Table(
        "层面",
        "tiers",
        model.Tier,
        "考核分几个层面，同一层面的述职人用同样的环节、表单和名额。",
        (
            Column("code", "层面编号", Code(), "如 T1。"),
            Column("name", "层面名称", Text(), "印在表单和结果上，各层面不能同名。", width=40),
            note(),
        ),
        ("code",),
    ),
    Table(
        "党组织",
        "organisations",
        model.Organisation,
        "全部党组织。参加考核的填“层面”；不参加考核、只作上级的，层面留空。",
        (
            Column("code", "组织编号", Code(), "如 A01。"),
            Column("name", "党组织名称", Text(), "全称。", width=30),
            Column("kind", "类型", Choice(model.OrgKind), "党组织的类型。"),
            ref("tier", "层面", "tiers", "参加哪个层面的考核；不参加则留空。", required=False),
            Column(
                "pool",
                "名额池",
                Text(),
                "名额按“名额池”计算时，同池的填一模一样的名字；没有按“名额池”计算的名额，填了不起作用。",
                required=False,
            ),
            ref("superior", "上级组织", "organisations", "上级党组织的编号。", required=False),
            Column("secretary", "书记", Text(), "书记姓名；没有书记的留空，填副书记。", required=False),
            Column("deputy", "副书记", Text(), "没有书记时由副书记述职。", required=False),
            Column("place", "地点", Text(), "检查组上门检查的地点。", required=False, width=20, newer=True),
            note(),
        ),
        ("code",),
    ),
    Table(
        "评价主体",
        "groups",
        model.RaterGroup,
        "哪几类人参加评价。",
        (
            Column("code", "主体编号", Code(), "如 校领导。"),
            Column("name", "主体名称", Text(), "印在表单上。", width=24),
            Column(
                "ballots",
                "匿名票张数",
                Whole(1, 9999),
                "填了就是匿名：每个环节生成这么多张不写名字的票，不在“评价人”表里登记人。",
                required=False,
                newer=True,
            ),
            note(),
        ),
        ("code",),
    ),
    Table(
        "评价人",
        "raters",
        model.Rater,
        "每个填表的人（或检查组、党总支）一行。",
        (
            Column("code", "评价人编号", Code(), "如 P01。"),
            Column("name", "评价人", Text(), "姓名或代号，印在表单上。", width=24),
            ref("group", "评价主体", "groups", "属于哪类评价主体。"),
            ref(
                "organisation",
                "所在组织",
                "organisations",
                "本人所在的党组织；本人不评价自己的组织。",
                required=False,
            ),
            note(),
        ),
        ("code",),
    ),
)

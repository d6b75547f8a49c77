"""Told of the two levels: units' own schemes, and their summaries for the college."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, warning

UNITS: dict[str, Entry] = {
    "unit-code-long": error(
        "给{unit}切分的方案编号会是“{code}”，超过了20个字",
        "请把“基本信息”里的方案编号或这个单位的组织编号改短。",
    ),
    "unit-group-empty": error(
        "{unit}的评价主体“{group}”没有评价人，切分出的方案发不出表",
        "请在“评价人”表补上（所在组织填这个单位或它的党支部），或者在“评价主体”表填匿名票张数。",
    ),
    "unit-scheme-unsound": error(
        "给{unit}切分出的方案通不过检查（{detail}）", "请在学校的方案里改好，再切分。"
    ),
    "unit-target-alone": warning(
        "{target}没有填上级组织，不在任何党总支的分级方案里", "由党总支考核的，请填上级组织；不是的，不用管。"
    ),
    "unit-summary-none": warning(
        "方案里没有发给{unit}的情况汇总表，它的考核结果报不上来",
        "请在“评价安排”里安排情况汇总表，并登记所在组织是这个单位的评价人。",
    ),
    "unit-form-differs": warning(
        "这份表和现在的方案生成的不一样，分级目录里放的是按现在的方案生成的",
        "请重新发放；有人在里面填写了的，请先移走。",
    ),
    "unit-file-touched": error(
        "分级目录里的这个文件被人改动过，没有覆盖", "要更新的，请把它移走，再切分一次。"
    ),
    "unit-file-stale": warning("方案里已没有这个单位或这份表，但文件被人改动过，没有删除", "不要的请删除。"),
    "unit-grade-filled-already": warning(
        "{target}一行已经填了“{value}”，本单位结果里的{source}是“{grade}”，没有改动",
        "请核对，以哪个为准就留哪个。",
    ),
    "unit-grade-proposed": warning(
        "{target}没有审定等次，填的是建议等次“{grade}”",
        "请研究审定，在考核结果的“审定等次”里选好、保存，把这一份移走，再运行一次。",
    ),
    "unit-approved-elsewhere": error(
        "这份旧的考核结果里有审定等次，现在的考核结果里没有：{targets}；这几个没有填",
        "请誊到现在的考核结果里，再运行一次；旧的已经作废的，请把它移走。",
    ),
    "unit-approved-whose": error(
        "这里有审定等次“{value}”，旁边的组织编号“{code}”却不在本单位的方案里，不知道是谁的，没有审定等次的都没有填",
        "请把组织编号改回来，或者清空这一格，保存后再运行一次。",
    ),
    "unit-approved-twice": error(
        "{target}在考核结果里有两个不同的审定等次：{one}、{other}，没有填进汇总表",
        "请只留一个，保存后再运行一次。",
    ),
    "unit-proposed-differs": error(
        "{target}现在算出的建议等次是“{proposed}”，考核结果里写的是“{printed}”，没有填进汇总表",
        "评定以后收到的表或方案变了，或者评定时用了 --prefer newest 而这次没有：请重新评定（assess），审定后再运行一次。",
    ),
    "unit-row-mixed": error(
        "这一行写的是“{found}”，校验码却是{target}的，等次没有填",
        "请用学校发来的原表，不要改动、移动表里的名字。",
    ),
    "unit-grade-open": warning(
        "{target}的建议等次是“{grade}”，等次一格没有填",
        "请研究审定，在考核结果的“审定等次”里选好、保存，再运行一次。",
    ),
    "unit-approved-unknown": error(
        "{target}的审定等次写的是“{value}”，不是方案里的等次，没有填进汇总表",
        "请改选{grades}中的一个，再运行一次。",
    ),
    "unit-row-unknown": warning(
        "表里的“{row}”不在本单位的方案里，等次没有填", "请核对本单位方案的“党组织”表，或者问学校。"
    ),
    "unit-target-unlisted": warning(
        "{target}不在这份汇总表里，它的等次报不上去", "请问学校是不是漏了，或者表发错了。"
    ),
    "unit-text-blank": warning("{target}一行还没有写：{columns}", "请写好、保存，再交给学校。"),
    "unit-handin-touched": error(
        "“上报”里的这份表已经有人写过，没有改动；还空着的等次有 {blank} 个，和结果不同的另列出来",
        "已经写好的就用它；要补填等次，请把它移到别的文件夹，再对移走的那一份运行一次。",
    ),
}

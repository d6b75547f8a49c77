"""Told of a new year that begins with last year's scheme."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, info, warning

NEXT_YEAR: dict[str, Entry] = {
    "next-year": info(
        "考核年度改成了 {new}；方案编号、考核名称和表单标题里的 {old} 也改成了 {new}", "请核对。"
    ),
    "next-dates": info("{count} 个日期都顺延了一年", "请对照今年的校历逐个核对。"),
    "next-leap": warning("{what}原来是 {before}，今年没有这一天，改成了 {after}", "请核对。"),
    "next-weekend": warning("{what}顺延到 {day}，是{weekday}", "请看要不要改。"),
    "next-cleared": info("清空了上年度登记的 {count} 行", "今年有的，请重新登记。"),
    "next-lots": info("清空了 {count} 场的抽签号", "今年排议程时重新抽签。"),
    "next-settings": info("清空了只属于上年度的{names}", "今年定下以后再填。"),
    "next-visits": info("上年度的检查安排转成了 {count} 行“上年检查”", "排交叉检查时会避开，请核对。"),
    "next-permissions": info(
        "{names}改回了“否”：上年度党委的决定不管今年", "党委今年决定突破的，再选“是”，并写明理由。"
    ),
    "next-title": info("“通报标题”改成了“{title}”", "请核对；清空就按考核名称写。"),
    "next-settings-left": warning("{names}里写着年份或日期，没有改", "请看是不是该改成今年的。"),
    "next-visits-replaced": info("原来的 {count} 行是更早的，换成了上年度的", "还要避开的，请自己补上。"),
    "next-visits-kept": warning(
        "上年度没有能带过来的检查安排，原来的 {count} 行留着没有动", "这些是更早的，请核对；不要的请删去。"
    ),
    "next-visits-alone": warning(
        "{raters}没有登记所在组织，他们上年度检查过谁没有带过来",
        "要避开的，请在“评价人”表登记所在组织，再在这里补上。",
    ),
    "next-year-left": warning("还有 {count} 处写着 {old}（{named}），没有改", "请看是不是该改成今年的。"),
    "next-problems": info(
        "上年度没有整改完的 {count} 个问题列进了这张表", "请核对；已经整改完的，删去那一行。"
    ),
    "next-no-lists": warning(
        "上年度的“结果/三张清单”里没有发出的清单，没有整改情况可以带过来；“上年度问题”表照旧没有动",
        "清单移走了的，请放回去再新建；没有发过清单的，请自己核对、填写“上年度问题”。",
    ),
    "next-list-gone": warning(
        "上年度的“结果/三张清单”里没有它的清单，它的问题没有带过来；“上年度问题”表里它原有的照旧留着",
        "清单移走了的，请放回去再新建；没有发过的，请自己核对、填写“上年度问题”。",
    ),
    "next-lists-lacking": warning(
        "{names}上年度的清单没有交回或不能用，它们的问题都当作没有整改完带过来了",
        "请问明后改“上年度整改情况”，已经整改完的删去。",
    ),
    "next-reports": info(
        "上年度的 {count} 个述职报告文件复制到了“上年述职报告”", "收今年的报告时用来比对，不必处理。"
    ),
}

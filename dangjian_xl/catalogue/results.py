"""Told of scores, grades and results."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, info, warning

RESULTS: dict[str, Entry] = {
    "result-group-missing": warning(
        "环节“{component}”里“{group}”没有一张有效表，{done}",
        "还没有交的，请催交后重新评定；都交了的，请提请党委研究。",
    ),
    "result-no-total": error(
        "缺少有效表（{component}），算不出总分", "还没有交的，请催交后重新评定；都交了的，请提请党委研究。"
    ),
    "result-partial-group": warning(
        "环节“{component}”里“{group}”应交 {due} 张，收到可用的 {back} 张，按有效的 {valid} 张计算",
        "请催交后重新评定。",
    ),
    "result-silent-forms": info(
        "环节“{component}”里“{group}”有 {silent} 张对他全选“不适用”、全部弃权或没有作评价，按其余有效的 {valid} 张计算",
        "不用处理。",
    ),
    "result-void-forms": warning(
        "环节“{component}”里“{group}”有 {void} 张按方案规定无效，按有效的 {valid} 张计算",
        "请知悉，不用处理。",
    ),
    "result-tie-on-line": warning(
        "{pool}：{targets} {equal}，“{grade}”只剩 {places} 个名额，没有自动取舍", "请党委研究决定。"
    ),
    "result-place-free": warning(
        "{pool}：“{grade}”的名额后来空出 {places} 个（有人在别的名额里改低了等次），{targets} 先前因名额已满改为“{below}”，没有递补",
        "请党委研究是否递补。",
    ),
    "result-no-grade": error(
        "{why}，无法评定",
        "请上报单位补报或更正后重新评定；不能更正的，请党委研究。",
    ),
    "result-kept": warning(
        "原来的结果有人改动过（如填了审定等次），已另存为“{kept}”",
        "原来审定的列在新结果“等次审定”表的“上次审定”一栏，请党委重新审定；其他内容要保留的请誊过来。",
    ),
    "result-same": info(
        "方案和收回的表都没有变，保留了已经有人填写的结果，没有重写",
        "要重新生成空白的，请把它移走，再评定一次。",
    ),
    "result-apart": info(
        "“{sheet}”有 {rows} 行，一张工作表放不下，全部写在这个文件里，没有放进工作簿",
        "要逐行查的，用能打开 Parquet 的程序（如新版 Excel 的“获取数据”、pandas）打开；它和结果工作簿一起存档。",
    ),
    "result-apart-kept": warning("原来的明细文件有人改动过，已另存为“{kept}”", "需要的内容请从那里取。"),
    "result-apart-left": warning(
        "明细现在放得进工作簿，不再另写这个文件；原来的有人改动过，留在那里没有动", "不需要的，请自己删去。"
    ),
    "trial-kept": warning(
        "原来的试算对比有人改动过，已另存为“{kept}”", "请看其中的内容是否还要；不要的请删除。"
    ),
    "letter-touched": warning(
        "这封信被改动过，没有覆盖", "发出前请核对是否还符合现在的情况；要重新生成的，请删除它再运行一次。"
    ),
    "letter-stale": warning(
        "现在已没有要通知这位评价人的事，但这封信被人改动过，没有删除", "请不要再发；不要的请删除。"
    ),
    "sendback-touched": warning(
        "退回目录里的这份表被改动过，没有覆盖", "已改好的请移到“回收”目录，替换原来的表；不要的请删除。"
    ),
    "sendback-stale": warning(
        "现在不用退回这份表了，但它被人改动过，没有删除", "已改好的请移到“回收”目录；不要的请删除。"
    ),
    "issue-stale": warning(
        "方案里已没有这份表，但它被人改动过，没有删除", "已填好的请核对是否还要用；不要的请删除。"
    ),
    "issue-touched": error(
        "这份表和发放时不一样，可能已有人在里面填写，没有覆盖",
        "已填好的请移到“回收”目录；不要的请删除，再重新发放。",
    ),
}

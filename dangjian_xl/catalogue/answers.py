"""Told of single answers."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Effect, Entry, error, voiding, warning

ANSWERS: dict[str, Entry] = {
    "answer-blank": error("“{label}”没有填", "{expected}。"),
    "answer-date": error(
        "“{label}”里是日期 {value}，像是输入“3-5”“3/5”一类的内容时，被表格软件自动变成了日期",
        "请重新填写；{expected}。",
    ),
    "answer-merged": error(
        "{range} 被合并成了一格（写的是“{value}”），分不清是填给谁、哪一项的",
        "请取消合并，在退回的表里逐格填写。",
    ),
    "answer-misplaced": error(
        "“{label}”的“{answers}”栏空着，“{column}”栏里却写着 {value}，像是填错了列",
        "请在“{answers}”栏里填写，不要改动别的栏。",
    ),
    "answer-in-note": error(
        "“{label}”空着，批注里却写着“{note}”", "批注不读取，请直接填在格子里；{expected}。"
    ),
    "answer-note-unread": warning(
        "“{label}”这一格上的批注“{note}”没有读取", "需要说明的，请写在备注栏里，不要写在批注里。"
    ),
    "answer-scores-overwritten": warning(
        "有 {count} 行的得分和填写的内容对不上（这一行显示 {shown}，应为 {computed}），以填写的内容计算为准",
        "请核对填写的内容；得分栏不要手工填写。",
    ),
    "answer-score-overwritten": warning(
        "“{label}”的得分栏显示 {shown}，按填写的内容应为 {computed}，以填写的内容为准",
        "请核对填写的内容；得分栏不要手工填写。",
    ),
    "answer-error": error("“{label}”是公式错误 {value}", "请直接填内容，不要用公式；{expected}。"),
    "answer-unclear": error(
        "“{label}”的内容不能确定{value}", "请重新填写这一格，不要用公式和特殊的数字格式；{expected}。"
    ),
    "answer-not-number": error("“{label}”填的是“{value}”，不是数", "{expected}。"),
    "answer-text-number": warning(
        "“{label}”填的是文字“{value}”，已读作 {read}", "请核对；今后请直接填数字，不带单位。"
    ),
    "answer-out-of-range": error("“{label}”填的是 {value}，超出范围", "{expected}。"),
    "answer-too-fine": error("“{label}”填的是 {value}，小数位数太多", "{expected}。"),
    "answer-not-a-choice": error("“{label}”填的是“{value}”，不在可选的答案里", "{expected}。"),
    "answer-text-choice": warning(
        "“{label}”填的是“{value}”，已读作“{read}”", "请核对；今后请从下拉列表里选。"
    ),
    "answer-not-applicable": error("“{label}”填了“不适用”，但这一项必须评分", "{expected}。"),
    "answer-wanted-chosen": error(
        "“{label}”没有填，按这一行选的状态必须填", "{expected}；状态选错了的，请改状态。"
    ),
    "answer-wanted-stated": error("“{label}”没有填，问题清单里写了这个自查问题，就必须填", "{expected}。"),
    "answer-unstated": error(
        "“{label}”填的是“{value}”，问题清单里却没有写这个自查问题",
        "请在“问题清单”页写上这个问题；不是自查问题的，请写到它自己的那一行，把这一格清空。",
    ),
    "answer-not-day": error("“{label}”填的是“{value}”，不是日期", "{expected}。"),
    "answer-text-day": warning(
        "“{label}”填的是“{value}”，已读作 {read}", "请核对；今后请直接填日期，如 2023-05-01。"
    ),
    "answer-day-future": error(
        "“{label}”填的是 {value}，那一天还没有到", "请填已经发生的日期；还没有做到的，请改状态。"
    ),
    "answer-day-late": warning(
        "“{label}”填的是 {read}，晚于学校要求的 {by}，逾期按 {by} 算",
        "请改到 {by} 以前；确实做不到的，请向组织部门说明。",
    ),
    "answer-reason-missing": error(
        "“{item}”得 {score} 分，没有得满分 {full} 分，却没有写扣分原因", "请在“{label}”一栏写明原因。"
    ),
    "answer-total-overwritten": warning(
        "合计栏显示 {shown}，各项相加应为 {computed}，以各项相加为准", "请核对各项得分；合计栏不要手工填写。"
    ),
    "answer-evidence-missing": error(
        "“{item}”自评得 {score} 分，没有写佐证材料", "请写明有哪些材料可以证明；没有材料的，请改自评。"
    ),
    "answer-too-many": error(
        "“{label}”选了“{value}”的有 {many} 人，超过可以选的 {most} 人",
        "请改选，使选“{value}”的不超过 {most} 人。",
    ),
    "answer-too-many-void": voiding(
        "“{label}”选了“{value}”的有 {many} 个，多于 {most} 个，按方案规定整张无效",
        "已按无效票计，不用再改。",
        "最好的等次选得太多",
    ),
    "answer-alike": voiding(
        "对各对象的评价全都相同，按方案规定整张无效", "已按无效票计，不用再改。", "对各对象的评价全都相同"
    ),
    "answer-all-full": voiding(
        "全是满分（或全是最好的等次），按方案规定整张无效", "已按无效票计，不用再改。", "全是满分"
    ),
    "answer-blank-void": voiding("“{label}”没有填，按方案规定整张无效", "已按无效票计，不用再改。", "有漏填"),
    "answer-votes-collected": warning(
        "{label}填的是 {value}，多于发出的 {bound}，这一项测评作废，不计分",
        "数字写错了的，请改好再交；没有写错的，不用改。",
        Effect.VOIDS_ROW,
    ),
    "answer-votes-valid": error("{label}填的是 {value}，多于收回的 {bound}", "请核对票数后改正。"),
    "answer-votes-sum": error(
        "{label}填的是 {value}，按有效票减去各等次的票数应是 {bound}",
        "请核对有效、各等次和弃权的票数，使它们相符。",
    ),
}

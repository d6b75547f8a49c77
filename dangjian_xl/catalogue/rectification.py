"""Told of problems, the three lists, and how far they are mended."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, info, warning

RECTIFICATION: dict[str, Entry] = {
    "past-again": warning(
        "上年度没有整改完的 {code}“{past}”，和今年{source}里的“{now}”相近（{percent}%）",
        "请核对是不是同一个问题换了说法；是的，说明上年的整改没有到位。",
    ),
    "past-unmentioned": warning(
        "报告里看不出提到上年度没有整改完的 {code}“{past}”",
        "请看是不是换了说法；确实没有讲的，请述职人补上整改到哪一步。",
    ),
    "list-unreadable": error(
        "“三张清单”里的这个文件读不出来：{reason}", "请把它移走，再用 report 重新生成这个党组织的清单。"
    ),
    "list-foreign": error(
        "“三张清单”里的这个文件不是本次发出的清单", "请把它移走；收回的清单请放进“整改/回收”。"
    ),
    "list-altered": error(
        "这份清单的原件和发出时不一样了（有人改过里面的字），交回的没法和它核对；列的问题照现在的字记着，整改到哪一步算作不明",
        "请恢复原件；恢复不了的，移走它，用 report 重新生成并重新发给这个党组织。",
    ),
    "list-no-original": error(
        "这份清单没法核对：“三张清单”里发出的原件改动过，没有统计",
        "请先恢复原件，再运行一次；这份文件不必动。",
    ),
    "list-twice": error("和 {other} 是同一个党组织的清单，没有采用", "请只留下发出去的那一份。"),
    "list-changed": warning(
        "三张清单已经有过一份，这次列的问题和那一份不一样",
        "发过的请换成新的重新发出；按旧清单交回的会誊到新的清单上退回，请单位核对。",
    ),
    "list-renamed": warning(
        "三张清单已经有过一份，上面印的标题、党组织或者书记和现在的方案不一样",
        "发过的请换成新的重新发出；按旧清单交回的会誊到新的清单上退回，请单位核对。",
    ),
    "list-missing": warning("还没有交回三张清单（列了 {count} 个问题）", "请催交；交回的放进“整改/回收”。"),
    "list-newest": info(
        "交过几次，采用最后保存的这一份（{saved}），没有采用 {others}",
        "不必处理；不对的，把不要的移走，再运行一次。",
    ),
    "list-overdue": warning(
        "{code}（{text}）应在{due}以前整改完，已超过 {days} 天，现在是“{standing}”",
        "请督促{person}抓紧整改；已经做到的，请在清单里写上完成日期和佐证材料再交一次。",
    ),
    "list-stalled": warning(
        "{code}（{text}）已有 {days} 天没有新进展，现在是“{standing}”",
        "请问明{person}卡在哪里；有进展的，请在清单里写上最近进展日期再交一次。",
    ),
    "list-sendback-touched": warning(
        "这份退回的清单被改动过，没有覆盖", "已改好的请移到“整改/回收”；不要的请删除。"
    ),
    "list-sendback-stale": warning(
        "现在不用退回这份清单了，但它被人改动过，没有删除", "已改好的请移到“整改/回收”；不要的请删除。"
    ),
    "list-ledger-kept": warning(
        "原来的整改台账有人改动过，已另存为“{kept}”", "请把其中仍要保留的内容誊到新的台账里。"
    ),
}

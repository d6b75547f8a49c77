"""Told of approved grades and of what is made from them."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, info, warning

APPROVAL: dict[str, Entry] = {
    "approval-open": error(
        "还没有审定等次（建议等次是“{proposed}”）", "请在“等次审定”表里选好、保存，再运行一次。"
    ),
    "approval-none": error(
        "还没有审定等次，共 {number} 人",
        "请由党委研究，在“等次审定”表的黄色格里选好、保存、关闭，再运行一次。",
    ),
    "approval-formula": error(
        "审定等次是公式“{value}”，不知道党委定的是什么",
        "请从列表里选；或者选中这一栏复制，选择性粘贴为数值，保存后再运行一次。",
    ),
    "approval-unknown": error(
        "审定等次写的是“{value}”，不是方案里的等次", "请改选{grades}中的一个，保存后再运行一次。"
    ),
    "approval-reason-missing": error(
        "审定等次“{grade}”和建议等次“{proposed}”不同，没有写理由",
        "请在“改动理由”一栏写明，保存后再运行一次。",
    ),
    "approval-over-limit": error(
        "审定等次“{grade}”高于否决事项或等次前提允许的最高等次“{most}”",
        "请改定等次；党委决定突破的，请先在方案“审定和公文”表的“审定可突破否决和前提”里选“是”，并写明理由。",
    ),
    "approval-over-limit-allowed": warning(
        "审定等次“{grade}”高于否决事项或等次前提允许的最高等次“{most}”，方案允许，理由是：{reason}",
        "请知悉，留作依据。",
    ),
    "approval-over-quota": error(
        "{pool}“{grade}”至多 {room} 人，审定了 {number} 人（和建议不同的：{changed}）",
        "请改定等次；党委决定超出的，请先在方案“审定和公文”表的“审定可超名额”里选“是”，并写明理由。",
    ),
    "approval-over-quota-allowed": warning(
        "{pool}“{grade}”至多 {room} 人，审定了 {number} 人，方案允许（和建议不同、写了理由的：{changed}）",
        "请知悉，留作依据。",
    ),
    "approval-row-missing": error(
        "“等次审定”表里没有这一行", "请把删掉的行找回来；找不回来的，请重新评定，再填审定等次。"
    ),
    "approval-row-twice": error(
        "有两行都是{target}的，审定等次还不一样或者在同一张表里", "请只留一行，保存后再运行一次。"
    ),
    "approval-row-mixed": error(
        "这一行的组织编号是{target}的，党组织却写着“{found}”",
        "请改回来，核对审定等次是谁的，保存后再运行一次。",
    ),
    "approval-whose": error(
        "这里有审定等次“{value}”，旁边的组织编号“{code}”却不在方案里，不知道是谁的",
        "请把组织编号改回来，或者清空这一格，保存后再运行一次。",
    ),
    "approval-ground-changed": error(
        "评定以后，{what}变了", "请重新评定（assess），由党委按新的结果审定，再出通报。"
    ),
    "approval-ground-outcome": error(
        "评定以后，总分、建议等次或者最高可定的等次变了的有：{targets}",
        "请重新评定（assess），由党委按新的结果审定，再出通报。",
    ),
    "approval-ground-new": error(
        "评定以后，多了{what}", "请重新评定（assess），由党委按新的结果审定，再出通报。"
    ),
    "approval-ground-gone": error(
        "评定以后，少了{what}", "请重新评定（assess），由党委按新的结果审定，再出通报。"
    ),
    "annual-barred": error(
        "{name}（{target}）述职评议考核审定为“{got}”，年度考核却拟评“优秀”",
        "述职评议考核不是“{best}”的，年度考核不能评优秀，请改拟别的等次。",
    ),
    "annual-doubtful": warning(
        "名单上的{name}和几个述职人同名，认不出是哪一个",
        "请在名单的“党组织”一栏写上全称（没有这一栏的加上），再运行一次，或者人工核对。",
    ),
    "annual-elsewhere": warning(
        "名单上拟评“优秀”的{who}和{target}的{reporter}同名，认不出是不是同一个人；{reporter}述职评议考核审定为“{got}”",
        "请人工核对：是同一个人的，述职评议考核不是“{best}”，不能评优秀，请改拟别的等次；不是的，不用管。",
    ),
    "annual-unsure": info(
        "名单上有同名的，但认不出有没有这些人：{names}",
        "请人工核对；在名单的“党组织”一栏写上全称、再运行一次，就能认出来。",
    ),
    "annual-headings": error(
        "名单里找不到“姓名”“年度考核等次”两栏，或者有几栏都像，没有核对年度考核等次",
        "请在一张表的同一行里写上这两个标题（各一栏；同名的另加“党组织”一栏），保存后再运行一次。",
    ),
    "annual-unread": error(
        "名单读不出来（{reason}），没有核对年度考核等次", "请另存为 .xlsx 工作簿，再运行一次。"
    ),
    "annual-unlisted": info("名单上没有：{names}", "不在这份名单里考核的，不用管；漏了的，请补上。"),
    "annual-none": info(
        "没有年度考核名单，没有核对年度考核等次",
        "要核对的，请把拟定的名单（有“姓名”“年度考核等次”两栏）存成“{name}”放在工作目录里，再运行一次。",
    ),
    "paper-touched": warning(
        "这份文件被人改动过，没有覆盖", "以它为准的就用它；要重新生成的，请把它移走，再运行一次。"
    ),
    "paper-stale": warning("现在已不用这份文件了，但它被人改动过，没有删除", "不要的请删除。"),
}

"""Told of approved grades and of what is made from them."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, warning

APPROVAL: dict[str, Entry] = {
    "approval-open": error(
        "还没有审定等次（建议等次是“{proposed}”）", "请在“等次审定”表里选好、保存，再运行一次。"
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
}

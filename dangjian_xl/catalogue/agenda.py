"""Told of who speaks when."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, info, warning

AGENDA: dict[str, Entry] = {
    "agenda-over": warning(
        "场次“{session}”{starts} 至 {ends} 共 {minutes} 分钟；{number} 人每人 {each} 分钟要 {speaking} 分钟{rest}，"
        "超出 {over} 分钟，最多排 {most} 人",
        "请延长会议、缩短每人时间、减少休息，或加开一场。",
    ),
    "agenda-undone": error(
        "层面“{tier}”没有排议程：{speakers} 位述职人，各场次一共只排得下 {room} 位",
        "请按同时列出的数字改“现场述职安排”表，再运行 agenda。",
    ),
    "agenda-spare": info(
        "场次“{session}”没有人发言：“{tier}”的述职人在前面的场次已经排完", "不需要这一场的，可以删去这一行。"
    ),
    "agenda-two-orders": warning(
        "场次“{session}”的发言顺序或抽签号和同一层面的场次“{first}”不同，按“{first}”的排",
        "请改成一样，或清空这一场的抽签号。",
    ),
    "agenda-left": warning(
        "这份议程是按改动前的场次排的，但有人改动过，没有删去",
        "请不要再用；排出新的议程以前，请把它移走或删去。",
    ),
    "agenda-kept": warning(
        "原来的议程有人改动过，已另存为“{kept}”", "请把其中仍要保留的内容抄到新的议程上。"
    ),
    "agenda-overlap": warning("场次“{one}”和“{other}”在“{place}”的时间重叠", "请改其中一场的时间或地点。"),
    "agenda-overlap-somewhere": info(
        "场次“{one}”和“{other}”时间重叠，地点没有都填上，看不出会不会撞在一处", "请填上地点，或错开时间。"
    ),
}

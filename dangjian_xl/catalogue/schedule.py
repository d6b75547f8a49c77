"""Told of who inspects whom, and of who speaks when."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, info, warning

SCHEDULE: dict[str, Entry] = {
    "schedule-excluded": error(
        "{team}不能检查{target}：{reason}", "请换一个检查组，或删去“检查回避”里的这一行。"
    ),
    "schedule-past": info("{team}上年也检查过{target}", "能换的请换一个；不换也可以。"),
    "schedule-day": error(
        "{team}的检查日期是 {day}，不在可以检查的日子里（{first} 至 {last}{weekend}）",
        "请改日期，或改“交叉检查要求”。",
    ),
    "schedule-team-busy": error("{name}在 {day} 的检查超过了一天 {limit} 个", "请把多出的改到别的日子。"),
    "schedule-target-busy": error(
        "{name}在 {day} 接待的检查组超过了一天 {limit} 个", "请把多出的改到别的日子。"
    ),
    "schedule-place": error(
        "{day} 在“{place}”同时检查{other}和{target}，地点冲突", "请改其中一个的日期或地点。"
    ),
    "schedule-teams-few": warning(
        "要求每个单位由 {teams} 个组检查，还不够的有：{names}", "请补上，或运行 schedule 命令排出其余的。"
    ),
    "schedule-teams-many": warning("要求每个单位由 {teams} 个组检查，多出的有：{names}", "请删去多余的行。"),
    "schedule-undated": warning("有 {count} 次检查没有填日期", "请补上，或运行 schedule 命令排出日期。"),
    "schedule-uneven": warning(
        "检查任务不均：{busy}检查 {most} 个，{idle}检查 {least} 个", "如不合本意，请调整。"
    ),
    "agenda-over": warning(
        "场次“{session}”{starts} 至 {ends} 共 {minutes} 分钟；{number} 人每人 {each} 分钟要 {speaking} 分钟{rest}，"
        "超出 {over} 分钟，最多排 {most} 人",
        "请延长会议、缩短每人时间、减少休息，或加开一场。",
    ),
    "agenda-two-orders": warning(
        "场次“{session}”的发言顺序或抽签号和同一层面的场次“{first}”不同，按“{first}”的排",
        "请改成一样，或清空这一场的抽签号。",
    ),
    "agenda-overlap": warning("场次“{one}”和“{other}”在“{place}”的时间重叠", "请改其中一场的时间或地点。"),
    "plan-touched": error("这份安排有人改过，没有覆盖", "要用新的，请先把这份移走或删除，再运行一次。"),
    "schedule-clash": error(
        "“{component}”排不出来，下面几条不能同时做到：{demands}", "请放宽其中一条，再运行 schedule 命令。"
    ),
    "schedule-unsolved": error(
        "“{component}”在规定的计算量里没有排出来",
        "请先自己排定一部分，或放宽日期和每天的个数，再运行 schedule 命令。",
    ),
}

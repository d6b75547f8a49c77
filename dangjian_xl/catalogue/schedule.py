"""Told of cross-inspection schedules: typed by hand or made, and why one cannot be made."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, info, warning

_EASE = "请放宽这一条，或放宽同时列出的另一条。"

SCHEDULE: dict[str, Entry] = {
    # a schedule against its rules
    "schedule-teams-many": error(
        "{target}安排了 {count} 个检查组，要求是 {teams} 个", "请删去多余的，或改“交叉检查要求”表。"
    ),
    "schedule-teams-few": warning(
        "每个单位要有 {teams} 个检查组，还不够的有：{units}",
        "请在“交叉检查安排”表里补上，或用 schedule 命令排出其余的。",
    ),
    "schedule-day-outside": error(
        "检查日期是 {day}，不在“交叉检查要求”表第 {row} 行的 {first} 至 {last} 之内",
        "请改日期；留空的，schedule 命令会排。",
    ),
    "schedule-day-weekend": error(
        "检查日期 {day} 是周末，“交叉检查要求”表第 {row} 行写明周末不检查",
        "请改日期，或改那里的“周末也检查”。",
    ),
    "schedule-days-missing": warning(
        "从这一行起，有 {count} 行还没有检查日期", "请填上，或用 schedule 命令排出来。"
    ),
    "schedule-excluded": error(
        "{rater}要回避{target}（{reason}，见“检查回避”表第 {row} 行）", "请换一个检查组。"
    ),
    "schedule-team-busy": error(
        "{rater}在 {day} 安排了 {count} 次检查（{targets}），一天至多 {most} 次", "请把其中的改到别的日子。"
    ),
    "schedule-target-busy": error(
        "{target}在 {day} 要接待 {count} 个检查组（{raters}），一天至多 {most} 个", "请把其中的改到别的日子。"
    ),
    "schedule-place-clash": error(
        "{day} 检查{target}和第 {row} 行检查{other}都在{place}", "请改其中一个的日期或地点。"
    ),
    "schedule-load-uneven": warning(
        "各组检查的单位数不均：{rater}有 {most} 个，{lighter}只有 {least} 个",
        "可以把检查{target}改由{lighter}去；有别的考虑的不用改。",
    ),
    "schedule-past": info("上年也是{organisation}检查{target}", "能换的请换一个检查组；换不开的不用改。"),
    # why there is no schedule, by counting
    "schedule-no-days": error(
        "{first} 至 {last} 之间没有可以检查的日子", "请延长日期，或在“周末也检查”里选“是”。"
    ),
    "schedule-teams-lacking": error(
        "{target}要由 {teams} 个检查组检查（“交叉检查要求”表第 {row} 行），{all} 个组里能去的只有 {able} 个{names}{why}",
        "请增加检查组、减少“每单位几个组”，或取消回避。",
    ),
    "schedule-groups-many": error(
        "这个环节由 {count} 类评价主体检查（{groups}），每个单位至少各要一个组，要求却是每单位 {teams} 个组",
        "请把“每单位几个组”改成至少 {count}，或在“评价安排”表里减少评价主体。",
    ),
    "schedule-target-days": error(
        "每个单位每天至多接待 {daily} 个组、{days} 天至多 {most} 个，要求是 {teams} 个",
        "请延长日期，或放宽“每单位每天至多”。",
    ),
    "schedule-capacity": error(
        "{raters} 个检查组每天各至多检查 {daily} 个单位、{days} 天{away}共 {capacity} 次，"
        "{units} 个单位各 {teams} 次要检查 {needed} 次，少 {short} 次",
        "请延长日期、增加检查组，或放宽“每组每天至多”。",
    ),
    "schedule-mutual-many": error(
        "{units} 个单位各出一个组，又不得互相检查，至多检查 {possible} 次；每个单位 {teams} 个组要检查 {needed} 次",
        "请把“每单位几个组”减到 {most}，或增加不属于这些单位的检查组。",
    ),
    "schedule-place-days": error(
        "{units}都在{place}，同一天只能检查其中一个，每个单位要 {each} 天，共要 {needed} 天，可以检查的只有 {days} 天",
        "请延长日期、放宽“每单位每天至多”，或给其中的单位改一个地点。",
    ),
    "schedule-unknown": error(
        "在限定的计算量里没有排出来，也没能证明排不出来",
        "请多留几天、减少已经填好的安排或回避，再试一次；也可以自己填“交叉检查安排”表。",
    ),
    # why there is no schedule: these together
    "schedule-clash": error(
        "交叉检查排不出来：下面 {count} 条要求不能同时做到", "请在下面列出的各条里放宽任意一条，再排一次。"
    ),
    "schedule-demand-teams": error("每个单位要由 {teams} 个检查组检查：{units}", _EASE),
    "schedule-demand-group": error("每个单位至少要有一个{group}的组：{units}", _EASE),
    "schedule-demand-days": error("只能在 {first} 至 {last} 之间的 {days} 天检查", _EASE),
    "schedule-demand-team-daily": error("每天至多检查 {most} 个单位：{raters}", _EASE),
    "schedule-demand-target-daily": error("每天至多接待 {most} 个检查组：{units}", _EASE),
    "schedule-demand-place": error("{units}都在{place}，同一天只能检查其中一个", _EASE),
    "schedule-demand-own": error(
        "检查组不检查本单位和它的上下级", "这一条不能放宽；请放宽同时列出的另一条，或增加别的单位的检查组。"
    ),
    "schedule-demand-mutual": error(
        "两个单位不得互相检查", "这一条不能放宽；请放宽同时列出的另一条，或增加别的单位的检查组。"
    ),
    "schedule-demand-excluded": error("{rater}回避{target}（{reason}）", _EASE),
    "schedule-demand-typed": error("已经填好由{rater}检查{target}{day}", _EASE),
    # the printed schedule
    "schedule-left": warning(
        "这份安排表是按改动前的要求排的，但有人改动过，没有删去",
        "请不要再用；排出新的以前，请把它移走或删去。",
    ),
    "schedule-kept": warning(
        "原来的安排表有人改动过，已另存为“{kept}”",
        "请把其中仍要保留的内容填进方案的“交叉检查安排”表，再排一次。",
    ),
}

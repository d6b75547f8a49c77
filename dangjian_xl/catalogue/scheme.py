"""Told of schemes, and of forms that are issued."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, info, warning

SCHEME: dict[str, Entry] = {
    "scheme-sheet-missing": error(
        "方案里没有“{sheet}”这张表", "改了名的，请把工作表改回这个名字；删掉了的，请从新建的方案里复制回来。"
    ),
    "scheme-column-missing": error("没有“{column}”这一列", "请恢复这一列的标题，标题文字须与原来一致。"),
    "scheme-column-twice": error("“{column}”出现了两次，不知以哪一处为准", "请只留一处，删去多余的。"),
    "scheme-cell-blank": error("“{column}”没有填", "请填写。{help}"),
    "scheme-cell-refused": error("“{column}”填的是“{value}”", "应填{expected}。"),
    "scheme-cell-error": error("“{column}”是公式错误 {value}", "请改成具体的内容。"),
    "scheme-duplicate": error("“{value}”在第 {first} 行已经有了", "请改成不重复的，或删去多余的一行。"),
    "scheme-unknown-reference": error(
        "“{column}”填的“{value}”在“{table}”表里找不到", "请从下拉列表里选，或先在“{table}”表里补上。"
    ),
    "scheme-empty-table": error("“{sheet}”表一行也没有", "请至少填写一行。"),
    "scheme-dates-order": error("{what}是 {later}，却早于{than}（{earlier}）", "请改正日期的先后。"),
    "scheme-date-outside": error(
        "{what}是 {day}，不在考核起止日期（{starts} 至 {ends}）之内",
        "请改正这个日期，或在“基本信息”表里改起止日期。",
    ),
    "scheme-cap-fine": error(
        "总分上限 {cap} 比总分保留的 {digits} 位小数更细，总分会超过上限",
        "请改总分上限，或增加保留的小数位数。",
    ),
    "scheme-circular-superior": error("上级组织绕成了圈：{circle}", "请改正其中一个组织的“上级组织”。"),
    "scheme-no-reporter": error(
        "{name}参加考核，但书记和副书记都没有填", "请填写书记；没有书记的填写副书记。"
    ),
    "scheme-tier-empty": error(
        "“{tier}”没有任何党组织参加", "请在“党组织”表里填上参加这个层面的组织，或删去这个层面。"
    ),
    "scheme-component-weights": error(
        "“{tier}”各环节权重合计是 {total}，不是100", "请调整权重，使合计正好为100。"
    ),
    "scheme-panel-weights": error(
        "环节“{component}”各评价主体权重合计是 {total}，不是100",
        "请调整“评价安排”表里的权重，使合计正好为100。",
    ),
    "scheme-tier-without-components": error("“{tier}”没有任何评价环节", "请在“评价环节”表里补上。"),
    "scheme-component-without-panels": error(
        "环节“{component}”没有安排任何评价主体", "请在“评价安排”表里补上。"
    ),
    "scheme-group-without-raters": error(
        "评价主体“{group}”没有任何评价人", "请在“评价人”表里补上；不记名的，在“评价主体”表里填匿名票张数。"
    ),
    "scheme-ballots-named": error(
        "评价主体“{group}”填了匿名票 {ballots} 张，“评价人”表里却登记了 {count} 人",
        "匿名的请删去这些评价人；要记名的请清空匿名票张数。",
    ),
    "scheme-ballots-scope": error(
        "匿名评价主体“{group}”的评价范围是“{scope}”，但不记名的票不知道由谁填", "请把评价范围改为“{all}”。"
    ),
    "scheme-ballots-few": warning(
        "评价主体“{group}”只有匿名票 {ballots} 张，不足 {least} 张，结果里只有合成后的得分，不列各张票",
        "如不合本意，请增加张数。",
    ),
    "scheme-name-twice": error(
        "“{name}”和第 {first} 行同名，表上分不清", "请改成不同的名称，如加上单位或序号。"
    ),
    "scheme-rater-without-organisation": error(
        "{rater}按“{scope}”评价，但没有填所在组织", "请在“评价人”表里填上所在组织。"
    ),
    "scheme-trim-missing": error(
        "合成方法是“去最高最低后平均”，却没有填“多于几张才去高低”",
        "请填写，如 5 表示多于5张时去掉一个最高、一个最低。",
    ),
    "scheme-trim-unused": warning(
        "合成方法是“{method}”，“多于几张才去高低”不起作用", "请清空这一格，或改选“去最高最低后平均”。"
    ),
    "scheme-trim-never": warning(
        "“{group}”评一个对象最多只有 {most} 张表，不多于 {above} 张，永远不会去掉最高最低",
        "请改小“多于几张才去高低”，增加评价人，或改选“平均”。",
    ),
    "scheme-trim-some": warning(
        "“{group}”评{target}最多只有 {number} 张表，不多于 {above} 张，不会去掉最高最低（这样的共 {count} 人），评别的对象会去掉",
        "如要一样对待，请改“多于几张才去高低”，或增加评价人。",
    ),
    "scheme-target-unrated": error(
        "{target}在环节“{component}”里没有任何“{group}”的评价人", "请检查评价范围、上级组织或“交叉检查安排”。"
    ),
    "scheme-visit-self": error("{rater}被安排检查自己所在的{target}", "请换一个检查组。"),
    "scheme-visit-related": error(
        "{rater}来自{organisation}，是{target}的上级或下级", "请换一个没有上下级关系的检查组。"
    ),
    "scheme-visit-mutual": error("{rater}和{other}互相检查", "请改动其中一个，避免互相打分。"),
    "scheme-visit-unused": error(
        "{rater}没有按“按检查安排”评价{target}的任务", "请检查检查组和被检查单位是否填对。"
    ),
    "scheme-form-without-items": error("表单“{form}”没有任何指标", "请在“指标”表里补上。"),
    "scheme-form-unused": warning("表单“{form}”没有用在任何评价安排里", "不用的表单可以删去。"),
    "scheme-form-total": error(
        "表单“{form}”各项满分合计是 {total}，不是 {expected}", "请调整各项满分，或改正“满分合计”。"
    ),
    "scheme-form-unscored": error(
        "表单“{form}”没有一项计分的指标，却用在计分的评价安排里",
        "请至少设一项计分的指标；只收不计分的，把评价安排的权重填0。",
    ),
    "scheme-item-full-missing": error("“{item}”是计分的指标，却没有满分（或满分为0）", "请填写大于0的满分。"),
    "scheme-item-full-unused": error("“{item}”不计分，却填了满分", "请清空满分，或改变填写方式。"),
    "scheme-item-unit-missing": error(
        "“{item}”的填写方式是“{kind}”，却没有填“每次扣分／要求次数”", "请填写大于0的数。"
    ),
    "scheme-item-unit-unused": warning(
        "“{item}”的填写方式是“{kind}”，“每次扣分／要求次数”不起作用", "请清空这一格。"
    ),
    "scheme-item-digits": error(
        "“{item}”的满分 {full} 比表单允许的 {digits} 位小数更细，评价人永远打不出满分",
        "请改满分，或放宽表单的小数位数。",
    ),
    "scheme-matrix-wide": error(
        "表单“{form}”有 {count} 个指标，评分矩阵和测评票每个指标占一列，最多 {limit} 个",
        "请减少指标，或把样式改为“评分表”。",
    ),
    "scheme-item-kind": error(
        "“{form}”是{form_kind}，不能有填写方式为“{kind}”的指标", "{form_kind}只能用：{allowed}。"
    ),
    "scheme-band-overlap": error(
        "“{better}”和“{worse}”两个等次的分数段重叠：{detail}",
        "请改正下限，使每个等次的下限都低于上一等次的下限。",
    ),
    "scheme-band-gap": error(
        "“{better}”和“{worse}”两个等次之间有空档：{detail}，落在其中的得分没有等次",
        "请使“{worse}”的上限（不含）等于“{better}”的下限。",
    ),
    "scheme-band-bottom": error(
        "最后一个等次“{grade}”的下限是 {lower}，低于它的得分没有等次", "请把最后一个等次的下限改为0。"
    ),
    "scheme-band-above": error("“{grade}”的下限 {lower} 超过了满分100，永远达不到", "请改正下限。"),
    "scheme-band-top": warning(
        "“{grade}”是最好的等次，它的上限 {upper} 不起作用", "最好的等次没有上限，请清空这一格。"
    ),
    "scheme-band-capped": error(
        "“{grade}”的下限 {lower} 高于总分上限 {cap}，永远达不到",
        "请改正下限，或在“基本信息”表里改总分上限。",
    ),
    "scheme-band-fine": info(
        "“{grade}”的下限 {lower} 比总分保留的 {digits} 位小数更细，取整后够到 {reached} 分才算达到",
        "如不合本意，请改下限，或增加保留的小数位数。",
    ),
    "scheme-ballot-points-missing": error(
        "表单“{form}”要选等次，但等次“{grade}”没有填“测评票分值”",
        "请给每个等次填上分值，如 100、80、60、40。",
    ),
    "scheme-ballot-points-zero": error(
        "最好的等次“{grade}”的测评票分值是0，无法折算", "请填大于0的分值，如100。"
    ),
    "scheme-ballot-points-scale": info(
        "测评票分值最高是{best}，按与最好等次的比例折成百分制：{listed}",
        "如不合本意，请改测评票分值；合乎本意的，不用改。",
    ),
    "scheme-ballot-points-band": warning(
        "“{form}”上全都选“{grade}”的，折成 {marks} 分，落在“{band}”的分数段里",
        "如不合本意，请改测评票分值或各等次的下限。",
    ),
    "scheme-group-unused": warning(
        "评价主体“{group}”没有用在任何评价安排里", "如不参加评价，可以不管；否则请在“评价安排”表里补上。"
    ),
    "scheme-rater-idle": warning(
        "{rater}没有任何评价对象，不会发给他表", "请检查评价范围、所在组织和检查安排；确实不评的，可以不管。"
    ),
    "scheme-ballot-points-order": error(
        "等次“{worse}”的测评票分值 {low} 不低于更好的“{better}”（{high}）", "请使分值从好到差依次递减。"
    ),
    "scheme-quota-conflict": error(
        "“{wide}”及以上至多 {wide_places} 人，比“{narrow}”及以上的 {narrow_places} 人还少（{pool}共 {base} 人），“{narrow}”的名额永远用不满",
        "请改正其中一个比例。",
    ),
    "scheme-quota-never": error("“{grade}”已是最{end}的等次，“{side}”对它没有意义", "请改选等次或限制方式。"),
    "scheme-quota-zero": warning(
        "{pool}共 {base} 人，按 {share}（{rounding}）计算，“{grade}”的名额是0，没有人能评上",
        "如不合本意，请改变比例、取整方式或计算基数。",
    ),
    "scheme-quota-none": warning(
        "{pool}共 {base} 人，按 {share}（{rounding}）计算，“{grade}”及以下至少 0 人，等于没有限制",
        "如不合本意，请改变比例、取整方式或计算基数。",
    ),
    "scheme-quota-outdone": warning(
        "{pool}共 {base} 人，“{grade}”及以上按这一行可有 {places} 人，按第 {row} 行只可有 {fewer} 人；几行都要满足，这一行不起作用",
        "这一行是要代替那一行的，请改那一行的“只限层面”，或只留一行。",
    ),
    "scheme-quota-tier-only": info(
        "计算基数是“全校”，又填了“只限层面”：只按“{tier}”的 {base} 人计算，也只管这个层面",
        "要按全校人数计算的，请清空“只限层面”；否则不用改。",
    ),
    "scheme-quota-pool-part": info(
        "{pool}里还有 {others} 人不属于“{tier}”：这个名额只按该层面的 {base} 人计算，不管那 {others} 人",
        "要按全池人数计算的，请清空“只限层面”；否则不用改。",
    ),
    "scheme-pool-alike": warning(
        "名额池“{name}”和第 {first} 行的“{other}”只差空格、全角半角或大小写，程序算作两个池",
        "如果是同一个池，请写得一模一样；否则请写清区别。",
    ),
    "scheme-pool-unused": info(
        "“{tier}”有 {count} 个党组织填了名额池，但没有按“名额池”计算、管到这个层面的名额，名额池不起作用",
        "要按名额池计算的，请在“名额”表里把计算基数改为“名额池”；否则不用改。",
    ),
    "scheme-quota-pool-missing": error(
        "名额按“名额池”计算，但{target}没有填名额池", "请在“党组织”表里填上名额池。"
    ),
    "scheme-veto-top": warning("否决事项“{veto}”的最高等次是“{grade}”，等于没有限制", "请改选较低的等次。"),
    "scheme-not-a-target": error(
        "{name}不参加考核（没有填层面），不能在这里登记", "请改选参加考核的党组织。"
    ),
    "scheme-precondition-item": error(
        "环节“{component}”的表单里没有编号为“{item}”的计分指标", "请改正指标编号；看整个环节则留空。"
    ),
    "scheme-precondition-unclear": error(
        "环节“{component}”有几种表都有编号为“{item}”的指标，却不是同一项（{texts}），不知看哪一个",
        "同一项的，请把指标改成一样的文字；不是同一项的，请把其中一种表的指标编号改成不同的。",
    ),
    "scheme-precondition-given": error(
        "环节“{component}”上报的是等次，没有得分，不能作等次前提",
        "请改选有得分的环节（权重为0的也可以），或删去这一行。",
    ),
    "scheme-precondition-bottom": error(
        "“{grade}”是最后一个等次，不能设前提，否则达不到的人没有等次", "请改选较好的等次。"
    ),
    "scheme-one-grade": error(
        "“{form}”是{kind}，须有且只有一个填写方式为“等次”的指标，现有 {count} 个", "请在“指标”表里改正。"
    ),
    "scheme-tally-added": error(
        "计票表的合成方法是“{method}”，但各张计票表的票数是相加的", "请把合成方法改为“{mean}”。"
    ),
    "scheme-kind-named": error(
        "“{group}”不记名，不能填{kind}", "请换一种表，或者在“评价主体”表里清空匿名票张数、登记评价人。"
    ),
    "scheme-validity-unused": warning(
        "“{form}”是{kind}，这条无效规定不起作用", "请清空这一格，或改变样式、增加等次指标。"
    ),
    "scheme-validity-never": warning(
        "表单“{form}”每张只列一个述职人，这条无效规定没有可比的，永远不起作用",
        "请清空这一格，或改变评价范围。",
    ),
    "scheme-best-share-none": warning(
        "表单“{form}”上选“{grade}”的至多占 {share}，{rater}的表只列 {listed} 人，一个也不能选“{grade}”，选了就{done}",
        "如不合本意，请放宽“最好等次至多占”，或清空这一格。",
    ),
    "scheme-stage-endless": error(
        "工作阶段“{stage}”没有填截止日期，这里却要以它为准", "请在“工作阶段”表里填上截止日期，或在这里另填。"
    ),
    "scheme-inspection-unused": error(
        "环节“{component}”没有“{scope}”的评价安排，交叉检查要求用不上",
        "请改选环节，或在“评价安排”表里把评价范围改为“{scope}”。",
    ),
    "scheme-exclusion-unused": warning(
        "{rater}没有检查任务，回避用不上", "请核对检查组的编号；不用的可以删去。"
    ),
    "scheme-break-half": error(
        "场次“{session}”的“每几人休息”和“休息分钟数”只填了一个", "请两格都填，或者都留空（不休息）。"
    ),
    "scheme-report-shares": error("“{tier}”讲问题至少占 {least}，却又至多占 {most}", "请改正其中一个比例。"),
    "scheme-report-penalty": error(
        "“{tier}”的“减分项目”和“每项减几分”只填了一个", "要减分的两格都填；只提醒、不减分的两格都留空。"
    ),
    "scheme-report-bonus": error("“{kind}”是加分项目，不能用来减分", "请改选方向为“减分”的项目。"),
    "scheme-report-part-missing": error(
        "“{tier}”的报告结构里没有性质为“{kind}”的部分，这条要求无法判断",
        "请在“述职报告结构”表里补上这部分，或清空这条要求。",
    ),
    "scheme-report-part-unused": warning(
        "“{tier}”在“述职报告要求”表里没有一行，它的报告结构用不上", "请在“述职报告要求”表里补一行。"
    ),
    "scheme-visits-unplanned": warning(
        "环节“{component}”还没有交叉检查安排，“{group}”的表发不出去",
        "请填写“交叉检查安排”表，或用 schedule 命令排出来，再发放。",
    ),
    "scheme-adjustment-cap": warning(
        "分值 {points} 超过“{kind}”的累计上限 {cap}，只按 {cap} 计", "请核对分值或上限。"
    ),
    "scheme-adjustment-repeat": warning(
        "“{award}”对{target}的{direction}已在第 {first} 行登记过，同一事由的{direction}只计一次，按最高的 {points} 分计",
        "如果是两件事，请写清区别；否则请删去一行。",
    ),
    "scheme-adjustment-alike": warning(
        "“{award}”和第 {first} 行的“{other}”只差空格或标点，程序算作两件事，{target}两次都计",
        "如果是同一件事，请写得一模一样，或删去一行；否则请写清区别。",
    ),
    "scheme-given-adjustment": warning(
        "“{tier}”的等次由情况汇总表上报，没有总分，{target}的这次加减分不起作用",
        "请删去这一行；要影响等次的，请在“否决登记”表里登记，或由党委审定时考虑。",
    ),
    "scheme-given-penalty": warning(
        "“{tier}”的等次由情况汇总表上报，没有总分，述职报告的减分不起作用",
        "请清空“减分项目”和“每项减几分”；不合要求的仍会提醒。",
    ),
    "scheme-given-several": warning(
        "{target}的等次有 {number} 份情况汇总表上报（这样的共 {count} 人），报得不一样的，无法评定",
        "请改评价范围、评价人或评价安排，使每人只由一份表上报。",
    ),
    "scheme-summary-converted": info(
        "“{tier}”还有别的计分办法，“{form}”上报的等次按测评票分值折成得分，不直接作为建议等次",
        "要直接以上报的等次为准，这个层面计分的评价安排都须用情况汇总表，别的环节权重填0。",
    ),
    "scheme-tie-order-missing": error(
        "总分相同时要“比较环节得分”，但“{tier}”没有任何环节填了“同分比较顺序”",
        "请在“评价环节”表里填写，先比较的填1。",
    ),
    "scheme-tie-order-uncounted": warning(
        "环节“{component}”权重是0，不计入总分，总分相同时不比较它，填的“同分比较顺序”不起作用",
        "请清空这一格；要比较它，请填上权重。",
    ),
    "scheme-tie-order-given": warning(
        "环节“{component}”上报的是等次，没有得分，填的“同分比较顺序”不起作用", "请清空这一格。"
    ),
    "scheme-tie-order-twice": error("“{tier}”有两个环节的同分比较顺序都是 {order}", "请改成不重复的顺序。"),
    "scheme-samples": info(
        "方案里有 {count} 行标着“示例，须经党委审定”，是源文件没有规定、暂定的内容",
        "请在正式使用前逐行审定，并改写备注。",
    ),
    "scheme-file-unreadable": error(
        "方案文件打不开：{reason}", "请用 Excel 或 WPS 打开确认，另存为 .xlsx 后再试。"
    ),
}

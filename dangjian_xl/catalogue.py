"""Every sentence that staff can be told, by code: severity, what is wrong, what to do. Names in braces are context.

A remedy ends its sentence; `what` does not (the full stop is added). New rule, new entry here; nothing else words it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """Wording of one code; `severity` is error, warning or info."""

    severity: str
    what: str
    remedy: str


def _error(what: str, remedy: str) -> Entry:
    return Entry("error", what, remedy)


def _warning(what: str, remedy: str) -> Entry:
    return Entry("warning", what, remedy)


def _info(what: str, remedy: str) -> Entry:
    return Entry("info", what, remedy)


SCHEME: dict[str, Entry] = {
    "scheme-sheet-missing": _error(
        "方案里没有“{sheet}”这张表", "改了名的，请把工作表改回这个名字；删掉了的，请从新建的方案里复制回来。"
    ),
    "scheme-column-missing": _error("没有“{column}”这一列", "请恢复这一列的标题，标题文字须与原来一致。"),
    "scheme-column-twice": _error("“{column}”出现了两次，不知以哪一处为准", "请只留一处，删去多余的。"),
    "scheme-cell-blank": _error("“{column}”没有填", "请填写。{help}"),
    "scheme-cell-refused": _error("“{column}”填的是“{value}”", "应填{expected}。"),
    "scheme-cell-error": _error("“{column}”是公式错误 {value}", "请改成具体的内容。"),
    "scheme-duplicate": _error("“{value}”在第 {first} 行已经有了", "请改成不重复的，或删去多余的一行。"),
    "scheme-unknown-reference": _error(
        "“{column}”填的“{value}”在“{table}”表里找不到", "请从下拉列表里选，或先在“{table}”表里补上。"
    ),
    "scheme-empty-table": _error("“{sheet}”表一行也没有", "请至少填写一行。"),
    "scheme-dates-order": _error("{what}是 {later}，却早于{than}（{earlier}）", "请改正日期的先后。"),
    "scheme-date-outside": _error(
        "{what}是 {day}，不在考核起止日期（{starts} 至 {ends}）之内",
        "请改正这个日期，或在“基本信息”表里改起止日期。",
    ),
    "scheme-cap-fine": _error(
        "总分上限 {cap} 比总分保留的 {digits} 位小数更细，总分会超过上限",
        "请改总分上限，或增加保留的小数位数。",
    ),
    "scheme-circular-superior": _error("上级组织绕成了圈：{circle}", "请改正其中一个组织的“上级组织”。"),
    "scheme-no-reporter": _error(
        "{name}参加考核，但书记和副书记都没有填", "请填写书记；没有书记的填写副书记。"
    ),
    "scheme-tier-empty": _error(
        "“{tier}”没有任何党组织参加", "请在“党组织”表里填上参加这个层面的组织，或删去这个层面。"
    ),
    "scheme-component-weights": _error(
        "“{tier}”各环节权重合计是 {total}，不是100", "请调整权重，使合计正好为100。"
    ),
    "scheme-panel-weights": _error(
        "环节“{component}”各评价主体权重合计是 {total}，不是100",
        "请调整“评价安排”表里的权重，使合计正好为100。",
    ),
    "scheme-tier-without-components": _error("“{tier}”没有任何评价环节", "请在“评价环节”表里补上。"),
    "scheme-component-without-panels": _error(
        "环节“{component}”没有安排任何评价主体", "请在“评价安排”表里补上。"
    ),
    "scheme-group-without-raters": _error(
        "评价主体“{group}”没有任何评价人", "请在“评价人”表里补上；不记名的，在“评价主体”表里填匿名票张数。"
    ),
    "scheme-ballots-named": _error(
        "评价主体“{group}”填了匿名票 {ballots} 张，“评价人”表里却登记了 {count} 人",
        "匿名的请删去这些评价人；要记名的请清空匿名票张数。",
    ),
    "scheme-ballots-scope": _error(
        "匿名评价主体“{group}”的评价范围是“{scope}”，但不记名的票不知道由谁填", "请把评价范围改为“{all}”。"
    ),
    "scheme-ballots-few": _warning(
        "评价主体“{group}”只有匿名票 {ballots} 张，不足 {least} 张，结果里只有合成后的得分，不列各张票",
        "如不合本意，请增加张数。",
    ),
    "scheme-name-twice": _error(
        "“{name}”和第 {first} 行同名，表上分不清", "请改成不同的名称，如加上单位或序号。"
    ),
    "scheme-rater-without-organisation": _error(
        "{rater}按“{scope}”评价，但没有填所在组织", "请在“评价人”表里填上所在组织。"
    ),
    "scheme-trim-missing": _error(
        "合成方法是“去最高最低后平均”，却没有填“多于几张才去高低”",
        "请填写，如 5 表示多于5张时去掉一个最高、一个最低。",
    ),
    "scheme-trim-unused": _warning(
        "合成方法是“{method}”，“多于几张才去高低”不起作用", "请清空这一格，或改选“去最高最低后平均”。"
    ),
    "scheme-target-unrated": _error(
        "{target}在环节“{component}”里没有任何“{group}”的评价人", "请检查评价范围、上级组织或“交叉检查安排”。"
    ),
    "scheme-visit-self": _error("{rater}被安排检查自己所在的{target}", "请换一个检查组。"),
    "scheme-visit-related": _error(
        "{rater}来自{organisation}，是{target}的上级或下级", "请换一个没有上下级关系的检查组。"
    ),
    "scheme-visit-mutual": _error("{rater}和{other}互相检查", "请改动其中一个，避免互相打分。"),
    "scheme-visit-unused": _error(
        "{rater}没有按“按检查安排”评价{target}的任务", "请检查检查组和被检查单位是否填对。"
    ),
    "scheme-form-without-items": _error("表单“{form}”没有任何指标", "请在“指标”表里补上。"),
    "scheme-form-unused": _warning("表单“{form}”没有用在任何评价安排里", "不用的表单可以删去。"),
    "scheme-form-total": _error(
        "表单“{form}”各项满分合计是 {total}，不是 {expected}", "请调整各项满分，或改正“满分合计”。"
    ),
    "scheme-form-unscored": _error(
        "表单“{form}”没有一项计分的指标，却用在计分的评价安排里",
        "请至少设一项计分的指标；只收不计分的，把评价安排的权重填0。",
    ),
    "scheme-item-full-missing": _error(
        "“{item}”是计分的指标，却没有满分（或满分为0）", "请填写大于0的满分。"
    ),
    "scheme-item-full-unused": _error("“{item}”不计分，却填了满分", "请清空满分，或改变填写方式。"),
    "scheme-item-unit-missing": _error(
        "“{item}”的填写方式是“{kind}”，却没有填“每次扣分／要求次数”", "请填写大于0的数。"
    ),
    "scheme-item-unit-unused": _warning(
        "“{item}”的填写方式是“{kind}”，“每次扣分／要求次数”不起作用", "请清空这一格。"
    ),
    "scheme-item-digits": _error(
        "“{item}”的满分 {full} 比表单允许的 {digits} 位小数更细，评价人永远打不出满分",
        "请改满分，或放宽表单的小数位数。",
    ),
    "scheme-matrix-wide": _error(
        "表单“{form}”有 {count} 个指标，评分矩阵和测评票每个指标占一列，最多 {limit} 个",
        "请减少指标，或把样式改为“评分表”。",
    ),
    "scheme-item-kind": _error(
        "“{form}”是{form_kind}，不能有填写方式为“{kind}”的指标", "{form_kind}只能用：{allowed}。"
    ),
    "scheme-band-overlap": _error(
        "“{better}”和“{worse}”两个等次的分数段重叠：{detail}",
        "请改正下限，使每个等次的下限都低于上一等次的下限。",
    ),
    "scheme-band-gap": _error(
        "“{better}”和“{worse}”两个等次之间有空档：{detail}，落在其中的得分没有等次",
        "请使“{worse}”的上限（不含）等于“{better}”的下限。",
    ),
    "scheme-band-bottom": _error(
        "最后一个等次“{grade}”的下限是 {lower}，低于它的得分没有等次", "请把最后一个等次的下限改为0。"
    ),
    "scheme-band-above": _error("“{grade}”的下限 {lower} 超过了满分100，永远达不到", "请改正下限。"),
    "scheme-band-top": _warning(
        "“{grade}”是最好的等次，它的上限 {upper} 不起作用", "最好的等次没有上限，请清空这一格。"
    ),
    "scheme-ballot-points-missing": _error(
        "表单“{form}”要选等次，但等次“{grade}”没有填“测评票分值”",
        "请给每个等次填上分值，如 100、80、60、40。",
    ),
    "scheme-ballot-points-zero": _error(
        "最好的等次“{grade}”的测评票分值是0，无法折算", "请填大于0的分值，如100。"
    ),
    "scheme-group-unused": _warning(
        "评价主体“{group}”没有用在任何评价安排里", "如不参加评价，可以不管；否则请在“评价安排”表里补上。"
    ),
    "scheme-rater-idle": _warning(
        "{rater}没有任何评价对象，不会发给他表", "请检查评价范围、所在组织和检查安排；确实不评的，可以不管。"
    ),
    "scheme-ballot-points-order": _error(
        "等次“{worse}”的测评票分值 {low} 不低于更好的“{better}”（{high}）", "请使分值从好到差依次递减。"
    ),
    "scheme-quota-conflict": _error(
        "“{wide}”及以上至多 {wide_places} 人，比“{narrow}”及以上的 {narrow_places} 人还少（{pool}共 {base} 人），“{narrow}”的名额永远用不满",
        "请改正其中一个比例。",
    ),
    "scheme-quota-never": _error(
        "“{grade}”已是最{end}的等次，“{side}”对它没有意义", "请改选等次或限制方式。"
    ),
    "scheme-quota-zero": _warning(
        "{pool}共 {base} 人，按 {share}（{rounding}）计算，“{grade}”的名额是0，没有人能评上",
        "如不合本意，请改变比例、取整方式或计算基数。",
    ),
    "scheme-quota-pool-missing": _error(
        "名额按“名额池”计算，但{target}没有填名额池", "请在“党组织”表里填上名额池。"
    ),
    "scheme-veto-top": _warning("否决事项“{veto}”的最高等次是“{grade}”，等于没有限制", "请改选较低的等次。"),
    "scheme-not-a-target": _error(
        "{name}不参加考核（没有填层面），不能在这里登记", "请改选参加考核的党组织。"
    ),
    "scheme-precondition-item": _error(
        "环节“{component}”的表单里没有编号为“{item}”的计分指标", "请改正指标编号；看整个环节则留空。"
    ),
    "scheme-precondition-unclear": _error(
        "环节“{component}”用了不止一种表，都有编号为“{item}”的指标，不知看哪一个",
        "请把其中一种表的指标编号改成不同的。",
    ),
    "scheme-precondition-bottom": _error(
        "“{grade}”是最后一个等次，不能设前提，否则达不到的人没有等次", "请改选较好的等次。"
    ),
    "scheme-stage-endless": _error(
        "工作阶段“{stage}”没有填截止日期，这里却要以它为准", "请在“工作阶段”表里填上截止日期，或在这里另填。"
    ),
    "scheme-inspection-unused": _error(
        "环节“{component}”没有“{scope}”的评价安排，交叉检查要求用不上",
        "请改选环节，或在“评价安排”表里把评价范围改为“{scope}”。",
    ),
    "scheme-exclusion-unused": _warning(
        "{rater}没有检查任务，回避用不上", "请核对检查组的编号；不用的可以删去。"
    ),
    "scheme-break-half": _error(
        "场次“{session}”的“每几人休息”和“休息分钟数”只填了一个", "请两格都填，或者都留空（不休息）。"
    ),
    "scheme-report-shares": _error("“{tier}”讲问题至少占 {least}，却又至多占 {most}", "请改正其中一个比例。"),
    "scheme-report-penalty": _error(
        "“{tier}”的“减分项目”和“每项减几分”只填了一个", "要减分的两格都填；只提醒、不减分的两格都留空。"
    ),
    "scheme-report-bonus": _error("“{kind}”是加分项目，不能用来减分", "请改选方向为“减分”的项目。"),
    "scheme-report-part-missing": _error(
        "“{tier}”的报告结构里没有性质为“{kind}”的部分，这条要求无法判断",
        "请在“述职报告结构”表里补上这部分，或清空这条要求。",
    ),
    "scheme-report-part-unused": _warning(
        "“{tier}”在“述职报告要求”表里没有一行，它的报告结构用不上", "请在“述职报告要求”表里补一行。"
    ),
    "scheme-visits-unplanned": _warning(
        "环节“{component}”还没有交叉检查安排，“{group}”的表发不出去",
        "请填写“交叉检查安排”表，或用 schedule 命令排出来，再发放。",
    ),
    "scheme-adjustment-cap": _warning(
        "分值 {points} 超过“{kind}”的累计上限 {cap}，只按 {cap} 计", "请核对分值或上限。"
    ),
    "scheme-adjustment-repeat": _warning(
        "“{award}”对{target}已在第 {first} 行登记过，同一事由只计分值最高的一次",
        "如果是两件事，请写清区别；否则请删去一行。",
    ),
    "scheme-tie-order-missing": _error(
        "总分相同时要“比较环节得分”，但“{tier}”没有任何环节填了“同分比较顺序”",
        "请在“评价环节”表里填写，先比较的填1。",
    ),
    "scheme-tie-order-twice": _error("“{tier}”有两个环节的同分比较顺序都是 {order}", "请改成不重复的顺序。"),
    "scheme-samples": _info(
        "方案里有 {count} 行标着“示例，须经党委审定”，是源文件没有规定、暂定的内容",
        "请在正式使用前逐行审定，并改写备注。",
    ),
    "scheme-file-unreadable": _error(
        "方案文件打不开：{reason}", "请用 Excel 或 WPS 打开确认，另存为 .xlsx 后再试。"
    ),
}

INTAKE: dict[str, Entry] = {
    "file-lock": _info("这是系统或表格软件留下的临时文件，已跳过", "不必处理。"),
    "file-not-regular": _warning("这不是普通文件（是链接或特殊文件），没有读取", "请放入表格文件本身。"),
    "file-too-large": _error(
        "文件有 {size} MB，超过 {limit} MB，没有读取", "请删去表里的图片等无关内容后重新交表。"
    ),
    "file-empty": _error("文件是空的（0字节）", "请对方重新发送。"),
    "file-not-workbook": _error(
        "这不是表格文件（{kind}）", "请交回填好的 Excel 表，不要交图片、PDF 或网页。"
    ),
    "file-encrypted": _error("文件设了打开密码，没有读取", "请去掉密码后重新交表。"),
    "file-folder-unreadable": _error(
        "这个文件夹打不开，里面的文件都没有读取", "请检查权限或网络盘是否连上，再重新运行。"
    ),
    "file-archive": _error(
        "这是 zip 以外的压缩包，打不开，里面的文件都没有读取", "请解压后把里面的表放进来，或者改压成 .zip。"
    ),
    "file-archive-refused": _error(
        "这个压缩包（或压缩包里的文件）没有读取：{reason}", "请解压后把里面的表放进来。"
    ),
    "file-archive-empty": _warning("这个压缩包是空的", "请对方重新发送。"),
    "file-unpacked": _info("这是压缩包，里面的 {count} 个文件已逐个检查", "不必处理。"),
    "file-gave-up": _error(
        "这个文件没能读出来：{reason}",
        "请用 Excel 或 WPS 打开确认，另存为新的 .xlsx 后重新交表；其他文件不受影响。",
    ),
    "file-failed": _error(
        "程序读这个文件时内部出错，没有读取",
        "请让对方用 Excel 或 WPS 另存为新的 .xlsx 重新交表，并把 {log} 发给维护人员。",
    ),
    "file-unreadable": _error("文件打不开：{reason}", "请用 Excel 或 WPS 打开并另存为 .xlsx 后重新交表。"),
    "file-ignored": _info(
        "不是表格文件（{kind}），没有读取",
        "述职报告、盖章扫描件等不必处理；如果应是评分表，请让对方交回表格文件。",
    ),
    "file-not-a-form": _error(
        "这个工作簿里没有本程序发放的表", "请用发放的表填写；不要把内容复制到新的工作簿里。"
    ),
    "form-other-scheme": _error("这是“{scheme}”方案的表，不是本次的“{current}”", "请改用本次发放的表填写。"),
    "form-outdated": _error(
        "这张表发放以后，方案里与它有关的内容改过了", "退回的表已按新方案誊好，请核对、补齐后交回。"
    ),
    "form-stamp-altered": _error(
        "表里的校验码对不上，可能被改动过，或者不是本工作目录发放的",
        "请改用原来发放的表填写；确是本次发放的，请检查签名密钥文件有没有换过。",
    ),
    "form-unknown": _error(
        "表的校验码没有问题，但方案里已没有这项评价任务（{form}）",
        "请检查方案里的评价安排或检查安排是否改过。",
    ),
    "form-sheet-missing": _error("少了“{sheet}”这一页", "请用完整的表填写，不要删除工作表。"),
    "form-sheet-twice": _error(
        "“{sheet}”这一页有两份，不知以哪一份为准", "退回的表里留的是第一份，请核对后交回。"
    ),
    "form-mixed": _error("一个文件里混进了几份表（{forms}）", "请一份表一个文件。"),
    "form-row-missing": _error("少了“{row}”这一行", "请用发放的原表填写，不要删行（退回的表里已恢复）。"),
    "form-row-twice": _error("“{row}”这一行出现了两次（第 {rows} 行）", "请删去多余的一行。"),
    "form-page-mixed": _error(
        "这一页写着“{found}”，校验码却是“{expected}”，像是粘贴了别的页或改了名字，分不清是谁给谁打的分",
        "请在退回的表里重新填写这一页，不要整页复制粘贴，不要改动上方的名字。",
    ),
    "form-page-blank": _error("这一页没有填写", "请填写后重新交表。"),
    "form-page-unstamped": _error(
        "这一页隐藏的校验码没有了，按表上的名字也认不出是给谁打的分",
        "请在退回的表里重新填写这一页，不要改动隐藏的行和列。",
    ),
    "form-strays": _warning(
        "从这里起还有 {count} 行写在要填的格子以外，没有读取", "如果有意见要写，请写在备注栏。"
    ),
    "form-stray": _warning("这里写的“{value}”不在要填的格子里，没有读取", "如果有意见要写，请写在备注栏。"),
    "form-column-mixed": _error(
        "这一列的标题写的是“{found}”，校验码却是“{expected}”，分不清填的是哪一列{values}",
        "请在退回的表里重新填写这一列，不要移动列。",
    ),
    "form-row-mixed": _error(
        "这一行写的是“{found}”，校验码却是“{expected}”，分不清填的是哪一行{values}",
        "请在退回的表里重新填写这一行；要排序，请连同隐藏的 A 列一起排。",
    ),
    "form-column-missing": _error(
        "少了“{column}”这一列", "请用发放的原表填写，不要删列（退回的表里已恢复）。"
    ),
    "form-column-twice": _error("“{column}”这一列出现了两次", "请删去多余的一列。"),
    "form-row-unknown": _warning(
        "这一行不是本表原有的内容（{row}），没有读取", "如果有意见要写，请写在备注栏。"
    ),
    "form-text-changed": _warning(
        "“{column}”被改成了“{value}”，原来是“{expected}”，仍按原来的计算", "请不要改动表里原有的文字。"
    ),
    "form-keys-lost": _warning(
        "表里隐藏的校验行或校验列（第一行、A 列）缺了，已按表上的文字认出每一格是谁的哪一项",
        "请核对读到的内容；今后请不要删除、清空隐藏的行和列。",
    ),
    "form-stamp-lost": _error(
        "隐藏的校验码没有了，像是复制到新工作簿里的；已按表上的名字誊进退回的表，要请本人确认",
        "请核对退回的表，没有错就把它交回，不用再改什么。",
    ),
    "form-page-foreign": _warning(
        "这一页评的是“{target}”，不在这份表应评的党组织里，没有读取",
        "不必填写；方案有变动的，以重新发放的表为准。",
    ),
    "form-page-self": _warning(
        "这一页评的是“{target}”，是评价人自己所在的党组织；本单位不评本单位，没有读取", "请不要给本单位打分。"
    ),
    "form-row-self": _warning(
        "这一行“{row}”是评价人自己所在的党组织；本单位不评本单位，没有读取",
        "请不要给本单位打分，也不要在表里加行。",
    ),
    "form-file-named": _warning(
        "文件名里写的是“{other}”，这份表却是发给“{rater}”的，仍按“{rater}”计",
        "请问清是谁填的：拿错了表的，请各用各的表重新填写。",
    ),
    "form-signed-other": _warning(
        "签名处写的是“{other}”，这份表却是发给“{rater}”的，仍按“{rater}”计",
        "请问清是谁填的：拿错了表的，请各用各的表重新填写。",
    ),
    "form-notes-unread": _warning(
        "表里有 {count} 处批注没有读取，第一处写着“{note}”", "需要说明的，请写在备注栏里，不要写在批注里。"
    ),
    "form-all-blank": _error("整张表没有填写", "请填写后重新交表。"),
    "form-duplicate": _info("和 {other} 内容相同，只按一份计", "不必处理；多余的一份可以移走。"),
    "form-superseded": _info(
        "这是按改动前的方案填的，已有按现在方案填的 {other}，不再计", "不必处理；旧的一份可以移走。"
    ),
    "form-conflict": _error(
        "和 {other} 是同一份表的两个版本，填的不一样（{differences}），都先不计；{newer}",
        "请确认以哪一份为准，把另一份从回收目录移走。",
    ),
    "ballot-token-twice": _error(
        "和 {other} 是同一张匿名票（票号相同），填的不一样，两份都不计",
        "一张票只能计一次，分不清以哪一份为准。不必打听；投票人自己来说明的，留下说的那一份，把另一份移走。",
    ),
    "ballot-faulty": _error(
        "这张匿名票有 {count} 处没有填好（{cells}），没有计入",
        "不知道是谁填的，不要打听；交票的人自己来更正的，用改好的票替换这一份。",
    ),
    "ballot-outdated": _error(
        "这张匿名票发放以后，方案里与它有关的内容改过了，没有计入", "请重新发放这一类匿名票，由大家重新填写。"
    ),
    "ballot-repaired": _warning(
        "这张匿名票有 {count} 处写法不规范（{cells}），意思确定的已读取，其余没有读取", "不必处理，票已计入。"
    ),
    "ballots-short": _warning(
        "“{component}”的匿名票应收 {due} 张，收回 {returned} 张，有效 {accepted} 张",
        "请提醒大家还可以交票，不要逐个问谁交了没有。",
    ),
    "form-preferred": _warning(
        "按“取最新”（--prefer newest）采用了这一份（最后保存于 {saved}），没有采用 {others}",
        "请核对；要改用另一份的，把不要的从回收目录移走，再运行一次。",
    ),
    "form-mended": _info("{other} 是按这份的退回件改的，这份不再计", "不必处理；这份可以移走。"),
    "form-late": _warning(
        "这份表最后保存于 {saved}，晚于截止日期 {deadline}", "请核实是不是迟交；仍照常计入，不计的请移走。"
    ),
    "form-same-content": _warning(
        "全部答案和{others}一模一样", "请核实是不是各自填写的；没有因此剔除，仍照常计入。"
    ),
    "form-same-page": _warning(
        "这一页的全部答案和{others}一模一样", "请核实是不是整页复制的；没有因此剔除，仍照常计入。"
    ),
    "form-missing": _warning("“{form}”还没有交回（截止 {deadline}）", "请按催报清单催交。"),
}

ANSWERS: dict[str, Entry] = {
    "answer-blank": _error("“{label}”没有填", "{expected}。"),
    "answer-date": _error(
        "“{label}”里是日期 {value}，像是输入“3-5”“3/5”一类的内容时，被表格软件自动变成了日期",
        "请重新填写；{expected}。",
    ),
    "answer-merged": _error(
        "{range} 被合并成了一格（写的是“{value}”），分不清是填给谁、哪一项的",
        "请取消合并，在退回的表里逐格填写。",
    ),
    "answer-misplaced": _error(
        "“{label}”的“{answers}”栏空着，“{column}”栏里却写着 {value}，像是填错了列",
        "请在“{answers}”栏里填写，不要改动别的栏。",
    ),
    "answer-in-note": _error(
        "“{label}”空着，批注里却写着“{note}”", "批注不读取，请直接填在格子里；{expected}。"
    ),
    "answer-note-unread": _warning(
        "“{label}”这一格上的批注“{note}”没有读取", "需要说明的，请写在备注栏里，不要写在批注里。"
    ),
    "answer-scores-overwritten": _warning(
        "有 {count} 行的得分和填写的内容对不上（这一行显示 {shown}，应为 {computed}），以填写的内容计算为准",
        "请核对填写的内容；得分栏不要手工填写。",
    ),
    "answer-score-overwritten": _warning(
        "“{label}”的得分栏显示 {shown}，按填写的内容应为 {computed}，以填写的内容为准",
        "请核对填写的内容；得分栏不要手工填写。",
    ),
    "answer-error": _error("“{label}”是公式错误 {value}", "请直接填内容，不要用公式；{expected}。"),
    "answer-unclear": _error(
        "“{label}”的内容不能确定{value}", "请重新填写这一格，不要用公式和特殊的数字格式；{expected}。"
    ),
    "answer-not-number": _error("“{label}”填的是“{value}”，不是数", "{expected}。"),
    "answer-text-number": _warning(
        "“{label}”填的是文字“{value}”，已读作 {read}", "请核对；今后请直接填数字，不带单位。"
    ),
    "answer-out-of-range": _error("“{label}”填的是 {value}，超出范围", "{expected}。"),
    "answer-too-fine": _error("“{label}”填的是 {value}，小数位数太多", "{expected}。"),
    "answer-not-a-choice": _error("“{label}”填的是“{value}”，不在可选的答案里", "{expected}。"),
    "answer-text-choice": _warning(
        "“{label}”填的是“{value}”，已读作“{read}”", "请核对；今后请从下拉列表里选。"
    ),
    "answer-not-applicable": _error("“{label}”填了“不适用”，但这一项必须评分", "{expected}。"),
    "answer-reason-missing": _error(
        "“{item}”得 {score} 分，没有得满分 {full} 分，却没有写扣分原因", "请在“{label}”一栏写明原因。"
    ),
    "answer-total-overwritten": _warning(
        "合计栏显示 {shown}，各项相加应为 {computed}，以各项相加为准", "请核对各项得分；合计栏不要手工填写。"
    ),
}

RESULTS: dict[str, Entry] = {
    "result-group-missing": _warning(
        "环节“{component}”里“{group}”没有一张有效表，{done}", "请催交后重新评定，或提请党委研究。"
    ),
    "result-no-total": _error("缺少有效表（{component}），算不出总分", "请催交后重新评定。"),
    "result-partial-group": _warning(
        "环节“{component}”里“{group}”应交 {due} 张，有效 {valid} 张，按有效的计算", "请催交后重新评定。"
    ),
    "result-tie-on-line": _warning(
        "{pool}：{targets} 总分同为 {total}，“{grade}”只剩 {places} 个名额，没有自动取舍", "请党委研究决定。"
    ),
    "result-kept": _warning(
        "原来的结果有人改动过（如填了审定等次），已另存为“{kept}”", "请把其中仍要保留的内容誊到新的结果里。"
    ),
    "letter-touched": _warning(
        "这封信被改动过，没有覆盖", "发出前请核对是否还符合现在的情况；要重新生成的，请删除它再运行一次。"
    ),
    "letter-stale": _warning(
        "现在已没有要通知这位评价人的事，但这封信被人改动过，没有删除", "请不要再发；不要的请删除。"
    ),
    "sendback-touched": _warning(
        "退回目录里的这份表被改动过，没有覆盖", "已改好的请移到“回收”目录，替换原来的表；不要的请删除。"
    ),
    "issue-stale": _warning(
        "方案里已没有这份表，但它被人改动过，没有删除", "已填好的请核对是否还要用；不要的请删除。"
    ),
    "issue-touched": _error(
        "这份表和发放时不一样，可能已有人在里面填写，没有覆盖",
        "已填好的请移到“回收”目录；不要的请删除，再重新发放。",
    ),
}

#: Parts of sentences about versions: which is newer, and what was not taken.
NEWER = "{file} 较新（最后保存于 {saved}），建议取这一份；各表都取最新的，可以用 collect 和 assess 的 --prefer newest"
UNDATED = "看不出哪一份较新（保存时间没有记下或相同）"
NOT_TAKEN = "{file}（最后保存于 {saved}，有 {count} 格不同）"

CATALOGUE: dict[str, Entry] = SCHEME | INTAKE | ANSWERS | RESULTS

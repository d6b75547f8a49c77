"""Told of files that came back, and of forms as wholes."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Effect, Entry, error, info, warning

INTAKE: dict[str, Entry] = {
    "file-lock": info("这是系统或表格软件留下的临时文件，已跳过", "不必处理。"),
    "file-not-regular": warning("这不是普通文件（是链接或特殊文件），没有读取", "请放入表格文件本身。"),
    "file-too-large": error(
        "文件有 {size} MB，超过 {limit} MB，没有读取", "请删去表里的图片等无关内容后重新交表。"
    ),
    "file-empty": error("文件是空的（0字节）", "请对方重新发送。"),
    "file-not-workbook": error("这不是表格文件（{kind}）", "请交回填好的 Excel 表，不要交图片、PDF 或网页。"),
    "file-encrypted": error("文件设了打开密码，没有读取", "请去掉密码后重新交表。"),
    "file-folder-unreadable": error(
        "这个文件夹打不开，里面的文件都没有读取", "请检查权限或网络盘是否连上，再重新运行。"
    ),
    "file-archive": error(
        "这是 zip 以外的压缩包，打不开，里面的文件都没有读取", "请解压后把里面的表放进来，或者改压成 .zip。"
    ),
    "file-archive-refused": error(
        "这个压缩包（或压缩包里的文件）没有读取：{reason}", "请解压后把里面的表放进来。"
    ),
    "file-archive-empty": warning("这个压缩包是空的", "请对方重新发送。"),
    "file-unpacked": info("这是压缩包，里面的 {count} 个文件已逐个检查", "不必处理。", Effect.CONTAINS),
    "file-gave-up": error(
        "这个文件没能读出来：{reason}",
        "请用 Excel 或 WPS 打开确认，另存为新的 .xlsx 后重新交表；其他文件不受影响。",
        Effect.UNSETTLED,
    ),
    "file-failed": error(
        "程序读这个文件时内部出错，没有读取",
        "请让对方用 Excel 或 WPS 另存为新的 .xlsx 重新交表，并把 {log} 发给维护人员。",
        Effect.UNSETTLED,
    ),
    "file-unreadable": error("文件打不开：{reason}", "请用 Excel 或 WPS 打开并另存为 .xlsx 后重新交表。"),
    "cluster-lost": warning(
        "有 {count} 个文件没能在集群上读（{reason}），已改在本机读取，结果不受影响",
        "不必重做；下次用集群以前，请看看集群里的计算机是不是都开着、连着。",
    ),
    "file-ignored": info(
        "不是表格文件（{kind}），没有读取",
        "盖章扫描件等不必处理；如果应是评分表，请让对方交回表格文件。",
    ),
    "file-not-a-form": error(
        "这个工作簿里没有本程序发放的表", "请用发放的表填写；不要把内容复制到新的工作簿里。"
    ),
    "form-other-scheme": error("这是“{scheme}”方案的表，不是本次的“{current}”", "请改用本次发放的表填写。"),
    "form-upper-scheme": error(
        "这是上一级方案“{scheme}”发给本单位的表，按本单位的方案检查不了",
        "请照表上的自检改好，直接交给上一级，由上一级核对；不要放进本单位的“回收”。",
    ),
    "form-outdated": error(
        "这张表发放以后，方案里与它有关的内容改过了",
        "退回的表已按新方案誊好，请核对、补齐后交回。",
        Effect.OUTDATED,
    ),
    "form-stamp-altered": error(
        "表里的校验码对不上，可能被改动过，或者不是本工作目录发放的",
        "请改用原来发放的表填写；确是本次发放的，请检查签名密钥文件有没有换过。",
    ),
    "form-unknown": error(
        "表的校验码没有问题，但方案里已没有这项评价任务（{form}）",
        "请检查方案里的评价安排或检查安排是否改过。",
    ),
    "form-sheet-missing": error("少了“{sheet}”这一页", "请用完整的表填写，不要删除工作表。"),
    "form-sheet-twice": error(
        "“{sheet}”这一页有两份，不知以哪一份为准", "退回的表里留的是第一份，请核对后交回。"
    ),
    "form-mixed": error("一个文件里混进了几份表（{forms}）", "请一份表一个文件。"),
    "form-row-missing": error("少了“{row}”这一行", "请用发放的原表填写，不要删行（退回的表里已恢复）。"),
    "form-row-twice": error("“{row}”这一行出现了两次（第 {rows} 行）", "请删去多余的一行。"),
    "form-page-mixed": error(
        "这一页写着“{found}”，校验码却是“{expected}”，像是粘贴了别的页或改了名字，分不清是谁给谁打的分",
        "请在退回的表里重新填写这一页，不要整页复制粘贴，不要改动上方的名字。",
    ),
    "form-page-blank": error("这一页没有填写", "请填写后重新交表。"),
    "form-page-unstamped": error(
        "这一页隐藏的校验码没有了，按表上的名字也认不出是给谁打的分",
        "请在退回的表里重新填写这一页，不要改动隐藏的行和列。",
    ),
    "form-strays": warning(
        "从这里起还有 {count} 行写在要填的格子以外，没有读取", "如果有意见要写，请写在备注栏。"
    ),
    "form-stray": warning("这里写的“{value}”不在要填的格子里，没有读取", "如果有意见要写，请写在备注栏。"),
    "form-column-mixed": error(
        "这一列的标题写的是“{found}”，校验码却是“{expected}”，分不清填的是哪一列{values}",
        "请在退回的表里重新填写这一列，不要移动列。",
    ),
    "form-row-mixed": error(
        "这一行写的是“{found}”，校验码却是“{expected}”，分不清填的是哪一行{values}",
        "请在退回的表里重新填写这一行；要排序，请连同隐藏的 A 列一起排。",
    ),
    "form-column-missing": error(
        "少了“{column}”这一列", "请用发放的原表填写，不要删列（退回的表里已恢复）。"
    ),
    "form-column-twice": error("“{column}”这一列出现了两次", "请删去多余的一列。"),
    "form-row-unknown": warning(
        "这一行不是本表原有的内容（{row}），没有读取", "如果有意见要写，请写在备注栏。"
    ),
    "form-text-changed": warning(
        "“{column}”被改成了“{value}”，原来是“{expected}”，仍按原来的计算", "请不要改动表里原有的文字。"
    ),
    "form-keys-lost": warning(
        "表里隐藏的校验行或校验列（第一行、A 列）缺了，已按表上的文字认出每一格是谁的哪一项",
        "请核对读到的内容；今后请不要删除、清空隐藏的行和列。",
    ),
    "form-stamp-lost": error(
        "隐藏的校验码没有了，像是复制到新工作簿里的；已按表上的名字誊进退回的表，要请本人确认",
        "请核对退回的表，没有错就把它交回，不用再改什么。",
    ),
    "form-page-foreign": warning(
        "这一页评的是“{target}”，不在这份表应评的党组织里，没有读取",
        "不必填写；方案有变动的，以重新发放的表为准。",
    ),
    "form-page-self": warning(
        "这一页评的是“{target}”，是评价人自己所在的党组织；本单位不评本单位，没有读取", "请不要给本单位打分。"
    ),
    "form-row-self": warning(
        "这一行“{row}”是评价人自己所在的党组织；本单位不评本单位，没有读取",
        "请不要给本单位打分，也不要在表里加行。",
    ),
    "form-file-named": warning(
        "文件名里写的是“{other}”，这份表却是发给“{rater}”的，仍按“{rater}”计",
        "请问清是谁填的：拿错了表的，请各用各的表重新填写。",
    ),
    "form-signed-other": warning(
        "签名处写的是“{other}”，这份表却是发给“{rater}”的，仍按“{rater}”计",
        "请问清是谁填的：拿错了表的，请各用各的表重新填写。",
    ),
    "form-notes-unread": warning(
        "表里有 {count} 处批注没有读取，第一处写着“{note}”", "需要说明的，请写在备注栏里，不要写在批注里。"
    ),
    "form-all-abstained": warning(
        "整张表没有填写，按方案算作全部弃权，已照此接收", "请核实是不是交错了空白表；交错的请重新交。"
    ),
    "form-all-blank": error("整张表没有填写", "请填写后重新交表。"),
    "form-duplicate": info("和 {other} 内容相同，只按一份计", "不必处理；多余的一份可以移走。"),
    "form-superseded": info(
        "这是按改动前的方案填的，已有按现在方案填的 {other}，不再计", "不必处理；旧的一份可以移走。"
    ),
    "form-conflict": error(
        "和 {other} 是同一份表的两个版本，填的不一样（{differences}），都先不计；{newer}",
        "请确认以哪一份为准，把另一份从回收目录移走。",
    ),
    "ballot-token-twice": error(
        "和 {other} 是同一张匿名票（票号相同），填的不一样，两份都不计",
        "一张票只能计一次，分不清以哪一份为准。不必打听；投票人自己来说明的，留下说的那一份，把另一份移走。",
    ),
    "ballot-faulty": error(
        "这张匿名票有 {count} 处没有填好（{cells}），没有计入",
        "不知道是谁填的，不要打听；交票的人自己来更正的，用改好的票替换这一份。",
    ),
    "ballot-outdated": error(
        "这张匿名票发放以后，方案里与它有关的内容改过了，没有计入", "请重新发放这一类匿名票，由大家重新填写。"
    ),
    "ballot-repaired": warning(
        "这张匿名票有 {count} 处写法不规范（{cells}），意思确定的已读取，其余没有读取", "不必处理，票已计入。"
    ),
    "ballots-void": warning(
        "“{component}”有 {count} 张匿名票按方案规定无效：{reasons}", "已按无效票计数，不计入得分，不用处理。"
    ),
    "ballots-short": warning(
        "“{component}”的匿名票应收 {due} 张，收回 {returned} 张，有效 {accepted} 张",
        "请提醒大家还可以交票，不要逐个问谁交了没有。",
    ),
    "form-preferred": warning(
        "按“取最新”（--prefer newest）采用了这一份（最后保存于 {saved}），没有采用 {others}",
        "请核对；要改用另一份的，把不要的从回收目录移走，再运行一次。",
    ),
    "form-mended": info("{other} 是按这份的退回件改的，这份不再计", "不必处理；这份可以移走。"),
    "form-early": warning(
        "这份表最后保存于 {saved}，早于“{stage}”开始的 {opens}",
        "请核实是不是提前填好的；仍照常计入，不计的请移走。",
        Effect.EARLY,
    ),
    "form-late": warning(
        "这份表最后保存于 {saved}，晚于截止日期 {deadline}",
        "请核实是不是迟交；仍照常计入，不计的请移走。",
        Effect.LATE,
    ),
    "form-same-content": warning(
        "全部答案和{others}一模一样", "请核实是不是各自填写的；没有因此剔除，仍照常计入。"
    ),
    "form-same-page": warning(
        "这一页的全部答案和{others}一模一样", "请核实是不是整页复制的；没有因此剔除，仍照常计入。"
    ),
    "form-missing": warning("“{form}”还没有交回（截止 {deadline}）", "请按催报清单催交。"),
}

#: Parts of sentences about versions: which is newer, and what was not taken.
NEWER = "{file} 较新（最后保存于 {saved}），建议取这一份；各表都取最新的，可以用 collect 和 assess 的 --prefer newest"
UNDATED = "看不出哪一份较新（保存时间没有记下或相同）"
NOT_TAKEN = "{file}（最后保存于 {saved}，有 {count} 格不同）"

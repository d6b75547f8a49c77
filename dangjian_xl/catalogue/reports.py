"""Told of written reports."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Effect, Entry, error, info, warning

REPORTS: dict[str, Entry] = {
    "report-encrypted": error(
        "这份述职报告设了打开密码，没有检查", "请去掉密码，另存后重新提交。", Effect.UNREAD
    ),
    "report-not-docx": error(
        "这份述职报告不是 .docx 文件（{kind}），没有检查",
        "请用 Word 或 WPS 打开，另存为 .docx 后重新提交。",
        Effect.UNREAD,
    ),
    "report-unreadable": error(
        "这份述职报告打不开：{reason}",
        "请用 Word 或 WPS 打开确认，另存为新的 .docx 后重新提交。",
        Effect.UNREAD,
    ),
    "report-blank": error(
        "这份述职报告没有正文{boxed}", "请把内容写成正文（不要用文本框或图片）后重新提交。"
    ),
    "report-boxed": warning(
        "文本框里的 {count} 个字没有读取，不算字数", "属于正文的，请从文本框里移到正文，再重新提交。"
    ),
    "report-elsewhere": warning(
        "这是 Word 文档，没有放在“述职报告”文件夹里，没有读取",
        "如果是述职报告，请移到“回收”下的“述职报告”文件夹（没有就新建一个），再运行一次；不是的不用管。",
    ),
    "report-whose": error(
        "认不出这是哪个党组织的述职报告",
        "请在文件名里写上党组织的全称（和方案里的一样）或述职人姓名，再运行一次。",
    ),
    "report-whose-many": error(
        "分不清这是谁的述职报告：文件名、文件夹名和标题里有 {names}",
        "请问清楚后，在文件名和标题里只留一个党组织的全称。",
    ),
    "report-unasked": warning("“{name}”不在要交述职报告的层面里，没有检查", "交错了的，请移走。"),
    "report-conflict": error(
        "和 {other} 都是“{name}”的述职报告，内容不同，都先不计；{newer}",
        "请确认以哪一份为准，把另一份从回收目录移走。",
    ),
    "report-older": warning(
        "按“取最新”（--prefer newest）没有采用这一份，采用了 {other}（最后保存于 {saved}）",
        "请核对；要改用这一份的，把另一份从回收目录移走，再运行一次。",
    ),
    "report-duplicate": info("和 {other} 内容相同，只按一份计", "不必处理；多余的一份可以移走。"),
    "report-missing": warning("述职报告还没有交来（截止 {deadline}）", "请催交 Word 文件（.docx）{pdf}。"),
    "report-word-missing": warning(
        "只交了盖章的 PDF，没有 Word 文件", "请补交同样内容的 Word 文件（.docx）。"
    ),
    "report-pdf-missing": warning(
        "只交了 Word 文件，没有盖章的 PDF", "请补交盖章的 PDF，文件名和 Word 文件相同。"
    ),
    "report-pdf-whose": warning(
        "认不出这份盖章的 PDF 是哪个党组织的", "请把文件名改得和 Word 文件相同，或者写上党组织的全称。"
    ),
    "report-late": warning(
        "述职报告最后保存于 {saved}，晚于截止日期 {deadline}", "请核实是不是迟交；仍照常检查。"
    ),
    "report-too-long": warning("全文 {count} 字，超过规定的 {limit} 字，多 {over} 字", "请压缩后重新提交。"),
    "report-share-low": warning(
        "讲{kind} {count} 字，占 {share}，要求 {least} 以上；从{where}起",
        "请充实这部分，或者压缩其他部分，再重新提交。",
    ),
    "report-share-high": warning(
        "讲{kind} {count} 字，占 {share}，要求不超过 {most}；从{where}起", "请压缩这部分，再重新提交。"
    ),
    "report-no-part": warning(
        "没有找到讲{kind}的部分，要求占 {least} 以上",
        "请补写，单列标题；已经写了的，请检查标题和方案“述职报告结构”表里的标题字样。",
    ),
    "report-part-missing": warning(
        "没有找到“{part}”这一部分",
        "请补写，单列标题；已经写了的，请检查标题和方案“述职报告结构”表里的标题字样。",
    ),
    "report-part-empty": warning("{where}只有标题，“{part}”下面没有内容", "请补写后重新提交。"),
    "report-rectified-first": warning(
        "没有先讲上年问题整改：写在最前面的是{where}，上年问题整改从{later}才开始",
        "请把上年问题整改情况移到最前面，再重新提交。",
    ),
    "report-rectified-none": warning(
        "没有找到上年问题整改情况，写在最前面的是{where}", "请在最前面补写上年问题整改情况，单列标题。"
    ),
    "report-order": warning(
        "各部分的顺序和方案不一样：{where}是“{found}”，这里应当是“{expected}”",
        "请按方案的顺序调整，再重新提交。",
    ),
    "report-year-title": warning(
        "{where}写的是 {found} 年，本次考核的是 {year} 年",
        "请核实是不是交了往年的报告；只是标题没有改的，请改正。",
    ),
    "report-year-text": warning(
        "{where}写的是 {found} 年度述职，本次考核的是 {year} 年度", "请核实是不是沿用了往年的报告。"
    ),
    "report-year-often": warning(
        "除上年问题整改外，全文提到 {found} 年 {named} 次，提到 {year} 年 {current} 次，最早在{where}",
        "请核实是不是沿用了往年的报告。",
    ),
    "report-same": warning(
        "全文和“{name}”的述职报告（{other}）一字不差", "请核实是不是交错了，或者抄了同一份稿子。"
    ),
    "report-same-past": warning("全文和上年的述职报告（{other}）一字不差", "请核实是不是交错了；请重新写。"),
    "report-alike": warning(
        "有 {count} 段和“{name}”的述职报告（{other}）雷同：{named}",
        "请核实是不是抄写的，请结合本单位实际重写。",
    ),
    "report-alike-past": warning(
        "有 {count} 段和上年的述职报告（{other}）雷同：{named}", "请核实是不是沿用上年的，请按本年实际重写。"
    ),
    "report-past-unread": warning(
        "上年的这个文件没有读取（{reason}），没有拿它比对", "需要比对的，请另存为 .docx。"
    ),
    "reports-touched": warning(
        "述职报告检查表被人改动过，没有覆盖，里面不是这一次的结果", "请把它移走或改名，再运行一次。"
    ),
}

#: Parts of sentences: which of two versions is newer.
NEWER = "{file} 较新（最后保存于 {saved}），建议取这一份"

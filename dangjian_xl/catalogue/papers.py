"""Told of official papers: their templates, and making PDFs of them."""

from __future__ import annotations

from dangjian_xl.catalogue.entry import Entry, error, warning

_ELSE = "不用自己的模板的，把它移出这个文件夹，再运行一次。"

PAPERS: dict[str, Entry] = {
    "paper-template-stray": warning(
        "这个文件不是模板，没有用到", "要用作模板的，请把文件名改成{names}中的一个；不是的可以移走。"
    ),
    "paper-template-no-file": error(
        "叫这个名字的不是一个普通文件（是文件夹、链接或者别的），{paper}没有生成",
        f"请把模板文件本身放在这里，再运行一次；{_ELSE}",
    ),
    "paper-template-large": error(
        "这个模板太大，{paper}没有生成", f"请压缩或者删去里面的图片，保存后再运行一次；{_ELSE}"
    ),
    "paper-template-unread": error(
        "这个模板读不出来（{reason}），{paper}没有生成", f"请处理后再运行一次；{_ELSE}"
    ),
    "paper-template-unreadable": error(
        "这个模板不是能打开的 Word 文档（.docx），{paper}没有生成",
        f"请用 Word 或 WPS 打开，另存为 .docx，再运行一次；{_ELSE}",
    ),
    "paper-template-field": error(
        "模板里写了没有的栏目“{field}”，{paper}没有生成",
        f"请对照《公文模板》说明里的栏目名称改正，保存后再运行一次；{_ELSE}",
    ),
    "paper-template-tag": error(
        "模板里的标记写得不对，在“{near}”附近，{paper}没有生成",
        f"请检查花括号和百分号是不是成对、每个 if 和 for 有没有 endif 和 endfor，改好保存后再运行一次；{_ELSE}",
    ),
    "paper-template-forbidden": error(
        "模板里的标记用了不许用的写法，{paper}没有生成",
        f"请只用《公文模板》说明里的栏目和写法，保存后再运行一次；{_ELSE}",
    ),
    "paper-template-broken": error(
        "按这个模板生成不出文档，{paper}没有生成",
        f"请检查标记有没有放错位置（整段的用 p，整行的用 tr），可以从自带的模板重新改起；{_ELSE}",
    ),
    "paper-pdf-office-missing": warning(
        "这台电脑上没有找到 LibreOffice，没有生成 PDF",
        "请安装 LibreOffice（Debian、Ubuntu、麒麟、统信：sudo apt install libreoffice-writer libreoffice-calc；"
        "Windows、macOS：从 libreoffice.org 下载）后再运行一次；也可以用 Office 或 WPS 打开，另存为 PDF。",
    ),
    "paper-pdf-failed": warning(
        "这份文件没有转成 PDF", "请用 Office 或 WPS 打开，另存为 PDF；文件本身没有问题的，照样可以用。"
    ),
    "paper-pdf-slow": warning(
        "转成 PDF 用的时间太长，已经停止", "请再运行一次；还不行的，用 Office 或 WPS 打开，另存为 PDF。"
    ),
    "paper-pdf-fonts": warning(
        "这台电脑没有公文用的字体（{font}等），PDF 里用别的字体代替了",
        "正式印发的，请在装有这些字体的电脑上用 Word 或 WPS 打开 Word 文件，另存为 PDF。",
    ),
}

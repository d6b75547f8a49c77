"""How soon the command answers, beside the library for command lines that it is made with."""

from __future__ import annotations

from bench.records import Figure, Setting
from bench.timing import least, program, run


def start(setting: Setting) -> list[Figure]:
    """--help, --version and a command's help against `import typer`, each a fresh process; the least of many, taking turns."""
    commands = {
        "typer": program("-c", "import typer"),
        "help": program("-m", "dangjian_xl", "--help"),
        "version": program("-m", "dangjian_xl", "--version"),
        "collect": program("-m", "dangjian_xl", "collect", "--help"),
        "child": program("-c", "import dangjian_xl.returns.worker"),
    }
    calls = {name: lambda command=command: run(command) for name, command in commands.items()}
    took = least(calls, setting.sizes.starts)
    return [
        Figure("start.typer", took["typer"], "s", "python -c 'import typer'"),
        Figure("start.help", took["help"], "s", "dangjian-xl --help"),
        Figure("start.version", took["version"], "s", "dangjian-xl --version"),
        Figure("start.collect_help", took["collect"], "s", "dangjian-xl collect --help"),
        Figure("start.child", took["child"], "s", "a child process that reads files, until it is ready"),
        Figure("start.to_typer", took["help"] / took["typer"], "x", "--help, times `import typer`"),
    ]

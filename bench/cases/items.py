"""Forms that are shorter and longer than usual."""

from __future__ import annotations

from bench import peers
from bench.ours import collected, warm
from bench.records import Figure, Setting
from bench.timing import least


def items(setting: Setting) -> list[Figure]:
    """Collecting against calamine alone by how many items a form has; the least of several, taking turns."""
    sizes = setting.sizes
    figures = []
    for name, number, files in (
        ("few", sizes.few_items, sizes.files),
        ("many", sizes.many_items, sizes.files_of_many_items),
    ):
        year = setting.returned(files, number)
        warm(year)
        took = least(
            {"ours": lambda: collected(year), "calamine": lambda: peers.calamine(year.paths)},  # noqa: B023 - called here
            sizes.repeats,
        )
        said = f"{files:,} forms of {number} items"
        figures += [
            Figure(f"items.{name}", took["ours"], "s", f"{said} collected"),
            Figure(f"items.{name}_calamine", took["calamine"], "s", f"{said} read by calamine alone"),
            Figure(
                f"items.{name}_of_calamine",
                took["calamine"] / took["ours"],
                "x",
                "our speed, as a share of calamine's",
            ),
        ]
    return figures

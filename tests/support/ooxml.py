"""Microsoft's Open XML SDK validator: does a workbook keep to the schema that Excel reads by?"""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

_PACKAGES = Path(__file__).parents[2] / ".tools" / "node_modules" / "@xarsh"


def errors(files: Sequence[Path]) -> list[str]:
    """One line for each error: the file, the part and place in it, what is wrong."""
    validator = _validator()
    found: list[str] = []
    for file in files:
        # the program takes one file, and says by 2 that it was called wrongly
        run = subprocess.run([validator, file], capture_output=True, text=True, check=False, timeout=120)
        try:
            report = json.loads(run.stdout)
        except json.JSONDecodeError:
            raise RuntimeError(f"The validator gave no report on {file}: {run.stderr}{run.stdout}") from None
        for error in report["errors"]:
            # a file that is no workbook at all has an error without a place
            place = " ".join(filter(None, (error["path"], error["xPath"]))) or "-"
            found.append(f"{file}: {place}: {error['description']}")
        if not report["ok"] and not report["errors"]:
            found.append(f"{file}: -: refused without a reason")
    return found


def _validator() -> Path:
    for binary in _PACKAGES.glob("ooxml-validator-*/ooxml-validator"):
        return binary
    raise RuntimeError("The Office file validator is not in .tools: run `make test`, which fetches it.")

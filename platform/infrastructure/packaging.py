"""What Zappa calls once its zip is written (`callbacks.zip`).

A folder `platform/` in the zip would get an `__init__.py` from Zappa and hide Python's own module of that
name, and the function would die when it starts. So `hearth` moves to the root, and what belongs to one
machine only stays out.
"""

import shutil
import zipfile
from pathlib import Path
from typing import Any

PREFIX = "platform/"
LEFT_OUT = ("platform/__init__.py", "platform/infrastructure/", "platform/hearth/local/", "tests/")


def flatten(zappa: Any) -> None:
    """Rewrite the zip in place."""
    path = Path(zappa.zip_path)
    rewritten = path.with_suffix(".flat")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            if entry.filename.startswith(LEFT_OUT):
                continue
            content = source.read(entry)
            entry.filename = entry.filename.removeprefix(PREFIX)
            if entry.filename:
                target.writestr(entry, content)
    shutil.move(rewritten, path)

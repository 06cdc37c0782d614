"""Runs everything that guards a change, for `make test`: linters, types, migrations and all tests.

Goes on after a failure, so that one run tells all. The last line names what could not run here.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
FOR_TESTS = {"DJANGO_SETTINGS_MODULE": "hearth.config.settings.test"}


def main() -> int:
    browser = shutil.which("chromium") is not None
    marks = "not soak" if browser else "not soak and not browser"
    steps = {
        "ruff check": ["-m", "ruff", "check", "--quiet", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "mypy": ["-m", "mypy"],
        "makemigrations --check": ["manage.py", "makemigrations", "--check", "--dry-run"],
        "pytest": ["-m", "pytest", "-m", marks],
    }
    failed = [name for name, arguments in steps.items() if not passes(name, arguments)]
    if failed:
        print(f"Failed: {', '.join(failed)}")
    missing = "" if browser else "browser tests (no Chromium: apt-get install chromium)"
    print(f"Could not run here: {missing}" if missing else "Everything could run here.")
    return 1 if failed else 0


def passes(name: str, arguments: list[str]) -> bool:
    """Run Python with `arguments`, with a line before and a line after."""
    print(f"── {name}", flush=True)
    start = time.monotonic()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env={**os.environ, **FOR_TESTS})
    outcome = "passed" if done.returncode == 0 else "FAILED"
    print(f"── {name} {outcome} after {time.monotonic() - start:.0f} s", flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())

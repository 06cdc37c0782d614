"""Runs everything that guards a change, for `make test`: linters, types, migrations and all tests.

Goes on after a failure, so that one run tells all. What keeps one core busy runs beside something else and
says what it found in one piece. The last line names what could not run here.
"""

import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
CANNOT = 77
"""The exit code of a step that needs what is not here."""
FOR_TESTS = {"DJANGO_SETTINGS_MODULE": "hearth.config.settings.test"}
TESTS = ["-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", "-m"]


def main() -> int:
    browser = shutil.which("chromium") is not None
    marks = "not soak" if browser else "not soak and not browser"
    on_one_core = {
        "ruff check": ["-m", "ruff", "check", "--quiet", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "mypy": ["-m", "mypy"],
        "makemigrations --check": ["manage.py", "makemigrations", "--check", "--dry-run"],
        "client types": ["platform/hearth/local/client.py", "--check"],
    }
    on_all = {
        "pytest": [*TESTS, marks],
        "pytest of one community more": [*TESTS, marks, "tests/example", "--ds=tests.example.settings"],
    }
    with ThreadPoolExecutor(2) as pool:
        codes = dict(zip(on_one_core, pool.map(run_aside, on_one_core, on_one_core.values()), strict=True))
    codes |= {name: run(name, arguments) for name, arguments in on_all.items()}
    failed = [name for name, code in codes.items() if code not in (0, CANNOT)]
    if failed:
        print(f"Failed: {', '.join(failed)}")
    missing = [] if browser else ["browser tests (no Chromium: apt-get install chromium)"]
    missing += [f"{name} (see above)" for name, code in codes.items() if code == CANNOT]
    print(f"Could not run here: {', '.join(missing)}" if missing else "Everything could run here.")
    return 1 if failed else 0


def run(name: str, arguments: list[str]) -> int:
    """Run Python with `arguments`, with a line before and a line after; return its exit code."""
    print(f"── {name}", flush=True)
    start = time.monotonic()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env={**os.environ, **FOR_TESTS})
    print(ending(name, done.returncode, start), flush=True)
    return done.returncode


def run_aside(name: str, arguments: list[str]) -> int:
    """Run Python with `arguments` and tell all of it afterwards; return its exit code."""
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **FOR_TESTS},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    told = f"── {name}\n{done.stdout}{ending(name, done.returncode, start)}\n"
    sys.stdout.write(told)
    sys.stdout.flush()
    return done.returncode


def ending(name: str, code: int, start: float) -> str:
    outcome = {0: "passed", CANNOT: "could not run"}.get(code, "FAILED")
    return f"── {name} {outcome} after {time.monotonic() - start:.0f} s"


if __name__ == "__main__":
    sys.exit(main())

"""Makes the TypeScript types in client/ from openapi.json, for `make client`; `--check` compares instead.

Needs npm. What it uses is pinned in client/package-lock.json and fetched when that changed. Where it cannot
be had, the exit code is 77, which is no failure of the types.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CLIENT = Path(__file__).resolve().parents[3] / "client"
TYPES = CLIENT / "hearth.d.ts"
CANNOT = 77
LOCK, INSTALLED = CLIENT / "package-lock.json", CLIENT / "node_modules" / ".package-lock.json"


def missing() -> str:
    """Say what is not here that the types need; nothing when they can be made."""
    if shutil.which("npm") is None:
        return "there is no npm: apt-get install nodejs npm"
    if not installed() and run("npm", "ci", "--silent", quiet=True) != 0:
        return "npm could not fetch what client/package-lock.json names"
    return ""


def installed() -> bool:
    return INSTALLED.exists() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime


def main() -> int:
    if absent := missing():
        print(absent)
        return CANNOT
    if "--check" not in sys.argv:
        return write(TYPES) or fits()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / TYPES.name
        if code := write(made):
            return code
        if made.read_text() != TYPES.read_text():
            print("client/hearth.d.ts is not what openapi.json gives: run `make client`, commit the result")
            return 1
    return fits()


def write(path: Path) -> int:
    return run("npm", "exec", "--", "openapi-typescript", "../openapi.json", "--output", str(path))


def fits() -> int:
    """Check the types, and the example that uses them."""
    return run("npm", "run", "--silent", "check")


def run(*command: str, quiet: bool = False) -> int:
    words = subprocess.DEVNULL if quiet else None
    return subprocess.run(command, cwd=CLIENT, stdout=words, stderr=words).returncode


if __name__ == "__main__":
    sys.exit(main())

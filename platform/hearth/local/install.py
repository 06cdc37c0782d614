"""Makes `.venv` and installs the locked requirements when they changed. Called by make, with any Python 3.

    python3 -I platform/hearth/local/install.py local|dev|chromium

Standard library only, and no syntax that an older Python cannot read: it must be able to say so.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST, NEWEST = (3, 11), (3, 13)
CONTENT = {"local": "what Hearth runs on", "dev": "what the tests and tools need"}
INCLUDED = {"local": (), "dev": ("local",)}
PIP = ("-m", "pip", "install", "-qq", "--no-input", "--no-compile", "--disable-pip-version-check")
APT = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


def main(wanted: str) -> None:
    """Bring `.venv` to the state of `requirements-WANTED.txt`."""
    if not works():
        make_environment()
    if is_installed(wanted):
        return
    start = time.monotonic()
    say(f"Installing {CONTENT[wanted]}")
    command = [
        str(PYTHON),
        *PIP,
        "--progress-bar",
        "off",
        "--require-hashes",
        "-r",
        str(requirements(wanted)),
    ]
    if subprocess.run(command).returncode != 0:
        sys.exit("Installing did not work: the reason is above. The next try goes on from here.")
    for name in (wanted, *INCLUDED[wanted]):
        note(name).write_text(fingerprint(name))
    say(f"Installed in {time.monotonic() - start:.0f} s")


def works() -> bool:
    """Tell whether there is a complete virtual environment of a Python that will do."""
    question = f"import pip, sys; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        return subprocess.run([str(PYTHON), "-c", question], stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        version = sys.version.split()[0]
        sys.exit(
            f"Hearth needs Python 3.11, 3.12 or 3.13; this is {version}. Name one: make run PYTHON=python3.12"
        )
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        install_venv_module()
    say("Making a virtual environment in .venv")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode != 0:
        sys.exit("The virtual environment could not be made: the reason is above.")


def install_venv_module() -> None:
    """Install Debian's package, or say the one line that does."""
    if not may_use_apt():
        sys.exit("Python's venv module is missing. Run: sudo apt-get install -y python3-venv")
    say("Installing python3-venv, which is missing")
    if not apt_installs("python3-venv"):
        sys.exit("python3-venv could not be installed: the reason is above.")


def install_chromium() -> None:
    """Install the browser for the browser tests where that is possible; they are left out where not."""
    if not shutil.which("chromium") and may_use_apt():
        say("Installing Chromium for the browser tests")
        apt_installs("chromium")


def may_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_installs(package: str) -> bool:
    """Install a package of Debian; show what was said only when that fails."""
    for command in (["update"], ["install", "-y", "--no-install-recommends", package]):
        done = subprocess.run(
            ["apt-get", "-qq", *command], env=APT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if done.returncode != 0:
            say(done.stdout.decode(errors="replace"))
            return False
    return True


def is_installed(name: str) -> bool:
    return note(name).exists() and note(name).read_text() == fingerprint(name)


def note(name: str) -> Path:
    return VENV / f"installed-{name}"


def fingerprint(name: str) -> str:
    return hashlib.sha256(requirements(name).read_bytes()).hexdigest()


def requirements(name: str) -> Path:
    return ROOT / f"requirements-{name}.txt"


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        install_chromium() if sys.argv[1] == "chromium" else main(sys.argv[1])
    except KeyboardInterrupt:
        sys.exit("\nStopped while installing. The next try goes on from here.")

"""Serves one of the three applications as `make run` serves the site: `serve.py floor|hearth|tutorial PORT`.

The same gunicorn, workers and threads for each, and no access log for any. A third word names a step that
Hearth is to do without, see `steps.py`.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
SETTINGS = {
    "floor": "hearth.config.settings.local",
    "hearth": "hearth.config.settings.local",
    "tutorial": "hearth.local.bench.tutorial.settings",
}


def application(name: str, without: str) -> Callable[..., Any]:
    if name == "floor":
        from hearth.local.bench.floor import answer

        return answer
    if without:
        import django

        from hearth.local.bench import switches

        django.setup()
        switches.apply(without)
    from hearth.config.wsgi import application

    return application


def main() -> None:
    name, port, *without = sys.argv[1:]
    # Instead of this folder, which would stand in for modules of the same names.
    sys.path[:1] = [str(ROOT), str(ROOT / "platform")]
    os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS[name]
    from hearth.local.management.commands.web import OPTIONS, Server
    from hearth.local.supervisor import end_with_parent

    end_with_parent()

    class Measured(Server):
        def load_config(self) -> None:
            for key, value in {
                **OPTIONS,
                "bind": self.address,
                "accesslog": None,
                "loglevel": "error",
            }.items():
                self.cfg.set(key, value)

        def load(self) -> Callable[..., Any]:
            return application(name, *without or [""])

    Measured(f"127.0.0.1:{port}").run()


if __name__ == "__main__":
    main()

"""`manage.py worker` without the commit of `sending`: the mail goes out in the delivery's own transaction.

Run as `python -m tests.notifications.careless_worker`; the negative control of the killed worker.
"""

import dataclasses
import os
import sys


def main() -> None:
    root = os.getcwd()
    sys.path[:0] = [root, os.path.join(root, "platform")]
    import django

    django.setup()
    from django.core.management import call_command

    from hearth.kernel.events import handlers

    careful = handlers._by_name["notifications.send_mail"]
    handlers._by_name[careful.name] = dataclasses.replace(careful, outside=False)
    call_command("worker")


if __name__ == "__main__":
    main()

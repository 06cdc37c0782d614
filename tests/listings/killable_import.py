"""`manage.py worker` that is killed in the middle of an import, in the chunk that `KILL_AT` counts from 0.

Run as `python -m tests.listings.killable_import`; with `careless` as its word the rows of a chunk are
committed before what the job knows of them: the negative control.
"""

import os
import signal
import sys


def main() -> None:
    root = os.getcwd()
    sys.path[:0] = [root, os.path.join(root, "platform")]
    import django

    django.setup()
    from django.core.management import call_command

    from apps.listings import jobs

    taken = jobs._import_rows

    def killed(work):  # type: ignore[no-untyped-def]
        number = work.checkpoint.get("next", 0)
        more = taken(work)
        if str(number) == os.environ["KILL_AT"]:
            if "careless" in sys.argv:
                from django.db import connection

                connection.connection.commit()
            os.kill(os.getpid(), signal.SIGKILL)
        return more

    jobs._import_rows = killed
    call_command("worker")


if __name__ == "__main__":
    main()

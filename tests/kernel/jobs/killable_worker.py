"""`manage.py worker` that knows the test's kind of job and, if told so, is killed in the middle of it.

Run as `python -m tests.kernel.jobs.killable_worker`; with `careless` as its word it commits a chunk's effect
before its checkpoint, and with `forgetful` the other way round: the negative controls.
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
    from django.db import transaction

    from hearth.kernel.jobs import running
    from hearth.kernel.jobs.kinds import kind_named
    from hearth.kernel.jobs.owners import owner_of
    from hearth.kernel.jobs.work import Work
    from tests.kernel.jobs.making import KILL_AT, mark

    def careless(pk, lease):  # type: ignore[no-untyped-def]
        job = running.Job.objects.get(pk=pk)
        kind = kind_named(job.kind)
        work = Work(job, owner_of(job, kind))
        number = work.checkpoint.get("next", 0)
        killed = os.environ.pop(KILL_AT, None)
        if "careless" in sys.argv:
            more = kind.chunk(work)
        else:
            work.checkpoint["next"] = number + 1
            more = number + 1 < work.params["steps"]
            with transaction.atomic():
                running._keep(work, kind, more)
        if killed == str(number):
            os.kill(os.getpid(), signal.SIGKILL)
        if killed is not None:
            os.environ[KILL_AT] = killed
        if "careless" in sys.argv:
            with transaction.atomic():
                running._keep(work, kind, more)
        else:
            mark(job, number)
        return running.Step.MORE if more else running.Step.WORKED_OFF

    def killed_after_commit(pk, lease):  # type: ignore[no-untyped-def]
        step = guarded(pk, lease)
        done = running.Job.objects.get(pk=pk).done
        if os.environ.get("KILL_AFTER") == str(done):
            os.kill(os.getpid(), signal.SIGKILL)
        return step

    guarded = running._guarded_chunk
    running._guarded_chunk = killed_after_commit if len(sys.argv) == 1 else careless
    call_command("worker")


if __name__ == "__main__":
    main()

"""Rosa's long work: a file to fetch, an export that she stopped, and an import that refused some rows."""

from collections.abc import Callable
from datetime import timedelta

from django.db.models import F

from apps.organizations.models import Organization
from hearth.kernel.authorization import Subject
from hearth.kernel.jobs import cancel_job, offered, run_waiting, start_job
from hearth.kernel.models import Job

WORKER = "rosa"
FROM_HER_FILES = """reference,name,species,breed,birth_date,suburb,description
HP-201,Juniper,dog,Kelpie cross,2024-03-02,Wattle Cove,Came with a whole litter and stayed the longest.
HP-202,,cat,Domestic shorthair,2023-11-20,Wattle Cove,Nobody has found a name for him yet.
HP-203,Basil,dragon,Bearded,2022-05-14,Wattle Cove,Likes the lamp and a slice of cucumber.
HP-204,Clementine,cat,Tortoiseshell,20.5.2021,Wattle Cove,Sings before breakfast.
"""
EXPORTED_AGO, STOPPED_AGO = timedelta(days=2), timedelta(days=1)
MOMENTS = ("created_at", "started_at", "settled_at", "expires_at")


def bring(rescue: Organization, acting: Callable[[str], Subject]) -> None:
    """Start each and work it off; only the import is of today."""
    exports, listings = offered("exports"), offered("imports")["listings"]
    stopped = start_job(exports["my_data"], by=acting(WORKER))
    cancel_job(stopped, by=acting(WORKER))
    exported = start_job(exports["listings"], by=acting(WORKER), organization_id=rescue.pk)
    start_job(listings, by=acting(WORKER), organization_id=rescue.pk, given=FROM_HER_FILES)
    run_waiting(budget=60)
    for job, ago in ((exported, EXPORTED_AGO), (stopped, STOPPED_AGO)):
        Job.objects.filter(pk=job.pk).update(**{name: F(name) - ago for name in MOMENTS})

"""What people reported, and an appeal that waits: something for the moderators to weigh."""

from collections.abc import Callable
from datetime import datetime, timedelta

from apps.listings.models import Pet
from apps.moderation.models import Appeal, Decision, Report, ReportCase, ReviewItem
from apps.moderation.services import file_appeal, file_report
from hearth.kernel.authorization import Subject

REPORTED = "Hugo"
REPORTS = (
    ("ana", "wrong_facts", "I visited him: he bites as soon as he is lifted, and the page does not say so."),
    ("remy", "gone", ""),
)
APPEALED = "Golden puppies"
APPEAL = (
    "These are not for trade. My neighbour's dog had them and I only help. The fee pays for the vet and the "
    "food, and I can show you the bills."
)
REPORTED_AGO, APPEALED_AGO = timedelta(hours=20), timedelta(hours=31)


def bring(pets: dict[str, Pet], acting: Callable[[str], Subject]) -> None:
    for name, reason, note in REPORTS:
        file_report(by=acting(name), kind="pet", target=pets[REPORTED].pk, reason=reason, note=note)
    rejected = Decision.objects.get(target_id=pets[APPEALED].pk, action=Decision.Action.REJECT)
    file_appeal(rejected, by=acting("quinn"), text=APPEAL)


def date_back(now: datetime) -> None:
    for kind, rows, ago in (
        ("report", (ReportCase, Report), REPORTED_AGO),
        ("appeal", (Appeal,), APPEALED_AGO),
    ):
        when = now - ago
        for model in rows:
            model.objects.update(created_at=when, updated_at=when)
        ReviewItem.objects.filter(kind=kind).update(opened_at=when, created_at=when, updated_at=when)

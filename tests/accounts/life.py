"""A whole life on the platform: one row for a person in every table that can be about them."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, models
from django.utils import timezone

from apps.accounts.inventory import rows_about
from apps.accounts.models import User
from apps.alerts.models import Favorite, SavedSearch
from apps.applications.models import Household
from apps.calendars.models import CalendarFeed
from apps.integrations.models import StravaActivity, StravaConnection
from apps.media.models import MediaFile
from apps.media.services import quarantine
from apps.moderation.models import Appeal, Decision, Report, ReportCase
from apps.notifications.models import Mail, Notification, Preference
from apps.organizations.models import Handover, Invitation, Organization
from apps.petfinder.models import ApiClient
from apps.rides.models import EmergencyContact, Participation, Ride, RideInvitation, SharedContact
from hearth.kernel.encryption import EncryptedJSON
from hearth.kernel.fields import DataClass, classification_of, inventory
from hearth.kernel.ids import uuid7
from hearth.kernel.jobs.results import KEPT, private_storage
from hearth.kernel.models import IdempotencyRecord, Job, JobPiece, RateCounter, Reveal
from tests import factories
from tests.accounts.people import avatar
from tests.applications import applying, asked


def live(person: User, *, among: User, reviewed_by: User) -> Organization:
    """Fill every table with something about the person; reviewed.

    Return the rescue that `among` runs and they help.
    """
    word = person.display_name.split()[0].lower()
    rescue = factories.organization(f"Rescue of {word}", founder=among)
    factories.membership(rescue, person)
    soon, about = timezone.now(), {"about_type": "x", "about_id": uuid7(), "kind": "pet.approved"}
    own = factories.pet(person, moderation="pending")
    factories.pet(person, moderation="draft", name="Sketch")
    factories.change(factories.pet(person), description=f"Written anew. {factories.DESCRIPTION}")
    factories.pet(person, organization=rescue, name=f"Shared with {word}")
    User.objects.filter(pk=person.pk).update(avatar=avatar(person), phone="5550 0123")
    Decision.objects.create(
        id=uuid7(), kind="pet", target_id=own.pk, action="approve", revision_seen=1, submitter=person,
        reviewer=reviewed_by,
    )  # fmt: skip
    _report_and_appeal(person, own=own, among=among, reviewed_by=reviewed_by)
    Handover.objects.create(
        organization=rescue, role="admin", giver=among, receiver=person, expires_at=soon, status="declined"
    )
    offer = {"organization": rescue, "role": "member", "invited_by": among, "expires_at": soon}
    Invitation.objects.create(**offer, user=person, token_hash=f"{word}-1", status="declined")
    Invitation.objects.create(**offer, email=person.email, token_hash=f"{word}-2", status="expired")
    Notification.objects.create(user=person, **about)
    Mail.objects.create(user=person, **about, state="sent")
    Mail.objects.create(address=person.email, **about, state="sent")
    Preference.objects.create(user=person, kind="pet.approved", email=False)
    RateCounter.objects.create(user=person, name="x", started_at=soon, spent=1)
    IdempotencyRecord.objects.create(user=person, key="x", fingerprint="x", status=201, body="{}")
    job = Job.objects.create(
        owner=person, kind="exports.my_data", state="done", settled_at=soon, expires_at=soon
    )
    Job.objects.filter(pk=job.pk).update(file_key=f"jobs/{job.pk}/my-data.json", expires_at=soon + KEPT)
    JobPiece.objects.create(job=job, role="given")
    Reveal.objects.create(user=person, target_type="x", target_id=uuid7(), reason="legal", expires_at=soon)
    _apply(person, among=among, reviewed_by=reviewed_by)
    return rescue


def _apply(person: User, *, among: User, reviewed_by: User) -> None:
    """Stand in the line for somebody's pet, write along the way, and note something about another."""
    wanted = applying.application(factories.pet(reviewed_by, photo_state=""), person, status="waitlisted")
    applying.message(wanted, person, text="May I visit?")
    theirs = applying.application(factories.pet(person, photo_state=""), among)
    applying.note(theirs, person, text="A kind voice.")
    Household.objects.create(user=person, answers={"vet": "Dr Fern"})
    liked = factories.pet(among, photo_state="")
    asked.question(liked, person)
    asked.block(reviewed_by, by=person)
    Favorite.objects.create(user=person, pet=liked)
    SavedSearch.objects.create(user=person, name="Like ours")
    _ride(person, among=among)
    CalendarFeed.objects.create(user=person, token_hash=f"calendar of {person.pk}")
    ApiClient.objects.create(user=person, name="Ours", client_id=f"client of {person.pk}", secret_hash="x")


def _ride(person: User, *, among: User) -> None:
    club, soon = factories.organization(f"Club of {person.pk}", founder=among, kind="club"), timezone.now()
    facts = {"organization": club, "title": "Loop", "meeting_point": "Here", "starts_at": soon}
    loop = Ride.objects.create(**facts, user=among, confirmed_count=2)
    theirs = {"ride": loop, "organization": club, "status": "confirmed"}
    place = Participation.objects.create(**theirs, user=person)
    Participation.objects.create(**theirs, host=person, guest_name="Kim")
    RideInvitation.objects.create(ride=loop, organization=club, user=person, invited_by=among)
    EmergencyContact.objects.create(user=person, details={"name": "Bruno"})
    SharedContact.objects.create(participation=place, user=person, details={"name": "Bruno"})
    StravaConnection.objects.create(
        user=person, athlete=person.pk.int % 10**9, tokens={"access": "a", "refresh": "b"}, expires_at=soon
    )
    StravaActivity.objects.create(user=person, ride=loop, activity=1, details={"name": "Ride"})


def _report_and_appeal(person: User, *, own: Any, among: User, reviewed_by: User) -> None:
    case = ReportCase.objects.create(kind="pet", target_id=uuid7(), owner=among)
    Report.objects.create(case=case, reporter=person, reason="scam", note="It is none.", points=2)
    rejected = Decision.objects.create(
        id=uuid7(), kind="pet", target_id=own.pk, action="reject", reason="selling", revision_seen=1,
        submitter=person, reviewer=reviewed_by,
    )  # fmt: skip
    Appeal.objects.create(decision=rejected, appellant=person, first_reviewer=reviewed_by, text="Why?")


def mark(person: User, canary: str) -> None:
    """Write the canary into every column of rows about a person that can hold words of theirs."""
    fill(User.objects.filter(pk=person.pk), canary)
    shared = {"pet_photo__pet__organization__isnull": False}
    for rows in rows_about(person):
        fill(rows.all().exclude(**shared) if rows.model is MediaFile else rows.all(), canary)
    fill(JobPiece.objects.filter(job__owner=person), canary)
    for job in Job.objects.filter(owner=person):
        private_storage().save(job.file_key, ContentFile(canary.encode()))
    for media in MediaFile.objects.filter(owner=person).exclude(**shared):
        quarantine().save(media.key, ContentFile(canary.encode()))
        renditions = {}
        for name in media.renditions:
            key = default_storage.save(f"photos/{media.pk}/{name}.webp", ContentFile(canary.encode()))
            renditions[name] = {"key": key, "width": 8, "height": 6}
        MediaFile.objects.filter(pk=media.pk).update(renditions=renditions)


def fill(rows: Any, canary: str) -> None:
    for field in rows.model._meta.local_fields:
        if holds_words(field, len(canary)):
            objects = isinstance(field, models.JSONField | EncryptedJSON)
            value: Any = {"said": canary} if objects else canary
            rows.update(**{field.attname: value})


def holds_words(field: Any, length: int) -> bool:
    kind = classification_of(field)
    if kind is None or kind.data_class is DataClass.INTERNAL or field.choices or field.name in UNTOUCHED:
        return False
    if isinstance(field, models.JSONField | models.TextField):
        return field.name != "renditions"
    return isinstance(field, models.CharField) and (field.max_length or length) >= length


UNTOUCHED = {"cognito_sub", "email", "address", "token_hash", "timezone", "locale", "tokens"} | {
    "happy_ending",
    "answer",
}
"""What other things hang on: these have the person's own values, which are looked for too. Happy endings are
of adopted pets only, and the answer to a question is of who gave it."""


def places_of(canary: str) -> Iterator[str]:
    """Every table and file in which the words stand."""
    with connection.cursor() as cursor:
        for model in {model for model, _, _ in inventory()}:
            cursor.execute(
                f'SELECT count(*) FROM "{model._meta.db_table}" AS r WHERE r::text ILIKE %s',
                [f"%{canary}%"],
            )
            if found := cursor.fetchone()[0]:
                yield f"{found} in {model._meta.label}"
    for storage in (default_storage, quarantine(), private_storage()):
        for path in files_in(storage):
            with storage.open(path) as file:
                if canary.encode() in file.read():
                    yield path


def files_in(storage: Any, folder: str = "") -> Iterator[str]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from files_in(storage, f"{folder}{name}/")


def told_about(person: User) -> dict[str, list[dict[str, Any]]]:
    """Every value of every row about a person."""
    found: dict[str, list[dict[str, Any]]] = {"own": list(User.objects.filter(pk=person.pk).values())}
    for number, rows in enumerate(rows_about(person)):
        found[f"{number} {rows.model._meta.label}"] = list(rows.all().order_by("pk").values())
    return found

"""Loads the demo through the services that everybody uses; only the calendar is bent, at the end."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import TextIOBase
from itertools import cycle
from multiprocessing import get_context
from multiprocessing.pool import AsyncResult
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from apps.accounts.models import User
from apps.accounts.services import grant_role, grant_site_admin, person_for_claims
from apps.accounts.tokens import claims_of
from apps.curation.services import place
from apps.listings.ages import months_before
from apps.listings.choices import Known, Moderation
from apps.listings.models import Pet
from apps.listings.services import create_pet, edit_pet, expire_pets, load_places, submit_pet
from apps.listings.services.expiry import SHOWN_FOR
from apps.media import services as media
from apps.media.choices import Purpose
from apps.media.models import MediaFile
from apps.moderation.models import Decision, ReviewItem
from apps.moderation.services import decide
from apps.organizations.models import Membership, Organization
from apps.organizations.services import (
    add_member,
    change_settings,
    create_organization,
    edit_organization,
    verify_organization,
)
from hearth.kernel.authorization import SignIn, Subject, SystemRole, subject_for
from hearth.kernel.models import Delivery, Event, Revision
from hearth.local import issuer, pictures
from hearth.local.demo import (
    adopting,
    cases,
    following,
    harbour_dogs,
    harbour_others,
    members,
    private,
    second_chance_farm,
    work,
)
from hearth.local.demo.adopters import welcome
from hearth.local.demo.pets import REGION_OF, DemoPet, Photo
from hearth.local.demo.rescues import FEATURED_AT_HOME, FEATURED_BY, RESCUES, Rescue
from hearth.local.demo.telling import Teller
from hearth.local.people import PEOPLE

PETS = sorted(
    (*harbour_dogs.PETS, *harbour_others.PETS, *second_chance_farm.PETS, *private.PETS),
    key=lambda pet: (pet.outcome == "published", -pet.days_ago),
)
"""What moderators still have to decide, or said no to, comes first: nobody is trusted yet."""
PLACES = Path(__file__).with_name("places.csv")
ARTISTS = 2
SHARPNESS = 0.75
"""Of 1600 by 1200 pixels: drawing and shrinking these is most of the loading time."""
TIME_TO_DECIDE = timedelta(hours=9)
UNTIL_REMOVED = timedelta(days=2)
SINCE_PROPOSED = timedelta(hours=5)
MAILS_KEPT = 3
TOLD_SINCE = 2
"""Days: of what happened before that, in the stories that have a time, nobody is told today."""
COPIED = (
    "name species breed secondary_breed mixed sex size coat colours description story special_needs suburb"
)
COLUMN_OF_FACT = {"children": "good_with_children", "dogs": "good_with_dogs", "cats": "good_with_cats"}


def is_empty() -> bool:
    """Tell whether the demo would be alone here: no rescue, no pet."""
    return not (Pet.objects.exists() or Organization.objects.exists())


def load(stdout: TextIOBase | None = None) -> None:
    """Load everything or nothing, and say in one line what it was. Takes some seconds."""
    started = time.monotonic()
    # The drawing starts first: by the time the people and rescues are in, there are pictures to upload.
    with _artists() as studio, transaction.atomic():
        Loader(studio).load()
    if stdout:
        stdout.write(
            f"Loaded {User.objects.count()} people, {Organization.objects.count()} organisations, "
            f"{Pet.objects.count()} pets and {MediaFile.objects.count()} pictures "
            f"in {time.monotonic() - started:.1f} s."
        )


class Studio:
    """Pictures that are drawn elsewhere while we go on."""

    def __init__(self, pool: Any) -> None:
        self._logos: dict[str, AsyncResult[bytes]] = {
            rescue.name: pool.apply_async(pictures.logo_picture, (rescue.look,)) for rescue in RESCUES
        }
        self._shots: dict[tuple[str, int], AsyncResult[bytes]] = {
            (pet.name, photo.shot): pool.apply_async(
                pictures.pet_picture, (pet.look, pet.species, photo.shot), {"exif": True, "scale": SHARPNESS}
            )
            for pet in PETS
            for photo in (*pet.photos, *pet.more_photos)
        }

    def logo(self, rescue: Rescue) -> bytes:
        return self._logos[rescue.name].get()

    def shot(self, pet: DemoPet, photo: Photo) -> bytes:
        return self._shots[pet.name, photo.shot].get()


@contextmanager
def _artists() -> Iterator[Studio]:
    # Spawned, not forked: they must not share our database connection. Ctrl-C is for us to handle.
    context = get_context("spawn")
    with context.Pool(ARTISTS, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        yield Studio(pool)


class Loader:
    """One loading of the demo."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.now = timezone.now()
        self.rescues: dict[str, Organization] = {}
        self.pets: dict[str, Pet] = {}
        self.moderators = cycle(("mona", "max"))

    def load(self) -> None:
        with PLACES.open() as lines:
            load_places(lines)
        self.welcome_people()
        for rescue in RESCUES:
            self.register(rescue)
        members.gather(self.rescues, acting, self.now)
        for pet in PETS:
            self.list_pet(pet)
        for rescue in RESCUES:
            self.verify(rescue)
        cases.bring(self.pets, acting, _upload)
        teller = Teller(self.pets, acting, self.now, welcome(self.now))
        adopting.bring(teller, _upload)
        following.bring(teller)
        work.bring(self.rescues["Harbour Paws"], acting)
        self.feature()
        # The demo begins with these as facts: what led to them happened off stage.
        User.objects.filter(cognito_sub=PEOPLE["quinn"].sub).update(status=User.Status.SUSPENDED)
        self.spread_over_time()
        self.ride()
        self.settle_deliveries()

    def welcome_people(self) -> None:
        """Make everybody's row as their first sign-in would; sam is the first site admin, and appoints."""
        people = {}
        for name in PEOPLE:
            people[name], _ = person_for_claims(claims_of(issuer.payload_for(name), issuer.CLIENTS))
        grant_site_admin(email=PEOPLE["sam"].email)
        for name in ("mona", "max"):
            grant_role(people[name], by=acting("sam"), role=SystemRole.MODERATOR)

    def register(self, rescue: Rescue) -> None:
        organization = create_organization(
            by=acting(rescue.founder),
            name=rescue.name,
            email=rescue.email,
            phone=rescue.phone,
            website=rescue.website,
            address=rescue.address,
            suburb=rescue.suburb,
            region=REGION_OF[rescue.suburb],
            description=rescue.description,
        )
        founder = acting(rescue.founder)
        logo = _upload(
            self.studio.logo(rescue),
            by=founder,
            purpose=Purpose.LOGO,
            content_type="image/png",
            organization=organization,
            alt_text=f"The mark of {rescue.name}",
        )
        edit_organization(organization, by=founder, logo=logo.pk)
        if rescue.outcome == "approved":
            reviewer = acting(next(self.moderators))
            decide(organization, by=reviewer, action="approve", seen_version=organization.version)
        if rescue.how_we_work:
            organization = change_settings(
                organization, by=acting(rescue.founder), how_we_work=rescue.how_we_work
            )
        if rescue.wishes:
            edit_organization(organization, by=founder, description=rescue.wishes)
        for name in rescue.members:
            add_member(organization, person(name), Membership.Role.MEMBER, by=acting("sam"))
        self.rescues[rescue.name] = organization

    def verify(self, rescue: Rescue) -> None:
        if rescue.verified:
            verify_organization(
                self.rescues[rescue.name],
                by=acting("mona"),
                evidence="charity_register",
                reference="ACN 5550 142",
            )

    def list_pet(self, listing: DemoPet) -> None:
        owner, organization = acting(listing.by), self.rescues.get(listing.rescue)
        photos = self.upload(listing, listing.photos)
        pet = create_pet(
            by=owner,
            organization=organization,
            images=[photo.pk for photo in photos],
            bonded_with=[self.pets[listing.bonded_with]] if listing.bonded_with else [],
            **_columns(listing),
        )
        self.pets[listing.name] = pet
        if listing.outcome != "draft":
            submit_pet(pet, by=owner)
        for action in () if pet.moderation == Moderation.APPROVED else _actions(listing):
            why: dict[str, Any] = (
                {} if action == "approve" else {"reason": listing.reason, "note": listing.note}
            )
            reviewer = acting(next(self.moderators))
            decide(pet, by=reviewer, action=action, seen_version=pet.version, **why)
        if listing.wishes:
            photos += self.upload(listing, listing.more_photos)
            images = [photo.pk for photo in photos]
            edit_pet(pet, by=owner, description=listing.wishes, images=images)

    def upload(self, listing: DemoPet, photos: tuple[Photo, ...]) -> list[MediaFile]:
        return [
            _upload(
                self.studio.shot(listing, photo),
                by=acting(listing.by),
                purpose=Purpose.PET_PHOTO,
                content_type="image/jpeg",
                organization=self.rescues.get(listing.rescue),
                alt_text=photo.alt,
            )
            for photo in photos
        ]

    def feature(self) -> None:
        curator = acting("mona")
        for position, name in enumerate(FEATURED_AT_HOME, start=1):
            place(self.pets[name], by=curator, kind="pet", position=position, starts=self.now)
        for rescue, names in FEATURED_BY.items():
            for position, name in enumerate(names, start=1):
                place(
                    self.pets[name],
                    by=curator,
                    kind="pet",
                    position=position,
                    starts=self.now,
                    organization=self.rescues[rescue],
                )

    def ride(self) -> None:
        if "riding" in settings.COMMUNITIES:
            from hearth.local.demo.riding.load import bring  # its tables are only there then

            bring(acting, person, _upload, self.now)

    def spread_over_time(self) -> None:
        """Date the rows back over the last months; events keep today's date, for they cannot be changed.

        Services rightly date everything now, and no service should learn to do otherwise for a demo. But
        where all is of this minute, neither "newest" nor "the oldest that waits" has anything to show.
        """
        first = self.now - timedelta(days=RESCUES[0].days_ago + 1)
        User.objects.update(created_at=first)
        Membership.objects.update(created_at=first, joined_at=first)
        members.date_back(self.now)
        for rescue in RESCUES:
            organization = self.rescues[rescue.name]
            settled = self._settled(rescue.days_ago)
            decided = {} if rescue.outcome == "waiting" else {"reviewed_at": settled}
            self._date(organization, settled, waiting=rescue.outcome == "waiting", **decided)
        for listing in PETS:
            pet = self.pets[listing.name]
            settled = self._settled(listing.days_ago)
            published = {} if pet.published_at is None else self._term(listing, settled)
            self._date(pet, settled, waiting=listing.outcome in ("waiting", "draft"), **published)
        # Its people were asked, and nobody answered.
        Pet.objects.filter(expires_at__lte=self.now).update(reminders=2)
        expire_pets(self.now)
        proposed = {"created_at": self.now - SINCE_PROPOSED}
        changes = ReviewItem.objects.filter(kind__in=("organization_change", "pet_change"))
        changes.update(**proposed, opened_at=self.now - SINCE_PROPOSED)
        Revision.objects.filter(state=Revision.State.OPEN).update(**proposed)
        removed = Decision.objects.filter(action=Decision.Action.REMOVE)
        for decision in removed:
            removed.filter(pk=decision.pk).update(decided_at=decision.decided_at + UNTIL_REMOVED)
        cases.date_back(self.now, acting, self.pets)

    def _term(self, listing: DemoPet, settled: datetime) -> dict[str, datetime]:
        """When it was published, and when it ends: old ones were renewed since, unless that was forgotten."""
        ends = settled + SHOWN_FOR
        while ends < self.now and not listing.forgotten:
            ends += SHOWN_FOR
        return {"published_at": settled, "expires_at": ends}

    def _settled(self, days_ago: float) -> datetime:
        return self.now - timedelta(days=days_ago)

    def _date(
        self, target: Organization | Pet, settled: datetime, *, waiting: bool, **columns: datetime
    ) -> None:
        created = settled if waiting else settled - TIME_TO_DECIDE
        type(target).objects.filter(pk=target.pk).update(created_at=created, updated_at=settled, **columns)
        items = ReviewItem.objects.filter(target_id=target.pk)
        items.update(opened_at=created, created_at=created, updated_at=settled)
        Decision.objects.filter(target_id=target.pk).update(decided_at=settled)

    def settle_deliveries(self) -> None:
        """Leave the worker the latest mails and what still waits for an answer: something, but no flood.

        The others would tell people today what was decided months ago. The look at each photo is done.
        """
        latest = Decision.objects.filter(kind="pet").order_by("-decided_at")[:MAILS_KEPT]
        told = Event.objects.filter(data__decision__in=[str(decision.pk) for decision in latest])
        queued = Delivery.objects.filter(state=Delivery.State.QUEUED)
        long_ago = self.now - timedelta(days=TOLD_SINCE)
        for done in (
            queued.filter(event__occurred_at__lt=long_ago),
            queued.filter(handler="listings.tell_owner").exclude(event__in=told),
            queued.filter(handler__in=("media.look_at_upload", "media.look_for_twins")),
            queued.filter(handler__in=("organizations.welcome", "organizations.tell_member")),
            queued.filter(handler="notifications.tell_owner_of_job"),
        ):
            done.update(state=Delivery.State.DONE, settled_at=self.now)


def person(name: str) -> User:
    user: User = User.objects.with_memberships().get(cognito_sub=PEOPLE[name].sub)
    return user


def acting(name: str) -> Subject:
    """The person as they are just now, signed in with their strongest role."""
    user = person(name)
    return subject_for(user, SignIn(SystemRole(user.system_role), PEOPLE[name].client))


def _upload(
    content: bytes,
    *,
    by: Subject,
    purpose: str,
    content_type: str,
    organization: Organization | None,
    alt_text: str,
) -> MediaFile:
    """Send a picture as a browser would, and look at it as the worker would."""
    file, _ = media.start_upload(
        by=by,
        purpose=purpose,
        content_type=content_type,
        size=len(content),
        organization=organization,
        alt_text=alt_text,
    )
    media.quarantine().save(file.key, ContentFile(content))
    return media.process(media.complete_upload(file, by=by))


def _columns(listing: DemoPet) -> dict[str, Any]:
    """The listing as the form would give it; unnamed facts stay unknown."""
    columns = {name: getattr(listing, name) for name in COPIED.split()}
    if listing.months is not None:
        columns["birth_date"] = months_before(timezone.localdate(), listing.months)
        columns["birth_date_estimated"] = listing.estimated
    for known, words in ((Known.TRUE, listing.yes), (Known.FALSE, listing.no)):
        columns |= {COLUMN_OF_FACT.get(word, word): known for word in words.split()}
    return {
        **columns,
        "region": REGION_OF[listing.suburb],
        "adoption_fee": listing.fee,
        "microchip": listing.microchip,
    }


def _actions(listing: DemoPet) -> tuple[str, ...]:
    return {
        "draft": (),
        "waiting": (),
        "published": ("approve",),
        "changes_requested": ("request_changes",),
        "rejected": ("reject",),
        "removed": ("approve", "remove"),
    }[listing.outcome]

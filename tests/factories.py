"""Rows in any state, made directly: matrices need states that no single story reaches."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from apps.accounts.models import User
from apps.listings.models import Pet, PetPhoto
from apps.media.models import MediaFile
from apps.moderation.models import ReviewItem
from apps.organizations.models import Membership, Organization

DESCRIPTION = "A calm companion who likes short walks, long naps, and being talked to while somebody cooks."


def organization(name: str, *, founder: User, status: str = "approved", **facts: Any) -> Organization:
    slug = facts.pop("slug", name.lower().replace(" ", "-"))
    made = Organization.objects.create(
        kind="rescue",
        name=name,
        slug=slug,
        status=status,
        created_by=founder,
        email="hello@rescue.example",
        **facts,
    )
    membership(made, founder, "admin")
    return made


def membership(where: Organization, user: User, role: str = "member") -> Membership:
    return Membership.objects.create(organization=where, user=user, role=role)


def photo(owner: User, *, state: str = "ready", **facts: Any) -> MediaFile:
    key = f"uploads/{owner.pk}/{uuid4()}"
    names = ("thumbnail", "card", "full")
    renditions = {name: {"key": f"photos/test/{name}.webp", "width": 8, "height": 6} for name in names}
    ready = {"renditions": renditions, "width": 8, "height": 6} if state == "ready" else {}
    refused = {"refusal": "damaged"} if state == "refused" else {}
    return MediaFile.objects.create(
        owner=owner,
        purpose="pet_photo",
        content_type="image/jpeg",
        size=1000,
        state=state,
        key=key,
        **ready,
        **refused,
        **facts,
    )


def pet(owner: User, *, moderation: str = "approved", placement: str = "available", **facts: Any) -> Pet:
    """A complete listing with one ready photo, and a waiting review item when it is pending."""
    shown = {"published_at": timezone.now()} if moderation == "approved" else {}
    state = facts.pop("photo_state", "ready")
    made = Pet.objects.create(
        **{
            "name": "Biscuit",
            "species": "dog",
            "birth_date": date(2023, 5, 1),
            "description": DESCRIPTION,
            "suburb": "Wattle Cove",
            "region": "Saltwater Bay",
            "user": owner,
            "moderation": moderation,
            "placement": placement,
            **shown,
            **facts,
        }
    )
    if state:
        PetPhoto.objects.create(pet=made, media=photo(owner, state=state), position=0)
    if moderation == "pending":
        review_item(made)
    return made


def review_item(target: Any, *, kind: str = "pet", submitter: User | None = None, **facts: Any) -> ReviewItem:
    return ReviewItem.objects.create(
        kind=kind,
        target_id=target.pk,
        revision=target.version,
        submitter=submitter or target.user,
        organization_id=target.organization_id,
        **facts,
    )


def many_pets(owner: User, number: int, **facts: Any) -> list[Pet]:
    """Published listings a minute apart, without photos."""
    now = timezone.now()
    return Pet.objects.bulk_create(
        Pet(
            **{
                "name": f"Pet {index}",
                "species": "dog",
                "description": DESCRIPTION,
                "user": owner,
                "suburb": "Wattle Cove",
                "region": "Saltwater Bay",
                "moderation": "approved",
                "published_at": now - timedelta(minutes=index),
                **facts,
            }
        )
        for index in range(number)
    )

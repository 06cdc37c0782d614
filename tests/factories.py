"""Rows in any state, made directly: matrices need states that no single story reaches."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from apps.accounts.models import User
from apps.listings.models import Pet, PetPhoto
from apps.listings.moderated import approved_values
from apps.listings.services.photos import keep_photos
from apps.media.models import MediaFile
from apps.moderation.models import ReviewItem
from apps.moderation.services import open_item
from apps.organizations.kinds import KINDS
from apps.organizations.models import Handover, Invitation, Membership, Organization, Verification
from apps.organizations.services.invitations import token_of
from hearth.kernel.authorization import Subject
from hearth.kernel.ids import uuid7
from hearth.kernel.models import Revision
from hearth.kernel.revisions import propose

DESCRIPTION = "A calm companion who likes short walks, long naps, and being talked to while somebody cooks."


def organization(
    name: str, *, founder: User, status: str = "approved", verified: bool = False, **facts: Any
) -> Organization:
    """An organisation in any state, its founder in its top role; with a badge if it is to be verified."""
    slug = facts.pop("slug", name.lower().replace(" ", "-"))
    kind = facts.pop("kind", "rescue")
    until = timezone.now() + timedelta(days=200)
    if verified:
        facts["verified_until"] = until
    made = Organization.objects.create(
        kind=kind,
        name=name,
        slug=slug,
        status=status,
        created_by=founder,
        email="hello@rescue.example",
        **facts,
    )
    membership(made, founder, KINDS[kind].top_role)
    if verified:
        Verification.objects.create(organization=made, evidence="visit", granted_by=founder, expires_at=until)
    return made


def membership(where: Organization, user: User, role: str = "member", **facts: Any) -> Membership:
    never = {"joined_at": None} if facts.get("status") in ("pending", "rejected", "withdrawn") else {}
    made: Membership = Membership.objects.create(organization=where, user=user, role=role, **never, **facts)
    return made


def invitation(where: Organization, by: User, *, role: str = "member", **facts: Any) -> Invitation:
    """A waiting invitation, to `email` or to `user`; `expired=True` for one whose time ran out unnoticed."""
    pk = uuid7()
    days = -1 if facts.pop("expired", False) else 7
    made: Invitation = Invitation.objects.create(
        id=pk,
        organization=where,
        role=role,
        invited_by=by,
        token_hash=sha256(token_of(pk).encode()).hexdigest(),
        expires_at=timezone.now() + timedelta(days=days),
        **facts,
    )
    return made


def handover(where: Organization, giver: User, receiver: User, **facts: Any) -> Handover:
    """A waiting offer of the highest role; `expired=True` for one whose time ran out unnoticed."""
    days = -1 if facts.pop("expired", False) else 7
    made: Handover = Handover.objects.create(
        organization=where,
        role=KINDS[where.kind].top_role,
        giver=giver,
        receiver=receiver,
        expires_at=timezone.now() + timedelta(days=days),
        **facts,
    )
    return made


def photo(owner: User, *, state: str = "ready", **facts: Any) -> MediaFile:
    key = f"uploads/{owner.pk}/{uuid4()}"
    names = ("thumbnail", "card", "full")
    renditions = {name: {"key": f"photos/test/{name}.webp", "width": 8, "height": 6} for name in names}
    ready = {"renditions": renditions, "width": 8, "height": 6} if state == "ready" else {}
    refused = {"refusal": "damaged"} if state == "refused" else {}
    usual = {"purpose": "pet_photo", "content_type": "image/jpeg", "size": 1000}
    return MediaFile.objects.create(
        **{**usual, "owner": owner, "state": state, "key": key, **ready, **refused, **facts}
    )


def placed(placement: str) -> dict[str, Any]:
    """What a pet has besides in this placement."""
    if placement == "trial":
        return {"trial_until": timezone.localdate() + timedelta(days=14)}
    if placement == "adopted":
        return {"adopted_at": timezone.now(), "shown_until": timezone.localdate() + timedelta(days=30)}
    return {}


def pet(owner: User, *, moderation: str = "approved", placement: str = "available", **facts: Any) -> Pet:
    """A complete listing with one ready photo, and a waiting review item when it is pending."""
    now = timezone.now()
    shown = {"published_at": now, "expires_at": now + timedelta(days=60)} if moderation == "approved" else {}
    if moderation == "expired":
        shown = {"published_at": now - timedelta(days=61), "expires_at": now - timedelta(days=1)}
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
            **placed(placement),
            **shown,
            **facts,
        }
    )
    if state:
        PetPhoto.objects.create(pet=made, media=photo(owner, state=state), position=0)
    if moderation == "pending":
        review_item(made)
    return made


def change(pet: Pet, **wanted: Any) -> Revision:
    """A change of a published pet that waits in the queue, with values as JSON has them."""
    approved, by = approved_values(pet), Subject(user=pet.user)
    made = propose(pet, approved, {**approved, **wanted}, by=by)
    assert made is not None, "nothing differs"
    keep_photos(pet, [UUID(pk) for pk in wanted.get("images", ())])
    open_item(pet, by=by, kind="pet_change")
    return made


def review_item(target: Any, *, kind: str = "pet", submitter: User | None = None, **facts: Any) -> ReviewItem:
    seen = facts.pop("revision", target.version)
    return ReviewItem.objects.create(
        kind=kind,
        target_id=target.pk,
        revision=seen,
        version=seen,
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
                "expires_at": now + timedelta(days=60),
                **facts,
            }
        )
        for index in range(number)
    )

"""What an organisation takes along of its own: itself, its people and the files that were sent for it."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings

from apps.accounts.erasure import on_erasure
from apps.accounts.models import User
from apps.media.models import MediaFile
from apps.organizations.exports import Table, contribute, in_full
from apps.organizations.models import Invitation, Membership, Organization
from hearth.kernel.authorization import Subject
from hearth.kernel.fields import people_named_in, tie_of
from hearth.kernel.jobs import forget_exports_of


def profile(organization_id: UUID, by: Subject) -> Any:
    return Organization.objects.visible_to(by).filter(pk=organization_id)


def members(organization_id: UUID, by: Subject) -> Any:
    rows = Membership.objects.visible_to(by, "view_private").filter(organization=organization_id)
    return rows.select_related("user", "invited_by")


def invitations(organization_id: UUID, by: Subject) -> Any:
    rows = Invitation.objects.visible_to(by, "view_private").filter(organization=organization_id)
    return rows.select_related("user", "invited_by")


def files(organization_id: UUID, by: Subject) -> Any:
    return MediaFile.objects.visible_to(by).filter(organization=organization_id)


contribute(
    Table(
        name="organization",
        label="The organisation",
        rows=profile,
        columns={
            name: name
            for name in (
                *(
                    "id",
                    "reference",
                    "kind",
                    "name",
                    "slug",
                    "status",
                    "verified",
                    "email",
                    "phone",
                    "website",
                ),
                *("description", "address", "suburb", "region", "country", "latitude", "longitude"),
                *("timezone", "join_policy", "member_count", "verified_until", "created_at"),
            )
        }
        | {"logo": lambda row: in_full(row.logo_url)},
    )
)
contribute(
    Table(
        name="members",
        label="Members",
        rows=members,
        capability="manage_members",
        columns={
            "id": "id",
            "person": "user_id",
            "name": "user.display_name",
            "role": "role",
            "status": "status",
            "joined_at": "joined_at",
            "joined_via": "joined_via",
            "invited_by": "invited_by.display_name",
            "message": "message",
            "note": "note",
        },
    )
)
contribute(
    Table(
        name="invitations",
        label="Invitations",
        rows=invitations,
        capability="manage_members",
        columns={
            "id": "id",
            "email": "email",
            "name": "user.display_name",
            "role": "role",
            "status": "status",
            "invited_by": "invited_by.display_name",
            **{name: name for name in ("message", "created_at", "expires_at", "answered_at")},
        },
    )
)
contribute(
    Table(
        name="media",
        label="Files",
        rows=files,
        columns={
            **{
                name: name
                for name in ("id", "purpose", "state", "content_type", "size", "width", "height", "alt_text")
            },
            "sha256": "checksum",
            "address": lambda row: in_full(row.full_url),
            "owner": "owner_id",
            **{name: name for name in ("refusal", "used_at", "created_at")},
        },
    )
)


@on_erasure
def forget_archives_about(person: User) -> None:
    """Let the kept archives of every organisation end that has rows about the person."""
    forget_exports_of(organizations_that_know(person))


def organizations_that_know(person: User) -> set[UUID]:
    """Those that have a row about the person, of whatever app: a member's, an applicant's, a guest's."""
    found: set[UUID] = set()
    for model in apps.get_models():
        columns = {field.name: field for field in model._meta.local_fields}
        place = columns.get("organization")
        if not model.__module__.startswith(settings.OWN_PACKAGES) or place is None:
            continue
        for field in people_named_in(model):
            if (tie := tie_of(field)) is not None and tie.about:
                rows = model._default_manager.filter(organization__isnull=False, **{field.name: person})
                found.update(rows.order_by().values_list("organization_id", flat=True).distinct())
    return found

"""What an organisation takes along of its own: itself, its people and the files that were sent for it."""

from typing import Any
from uuid import UUID

from apps.media.models import MediaFile
from apps.organizations.exports import Table, contribute, in_full
from apps.organizations.models import Invitation, Membership, Organization
from hearth.kernel.authorization import Subject


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

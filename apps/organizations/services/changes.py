"""Name, logo and description of an approved organisation: a change of them waits while the old ones stay."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from apps.media.models import MediaFile
from apps.media.services import hand_over
from apps.moderation import services as moderation
from apps.organizations.models import Organization
from apps.organizations.services.locking import lock_organization
from apps.organizations.services.verification import end_badge_of_old_name
from apps.organizations.workflows import ORGANIZATION
from hearth.kernel import revisions
from hearth.kernel.authorization import Subject, require
from hearth.kernel.models import Event, Revision
from hearth.kernel.problems import AlreadyDone, Conflict
from hearth.kernel.revisions import Change
from hearth.kernel.transactions import transactional

KIND = "organization_change"
LABELS = {"name": "Name", "logo": "Logo", "description": "Description"}
"""The moderated fields of an approved organisation, and what people call them."""


def approved_content(organization: Organization) -> dict[str, Any]:
    """What of an organisation is moderated, as JSON has it; a logo is the id of its file."""
    logo = organization.logo_id
    return {
        "name": organization.name,
        "logo": str(logo) if logo else None,
        "description": organization.description,
    }


def proposed_content(organization: Organization) -> dict[str, Any]:
    """The same as it would be with the change that waits, for a form that goes on from there."""
    return revisions.proposed(approved_content(organization), revisions.pending(organization))


def propose_change(organization: Organization, wanted: dict[str, Any], *, by: Subject) -> None:
    """Merge what is wanted into the change that waits; what equals the approved version leaves it.

    The caller holds the organisation's lock. A trusted organisation's change is public at once.
    """
    approved, waiting = approved_content(organization), revisions.pending(organization)
    standing = revisions.proposed(approved, waiting)
    wanted = {**standing, **wanted}
    if wanted == standing:
        return
    fields = sorted(change.field for change in revisions.difference(standing, wanted))
    verb = "withdraw_change" if wanted == approved else "propose_change"
    ORGANIZATION.move(organization, verb, by=by, data={"fields": fields})
    if wanted["logo"] != approved["logo"] and wanted["logo"] is not None:
        # Neither another organisation nor a clean-up may take it while it waits.
        hand_over(MediaFile.objects.filter(pk=wanted["logo"]), organization)
    if revisions.propose(organization, approved, wanted, by=by) is None:
        moderation.withdraw_item(organization, KIND)
    else:
        moderation.receive(organization, by=by, kind=KIND)


@transactional
def withdraw_change(organization: Organization, *, by: Subject) -> Organization:
    """Take back the change that waits; raise Conflict when none does, AlreadyDone when one was just now."""
    require(by, "withdraw_change", organization)
    ORGANIZATION.guard(organization, "withdraw_change", by=by)
    lock_organization(organization.pk)
    if revisions.pending(organization) is None:
        if _last_event_is(organization, "organization.change_withdrawn", by):
            raise AlreadyDone("You took it back already.", state=organization.status, allowed=[])
        raise Conflict("No change of it waits.")
    ORGANIZATION.move(organization, "withdraw_change", by=by)
    supersede_change(organization)
    return organization


def supersede_change(organization: Organization) -> None:
    """Drop the change that waits, if one does, because the organisation itself ends or is stopped."""
    if revisions.settle(organization, Revision.State.SUPERSEDED) is not None:
        moderation.withdraw_item(organization, KIND)


def drop_logo(organization_id: UUID, media_id: UUID, *, by: Subject) -> None:
    """Go back to the approved logo where the proposed one may not be used any more."""
    organization = lock_organization(organization_id)
    waiting = revisions.pending(organization)
    if waiting is not None and waiting.data.get("logo") == str(media_id):
        propose_change(organization, {"logo": approved_content(organization)["logo"]}, by=by)


# What the review asks of a change ------------------------------------------------------------------


def newest_number(organization: Organization) -> int:
    """The number of the change that waits; of the newest one where none does, 0 before any."""
    found = _latest(organization)
    return int(found["number"]) if found else 0


def with_change(rows: Any) -> Any:
    """Load the newest change of each, as `latest_change`, for rows that are not changed afterwards."""
    of_it = Revision.objects.filter(target_type=Organization._meta.label_lower, target_id=OuterRef("pk"))
    facts = JSONObject(number="number", state="state", data="data")
    return rows.annotate(latest_change=Subquery(of_it.order_by("-number").values_list(facts)[:1]))


def _latest(organization: Organization) -> dict[str, Any] | None:
    """The newest change, whatever became of it."""
    rows = [organization]
    if "latest_change" not in organization.__dict__:
        rows = with_change(Organization.objects.filter(pk=organization.pk))
    found: dict[str, Any] | None = next((row.__dict__["latest_change"] for row in rows), None)
    return found


def check_applicable(organization: Organization, action: str) -> None:
    """Raise Conflict where a decision has no change to be about, or one that cannot be shown."""
    waiting = revisions.pending(organization)
    if waiting is None:
        raise Conflict("No change of it waits.", reason="no_change_waits")
    logo = waiting.data.get("logo")
    if action == "approve" and logo and not _is_ready(logo):
        raise Conflict("The proposed logo cannot be used any more.", reason="logo_not_ready")


def columns_of(organization: Organization, action: str) -> dict[str, Any]:
    """What a decision writes into the organisation's row."""
    waiting = revisions.pending(organization)
    if action != "approve" or waiting is None:
        return {}
    columns = dict(waiting.data)
    if "logo" in columns:
        columns["logo"] = MediaFile.objects.get(pk=columns["logo"]) if columns["logo"] else None
    if "name" in columns:
        columns["verified_until"] = None
    return columns


def settle_change(organization: Organization, action: str, *, by: Subject) -> None:
    """Close the change that was decided; a new name that is approved loses the badge of the old one."""
    state = Revision.State.APPROVED if action == "approve" else Revision.State.REJECTED
    settled = revisions.settle(organization, state)
    if action == "approve" and settled is not None and "name" in settled.data:
        end_badge_of_old_name(organization, by=by)
    if action == "approve":
        # A sample of what was published waits on, and reads otherwise from here on.
        moderation.refresh_item(organization)


def reopen_change(organization: Organization) -> None:
    """Let the change that was turned down last wait once more, without a logo that cannot be used now."""
    latest = revisions.latest_of([organization]).get(organization.pk)
    if latest is None or latest.state != Revision.State.REJECTED:
        return
    data = dict(latest.data)
    if data.get("logo") and not _is_ready(data["logo"]):
        del data["logo"]
    approved = approved_content(organization)
    revisions.propose(organization, approved, {**approved, **data}, by=Subject(user=latest.by))


def change_that_waits(organization: Organization) -> list[Change]:
    """Approved and proposed side by side."""
    found = _latest(organization)
    if found is None or found["state"] != Revision.State.OPEN:
        return []
    return differing(organization, approved_content(organization), found["data"])


def changed_since(organization: Organization, number: int) -> list[Change]:
    """How the change that waits differs from the one that a reviewer looked at."""
    seen, waiting = revisions.revision_of(organization, number), revisions.pending(organization)
    approved = approved_content(organization)
    return differing(organization, revisions.proposed(approved, seen), revisions.proposed(approved, waiting))


def differing(organization: Organization, was: Mapping[str, Any], becomes: Mapping[str, Any]) -> list[Change]:
    """The differing fields, with pictures in the place of their ids."""
    found = revisions.difference(was, becomes, LABELS)
    ids = {value for change in found if change.field == "logo" for value in (change.was, change.becomes)}
    pictures = {
        str(media.pk): [
            {"id": str(media.pk), "thumb": media.thumb_url, "full": media.full_url, "alt": media.alt}
        ]
        for media in MediaFile.objects.filter(pk__in=ids - {None})
    }
    return [
        Change(change.field, change.label, pictures.get(change.was, []), pictures.get(change.becomes, []))
        if change.field == "logo"
        else change
        for change in found
    ]


def _is_ready(media_id: str) -> bool:
    return MediaFile.objects.filter(pk=media_id, state=MediaFile.State.READY).exists()


def _last_event_is(organization: Organization, name: str, by: Subject) -> bool:
    events = Event.objects.filter(target_type=organization._meta.label_lower, target_id=organization.pk)
    last = events.order_by("-sequence").first()
    return last is not None and last.name == name and last.actor_id == by.id

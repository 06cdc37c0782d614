"""Nothing of an organisation stays behind unseen: what it owns is exported by column, or reviewed here."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from apps.curation.services import place
from apps.listings.models import Pet, RescueProfile
from apps.organizations import exports
from apps.organizations.exports import Table
from hearth.kernel.events import record
from tests import factories
from tests.applications.applying import application
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.organizations.test_export import archive, lines

__all__ = ["no_file_stays"]

pytestmark = pytest.mark.django_db

IN_OTHER_WORDS = {
    "application_timeline": {"actor": "by", "occurred_at": "at", "name": "event"},
    "applications": {"answers": "answers", "household": "household"},
    "application_messages": {"text": "text", "user": "author"},
    "featured": {"during": "from"},
    "media": {"checksum": "sha256", "key": "address"},
    "organization": {"logo": "logo"},
    "pets": {"sex": "gender", "bonded_with": "bonded_with_ids"},
}
"""Columns that a function writes, or that go by another name: what of the model, and what in the file."""
EVERYWHERE = {
    "version": "counts edits, for editors that meet",
    "updated_at": "when the row last changed, said where it says something",
    "created_at": "for rows that are facts of another one",
    "organization": "the archive is of one organisation",
    "organization_id": "the archive is of one organisation",
}
STAYS = {
    "organization": {
        "created_by": "who founded it is among its members",
        "reviewed_by": "a moderator, and no business of the organisation's",
        "reviewed_at": "the platform's own work",
        "archived_by": "whose repeat of it is harmless; the state says that it is archived",
    },
    "invitations": {"token_hash": "a key, and of no use elsewhere"},
    "media": {
        "perceptual_hash": "finds copies here; made from the file again anywhere",
        "private_key": "an address that nobody outside can open",
        "renditions": "smaller copies of the same file",
        "withheld": "how a file is being taken away; the state says that it is",
    },
    "application_messages": dict.fromkeys(("applicant", "offered_by"), "copied from the application"),
    "application_notes": dict.fromkeys(("applicant", "offered_by"), "copied from the application"),
    "application_timeline": {
        "id": "the application and the time name it",
        **dict.fromkeys(("data", "request_id", "schema_version", "sequence"), "the log's own"),
        "target_type": "they are all of applications",
    },
    "featured": {"scope_id": "the surface and the organisation once more, for a constraint"},
    "pet_photos": {"id": "the file's id names it"},
    "proposed_photos": {"id": "the file's id names it"},
    "pets": {"microchip_hash": "under a key of ours, so that nobody can use it elsewhere"},
    "questions": {"waits": "the status says it"},
}
"""Columns that are not exported, each with the reason; reviewed."""
MODELS: dict[str, type[Model]] = {"rescue_settings": RescueProfile}
OWNED_IN = ("applications", "curation", "listings", "media", "organizations")
WHOLE = {
    "applications.petline": "the turns say who waits for which pet",
    "organizations.address": "old names of it, which lead to the present one",
    "organizations.handover": "an offer between two people, which the members' roles tell once it is taken",
    "organizations.verification": "evidence that moderators noted",
    "listings.fetchedphoto": "how an import went; the photos are there",
    "organizations.organization": "is the table `organization`",
}
"""Models of what belongs to an organisation that have no table of their own, each with the reason."""


def table_model(cast: Cast, table: Table) -> type[Model]:
    found: Any = table.rows(cast.rosa.pk, cast.subject("rosa"))
    return MODELS.get(table.name, found.model)


def test_exports_every_column_or_says_why_not(cast: Cast) -> None:
    silent = {}
    for table in exports.tables():
        model = table_model(cast, table)
        written = {value.split(".")[0] for value in table.columns.values() if isinstance(value, str)}
        written |= set(IN_OTHER_WORDS.get(table.name, {})) | {
            name for name, value in table.columns.items() if callable(value)
        }
        fields = [*model._meta.concrete_fields, *model._meta.many_to_many]
        left = {
            field.name
            for field in fields
            if not {field.name, getattr(field, "attname", field.name)} & written
            and field.name not in EVERYWHERE
            and field.name not in STAYS.get(table.name, {})
        }
        if left:
            silent[table.name] = sorted(left)
    assert silent == {}


def test_exports_every_model_that_belongs_to_an_organization_or_says_why_not(cast: Cast) -> None:
    exported = {table_model(cast, table) for table in exports.tables()}
    owned = {
        model._meta.label_lower
        for label in OWNED_IN
        for model in apps.get_app_config(label).get_models()
        if model not in exported and {"organization", "pet"} & {field.name for field in model._meta.fields}
    }
    assert owned - set(WHOLE) == set()


def test_holds_endings_changes_turns_and_what_is_featured(cast: Cast) -> None:
    harbour, now = factories.organization("Harbour Paws", founder=cast.rosa), timezone.now()
    pets = {
        name: factories.pet(cast.rosa, organization=harbour, name=name, reference=name)
        for name in ("Biscuit", "Mochi", "Pixel")
    }
    pets["Biscuit"].bonded_with.set([pets["Mochi"]])
    factories.change(pets["Mochi"], description=f"Written anew. {factories.DESCRIPTION}")
    photo = factories.photo(cast.rosa, organization=harbour)
    Pet.objects.filter(pk=pets["Pixel"].pk).update(
        placement="adopted",
        adopted_at=now,
        shown_until=now.date() + timedelta(days=30),
        happy_ending="Sleeps on the piano.",
        happy_photo=photo,
        family_agreed=True,
    )
    place(pets["Mochi"], by=cast.subject("mona"), kind="pet", position=1, starts=now)
    first = application(pets["Biscuit"], cast.ana, status="approved", decided_by=cast.rosa, decided_at=now)
    second = application(pets["Biscuit"], cast.petra, status="waitlisted", respond_by=now)
    record("application.approved", first, by=cast.subject("rosa"), to_state="approved")
    files = archive(cast, harbour)
    written = {row["name"]: row for row in json.loads(files["pets.json"])}
    assert written["Biscuit"]["bonded_with_ids"] == [str(pets["Mochi"].pk)]
    assert "Written anew." in written["Mochi"]["waiting_change"]["data"]["description"]
    assert written["Biscuit"]["waiting_change"] is None
    told = written["Pixel"]
    assert (told["happy_ending"], told["family_agreed"]) == ("Sleeps on the piano.", True)
    assert told["adopted_at"]
    assert told["happy_photo"] in {row["id"] for row in lines(files["media.csv"])}
    rows = {row["id"]: row for row in json.loads(files["applications.json"])}
    assert rows[str(first.pk)]["decided_by"] == cast.rosa.display_name
    assert rows[str(second.pk)]["respond_by"]
    assert (rows[str(second.pk)]["position"], bool(rows[str(second.pk)]["queued_at"])) == (1, True)
    turns = {row["application"]: row["status"] for row in lines(files["waitlist.csv"])}
    assert turns == {str(first.pk): "taken", str(second.pk): "waiting"}
    assert [row["event"] for row in lines(files["application_timeline.csv"])] == ["application.approved"]
    assert [row["target"] for row in lines(files["featured.csv"])] == [str(pets["Mochi"].pk)]

"""Everything that an organisation owns as one archive: each table as CSV and as JSON."""

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.applications.models import Application, ApplicationForm, Block
from apps.curation.services import place
from apps.listings.models import Pet, ProposedPhoto, RescueProfile
from apps.organizations import exports, jobs
from apps.organizations.exports import Table
from apps.organizations.models import Organization
from hearth.kernel.events import record
from hearth.kernel.jobs import run_waiting, running
from hearth.kernel.jobs.results import private_storage, put_together
from hearth.kernel.models import Job
from tests import factories
from tests.applications.applying import ANSWERS, application, message, note, turn
from tests.applications.asked import question
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays

__all__ = ["no_file_stays"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    made = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(made, cast.milo, note="=HYPERLINK(1)")
    factories.invitation(made, cast.rosa, email="new@rescue.example")
    for number in range(5):
        factories.pet(cast.rosa, organization=made, name=f"=1+{number}", reference=f"HP-{number}")
    factories.pet(cast.petra, name="Somebody else's")
    factories.photo(cast.rosa, organization=made, checksum="ab" * 32)
    return made


def archive(cast: Cast, harbour: Organization, who: str = "rosa") -> dict[str, bytes]:
    client = cast.client(who)
    answer = client.post("/api/v1/exports", {"kind": "organization", "organization": str(harbour.pk)})
    assert answer.status_code == 202, answer.json()
    run_waiting(60)
    file = client.get(f"{answer['Location']}/result")
    assert (file.status_code, file["Content-Type"]) == (200, "application/zip")
    return unpacked(file.content)


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        return {name: found.read(name) for name in found.namelist()}


def lines(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_holds_every_table_twice(cast: Cast, harbour: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = archive(cast, harbour)
    monkeypatch.setattr(jobs, "ROWS", 2)
    files = archive(cast, harbour)
    assert {name: content for name, content in files.items() if name != "about.json"} == {
        name: content for name, content in whole.items() if name != "about.json"
    }
    about = json.loads(files["about.json"])
    assert about["left_out"] == []
    for table in about["tables"]:
        rows = json.loads(files[f"{table['name']}.json"])
        assert len(rows) == len(lines(files[f"{table['name']}.csv"])) == table["rows"], table
    pets = json.loads(files["pets.json"])
    assert [pet["name"] for pet in pets] == [f"=1+{number}" for number in range(5)]
    assert [pet["name"] for pet in lines(files["pets.csv"])] == [f"'=1+{number}" for number in range(5)]
    photos = lines(files["pet_photos.csv"])
    assert [photo["reference"] for photo in photos] == [f"HP-{number}" for number in range(5)]
    assert all(photo["address"].startswith("http") for photo in photos)
    assert [file["sha256"] for file in lines(files["media.csv"])] == ["ab" * 32]
    assert {member["name"] for member in lines(files["members.csv"])} == {
        cast.rosa.display_name, cast.milo.display_name,
    }  # fmt: skip
    assert "'=HYPERLINK(1)" in {member["note"] for member in lines(files["members.csv"])}
    assert lines(files["invitations.csv"])[0]["email"] == "new@rescue.example"
    assert json.loads(files["organization.json"])[0]["name"] == "Harbour Paws"
    assert {"applications.csv", "application_messages.csv", "questions.csv"} <= files.keys()


def test_masks_what_nobody_began_to_read(cast: Cast, harbour: Organization) -> None:
    """A row in every table: a column that is none would end the export."""
    pet = Pet.objects.filter(organization=harbour)[0]
    sent = application(pet, cast.ana)
    message(sent, cast.ana, text="May we visit?")
    note(sent, cast.rosa, text="A kind voice.")
    question(pet, cast.ana, status="answered")
    ApplicationForm.objects.create(organization=harbour, number=1, title="Ours")
    Block.objects.create(organization=harbour, user=cast.rosa, person=cast.petra, note="Was rude to Remy.")
    ProposedPhoto.objects.create(pet=pet, media=factories.photo(cast.rosa))
    place(pet, by=cast.subject("mona"), kind="pet", position=1, starts=sent.created_at)
    record("application.submitted", sent, by=cast.subject("ana"), to_state="submitted")
    turn(sent, "left")
    files = archive(cast, harbour)
    assert all(table["rows"] for table in json.loads(files["about.json"])["tables"])
    (row,) = json.loads(files["applications.json"])
    assert (row["status"], row["masked"]) == ("submitted", ["address", "phone"])
    assert not [name for name, content in files.items() if ANSWERS["phone"].encode() in content]
    Application.objects.update(status="rejected", ending="distance", reviewed_at=sent.submitted_at)
    (row,) = json.loads(archive(cast, harbour)["applications.json"])
    assert (row["reason"], row["answers"]["phone"], row["masked"]) == ("distance", ANSWERS["phone"], [])


def test_holds_how_a_rescue_works_and_whom_it_does_not_hear(cast: Cast, harbour: Organization) -> None:
    Block.objects.create(organization=harbour, user=cast.rosa, person=cast.petra, note="Was rude to Remy.")
    Block.objects.create(user=cast.rosa, person=cast.ana, note="Her own.")
    files = archive(cast, harbour)
    assert lines(files["rescue_settings.csv"]) == [
        {
            "organization": str(harbour.pk),
            "members_decide_applications": "true",
            "answer_within_days": "7",
            "sampled": "0",
            "how_we_work": "",
        }
    ]
    RescueProfile.objects.create(organization=harbour, answer_within_days=3, how_we_work="Slowly.")
    files = archive(cast, harbour)
    (settings,) = json.loads(files["rescue_settings.json"])
    assert (settings["answer_within_days"], settings["how_we_work"]) == (3, "Slowly.")
    (block,) = json.loads(files["blocks.json"])
    assert (block["name"], block["note"]) == (cast.petra.display_name, "Was rude to Remy.")
    assert block["blocked_by"] == cast.rosa.display_name


def test_leaves_out_what_is_not_for_this_person(
    cast: Cast, harbour: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    for who, code in (("", 401), ("milo", 403), ("petra", 422), ("sam", 422), ("quinn", 403)):
        body = {"kind": "organization", "organization": str(harbour.pk)}
        assert cast.client(who).post("/api/v1/exports", body).status_code == code, who
    secret = Table(
        name="secrets",
        label="Secrets",
        rows=lambda organization_id, by: Organization.objects.all(),
        columns={"name": "name"},
        capability="transfer_ownership",
    )
    monkeypatch.setitem(exports._tables, "secrets", secret)
    files = archive(cast, harbour)
    assert "secrets.csv" not in files
    assert json.loads(files["about.json"])["left_out"] == [{"name": "secrets", "needs": "transfer_ownership"}]


def test_puts_the_same_archive_together_after_a_crash(
    cast: Cast, harbour: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = []

    def twice(job: Job) -> None:
        for _ in range(2):
            put_together(job)
            with private_storage().open(job.file_key) as file:
                written.append(file.read())

    monkeypatch.setattr(running, "put_together", twice)
    archive(cast, harbour)
    assert len(written) == 2
    assert written[0] == written[1]


def test_the_terminal_writes_it(cast: Cast, harbour: Organization, tmp_path: Any) -> None:
    out, path = io.StringIO(), tmp_path / "all.zip"
    call_command("export_organization", harbour.slug, "--output", str(path), stdout=out)
    assert "pets: 5" in out.getvalue()
    assert str(path) in out.getvalue()
    assert "pets.csv" in unpacked(path.read_bytes())
    with pytest.raises(CommandError, match="no organisation"):
        call_command("export_organization", "nowhere", stdout=out)
    with pytest.raises(CommandError):
        call_command("export_organization", harbour.slug, "--as", cast.petra.email, stdout=out)

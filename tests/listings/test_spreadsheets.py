"""Listings as a file for spreadsheets, and many drafts from one: each row once, whatever happens to it."""

import csv
import gzip
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from apps.listings import jobs
from apps.listings.importing import columns
from apps.listings.importing.columns import WRITTEN, read
from apps.listings.models import Pet
from apps.listings.spreadsheets import head, written
from apps.organizations.models import Membership, Organization
from hearth.kernel.jobs import run_waiting
from hearth.kernel.models import Event, Job
from hearth.kernel.problems import Invalid
from hearth.kernel.sheets import PROBLEM
from hearth.kernel.sheets import head as sheet_head
from hearth.kernel.sheets import written as written_line
from tests import factories
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.kernel.jobs.test_running import one_chunk
from tests.listings.importing import HEAD, fetched, imported, start, table

pytestmark = pytest.mark.django_db

__all__ = ["no_file_stays"]


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def exported(cast: Cast, harbour: Organization) -> list[dict[str, str]]:
    rosa = cast.client("rosa")
    answer = rosa.post("/api/v1/exports", {"kind": "listings", "organization": str(harbour.pk)})
    run_waiting(60)
    return table(fetched(cast, Job.objects.get(pk=answer.json()["id"])))


def test_makes_a_draft_of_every_row(cast: Cast, harbour: Organization) -> None:
    text = HEAD + 'A-1,Biscuit,dog,2023-05-01,350.00,true,"Two\nlines, one comma"\nA-2,Olive,cat,,,,\n'
    assert imported(cast, harbour, text)["counts"] == {"created": 2}
    biscuit = Pet.objects.get(reference="A-1")
    assert (biscuit.moderation, biscuit.organization, biscuit.user) == ("draft", harbour, cast.rosa)
    assert (str(biscuit.adoption_fee), biscuit.mixed) == ("350.00", True)
    assert biscuit.description == "Two\nlines, one comma"
    assert Event.objects.filter(name="pet.created", actor=cast.rosa).count() == 2


def test_leaves_a_row_alone_that_was_here_before(cast: Cast, harbour: Organization) -> None:
    text = HEAD + "A-1,Biscuit,dog,,,,\nA-2,Olive,cat,,,,\nA-1,Biscuit again,dog,,,,\n"
    assert imported(cast, harbour, text)["counts"] == {"created": 2, "refused": 1}
    found = imported(cast, harbour, text)
    assert found["counts"] == {"unchanged": 2, "refused": 1}
    assert found["errors"][0]["errors"][0]["detail"] == "Row 2 has this reference already."
    assert Pet.objects.count() == 2
    elsewhere = factories.organization("Elsewhere", founder=cast.rosa)
    assert imported(cast, elsewhere, text)["counts"] == {"created": 2, "refused": 1}


def test_tells_what_is_wrong_with_each_row(cast: Cast, harbour: Organization) -> None:
    text = HEAD + (
        "A-1,Biscuit,dog,2023-05-01,350,true,\n"
        "A-2,,dragon,someday,-5,,\n"
        ",Nameless,dog,,,,\n"
        "\n"
        "A-4,Late,dog,2099-01-01,,,\n"
        "A-5,Long,dog,,,,,too,much\n"
        "A-6,Olive,cat,,,,\n"
    )
    found = imported(cast, harbour, text)
    assert found["counts"] == {"created": 2, "refused": 4}
    wrong = {
        each["row"]: {(error["pointer"], error["code"]) for error in each["errors"]}
        for each in found["errors"]
    }
    assert wrong == {
        3: {
            ("/name", "required"),
            ("/species", "invalid_choice"),
            ("/birth_date", "invalid"),
            ("/adoption_fee", "min_value"),
        },
        4: {("/reference", "blank")},
        6: {("/birth_date", "implausible")},
        7: {("", "too_long")},
    }


def test_gives_refused_rows_back_as_a_file_to_put_right(cast: Cast, harbour: Organization) -> None:
    lines = [f"R-{n},{'' if n else 'Bo'},dog,,,,{'=1+1' if n == 1 else ''}\n" for n in range(102)]
    found = imported(cast, harbour, HEAD + "".join(lines))
    assert found["counts"] == {"created": 1, "refused": 101}
    assert len(found["errors"]) == 100
    refused = fetched(cast, Job.objects.get())
    rows = table(refused)
    assert [row["reference"] for row in rows] == [f"R-{n}" for n in range(1, 102)]
    assert rows[0]["problem"] == "name: This field is required."
    assert rows[0]["description"] == "'=1+1"
    mended = refused.replace(',"","dog",', ',"Bo","dog",')
    assert imported(cast, harbour, mended)["counts"] == {"created": 101}
    assert Pet.objects.get(reference="R-1").description == "=1+1"


def test_gives_no_file_back_when_all_were_taken(cast: Cast, harbour: Organization) -> None:
    imported(cast, harbour, HEAD + "A-1,Bo,dog,,,,\n")
    assert cast.client("rosa").get(f"/api/v1/jobs/{Job.objects.get().pk}/result").status_code == 404


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name,species\nBiscuit,dog\n", "required"),
        (HEAD, "required"),
        ("reference,name,species,price\n1,Bo,dog,3\n", "unknown"),
        ("reference,name,name,species\n1,Bo,Bo,dog\n", "doubled"),
        ('reference,name,species\n1,"Bo,dog\n', "invalid"),
        ("reference,name,species\n" + "1,Bo,dog\n" * 20_001, "too_many"),
        (" ", "required"),
    ],
)
def test_refuses_what_is_no_such_table(cast: Cast, harbour: Organization, text: str, code: str) -> None:
    answer = start(cast, harbour, text)
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/csv", code)]
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"reference,name,species\n1,B\xf8,dog\n", "Save it in UTF-8"),
        ("reference,name,species\n1,Bo,dog\n".encode("utf-16"), "Save it in UTF-8"),
        (b"reference,name,species\n1,B\x00o,dog\n", "NUL characters"),
        (b"reference,name,name,species\n1,Bo,Bo,dog\n", "stands there twice"),
        (b"reference,name,species\n" + b"1,B,dog\n" * 100_000, "20000 rows"),
        (b"reference,name,species\n1," + b"B" * 200_000 + b",dog\n", "we can read"),
        (b"," * 1_000_000, "missing: reference"),
        (b"reference,name,species" + b"," * 1_000_000, "stands there twice"),
        (b'reference,name,species\n1,"' + b"\n" * 1_000_000, "we can read"),
        (b"reference,name,species\n" + b"1,Bo,dog\n" * 600_000, "five megabytes"),
        (b"PK\x03\x04\x14\x00\x06\x00\x08\x00", "NUL characters"),
        (b"\x1f\x8b damaged", "gzip file is damaged"),
        (gzip.compress(b"a" * 2_000_000)[:900], "ends too early"),
        (gzip.compress(b"\n" * 100_000_000), "five megabytes"),
        (b"", "is empty"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_refuses_a_hostile_file_before_it_is_queued(
    cast: Cast, harbour: Organization, content: bytes, words: str
) -> None:
    given = {"organization": str(harbour.pk), "csv": SimpleUploadedFile("pets.csv", content)}
    answer = cast.browser("rosa").post(reverse("job-start", args=["imports", "listings"]), given)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("sent", ["\\u0000", "\\ud800"])
def test_takes_no_text_over_the_api_that_could_not_be_kept(
    cast: Cast, harbour: Organization, sent: str
) -> None:
    text = f"reference,name,species\\n1,{sent},dog"
    body = f'{{"kind": "listings", "organization": "{harbour.pk}", "csv": "{text}"}}'
    answer = cast.client("rosa").generic("POST", "/api/v1/imports", body, content_type="application/json")
    assert answer.status_code == 400
    assert not Job.objects.exists()


def test_makes_drafts_of_hostile_cells_as_they_are(cast: Cast, harbour: Organization) -> None:
    cells = ('=HYPERLINK("x")', "<script>1</script>", "{{ 7 }}", "\u202eoB", "B" * 5000, "1\r2")
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerows(
        [["reference", "name", "species"], *([f"H-{n}", cell, "dog"] for n, cell in enumerate(cells))]
    )
    counts = imported(cast, harbour, text.getvalue())["counts"]
    assert sum(counts.values()) == len(cells)
    assert Pet.objects.get(reference="H-0").name == cells[0]
    assert Pet.objects.get(reference="H-1").name == cells[1]
    assert not Pet.objects.filter(reference="H-4").exists()


def test_reads_what_spreadsheets_save() -> None:
    (line,) = read("\ufeffReference;Name;Species;Good with dogs\r\n1;Bo;dog;true\r\n;;;\r\n").lines
    assert (line.row, line.cells) == (
        2,
        {"reference": "1", "name": "Bo", "species": "dog", "good_with_dogs": "true"},
    )
    with pytest.raises(Invalid):
        read("reference,name,species\n1,B\x00o,dog\n")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("Bo; =1+1", "Bo;' =1+1"),
        ("Bo;=1+1;-2", "Bo;'=1+1;'-2"),
        ("Good with:\n- dogs\r\n+ cats", "Good with:\n'- dogs\r\n'+ cats"),
        ("=1\t=2", "'=1\t'=2"),
        ("Bo;'=1", "Bo;''=1"),
        ("Well-known; so = so", "Well-known; so = so"),
    ],
)
def test_hides_formulas_from_whatever_splits_the_line(value: str, cell: str) -> None:
    text = head() + written([Pet(name=value, reference="R", species="dog")])
    (row,) = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert row["name"] == cell
    assert read(text).lines[0].cells["name"] == value
    for separator in ";\t":
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not [each for each in line if each.lstrip(" ").startswith(tuple("=+-@"))]
    sheet = read(text)
    cells = sheet.lines[0].cells
    again = sheet_head((*sheet.columns, PROBLEM)) + written_line(
        [*(cells.get(name, "") for name in sheet.columns), "wrong"]
    )
    assert read(again).lines[0].cells == cells


def test_is_resumed_without_a_row_lost_or_doubled(
    cast: Cast, harbour: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "ROWS_OF_A_PIECE", 2)
    rosa, answer = (
        cast.client("rosa"),
        start(cast, harbour, HEAD + "".join(f"R-{n},Bo,dog,,,,\n" for n in range(5))),
    )
    run_waiting(stop=one_chunk())
    assert rosa.post(f"{answer['Location']}/cancel").json()["progress"] == {
        "done": 2, "total": 5, "percent": 40, "doing": "Taking rows",
    }  # fmt: skip
    assert run_waiting() == 0
    assert Pet.objects.count() == 2
    rosa.post(f"{answer['Location']}/resume")
    run_waiting(60)
    assert sorted(Pet.objects.values_list("reference", flat=True)) == [f"R-{n}" for n in range(5)]
    assert Job.objects.get().result["counts"] == {"created": 5}


def test_stops_when_its_owner_may_not_any_more(
    cast: Cast, harbour: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "ROWS_OF_A_PIECE", 1)
    start(cast, harbour, HEAD + "1,Bo,dog,,,,\n2,Bo,dog,,,,\n")
    run_waiting(stop=one_chunk())
    Membership.objects.filter(user=cast.rosa).update(status="suspended")
    run_waiting(60)
    assert (Job.objects.get().state, Pet.objects.count()) == ("failed", 1)
    assert "any more" in Job.objects.get().error


def test_is_for_those_who_list_there(cast: Cast, harbour: Organization) -> None:
    for who, code in (("", 401), ("petra", 422), ("mona", 422), ("sam", 422), ("quinn", 403), ("rosa", 202)):
        assert start(cast, harbour, HEAD + "1,Bo,dog,,,,\n", who=who).status_code == code, who


def test_writes_what_it_reads(cast: Cast, harbour: Organization, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "WRITTEN_AT_ONCE", 2)
    for number, name in enumerate(("=1+1", "+61", "-5", "@SUM(A1)", "'=2", "Søren, “the” 犬")):
        factories.pet(cast.rosa, organization=harbour, name=name, reference=f"R-{number}", mixed=True)
    factories.pet(cast.petra, name="Somebody else's")
    rows = exported(cast, harbour)
    assert [row["name"] for row in rows] == ["'=1+1", "'+61", "'-5", "'@SUM(A1)", "''=2", "Søren, “the” 犬"]
    assert {row["status"] for row in rows} == {"approved"}
    Pet.objects.update(reference="")
    words = io.StringIO(newline="")
    writer = csv.DictWriter(words, ["id", *WRITTEN], extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    assert imported(cast, harbour, words.getvalue())["counts"] == {"created": 6}
    again = Pet.objects.filter(moderation="draft").order_by("reference")
    assert [pet.name for pet in again] == ["=1+1", "+61", "-5", "@SUM(A1)", "'=2", "Søren, “the” 犬"]
    assert {pet.description for pet in again} == {factories.DESCRIPTION}
    assert all(pet.mixed for pet in again)


def test_costs_no_more_for_rows_that_are_here(
    cast: Cast, harbour: Organization, django_assert_max_num_queries: Any
) -> None:
    text = HEAD + "".join(f"R-{n},Bo,dog,,,,\n" for n in range(20))
    imported(cast, harbour, text)
    start(cast, harbour, text)
    assert connection.in_atomic_block
    with django_assert_max_num_queries(40):
        run_waiting(60)


def test_the_terminal_writes_the_listings(cast: Cast, harbour: Organization, tmp_path: Any) -> None:
    factories.pet(cast.rosa, organization=harbour, name="Juniper", photo_state="")
    out, path = io.StringIO(), tmp_path / "listings.csv"
    call_command("export_listings", harbour.slug, "--output", str(path), stdout=out)
    assert ("written: 1" in out.getvalue(), str(path) in out.getvalue()) == (True, True)
    assert [row["name"] for row in csv.DictReader(path.read_text().splitlines())] == ["Juniper"]
    with pytest.raises(CommandError):
        call_command("export_listings", harbour.slug, "--as", cast.petra.email, stdout=out)

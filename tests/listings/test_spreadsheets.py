"""Listings as a file for spreadsheets, and many drafts from one: each row once, whatever happens to it."""

import csv
import io
from typing import Any

import pytest
from django.db import connection

from apps.listings import jobs
from apps.listings.models import Pet
from apps.listings.spreadsheets import COLUMNS, read
from apps.organizations.models import Membership, Organization
from hearth.kernel.jobs import run_waiting
from hearth.kernel.models import Event, Job
from hearth.kernel.problems import Invalid
from tests import factories
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.kernel.jobs.test_running import one_chunk

pytestmark = pytest.mark.django_db

__all__ = ["no_file_stays"]

HEAD = "reference,name,species,birth_date,adoption_fee,mixed,description\n"


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def start(cast: Cast, harbour: Organization, text: str, *, who: str = "rosa") -> Any:
    body = {"kind": "listings", "organization": str(harbour.pk), "csv": text}
    return cast.client(who).post("/api/v1/imports", body)


def imported(cast: Cast, harbour: Organization, text: str) -> dict[str, Any]:
    answer = start(cast, harbour, text)
    assert answer.status_code == 202, answer.json()
    run_waiting()
    found: dict[str, Any] = cast.client("rosa").get(answer["Location"]).json()
    assert found["state"] == "done", found
    return found["result"]  # type: ignore[no-any-return]


def exported(cast: Cast, harbour: Organization) -> list[dict[str, str]]:
    rosa = cast.client("rosa")
    answer = rosa.post("/api/v1/exports", {"kind": "listings", "organization": str(harbour.pk)})
    run_waiting()
    file = rosa.get(f"{answer['Location']}/result")
    assert file["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))


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
    assert imported(cast, harbour, text)["counts"] == {"created": 2, "skipped": 1}
    assert imported(cast, harbour, text)["counts"] == {"skipped": 3}
    assert Pet.objects.count() == 2
    elsewhere = factories.organization("Elsewhere", founder=cast.rosa)
    assert imported(cast, elsewhere, text)["counts"] == {"created": 2, "skipped": 1}


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


def test_keeps_the_first_hundred_errors(cast: Cast, harbour: Organization) -> None:
    found = imported(cast, harbour, HEAD + "".join(f"R-{n},,dog,,,,\n" for n in range(130)))
    assert found["counts"] == {"refused": 130}
    assert len(found["errors"]) == 100


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("name,species\nBiscuit,dog\n", "required"),
        (HEAD, "required"),
        ("reference,name,species,price\n1,Bo,dog,3\n", "unknown"),
        ("reference,name,name,species\n1,Bo,Bo,dog\n", "doubled"),
        ('reference,name,species\n1,"Bo,dog\n', "invalid"),
        ("reference,name,species\n" + "1,Bo,dog\n" * 2001, "too_many"),
        (" ", "required"),
    ],
)
def test_refuses_what_is_no_such_table(cast: Cast, harbour: Organization, text: str, code: str) -> None:
    answer = start(cast, harbour, text)
    assert answer.status_code == 422
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [("/csv", code)]
    assert not Job.objects.exists()


def test_reads_what_spreadsheets_save() -> None:
    (line,) = read("\ufeffReference;Name;Species;Good with dogs\r\n1;Bo;dog;true\r\n;;;\r\n")
    assert (line.row, line.cells) == (
        2,
        {"reference": "1", "name": "Bo", "species": "dog", "good_with_dogs": "true"},
    )
    with pytest.raises(Invalid):
        read("reference,name,species\n1,B\x00o,dog\n")


def test_is_resumed_without_a_row_lost_or_doubled(
    cast: Cast, harbour: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MADE_AT_ONCE", 2)
    rosa, answer = (
        cast.client("rosa"),
        start(cast, harbour, HEAD + "".join(f"R-{n},Bo,dog,,,,\n" for n in range(5))),
    )
    run_waiting(stop=one_chunk())
    assert rosa.post(f"{answer['Location']}/cancel").json()["progress"] == {
        "done": 2, "total": 5, "percent": 40, "doing": "Making drafts",
    }  # fmt: skip
    assert run_waiting() == 0
    assert Pet.objects.count() == 2
    rosa.post(f"{answer['Location']}/resume")
    run_waiting()
    assert sorted(Pet.objects.values_list("reference", flat=True)) == [f"R-{n}" for n in range(5)]
    assert Job.objects.get().result["counts"] == {"created": 5}


def test_stops_when_its_owner_may_not_any_more(
    cast: Cast, harbour: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "MADE_AT_ONCE", 1)
    start(cast, harbour, HEAD + "1,Bo,dog,,,,\n2,Bo,dog,,,,\n")
    run_waiting(stop=one_chunk())
    Membership.objects.filter(user=cast.rosa).update(status="suspended")
    run_waiting()
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
    writer = csv.DictWriter(words, ["id", *COLUMNS], extrasaction="ignore")
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
        run_waiting()

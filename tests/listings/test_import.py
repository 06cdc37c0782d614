"""A file of many animals: new ones become drafts, those that are here change, and all others stay."""

import io
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.listings.importing import columns
from apps.listings.models import Pet
from apps.moderation.models import ReviewItem
from apps.organizations.models import Organization
from hearth.kernel.jobs import run_waiting
from hearth.kernel.models import Event, Job, JobPiece, Revision
from tests import factories
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.kernel.jobs.killing import environment
from tests.listings.importing import fetched, imported, last_job, rows_as_csv, start, table

__all__ = ["no_file_stays"]

pytestmark = pytest.mark.django_db

WRONG: tuple[dict[str, str], ...] = (
    {"name": ""},
    {"species": "dragon"},
    {"birth_date": "31.12.2023"},
    {"birth_date": "2999-01-01"},
    {"adoption_fee": "cheap"},
    {"adoption_fee_currency": "dollars"},
    {"good_with_dogs": "mostly"},
    {"name": "B" * 61},
    {"microchip": "1"},
    {"reference": ""},
)


@pytest.fixture
def harbour(cast: Cast) -> Organization:
    return factories.organization(
        "Harbour Paws", founder=cast.rosa, suburb="Wattle Cove", region="Saltwater Bay"
    )


def a_row(number: int, **facts: str) -> dict[str, str]:
    return {
        "reference": f"HP-{number}",
        "name": f"Animal {number}",
        "species": "dog" if number % 2 else "cat",
        "birth_date": "2023-05-01",
        "adoption_fee": "350.00",
        "adoption_fee_currency": "AUD",
        "good_with_dogs": "true",
        "microchip": f"9810{number:011}",
        "description": f"{factories.DESCRIPTION} This is the {number}th of many.",
        **facts,
    }


def a_file(rows: int, faulty: int) -> str:
    """A file in which every so many rows one is wrong, each in another way."""
    every = rows // faulty
    return rows_as_csv(
        [a_row(n, **(WRONG[n // every % len(WRONG)] if n % every == 0 else {})) for n in range(rows)]
    )


def explained(cast: Cast, job: Job) -> list[dict[str, str]]:
    return [row for row in table(fetched(cast, job)) if row["problem"]]


def takes_all_but_the_faulty(cast: Cast, harbour: Organization, rows: int, faulty: int) -> float:
    """Import twice; return the seconds of the first time."""
    text = a_file(rows, faulty)
    began = time.monotonic()
    assert imported(cast, harbour, text)["counts"] == {"created": rows - faulty, "refused": faulty}
    seconds = time.monotonic() - began
    assert len(explained(cast, last_job())) == faulty
    assert Pet.objects.filter(organization=harbour).count() == rows - faulty
    before = (Event.objects.filter(name__startswith="pet.").count(), Revision.objects.count())
    assert imported(cast, harbour, text)["counts"] == {"unchanged": rows - faulty, "refused": faulty}
    assert (Event.objects.filter(name__startswith="pet.").count(), Revision.objects.count()) == before
    return seconds


def test_takes_all_but_the_faulty_and_nothing_the_second_time(cast: Cast, harbour: Organization) -> None:
    takes_all_but_the_faulty(cast, harbour, 300, 15)


@pytest.mark.soak
def test_takes_ten_thousand(cast: Cast, harbour: Organization) -> None:
    seconds = takes_all_but_the_faulty(cast, harbour, 10_000, 500)
    sys.stderr.write(f"10,000 rows in {seconds:.0f} s: {10_000 / seconds:.0f} a second\n")


def test_asks_the_database_little_for_each_row(cast: Cast, harbour: Organization) -> None:
    start(cast, harbour, rows_as_csv([a_row(n) for n in range(columns.ROWS_OF_A_PIECE)]))
    with CaptureQueriesContext(connection) as new:
        run_waiting(60)
    assert len(new) <= 5 * columns.ROWS_OF_A_PIECE + 40
    start(cast, harbour, rows_as_csv([a_row(n) for n in range(columns.ROWS_OF_A_PIECE)]))
    with CaptureQueriesContext(connection) as known:
        run_waiting(60)
    assert len(known) <= 40


def test_a_dry_run_says_it_all_and_changes_nothing(cast: Cast, harbour: Organization) -> None:
    here = factories.pet(cast.rosa, organization=harbour, reference="HP-1", name="Bo", moderation="draft")
    before = (Event.objects.filter(name__startswith="pet.").count(), Pet.objects.count())
    text = rows_as_csv([a_row(1), a_row(2), a_row(3, species="dragon")])
    found = imported(cast, harbour, text, dry_run=True)
    assert found["counts"] == {"updated": 1, "created": 1, "refused": 1}
    assert [each["row"] for each in found["errors"]] == [4]
    tried = last_job()
    rows = table(fetched(cast, tried))
    assert [(row["row"], row["result"]) for row in rows] == [
        ("2", "updated"), ("3", "created"), ("4", "refused"),
    ]  # fmt: skip
    assert "not a valid choice" in rows[2]["problem"]
    here.refresh_from_db()
    assert (Event.objects.filter(name__startswith="pet.").count(), Pet.objects.count()) == before
    assert here.name == "Bo"
    assert imported(cast, harbour, fetched(cast, tried))["counts"] == found["counts"]


def test_a_dry_run_is_followed_with_one_click(cast: Cast, harbour: Organization) -> None:
    rosa, page = cast.browser("rosa"), reverse("job-start", args=["imports", "listings"])
    file = io.BytesIO(rows_as_csv([a_row(1), a_row(2, name="")]).encode())
    file.name = "pets.csv"
    tried = rosa.post(page, {"organization": str(harbour.pk), "csv": file, "dry_run": "yes"})["Location"]
    run_waiting(60)
    words = rosa.get(tried).content.decode()
    assert "Nothing has changed." in words
    assert "Import the other rows now" in words
    assert not Pet.objects.exists()
    assert cast.browser("petra").post(f"{tried}/for-real").status_code == 404
    started = rosa.post(f"{tried}/for-real")["Location"]
    run_waiting(60)
    assert "Rows that were not taken" in rosa.get(started).content.decode()
    assert Pet.objects.get().name == "Animal 1"
    assert not JobPiece.objects.filter(job=last_job()).exists()
    assert rosa.post(f"{started}/for-real", follow=True).status_code == 200
    assert Job.objects.count() == 2, "What was no dry run cannot be followed."


def test_changes_what_is_here_and_empties_only_what_is_said(cast: Cast, harbour: Organization) -> None:
    imported(cast, harbour, rows_as_csv([a_row(1, breed="Kelpie", good_with_cats="true")]))
    changed = {"reference": "HP-1", "name": "", "story": "Found at sea.", "breed": "-", "good_with_dogs": "-"}
    facts = {"birth_date": "-", "adoption_fee": "-", "microchip": "-"}
    assert imported(cast, harbour, rows_as_csv([changed | facts]))["counts"] == {"updated": 1}
    pet = Pet.objects.get()
    assert (pet.name, pet.breed, pet.story, pet.species) == ("Animal 1", "", "Found at sea.", "dog")
    assert (pet.good_with_dogs, pet.good_with_cats, pet.birth_date) == ("unknown", "true", None)
    assert (pet.adoption_fee, pet.microchip_last4, pet.suburb) == (None, "", "Wattle Cove")
    again = imported(cast, harbour, rows_as_csv([changed | facts]))
    assert again["counts"] == {"unchanged": 1}
    refused = imported(cast, harbour, rows_as_csv([{"reference": "HP-1", "name": "-"}]))
    assert refused["errors"][0]["errors"][0]["code"] == "not_emptied"


def test_a_published_listing_waits_for_review_with_what_is_moderated(
    cast: Cast, harbour: Organization
) -> None:
    pet = factories.pet(cast.rosa, organization=harbour, reference="HP-1", name="Bo")
    other = factories.pet(cast.rosa, organization=harbour, reference="HP-9", name="Nobody names me")
    rows = [{"reference": "HP-1", "name": "Bobo", "adoption_fee": "20.00"}]
    assert imported(cast, harbour, rows_as_csv(rows))["counts"] == {"updated": 1}
    pet.refresh_from_db()
    assert (pet.name, pet.adoption_fee, pet.moderation) == ("Bobo", None, "approved")
    assert Revision.objects.get(state="open").data == {"adoption_fee": "20.00"}
    assert ReviewItem.objects.filter(target_id=pet.pk, kind="pet_change").exists()
    assert imported(cast, harbour, rows_as_csv(rows))["counts"] == {"unchanged": 1}
    short = [{"reference": "HP-1", "description": "Too short."}]
    assert imported(cast, harbour, rows_as_csv(short))["counts"] == {"refused": 1}
    gone = factories.pet(cast.rosa, organization=harbour, reference="HP-2", moderation="withdrawn")
    found = imported(cast, harbour, rows_as_csv([{"reference": "HP-2", "name": "Again"}]))
    assert found["errors"][0]["errors"][0]["code"] == "wrong_state"
    gone.refresh_from_db()
    other.refresh_from_db()
    assert (gone.name, other.name, other.moderation) == ("Biscuit", "Nobody names me", "approved")


def test_gives_an_example_that_it_takes(cast: Cast, harbour: Organization) -> None:
    page = reverse("job-template", args=["imports", "listings"])
    answer = cast.browser("rosa").get(page)
    assert answer["Content-Disposition"] == 'attachment; filename="listings.csv"'
    assert imported(cast, harbour, answer.content.decode())["counts"] == {"created": 1}
    words = cast.browser("rosa").get(reverse("job-start", args=["imports", "listings"])).content.decode()
    assert all(f"<code>{column.name}</code>" in words for column in columns.COLUMNS)


def test_names_every_column_in_the_documentation() -> None:
    words = (settings.ROOT / "docs" / "importing.md").read_text()
    assert [column.name for column in columns.COLUMNS if f"| `{column.name}` |" not in words] == []


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_terminal_imports_and_says_what_came_of_it(
    cast: Cast, harbour: Organization, tmp_path: Any
) -> None:
    file = tmp_path / "pets.csv"
    file.write_text(rows_as_csv([a_row(1), a_row(2, species="dragon")]))

    def said(*words: str) -> str:
        out = io.StringIO()
        call_command("import_pets", str(file), "--organization", harbour.slug, *words, stdout=out)
        return out.getvalue()

    tried = said("--dry-run")
    assert tried.startswith("Dry run, nothing has changed. ")
    assert 'row 3: species: "dragon" is not a valid choice' in tried
    assert "\r" not in tried
    assert "created: 1" in said("--as", str(cast.rosa.email))
    assert Pet.objects.get().user == cast.rosa
    assert "unchanged: 1" in said()
    moving = Terminal()
    call_command("import_pets", str(file), "--organization", harbour.slug, stdout=moving)
    assert "\r[" in moving.getvalue()
    assert "100 %  2 of 2" in moving.getvalue()


@pytest.mark.django_db(transaction=True)
def test_goes_on_where_a_killed_worker_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half-way, once as it is and once with the rows committed before what the job knows of them.

    In this negative control the numbers lie; that no row comes twice is then the constraint's alone.
    """
    monkeypatch.setattr(columns, "ROWS_OF_A_PIECE", 20)
    careful = killed_half_way(cast, "Harbour Paws")
    assert careful.result["counts"] == {"created": 95, "refused": 5}
    careless = killed_half_way(cast, "Elsewhere", "careless")
    assert careless.result["counts"] == {"created": 76, "unchanged": 19, "refused": 5}


def killed_half_way(cast: Cast, name: str, *words: str) -> Job:
    """Let a worker be killed in the third piece, and another one finish."""
    harbour = factories.organization(name, founder=cast.rosa)
    start(cast, harbour, a_file(100, 5))
    job = last_job()
    command = [sys.executable, "-m", "tests.listings.killable_import", *words]
    ended = subprocess.run(command, cwd=settings.ROOT, env=environment() | {"KILL_AT": "2"}, timeout=90)
    assert ended.returncode == -signal.SIGKILL
    assert Pet.objects.filter(organization=harbour).count() == (57 if words else 38)
    Job.objects.filter(pk=job.pk).update(leased_until=timezone.now())
    run_waiting(120)
    job.refresh_from_db()
    assert job.state == "done"
    assert Pet.objects.filter(organization=harbour).count() == 95
    assert len(explained(cast, job)) == 5
    return job


def test_is_the_same_for_files_of_every_size(cast: Cast, harbour: Organization) -> None:
    """The largest file that is taken needs one request, and no more memory than its text."""
    wide = rows_as_csv([a_row(n, story="s" * 4000) for n in range(1000)])
    assert 4_000_000 < len(wide) < 5_000_000
    assert start(cast, harbour, wide).status_code == 202
    assert JobPiece.objects.filter(role="given").count() == 20
    assert start(cast, harbour, "x" * 6_000_000).status_code == 413
    assert start(cast, harbour, rows_as_csv([a_row(1, story="s" * 5_100_000)])).status_code == 422

"""Organisations that a site admin brings in as a file: each once, run by whom its row names."""

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.moderation.models import ReviewItem
from apps.organizations.models import Membership, Organization
from hearth.kernel.jobs import run_waiting
from hearth.kernel.models import Event, Job
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays

__all__ = ["no_file_stays"]

pytestmark = pytest.mark.django_db

HEAD = "reference,name,kind,email,country,latitude,admin_email\n"


def imported(cast: Cast, text: str, *, who: str = "sam", **facts: Any) -> dict[str, Any]:
    answer = cast.client(who).post("/api/v1/imports", {"kind": "organizations", "csv": text, **facts})
    assert answer.status_code == 202, answer.json()
    run_waiting(60)
    job = cast.client(who).get(answer["Location"]).json()
    assert job["state"] == "done", job
    found: dict[str, Any] = job["result"]
    return found


def test_registers_each_once_and_leaves_it_to_its_people(cast: Cast) -> None:
    first = f"R-1,Harbour Paws,,hi@paws.example,AU,-33.8688,{str(cast.rosa.email).upper()}\n"
    text = HEAD + first + "R-2,Meadow Cats,rescue,,,,\n"
    assert imported(cast, text)["counts"] == {"created": 2}
    harbour, meadow = Organization.objects.order_by("reference")
    assert (harbour.status, harbour.slug, harbour.kind) == ("pending", "harbour-paws", "rescue")
    member = Membership.objects.get()
    assert (member.user, member.role, member.organization) == (cast.rosa, "admin", harbour)
    assert ReviewItem.objects.filter(target_id__in=[harbour.pk, meadow.pk]).count() == 2
    before = Event.objects.exclude(name__startswith="job.").count()
    again = HEAD + "R-1,Another name,,,,,\nR-2,Meadow Cats,rescue,,,,\n"
    assert imported(cast, again)["counts"] == {"skipped": 2}
    assert Event.objects.exclude(name__startswith="job.").count() == before
    harbour.refresh_from_db()
    assert harbour.name == "Harbour Paws"


def test_approves_them_at_once_where_that_is_chosen(cast: Cast) -> None:
    found = imported(cast, HEAD + "R-1,Harbour Paws,,,,,\n", options={"approved": True})
    assert found["counts"] == {"created": 1}
    harbour = Organization.objects.get()
    assert (harbour.status, harbour.created_by) == ("approved", cast.sam)
    assert not ReviewItem.objects.filter(target_id=harbour.pk).exists()
    assert not Membership.objects.exists(), "A site admin does not become a member of it."
    assert cast.client().get("/api/v1/organizations/harbour-paws").status_code == 200


def test_explains_each_row_that_it_cannot_take(cast: Cast) -> None:
    text = HEAD + (
        ",No reference,,,,,\nR-2,,,,,,\nR-3,A,castle,,,,\nR-4,A,restaurant,,,,\nR-5,A,,nobody,,,\n"
        "R-6,A,,,Australia,,\nR-7,A,,,,100,\nR-8,A,,,,,stranger@nowhere.example\nR-9,Good,,,,,\nR-9,Twice,,,,,\nR-10,A,,,,,,,long\n"
    )
    tried = imported(cast, text, dry_run=True)
    assert tried["counts"] == {"created": 1, "refused": 10}
    assert not Organization.objects.exists()
    found = imported(cast, text)
    assert found["counts"] == tried["counts"]
    wrong = {each["row"]: each["errors"][0]["pointer"] for each in found["errors"]}
    assert wrong == {
        2: "/reference", 3: "/name", 4: "/kind", 5: "/kind", 6: "/email", 7: "/country",
        8: "/latitude", 9: "/admin_email", 11: "/reference", 12: "",
    }  # fmt: skip
    assert Organization.objects.get().name == "Good"


def test_is_for_site_admins_alone_and_as_long_as_they_are(cast: Cast) -> None:
    page = reverse("job-start", args=["imports", "organizations"])
    body = {"kind": "organizations", "csv": HEAD + "R-1,Harbour Paws,,,,,\n"}
    for who, code in (("", 401), ("rosa", 403), ("mona", 403), ("quinn", 403)):
        assert cast.client(who).post("/api/v1/imports", body).status_code == code, who
    assert cast.browser("rosa").get(page).status_code == 403
    assert "admin_email" in cast.browser("sam").get(page).content.decode()
    template = reverse("job-template", args=["imports", "organizations"])
    assert cast.browser("sam").get(template).status_code == 200
    assert cast.client("sam").post("/api/v1/imports", body).status_code == 202
    type(cast.sam).objects.filter(pk=cast.sam.pk).update(system_role="moderator")
    run_waiting(60)
    assert (Job.objects.get().state, Organization.objects.count()) == ("failed", 0)


def test_the_terminal_brings_them_in(cast: Cast, tmp_path: Any) -> None:
    file, out = tmp_path / "organisations.csv", io.StringIO()
    file.write_text(HEAD + "R-1,Harbour Paws,,,,,\n")
    call_command("import_organizations", str(file), "--as", cast.sam.email, "--approved", stdout=out)
    assert out.getvalue() == "created: 1\n"
    assert Organization.objects.get().status == "approved"
    for words in (["--as", "nobody@nowhere.example"], ["--as", cast.rosa.email]):
        with pytest.raises(CommandError):
            call_command("import_organizations", str(file), *words, stdout=out)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="UTF-8"):
        call_command("import_organizations", str(file), "--as", cast.sam.email, stdout=out)

"""A site admin helps an organisation to move: long work in a member's place, whose it is and who is told."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.accounts.models import User
from apps.listings.models import Pet
from apps.notifications.models import Notification
from apps.organizations.models import Membership, Organization
from hearth.kernel.events.worker import drain
from hearth.kernel.jobs import run_waiting
from hearth.kernel.models import Event, Job
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.organizations.pages import harbour, says

__all__ = ["harbour", "no_file_stays"]

pytestmark = pytest.mark.django_db

ROWS = "reference,name,species\nHP-1,Juniper,dog\nHP-2,Moss,dragon\n"


def start(cast: Cast, place: str = "imports", word: str = "listings", **given: Any) -> Any:
    page = reverse("organization-help-start", args=["harbour-paws", place, word])
    files = {"csv": SimpleUploadedFile("pets.csv", ROWS.encode(), "text/csv")} if place == "imports" else {}
    facts = {"organization": Organization.objects.get().pk, "member": cast.rosa.pk, **files, **given}
    return cast.browser("sam").post(page, facts)


def test_is_reached_from_the_admin(cast: Cast, harbour: Organization) -> None:
    sam = cast.browser("sam")
    detail = sam.get(reverse("admin:organizations_organization_change", args=[harbour.pk]))
    assert says(detail, "Exports and imports")
    answer = sam.get(f"/admin/organizations/organization/{harbour.pk}/help/", follow=True)
    assert says(answer, "Move Harbour Paws in or out")
    assert says(answer, "Import of listings")
    assert not says(answer, "Import of organisations"), "That is no organisation's own."
    form = sam.get(reverse("organization-help-start", args=["harbour-paws", "imports", "listings"]))
    assert says(form, str(cast.rosa))
    assert says(form, "Check the file first")


def test_tries_and_imports_what_then_is_the_members(cast: Cast, harbour: Organization) -> None:
    tried_at = start(cast, dry_run="yes")["Location"]
    run_waiting(60)
    sam = cast.browser("sam")
    page = sam.get(tried_at)
    assert says(page, "Nothing has changed.")
    assert says(page, "Row 3")
    assert not Pet.objects.exists()
    assert sam.get(f"{tried_at}/result").status_code == 200
    done_at = sam.post(f"{tried_at}/for-real")["Location"]
    run_waiting(60)
    pet = Pet.objects.get()
    assert (pet.user, pet.organization) == (cast.rosa, harbour)
    assert says(sam.get(done_at), "1 row could not be taken")
    assert says(cast.browser("rosa").get(done_at), "1 row could not be taken")
    assert cast.browser("remy").get(done_at).status_code == 404
    job = Job.objects.exclude(params__has_key="dry_run").get()
    assert (job.owner, job.brought_by) == (cast.rosa, cast.sam)
    queued = Event.objects.filter(name="job.queued")
    assert {event.actor_id for event in queued} == {cast.sam.pk}


def test_exports_are_the_members_alone(cast: Cast, harbour: Organization) -> None:
    answer = start(cast, "exports", "organization")
    job = Job.objects.get()
    assert answer["Location"] == reverse("admin:kernel_job_change", args=[job.pk])
    run_waiting(60)
    sam, rosa = cast.browser("sam"), cast.browser("rosa")
    assert sam.get(answer["Location"]).status_code == 200
    assert sam.get(f"/jobs/{job.pk}").status_code == 404
    assert sam.get(f"/jobs/{job.pk}/result").status_code == 404
    assert rosa.get(f"/jobs/{job.pk}/result").status_code == 200


def test_tells_the_member(cast: Cast, harbour: Organization) -> None:
    start(cast)
    drain()
    told = Notification.objects.get(user=cast.rosa, kind="job.started_for_owner")
    assert told.context["path"] == f"/jobs/{Job.objects.get().pk}"


def test_may_no_more_than_the_member_may(cast: Cast, harbour: Organization) -> None:
    assert start(cast, member=cast.ana.pk).status_code == 422
    start(cast)
    Membership.objects.filter(user=cast.rosa).update(status="left")
    run_waiting(60)
    assert Job.objects.get().state == "failed"
    assert not Pet.objects.exists()


def test_ends_with_the_role(cast: Cast, harbour: Organization) -> None:
    """Who sent the text sees what became of it as long as they look after the site."""
    at = start(cast)["Location"]
    assert cast.browser("sam").get(at).status_code == 200
    User.objects.filter(pk=cast.sam.pk).update(system_role="moderator")
    assert cast.browser("sam").get(at).status_code == 404


@pytest.mark.parametrize("who", ["ana", "rosa", "mona"])
def test_is_for_site_admins(cast: Cast, harbour: Organization, who: str) -> None:
    browser = cast.browser(who)
    assert browser.get("/organizations/harbour-paws/help").status_code == 403
    assert (
        browser.post(
            reverse("organization-help-start", args=["harbour-paws", "exports", "organization"]),
            {"organization": harbour.pk, "member": cast.rosa.pk},
        ).status_code
        == 403
    )
    assert not Job.objects.exists()


def test_says_when_nobody_may(cast: Cast, harbour: Organization) -> None:
    Organization.objects.update(status="pending")
    form = cast.browser("sam").get(
        reverse("organization-help-start", args=["harbour-paws", "imports", "listings"])
    )
    assert says(form, "Nobody in Harbour Paws may do this")

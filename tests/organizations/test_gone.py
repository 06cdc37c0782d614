"""Who does not belong to an organisation any more has no more of it: files, words, a way back in."""

from typing import Any

import pytest
from django.http import HttpResponse

from apps.accounts.services import erase_person
from apps.media.models import MediaFile
from apps.organizations import services
from apps.organizations.models import Membership, Organization
from apps.organizations.registrations.exports import organizations_that_know
from hearth.kernel.jobs import run_waiting
from hearth.kernel.models import Job, JobPiece
from tests import factories
from tests.applications.applying import application
from tests.cast import Cast
from tests.kernel.jobs.files import no_file_stays
from tests.organizations.pages import harbour, says

__all__ = ["harbour", "no_file_stays"]

pytestmark = pytest.mark.django_db


def archive(cast: Cast, harbour: Organization, who: str = "rosa") -> str:
    given = {"kind": "organization", "organization": str(harbour.pk)}
    started = cast.client(who).post("/api/v1/exports", given)
    assert started.status_code == 202, started.json()
    run_waiting(60)
    return f"{started['Location']}"


def may_download(cast: Cast, at: str, who: str = "rosa") -> dict[str, Any]:
    found = cast.client(who).get(f"{at}/actions").json()
    return next(each for each in found if each["action"] == "download")


def removed(harbour: Organization) -> None:
    Membership.objects.filter(organization=harbour, role="admin").update(status="removed")


def demoted(harbour: Organization) -> None:
    Membership.objects.filter(organization=harbour, role="admin").update(role="member")


def suspended(harbour: Organization) -> None:
    Membership.objects.filter(organization=harbour, role="admin").update(status="suspended")


def closed(harbour: Organization) -> None:
    Organization.objects.filter(pk=harbour.pk).update(status="suspended")


@pytest.mark.parametrize("what", [removed, demoted, suspended, closed])
def test_takes_no_archive_along(cast: Cast, harbour: Organization, what: Any) -> None:
    at = archive(cast, harbour)
    page = f"/jobs/{Job.objects.get().pk}"
    assert cast.client("rosa").get(f"{at}/result").status_code == 200
    assert may_download(cast, at)["allowed"]
    what(harbour)
    answer: HttpResponse = cast.client("rosa").get(f"{at}/result")
    assert answer.status_code == 403
    assert may_download(cast, at)["rule"] == "manage_organization_in_organization"
    shown = cast.browser("rosa").get(page)
    assert says(shown, "not yours to fetch any more")
    assert not says(shown, "Download organization")
    assert cast.browser("rosa").get(f"{page}/result").status_code == 403


def test_archives_forget_who_is_erased(cast: Cast, harbour: Organization) -> None:
    application(factories.pet(cast.rosa, organization=harbour), cast.ana)
    other = factories.organization("Elsewhere", founder=cast.petra)
    assert organizations_that_know(cast.ana) == {harbour.pk}
    at, unrelated = archive(cast, harbour), archive(cast, other, "petra")
    given = {"kind": "organization", "organization": str(harbour.pk)}
    begun = cast.client("rosa").post("/api/v1/exports", given)["Location"]
    job = Job.objects.get(pk=begun.rpartition("/")[2])
    Job.objects.filter(pk=job.pk).update(checkpoint={"done": 1})
    JobPiece.objects.create(job=job, role="made", number=1, file="members.json", text="Ana Ruiz")
    erase_person(cast.ana, by=cast.subject("ana"))
    assert cast.client("rosa").get(f"{at}/result").status_code == 404
    assert cast.client("petra").get(f"{unrelated}/result").status_code == 200
    job.refresh_from_db()
    assert job.checkpoint == {}
    assert not JobPiece.objects.filter(job=job, role="made").exists()
    run_waiting(60)
    assert cast.client("rosa").get(f"{begun}/result").status_code == 200


@pytest.mark.parametrize("what", [removed, suspended, closed])
def test_changes_no_words_of_photos(cast: Cast, harbour: Organization, what: Any) -> None:
    photo: MediaFile = factories.photo(cast.rosa, organization=harbour)

    def describe(words: str) -> int:
        answer = cast.client("rosa").patch(f"/api/v1/media/{photo.pk}", {"alt_text": words})
        return int(answer.status_code)

    assert describe("A cat on a wall") == 200
    what(harbour)
    assert describe("Buy our coins") in (403, 404)
    photo.refresh_from_db()
    assert photo.alt_text == "A cat on a wall"


def test_who_left_while_suspended_waits_to_be_let_in(cast: Cast, harbour: Organization) -> None:
    Organization.objects.filter(pk=harbour.pk).update(join_policy="open")
    place = Membership.objects.get(user=cast.remy)
    services.suspend_membership(place, by=cast.subject("rosa"), reason="safety")
    place.refresh_from_db()
    services.leave_organization(place, by=cast.subject("remy"))
    again = services.request_membership(harbour, by=cast.subject("remy"))
    assert again.status == "pending"


def test_who_left_in_good_standing_comes_back(cast: Cast, harbour: Organization) -> None:
    Organization.objects.filter(pk=harbour.pk).update(join_policy="open")
    services.leave_organization(Membership.objects.get(user=cast.remy), by=cast.subject("remy"))
    assert services.request_membership(harbour, by=cast.subject("remy")).status == "active"

"""The badge: given for evidence and a time, read as of now, never for good, and nothing of why is public."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.organizations.models import Organization, Verification
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rescue(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa)


def verify(cast: Cast, rescue: Organization, who: str = "mona", **given: Any) -> Any:
    rescue.refresh_from_db()
    address = f"/api/v1/organizations/{rescue.pk}/verify"
    seen = {"If-Match": f'"{rescue.version}-seen"'}
    return cast.client(who).post(address, {"evidence": "charity_register", **given}, headers=seen)


def is_verified(cast: Cast, rescue: Organization) -> bool:
    answer = cast.client().get(f"/api/v1/organizations/{rescue.pk}").json()
    listed = cast.client().get("/api/v1/organizations?verified=true").json()["results"]
    others = cast.client().get("/api/v1/organizations?verified=false").json()["results"]
    assert ([row["id"] for row in listed] == [str(rescue.pk)]) is answer["verified"]
    assert ([row["id"] for row in others] == [str(rescue.pk)]) is not answer["verified"]
    return bool(answer["verified"])


def test_is_given_for_a_year_unless_said_otherwise(cast: Cast, rescue: Organization) -> None:
    assert verify(cast, rescue, reference="ACN 5550 142", note="Looked it up.").status_code == 200
    given = Verification.objects.get()
    assert (given.granted_by, given.evidence, given.note) == (cast.mona, "charity_register", "Looked it up.")
    assert timedelta(days=364) < given.expires_at - timezone.now() <= timedelta(days=366)
    assert is_verified(cast, rescue)
    assert Event.objects.get(name="organization.verified").data == {"evidence": "charity_register"}


@pytest.mark.parametrize("days", [-1, 0, 732])
def test_counts_for_two_years_at_most(cast: Cast, rescue: Organization, days: int) -> None:
    until = (timezone.now() + timedelta(days=days)).isoformat()
    answer = verify(cast, rescue, expires_at=until)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/expires_at")


def test_ends_by_itself(cast: Cast, rescue: Organization) -> None:
    verify(cast, rescue, expires_at=(timezone.now() + timedelta(days=1)).isoformat())
    pet = factories.pet(cast.rosa, organization=rescue)
    address = f"/api/v1/organizations/{rescue.pk}"
    with_badge = cast.client().get(address)["ETag"]
    pet_with_badge = cast.client().get(f"/api/v1/pets/{pet.pk}")
    assert pet_with_badge.json()["organization"]["verified"] is True
    Organization.objects.update(verified_until=timezone.now() - timedelta(seconds=1))
    assert not is_verified(cast, rescue)
    assert cast.client().get(address, headers={"If-None-Match": with_badge}).status_code == 200
    again = cast.client().get(f"/api/v1/pets/{pet.pk}", headers={"If-None-Match": pet_with_badge["ETag"]})
    assert again.json()["organization"]["verified"] is False
    assert b"Verified" not in cast.browser().get("/rescues/harbour-paws").content


def test_renewal_ends_the_one_before(cast: Cast, rescue: Organization) -> None:
    verify(cast, rescue)
    assert verify(cast, rescue, "max", evidence="visit").status_code == 200
    first, second = Verification.objects.order_by("granted_at")
    assert (first.end_reason, first.ended_by, second.ended_at) == ("renewed", cast.max, None)


def test_second_live_one_is_refused_by_the_database(cast: Cast, rescue: Organization) -> None:
    verify(cast, rescue)
    with pytest.raises(IntegrityError, match="verification_one_live"), transaction.atomic():
        Verification.objects.create(
            organization=rescue,
            evidence="visit",
            granted_by=cast.mona,
            expires_at=timezone.now() + timedelta(days=1),
        )


def test_is_given_to_what_was_looked_at(cast: Cast, rescue: Organization) -> None:
    address = f"/api/v1/organizations/{rescue.pk}/verify"
    assert cast.client("mona").post(address, {"evidence": "visit"}).status_code == 428
    cast.client("rosa").patch(f"/api/v1/organizations/{rescue.pk}", {"name": "Royal Rescue"})
    stale = cast.client("mona").post(address, {"evidence": "visit"}, headers={"If-Match": '"1-seen"'})
    assert stale.status_code == 412


def test_new_name_loses_it_once_it_is_approved(cast: Cast, rescue: Organization) -> None:
    verify(cast, rescue)
    address = f"/api/v1/organizations/{rescue.pk}"
    assert cast.client("rosa").patch(address, {"phone": "5550 0101"}).json()["verified"] is True
    proposed = cast.client("rosa").patch(address, {"name": "Royal Rescue"}).json()
    assert (proposed["verified"], proposed["name"]) == (True, "Harbour Paws")
    seen = {"If-Match": f'"{proposed["version"]}-seen"'}
    answer = cast.client("mona").post(f"{address}/approve_change", headers=seen).json()
    assert (answer["verified"], answer["name"], answer["slug"]) == (False, "Royal Rescue", "harbour-paws")
    assert Verification.objects.get().end_reason == "renamed"
    event = Event.objects.get(name="organization.unverified")
    assert (event.reason, event.actor) == ("renamed", cast.mona)


def test_is_taken_with_a_reason(cast: Cast, rescue: Organization) -> None:
    verify(cast, rescue)
    address = f"/api/v1/organizations/{rescue.pk}/unverify"
    assert cast.client("mona").post(address, {}).status_code == 422
    assert cast.client("mona").post(address, {"reason": "renamed"}).status_code == 422
    assert cast.client("mona").post(address, {"reason": "evidence_false"}).json()["verified"] is False
    assert not is_verified(cast, rescue)
    assert cast.client("mona").post(address, {"reason": "evidence_false"}).status_code == 200
    assert cast.client("max").post(address, {"reason": "evidence_false"}).status_code == 409
    assert Event.objects.filter(name="organization.unverified").count() == 1


def test_why_is_for_managers_and_reviewers_and_the_note_for_reviewers(
    cast: Cast, rescue: Organization
) -> None:
    factories.membership(rescue, cast.remy)
    verify(cast, rescue, note="Their vet vouches for them.", reference="ACN 5550 142")
    address = f"/api/v1/organizations/{rescue.pk}/verifications"
    for who, code in (("", 401), ("ana", 403), ("remy", 403), ("milo", 403)):
        assert cast.client(who).get(address).status_code == code
    (to_manager,) = cast.client("rosa").get(address).json()["results"]
    assert to_manager["evidence"] == "charity_register"
    assert not {"note", "reference", "granted_by"} & set(to_manager)
    (to_reviewer,) = cast.client("mona").get(address).json()["results"]
    assert to_reviewer["note"] == "Their vet vouches for them."
    for who in ("", "ana", "remy", "rosa"):
        for page in (f"/api/v1/organizations/{rescue.pk}", "/api/v1/organizations"):
            assert b"vouches" not in cast.client(who).get(page).content
        assert b"vouches" not in cast.browser(who).get("/rescues/harbour-paws").content

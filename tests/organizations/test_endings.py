"""Archived or suspended: every write is off and nothing is public, but its people still see it."""

import pytest

from apps.organizations.models import Organization
from hearth.kernel.models import Event
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def rescue(cast: Cast) -> Organization:
    made = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(made, cast.remy)
    return made


def test_archive_ends_it_and_a_site_admin_brings_it_back(cast: Cast, rescue: Organization) -> None:
    address = f"/api/v1/organizations/{rescue.pk}"
    answer = cast.client("rosa").post(f"{address}/archive", {"reason": "closed"})
    assert answer.json()["status"] == "archived"
    assert Event.objects.get(name="organization.archived").reason == "closed"
    assert cast.client("rosa").post(f"{address}/archive").status_code == 200, "a repeat is harmless"
    assert Event.objects.filter(name="organization.archived").count() == 1
    assert cast.client("rosa").post(f"{address}/unarchive").status_code == 403
    assert cast.client("sam").post(f"{address}/unarchive").json()["status"] == "approved"
    assert cast.client().get(address).status_code == 200
    assert cast.client("rosa").post(f"{address}/archive", {"reason": "bored"}).status_code == 422


@pytest.mark.parametrize("state", ["archived", "suspended"])
def test_writes_are_off_and_nothing_is_public(cast: Cast, rescue: Organization, state: str) -> None:
    pet = factories.pet(cast.rosa, organization=rescue)
    draft = factories.pet(cast.rosa, organization=rescue, moderation="draft")
    Organization.objects.filter(pk=rescue.pk).update(status=state)
    stranger, rosa = cast.client(), cast.client("rosa")
    assert stranger.get(f"/api/v1/pets/{pet.pk}").status_code == 404
    assert stranger.get("/api/v1/pets").json()["results"] == []
    assert stranger.get(f"/api/v1/organizations/{rescue.pk}").status_code == 404
    assert stranger.get(f"/api/v1/organizations/{rescue.pk}/pets").status_code == 404
    assert stranger.get("/api/v1/organizations").json()["results"] == []
    assert cast.browser().get("/rescues/harbour-paws").status_code == 404
    for who in ("rosa", "remy"):
        assert cast.client(who).get(f"/api/v1/organizations/{rescue.pk}").json()["status"] == state
        assert cast.browser(who).get("/rescues/harbour-paws").status_code == 200
        assert cast.client(who).get(f"/api/v1/pets/{pet.pk}").status_code == 200
    assert rosa.patch(f"/api/v1/pets/{draft.pk}", {"name": "Waffle"}).status_code == 403
    assert rosa.post(f"/api/v1/pets/{draft.pk}/submit").status_code == 403
    assert rosa.patch(f"/api/v1/organizations/{rescue.pk}", {"phone": "1"}).status_code == 403
    listed = rosa.post("/api/v1/pets", {"name": "Bo", "species": "dog", "organization": str(rescue.pk)})
    assert listed.status_code in (403, 422)
    upload = {"purpose": "logo", "content_type": "image/png", "size": 9, "organization": str(rescue.pk)}
    assert rosa.post("/api/v1/media/uploads", upload).status_code in (403, 422)


def test_page_archives_after_asking(cast: Cast, rescue: Organization) -> None:
    browser = cast.browser("rosa")
    answer = browser.post("/organizations/harbour-paws/archive", {"reason": "merged"}, follow=True)
    assert "is archived" in answer.content.decode()
    rescue.refresh_from_db()
    assert (rescue.status, rescue.archived_by) == ("archived", cast.rosa)
    assert cast.browser("remy").post("/organizations/harbour-paws/archive").status_code == 403

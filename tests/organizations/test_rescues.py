"""A rescue registers, is approved or not, and has a page and members."""

from functools import partial

import pytest

from apps.moderation.models import ReviewItem
from apps.notifications.models import Mail
from apps.organizations.models import Membership, Organization
from hearth.kernel.events.worker import drain
from tests import factories
from tests.cast import Cast
from tests.together import together

pytestmark = pytest.mark.django_db


def register(cast: Cast, name: str = "rosa", **facts: str) -> Organization:
    answer = cast.client(name).post("/api/v1/organizations", {"name": "Harbour Paws", **facts})
    assert answer.status_code == 201, answer.json()
    assert answer["Location"].endswith(answer.json()["id"])
    return Organization.objects.get(pk=answer.json()["id"])


def decide(cast: Cast, rescue: Organization, action: str, reason: str = "") -> None:
    item = ReviewItem.objects.waiting().get(target_id=rescue.pk)
    address = f"/api/v1/review/items/{item.pk}"
    tag = cast.client("mona").get(address)["ETag"]
    given = {"action": action, "reason": reason}
    answer = cast.client("mona").post(f"{address}/decide", given, headers={"If-Match": tag})
    assert answer.status_code == 200, answer.json()
    rescue.refresh_from_db()


def test_waits_for_review_with_its_founder_as_admin(cast: Cast) -> None:
    rescue = register(cast)
    assert (rescue.status, rescue.slug, rescue.created_by) == ("pending", "harbour-paws", cast.rosa)
    member = Membership.objects.get()
    assert (member.user, member.role, member.joined_via) == (cast.rosa, "admin", "founder")
    assert cast.client().get("/api/v1/organizations/harbour-paws").status_code == 404
    assert cast.client("rosa").get("/api/v1/organizations/harbour-paws").status_code == 200
    listed = cast.client("rosa").post(
        "/api/v1/pets", {"name": "Biscuit", "species": "dog", "organization": str(rescue.pk)}
    )
    assert listed.status_code == 403


def test_approval_opens_it(cast: Cast) -> None:
    rescue = register(cast)
    decide(cast, rescue, "approve")
    assert (rescue.status, rescue.reviewed_by) == ("approved", cast.mona)
    assert rescue.reviewed_at is not None
    assert cast.client().get(f"/api/v1/organizations/{rescue.pk}").json()["name"] == "Harbour Paws"
    assert [row["slug"] for row in cast.client().get("/api/v1/organizations").json()["results"]] == [
        "harbour-paws"
    ]
    assert cast.browser().get("/rescues/harbour-paws").status_code == 200
    capabilities = cast.client("rosa").get(f"/api/v1/users/me/capabilities?organization={rescue.pk}").json()
    assert set(capabilities["capabilities"]) == {
        *("manage_organization", "manage_members", "manage_listings", "answer_questions"),
        "decide_applications",
    }


def test_rejected_one_is_mended_and_sent_again(cast: Cast) -> None:
    rescue = register(cast)
    decide(cast, rescue, "reject", "incomplete")
    address = f"/api/v1/organizations/{rescue.pk}"
    assert cast.client("rosa").patch(address, {"phone": "02 5550 0100"}).status_code == 200
    assert cast.client("rosa").post(f"{address}/resubmit").json()["status"] == "pending"
    decide(cast, rescue, "approve")
    assert rescue.phone == "02 5550 0100"


def test_second_one_of_the_same_name_has_its_own_address(cast: Cast) -> None:
    first, second = register(cast), register(cast, "milo")
    assert first.slug == "harbour-paws"
    assert second.slug.startswith("harbour-paws-")


def test_name_without_letters_still_has_an_address(cast: Cast) -> None:
    assert register(cast, name="rosa", description="x").slug
    answer = cast.client("milo").post("/api/v1/organizations", {"name": "猫の家"})
    assert answer.json()["slug"] == "rescue"


def test_founder_is_told(cast: Cast) -> None:
    rescue = register(cast)
    decide(cast, rescue, "reject", "incomplete")
    drain()
    mail = Mail.objects.get()
    assert (mail.user, mail.kind) == (cast.rosa, "organization.rejected")
    assert mail.context["reason"] == "Important details are missing"


def test_member_count_follows(cast: Cast) -> None:
    rescue = register(cast)
    assert rescue.member_count == 0
    drain()
    rescue.refresh_from_db()
    assert rescue.member_count == 1


def test_members_see_more_than_strangers(cast: Cast) -> None:
    factories.organization("Harbour Paws", founder=cast.rosa, address="1 Jetty Lane")
    address = "/api/v1/organizations/harbour-paws"
    assert "address" not in cast.client("ana").get(address).json()
    assert cast.client("rosa").get(address).json()["address"] == "1 Jetty Lane"
    assert cast.client("mona").get(address).json()["address"] == "1 Jetty Lane"


def test_suspension_stops_writes_on_the_next_request(cast: Cast) -> None:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    address = f"/api/v1/organizations/{rescue.pk}"
    assert cast.client("rosa").patch(address, {"phone": "5550 0101"}).status_code == 200
    given = {"reason": "safety"}
    assert (
        cast.client("mona").post(f"{address}/suspend", given, headers={"If-Match": '"2"'}).status_code == 200
    )
    assert cast.client("rosa").patch(address, {"phone": "5550 0102"}).status_code == 403
    assert cast.client().get(address).status_code == 404
    assert cast.client("sam").post(f"{address}/reinstate").json()["status"] == "approved"


def test_pages_register_and_edit(cast: Cast) -> None:
    browser = cast.browser("rosa")
    answer = browser.post("/rescues/new", {"name": "Harbour Paws", "website": "harbour.example"})
    assert (answer.status_code, answer["Location"]) == (302, "/rescues/harbour-paws")
    assert Organization.objects.get().website == "https://harbour.example"
    assert browser.post("/rescues/new", {"name": ""}).status_code == 422
    edit = "/organizations/harbour-paws/edit"
    assert browser.post(edit, {"name": "Harbour Paws", "email": "not an address"}).status_code == 422
    assert browser.post(edit, {"name": "Harbour & Paws"}).status_code == 302
    assert Organization.objects.get().name == "Harbour & Paws"
    assert cast.browser("ana").get("/organizations/harbour-paws/edit").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_of_one_name_at_once_both_register(cast: Cast) -> None:
    browsers = [cast.browser(name) for name in ("rosa", "milo", "ana", "petra")]
    answers = together(
        *[partial(browser.post, "/rescues/new", {"name": "Harbour Paws"}) for browser in browsers]
    )
    assert [answer.status_code for answer in answers] == [302] * 4
    assert len(set(Organization.objects.values_list("slug", flat=True))) == 4


def test_name_that_is_an_address_already_gets_another(cast: Cast) -> None:
    answer = cast.client("rosa").post("/api/v1/organizations", {"name": "New"})
    assert answer.json()["slug"].startswith("new-")


def test_form_of_an_older_version_overwrites_nothing(cast: Cast) -> None:
    rescue = factories.organization("Harbour Paws", founder=cast.rosa)
    browser = cast.browser("rosa")
    cast.client("rosa").patch(f"/api/v1/organizations/{rescue.pk}", {"suburb": "Gull Point"})
    answer = browser.post("/organizations/harbour-paws/edit", {"name": "Harbour Paws", "version": "1"})
    assert answer.status_code == 422
    assert "meanwhile" in answer.content.decode()
    assert Organization.objects.get().suburb == "Gull Point"

"""Name, logo and description of an approved organisation: a change waits while the old ones stay public."""

from typing import Any

import pytest

from apps.media.models import MediaFile
from apps.moderation.models import Decision, ReviewItem
from apps.notifications.models import Mail
from apps.organizations.models import Organization
from apps.organizations.services.changes import KIND
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event, Revision
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

OLD = "We take in what the sea leaves."
NEW = "We take in what the sea leaves behind, on Saturdays too."


@pytest.fixture
def rescue(cast: Cast) -> Organization:
    return factories.organization("Harbour Paws", founder=cast.rosa, description=OLD)


def edit(cast: Cast, rescue: Organization, who: str = "rosa", **facts: Any) -> dict[str, Any]:
    answer = cast.client(who).patch(f"/api/v1/organizations/{rescue.pk}", facts)
    assert answer.status_code == 200, answer.json()
    found: dict[str, Any] = answer.json()
    return found


def decide(cast: Cast, action: str, who: str = "mona", **why: str) -> Any:
    item = ReviewItem.objects.waiting().get(kind=KIND)
    address = f"/api/v1/review/items/{item.pk}"
    tag = cast.client(who).get(address)["ETag"]
    return cast.client(who).post(f"{address}/decide", {"action": action, **why}, headers={"If-Match": tag})


def logo(cast: Cast, name: str = "rosa", **facts: Any) -> MediaFile:
    made = factories.photo(cast.person(name), **facts)
    MediaFile.objects.filter(pk=made.pk).update(purpose="logo")
    return made


def test_waits_while_the_approved_one_stays_public(cast: Cast, rescue: Organization) -> None:
    found = edit(cast, rescue, description=NEW, phone="5550 0101")
    assert (found["description"], found["phone"]) == (OLD, "5550 0101")
    assert found["pending_revision"]["changes"] == {"description": NEW}
    assert "pending_revision" not in cast.client().get("/api/v1/organizations/harbour-paws").json()
    item = ReviewItem.objects.get()
    assert (item.kind, item.revision, item.submitter) == (KIND, 1, cast.rosa)


def test_is_for_managers_and_reviewers_to_read(cast: Cast, rescue: Organization) -> None:
    factories.membership(rescue, cast.remy)
    edit(cast, rescue, description=NEW)
    address = "/api/v1/organizations/harbour-paws"
    readers = {
        name: "pending_revision" in cast.client(name).get(address).json()
        for name in ("ana", "remy", "rosa", "mona", "sam")
    }
    assert readers == {"ana": False, "remy": False, "rosa": True, "mona": True, "sam": True}


def test_approval_shows_it(cast: Cast, rescue: Organization) -> None:
    edit(cast, rescue, name="Harbour Tails", description=NEW)
    assert decide(cast, "approve").status_code == 200
    rescue.refresh_from_db()
    assert (rescue.name, rescue.description, rescue.slug) == ("Harbour Tails", NEW, "harbour-paws")
    assert Revision.objects.get().state == "approved"
    assert rescue.status == "approved"
    drain()
    mail = Mail.objects.get(kind="organization.change_approved")
    assert (mail.user, mail.context["fields"]) == (cast.rosa, ["description", "name"])


def test_rejection_leaves_everything_and_says_why(cast: Cast, rescue: Organization) -> None:
    edit(cast, rescue, description=NEW)
    assert decide(cast, "reject").status_code == 422
    assert decide(cast, "reject", reason="advertising", note="No shop, please.").status_code == 200
    rescue.refresh_from_db()
    assert rescue.description == OLD
    assert (Revision.objects.get().state, Decision.objects.get().revision_seen) == ("rejected", 1)
    drain()
    mail = Mail.objects.get(kind="organization.change_rejected")
    assert (mail.context["reason"], mail.context["note"]) == (
        "The text advertises something else",
        "No shop, please.",
    )


def test_second_edit_merges_and_supersedes(cast: Cast, rescue: Organization) -> None:
    edit(cast, rescue, description=NEW)
    seen = cast.client("mona").get(f"/api/v1/review/items/{ReviewItem.objects.get().pk}")
    found = edit(cast, rescue, name="Harbour Tails")
    assert found["pending_revision"]["changes"] == {"description": NEW, "name": "Harbour Tails"}
    assert [*Revision.objects.order_by("number").values_list("state", flat=True)] == ["superseded", "open"]
    stale = cast.client("mona").post(
        f"/api/v1/review/items/{seen.json()['id']}/decide",
        {"action": "approve"},
        headers={"If-Match": seen["ETag"]},
    )
    assert stale.status_code == 412
    assert [change["field"] for change in stale.json()["difference"]] == ["name"]
    assert ReviewItem.objects.get().revision == 2


def test_editing_back_takes_it_back(cast: Cast, rescue: Organization) -> None:
    edit(cast, rescue, description=NEW, name="Harbour Tails")
    assert edit(cast, rescue, name="Harbour Paws")["pending_revision"]["changes"] == {"description": NEW}
    assert edit(cast, rescue, description=OLD)["pending_revision"] is None
    assert not Revision.objects.filter(state="open").exists()
    assert ReviewItem.objects.get().state == "withdrawn"
    assert Event.objects.filter(name="organization.change_withdrawn").count() == 1


def test_same_again_changes_nothing(cast: Cast, rescue: Organization) -> None:
    first = edit(cast, rescue, description=NEW)
    assert edit(cast, rescue, description=NEW)["version"] == first["version"]
    assert Revision.objects.count() == 1


@pytest.mark.parametrize("end", ["suspend", "archive"])
def test_end_of_the_organization_drops_it(cast: Cast, rescue: Organization, end: str) -> None:
    seen = {"If-Match": f'"{edit(cast, rescue, description=NEW)["version"]}-seen"'}
    who, why = ("mona", {"reason": "safety"}) if end == "suspend" else ("rosa", {})
    answer = cast.client(who).post(f"/api/v1/organizations/{rescue.pk}/{end}", why, headers=seen)
    assert answer.status_code == 200, answer.json()
    assert Revision.objects.get().state == "superseded"
    assert ReviewItem.objects.get(kind=KIND).state == "withdrawn"


def test_what_is_not_approved_is_edited_directly(cast: Cast) -> None:
    hopeful = factories.organization("Hopeful Hooves", founder=cast.ana, status="pending")
    assert edit(cast, hopeful, "ana", name="Hopeful Hoofs")["name"] == "Hopeful Hoofs"
    assert not Revision.objects.exists()


def test_proposed_logo_is_nobody_elses(cast: Cast, rescue: Organization) -> None:
    other = factories.organization("Second Harbour", founder=cast.rosa)
    picture = logo(cast)
    assert edit(cast, rescue, logo=str(picture.pk))["logo"] is None
    picture.refresh_from_db()
    assert picture.organization == rescue
    taken = cast.client("rosa").patch(f"/api/v1/organizations/{other.pk}", {"logo": str(picture.pk)})
    assert taken.status_code == 422
    assert decide(cast, "approve").status_code == 200
    rescue.refresh_from_db()
    assert rescue.logo == picture


def test_logo_that_is_taken_down_leaves_the_change(cast: Cast, rescue: Organization) -> None:
    picture = logo(cast)
    edit(cast, rescue, logo=str(picture.pk), description=NEW)
    address, seen = f"/api/v1/media/{picture.pk}/remove", {"If-Match": '"1-seen"'}
    assert cast.client("mona").post(address, {"reason": "not_theirs"}, headers=seen).status_code == 200
    assert decide(cast, "approve").json()["reason"] == "logo_not_ready"
    drain()
    assert Revision.objects.get(state="open").data == {"description": NEW}
    assert decide(cast, "approve").status_code == 200


@pytest.mark.parametrize("sampled", [0.0, 1.0])
def test_trusted_ones_is_public_at_once_and_sampled(
    cast: Cast, rescue: Organization, settings: Any, sampled: float
) -> None:
    settings.REVIEW_SAMPLE_SHARE = sampled
    edit(cast, rescue, description=NEW)
    decide(cast, "approve")
    Organization.objects.filter(pk=rescue.pk).update(verified_until="2099-01-01T00:00Z")
    found = edit(cast, rescue, description="Even newer.")
    assert (found["description"], found["pending_revision"]) == ("Even newer.", None)
    waiting = ReviewItem.objects.waiting().filter(target_id=rescue.pk)
    assert [item.origin for item in waiting] == (["sampled"] if sampled else [])
    assert Event.objects.get(name="organization.change_published").data == {"trusted": True}


def test_page_shows_managers_the_difference_and_takes_it_back(cast: Cast, rescue: Organization) -> None:
    edit(cast, rescue, description=NEW)
    browser = cast.browser("rosa")
    page = browser.get("/rescues/harbour-paws").content.decode()
    assert "A change waits" in page
    assert "<ins>" in page
    assert NEW in browser.get("/organizations/harbour-paws/edit").content.decode()
    assert "A change waits" not in cast.browser("ana").get("/rescues/harbour-paws").content.decode()
    assert browser.post("/organizations/harbour-paws/change/withdraw").status_code == 302
    assert not Revision.objects.filter(state="open").exists()
    assert cast.browser("ana").post("/organizations/harbour-paws/change/withdraw").status_code == 403

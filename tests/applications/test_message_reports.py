"""Reports on messages: those who take part may, a reviewer sees a few, the others read that it is gone."""

from typing import Any

import pytest

from apps.applications.models import Message
from apps.applications.services import write_message
from apps.moderation.models import Decision, ReportCase
from hearth.kernel.authorization import can
from tests import factories
from tests.applications import applying
from tests.background import drain
from tests.cast import Cast

pytestmark = pytest.mark.django_db

API = "/api/v1"
SECRET = "The key lies under the third pot."


@pytest.fixture
def thread(cast: Cast) -> list[Message]:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    pet = factories.pet(cast.rosa, organization=harbour, photo_state="")
    application = applying.application(pet, cast.ana, status="under_review")
    said = [("ana", SECRET), ("rosa", "Hello."), ("ana", "Hello!"), ("rosa", "Pay me first."), ("ana", "No.")]
    return [write_message(application, text=text, by=cast.subject(who)) for who, text in said]


def report(cast: Cast, who: str, message: Message, reason: str = "scam") -> Any:
    body = {"kind": "message", "target": str(message.pk), "reason": reason}
    return cast.client(who).post(f"{API}/reports", body)


def test_only_those_who_take_part_may_report_it(cast: Cast, thread: list[Message]) -> None:
    codes = {who: report(cast, who, thread[3]).status_code for who in ("", "milo", "petra", "mona", "sam")}
    assert codes == {"": 401, "milo": 404, "petra": 404, "mona": 404, "sam": 404}
    assert report(cast, "rosa", thread[3]).status_code == 403  # her own words
    assert report(cast, "ana", thread[3], reason="boredom").status_code == 422
    assert report(cast, "ana", thread[3]).status_code == 201
    assert report(cast, "remy", thread[0], reason="threat").status_code == 201
    page = cast.browser("ana").get(f"/report/message/{thread[3].pk}")
    assert page.status_code == 200


def test_is_taken_down_for_the_others(cast: Cast, thread: list[Message]) -> None:
    message = thread[3]
    report(cast, "ana", message)
    [item] = cast.client("mona").get(f"{API}/review/items?kind=report").json()["results"]
    desk = cast.browser("mona").get(f"/admin/moderation/reviewitem/desk/items/{item['id']}/").content.decode()
    assert "Pay me first." in desk
    assert "Hello!" in desk
    # Two before and what follows; neither what stands further away nor an answer of the application.
    assert SECRET not in desk
    assert applying.ANSWERS["experience"] not in desk
    body, seen = {"action": "remove", "reason": "scam"}, {"If-Match": f'"{item["version"]}-seen"'}
    decide = f"{API}/review/items/{item['id']}/decide"
    assert cast.client("mona").post(decide, body, headers=seen).status_code == 200
    message.refresh_from_db()
    assert message.removed_at is not None
    address = f"{API}/applications/{message.application_id}/messages"
    texts = {
        who: [row["text"] for row in cast.client(who).get(address).json()["results"]][3]
        for who in ("ana", "remy", "rosa")
    }
    gone = "This message was taken down."
    assert texts == {"ana": gone, "remy": gone, "rosa": "Pay me first."}
    assert report(cast, "remy", message).status_code == 404
    drain()
    told = cast.client("rosa").get(f"{API}/users/me/notifications").json()["results"]
    assert any("taken down" in row["title"] for row in told)


def test_neither_side_decides_about_it(cast: Cast, thread: list[Message]) -> None:
    factories.membership(thread[0].organization, cast.mona)
    report(cast, "ana", thread[3])
    listed = cast.client("mona").get(f"{API}/review/items?kind=report").json()["results"]
    assert listed == []
    assert len(cast.client("max").get(f"{API}/review/items?kind=report").json()["results"]) == 1


def test_applicant_who_moderates_leaves_it_to_another(cast: Cast) -> None:
    """One of the rescue reported what another of it wrote: the applicant is neither of them."""
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(harbour, cast.remy)
    pet = factories.pet(cast.rosa, organization=harbour, photo_state="")
    application = applying.application(pet, cast.mona, status="under_review")
    message = write_message(application, text="Pay me first.", by=cast.subject("rosa"))
    assert report(cast, "remy", message).status_code == 201
    mona, why = cast.client("mona"), "You have a part in what was reported: somebody else decides."
    [item] = mona.get(f"{API}/review/items?kind=report").json()["results"]
    address, seen = f"{API}/review/items/{item['id']}", f'"{item["version"]}-seen"'
    told = {row["action"]: row for row in mona.get(f"{address}/actions").json()}
    for action in ("claim", "decide"):
        assert (told[action]["allowed"], told[action]["rule"]) == (False, "may_take_it_down")
    uphold, dismiss = {"action": "remove", "reason": "scam"}, {"action": "reject", "reason": "no_breach"}
    tried = [mona.post(f"{address}/decide", body, headers={"If-Match": seen}) for body in (uphold, dismiss)]
    for answer in (mona.post(f"{address}/claim"), *tried):
        assert answer.status_code == 403
        assert (answer.json()["rule"], answer.json()["detail"]) == ("may_take_it_down", why)
    rows = {"items": [{"id": item["id"], "version": item["version"]}], **dismiss}
    [row] = mona.post(f"{API}/review/items/decide", rows).json()["results"]
    assert (row["ok"], row["problem"]["status"], row["problem"]["rule"]) == (False, 403, "may_take_it_down")
    desk = f"/admin/moderation/reviewitem/desk/items/{item['id']}/"
    assert why in cast.browser("mona").get(desk).content.decode()
    given = {**dismiss, "seen": item["version"]}
    assert why in cast.browser("mona").post(desk, given).content.decode()
    assert (ReportCase.objects.get().state, Decision.objects.count()) == ("open", 0)
    # Another moderator may, by the same address.
    told = {row["action"]: row["allowed"] for row in cast.client("max").get(f"{address}/actions").json()}
    assert (told["claim"], told["decide"]) == (True, True)
    answer = cast.client("max").post(f"{address}/decide", dismiss, headers={"If-Match": seen})
    assert answer.status_code == 200, answer.content
    assert ReportCase.objects.get().state == "dismissed"


def test_reports_are_decided_by_those_who_could_take_the_thing_down(
    cast: Cast, thread: list[Message]
) -> None:
    """One case or many: what a list lets a person decide is what they may decide of each."""
    report(cast, "ana", thread[3])
    report(cast, "remy", thread[0], reason="threat")
    settled = {"state": "closed", "settled_at": thread[0].created_at}
    ReportCase.objects.create(kind="message", target_id=thread[0].pk, owner=cast.petra, **settled)
    Message.objects.filter(pk=thread[3].pk).update(applicant=cast.mona)
    rows, allowed = list(ReportCase.objects.all()), set()
    for who in ("mona", "max", "sam", "ana"):
        subject = cast.subject(who)
        listed = set(ReportCase.objects.visible_to(subject, "dismiss").values_list("pk", flat=True))
        assert listed == {row.pk for row in rows if can(subject, "dismiss", row).allowed}, who
        allowed.add(len(listed))
    assert allowed == {0, 2, 3}

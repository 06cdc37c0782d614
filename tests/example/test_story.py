"""A tool's whole story over HTTP: listed, reviewed, shown, lent out, waited for, offered and taken."""

from typing import Any

import pytest
from django.core import mail
from rest_framework.test import APIClient

from apps.moderation.models import ReportCase, ReviewItem
from hearth.kernel.events.worker import drain
from hearth.kernel.models import Event
from hearth.kernel.scheduling import Run, works
from tests import factories
from tests.cast import Cast
from tests.example import lending
from tests.example.sheds.models import Loan, Tool

pytestmark = pytest.mark.django_db
API = "/api/v1"


def approve(reviewer: APIClient, tool_id: str) -> Any:
    """Find the tool in the queue that all kinds share, and approve what stands there."""
    return decide(reviewer, "tool", tool_id)


def decide(reviewer: APIClient, kind: str, target_id: str, **why: str) -> Any:
    return decide_item(reviewer, queued(reviewer, kind, target_id), **why)


def queued(reviewer: APIClient, kind: str, target_id: str) -> Any:
    """The item as a reviewer reads it, with the tag of what they saw."""
    items = reviewer.get(f"{API}/review/items?kind={kind}").json()["results"]
    item = next(item for item in items if item["target_id"] == target_id)
    return reviewer.get(f"{API}/review/items/{item['id']}")


def decide_item(reviewer: APIClient, item: Any, **why: str) -> Any:
    address = f"{API}/review/items/{item.json()['id']}/decide"
    return reviewer.post(address, {"action": "approve", **why}, headers={"If-Match": item["ETag"]})


def difference(was: str, becomes: str) -> dict[str, str]:
    return {"field": "name", "label": "Name", "was": f"{was} ladder", "becomes": f"{becomes} ladder"}


def test_neighbors_lend_each_other_a_tool(cast: Cast) -> None:
    petra, ana, milo, remy = (cast.client(name) for name in ("petra", "ana", "milo", "remy"))
    anybody = cast.client()

    listed = petra.post(f"{API}/tools", {"name": "Long ladder", "description": "Reaches the gutters."})
    assert (listed.status_code, listed.json()["status"]) == (201, "pending")
    tool = listed["Location"]
    assert anybody.get(f"{API}/tools").json()["results"] == []
    assert anybody.get(tool).status_code == 404
    assert ana.post(f"{tool}/loans", {}).status_code == 404

    assert approve(cast.client("mona"), listed.json()["id"]).status_code == 200
    assert [row["name"] for row in anybody.get(f"{API}/tools").json()["results"]] == ["Long ladder"]

    first = ana.post(f"{tool}/loans", {})
    assert (first.status_code, first.json()["status"]) == (201, "lent")
    assert ana.post(f"{tool}/loans", {}).status_code == 409, "nobody has two places"
    assert petra.post(f"{tool}/loans", {}).status_code == 403, "nobody borrows their own"

    second, third = milo.post(f"{tool}/loans", {}), remy.post(f"{tool}/loans", {"takes_it": True})
    assert [answer.json()["status"] for answer in (second, third)] == ["waiting", "waiting"]
    assert [answer.json()["position"] for answer in (second, third)] == [1, 2]
    assert remy.get(second["Location"]).status_code == 404, "one's place in the line is one's own business"

    assert ana.post(f"{first['Location']}/give_back").json()["status"] == "returned"
    drain()
    offered = milo.get(second["Location"]).json()
    assert (offered["status"], offered["position"]) == ("offered", None)
    assert remy.get(third["Location"]).json()["position"] == 1
    assert anybody.get(tool).json()["offered_count"] == 1, "the offer holds the place"
    assert ana.post(f"{tool}/loans", {}).json()["position"] == 2

    assert milo.post(f"{second['Location']}/accept").json()["status"] == "lent"
    assert milo.post(f"{second['Location']}/accept").status_code == 200, "a repeat is harmless"
    assert milo.post(f"{second['Location']}/give_back").status_code == 200
    assert remy.get(third["Location"]).json()["status"] == "lent", "taken for those who asked for that"

    drain()
    told = {(message.to[0].split("@")[0], message.subject) for message in mail.outbox}
    assert told == {
        ("petra", "Long ladder can be borrowed now"),
        ("milo", "It is your turn: Long ladder"),
        ("remy", "You got it: Long ladder"),
    }
    happened = Event.objects.filter(target_id=second.json()["id"]).order_by("sequence")
    assert [event.name for event in happened] == [
        *("loan.queued", "loan.offered", "loan.accepted", "loan.returned")
    ]
    assert list(lending.faults(Tool.objects.get())) == []


def test_owner_sees_the_figures_when_fewer_are_left_than_lent(cast: Cast) -> None:
    ladder = lending.tool(cast.petra, capacity=3)
    lending.borrowed(ladder, cast.ana, pieces=2)
    petra, address = cast.client("petra"), f"{API}/tools/{ladder.pk}/restock"
    answer = petra.post(address, {"capacity": 1})
    assert answer.status_code == 409
    figures = {name: answer.json()[name] for name in ("code", "capacity", "held", "confirmed", "offered")}
    assert figures == {"code": "full", "capacity": 3, "held": 0, "confirmed": 2, "offered": 0}
    assert petra.post(address, {"capacity": 2}).json()["capacity"] == 2


def test_unanswered_offer_goes_to_the_next_by_scheduled_work(cast: Cast) -> None:
    first, work = lending.offered(cast.petra, cast.ana), works()["sheds.expire_offers"]
    second = lending.borrowed(first.tool, cast.milo)
    run = Run(work.name, "", first.created_at)
    assert work.do(run) == "0 ended"
    Loan.objects.filter(pk=first.pk).update(offer_expires_at=first.created_at)
    late = cast.client("ana").post(f"{API}/loans/{first.pk}/accept")
    assert (late.status_code, late.json()["code"]) == (409, "wrong_state")
    assert [work.do(run), work.do(run)] == ["1 ended", "0 ended"]
    states = {loan.user.display_name: loan.status for loan in Loan.objects.select_related("user")}
    assert states == {cast.ana.display_name: "passed", cast.milo.display_name: "offered"}
    assert second.pk in {event.target_id for event in Event.objects.filter(name="loan.offered")}


def test_sheds_are_a_kind_of_organisation_with_roles_of_their_own(cast: Cast) -> None:
    founded = cast.client("rosa").post(f"{API}/organizations", {"kind": "shed", "name": "Hill Street Shed"})
    assert (founded.status_code, founded.json()["status"]) == (201, "pending")
    shed = factories.organization("Harbour Shed", founder=cast.rosa, kind="shed")
    factories.membership(shed, cast.remy)
    listed = cast.client("remy").post(f"{API}/tools", {"name": "Mixer", "organization": str(shed.pk)})
    assert listed.status_code == 201, listed.content
    assert cast.client("rosa").post(f"{listed['Location']}/withdraw").status_code == 200
    foreign = cast.client("milo").post(f"{API}/tools", {"name": "Mixer", "organization": str(shed.pk)})
    assert (foreign.status_code, foreign.json()["errors"][0]["pointer"]) == (422, "/organization")
    kinds = {row["kind"] for row in cast.client().get(f"{API}/meta/capabilities").json()["kinds"]}
    assert "shed" in kinds


def test_trusted_lender_is_shown_at_once_and_an_appeal_brings_a_tool_back(cast: Cast) -> None:
    petra, mona = cast.client("petra"), cast.client("mona")
    for number in range(5):
        made = petra.post(f"{API}/tools", {"name": f"Spade {number}"})
        approve(mona, made.json()["id"])
    sixth = petra.post(f"{API}/tools", {"name": "Spade 6"})
    assert sixth.json()["status"] == "approved"
    version = mona.get(sixth["Location"])["ETag"]
    removed = mona.post(f"{sixth['Location']}/remove", {"reason": "gone"}, headers={"If-Match": version})
    assert removed.json()["status"] == "removed"
    told = petra.get(f"{API}/users/me/decisions").json()["results"][0]
    assert (told["action"], told["reason_label"]) == ("remove", "It is broken or lost")
    appeal = petra.post(f"{API}/decisions/{told['id']}/appeal", {"text": "It hangs in the shed."})
    assert appeal.status_code == 201, appeal.content
    answer = decide(cast.client("max"), "appeal", appeal.json()["appeal"]["id"], reason="put_right")
    assert answer.status_code == 200, answer.content
    assert cast.client().get(sixth["Location"]).json()["status"] == "approved"


def test_new_words_of_a_tool_that_is_shown_wait_while_the_old_ones_stay(cast: Cast) -> None:
    ladder, petra, anybody = lending.tool(cast.petra), cast.client("petra"), cast.client()
    address = f"{API}/tools/{ladder.pk}"
    assert petra.patch(address, {"name": "Short ladder"}).json()["name"] == "Long ladder"
    seen = queued(cast.client("max"), "tool_change", str(ladder.pk))
    assert petra.patch(address, {"name": "Shorter ladder"}).status_code == 200
    late = decide_item(cast.client("max"), seen)
    assert (late.status_code, late.json()["difference"]) == (412, [difference("Short", "Shorter")])
    now = queued(cast.client("mona"), "tool_change", str(ladder.pk))
    assert now.json()["changes"] == [difference("Long", "Shorter")]
    assert anybody.get(address).json()["name"] == "Long ladder"
    assert decide_item(cast.client("mona"), now).status_code == 200
    assert anybody.get(address).json()["name"] == "Shorter ladder"

    petra.patch(address, {"name": "Ladder"})
    petra.patch(address, {"name": "Shorter ladder"})
    assert not ReviewItem.objects.waiting().exists(), "as it was approved, nothing is left to look at"
    petra.patch(address, {"name": "Ladder"})
    petra.post(f"{address}/withdraw")
    assert not ReviewItem.objects.waiting().exists(), "nobody sees it any more"


def test_reported_tool_is_taken_down(cast: Cast) -> None:
    ladder = lending.tool(cast.petra)
    said = {"kind": "tool", "target": str(ladder.pk), "reason": "dangerous"}
    assert cast.client("petra").post(f"{API}/reports", said).status_code == 403
    assert cast.client("ana").post(f"{API}/reports", said).status_code == 201
    case = ReportCase.objects.get(target_id=ladder.pk)
    answer = decide(cast.client("mona"), "report", str(case.pk), action="remove", reason="dangerous")
    assert answer.status_code == 200, answer.content
    assert cast.client().get(f"{API}/tools/{ladder.pk}").status_code == 404


def test_leaving_the_platform_gives_everything_back(cast: Cast) -> None:
    own = lending.tool(cast.ana, name="Ana's own")
    first = lending.borrowed(lending.tool(cast.petra), cast.ana)
    lending.borrowed(first.tool, cast.milo)
    assert cast.client("ana").delete(f"{API}/users/me").status_code == 204
    own.refresh_from_db()
    assert (own.status, own.name) == ("withdrawn", "")
    assert Loan.objects.get(user=cast.milo).status == "offered"


def test_page_lets_people_borrow_wait_and_give_back(cast: Cast) -> None:
    ladder = lending.tool(cast.petra)
    ana, milo = cast.browser("ana"), cast.browser("milo")
    assert b"Long ladder" in cast.browser().get("/tools").content
    page = f"/tools/{ladder.pk}"
    assert b"Borrow" in ana.get(page).content
    assert ana.post(f"{page}/borrow").status_code == 302
    assert b"Wait for it" in milo.get(page).content
    milo.post(f"{page}/borrow", {"takes_it": "on"})
    assert b"number 1" in milo.get(page).content
    loan = Loan.objects.get(user=cast.ana)
    assert milo.post(f"/loans/{loan.pk}/give_back").status_code == 404
    assert ana.post(f"/loans/{loan.pk}/give_back").status_code == 302
    assert b"Bring it back" in milo.get(page).content


def test_a_reviewer_is_told_what_moved_in_a_tool_that_waits(cast: Cast) -> None:
    listed = cast.client("petra").post(f"{API}/tools", {"name": "Long ladder", "description": "Reaches."})
    seen = queued(cast.client("max"), "tool", listed.json()["id"])
    assert cast.client("petra").patch(listed["Location"], {"name": "Short ladder"}).status_code == 200
    late = decide_item(cast.client("max"), seen)
    assert (late.status_code, late.json()["difference"]) == (412, [difference("Long", "Short")])

"""An adoption from the first word to the day the pet moves in, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.applications.models import Application
from apps.listings.models import Pet
from tests import factories
from tests.applications.applying import ANSWERS
from tests.background import drain
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def pet(cast: Cast) -> Pet:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    return factories.pet(cast.rosa, organization=harbour)


def post(cast: Cast, who: str, path: str, body: Any = None, code: int = 200) -> Any:
    answer = cast.client(who).post(f"/api/v1/{path}", body or {})
    assert answer.status_code == code, answer.content
    return answer.json()


def subjects(mailoutbox: list[Any], address: str | None) -> list[str]:
    return [mail.subject for mail in mailoutbox if address in mail.to]


def test_goes_from_a_draft_to_the_day_it_moves_in(cast: Cast, pet: Pet, mailoutbox: list[Any]) -> None:
    form = cast.client("ana").get(f"/api/v1/pets/{pet.pk}/application-form").json()
    assert form["schema"]["required"][0] == "home_type"
    made = post(cast, "ana", f"pets/{pet.pk}/applications", {"draft": True}, 201)
    address = f"applications/{made['id']}"
    assert cast.client("rosa").get(f"/api/v1/{address}").status_code == 404
    missing = post(cast, "ana", f"{address}/submit", code=422)
    assert {"/applicant_info/phone", "/applicant_info/agrees"} <= {e["pointer"] for e in missing["errors"]}
    cast.client("ana").patch(f"/api/v1/{address}", {"applicant_info": ANSWERS})
    sent = post(cast, "ana", f"{address}/submit")
    assert sent["respond_by"]
    drain()
    seen = cast.client("rosa").get(f"/api/v1/{address}").json()
    assert seen["masked"] == ["address", "phone"]
    assert "phone" not in seen["applicant_info"]
    post(cast, "rosa", f"{address}/begin_review")
    seen = cast.client("rosa").get(f"/api/v1/{address}").json()
    assert (seen["masked"], seen["applicant_info"]["phone"]) == ([], ANSWERS["phone"])
    post(cast, "rosa", f"{address}/request_info", {"message": "Is there a lift?"})
    post(cast, "ana", f"{address}/answer", {"message": "There is, and it sings."})
    post(
        cast, "rosa", f"{address}/invite_to_meeting", {"at": (timezone.now() + timedelta(days=9)).isoformat()}
    )
    post(cast, "rosa", f"{address}/plan_home_check")
    post(cast, "rosa", f"{address}/approve", {"message": "Welcome to the family!"})
    pet.refresh_from_db()
    assert (pet.placement, pet.status) == ("reserved", "reserved")
    thread = cast.client("ana").get(f"/api/v1/{address}/messages").json()["results"]
    assert [message["author"] for message in thread] == ["Harbour Paws", str(cast.ana), "Harbour Paws"]
    post(cast, "rosa", f"pets/{pet.pk}/adopt")
    done = cast.client("ana").get(f"/api/v1/{address}").json()
    assert done["status"] == "completed"
    told = cast.client("ana").get(f"/api/v1/{address}/timeline").json()
    assert [moment["to_state"] for moment in told][-2:] == ["approved", "completed"]
    labels = [moment["label"] for moment in told]
    assert (labels[:3], labels[-1]) == (["Begun", "Sent", "Somebody began to read it"], "The pet moved in")
    assert not {"Rosa"} & {word for moment in told for word in moment["name"].split()}
    drain()
    assert subjects(mailoutbox, cast.ana.email)[-1] == f"{pet.name} is home"
    assert len(subjects(mailoutbox, cast.ana.email)) == 7
    assert subjects(mailoutbox, cast.rosa.email)[0].endswith(f"would like to adopt {pet.name}")


def test_tells_the_others_kindly(cast: Cast, pet: Pet, mailoutbox: list[Any]) -> None:
    for who in ("ana", "petra"):
        post(cast, who, f"pets/{pet.pk}/applications", {"applicant_info": ANSWERS}, 201)
    first, second = Application.objects.order_by("created_at")
    post(cast, "rosa", f"applications/{first.pk}/begin_review")
    post(cast, "rosa", f"applications/{first.pk}/approve")
    post(cast, "rosa", f"pets/{pet.pk}/adopt")
    second.refresh_from_db()
    assert second.status == "not_selected"
    drain()
    assert subjects(mailoutbox, cast.petra.email)[-1] == f"{pet.name} has found a home"

"""Uploads through the API: announce, send, complete, and what becomes of the file."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from apps.media import processing, services
from apps.media.models import MediaFile
from apps.media.querysets import MediaQuerySet
from apps.media.services import quarantine
from hearth.kernel.models import Delivery, Event
from hearth.kernel.problems import Invalid, NotAllowed
from tests import factories
from tests.cast import Cast
from tests.media import pictures
from tests.media.sending import UPLOADS, Work, announce, published, send, upload

GOOD = {"purpose": "pet_photo", "content_type": "image/jpeg", "size": 1000}


def address(media: MediaFile) -> str:
    return f"/api/v1/media/{media.pk}"


def stored(media: MediaFile, data: bytes) -> MediaFile:
    """Let the file of a row lie in quarantine."""
    quarantine().save(media.key, ContentFile(data))
    return media


def test_makes_pictures_of_a_photo(cast: Cast, work: Work) -> None:
    client = cast.client("petra")
    found = upload(client, pictures.photo(), work)
    media = MediaFile.objects.get()
    assert found.keys() == {
        "id",
        "purpose",
        "organization",
        "content_type",
        "size",
        "width",
        "height",
        "alt_text",
        "state",
        "refusal",
        "renditions",
        "created_at",
        "updated_at",
        "version",
    }
    assert (found["state"], found["refusal"], found["version"]) == ("ready", None, 3)
    assert (found["width"], found["height"], found["size"]) == (640, 480, len(pictures.photo()))
    assert found["renditions"]["card"] == {
        "url": f"http://testserver{media.card_url}",
        "width": 640,
        "height": 480,
    }
    assert len(media.checksum) == 64
    assert media.is_ready
    assert media.is_settled
    assert [(event.name, event.actor_id) for event in Event.objects.order_by("sequence")] == [
        ("media.requested", cast.petra.pk),
        ("media.uploaded", cast.petra.pk),
        ("media.ready", None),
    ]


def test_shows_pictures_to_everybody_and_for_ever(cast: Cast, work: Work) -> None:
    found = upload(cast.client("petra"), pictures.photo(), work)
    visitor = cast.browser()
    for name, rendition in found["renditions"].items():
        response = visitor.get(rendition["url"])
        assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
        assert response["Cache-Control"] == "public, max-age=31536000, immutable"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in response
        assert b"".join(response.streaming_content) == published(found["id"])[name]  # type: ignore[attr-defined]
        assert f"photos/{found['id']}/{name}-" in rendition["url"]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "photos",
        "photos/..",
        "../quarantine/uploads",
        "%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
        "a%00b",
        "x" * 5000,
    ],
)
def test_shows_nothing_else(cast: Cast, path: str) -> None:
    assert cast.browser().get(f"/media/{path}").status_code == 404


def test_announces_with_a_place_to_look_at(cast: Cast) -> None:
    response = cast.client("petra").post(UPLOADS, {**GOOD, "alt_text": "A grey cat on a wall"})
    assert response.status_code == 201
    assert response["Cache-Control"] == "private, no-store"
    found = response.json()
    assert found.keys() == {"media", "url", "fields"}
    assert found["url"] == "http://testserver/local/uploads"
    assert response["Location"] == f"http://testserver/api/v1/media/{found['media']['id']}"
    assert cast.client("petra").get(response["Location"]).json() == found["media"]
    assert (found["media"]["state"], found["media"]["alt_text"]) == (
        "awaiting_upload",
        "A grey cat on a wall",
    )


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"purpose": "passport"}, "/purpose"),
        ({"purpose": None}, "/purpose"),
        ({"content_type": "image/svg+xml"}, "/content_type"),
        ({"content_type": "image/gif"}, "/content_type"),
        ({"size": 0}, "/size"),
        ({"size": -1}, "/size"),
        ({"size": 10 * 1024 * 1024 + 1}, "/size"),
        ({"size": "many"}, "/size"),
        ({"alt_text": "x" * 301}, "/alt_text"),
        ({"organization": str(uuid4())}, "/organization"),
        ({"organization": "ours"}, "/organization"),
        ({"state": "ready"}, "/state"),
        ({"owner": str(uuid4())}, "/owner"),
        ({"key": "uploads/x"}, "/key"),
        ({"renditions": {}}, "/renditions"),
    ],
)
def test_refuses_a_wrong_announcement_at_once(cast: Cast, change: dict[str, Any], pointer: str) -> None:
    response = cast.client("petra").post(UPLOADS, {**GOOD, **change})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]
    assert not MediaFile.objects.exists()


def test_takes_as_many_bytes_as_a_photo_may_have(cast: Cast) -> None:
    assert cast.client("petra").post(UPLOADS, {**GOOD, "size": 10 * 1024 * 1024}).status_code == 201


def test_needs_somebody_to_upload(cast: Cast) -> None:
    assert cast.client().post(UPLOADS, GOOD).status_code == 401
    refusal = cast.client("quinn").post(UPLOADS, GOOD)
    assert (refusal.status_code, refusal.json()["code"]) == (403, "account_suspended")


def test_uploads_for_own_organisations_only(cast: Cast) -> None:
    ours = factories.organization("Harbour Paws", founder=cast.rosa)
    hidden = factories.organization("Second Chance Farm", founder=cast.milo, status="pending")
    factories.membership(ours, cast.remy)

    def status(name: str, organization: Any) -> int:
        return cast.client(name).post(UPLOADS, {**GOOD, "organization": str(organization.pk)}).status_code

    assert (status("rosa", ours), status("remy", ours), status("milo", hidden)) == (201, 201, 201)
    assert (status("petra", ours), status("petra", hidden)) == (403, 422)
    assert MediaFile.objects.filter(organization=ours).count() == 2


def test_keeps_a_file_among_those_it_concerns(cast: Cast) -> None:
    organization = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(organization, cast.remy)
    own = factories.photo(cast.petra, state="awaiting_upload")
    ours = factories.photo(cast.rosa, state="awaiting_upload", organization=organization)
    own_seen = {"petra": 200, "mona": 200, "sam": 200, "ana": 404, "rosa": 404, "quinn": 404, "": 404}
    ours_seen = {"rosa": 200, "remy": 200, "mona": 200, "milo": 404, "petra": 404, "": 404}
    for media, seen in ((own, own_seen), (ours, ours_seen)):
        for name, status in seen.items():
            assert cast.client(name).get(address(media)).status_code == status, (name, media.owner)
    assert cast.client("petra").get(f"/api/v1/media/{uuid4()}").status_code == 404
    assert cast.client("petra").get("/api/v1/media/" + "-" * 36).status_code == 404


@pytest.mark.parametrize(
    ("name", "status"), [("ana", 404), ("mona", 403), ("remy", 403), ("quinn", 403), ("", 401)]
)
def test_lets_only_the_owner_change_it(cast: Cast, name: str, status: int) -> None:
    organization = factories.organization("Harbour Paws", founder=cast.rosa)
    factories.membership(organization, cast.remy)
    media = stored(factories.photo(cast.rosa, state="awaiting_upload", organization=organization), b"x")
    client = cast.client(name)
    assert client.patch(address(media), {"alt_text": "Mine now"}).status_code == status
    assert client.post(f"{address(media)}/complete").status_code == status
    media.refresh_from_db()
    assert (media.state, media.alt_text) == ("awaiting_upload", "")


def test_completes_only_what_has_arrived(cast: Cast) -> None:
    media = factories.photo(cast.petra, state="awaiting_upload")
    response = cast.client("petra").post(f"{address(media)}/complete")
    assert (response.status_code, response.json()["code"]) == (409, "conflict")
    assert cast.client("petra").post(f"{address(stored(media, b'x'))}/complete").status_code == 200


def test_completes_once_however_often_it_is_said(cast: Cast, work: Work) -> None:
    media = stored(factories.photo(cast.petra, state="awaiting_upload"), pictures.photo())
    client = cast.client("petra")
    states = [client.post(f"{address(media)}/complete").json()["state"] for _ in range(2)]
    work()
    response = client.post(f"{address(media)}/complete")
    assert (response.status_code, states, response.json()["state"]) == (200, ["processing"] * 2, "ready")
    assert Event.objects.filter(name="media.uploaded").count() == 1


def test_tells_what_may_be_done(cast: Cast) -> None:
    media = factories.photo(cast.petra, state="awaiting_upload")

    def allowed(name: str) -> list[str]:
        rows = cast.client(name).get(f"{address(media)}/actions").json()
        return sorted(row["action"] for row in rows if row["allowed"])

    assert allowed("petra") == ["complete", "edit", "view"]
    assert allowed("mona") == ["view"]
    MediaFile.objects.update(state="processing")
    assert allowed("petra") == ["edit", "view"]


def test_describes_a_picture(cast: Cast) -> None:
    media = factories.photo(cast.petra)
    client = cast.client("petra")
    before = client.get(address(media))
    assert client.get(address(media), HTTP_IF_NONE_MATCH=before["ETag"]).status_code == 304
    response = client.patch(address(media), {"alt_text": "A grey cat"}, HTTP_IF_MATCH=before["ETag"])
    assert (response.status_code, response.json()["alt_text"], response.json()["version"]) == (
        200,
        "A grey cat",
        2,
    )
    assert MediaFile.objects.get().alt == "A grey cat"
    assert Event.objects.get().name == "media.described"
    assert "grey cat" not in str(Event.objects.get().data)
    assert client.patch(address(media), {"alt_text": ""}, HTTP_IF_MATCH=before["ETag"]).status_code == 412
    assert client.patch(address(media), response.json()).status_code == 200
    for change in ({"alt_text": "x" * 301}, {"alt_text": None}, {"owner": str(cast.ana.pk)}):
        assert client.patch(address(media), change).status_code == 422
    for method in (client.put, client.delete):
        assert method(address(media), {"alt_text": ""}).status_code == 405


@pytest.mark.parametrize(
    "body", [b"", b"[]", b'"x"', b"{", b'{"size": NaN}', b'{"alt_text": "\\u0000"}', b"\xff"]
)
@pytest.mark.parametrize("path", ["uploads", "{id}/complete"])
def test_answers_nonsense_with_a_problem(cast: Cast, path: str, body: bytes) -> None:
    media = factories.photo(cast.petra, state="awaiting_upload")
    at = f"/api/v1/media/{path.format(id=media.pk)}"
    response = cast.client("petra").post(at, body, content_type="application/json")
    assert response.status_code in ((400, 422) if path == "uploads" or body else (409,))
    assert response["Content-Type"] == "application/problem+json"


# The look at the file in the worker -------------------------------------------------------------------
def test_says_so_when_the_file_is_gone(cast: Cast, work: Work) -> None:
    media = factories.photo(cast.petra, state="awaiting_upload")
    stored(media, pictures.photo())
    cast.client("petra").post(f"{address(media)}/complete")
    quarantine().delete(media.key)
    work()
    assert cast.client("petra").get(address(media)).json()["refusal"]["code"] == "missing"


def test_keeps_words_that_were_written_meanwhile(
    cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = stored(factories.photo(cast.petra, state="awaiting_upload"), pictures.photo())
    client = cast.client("petra")
    client.post(f"{address(media)}/complete")
    read_photo = processing.read_photo

    def slowly(data: bytes) -> processing.Photo:
        assert client.patch(address(media), {"alt_text": "A grey cat"}).status_code == 200
        return read_photo(data)

    monkeypatch.setattr(processing, "read_photo", slowly)
    work()
    media.refresh_from_db()
    assert (media.state, media.alt_text) == ("ready", "A grey cat")


def test_tries_again_after_a_failure_with_the_same_result(
    cast: Cast, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = stored(factories.photo(cast.petra, state="awaiting_upload"), pictures.photo())
    cast.client("petra").post(f"{address(media)}/complete")
    with monkeypatch.context() as patched:
        patched.setattr(services, "system_subject", lambda: 1 / 0)
        work()
    media.refresh_from_db()
    assert media.state == "processing"
    assert quarantine().exists(media.key)
    half_done = published(str(media.pk))
    assert half_done
    Delivery.objects.update(available_at=media.created_at)
    work()
    media.refresh_from_db()
    assert media.state == "ready"
    assert published(str(media.pk)) == half_done
    assert {facts["key"] for facts in media.renditions.values()} == {
        f"photos/{media.pk}/{name}" for name in default_storage.listdir(f"photos/{media.pk}")[1]
    }
    assert services.process(media) == media


# Slots behind plain forms -----------------------------------------------------------------------------
def test_reuses_one_waiting_slot_per_person_and_purpose(cast: Cast) -> None:
    ours = factories.organization("Harbour Paws", founder=cast.rosa)
    petra, rosa = cast.subject("petra"), cast.subject("rosa")
    announce(cast.client("petra"))
    slot = services.reusable_slot(petra, "pet_photo")
    assert services.reusable_slot(petra, "pet_photo") == slot
    others = [
        services.reusable_slot(petra, "avatar"),
        services.reusable_slot(rosa, "pet_photo"),
        services.reusable_slot(rosa, "pet_photo", ours),
    ]
    assert len({slot.pk, *(other.pk for other in others)}) == 4
    assert services.reusable_slot(rosa, "pet_photo", ours) == others[2]
    assert MediaFile.objects.count() == 5
    with pytest.raises(NotAllowed):
        services.reusable_slot(petra, "pet_photo", ours)
    with pytest.raises(Invalid):
        services.reusable_slot(petra, "passport")


def test_gives_a_new_slot_once_the_old_one_is_used(cast: Cast, work: Work) -> None:
    petra = cast.subject("petra")
    slot = services.reusable_slot(petra, "pet_photo")
    target = services.upload_target().policy(slot)
    assert send(target, pictures.photo(), content_type="image/png").status_code == 204
    services.complete_upload(slot, by=petra)
    assert services.reusable_slot(petra, "pet_photo") != slot
    work()
    slot.refresh_from_db()
    assert (slot.state, slot.content_type) == ("ready", "image/jpeg")


def test_gives_two_requests_at_once_the_same_slot(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    first = services.reusable_slot(cast.subject("petra"), "pet_photo")
    # The second request looked before the first one's row was there.
    monkeypatch.setattr(MediaQuerySet, "first", lambda rows: None)
    assert services.reusable_slot(cast.subject("petra"), "pet_photo") == first
    assert MediaFile.objects.get() == first


# The database keeps the promises too ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "lost"}, "media_state_known"),
        ({"purpose": "passport"}, "media_purpose_known"),
        ({"state": "refused"}, "media_refused_says_why"),
        ({"refusal": "damaged"}, "media_refused_says_why"),
        ({"state": "ready"}, "media_ready_is_measured"),
    ],
)
def test_cannot_be_in_an_impossible_state(cast: Cast, change: dict[str, str], constraint: str) -> None:
    factories.photo(cast.petra, state="awaiting_upload")
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        MediaFile.objects.update(**change)

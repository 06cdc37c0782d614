"""Feeds of any search: three valid forms, conditional requests, fifty at most, and answers to bad input."""

import xml.etree.ElementTree as ElementTree
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from apps.alerts.feeds import MOST
from apps.listings.models import Pet
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FORMS = ("rss", "atom", "json")
ATOM = "{http://www.w3.org/2005/Atom}"
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
NASTY = "Rex <b>&amp;</b> ]]> </script>"


def get(form: str, query: str = "", **headers: str) -> Any:
    return Client().get(f"/pets/feed.{form}{query}", headers=headers)


def test_says_the_same_in_three_forms(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    older = factories.pet(
        cast.petra,
        name=NASTY,
        description=f"{NASTY}\x0b\x1f and more",
        published_at=timezone.now() - timedelta(days=1),
    )
    newer = factories.pet(cast.rosa, organization=harbour, breed="Kelpie")
    factories.pet(cast.petra, species="cat")
    ids = [f"urn:uuid:{newer.pk}", f"urn:uuid:{older.pk}"]
    page = "http://127.0.0.1:8000/pets"

    answer = get("rss", "?species=dog")
    assert answer["Content-Type"] == TYPES["rss"]
    channel = ElementTree.fromstring(answer.content).find("channel")
    assert channel is not None
    assert [channel.findtext(name) for name in ("title", "link")] == ["Dogs · Hearth", f"{page}?species=dog"]
    self_link = channel.find(f"{ATOM}link")
    assert self_link is not None
    assert self_link.attrib["href"] == f"{page}/feed.rss?species=dog"
    items = channel.findall("item")
    assert [item.findtext("guid") for item in items] == ids
    assert [item.findtext("title") for item in items] == ["Biscuit, Kelpie", "Rex & ]]> , Dog"]
    assert all(item.find("guid").attrib["isPermaLink"] == "false" for item in items)  # type: ignore[union-attr]
    assert items[0].findtext("link") == f"{page}/{newer.pk}"
    assert "&lt;b&gt;" in str(items[1].findtext("description"))
    # Escaped once, as RSS 2.0 has it.
    assert b"<title>Rex &amp; ]]&gt; , Dog</title>" in answer.content

    answer = get("atom", "?species=dog")
    assert answer["Content-Type"] == TYPES["atom"]
    feed = ElementTree.fromstring(answer.content)
    assert [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")] == ids
    for entry in (feed, *feed.findall(f"{ATOM}entry")):
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))

    answer = get("json", "?species=dog")
    assert answer["Content-Type"] == TYPES["json"]
    told = answer.json()
    assert told["version"] == "https://jsonfeed.org/version/1.1"
    assert (told["home_page_url"], told["feed_url"]) == (
        f"{page}?species=dog",
        f"{page}/feed.json?species=dog",
    )
    assert [item["id"] for item in told["items"]] == ids
    assert told["items"][0]["authors"] == [
        {"name": "Harbour Paws", "url": "http://127.0.0.1:8000/rescues/harbour-paws"}
    ]
    assert told["items"][0]["image"].startswith("http://127.0.0.1:8000/media/")


@pytest.mark.parametrize("form", FORMS)
def test_readers_ask_whether_it_changed(cast: Cast, form: str) -> None:
    empty = get(form)
    assert empty.status_code == 200
    pet = factories.pet(cast.petra)
    first = get(form)
    assert first["Cache-Control"] == "public, s-maxage=30"
    assert not first.cookies
    assert first["ETag"] != empty["ETag"]
    same = get(form, **{"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", first["ETag"])
    assert same["Cache-Control"] == "public, s-maxage=30"
    assert get(form, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    now = timezone.now() + timedelta(seconds=5)
    Pet.objects.filter(pk=pet.pk).update(name="Pancake", version=2, updated_at=now)
    assert get(form, **{"If-None-Match": first["ETag"]}).status_code == 200
    assert get(form, **{"If-Modified-Since": first["Last-Modified"]}).status_code == 200
    assert get(form, "?species=dog", **{"If-None-Match": first["ETag"]}).status_code == 200


def test_holds_fifty_at_most_and_costs_the_same(cast: Cast, django_assert_max_num_queries: Any) -> None:
    factories.many_pets(cast.petra, MOST + 5)
    with django_assert_max_num_queries(4):
        items = get("json").json()["items"]
    assert [item["title"] for item in items[:2]] == ["Pet 0, Dog", "Pet 1, Dog"]
    assert len(items) == MOST


@pytest.mark.parametrize(
    "query",
    [
        *("?species=horse", "?teleport=1", "?near=Nowhere+at+all", "?within_km=5", "?region=%00", "?%00=1"),
        *(
            "?cursor=x",
            "?limit=2",
            "?ordering=x",
            "?published_after=soon",
            f"?breed={'x' * 500}",
            "?q=%FF%00",
        ),
        *(
            "?near=999,999",
            "?within_km=x&near=1,1",
            "?status=draft",
            "?organization=%00",
            "?size=small&size=vast",
        ),
    ],
)
def test_bad_input_is_answered_in_its_own_address(query: str) -> None:
    for form in FORMS:
        answer = get(form, query)
        assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8"), query
        assert answer.content.decode().strip()
    embedded = Client().get(f"/embed/pets{query}")
    assert embedded.status_code == 400, query
    assert "cannot be shown" in embedded.content.decode()


def test_there_are_no_other_forms_and_nothing_is_posted() -> None:
    assert get("xml").status_code == 404
    assert get("RSS").status_code == 404
    assert Client().post("/pets/feed.rss").status_code == 405
    for words in ("?species=&region=", "?q=%22%22%22", "?breed=%C3%28", "?organization=nobody"):
        assert get("rss", words).status_code == 200, words

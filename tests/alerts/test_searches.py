"""Saved searches: kept, checked as the list checks, changed, limited, and stopped by the link of a mail."""

import re
from typing import Any

import pytest
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from apps.alerts.models import SavedSearch
from apps.alerts.services.links import stop_link
from apps.alerts.services.searches import MOST_SEARCHES
from hearth.kernel.models import Event
from tests.alerts.calls import saved_search
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ALL = "/api/v1/saved-searches"


def at(search: SavedSearch) -> str:
    return f"{ALL}/{search.pk}"


@pytest.mark.parametrize(
    ("params", "pointer"),
    [
        ({"species": "horse"}, "/params/species"),
        ({"teleport": "1"}, "/params/teleport"),
        ({"near": "Nowhere at all"}, "/params/near"),
        ({"within_km": "5"}, "/params/within_km"),
        ({"q": "x" * 201}, "/params/q/0"),
        ({"breed": ["x"] * 21}, "/params/breed"),
        ({"a/b~c": "1"}, "/params/a~1b~0c"),
        ({"species": {"dog": 1}}, "/params/species"),
        ({"species": [["dog"]]}, "/params/species/0"),
        (["species"], "/params"),
        ("species=dog", "/params"),
        (None, "/params"),
    ],
)
def test_knows_what_the_list_knows(cast: Cast, params: Any, pointer: str) -> None:
    answer = cast.client("ana").post(ALL, {"name": "Mine", "params": params}, format="json")
    assert answer.status_code == 422, answer.content
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert not SavedSearch.objects.exists()


def test_keeps_filters_and_not_the_page(cast: Cast) -> None:
    ana = cast.client("ana")
    params = {"species": "dog", "size": ["small", "medium"], "ordering": "published_at", "cursor": "x"}
    made = ana.post(ALL, {"name": "Small dogs", "params": params}).json()
    assert made["params"] == {"size": ["small", "medium"], "species": ["dog"]}
    assert made["words"] == "Dogs, small or medium"
    assert made["path"] == "/pets?size=small&size=medium&species=dog"
    assert (made["cadence"], made["state"], made["feed"]) == ("daily", "active", None)
    everything = ana.post(ALL, {"name": "All"}).json()
    assert (everything["params"], everything["path"]) == ({}, "/pets")


def test_a_person_has_twenty_at_most(cast: Cast) -> None:
    for number in range(MOST_SEARCHES):
        saved_search(cast.ana, name=f"Search {number}")
    answer = cast.client("ana").post(ALL, {"name": "One more"})
    assert (answer.status_code, SavedSearch.objects.count()) == (409, MOST_SEARCHES)


def test_mails_that_begin_again_do_not_tell_of_the_time_between(cast: Cast) -> None:
    search, ana = saved_search(cast.ana), cast.client("ana")
    began = search.told_until
    assert ana.post(f"{at(search)}/pause").status_code == 200
    assert ana.post(f"{at(search)}/pause").status_code == 200  # a repeat is harmless
    assert ana.post(f"{at(search)}/resume").json()["state"] == "active"
    resumed = SavedSearch.objects.get().told_until
    assert resumed > began
    assert ana.patch(at(search), {"cadence": "off"}).json()["cadence"] == "off"
    assert SavedSearch.objects.get().told_until == resumed
    assert ana.patch(at(search), {"cadence": "weekly", "name": "New name"}).json()["name"] == "New name"
    assert SavedSearch.objects.get().told_until > resumed
    names = Event.objects.filter(target_id=search.pk).order_by("sequence").values_list("name", flat=True)
    verbs = ["paused", "resumed", "edited", "edited"]
    assert list(names) == [f"saved_search.{verb}" for verb in verbs]
    # Nobody's words are in what cannot be forgotten.
    assert "New name" not in str(list(Event.objects.values_list("data", flat=True)))


def test_its_feed_address_is_secret_and_ends(cast: Cast) -> None:
    search, ana = saved_search(cast.ana), cast.client("ana")
    first = ana.post(f"{at(search)}/open_feed").json()["feed"]
    assert {form: address.rpartition(".")[2] for form, address in first.items()} == {
        form: form for form in ("rss", "atom", "json")
    }

    def status(address: str) -> int:
        return Client().get(address.removeprefix("http://127.0.0.1:8000")).status_code

    assert status(first["json"]) == 200
    assert status(first["json"].replace(".json", "x.json")) == 404
    assert ana.post(f"{at(search)}/open_feed").json()["feed"] == first
    assert ana.post(f"{at(search)}/close_feed").status_code == 200
    second = ana.post(f"{at(search)}/open_feed").json()["feed"]
    assert (status(first["rss"]), status(second["rss"])) == (404, 200)
    answer = Client().get(second["rss"].removeprefix("http://127.0.0.1:8000"))
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("private, no-store", "noindex")
    assert ana.post(f"{at(search)}/close_feed").json()["feed"] is None
    assert (status(first["rss"]), status(second["rss"])) == (404, 404)
    assert ana.post(f"{at(search)}/open_feed").json()["feed"] not in (first, second)


def test_the_link_of_a_mail_stops_this_one_search(cast: Cast) -> None:
    search, other = saved_search(cast.ana), saved_search(cast.ana, name="Cats")
    link = stop_link(search.pk).removeprefix("http://127.0.0.1:8000")
    page = Client().get(link)
    assert (page.status_code, page["Cache-Control"], page["Referrer-Policy"]) == (
        200,
        "no-store",
        "same-origin",
    )
    words = page.content.decode()
    assert "Dogs near home" not in words
    assert not re.search(r"Ana\b", words)
    program = Client(enforce_csrf_checks=True)
    assert program.get(f"{link}/one-click").status_code == 302
    assert SavedSearch.objects.get(pk=search.pk).state == "active"
    for _ in range(2):
        answer = program.post(f"{link}/one-click", {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.content) == (200, b"Done.\n")
    assert SavedSearch.objects.get(pk=search.pk).state == "paused"
    assert SavedSearch.objects.get(pk=other.pk).state == "active"
    assert Event.objects.filter(target_id=search.pk, name="saved_search.paused").count() == 1
    search.delete()
    assert "No more mails" in Client().post(link).content.decode()
    for token in ("x", Signer(salt="else").sign(other.pk.hex), f"{other.pk.hex}:x"):
        assert Client().get(f"/searches/stop/{token}").status_code == 404


def test_is_saved_from_the_list_and_changed_from_there(cast: Cast) -> None:
    ana = cast.browser("ana")
    listed = cast.browser().get("/pets?species=cat&cursor=").content.decode()
    assert 'href="/my/searches/new?species=cat"' in listed
    assert 'type="application/rss+xml" title="These pets as RSS" href="/pets/feed.rss?species=cat"' in listed
    form = ana.get("/my/searches/new?species=cat").content.decode()
    assert 'value="Cats"' in form
    saved = ana.post("/my/searches/new?species=cat", {"name": "Cats", "cadence": "weekly"})
    assert (saved.status_code, saved["Location"]) == (302, "/my/searches")
    search = SavedSearch.objects.get()
    assert (search.params, search.cadence) == ({"species": ["cat"]}, "weekly")
    given = {"name": "Dogs", "cadence": "daily", "instead": str(search.pk)}
    assert ana.post("/my/searches/new?species=dog", given).status_code == 302
    assert SavedSearch.objects.get().params == {"species": ["dog"]}
    others = saved_search(cast.petra)
    assert ana.post("/my/searches/new", {**given, "instead": str(others.pk)}).status_code == 422
    assert ana.get("/my/searches/new?species=horse").status_code == 400
    assert ana.post(f"/my/searches/{search.pk}", {"name": "", "cadence": "x"}).status_code == 422
    assert ana.post(f"/my/searches/{search.pk}", {"name": "Hounds", "cadence": "off"}).status_code == 302
    for verb in ("pause", "resume", "open_feed"):
        assert ana.post(f"/my/searches/{search.pk}/{verb}").status_code == 302
    page = ana.get("/my/searches").content.decode()
    assert "Hounds" in page
    assert "/feeds/" in page
    assert ana.post(f"/my/searches/{search.pk}/teleport").status_code == 404
    assert ana.post(f"/my/searches/{others.pk}/delete").status_code == 404
    assert ana.post(f"/my/searches/{search.pk}/delete").status_code == 302
    assert SavedSearch.objects.get() == others


def test_a_search_that_the_list_does_not_know_any_more_says_so(cast: Cast) -> None:
    search = saved_search(cast.ana, params={"near": ["Gone Town"]})
    assert cast.client("ana").get(at(search)).json()["words"] == "A search that does not work any more"
    assert "does not work any more" in cast.browser("ana").get("/my/searches").content.decode()


def test_says_what_searches_look_for_without_looking(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        facts = {"name": f"Search {number}", "params": {"q": ["bisciut"], "species": ["dog"]}}
        SavedSearch.objects.create(user=cast.ana, told_until=timezone.now(), **facts)
    ana = cast.client("ana")
    with django_assert_max_num_queries(8):
        assert len(ana.get("/api/v1/saved-searches").json()["results"]) == 20

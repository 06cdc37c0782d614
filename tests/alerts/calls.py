"""The routes about favourites and saved searches as the tests that walk every route need them."""

from typing import Any

from apps.alerts.models import Favorite, SavedSearch
from apps.alerts.services.links import feed_addresses, stop_link
from tests import factories
from tests.api.calls import Call, GoodCall


def saved_search(owner: Any, **facts: Any) -> SavedSearch:
    usual = {"name": "Dogs near home", "params": {"species": ["dog"]}}
    made: SavedSearch = SavedSearch.objects.create(user=owner, **{**usual, **facts})
    return made


def set_stage(stage: Any) -> None:
    stage.liked, stage.not_liked = (factories.pet(stage.cast.petra, name="Liked") for _ in range(2))
    stage.kept = Favorite.objects.create(user=stage.cast.ana, pet=stage.liked)
    stage.search = saved_search(stage.cast.ana, feed_open=True, feed_number=1)
    stage.quiet_search = saved_search(stage.cast.ana, name="Cats", state="paused")


def search_body() -> dict[str, Any]:
    return {"name": "Small dogs", "params": {"species": "dog", "size": ["small"]}, "cadence": "weekly"}


CALLS: dict[str, GoodCall] = {
    "PUT pets/{parent}/favorite": lambda s: Call("ana", s.not_liked, code=204),
    "DELETE pets/{parent}/favorite": lambda s: Call("ana", s.liked, code=204),
    "GET users/me/favorites": lambda s: Call("ana"),
    "GET saved-searches": lambda s: Call("ana"),
    "POST saved-searches": lambda s: Call("ana", body=search_body(), code=201),
    "GET saved-searches/{id}": lambda s: Call("ana", s.search),
    "PATCH saved-searches/{id}": lambda s: Call("ana", s.search, {"cadence": "off"}),
    "DELETE saved-searches/{id}": lambda s: Call("ana", s.search, code=204),
    "GET saved-searches/{id}/actions": lambda s: Call("ana", s.search),
    "POST saved-searches/{id}/pause": lambda s: Call("ana", s.search),
    "POST saved-searches/{id}/resume": lambda s: Call("ana", s.quiet_search),
    "POST saved-searches/{id}/open_feed": lambda s: Call("ana", s.quiet_search),
    "POST saved-searches/{id}/close_feed": lambda s: Call("ana", s.search),
}

_SEARCH: dict[str, set[str]] = {"name": {"name"}, "params": {"params"}, "cadence": {"cadence"}}
_READ = {"id", "words", "path", "state", "feed", "last_told_at", "created_at", "updated_at", "version"}

WRITABLE: dict[str, dict[str, set[str]]] = {
    "PUT pets/{parent}/favorite": {},
    "DELETE pets/{parent}/favorite": {},
    "POST saved-searches": _SEARCH,
    "PATCH saved-searches/{id}": _SEARCH,
    "DELETE saved-searches/{id}": {},
    "POST saved-searches/{id}/pause": {},
    "POST saved-searches/{id}/resume": {},
    "POST saved-searches/{id}/open_feed": {},
    "POST saved-searches/{id}/close_feed": {},
}

IGNORED: dict[str, set[str]] = {"POST saved-searches": _READ, "PATCH saved-searches/{id}": _READ}

SECOND_VALUES = {
    "PATCH saved-searches/{id}": {
        "name": "Cats for a quiet flat",
        "params": {"species": ["cat"]},
        "cadence": "weekly",
    },
}

FILTERS: dict[str, set[str]] = {"GET users/me/favorites": set(), "GET saved-searches": set()}


def _token(address: str) -> str:
    return address.rpartition("/")[2]


VISITS = {
    "pets/<uuid:id>/favorite": lambda s: {"id": s.liked},
    "pets/feed": lambda s: {"form": "rss"},
    "feeds/": lambda s: {
        "token": _token((feed_addresses(s.search) or {})["rss"]).removesuffix(".rss"),
        "form": "json",
    },
    "my/searches/": lambda s: {"id": s.search, "verb": "pause"},
    "searches/stop/": lambda s: {"token": _token(stop_link(s.search.pk))},
    "organizations/<slug:slug>/embed": lambda s: {"slug": s.harbour},
    "sitemaps/": lambda s: {"name": "pets"},
}

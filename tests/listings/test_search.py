"""Searching by words, facts and places: what is found, in which order, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.alerts.finding import address_of, params_of
from apps.listings import facets
from apps.listings.api import filters
from apps.listings.models import Pet, Place
from apps.listings.searching import check_search, describe, search
from hearth.kernel.api.hot import statements
from hearth.kernel.problems import BadQuery, Invalid
from tests import factories
from tests.api.stage import is_problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db
PETS = "/api/v1/pets"


@pytest.fixture(autouse=True)
def _nothing_counted_before() -> None:
    cache.clear()


@pytest.fixture
def places() -> None:
    for name, region, latitude in (
        ("Wattle Cove", "Saltwater Bay", "-35.7"),
        ("Fernleigh", "River Flats", "-35.5"),
        ("Fernleigh", "High Country", "-36.1"),
    ):
        Place.objects.create(name=name, region=region, latitude=latitude, longitude="150.0")


def at(cast: Cast, name: str, latitude: str, longitude: str = "150", **facts: Any) -> Pet:
    return factories.pet(cast.petra, name=name, latitude=latitude, longitude=longitude, **facts)


def names(cast: Cast, query: str, path: str = PETS) -> list[str]:
    answer = cast.client().get(f"{path}?{query}")
    assert answer.status_code == 200, answer.json()
    return [row["name"] for row in answer.json()["results"]]


def refused(cast: Cast, query: str, status: int = 400) -> Any:
    answer = cast.client().get(f"{PETS}?{query}")
    assert is_problem(answer, status), query
    return answer.json()


def test_finds_words_in_names_first_then_breeds_then_texts(cast: Cast) -> None:
    text = "She grew up with a kelpie and a horse, on a farm with a long veranda and many doors."
    factories.pet(cast.petra, name="In the text", description=text)
    factories.pet(cast.petra, name="By breed", breed="Kelpie")
    factories.pet(cast.petra, name="Kelpie")
    factories.pet(cast.petra, name="Second", secondary_breed="Kelpie", species="cat")
    assert names(cast, "q=kelpies&ordering=relevance") == ["Kelpie", "Second", "By breed", "In the text"]
    assert names(cast, "q=kelpie+-horse&ordering=oldest") == ["By breed", "Kelpie", "Second"]
    assert set(names(cast, 'q="long veranda"')) == {"In the text"}
    assert set(names(cast, "q=kelpie+cat")) == {"Second"}
    assert set(names(cast, "q=veranda+or+nobody")) == {"In the text"}


def test_finds_words_with_and_without_their_accents(cast: Cast) -> None:
    for name in ("Zoë", "Renée", "Will", "Biscuit"):
        factories.pet(cast.petra, name=name)
    assert names(cast, "q=zoe") == names(cast, "q=ZOË") == ["Zoë"]
    assert names(cast, "q=renee") == ["Renée"]
    # A word that says nothing elsewhere is a name here.
    assert names(cast, "q=will") == ["Will"]


def test_takes_a_typo_for_the_nearest_name_or_breed(cast: Cast) -> None:
    factories.pet(cast.petra, name="Biscuit", breed="Labrador Retriever")
    factories.pet(cast.petra, name="Hidden Thistle", moderation="pending")
    factories.pet(cast.petra, name="Waffle", breed="Kelpie")
    assert names(cast, "q=labradr") == names(cast, "q=Biscit&ordering=relevance") == ["Biscuit"]
    assert names(cast, "q=biscit+labradr+-kelpi") == ["Biscuit"]
    # Nothing of what is hidden, and nothing for what is like nothing.
    assert names(cast, "q=thistl") == names(cast, "q=xylophone") == names(cast, "q=%3F%21") == []
    page = cast.browser().get("/pets?q=labradr").content.decode()
    assert "“labrador”" in page
    assert "Biscuit" in page


def test_takes_a_typo_for_a_kind_of_animal_that_there_is(cast: Cast) -> None:
    factories.pet(cast.petra, name="Clover", species="rabbit")
    factories.pet(cast.petra, name="Pebble", species="small_animal")
    factories.pet(cast.petra, name="Heron", species="bird", moderation="pending")
    assert names(cast, "q=rabit") == names(cast, "q=RABITS") == names(cast, "q=rabbits") == ["Clover"]
    assert names(cast, "q=smal+anmal") == ["Pebble"]
    # Nobody sees a bird, and three letters are like anything.
    assert names(cast, "q=brid") == names(cast, "q=dob") == []


def test_knows_the_words_of_those_that_wait(cast: Cast) -> None:
    """A name that only a reserved pet has is no typo."""
    factories.pet(cast.petra, name="Whistle")
    factories.pet(cast.petra, name="Thistle", placement="reserved")
    assert names(cast, "q=thistle&status=reserved") == ["Thistle"]
    assert names(cast, "q=thistle") == []
    assert names(cast, "q=thistl&status=reserved") == ["Thistle"]


def test_remembers_for_a_minute_what_was_meant_but_not_for_mails(cast: Cast) -> None:
    factories.pet(cast.petra, name="Bisquit")
    assert names(cast, "q=biscuit") == ["Bisquit"]
    with CaptureQueriesContext(connection) as seen:
        assert names(cast, "q=biscuit") == ["Bisquit"]
    assert len(seen) == 1
    factories.pet(cast.petra, name="Biscuit")
    assert names(cast, "q=biscuit") == ["Bisquit"]
    assert [pet.name for pet in search({"q": ["biscuit"]})] == ["Biscuit"]


def test_follows_every_change_of_the_words(cast: Cast) -> None:
    pet = factories.pet(cast.petra, name="Biscuit")
    Pet.objects.filter(pk=pet.pk).update(name="Waffle")
    assert names(cast, "q=biscuit") == []
    assert names(cast, "q=waffle") == ["Waffle"]


@pytest.mark.usefixtures("places")
def test_finds_what_is_near_and_says_how_far_it_is(cast: Cast) -> None:
    at(cast, "Here", "-35.70")
    at(cast, "Close", "-35.80")
    at(cast, "Further", "-36.10")
    at(cast, "Elsewhere", "-20.00")
    factories.pet(cast.petra, name="Nobody knows where")
    near = "near=wattle+cove&ordering=distance"
    assert names(cast, near) == ["Here", "Close", "Further"]
    assert names(cast, f"{near}&within_km=20") == ["Here", "Close"]
    assert names(cast, "near=-35.7,150&within_km=1") == ["Here"]
    assert set(names(cast, "near=Wattle+Cove,+saltwater+bay")) == {"Here", "Close", "Further"}
    rows = cast.client().get(f"{PETS}?{near}").json()["results"]
    assert [row["distance_km"] for row in rows] == [1, 11, 44]
    assert {row["distance_km"] for row in cast.client().get(PETS).json()["results"]} == {None}
    pet = cast.client().get(f"{PETS}/{rows[1]['id']}?near=wattle+cove").json()
    assert pet["distance_km"] is None
    assert "latitude" not in pet


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("crowd", [0, 2])
def test_puts_the_newest_that_are_near_first(cast: Cast, crowd: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are there: of a crowd the newest are walked through, of few the nearby ones are sorted."""
    monkeypatch.setattr(filters, "CROWD", crowd)
    monkeypatch.setattr(statements, "kept", {})
    for name, south, days in (("Older", "-35.70", 5), ("Newer", "-35.80", 2), ("Far away", "-20.00", 1)):
        at(cast, name, south, published_at=timezone.now() - timedelta(days=days))
    with CaptureQueriesContext(connection) as queries:
        assert names(cast, "near=wattle+cove&ordering=newest") == ["Newer", "Older"]
    (listed,) = [query["sql"] for query in queries if "published_at" in query["sql"]]
    assert ("cube_enlarge" in listed) is (crowd == 2)
    shown = cast.browser().get("/pets?near=wattle+cove&ordering=newest").context["page"]["items"]
    assert [pet.name for pet in shown] == ["Newer", "Older"]


@pytest.mark.usefixtures("places")
def test_asks_which_place_is_meant(cast: Cast) -> None:
    at(cast, "High", "-36.1")
    unclear = refused(cast, "near=fernleigh", 422)
    assert unclear["choices"] == ["Fernleigh, High Country", "Fernleigh, River Flats"]
    assert unclear["errors"][0] | {"detail": ""} == {"pointer": "/near", "code": "ambiguous", "detail": ""}
    assert names(cast, "near=fernleigh,high+country&within_km=5") == ["High"]
    assert "Wattle Cove" in refused(cast, "near=wattle+grove")["errors"][0]["detail"]
    page = cast.browser().get("/pets?near=fernleigh&species=dog").content.decode()
    assert "/pets?species=dog&amp;near=Fernleigh%2C+High+Country" in page
    with pytest.raises(Invalid):
        check_search({"near": ["fernleigh"]})


def test_orders_by_every_word_that_it_offers(cast: Cast) -> None:
    now = timezone.now()
    for name, published, created in (("Old", 9, 9), ("New", 1, 2), ("Back again", 0, 30)):
        factories.pet(
            cast.petra,
            name=name,
            published_at=now - timedelta(days=published),
            created_at=now - timedelta(days=created),
        )
    assert names(cast, "ordering=newest") == names(cast, "") == ["Back again", "New", "Old"]
    assert names(cast, "ordering=oldest") == ["Old", "New", "Back again"]
    assert names(cast, "ordering=longest_waiting") == ["Back again", "Old", "New"]
    assert "q=" in refused(cast, "ordering=relevance")["detail"]
    assert "near=" in refused(cast, "ordering=distance")["detail"]
    assert refused(cast, "ordering=random")["known"]


@pytest.mark.usefixtures("places")
def test_filters_by_every_fact(cast: Cast) -> None:
    yes = dict.fromkeys(
        ("good_with_children", "good_with_dogs", "good_with_cats", "house_trained", "desexed"), "true"
    )
    factories.pet(cast.petra, name="Fine", coat="curly", colours="Black and tan", **yes)
    factories.pet(cast.petra, name="Other", special_needs="One eye", coat="short", breed="Lop")
    factories.pet(cast.petra, name="Third", good_with_cats="false", breed="Kelpie", species="cat")
    for query, found in {
        "coat=curly": {"Fine"},
        "coat=curly&coat=short": {"Fine", "Other"},
        "colour=tan": {"Fine"},
        **{f"{name}=true": {"Fine"} for name in yes},
        "good_with_cats=false": {"Third"},
        "good_with_dogs=unknown": {"Other", "Third"},
        "special_needs=true": {"Other"},
        "special_needs=false": {"Fine", "Third"},
        "breed=lop&breed=kelpie": {"Other", "Third"},
        "breed=lop,+KELPIE": {"Other", "Third"},
        "name=thi": {"Third"},
        f"published_before={timezone.now():%Y-%m-%d}": set(),
        f"published_after={timezone.now():%Y-%m-%d}": {"Fine", "Other", "Third"},
        "published_after=2999-01-01T00:00:00Z": set(),
    }.items():
        assert set(names(cast, query)) == found, query
        shown = cast.browser().get(f"/pets?{query}").context["page"]["items"]
        assert {pet.name for pet in shown} == found, query


@pytest.mark.usefixtures("places")
def test_refuses_what_no_filter_knows(cast: Cast) -> None:
    for query in (
        *("coat=silk", "good_with_dogs=maybe", "special_needs=1", "within_km=5", "near=x&within_km=5"),
        *("near=wattle+cove&within_km=0", "near=wattle+cove&within_km=501", "near=91,0", "near=0,181"),
        *("near=wattle+cove&within_km=1.5", "near=nan,nan", "near=1e3,0", "near=-91.0,0", "near=,"),
        *("published_after=yesterday", "published_before=2026-13-01", "published_after=2026-02-30"),
        *("breed=" + ",".join(map(str, range(11))), "q=" + "x" * 101, "name=" + "x" * 61, "near=%00"),
        *("q=%00", "colour=%00", "near=%F0%9F%90%95", "breed=a%00b", "near=" + "9" * 200 + ",1"),
    ):
        refused(cast, query)
        answer = cast.browser().get(f"/pets?{query}")
        assert answer.status_code == 200, query
    for query in (
        "q='",
        'q="',
        "q=!!!",
        "q=(a",
        "q=a:*",
        "q=-",
        "q=or",
        "q=%25",
        "name=%25",
        "colour=_",
        "q=\\",
    ):
        assert cast.client().get(f"{PETS}?{query}").status_code == 200, query
    with pytest.raises(BadQuery):
        search({"teleport": ["1"]})


@pytest.mark.parametrize("at_most", [50_000, 1])
def test_counts_what_each_choice_would_leave_over_the_other_filters(
    cast: Cast, at_most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many there are: of too many to read, each choice is counted by itself."""
    monkeypatch.setattr(facets, "READ_AT_MOST", at_most)
    for species, size, born in (("dog", "small", 30), ("dog", "large", 900), ("cat", "small", 30)):
        born_on = timezone.localdate() - timedelta(days=born)
        factories.pet(cast.petra, species=species, size=size, birth_date=born_on, breed="Kelpie")
    factories.pet(cast.petra, moderation="pending")
    with CaptureQueriesContext(connection) as seen:
        answer = cast.client().get(f"{PETS}/facets?species=dog&size=small")
    assert len(seen) == 1
    counts = answer.json()
    assert counts["species"] | {"dog": 1, "cat": 1} == counts["species"]
    assert counts["size"] | {"small": 1, "large": 1} == counts["size"]
    assert counts["age_group"] == {"baby": 1, "young": 0, "adult": 0, "senior": 0}
    assert answer["Cache-Control"] == "public, s-maxage=60"
    with CaptureQueriesContext(connection) as again:
        assert cast.client().get(f"{PETS}/facets?species=dog&size=small").json() == counts
    assert len(again) == 0
    with CaptureQueriesContext(connection) as seen:
        some = cast.client().get(f"{PETS}/facets?species=dog&size=small&breed=kelpie").json()
    assert len(seen) == (1 if at_most > 3 else 2)
    assert some == counts
    for query in ("species=dragon", "teleport=1", "near=nowhere"):
        assert is_problem(cast.client().get(f"{PETS}/facets?{query}"), 400)


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("q=kelpie", 2),
        ("q=kelpe", 2),
        ("q=zzzzqq+wwwqq+qqqxx", 2),
        ("near=wattle+cove", 2),
        ("near=-35.7,150", 1),
        ("q=kelpie&near=wattle+cove&within_km=20&size=large", 2),
        ("q=kelpe+labradr+zzzzqq+wwwqq&near=wattle+cove", 2),
        ("q=kelpe&organization=nobody&breed=kelpie,lop&status=reserved&region=Saltwater+Bay", 2),
    ],
)
def test_counts_in_few_queries(cast: Cast, query: str, most: int) -> None:
    at(cast, "Waffle", "-35.8", breed="Kelpie")
    with CaptureQueriesContext(connection) as seen:
        assert cast.client().get(f"{PETS}/facets?{query}").status_code == 200
    assert len(seen) <= most, [query["sql"][:200] for query in seen]


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize("words", ["kelpie", "kelpe+labradr"])
def test_counts_in_three_queries_however_many_are_found(
    cast: Cast, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is meant and where is asked at once, so that what is rare among too many has a query left."""
    for name in ("Waffle", "Biscuit"):
        at(cast, name, "-35.8", species="dog", breed="Kelpie Labrador")
    address = f"{PETS}/facets?q={words}&near=wattle+cove"
    with CaptureQueriesContext(connection) as few:
        counts = cast.client().get(address).json()
    assert counts["species"]["dog"] == 2
    cache.clear()
    monkeypatch.setattr(facets, "READ_AT_MOST", 1)
    with CaptureQueriesContext(connection) as many:
        assert cast.client().get(address).json() == counts
    assert (len(few), len(many)) == (2, 3), [query["sql"][:200] for query in many]


@pytest.mark.usefixtures("places")
def test_offers_ways_out_of_an_empty_list(cast: Cast) -> None:
    at(cast, "Far", "-34.0", size="small")
    page = cast.browser().get("/pets?near=wattle+cove&within_km=50&size=small")
    assert page.context["page"]["items"] == []
    assert next(words for words, _, _ in page.context["wider"]) == "Look within 250 km"
    wider = cast.browser().get(page.context["wider"][0][1])
    assert [pet.name for pet in wider.context["page"]["items"]] == ["Far"]


@pytest.mark.usefixtures("places")
def test_looks_for_ways_out_of_any_list_in_few_queries(cast: Cast) -> None:
    at(cast, "Far", "-34.0", size="small", breed="Kelpie")
    facts = "species=dog&species=cat&size=large&gender=female&age_group=senior&coat=curly"
    facts += "&good_with_dogs=true&breed=lop,kelpie&organization=nobody"
    for query in (
        f"q=zzzzqq+wwwqq+qqqxx+xxzzq&near=wattle+cove&{facts}",
        f"q=zzzzqq&near=wattle+cove&{facts}&organization=" + "&organization=".join(map(str, range(50))),
        "q=kelpe&near=wattle+cove&within_km=5",
    ):
        with CaptureQueriesContext(connection) as seen:
            page = cast.browser().get(f"/pets?{query}")
        assert page.context["page"]["items"] == []
        assert page.context["search"]["meant"] == ""
        assert len(seen) <= 10, [query["sql"][:200] for query in seen]
        for words, address, number in page.context["wider"]:
            found = cast.browser().get(address).context["page"]["items"]
            assert len(found) == int(number), words
    assert [words for words, *_ in page.context["wider"]] == [
        "Look within 250 km",
        "Look within 500 km",
        "Wherever they are",
    ]


def test_shows_those_that_wait_to_whoever_asks_for_them(cast: Cast) -> None:
    """The page, its feed, the search that is saved from it and the link of a mail are one list."""
    for name, placement in (("Free", "available"), ("Promised", "reserved"), ("Held", "on_hold")):
        factories.pet(cast.petra, name=name, placement=placement)
    for query, words, found in (
        ("status=reserved", ["Reserved"], {"Promised"}),
        (
            "status=approved&status=reserved",
            ["Looking for a home", "Also reserved ones"],
            {"Free", "Promised"},
        ),
        ("species=dog&status=on_hold", ["Dog", "On hold"], {"Held"}),
        ("species=dog", ["Dog"], {"Free"}),
    ):
        page = cast.browser().get(f"/pets?{query}")
        assert {pet.name for pet in page.context["page"]["items"]} == found
        assert page.context["count_label"] == str(len(found))
        assert [chip for chip, _ in page.context["chips"]] == words
        assert f"/pets/feed.atom?{query}".replace("&", "&amp;") in page.content.decode()
        params = params_of(QueryDict(query))
        assert {pet.name for pet in search(params)} == found
        again = cast.browser().get(address_of(params)).context
        assert {pet.name for pet in again["page"]["items"]} == found
    page = cast.browser().get("/pets?status=reserved&species=dog")
    assert ("status", "reserved") in page.context["hidden"]
    assert ("Reserved", "/pets?species=dog") in page.context["chips"]
    (choice,) = [choice for choice in page.context["groups"]["usual"][0].choices if choice.value == "dog"]
    assert choice.count == 1
    wrong = cast.browser().get("/pets?status=adopted")
    assert {pet.name for pet in wrong.context["page"]["items"]} == {"Free"}
    assert wrong.context["problems"]


@pytest.mark.usefixtures("places")
def test_says_a_search_in_words() -> None:
    assert describe({}) == "Pets"
    given = {"species": ["dog", "cat"], "size": ["small", "medium"], "region": ["Saltwater Bay"]}
    assert describe(given) == "Dogs or cats, small or medium, in Saltwater Bay"
    near = {"near": ["wattle cove"], "within_km": ["20"], "q": ["calm"], "good_with_cats": ["true"]}
    words = "Pets, “calm”, good with cats, within 20 km of Wattle Cove, Saltwater Bay"
    assert describe(near) == words


def test_gives_places_by_how_they_begin(cast: Cast, places: None) -> None:
    found = cast.client().get("/api/v1/places?q=fern").json()["results"]
    assert [row["region"] for row in found] == ["High Country", "River Flats"]
    found = cast.client().get("/api/v1/places?q=FERNLEIGH, high").json()["results"]
    assert [row["region"] for row in found] == ["High Country"]
    assert is_problem(cast.client().get("/api/v1/places?q=" + "x" * 121), 400)


def test_offers_a_rescue_a_day_and_the_promised_ones_too(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    for name, placement, owner, organization in (
        ("Free", "available", cast.rosa, harbour),
        ("Promised", "reserved", cast.rosa, harbour),
        ("Another's", "available", cast.petra, None),
    ):
        factories.pet(owner, name=name, placement=placement, organization=organization)
    browser = cast.browser()
    shown = browser.get("/pets").content.decode()
    for box in ('name="organization"', 'name="published_after" type="date"', 'name="also" value="reserved"'):
        assert box in shown
    answer = browser.get(
        "/pets?organization=Harbour+Paws&also=reserved&published_after=2020-01-01", follow=True
    )
    assert answer.redirect_chain == [
        ("/pets?organization=harbour-paws&published_after=2020-01-01&status=approved&status=reserved", 302)
    ]
    assert {pet.name for pet in answer.context["page"]["items"]} == {"Free", "Promised"}
    assert not answer.context["hidden"]
    assert "Also reserved ones" in dict(answer.context["chips"])
    choices = {choice.value: choice.checked for choice in answer.context["groups"]["more"][-1].choices}
    assert choices == {"on_hold": False, "reserved": True}
    assert browser.get("/pets?published_after=2999-01-01").context["count_label"] == "0"
    # What is no such box leads nowhere and breaks nothing.
    assert browser.get("/pets?also=%00&also=x&organization=%00", follow=True).status_code == 200

"""What other programs read: structured data, sitemaps and the list that other sites frame."""

import json
import re
import xml.etree.ElementTree as ElementTree
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.listings.models import Pet
from hearth.kernel.pages import sitemap
from tests import factories
from tests.cast import Cast

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def data_in(page: str) -> Any:
    (words,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(words)


def locations(path: str) -> list[str]:
    answer = Client().get(path.removeprefix(SITE))
    assert (answer.status_code, answer["Cache-Control"]) == (200, "public, s-maxage=3600")
    return [str(found.text) for found in ElementTree.fromstring(answer.content).iter(LOC)]


def test_a_pet_says_what_it_is_and_no_word_of_it_ends_the_data(cast: Cast) -> None:
    harbour = factories.organization(
        "Harbour Paws", founder=cast.rosa, suburb="Wattle Cove", phone="+61 2 5550 1234"
    )
    words = 'Runs </script><script>alert("x")</script> & rests\u2028a lot'
    pet = factories.pet(
        cast.rosa, organization=harbour, breed="Kelpie", description=words * 3, adoption_fee="80.00"
    )
    page = Client().get(f"/pets/{pet.pk}").content.decode()
    found = data_in(page)
    assert (found["@type"], found["name"], found["description"]) == ("Product", "Biscuit", words * 3)
    offer = found["offers"]
    assert (offer["price"], offer["priceCurrency"], offer["url"]) == ("80.00", "AUD", f"{SITE}/pets/{pet.pk}")
    assert offer["availability"] == "https://schema.org/InStock"
    assert offer["seller"]["@type"] == "AnimalShelter"
    assert found["image"][0].startswith(f"{SITE}/media/")
    Pet.objects.filter(pk=pet.pk).update(placement="reserved")
    page = Client().get(f"/pets/{pet.pk}").content.decode()
    assert data_in(page)["offers"]["availability"] == "https://schema.org/Reserved"
    rescue = data_in(Client().get("/rescues/harbour-paws").content.decode())
    assert (rescue["@type"], rescue["url"]) == ("AnimalShelter", f"{SITE}/rescues/harbour-paws")
    assert rescue["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Wattle Cove",
        "addressCountry": "AU",
    }


def test_says_nothing_of_what_is_not_public(cast: Cast) -> None:
    draft = factories.pet(cast.petra, moderation="draft")
    assert "ld+json" not in cast.browser("petra").get(f"/pets/{draft.pk}").content.decode()


def test_sitemaps_come_in_chunks_that_lose_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "CHUNK", 3)
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    pets = factories.many_pets(cast.petra, 7)
    # Published in the very same moment.
    pets += factories.many_pets(cast.petra, 5, published_at=pets[0].published_at)
    Pet.objects.filter(pk=pets[3].pk).update(moderation="removed")
    hidden = factories.organization("Hidden", founder=cast.milo, status="suspended")
    factories.pet(cast.milo, organization=hidden)
    chunks = locations("/sitemap.xml")
    assert chunks[0] == f"{SITE}/sitemaps/site.xml"
    assert len([chunk for chunk in chunks if "/pets.xml" in chunk]) == 4
    listed = [found for chunk in chunks for found in locations(chunk)]
    wanted = {f"{SITE}/pets/{pet.pk}" for pet in pets if pet.pk != pets[3].pk}
    assert len(listed) == len(set(listed))
    assert set(listed) == wanted | {
        *(f"{SITE}{path}" for path in ("/", "/pets", "/rescues", "/rides", "/clubs")),
        f"{SITE}{harbour.get_absolute_url()}",
    }
    for path in ("/sitemaps/nothing.xml", "/sitemaps/pets.xml?after=%00", "/sitemaps/pets.xml?after=WyJuIl0"):
        assert Client().get(path).status_code in (400, 404), path
    assert f"Sitemap: {SITE}/sitemap.xml" in Client().get("/robots.txt").content.decode()


def test_sitemaps_count_nothing(cast: Cast) -> None:
    factories.many_pets(cast.petra, 3)
    with CaptureQueriesContext(connection) as seen:
        locations("/sitemap.xml")
        locations("/sitemaps/pets.xml")
    # One for each section of the index, and one for the chunk.
    assert len(seen) == len(sitemap._sections) + 1
    assert not [query for query in seen.captured_queries if "COUNT(" in query["sql"]]


def test_other_sites_may_frame_the_list_and_nothing_else(cast: Cast) -> None:
    harbour = factories.organization("Harbour Paws", founder=cast.rosa)
    for number in range(4):
        factories.pet(cast.rosa, organization=harbour, name=f"Pet {number}")
    factories.pet(cast.petra, name="Not theirs")
    answer = Client().get("/embed/pets?organization=harbour-paws&show=3&colours=dark")
    page = answer.content.decode()
    assert [name in page for name in ("Pet 3", "Pet 1", "Pet 0", "Not theirs")] == [True, True, False, False]
    assert "See all of them on Hearth" in page
    assert "X-Frame-Options" not in answer
    policy = answer["Content-Security-Policy"].split("; ")
    assert {"frame-ancestors *", "default-src 'none'", "form-action 'none'"} <= set(policy)
    assert not [rule for rule in policy if rule.startswith("script-src")]
    assert "<script" not in page
    assert not answer.cookies
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer["Cache-Control"] == "public, s-maxage=30"
    assert all("_blank" in link and "noopener" in link for link in re.findall(r"<a [^>]*>", page))
    everywhere = cast.browser("rosa").get("/embed/pets?organization=harbour-paws&show=3&colours=dark")
    assert everywhere.content == answer.content
    for path in ("/pets", "/pets/feed.rss", "/rescues/harbour-paws"):
        assert Client().get(path)["X-Frame-Options"] == "DENY"
    for bad in ("show=0", "show=25", "show=x", "show=-1", "colours=pink", "show=1e1"):
        assert Client().get(f"/embed/pets?{bad}").status_code == 400, bad


def test_rescues_copy_how_to_show_their_pets(cast: Cast) -> None:
    factories.organization("Harbour Paws", founder=cast.rosa)
    page = "/organizations/harbour-paws/embed"
    words = cast.browser("rosa").get(f"{page}?show=6&colours=light").content.decode()
    address = f"{SITE}/embed/pets?organization=harbour-paws&amp;amp;show=6&amp;amp;colours=light"
    assert f"&lt;iframe src=&quot;{address}&quot;" in words
    assert 'href="/organizations/harbour-paws/embed"' in words
    assert cast.browser("milo").get(page).status_code == 404
    assert cast.browser().get(page).status_code == 302
    assert cast.browser("rosa").get(f"{page}?show=%00&colours=%00").status_code == 200

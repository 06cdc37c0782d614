"""A search for feed readers: RSS 2.0, Atom and JSON Feed 1.1, of what strangers may see."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from html import unescape
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.http import http_date
from django.utils.safestring import SafeString

from apps.alerts.finding import Params, address_of, found_by
from apps.listings.models import Pet
from hearth.kernel.pages.structured import absolute
from hearth.kernel.problems import NotFound

MOST = 50
TYPES = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""The characters that XML cannot hold."""
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class _Rss(Rss201rev2Feed):
    """RSS does not say whether its titles are text or HTML, and readers differ: theirs have no markup."""

    def __init__(self, title: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(_plain(title), *args, **kwargs)

    def add_item(self, title: str, *args: Any, **kwargs: Any) -> None:
        super().add_item(_plain(title), *args, **kwargs)


@dataclass(frozen=True)
class Feed:
    """What the three forms are written from."""

    title: str
    page: str
    """The address of the page that shows the same to people."""
    address: str
    """Its own."""
    pets: Sequence[Pet]

    @property
    def changed(self) -> datetime:
        return max((pet.updated_at for pet in self.pets), default=BEGINNING)


def feed_of(params: Params, *, title: str, address: str) -> Feed:
    """Read the newest pets of a search; raise BadQuery for what the list does not know."""
    pets = list(found_by(params).for_display()[:MOST])
    return Feed(title, absolute(address_of(params)), address, pets)


def answer(request: HttpRequest, feed: Feed, form: str) -> HttpResponse:
    """Write a feed, or say that the reader has the present one; raise NotFound for an unknown form."""
    if form not in TYPES:
        raise NotFound()
    tag, changed = _tag(feed, form), int(feed.changed.timestamp()) + 1
    response = get_conditional_response(request, tag, changed)
    if response is None:
        body = _json(feed) if form == "json" else _xml(feed, _Rss if form == "rss" else Atom1Feed)
        response = HttpResponse(body, content_type=TYPES[form])
    response["ETag"] = tag
    response["Last-Modified"] = http_date(changed)
    found: HttpResponse = response
    return found


def _tag(feed: Feed, form: str) -> str:
    rows = [
        f"{pet.pk}:{pet.version}:{pet.organization and pet.organization.version}:{pet.companions_in_words}"
        for pet in feed.pets
    ]
    words = "\n".join([form, feed.title, feed.address, *rows])
    return f'"{blake2b(words.encode(), digest_size=8).hexdigest()}"'


def _xml(feed: Feed, kind: type[SyndicationFeed]) -> str:
    written = kind(
        title=_legal(feed.title),
        link=feed.page,
        description=_legal(f"{feed.title}: the newest first"),
        feed_url=feed.address,
        language="en-au",
        author_name="Hearth",
    )
    for pet in feed.pets:
        written.add_item(
            title=_legal(_title(pet)),
            link=absolute(pet.get_absolute_url()),
            description=_legal(_content(pet)),
            unique_id=f"urn:uuid:{pet.pk}",
            unique_id_is_permalink=False,
            pubdate=pet.published_at,
            updateddate=pet.updated_at,
            categories=[pet.get_species_display()],
        )
    words: str = written.writeString("utf-8")
    return words


def _json(feed: Feed) -> bytes:
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.page,
            "feed_url": feed.address,
            "language": "en-AU",
            "authors": [{"name": "Hearth"}],
            "items": [_json_item(pet) for pet in feed.pets],
        }
    )


def _json_item(pet: Pet) -> dict[str, Any]:
    item: dict[str, Any] = {
        "id": f"urn:uuid:{pet.pk}",
        "url": absolute(pet.get_absolute_url()),
        "title": _title(pet),
        "content_html": _content(pet),
        "date_published": _moment(pet.published_at),
        "date_modified": _moment(pet.updated_at),
        "tags": [pet.get_species_display()],
    }
    if pet.cover:
        item["image"] = absolute(pet.cover.full_url)
    if pet.organization is not None:
        page = absolute(pet.organization.get_absolute_url())
        item["authors"] = [{"name": pet.organization.name, "url": page}]
    return item


def _title(pet: Pet) -> str:
    return f"{pet.name}, {pet.breed_label or pet.get_species_display()}"


def _content(pet: Pet) -> SafeString:
    facts = [pet.age_label, pet.get_size_display() if pet.size else "", pet.suburb, pet.region]
    line = format_html("<p>{}</p>", " · ".join(str(fact) for fact in facts if fact))
    words = [(part,) for part in pet.description.splitlines() if part.strip()]
    if together := pet.companions_in_words:
        line += format_html("<p><strong>{}</strong></p>", together)
    told = line + format_html_join("", "<p>{}</p>", words)
    if pet.cover is None:
        return told
    picture = '<p><img src="{}" alt="{}"></p>'
    return format_html(picture, absolute(pet.cover.card_url), pet.cover.alt or pet.name) + told


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None


def _plain(words: str) -> str:
    """Words that say the same as text and as HTML; XML escapes them once, like all others."""
    return strip_tags(unescape(words))


def _legal(words: str) -> str:
    return ILLEGAL.sub("", words)

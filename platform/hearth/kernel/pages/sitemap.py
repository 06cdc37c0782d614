"""What search engines may read, by the sitemap protocol: an index, and chunks that apps contribute to it.

A chunk begins behind a row and takes the next so many, so that nothing is counted and each costs the same.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from hearth.kernel.keyset import Keyset, Position
from hearth.kernel.pages.open import OpenPage
from hearth.kernel.problems import NotFound

CHUNK = 10_000
"""The protocol allows 50,000; this many are read in a moment."""
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True, kw_only=True)
class Section:
    """The public pages of one sort of rows.

    `spine` gives the rows that chunks are measured by: a partial index has them in `order`. `public` narrows
    them to what strangers may see.
    """

    name: str
    order: Keyset
    spine: Callable[[], QuerySet[Any]]
    public: Callable[[], QuerySet[Any]]
    address: str
    """The name of the address of a row's page, which `named_by` goes into."""
    named_by: str = "pk"


_sections: dict[str, Section] = {}
_pages: list[str] = ["home"]


def add_section(section: Section) -> None:
    _sections[section.name] = section


def add_pages(*names: str) -> None:
    """Name addresses of single pages that take no arguments."""
    _pages.extend(name for name in names if name not in _pages)


class SitemapIndex(OpenPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        chunks = [reverse("sitemap-chunk", args=["site"])]
        for section in _sections.values():
            base = reverse("sitemap-chunk", args=[section.name])
            chunks += [f"{base}?after={cursor}" if cursor else base for cursor in beginnings(section)]
        return _xml("sitemapindex", "sitemap", ((chunk, None) for chunk in chunks))


class SitemapChunk(OpenPage):
    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        if name == "site":
            return _xml("urlset", "url", ((reverse(page), None) for page in _pages))
        section = _sections.get(name)
        if section is None:
            raise NotFound()
        return _xml("urlset", "url", _rows(section, request.GET.get("after")))


def beginnings(section: Section) -> Iterator[str]:
    """The cursor of each chunk; of the first one it is empty."""
    columns, position, cursor = section.order.columns, Position(), ""
    while True:
        yield cursor
        rows = section.order.arrange(section.spine(), position).values_list(*columns)
        found = list(rows[CHUNK - 1 : CHUNK + 1])
        if len(found) < 2:
            return
        position, cursor = Position(after=found[0]), section.order.cursor("n", found[0])


def _rows(section: Section, cursor: str | None) -> Iterator[tuple[str, datetime | None]]:
    spine = section.spine()
    position = section.order.read(cursor, spine.model)
    chunk = section.order.arrange(spine, Position(after=position.after)).values("pk")[:CHUNK]
    rows = section.order.arrange(section.public().filter(pk__in=chunk), Position())
    before = reverse(section.address, args=[_SAMPLE]).removesuffix(_SAMPLE)
    for name, changed in rows.values_list(section.named_by, "updated_at"):
        yield f"{before}{name}", changed


_SAMPLE = "00000000-0000-0000-0000-000000000000"
"""Ten thousand addresses are one pattern with its end exchanged; asking for each takes a second."""


def _xml(root: str, each: str, entries: Iterator[tuple[str, datetime | None]]) -> HttpResponse:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{root} xmlns="{NAMESPACE}">']
    for address, changed in entries:
        when = f"<lastmod>{changed:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if changed else ""
        lines.append(f"<{each}><loc>{escape(settings.SITE_URL + address, quote=False)}</loc>{when}</{each}>")
    lines.append(f"</{root}>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml; charset=utf-8")


urlpatterns = [
    path("sitemap.xml", SitemapIndex.as_view(), name="sitemap"),
    path("sitemaps/<slug:name>.xml", SitemapChunk.as_view(), name="sitemap-chunk"),
]

"""Every address that is not the API, and how to visit it on the stage."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, get_resolver

from apps.listings.models import Pet
from apps.moderation.models import ReviewItem
from apps.notifications.models import Mail
from apps.notifications.services.links import unsubscribe_link
from apps.organizations.models import Organization
from tests.api.stage import Stage


def walk(patterns: list[Any] | None = None, above: str = "") -> Iterator[str]:
    """The addresses of everything that is not the API, with their arguments as they are declared."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = above + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            if not path.startswith("api/v1/"):
                yield path
        else:
            yield from walk(pattern.url_patterns, path)


PAGES = sorted(set(walk()))


def addresses(page: str, stage: Stage) -> list[str]:
    """A page's address with things that are there, and with nonsense."""
    organization = page.startswith("rescues")
    real = {
        "uuid": str(stage.item.pk if "desk/items" in page else stage.rosas.pk),
        "slug": stage.harbour.slug if organization else "submit",
        "path": str(rows_of(page).pk) if rows_of(page) else "x",
        "str": "x",
    }
    if "desk/remove" in page:
        real["slug"] = "pet"
    if page.startswith("notifications/"):
        real["uuid"] = str(stage.told.pk)
    if "notifications/mail/" in page:
        real["uuid"] = str(stage.mail.pk)
    if page.startswith("unsubscribe/"):
        real["str"] = unsubscribe_link(stage.mail).rpartition("/")[2]
    nothing = {"uuid": str(stage.cast.ana.pk), "slug": "x" * 300, "path": "%00", "str": "%00"}
    found = []
    for words in (real, nothing):
        url = re.sub(r"<(?:(\w+):)?\w+>", lambda match, words=words: words[match[1] or "str"], page)
        found.append("/" + re.sub(r"\(\?P<\w+>[^)]*\)\??", "x", url).replace("^", "").replace("$", ""))
    return sorted(set(found))


def rows_of(page: str) -> Any:
    """A row for an admin page that is about one."""
    models = {
        "listings/pet/": Pet,
        "moderation/reviewitem/": ReviewItem,
        "notifications/mail/": Mail,
        "organizations/organization/": Organization,
    }
    model = next((model for part, model in models.items() if page.startswith(f"admin/{part}")), None)
    return model.objects.first() if model else None

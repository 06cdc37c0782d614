"""Entity tags: version and audience for an object, the page's rows for a list."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from rest_framework.request import Request

from hearth.kernel.problems import StaleVersion, VersionRequired


def object_tag(obj: Model, audience: str) -> str:
    """`"<version>-<representation>"`; each audience has its own, so that no role gets another's 304."""
    return tag_of_version(getattr(obj, "version", 0), audience)


def tag_of_version(version: int, audience: str) -> str:
    return f'"{version}-{_digest([audience])}"'


def list_tag(items: Iterable[Model], representations: Iterable[str], query: str) -> str:
    rows = [f"{item.pk}:{getattr(item, 'version', 0)}" for item in items]
    return tag_of([*representations, query, *rows])


def tag_of(parts: Iterable[str]) -> str:
    return f'"{_digest(parts)}"'


def matches(header: str, tag: str) -> bool:
    """Compare by the opaque part: gzip and the edge weaken tags on their way."""
    wanted = [word.strip().removeprefix("W/") for word in header.split(",")]
    return "*" in wanted or tag in wanted


def check_if_match(request: Request, obj: Model, *, required: bool) -> None:
    """Raise VersionRequired (428) or StaleVersion (412) unless the caller saw the present version."""
    header = request.headers.get("If-Match")
    version: Any = getattr(obj, "version", 0)
    if header is None:
        if required:
            raise VersionRequired()
        return
    if (required or header.strip() != "*") and version not in versions_named(request):
        raise StaleVersion(f"It is now at version {version}.", version=version)


def versions_named(request: Request) -> set[int]:
    """The versions that an If-Match says were seen; words that no tag of ours begins with are left out."""
    header = request.headers.get("If-Match") or ""
    seen = {word.strip().removeprefix("W/").strip('"').partition("-")[0] for word in header.split(",")}
    return {int(word) for word in seen if word.isascii() and word.isdigit() and len(word) < 10}


def _digest(parts: Iterable[str]) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=8).hexdigest()

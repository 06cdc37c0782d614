"""Serves what is public, as the CDN does, and what is private by links that were signed for it."""

from pathlib import PurePosixPath

from django.core import signing
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe

from apps.media import attachments

TYPES = {".webp": "image/webp"}
ANY_TYPE = "application/octet-stream"


@require_safe
def show(request: HttpRequest, name: str) -> HttpResponseBase:
    """Answer with a file of the public storage; its name changes with its content, so it keeps for ever."""
    try:
        file = default_storage.open(name)
    except (OSError, ValueError, SuspiciousFileOperation):
        raise Http404 from None
    response = FileResponse(file, content_type=TYPES.get(PurePosixPath(name).suffix, ANY_TYPE))
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    # Frontends on other origins show these pictures; the CDN says the same.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@require_safe
def hand_over(request: HttpRequest, token: str) -> HttpResponseBase:
    """Answer with a private file, as a bucket does for a signed link, for as long as the link is good."""
    try:
        facts = signing.loads(token, salt=attachments.SALT, max_age=attachments.LINK_SECONDS)
        file = attachments.private_storage().open(facts["key"])
    except (signing.BadSignature, OSError):
        raise Http404 from None
    response = FileResponse(file, content_type=facts["type"])
    response["Content-Disposition"] = facts["as"]
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    return response


urlpatterns = [
    path("media/<path:name>", show, name="local-media"),
    path("local/private/<str:token>", hand_over, name="local-private"),
]

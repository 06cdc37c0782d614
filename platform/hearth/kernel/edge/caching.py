"""Who may keep an answer: nobody, unless the view said so and the answer is the same for everybody."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

FOR_EVERYBODY = "public, s-maxage=30"
FOR_NOBODY = "private, no-store"


class CacheRules:
    """Stands outside whatever sets cookies: an answer that sets one is for one person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        rule = response.headers.get("Cache-Control", "")
        if not rule or (response.cookies and "no-store" not in rule):
            response.headers["Cache-Control"] = FOR_NOBODY
        if getattr(response, "is_for_everybody", False):
            _do_not_vary_by_person(response)
        return response


def _do_not_vary_by_person(response: HttpResponseBase) -> None:
    """Take back what sessions add for whoever has one: the view looked at nobody."""
    words = [word.strip() for word in response.headers.get("Vary", "").split(",")]
    kept = ", ".join(word for word in words if word and word.lower() != "cookie")
    if kept:
        response.headers["Vary"] = kept
    else:
        response.headers.pop("Vary", None)


def share(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the edge keep a page for half a minute, when whoever asked brought nothing that could change it."""
    if response.status_code == 200 and request.method in ("GET", "HEAD") and not _own_cookies(request):
        response.headers["Cache-Control"] = FOR_EVERYBODY
        patch_vary_headers(response, ("Cookie",))


def _own_cookies(request: HttpRequest) -> set[str]:
    own = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.MESSAGES_COOKIE_NAME}
    return own & request.COOKIES.keys()

"""Security headers on every answer: pages, API, files, redirects and errors alike."""

from collections.abc import Callable
from functools import cached_property, wraps
from typing import Any, TypeVar

from csp.constants import HEADER
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hearth.kernel.api.problems import is_api

V = TypeVar("V", bound=Callable[..., Any])

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer",
            "autoplay",
            "browsing-topics",
            "camera",
            "display-capture",
            "encrypted-media",
            "fullscreen",
            "geolocation",
            "gyroscope",
            "hid",
            "magnetometer",
            "microphone",
            "midi",
            "payment",
            "publickey-credentials-get",
            "screen-wake-lock",
            "serial",
            "usb",
            "xr-spatial-tracking",
        )
    ),
}


class SecurityHeaders(CSPMiddleware):
    """Stands outside everything that can answer. What a view set itself stays."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if getattr(response, "xframe_options_exempt", False):
            # What others may frame says so in its policy; this header has no word for it.
            del response.headers["X-Frame-Options"]
        if is_api(request) and not hasattr(response, "content_policy"):
            response.headers.setdefault(HEADER, self.policy_of_the_api)
            return response
        return super().process_response(request, response)

    @cached_property
    def policy_of_the_api(self) -> str:
        """Written once: it has no nonce, and putting a policy into words takes its time."""
        return build_policy(config=settings.CONTENT_SECURITY_POLICIES["api"])

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        if report_only:
            return PolicyParts()
        usual = "api" if is_api(request) else "strict"
        name = getattr(response, "content_policy", usual)
        return PolicyParts(config=settings.CONTENT_SECURITY_POLICIES[name])


def under(policy: str) -> Callable[[V], V]:
    """Answer under the policy of this name; errors that the view raises keep the strict one."""

    def decorate(view: V) -> V:
        @wraps(view)
        def answer(*args: Any, **kwargs: Any) -> Any:
            response = view(*args, **kwargs)
            response.content_policy = policy
            return response

        return answer  # type: ignore[return-value]

    return decorate


def strict(view: V) -> V:
    """Mark an admin page that is our own, without the theme: it keeps the policy of every other page."""
    view.is_strict = True  # type: ignore[attr-defined]
    return view

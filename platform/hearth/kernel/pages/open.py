from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from hearth.kernel.authorization import ANONYMOUS, Subject
from hearth.kernel.pages.views import Page


class OpenPage(Page):
    """The same for everybody: it does not look who asks, so that the edge may keep it by its address."""

    access = "public"

    keeps = "public, s-maxage=3600"
    """How long the edge keeps it; what hides something takes it out before."""

    @property
    def subject(self) -> Subject:
        return ANONYMOUS

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        if response.status_code in (200, 304):
            response["Cache-Control"] = self.keeps
            response.is_for_everybody = True  # type: ignore[attr-defined]
        return response

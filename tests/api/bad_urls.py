"""The site's addresses and one that breaks the rules, so that the walk can be seen to notice."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.views.generic import View
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hearth.config.urls import handler400, handler403, handler404, handler500
from hearth.config.urls import urlpatterns as good

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Backdoor(APIView):
    permission_classes = [AllowAny]

    def get(self, request: Request, **kwargs: Any) -> Response:
        return Response({"secret": 1})

    def post(self, request: Request, **kwargs: Any) -> Response:
        return Response(request.data, status=201)


class Plain(View):
    def post(self, request: Any, **kwargs: Any) -> HttpResponse:
        return HttpResponse("<html>done</html>", headers={"Content-Security-Policy": "default-src *"})


def bare(request: Any) -> HttpResponse:
    return HttpResponse("done", status=418)


urlpatterns = [
    *good,
    path("api/v1/backdoor/<str:id>", Backdoor.as_view()),
    path("api/v1/plain", Plain.as_view()),
    path("api/v1/bare", bare),
]
